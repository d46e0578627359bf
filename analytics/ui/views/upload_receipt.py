"""Step 5: the receipt and what happens next; and everything that was ever sent for the month, with its originals."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analytics.declare import return_form
from analytics.returns.correcting import HEADING, ZERO_TABLE
from analytics.returns.sheet_titles import TITLE
from analytics.store import kept_checks
from analytics.store.submissions import Receipt
from analytics.ui import data, navigation
from analytics.ui.style import narrow
from analytics.ui.texts import lang, month_name, number, t
from analytics.ui.views import markup, upload_state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_state import Slot, Work

NEXT = ("review", "accepted", "sent_back", "correction")
STATE_MARKS = {
    "submitted": ("calm", "●"),
    "accepted": ("good", "●"),
    "sent_back": ("warn", "□"),
    "refused": ("calm", "✕"),
}
COVER = "cover"
LISTED_AT_ONCE, LIST_PIXELS = 14, 380  # corrections; with more the list is scrolled (rows that were added have many)
OPERATOR = ("local", "operator:")  # recorded for what was done at the machine itself


def show(slot: Slot, work: Work) -> None:
    receipt = work.receipt
    if receipt is None:
        return
    left, right = st.columns([6, 5], gap="small")
    with left:
        _receipt(receipt, slot)
        corrected(receipt.return_id)
        with st.container(horizontal=True):
            original_button(receipt.sha256, _file_name(slot, receipt.version), "receipt", t("upload.receipt.download"))
            st.button(
                t("upload.receipt.another"),
                icon=":material/upload:",
                on_click=upload_state.start_again,
                args=(work,),
                key="another",
            )
            if navigation.offered("returns"):
                navigation.link("returns", t("upload.receipt.board"), u=slot.unit_code, m=str(slot.month))
    with right, st.container(border=True):
        items = "".join(f"<li>{text(f'upload.next_steps.{name}')}</li>" for name in NEXT)
        st.markdown(f"### {t('upload.next_steps.title')}", anchors=False)
        markup.show(f"<ul>{items}</ul>")


def _receipt(receipt: Receipt, slot: Slot) -> None:
    unit = data.units(slot.month)[slot.unit_code].name(lang())
    tone, when = ("good", _early(receipt)) if receipt.on_time else ("warn", t("upload.receipt.late"))
    print_ = receipt.sha256
    rows = [
        (t("upload.receipt.number"), f'<span class="number">{esc(receipt.receipt_no)}</span>'),
        (t("upload.receipt.received"), f"{receipt.received_at:%Y-%m-%d %H:%M:%S}　{markup.tone(tone, when)}"),
        (t("upload.receipt.content"), text("upload.receipt.rows", rows=number(receipt.row_count))),
        *((t("upload.receipt.corrected"), number(corrected)) for corrected in [len(corrections(receipt.return_id))]
          if corrected),
        (t("upload.receipt.status"), text("upload.receipt.provisional")),
        (t("upload.receipt.print"), f"<code>sha256 {print_[:4]} {print_[4:8]} {print_[8:12]} … {print_[-4:]}</code>"),
    ]
    place = t("upload.receipt.what", unit=unit, month=month_name(slot.month, long=True), version=receipt.version)
    markup.show(
        f'<div class="receipt"><div class="what">{text("upload.receipt.title")}</div>'
        f'<div class="calm">{esc(place)}</div>{markup.pairs(rows)}</div>'
    )


def _early(receipt: Receipt) -> str:
    days = (receipt.due_on - receipt.received_at.date()).days
    return t("upload.receipt.early", days=days) if days else t("upload.receipt.on_time")


def _file_name(slot: Slot, version: int) -> str:
    return f"{slot.unit_code}_{slot.month.year}{slot.month.month:02d}_v{version}.xlsx"


# ------------------------------------------------------------------------------------------- put right on screen
@data.cached
def corrections(return_id: int) -> tuple[dict[str, Any], ...]:
    """What was put right on screen in a version (kept_checks.corrections_of)."""
    return kept_checks.corrections_of(data.cursor(), [return_id]).get(return_id, ())


def correction_words(one: dict[str, Any], *, with_sheet: bool = True) -> str:
    """服务事项!H7　职责范围：本部门 → 职责内（李晓梅 2026-11-02 09:00）"""
    form = return_form()
    columns = form.cover.fields if one["sheet"] == COVER else form.sheet(one["sheet"]).columns
    titles = {column.name: column.title(lang()) for column in columns}
    titles |= {HEADING: t("upload.corrected.heading"), ZERO_TABLE: t("upload.corrected.zero")}
    cell = one["cell"]
    sheet = form.cover if one["sheet"] == COVER else form.sheet(one["sheet"])
    if one["column"] == TITLE:
        cell = t("upload.corrected.sheet_title", sheet=sheet.title(lang()))
    elif with_sheet:
        cell = t("upload.corrected.cell", sheet=sheet.title(lang()), cell=cell,
                 column=titles.get(one["column"], one["column"]))
    return t(
        "upload.corrected.change", cell=cell, old=one["old"] or t("upload.empty"), new=one["new"] or t("upload.empty"),
        by=who(one["by"]), at=f"{one['at']:%Y-%m-%d %H:%M}",
    )


def corrected(return_id: int) -> None:
    """The list of a version's cells that were put right on screen; nothing when there are none."""
    found = corrections(return_id)
    if found:
        with st.expander(t("upload.corrected.title", count=len(found)), icon=":material/edit_note:"):
            items = "".join(f"<li>{esc(correction_words(one))}</li>" for one in found)
            with st.container(height=LIST_PIXELS if len(found) > LISTED_AT_ONCE else "content", border=False):
                markup.show(f"<ul>{items}</ul>")


