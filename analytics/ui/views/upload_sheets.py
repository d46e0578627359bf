"""Sheets under titles of their own: which of them is which sheet of the form, said once and remembered."""

import streamlit as st

from analytics.continuing import UnitWord
from analytics.declare import return_form
from analytics.findings import Finding
from analytics.returns.correcting import Correction, corrected
from analytics.returns.sheet_titles import COVER, TITLE, form_title, strangers
from analytics.returns.suggesting import likely_sheets
from analytics.ui.texts import lang, plain, t
from analytics.ui.views import upload_state
from analytics.ui.views.upload_state import Slot, Work

NOT_FOUND = ("V01.sheet_missing", "V01.sheet_renamed")
NOT_ONE = "V00.not_a_return"


def show(slot: Slot, work: Work) -> None:
    """What was taken for what, and a choice for each sheet that was not found while there are others it may be."""
    checking = work.checking
    if checking is None or checking.raw is None:
        return
    taken = [correction for correction in checking.corrections if correction.column == TITLE]
    if taken:
        with st.container(border=True, key="taken", gap=None):
            for correction in taken:
                _taken(slot, work, correction)
    found = strangers(corrected(checking.raw, checking.corrections))
    wanted = _wanted(slot, work, list(checking.checked.findings))
    likely = likely_sheets(wanted, found, slot.month)
    if wanted and found and (likely or not _foreign(list(checking.checked.findings))):
        _choice(slot, work, wanted, [sheet.title for sheet in found], likely)


def title_words(name: str) -> str:
    """A sheet of the form for the reader: in English with the title it carries in the workbook."""
    form = return_form()
    own = form_title(name)
    said = form.cover.title(lang()) if name == COVER else form.sheet(name).title(lang())
    return said if said == own else f"{said} ({own})"


def _taken(slot: Slot, work: Work, correction: Correction) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"taken_{correction.sheet}"):
        said = t("upload.sheets.taken", title=plain(correction.old), sheet=title_words(correction.sheet))
        st.markdown(f":green[:material/check:] {said}", width="content")
        st.button(
            t("upload.sheets.undo"), key=f"untake_{slot.key}_{correction.sheet}", type="tertiary",
            icon=":material/undo:", on_click=_undo, args=(slot, work, correction),
        )


def _undo(slot: Slot, work: Work, correction: Correction) -> None:
    """Not this sheet after all; what was remembered of it, too, or it would be taken again at once."""
    name, title = correction.sheet, correction.old.strip()
    words = work.checking.registers.unit_words if work.checking else {}
    if title in words.get((name, TITLE), {}):
        upload_state.remember(slot, [UnitWord(name, TITLE, title, name)], withdrawn=True)
    upload_state.take_sheets(work, {name: None})


def _foreign(findings: list[Finding]) -> bool:
    """Whether not one sheet was found: then it may be no return at all."""
    return any(f.code == NOT_ONE for f in findings)


def _wanted(slot: Slot, work: Work, findings: list[Finding]) -> list[str]:
    """The sheets of the form that were not found, in its order."""
    has_window = bool(work.checking and work.checking.registers.unit.has_window)
    names = [COVER, *(sheet.name for sheet in return_form().sheets_for(has_window))]
    if _foreign(findings):
        return names
    missing = {f.sheet for f in findings if f.code in NOT_FOUND}
    return [name for name in names if name in missing]


def _choice(slot: Slot, work: Work, wanted: list[str], titles: list[str], likely: dict[str, str]) -> None:
    key = f"{slot.key}_{work.tick_round}"
    with st.container(border=True, key="sheets", gap="small"):
        st.markdown(f"**{t('upload.sheets.title')}**")
        st.caption(t("upload.sheets.words"))
        chosen: dict[str, str] = {}
        with st.grid(3, min_column_width=220, gap="small"):
            for name in wanted:
                picked = st.selectbox(
                    title_words(name), titles, index=titles.index(likely[name]) if name in likely else None,
                    placeholder=t("upload.sheets.none"), format_func=plain, key=f"sheet_{key}_{name}",
                )
                if picked:
                    chosen[name] = picked
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.button(
                t("upload.sheets.take"), type="primary", icon=":material/done_all:", key=f"take_sheets_{key}"
            )
            remembered = st.checkbox(
                t("upload.sheets.remember"), value=True, key=f"keep_sheets_{key}",
                help=t("upload.sheets.remember_help"),
            )
    if pressed and not chosen:
        st.toast(t("upload.sheets.choose_first"), icon=":material/help:")
    elif pressed and len(set(chosen.values())) < len(chosen):
        st.toast(t("upload.sheets.each_once"), icon=":material/help:")
    elif pressed:
        if remembered:
            upload_state.remember(slot, [UnitWord(name, TITLE, title, name) for name, title in chosen.items()])
        upload_state.take_sheets(work, chosen)
        st.rerun()
