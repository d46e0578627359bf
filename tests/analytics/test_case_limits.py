"""Limits and clocks of cases: SQL against WorkCalendar, and the catalogue's fifth example end to end."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.declare import code_list, service_limits
from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.scope import EVERYTHING
from analytics.service import ON_TIME
from analytics.workdays import WorkCalendar
from tests.analytics.case_fixture import case, random_case_facts
from tests.analytics.store_fixture import ROOT, open_store, small_agency, years
from tests.naive.common import World
from tests.naive.pressure import open_pressure

CALENDAR = WorkCalendar(years(2025, 2026))
MOMENTS = st.datetimes(dt.datetime(2025, 1, 1), dt.datetime(2026, 12, 31, 23, 59))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("store"), small_agency()) as store:
        yield store


@given(start=MOMENTS, end=MOMENTS)
def test_working_minutes_in_sql_are_those_of_the_calendar(warehouse, start, end):
    found = warehouse.cursor().execute(
        """
        SELECT work_minutes(b.workday_no, b.is_workday, $end) - work_minutes(a.workday_no, a.is_workday, $start)
        FROM calendar AS a, calendar AS b
        WHERE a.day = $start::DATE AND b.day = $end::DATE
        """,
        {"start": start, "end": end},
    ).fetchone()[0]
    assert found == CALENDAR.working_minutes(start, end)


@pytest.mark.parametrize(("start", "end", "minutes"), [
    ("2026-03-02 11:00", "2026-03-02 14:30", 120),   # lunch from 12:00 to 13:30 is out
    ("2026-03-02 12:10", "2026-03-02 13:20", 0),
    ("2026-03-06 17:30", "2026-03-09 08:45", 45),    # over a weekend
    ("2026-05-08 17:30", "2026-05-09 09:00", 60),    # Saturday 9 May is worked
    ("2026-04-30 17:00", "2026-05-06 08:30", 60),    # 1 to 5 May rest
    ("2026-03-02 19:00", "2026-03-03 07:00", 0),
])
def test_lunch_rest_days_and_make_up_days(start, end, minutes):
    assert CALENDAR.working_minutes(dt.datetime.fromisoformat(start), dt.datetime.fromisoformat(end)) == minutes


def test_every_limit_in_the_store_ends_when_the_calendar_says(tmp_path):
    days = [dt.date(2025, 9, 20) + dt.timedelta(days=n) for n in range(200)]
    kinds = [(t.code, s) for t, s in product(code_list("matter_type"), (None, "dv"))]
    cases = [
        case(f"{day}-{kind}-{sub}", dt.datetime.combine(day, dt.time(11)), matter_type=kind, subcategory=sub,
             extended_on=day + dt.timedelta(days=4))
        for day in days for kind, sub in kinds
    ]
    with open_store(tmp_path, small_agency(returns={("A", "2026-04"): {"service_cases": cases}})) as store:
        rows = store.cursor().execute(
            """
            SELECT received_on, limit_key, first_response_due_on, first_response_aim_on, close_limit_on, close_due_on,
                   refer_due_on, accept_bound_on, close_bound_on
            FROM case_clock
            """
        ).fetchall()
    assert len(rows) == len(cases)
    for received_on, key, *found in rows:
        assert found == expected_limits(received_on, service_limits()[key]), (received_on, key)


def expected_limits(received_on, limit):
    add = CALENDAR.add_workdays
    close = add(received_on, limit.close_days)
    extended = received_on + dt.timedelta(days=4) <= close
    bound = limit.close_calendar_days and received_on + dt.timedelta(
        days=limit.close_calendar_days + (limit.extension_calendar_days or 0)
    )
    return [
        add(received_on, limit.first_response_days), add(received_on, limit.first_response_aim_days), close,
        add(close, limit.close_days) if extended else close, add(received_on, limit.refer_days),
        limit.accept_calendar_days and received_on + dt.timedelta(days=limit.accept_calendar_days), bound,
    ]


def example_five(store, today: dt.date, month: Month):
    frame = measure(store.cursor(), EVERYTHING, [month], ["first_response_on_time_rate"], today=today)
    return frame[(frame["unit_code"] == "A") & (frame["period"] == "month")].iloc[0]


def test_the_catalogues_fifth_example(tmp_path):
    """Received Friday 26 Sep 2025, 16:40; Sunday 28 Sep is worked, 1-8 Oct are not: limit 28 Sep, bound 11 Oct."""
    complaint = case("1", dt.datetime(2025, 9, 26, 16, 40), matter_type="complaint")
    facts = small_agency(returns={("A", m): {"service_cases": [complaint]} for m in ("2025-09", "2025-10")})
    with open_store(tmp_path, facts) as store:
        (due, bound, minutes), = store.cursor().execute(
            "SELECT first_response_due_on, accept_bound_on, first_response_minutes FROM case_clock"
        ).fetchall()
        assert (due, bound, minutes) == (dt.date(2025, 9, 28), dt.date(2025, 10, 11), None)
        on_the_day = example_five(store, dt.date(2025, 9, 28), Month(2025, 9))
        assert (on_the_day["state"], on_the_day["light"]) == ("not_applicable", "grey")
        next_day = example_five(store, dt.date(2025, 9, 29), Month(2025, 9))
        assert (next_day["numerator"], next_day["denominator"], next_day["past_statutory_limit"]) == (0, 1, 0)
        assert example_five(store, dt.date(2025, 10, 11), Month(2025, 10))["past_statutory_limit"] == 0
        assert example_five(store, dt.date(2025, 10, 12), Month(2025, 10))["past_statutory_limit"] == 1
        assert example_five(store, dt.date(2025, 11, 20), Month(2025, 9))["denominator"] == 1  # counted once
        assert example_five(store, dt.date(2025, 11, 20), Month(2025, 10))["denominator"] != 1


def test_the_fifth_example_answered_on_the_working_sunday_is_on_time(tmp_path):
    """Friday 16:40 to 18:00 are 80 minutes, Sunday 8:30 to 9:10 are 40: two hours."""
    answered = case("1", dt.datetime(2025, 9, 26, 16, 40), matter_type="complaint",
                    first_response_at=dt.datetime(2025, 9, 28, 9, 10))
    with open_store(tmp_path, small_agency(returns={("A", "2025-09"): {"service_cases": [answered]}})) as store:
        assert store.cursor().execute("SELECT first_response_minutes FROM case_clock").fetchone() == (120,)
        assert example_five(store, dt.date(2025, 9, 28), Month(2025, 9))["value"] == 1


def test_a_number_used_again_in_a_new_year_is_another_case(tmp_path):
    facts = small_agency(returns={
        ("A", "2025-12"): {"service_cases": [case("1", dt.datetime(2025, 12, 3, 9))]},
        ("A", "2026-01"): {"service_cases": [case("1", dt.datetime(2026, 1, 5, 9))]},
    })
    with open_store(tmp_path, facts) as store:
        rows = store.cursor().execute("SELECT received_on FROM case_clock ORDER BY 1").fetchall()
    assert rows == [(dt.date(2025, 12, 3),), (dt.date(2026, 1, 5),)]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("today", [dt.date(2027, 1, 10), dt.date(2026, 6, 17)])
def test_open_pressure_equals_plain_loops_and_has_a_row_for_every_unit_and_month(tmp_path, seed, today):
    facts = random_case_facts(seed)
    world, months = World(facts), [f"2026-{n:02}" for n in (1, 4, 6, 9, 12)]
    with open_store(tmp_path, facts) as store:
        frame = run(store.cursor(), query_text("service/open_pressure.sql"), months=months, today=today)
    assert len(frame) == len(ON_TIME) * len(months) * 5
    assert not frame.isna().any().any()
    for row in frame.itertuples(index=False):
        found = row.open_past_limit, row.open_near_limit, row.past_statutory_limit
        assert found == open_pressure(world, row.indicator, row.unit_code, row.month, today), row
    assert (frame[frame["unit_code"] == ROOT]["open_past_limit"] > 0).any()
    assert (frame["past_statutory_limit"] > 0).any()


@pytest.mark.parametrize(("own", "met"), [(None, 0), (10, 1)], ids=["as declared", "the office's own"])
def test_a_request_is_held_against_the_limit_that_is_the_offices_own_if_it_has_one(tmp_path, own, met):
    """Received on Monday 2 March, closed seven working days later: the declared limit is five."""
    received, closed = dt.datetime(2026, 3, 2, 10), dt.date(2026, 3, 11)
    days = {"first_response_days": 1, "first_response_aim_days": 1, "refer_days": 3, "close_days": own}
    facts = small_agency(
        returns={("A", "2026-03"): {"service_cases": [case("1", received, status="closed", closed_on=closed)]}},
        registers={"service_limit_record": [{"key": "request", **days}] if own else []},
    )
    with open_store(tmp_path, facts) as store:
        frame = measure(
            store.cursor(), EVERYTHING, [Month(2026, 3)], ["in_scope_on_time_closure_rate"], today=dt.date(2026, 4, 7)
        )
    row = frame[(frame["level"] == "department") & (frame["unit_code"] == "A") & (frame["period"] == "month")].iloc[0]
    assert (row["numerator"], row["denominator"]) == (met, 1)
