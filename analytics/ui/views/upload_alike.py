"""Below a finding: the same mistake in all its cells put right together, with the likeliest answer already chosen."""

from typing import Literal

import streamlit as st

from analytics.continuing import Change, UnitWord
from analytics.findings import Finding
from analytics.returns.suggesting import can_be_remembered, choice_words, choices, column_of, suggested
from analytics.ui.texts import lang, plain, t
from analytics.ui.views import upload_state
from analytics.ui.views.upload_state import Slot, Work

ABOUT_HEADINGS = "V01.column"  # findings whose cells are headings: see upload_columns.py
OFFERED = 20  # findings that get controls of their own; with more it is quicker to correct the workbook


def offered(work: Work, finding: Finding) -> bool:
    """Whether all cells of a finding can be put right in one go."""
    readable = work.checking is not None and work.checking.raw is not None
    return readable and not finding.code.startswith(ABOUT_HEADINGS) and column_of(finding) is not None


def show(slot: Slot, work: Work, finding: Finding, place: int) -> None:
    """One row of controls: what to write, and the button."""
    column = column_of(finding)
    if column is None or work.checking is None:
        return
    registers = work.checking.registers
    key, likely, language = f"{slot.key}_{work.tick_round}_{place}", suggested(finding), lang()
    options = choices(column, registers)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"alike_{place}"):
        if options:
            new = st.selectbox(
                t("upload.alike.to"), options, key=f"to_{key}", width=220, placeholder=t("upload.alike.choose"),
                index=options.index(likely) if likely in options else None,
                format_func=lambda word: choice_words(column, word, registers, language),
            )
        else:
            new = st.text_input(
                t("upload.alike.to"), likely or "", key=f"to_{key}", width=220,
                placeholder=t(f"upload.alike.type.{column.type}"),
            )
        count = len(finding.cells)
        words = t("upload.alike.all", count=count) if count > 1 else t("upload.alike.one")
        kind: Literal["primary", "secondary"] = "primary" if likely else "secondary"
        pressed = st.button(words, key=f"fix_{key}", icon=":material/done_all:", type=kind)
    remembered = can_be_remembered(finding) and st.checkbox(
        t("upload.alike.remember", value=plain(finding.value or "")), key=f"remember_{key}",
        help=t("upload.alike.remember_help"),
    )
    if pressed and new:
        changes = [Change(finding.sheet or "", cell, column.name, new) for cell in finding.cells]
        if remembered:
            word = UnitWord(finding.sheet or "", column.name, finding.value or "", new)
            upload_state.remember(slot, [word])
        upload_state.put_right(slot, work, changes, afresh=True)
        st.rerun()
    elif pressed:
        st.toast(t("upload.alike.choose_first"), icon=":material/help:")
