"""The working-day calendar: figures of catalogue 0, make-up weekends, lunch, limits (worked example 5)."""

import datetime as dt
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.months import Month
from analytics.store.warehouse import Warehouse
from analytics.workdays import CalendarDay, CalendarError, WorkCalendar, default_calendar
from tests.analytics.store_fixture import open_store, person, session, small_agency

MINUTES = 8 * 60  # 08:30-12:00 and 13:30-18:00


@pytest.fixture(scope="module")
def calendar():
    return WorkCalendar(default_calendar(2024, 2026))


@pytest.mark.parametrize(("year", "by_month"), [
    (2025, (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23)), (2026, (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23)),
])
def test_working_days_by_month(calendar, year, by_month):
    assert tuple(calendar.workdays_in(Month(year, m)) for m in range(1, 13)) == by_month
    assert sum(by_month) == 248


@pytest.mark.parametrize(("year", "cumulative"), [
    (2025, (1, 3, 6, 8, 10, 12, 14, 17, 19, 20, 22, 24)), (2026, (1, 3, 5, 7, 9, 11, 13, 16, 18, 20, 22, 24)),
])
def test_due_fortnights_by_month(calendar, year, cumulative):
    due = [f for f in calendar.fortnights(year) if f.due]
    assert tuple(sum(f.last_day <= Month(year, m).last_day for f in due) for m in range(1, 13)) == cumulative


@pytest.mark.parametrize(("year", "waived"), [
    (2024, []), (2025, [(dt.date(2025, 9, 29), dt.date(2025, 10, 12))]),
    (2026, [(dt.date(2026, 2, 16), dt.date(2026, 3, 1))]),
])
def test_waived_fortnights(calendar, year, waived):
    assert [(f.first_day, f.last_day) for f in calendar.fortnights(year) if not f.due] == waived


def test_26_fortnights_are_due_in_2024(calendar):
    assert sum(f.due for f in calendar.fortnights(2024)) == 26


def test_make_up_weekends_of_2025_are_working_days(calendar):
    for day in ((1, 26), (2, 8), (4, 27), (9, 28), (10, 11)):
        date = dt.date(2025, *day)
        assert date.weekday() >= 5
        assert calendar.is_workday(date)


def test_a_year_without_a_notice_counts_monday_to_friday_and_says_so():
    far = WorkCalendar(default_calendar(2099, 2099))
    assert not far.published(dt.date(2099, 5, 1))
    assert far.is_workday(dt.date(2099, 5, 1)) == (dt.date(2099, 5, 1).weekday() < 5)


# Worked example 5: received Friday 26 September 2025 16:40. Sunday 28 September is a working day, 1-8 October are not.
def test_worked_example_5_limit_of_one_working_day(calendar):
    assert calendar.add_workdays(dt.date(2025, 9, 26), 1) == dt.date(2025, 9, 28)
    assert dt.date(2025, 9, 26) + dt.timedelta(days=15) == dt.date(2025, 10, 11)


@pytest.mark.parametrize(("received", "count", "ends"), [
    ((2025, 9, 26), 0, (2025, 9, 26)), ((2025, 9, 27), 0, (2025, 9, 28)), ((2025, 9, 27), 1, (2025, 9, 28)),
    ((2025, 9, 30), 1, (2025, 10, 9)), ((2025, 9, 30), 3, (2025, 10, 11)), ((2026, 1, 30), 1, (2026, 2, 2)),
])
def test_limits_in_working_days(calendar, received, count, ends):
    assert calendar.add_workdays(dt.date(*received), count) == dt.date(*ends)


@pytest.mark.parametrize(("start", "end", "minutes"), [
    ("2026-06-01 09:00", "2026-06-01 10:00", 60), ("2026-06-01 11:30", "2026-06-01 14:00", 60),  # lunch is out
    ("2026-06-01 12:10", "2026-06-01 13:20", 0), ("2026-06-01 07:00", "2026-06-01 20:00", MINUTES),
    ("2026-06-05 17:00", "2026-06-08 09:30", 120), ("2026-06-06 09:00", "2026-06-07 17:00", 0),
    ("2025-09-26 16:40", "2025-09-28 09:00", 80 + 30), ("2026-06-01 10:00", "2026-06-01 09:00", -60),
])
def test_working_minutes(calendar, start, end, minutes):
    moments = (dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end))
    assert calendar.minutes_per_day == MINUTES
    assert calendar.working_minutes(*moments) == minutes


