"""Many returns at once, for those who send for several units: files or a folder, one line of outcome for each."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics import bulk, clock
from analytics.bulk import Line
from analytics.declare import settings
from analytics.findings import Severity
from analytics.returns.wording import render
from analytics.ui import blocks, data
from analytics.ui.texts import lang, month_name, plain, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_start import TYPES
from analytics.ui.views.upload_state import Slot

DONE, ROUND = "bulk_lines", "bulk_round"
TONE = {"stored": "good", "to_confirm": "warn", "twice": "warn", "not_stored": "warn"}
MARK = {"good": "●", "warn": "▲", "bad": "■"}
FINDINGS_SHOWN = 8


def show(slot: Slot) -> None:
    """Nothing for a clerk of one unit."""
    if sum(data.scope().writes(unit.code) for unit in data.departments(slot.month)) < 2:
        return
    with st.expander(t("upload.bulk.title"), icon=":material/library_add:", expanded=bool(st.session_state.get(DONE))):
        st.markdown(t("upload.bulk.words"))
        number = st.session_state.setdefault(ROUND, 0)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            words = {name: t(f"upload.bulk.{name}") for name in ("files", "folder")}
            kind = st.segmented_control(
                t("upload.bulk.kind"), list(words), format_func=words.__getitem__, default="files", required=True,
                key="bulk_kind", label_visibility="collapsed",
            )
            reason = st.text_input(t("upload.bulk.reason"), key="bulk_reason", placeholder=t("upload.bulk.reason_hint"))
        files = st.file_uploader(
            t("upload.bulk.drop"), type=TYPES, key=f"bulk_{kind}_{number}",
            accept_multiple_files="directory" if kind == "folder" else True,
            max_upload_size=settings()["limits"]["file_megabytes"],
        )
        if files and st.button(
            t("upload.bulk.submit", count=len(files)), key="bulk_submit", type="primary", icon=":material/send:"
        ):
            _submit(files, reason)
            st.session_state[ROUND] = number + 1
            st.rerun()
        if st.session_state.get(DONE):
            outcome(st.session_state[DONE])


def _submit(files: Sequence, reason: str) -> None:
    lines: list[Line] = []
    bar = st.progress(0.0)
    named = [(file.name.rpartition("/")[2], file.getvalue) for file in files]
    going = bulk.submit_files(
        data.warehouse(), named, by=data.scope().viewer, at=clock.now, reason=reason, scope=data.scope(),
        trail=data.trail(),
    )
    for done, line in enumerate(going, 1):
        lines.append(line)
        words = t("upload.bulk.progress", done=done, count=len(named), file=plain(line.file_name))
        bar.progress(done / len(named), words)
    st.session_state[DONE] = lines
    data.changed()


# ------------------------------------------------------------------------------------------- what became of them
def outcome(lines: Sequence[Line]) -> None:
    """How many are stored and what stands in the way of the others, file by file; the table can be downloaded."""
    stored = sum(line.outcome == "stored" for line in lines)
    tone = "good" if stored == len(lines) else "warn" if stored else "bad"
    words = t("upload.bulk.all", count=stored) if tone == "good" else t(
        "upload.bulk.some", stored=stored, left=len(lines) - stored
    )
    markup.show(f'<div role="status">{markup.tone(tone, f"{MARK[tone]} {words}")}</div>')
    heads = [text(f"upload.bulk.head.{name}") for name in ("file", "unit", "month", "outcome", "findings", "receipt")]
    markup.show(markup.table(heads, [_cells(line) for line in lines], right=frozenset({4})))
    st.download_button(
        t("upload.bulk.download"), blocks.csv_bytes(table(lines)), t("upload.bulk.file_name"), "text/csv",
        icon=":material/download:", key="bulk_table", on_click="ignore",
    )
    for line in lines:
        if line.outcome in ("refused", "to_confirm", "unreadable") and line.findings:
            _findings(line)


def _tone(line: Line) -> str:
    return TONE.get(line.outcome, "bad")


def _cells(line: Line) -> list[str]:
    tone = _tone(line)
    number = f'<span class="nowrap">{esc(line.receipt_no)}</span>' if line.receipt_no else ""
    return [esc(line.file_name), esc(_unit(line)), esc(_month(line)),
            markup.tone(tone, f"{MARK[tone]} {t(f'upload.bulk.outcome.{line.outcome}')}"), str(_count(line) or ""),
            number]


def _count(line: Line) -> int:
    """What stands in the way: to be fixed, or to be confirmed; of a stored file nothing does."""
    severity = Severity.CONFIRM if line.outcome == "to_confirm" else Severity.REFUSE
    return line.count(severity)


def _unit(line: Line) -> str:
    units = data.units(line.month) if line.month else {}
    unit = units.get(line.unit_code or "")
    return unit.name(lang()) if unit else line.unit_code or "—"


def _month(line: Line) -> str:
    return month_name(line.month, long=True) if line.month else "—"


def table(lines: Sequence[Line]) -> pd.DataFrame:
    """The outcome as it is downloaded; one row a file."""
    return pd.DataFrame([
        {
            t("upload.bulk.head.file"): line.file_name, t("upload.bulk.head.unit"): _unit(line),
            t("upload.bulk.head.month"): str(line.month or ""),
            t("upload.bulk.head.outcome"): t(f"upload.bulk.outcome.{line.outcome}"),
            t("upload.bulk.head.findings"): _count(line), t("upload.bulk.head.receipt"): line.receipt_no or "",
        }
        for line in lines
    ])


def _findings(line: Line) -> None:
    severity = Severity.CONFIRM if line.outcome == "to_confirm" else Severity.REFUSE
    found = [render(f, lang()) for f in line.findings if f.severity is severity]
    items = "".join(f"<li><code>{esc(w.where)}</code> {esc(w.title)}　<span class='calm'>{esc(w.fix)}</span></li>"
                    for w in found[:FINDINGS_SHOWN])
    more = text("upload.bulk.more", count=len(found) - FINDINGS_SHOWN) if len(found) > FINDINGS_SHOWN else ""
    markup.show(f"<details><summary>{esc(line.file_name)}</summary><ul>{items}</ul>{more}</details>")
