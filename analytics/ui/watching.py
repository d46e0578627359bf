"""
Notes in the audit trail that somebody looked at rows of single persons or cases, or took data away.

Looking is noted once a session, page, set of units and day: the trail shall say who saw what, not how often a page was
drawn.
"""

from collections.abc import Collection

import streamlit as st

from analytics import clock
from analytics.identity.audit import EVERY_UNIT
from analytics.identity.trail import Trail
from analytics.ui import viewing

KEY = "_persons_seen"  # in session_state: what was noted already
MOST_UNITS = 100  # more are noted as every unit, with their number: found by a search for any of them


def saw_persons(what: str, unit_codes: Collection[str] | None, count: int) -> None:
    """
    To be called where rows of single persons or cases are shown. what: the page and the list, as a code such as
    `service/open_cases`. unit_codes: whose rows, None for every unit. count: how many rows; nothing shown is not noted.
    """
    if count <= 0:
        return
    now = clock.now()
    seen = (viewing.viewer().session_id, what, None if unit_codes is None else frozenset(unit_codes), now.date())
    noted: set[tuple] = st.session_state.setdefault(KEY, set())
    if seen in noted:
        return
    unit_code, units = _units(unit_codes)
    viewing.trail().record("persons_seen", at=now, unit_code=unit_code, target=what,
                           detail={**units, "row_count": count})
    noted.add(seen)


def exported(
    what: str, unit_codes: Collection[str] | None, row_count: int, *, file_format: str | None = None,
    trail: Trail | None = None,
) -> None:
    """
    To be called for every file with data that is handed out, each time. trail: as taken on the page, where the file is
    written in a thread that knows nothing of the session.
    """
    unit_code, units = _units(unit_codes)
    detail = {**units, "row_count": row_count, **({"format": file_format} if file_format else {})}
    (trail or viewing.trail()).record("exported", at=clock.now(), unit_code=unit_code, target=what, detail=detail)


def _units(unit_codes: Collection[str] | None) -> tuple[str | None, dict]:
    """(the unit, when it is one alone; what detail says about units)."""
    if unit_codes is None:
        return None, {"units": [EVERY_UNIT]}
    codes = sorted(set(unit_codes))
    if len(codes) == 1:
        return codes[0], {}
    if len(codes) > MOST_UNITS:
        return None, {"units": [EVERY_UNIT], "unit_count": len(codes)}
    return None, {"units": codes}
