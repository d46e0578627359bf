"""The result of the checks written into the register of awards, for every nominee at once, by whoever keeps it."""

from typing import Any

import streamlit as st

from analytics import clock
from analytics.award_checks import QUALIFIES, Candidate, Eligibility
from analytics.keeping.cells import RawRow
from analytics.keeping.checking import Checked, check
from analytics.keeping.committing import Outcome, commit
from analytics.keeping.reading import kept
from analytics.keeping.surroundings import surroundings
from analytics.returns.wording import render
from analytics.ui import data, viewing
from analytics.ui.texts import lang, t

REGISTER = "award"


def button(found: Eligibility) -> None:
    """Offered while a nominee's entry says something else than the checks do."""
    waiting = [row for one in found.candidates if one.entry and (row := _row(one)) is not None]
    if not waiting or not data.scope().keeps(REGISTER):
        return
    if st.button(t("awards.record.button", n=len(waiting)), icon=":material/fact_check:", key="awards_record",
                 help=t("awards.record.help")):
        outcome = viewing.guarded(lambda: _store(waiting))
        if outcome is not None and outcome.event_no is not None:
            data.changed()
            st.toast(t("awards.override.stored"), icon=":material/check:")
            st.rerun()
        for finding in outcome.findings if outcome else ():
            st.error(render(finding, lang()).title)


def _row(one: Candidate) -> dict[str, Any] | None:
    """The entry as it is to be; None when its check says the same already."""
    passed = False if one.failing else True if one.standing == QUALIFIES else None
    recorded = one.entry.get("check_passed")
    known = None if recorded is None or recorded != recorded else bool(recorded)
    has_day = str(one.entry.get("checked_on") or "NaT") != "NaT"
    if has_day and known == passed:
        return None
    key = {name: one.entry[name] for name in ("award", "year", "nominee")}
    return {**key, "checked_on": data.today(), "check_passed": passed}


def _store(rows: list[dict[str, Any]]) -> Outcome:
    cursor, scope, now = data.cursor(), data.scope(), clock.now()
    raw = [RawRow(number, row) for number, row in enumerate(rows, 1)]
    checked: Checked = check(kept(cursor, scope, REGISTER), raw, surroundings(cursor, now), withdraw_missing=False)
    return commit(data.warehouse(), checked, reason=t("awards.record.reason"), by=data.viewer().login, at=now,
                  confirmed=True, scope=scope, trail=data.trail())
