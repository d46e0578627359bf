"""The decision: accept, or send back with what is wrong at which cell, chosen from the rows of the return."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from analytics import clock, submitting
from analytics.declare import Sheet, return_form
from analytics.returns.asked_cells import CellNote
from analytics.returns.comparing import row_key
from analytics.rows import Row
from analytics.store.closing import Closed
from analytics.store.warehouse import StoreError
from analytics.ui import blocks, data, viewing
from analytics.ui.texts import lang, t
from analytics.ui.views import markup, review_rows, upload_changes
from analytics.ui.views.markup import esc, text
from analytics.ui.views.review_queue import PICK, Chosen, after
from analytics.ui.views.review_return import found_beside


def _notes(chosen: Chosen) -> list[CellNote]:
    """The cells named so far, kept for the return while the reviewer looks at others."""
    return st.session_state.setdefault("review_notes", {}).setdefault(chosen.return_id, [])


# ------------------------------------------------------------------------------------------- which cells
def cells(chosen: Chosen) -> None:
    if not data.scope().sees_persons(chosen.slot.unit_code):
        return
    with blocks.card("cells", stretch=False):
        st.markdown(f"### {t('review.cells.title')}\n\n{t('review.cells.words')}", anchors=False)
        sheets = {name: rows for name, rows in found_beside(chosen.return_id).rows.sheets.items() if rows}
        if sheets:
            _picker(chosen, sheets)
        _named(chosen)
        st.text_area(
            t("returns.panel.why"), key=f"why_{chosen.return_id}", placeholder=t("review.cells.why_hint"), height=80
        )
        st.button(
            t("review.cells.send_back", count=len(_notes(chosen))) if _notes(chosen) else
            t("review.cells.send_back_whole"), key="send_back", icon=":material/undo:",
            on_click=_send_back, args=(chosen,),
        )


def _picker(chosen: Chosen, sheets: dict[str, tuple[Row, ...]]) -> None:
    form, mine = return_form(), chosen.return_id
    titles = {name: form.sheet(name).title(lang()) for name in sheets}
    sheet_name = st.selectbox(
        t("review.cells.sheet"), list(titles), format_func=titles.__getitem__, key=f"cell_sheet_{mine}", width=190
    )
    sheet = form.sheet(sheet_name)
    review_rows.show(chosen, sheet, sheets[sheet_name])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rows = {row.row_no: row for row in sheets[sheet_name]}
        words = {number: _row_words(sheet, row) for number, row in rows.items()}
        row_no = st.selectbox(
            t("review.cells.row"), list(rows), format_func=words.__getitem__,
            key=review_rows.row_key(chosen, sheet_name), width=250,
        )
        columns = {column.name: column.title(lang()) for column in sheet.columns}
        filled = [c.name for c in sheet.columns if c.required and c.prefilled != "locked" and c.name not in sheet.key]
        column_key = review_rows.column_key(chosen, sheet_name)
        st.session_state.setdefault(column_key, (filled or list(columns))[0])
        column = st.selectbox(
            t("review.cells.column"), list(columns), format_func=columns.__getitem__, key=column_key, width=190,
        )
    value = upload_changes.shown(sheet.column(column), rows[row_no].values.get(column))
    shown = f"<mark>{esc(value)}</mark>" if value else text("upload.empty")
    markup.show(f'<div class="asked queued">{text("review.cells.stands")} {shown}</div>')
    with st.container(horizontal=True, vertical_alignment="bottom"):
        said = st.text_input(
            t("review.cells.wrong"), key=f"cell_words_{mine}", placeholder=t("review.cells.wrong_hint"), width="stretch"
        )
        note = CellNote(sheet_name, row_no, column, said)
        st.button(t("review.cells.add"), key="add_cell", icon=":material/add:", on_click=_add, args=(chosen, note))


def _row_words(sheet: Sheet, row: Row) -> str:
    key = row_key(sheet, row).strip(" ·")
    person = row["name"]
    named = f"{key} {person}" if isinstance(person, str) and person else key
    return t("review.cells.row_name", row=row.row_no, name=named)


def _add(chosen: Chosen, note: CellNote) -> None:
    words = st.session_state.get(f"cell_words_{chosen.return_id}", "").strip()
    if not words:
        st.session_state["review_said"] = [t("review.cells.say_what")]
        return
    _notes(chosen).append(CellNote(note.sheet, note.row_no, note.column, words))
    st.session_state[f"cell_words_{chosen.return_id}"] = ""


def _named(chosen: Chosen) -> None:
    for place, note in enumerate(_notes(chosen)):
        sheet = return_form().sheet(note.sheet)
        where = t("review.cells.place", sheet=sheet.title(lang()), row=note.row_no,
                  column=sheet.column(note.column).title(lang()))
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", wrap=False):
            with st.container(width="stretch"):
                markup.show(f'<div class="confirmed"><span class="bad">■</span> <code>{esc(where)}</code>　'
                            f"{esc(note.words)}</div>")
            st.button(t("review.cells.remove"), key=f"remove_{place}", type="tertiary", icon=":material/close:",
                      on_click=_remove, args=(chosen, place))


def _remove(chosen: Chosen, place: int) -> None:
    _notes(chosen).pop(place)


# ------------------------------------------------------------------------------------------- the decision
def bar(chosen: Chosen, rows: pd.DataFrame) -> None:
    """At the foot of the page, so that it is at hand wherever the reviewer reads."""
    code = f"{chosen.slot.unit_code}_{chosen.slot.month}"
    following = after(code, rows)
    named = len(_notes(chosen))
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        with st.container(width="content"):
            words = t("review.bar.named", count=named) if named else t("review.bar.undecided")
            markup.show(f'<div class="confirmed">{markup.tone("bad" if named else "calm", words)}</div>')
        if following is not None:
            st.button(t("review.bar.next"), key="next_in_queue", icon=":material/skip_next:", on_click=_look,
                      args=(following,))
        st.button(
            t("returns.panel.accept"), key="accept", type="secondary" if named else "primary",
            icon=":material/check:", on_click=_accept, args=(chosen, following), disabled=bool(named),
        )


def _look(code: str) -> None:
    st.session_state[PICK] = code


def _who() -> dict[str, Any]:
    return {"by": data.scope().viewer, "at": clock.now(), "scope": data.scope(), "trail": data.trail()}


def _accept(chosen: Chosen, following: str | None) -> None:
    if _done(lambda: submitting.accept(data.warehouse(), chosen.return_id, **_who()), "review.said.accepted"):
        _go_on(chosen, following)


def _send_back(chosen: Chosen) -> None:
    reason, notes = st.session_state.get(f"why_{chosen.return_id}", "").strip(), tuple(_notes(chosen))
    if not reason and not notes:
        st.session_state["review_said"] = [t("review.cells.say_what")]
        return
    done = _done(
        lambda: submitting.send_back(data.warehouse(), chosen.return_id, reason=reason, cells=notes, **_who()),
        "review.said.sent_back",
    )
    if done:
        _go_on(chosen, None)


def _go_on(chosen: Chosen, following: str | None) -> None:
    st.session_state.get("review_notes", {}).pop(chosen.return_id, None)
    if following is not None:
        st.session_state[PICK] = following


def _done(do: Callable[[], None], said: str) -> bool:
    """Whether it was done; what is said of it stands above the list."""
    outcome = said

    def done() -> bool:
        do()
        return True

    try:
        if viewing.guarded(done) is None:  # a button is no authority: submitting asks the scope
            outcome = "access.refused.title"
    except submitting.OwnReturn:
        outcome = "returns.panel.own_return"
    except Closed:
        outcome = "returns.panel.closed_meanwhile"
    except StoreError:
        outcome = "returns.panel.decided_already"
    st.session_state["review_said"] = [t(outcome)]
    data.changed()
    return outcome == said