# ------------------------------------------------------------------------------------------- versions
def history(slot: Slot, work: Work | None = None) -> None:
    """
    Every version and every refused file, newest first; nothing when nothing was ever sent. work: of the page on which
    an earlier version may be made to count again.
    """
    found = upload_state.versions(slot)
    if found.empty:
        return
    st.subheader(t("upload.versions.title"), anchor=False)
    with st.container(border=True, key="versions", gap=None):
        heads = [t(f"upload.versions.{name}") for name in ("version", "received", "by", "state", "note")]
        inside = "".join(f"<span>{esc(head)}</span>" for head in heads)
        markup.show(f'<div class="vbox"><div class="version heads">{inside}</div></div>')
        for place, row in enumerate(found.itertuples(index=False)):
            _version(slot, row, place, work)


def _version(slot: Slot, row: Any, place: int, work: Work | None) -> None:
    stored = row.state != "refused"
    tone, mark = STATE_MARKS[row.state]
    cells = [
        str(int(row.version)) if stored else "—",
        f"{row.received_at:%Y-%m-%d %H:%M}",
        who(row.received_by),
        None,
        _note(row),
    ]
    state = f'<span class="{tone}">{mark} {text(f"upload.versions.{row.state}")}</span>'
    inside = "".join(state if cell is None else f"<span>{esc(cell)}</span>" for cell in cells)
    with st.container(horizontal=True, vertical_alignment="center", wrap=narrow(), key=f"version_{place}"):
        with st.container(width="stretch"):
            markup.show(f'<div class="vbox"><div class="version">{inside}</div></div>')
        if stored and data.scope().sees_persons(slot.unit_code):
            _original(slot, row, place)
        if stored and work is not None and not row.counts and pd.isna(row.erased_at) and _open_to(slot):
            _back(slot, work, row, place)


def _open_to(slot: Slot) -> bool:
    return data.scope().writes(slot.unit_code) and upload_state.registers(slot).closure is None


def _back(slot: Slot, work: Work, row: Any, place: int) -> None:
    """Submits an earlier version once more, with a reason."""
    key = f"{int(row.return_id)}_{place}"  # with the place, so that it is shut again when a version has come on top
    with st.popover(t("upload.back.button"), icon=":material/history:", key=f"back_{key}", type="tertiary"):
        st.markdown(t("upload.back.words", version=int(row.version)))
        st.text_area(t("upload.back.why"), key=f"why_{key}", placeholder=t("upload.back.why_hint"), height=90)
        st.button(
            t("upload.back.now"), key=f"back_now_{key}", type="primary", icon=":material/history:",
            on_click=_go_back, args=(slot, work, int(row.return_id), f"why_{key}"),
        )


def _go_back(slot: Slot, work: Work, return_id: int, key: str) -> None:
    reason = st.session_state.get(key, "").strip()
    if not reason:
        work.notice = "upload.back.why_first"
        return
    upload_state.go_back(slot, work, return_id, reason)
    data.changed()



def _original(slot: Slot, row: Any, place: int) -> None:
    if pd.notna(row.erased_at):
        markup.show(f'<span class="calm">{text("retention.original_erased", day=f"{row.erased_at:%Y-%m-%d}")}</span>')
    else:
        original_button(row.sha256, _file_name(slot, int(row.version)), str(place), "")


def _note(row: Any) -> str:
    if row.state == "refused":
        codes = len(str(row.reason).split("、"))
        return t("upload.versions.not_stored", codes=codes, file=row.file_name)
    words = [row.reason] if isinstance(row.reason, str) else []  # pandas: NaN for none
    if row.counts:
        words.append(t("upload.versions.counts"))
    return "　".join(words)


def who(name: str) -> str:
    """Who did something: the name behind a sign-in name; what was done at the machine itself says so."""
    if name.startswith(OPERATOR):
        return t("upload.versions.local")
    return data.account_names().get(name, name)


def original_button(sha256: str, file_name: str, key: str, words: str) -> None:
    """A link to a file exactly as it was sent; the server asks once more whether it is the viewer's to have."""
    address = f"/files/original/{sha256}?{urlencode({'name': file_name})}"
    with st.container(key=f"original_{key}", width="content"):
        markup.file_link(address, words or t("upload.versions.original"), plain=not words)
