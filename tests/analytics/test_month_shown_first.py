"""Which month the figures are first shown for: the newest one about which something can be said."""

import datetime as dt

import pytest

from analytics.agency import Holdings, month_shown_first
from analytics.months import Month

DUE = {"2026-10": dt.date(2026, 11, 5), "2026-11": dt.date(2026, 12, 7)}


def shown(last_return: Month | None, today: dt.date) -> str:
    held = Holdings(False, None, Month(2025, 1) if last_return else None, last_return, None, DUE)
    return str(month_shown_first(held, today))


@pytest.mark.parametrize(("last_return", "today", "month"), [
    (Month(2026, 10), dt.date(2026, 12, 1), "2026-10"),   # November is over, nothing has come, nothing is late
    (Month(2026, 10), dt.date(2026, 12, 7), "2026-10"),   # the day it is due
    (Month(2026, 10), dt.date(2026, 12, 8), "2026-11"),   # everybody is late
    (Month(2026, 11), dt.date(2026, 12, 1), "2026-11"),   # somebody was early
    (Month(2026, 11), dt.date(2026, 11, 30), "2026-10"),  # a month that is not over is not shown first
    (None, dt.date(2026, 12, 1), "2026-10"),
])
def test_a_month_comes_first_when_a_return_has_come_or_its_deadline_is_over(last_return, today, month):
    assert shown(last_return, today) == month
