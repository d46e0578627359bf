"""Step 4: what this version would change against the one that counts now, and the declaration that it is true."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import streamlit as st

from analytics.declare import Column, code_list, return_form
from analytics.months import Month
from analytics.returns.comparing import CellChange, Comparison, RowChange
from analytics.returns.rules.figures import MEASURES
from analytics.rows import ReturnRows, Value
from analytics.ui import formats
from analytics.ui.texts import lang, number, plain, signed, t
from analytics.ui.views import markup, upload_state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_state import Slot, Work

KINDS = ("removed", "added", "changed")
ROWS_SHOWN = 200
VALUES_SHOWN = 4  # columns of a whole row that are shown
PRESENT = ("present", "off_duty")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table of changes. what: markup."""

    kind: str
    sheet: str
    key: str
    what: str


def show(slot: Slot, work: Work) -> None:
    checking = work.checking
    if checking is None or checking.comparison is None or checking.checked.rows is None:
        return
    _summary(work, checking.comparison)
    st.subheader(t("upload.headline.title"), anchor=False)
    _headlines(checking.checked.rows, checking.current)
    left, right = st.columns([7, 3], gap="small")
    with left:
        if checking.comparison.first:
            st.subheader(t("upload.changes.sheets_title"), anchor=False)
            _sheets(checking.checked.rows)
        else:
            st.subheader(t("upload.changes.title"), anchor=False)
            _changes(checking.comparison)
    with right:
        st.subheader(t("upload.declare.title"), anchor=False)
        _declare(slot, work, checking.comparison, checking.checked.rows)


# ------------------------------------------------------------------------------------------- summary
def _summary(work: Work, comparison: Comparison) -> None:
    assert work.checking is not None
    stored = work.checking.registers.stored
    total = comparison.total
    parts = []
    if comparison.first:
        words = t("upload.changes.after_sent_back", version=stored.version) if stored else t("upload.changes.first")
        parts.append(f'<span class="good">＋ <b>{total.after}</b> {text("upload.changes.rows")}</span>')
    elif comparison.nothing:
        words = t("upload.changes.nothing")
    else:
        words = t("upload.changes.against")
        parts = [
            f'<span class="{tone}">{mark} {text(f"upload.changes.{kind}")} <b>{count}</b> '
            f"{text(f'upload.changes.unit.{kind}')}</span>"
            for kind, count in _counts(comparison).items() for tone, mark in [markup.CHANGED[kind]]
        ]
    with st.container(border=True):
        markup.show(
            f'<div class="sums"><strong>{esc(words)}</strong>{"".join(parts)}</div>'
            f'<div class="under">{text("upload.changes.replaces")}</div>'
        )


def _counts(comparison: Comparison) -> dict[str, int]:
    """Lines by kind: rows that went and came, cells that differ."""
    return {"removed": len(comparison.removed), "added": len(comparison.added), "changed": len(comparison.changed)}


# ------------------------------------------------------------------------------------------- headline figures
def _headlines(new: ReturnRows, old: ReturnRows | None) -> None:
    now, before = headlines(new), headlines(old) if old else {}
    with st.grid(6, min_column_width=150, gap="small"):
        for name, value in now.items():
            was = before.get(name)
            with st.container(border=True, height="stretch", key=f"tile_{name}", gap="xsmall"):
                difference = None if was is None else value - was
                change = None if difference is None else signed(difference) if difference else t("upload.headline.same")
                st.metric(
                    t(f"upload.headline.{name}"),
                    formats.trimmed(lang(), value),
                    change,
                    delta_color="blue" if difference else "gray",
                    delta_arrow="auto" if difference else "off",
                )
                if was is not None and difference:
                    st.caption(t("upload.headline.was", value=formats.trimmed(lang(), was)))


def headlines(rows: ReturnRows) -> dict[str, float]:
    """Plain counts and sums of one return, of the sheets it has: what a clerk recognises at once."""
    found: dict[str, float] = {}
    if "study_attendance" in rows.sheets:
        found["absences"] = sum(row["status"] not in PRESENT for row in rows.sheets["study_attendance"])
    for name, (sheet, column) in MEASURES.items():
        if sheet in rows.sheets:
            values = [row[column] if column else 1.0 for row in rows.sheets[sheet]]
            found[name] = sum(_amount(value, rows.month) for value in values)
    return found


def _amount(value: Value, month: Month) -> float:
    """A number counts as it is; a moment counts one when it is in the month."""
    if isinstance(value, dt.datetime | dt.date):
        return float(Month.of(value) == month)
    return value if isinstance(value, float) else 0.0


# ------------------------------------------------------------------------------------------- row by row
def _sheets(rows: ReturnRows) -> None:
    """A first version has nothing to be compared with: what it holds, sheet by sheet."""
    found = []
    for sheet in return_form().sheets:
        if sheet.name in rows.sheets:
            count = len(rows.sheets[sheet.name])
            words = number(count) if count else text("upload.changes.zero")
            found.append([esc(sheet.title(lang())), words])
    with st.container(border=True):
        markup.show(
            markup.table([text("upload.changes.sheet"), text("upload.changes.row_count")], found, right=frozenset({1}))
        )


