"""Beside a finding of rows that are missing: one button that adds them as the template would have held them."""

from typing import Literal

import streamlit as st

from analytics.continuing import Change
from analytics.declare import return_form
from analytics.findings import Finding, Severity
from analytics.returns.correcting import corrected
from analytics.returns.missing_rows import added_rows, cells_of, missing_rows, sheet_of
from analytics.returns.names import place_of
from analytics.returns.sheet_titles import sheets_by_name
from analytics.ui.texts import t
from analytics.ui.views import upload_state
from analytics.ui.views.upload_state import Slot, Work


def show(slot: Slot, work: Work, finding: Finding, place: str) -> None:
    """Nothing when the finding is about something else."""
    checking, name = work.checking, sheet_of(finding)
    if checking is None or name is None:
        return
    rows = missing_rows(finding, checking.registers)
    if not rows:
        return
    words = t("upload.missing.add", count=len(rows)) if len(rows) > 1 else t("upload.missing.add_one")
    kind: Literal["primary", "secondary"] = "primary" if finding.severity is Severity.REFUSE else "secondary"
    with st.container(horizontal=True, vertical_alignment="center", key=f"missing_{place}"):
        pressed = st.button(
            words, key=f"add_{slot.key}_{work.tick_round}_{place}", icon=":material/playlist_add:", type=kind
        )
        st.caption(t("upload.missing.words"))
    if pressed:
        changes = _changes(work, finding, name)
        if changes:
            upload_state.put_right(slot, work, changes, afresh=True)
        st.rerun()


def _changes(work: Work, finding: Finding, name: str) -> list[Change]:
    """The rows as cells to be put right; none when the sheet cannot be written below."""
    checking = work.checking
    if checking is None or checking.raw is None or checking.checked.typed is None:
        return []
    sheet = sheets_by_name(corrected(checking.raw, checking.corrections)).get(name)
    if sheet is None:
        return []
    rows = missing_rows(finding, checking.registers)
    return [Change(name, *cell) for cell in cells_of(rows, name, sheet, checking.checked.typed)]


def sheets_added_to(work: Work) -> list[str]:
    """The sheets of the form to which rows were added on screen."""
    corrections = work.checking.corrections if work.checking else ()
    return [sheet.name for sheet in return_form().sheets if added_rows(sheet.name, corrections)]


def undo(slot: Slot, work: Work, sheet: str) -> None:
    """Below the rows of a sheet: the added ones taken out again."""
    if sheet not in sheets_added_to(work) or work.checking is None:
        return
    added = set(added_rows(sheet, work.checking.corrections))
    words = t("upload.missing.undo", count=len(added))
    if st.button(words, key=f"unadd_{slot.key}_{sheet}", icon=":material/undo:", type="tertiary"):
        changes = [
            Change(sheet, c.cell, c.column, c.old) for c in work.checking.corrections
            if c.sheet == sheet and c.cell and place_of(c.cell)[0] in added
        ]
        upload_state.put_right(slot, work, changes, afresh=True)
        st.rerun()
