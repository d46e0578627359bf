"""The result of the checks written into the register of awards, for every nominee at once, by whoever keeps it."""

from typing import Any

import streamlit as st

from analytics.award_checks import QUALIFIES, Candidate, Eligibility
from analytics.ui import data
from analytics.ui.texts import t
from analytics.ui.views import registers_entry

REGISTER = "award"


def button(found: Eligibility) -> None:
    """Offered while a nominee's entry says something else than the checks do."""
    waiting = [row for one in found.candidates if one.entry and (row := _row(one)) is not None]
    if not waiting or not data.scope().keeps(REGISTER):
        return
    if st.button(t("awards.record.button", n=len(waiting)), icon=":material/fact_check:", key="awards_record",
                 help=t("awards.record.help")):
        registers_entry.store(REGISTER, *waiting, reason=t("awards.record.reason"), done="awards.override.stored")


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
