"""A sheet whose headings are not those of the form: which of its columns is which, said once and remembered."""

import streamlit as st

from analytics.continuing import Change, UnitWord
from analytics.declare import Sheet, return_form
from analytics.findings import Finding
from analytics.returns.correcting import HEADING, corrected
from analytics.returns.sheet_titles import sheets_by_name
from analytics.returns.suggesting import likeliest, likely_headings
from analytics.ui.texts import lang, plain, t
from analytics.ui.views import upload_state
from analytics.ui.views.upload_state import Slot, Work

NO_HEADER = "V01.header_missing"
MISSING, RENAMED, OPTIONAL, STRANGE = (
    "V01.column_missing", "V01.column_renamed", "V01.optional_column", "V01.extra_column",
)


def show(slot: Slot, work: Work) -> None:
    """Of each sheet that has headings of its own and lacks columns of the form."""
    findings = work.checking.checked.findings if work.checking else ()
    for sheet in return_form().sheets:
        found = [f for f in findings if f.sheet == sheet.name]
        wanted, strange = _wanted(found), _strange(found)
        if any(f.code == NO_HEADER for f in found):
            wanted, strange = _no_header(slot, work, sheet)
        if wanted and strange:
            _sheet(slot, work, sheet.name, _guessed(sheet, wanted, strange), strange)


def _guessed(sheet: Sheet, wanted: dict[str, str | None], strange: dict[str, str]) -> dict[str, str | None]:
    """The same with the likeliest heading for each column that has none yet; no heading twice."""
    found: dict[str, str | None] = {}
    for name, likely in wanted.items():
        left = [heading for heading in strange if heading not in (*wanted.values(), *found.values())]
        found[name] = likely if likely in strange else likeliest(sheet.column(name), left)
    return found


def _sheet(slot: Slot, work: Work, sheet: str, wanted: dict[str, str | None], strange: dict[str, str]) -> None:
    """A choice for each column that was not found."""
    form, key = return_form().sheet(sheet), f"{slot.key}_{work.tick_round}_{sheet}"
    with st.container(border=True, key=f"columns_{sheet}", gap="small"):
        st.markdown(f"**{t('upload.columns.title', sheet=form.title(lang()))}**")
        st.caption(t("upload.columns.words"))
        chosen: dict[str, str] = {}
        with st.grid(3, min_column_width=220, gap="small"):
            for name, likely in wanted.items():
                column, options = form.column(name), list(strange)
                title = column.title(lang())
                picked = st.selectbox(
                    t("upload.columns.required", column=title) if column.required else title, options,
                    index=options.index(likely) if likely in options else None, placeholder=t("upload.columns.none"),
                    format_func=plain, key=f"column_{key}_{name}",
                )
                if picked:
                    chosen[name] = picked
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.button(t("upload.columns.take"), type="primary", icon=":material/done_all:", key=f"take_{key}")
            remembered = st.checkbox(t("upload.columns.remember"), value=True, key=f"keep_{key}")
    if pressed and not chosen:
        st.toast(t("upload.columns.choose_first"), icon=":material/help:")
    elif pressed and len(set(chosen.values())) < len(chosen):
        st.toast(t("upload.columns.twice"), icon=":material/help:")
    elif pressed:
        if remembered:
            words = [UnitWord(sheet, HEADING, heading, name) for name, heading in chosen.items()]
            upload_state.remember(slot, words)
        changes = [Change(sheet, strange[heading], HEADING, form.column(name).zh) for name, heading in chosen.items()]
        upload_state.put_right(slot, work, changes, afresh=True)
        st.rerun()


def _no_header(slot: Slot, work: Work, sheet: Sheet) -> tuple[dict[str, str | None], dict[str, str]]:
    """Of a sheet in which not one heading is known: every column, and the headings of the row that looks like one."""
    checking = work.checking
    if checking is None or checking.raw is None:
        return {}, {}
    now = sheets_by_name(corrected(checking.raw, checking.corrections)).get(sheet.name)
    strange = likely_headings(now) if now else {}
    columns = sorted(sheet.columns_for(str(slot.month)), key=lambda column: not column.required)
    return dict.fromkeys(column.name for column in columns), strange


def _wanted(found: list[Finding]) -> dict[str, str | None]:
    """Columns that were not found, those that are needed first -> the heading that looks like it."""
    order = (RENAMED, MISSING, OPTIONAL)
    missing = sorted((f for f in found if f.code in order), key=lambda f: order.index(f.code))
    return {str(f.params["column"]): f.value for f in missing}


def _strange(found: list[Finding]) -> dict[str, str]:
    """Headings that are of no column -> where they stand."""
    return {f.value: f.cells[0] for f in found if f.code in (STRANGE, RENAMED) and f.value and f.cells}