def _changes(comparison: Comparison) -> None:
    counts = _counts(comparison)
    with st.container(border=True):
        if comparison.nothing:
            st.markdown(t("upload.changes.same_rows"))
            return
        options = ["all", *(kind for kind in KINDS if counts[kind])]
        words = {"all": t("upload.changes.all"), **{k: f"{t(f'upload.changes.{k}')} {counts[k]}" for k in KINDS}}
        picked = st.segmented_control(
            t("upload.changes.show"),
            options,
            format_func=words.__getitem__,
            default="all",
            required=True,
            label_visibility="collapsed",
            key="changes",
        )
        found = [line for line in lines(comparison) if picked in ("all", line.kind)]
        heads = [t("upload.changes.kind"), t("upload.changes.sheet"), t("upload.row"), t("upload.changes.what")]
        with st.container(height=420 if len(found) > 9 else "content", border=False):
            markup.show(markup.table([esc(head) for head in heads], [cells(line) for line in found[:ROWS_SHOWN]]))
        if len(found) > ROWS_SHOWN:
            st.caption(t("upload.changes.shown", shown=ROWS_SHOWN, count=number(len(found))))


def cells(line: Line) -> list[str]:
    """A line as cells of a table (markup)."""
    tone, mark = markup.CHANGED[line.kind]
    return [
        f'<span class="{tone} nowrap">{mark} {text(f"upload.changes.{line.kind}")}</span>',
        f'<span class="nowrap">{esc(return_form().sheet(line.sheet).title(lang()))}</span>',
        esc(line.key),
        line.what,
    ]


def lines(comparison: Comparison) -> Iterator[Line]:
    """Removed rows first, then added ones, then the changed cells of each row."""
    for row in comparison.removed:
        yield Line("removed", row.sheet, row.key, f"<del>{_row_words(row)}</del>")
    for row in comparison.added:
        yield Line("added", row.sheet, row.key, _row_words(row))
    for (sheet, key, _), cells in groupby(comparison.changed, key=lambda c: (c.sheet, c.key, c.row_no)):
        yield Line("changed", sheet, key, "<br>".join(_cell_words(change) for change in cells))


def _row_words(row: RowChange) -> str:
    sheet = return_form().sheet(row.sheet)
    values = [shown(c, row.values.get(c.name)) for c in sheet.columns if c.name not in sheet.key]
    return esc(" · ".join([v for v in values if v][:VALUES_SHOWN]))


def _cell_words(change: CellChange) -> str:
    column = return_form().sheet(change.sheet).column(change.column)
    empty = f'<span class="calm">{text("upload.changes.empty")}</span>'
    old, new = (esc(shown(column, value)) or empty for value in (change.old, change.new))
    return f'<span class="calm">{esc(column.title(lang()))}</span>　{old} → <ins>{new}</ins>'


def shown(column: Column, value: Value) -> str:
    """A typed value as the reader knows it: the word of a code, a date, a number without needless zeros."""
    if value is None:
        return ""
    if column.list and isinstance(value, str):
        return code_list(column.list).label(value, lang())
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return formats.trimmed(lang(), value, 2) if isinstance(value, float) else str(value)


# ------------------------------------------------------------------------------------------- declaration
def _declare(slot: Slot, work: Work, comparison: Comparison, rows: ReturnRows) -> None:
    assert work.checking is not None
    stored, removed = work.checking.registers.stored, len(comparison.removed)
    version = (stored.version if stored else 0) + 1
    signed_by = [(name, rows.cover.get(name)) for name in ("preparer", "reviewer", "head")]
    with st.container(border=True):
        markup.show(
            '<div class="facts">'
            + markup.pairs(
                [
                    *(
                        (return_form().cover.field(name).title(lang()), esc(str(value or "—")))
                        for name, value in signed_by
                    ),
                    (t("upload.declare.confirmed"), text("upload.declare.reasons", count=len(work.confirmed))),
                ]
            )
            + "</div>"
        )
        ticks: dict[str, bool] = {}
        if removed:
            ticks["removed"] = st.checkbox(t("upload.declare.removed", count=removed), key=f"removed_{slot.key}")
        words = t("upload.declare.true", reviewer=plain(str(rows.cover.get("reviewer") or "")))
        ticks["true"] = st.checkbox(words, key=f"true_{slot.key}")
        pressed = st.button(
            t("upload.declare.submit", version=version),
            type="primary",
            width="stretch",
            icon=":material/send:",
            key="submit",
        )
        st.button(
            t("upload.declare.back"),
            width="stretch",
            icon=":material/arrow_back:",
            on_click=_back,
            args=(work,),
            key="back",
        )
        st.caption(t("upload.declare.kept"))
        if pressed:
            _submit(slot, work, [t(f"upload.declare.tick.{name}") for name, given in ticks.items() if not given])


def _back(work: Work) -> None:
    work.reviewing = False


def _submit(slot: Slot, work: Work, unticked: Sequence[str]) -> None:
    if unticked:
        st.error(t("upload.declare.tick_first", what=formats.names(lang(), list(unticked))), icon=":material/error:")
        return
    upload_state.submit(slot, work)
    st.rerun()