def test_outside_the_calendar_there_is_no_guess(calendar):
    with pytest.raises(CalendarError, match="2027-01-01"):
        calendar.is_workday(dt.date(2027, 1, 1))
    with pytest.raises(CalendarError):
        calendar.add_workdays(dt.date(2026, 12, 31), 1)
    with pytest.raises(CalendarError):
        WorkCalendar([])


MOMENTS = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 12, 30))


@given(MOMENTS, MOMENTS, MOMENTS)
def test_working_time_adds_up(a, b, c):
    calendar = shared()
    assert calendar.working_minutes(a, b) + calendar.working_minutes(b, c) == calendar.working_minutes(a, c)
    assert calendar.working_minutes(a, b) == -calendar.working_minutes(b, a)
    if a <= b:
        assert 0 <= calendar.working_minutes(a, b) <= (b - a).total_seconds() / 60 + 1


@given(st.dates(dt.date(2025, 1, 1), dt.date(2026, 10, 1)), st.integers(0, 30))
def test_a_limit_ends_on_a_working_day_with_that_many_working_days_gone(day, count):
    calendar = shared()
    end = calendar.add_workdays(day, count)
    assert calendar.is_workday(end)
    if count:
        assert calendar.workdays_between(day + dt.timedelta(days=1), end) == count


@cache
def shared() -> WorkCalendar:
    """Made once for all examples."""
    return WorkCalendar(default_calendar(2025, 2026))


# ------------------------------------------------------------------------------------------- the same in the store
@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    people = [
        person("HALF", "A", joined_on=dt.date(2026, 6, 15)), person("LESS", "A", joined_on=dt.date(2026, 6, 17)),
        person("LEFT", "A", left_on=dt.date(2026, 6, 12)), person("AWAY", "A"),
    ]
    away = [
        {"staff_id": "AWAY", "from_on": dt.date(2026, 6, 8), "to_on": dt.date(2026, 6, 12), "reason": "secondment"},
        {"staff_id": "AWAY", "from_on": dt.date(2026, 6, 10), "to_on": dt.date(2026, 6, 14), "reason": "maternity"},
    ]
    facts = small_agency(staff=people, duty=away, sessions=[session("a", dt.date(2026, 6, 1))])
    facts.calendar = default_calendar(2024, 2026)
    with open_store(tmp_path_factory.mktemp("store"), facts) as store:
        yield store


def test_the_stores_fortnights_are_the_calendars(warehouse: Warehouse, calendar):
    rows = warehouse.cursor().execute("SELECT first_day, last_day, workdays, due FROM fortnight ORDER BY 1").fetchall()
    assert rows == [
        (f.first_day, f.last_day, f.workdays, f.due) for y in (2024, 2025, 2026) for f in calendar.fortnights(y)
    ]


def test_the_stores_months_are_the_calendars(warehouse: Warehouse, calendar):
    rows = warehouse.cursor().execute("SELECT month, workdays FROM calendar_month").fetchall()
    months = [Month(y, n) for y in (2024, 2025, 2026) for n in range(1, 13)]
    assert dict(rows) == {str(m): calendar.workdays_in(m) for m in months}


# June 2026 has 21 working days; Friday 19 June is a holiday. HALF: 15 to 30 June 11 days >= 10.5, LESS: 9. LEFT: 1-12
# June 10. AWAY: 8-14 June, two periods that overlap, 5 days gone once.
def test_on_duty_months(warehouse: Warehouse):
    rows = warehouse.cursor().execute(
        "SELECT staff_id, workdays_on_duty, on_duty FROM staff_month WHERE month = '2026-06'"
    ).fetchall()
    assert {r[0]: r[1:] for r in rows} == {
        "HALF": (11, True), "LESS": (9, False), "LEFT": (10, False), "AWAY": (16, True),
    }


def test_calendar_days_carry_their_kind():
    kinds = {d.day: d for d in default_calendar(2025, 2025)}
    assert kinds[dt.date(2025, 10, 1)] == CalendarDay(dt.date(2025, 10, 1), False, "holiday")
    assert kinds[dt.date(2025, 9, 28)].kind == "make_up_workday"
    assert kinds[dt.date(2025, 9, 27)].kind == "weekend"
