"""
As known on an earlier day: what did we report in July? Pages of figures then show what the store knew at the end of
that day and reckon with it as today. The day is in the link (?k=2026-07-31) and goes with the reader from page to page.
"""

import datetime as dt
from functools import lru_cache

import streamlit as st

from analytics import agency, clock, process

ASKED, LINKED = "known_on", "_link_known_on"  # in session_state: the reader's day, and the link's when last looked at
PARAMETER = "k"


def chosen() -> tuple[dt.date, int] | None:
    """The earlier day that is looked back to, and the last event of that day; None for now. A new link comes first."""
    linked = st.query_params.get(PARAMETER)
    day = _day(linked) if linked != st.session_state.get(LINKED) else st.session_state.get(ASKED)
    event_no = _last_event(day) if day and day < clock.today() else 0
    _keep(day if event_no else None)
    return (day, event_no) if day and event_no else None


def choose(day: dt.date | None) -> None:
    """Looks back to a day from now on; None: no more."""
    st.session_state[ASKED] = day
    st.session_state[LINKED] = st.query_params.get(PARAMETER)


def _keep(day: dt.date | None) -> None:
    st.session_state[ASKED] = day
    if day:
        st.query_params[PARAMETER] = day.isoformat()
    elif PARAMETER in st.query_params:
        del st.query_params[PARAMETER]
    st.session_state[LINKED] = st.query_params.get(PARAMETER)


def _day(words: str | None) -> dt.date | None:
    """The day of a link; None when it names none."""
    try:
        return dt.date.fromisoformat(words) if words else None
    except ValueError:  # a link somebody typed: as if it named no day
        return None


def _last_event(day: dt.date) -> int:
    """The last event up to the end of the day; 0 when there was none yet."""
    return _event_on(str(process.data_directory()), process.warehouse().data_version(), day)


@lru_cache(maxsize=64)
def _event_on(_directory: str, _version: int, day: dt.date) -> int:
    return agency.event_on(process.warehouse().cursor(), day)
