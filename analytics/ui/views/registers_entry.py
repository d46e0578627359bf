"""Entries of a register that are written from another page: checked, stored under the viewer's name, and said."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics import clock
from analytics.keeping.cells import RawRow
from analytics.keeping.checking import Checked, check
from analytics.keeping.committing import Outcome, commit
from analytics.keeping.reading import kept
from analytics.keeping.surroundings import surroundings
from analytics.returns.wording import render
from analytics.ui import data, viewing
from analytics.ui.texts import lang, t


def checked(register: str, *entries: Mapping[str, Any]) -> Checked:
    """What storing the entries beside those there are would change; OutsideScope for whoever does not keep them."""
    cursor = data.cursor()
    rows = [RawRow(number, dict(values)) for number, values in enumerate(entries, 1)]
    return check(
        kept(cursor, data.scope(), register), rows, surroundings(cursor, clock.now()), withdraw_missing=False
    )


def store(register: str, *entries: Mapping[str, Any], reason: str, done: str) -> None:
    """Stores the entries and shows the page anew, saying the text `done`; or says what stands in the way."""
    def write() -> Outcome:
        return commit(
            data.warehouse(), checked(register, *entries), reason=reason, by=data.viewer().login, at=clock.now(),
            confirmed=True, scope=data.scope(), trail=data.trail(),
        )

    outcome = viewing.guarded(write)
    if outcome is not None and outcome.event_no is not None:
        data.changed()
        st.toast(t(done), icon=":material/check:")
        st.rerun()
    for finding in outcome.findings if outcome else ():
        st.error(render(finding, lang()).title)
