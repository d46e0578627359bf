"""The agency's wall clock: every time in the store is local time without a zone."""

import datetime as dt
from zoneinfo import ZoneInfo

from analytics.declare import settings


def now() -> dt.datetime:
    """The moment in the agency's time zone, without zone and without microseconds."""
    zone = ZoneInfo(settings()["clock"]["timezone"])
    return dt.datetime.now(zone).replace(tzinfo=None, microsecond=0)


def today() -> dt.date:
    return now().date()
