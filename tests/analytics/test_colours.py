"""The colour rules at their boundaries (catalogue 0), and that a better figure never has a worse light."""

import datetime as dt
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.colours import (
    band_light,
    colour_code,
    duty_light,
    light_of,
    limit_light,
    mile_light,
    pace_light,
    rate_light,
    step_light,
)
from analytics.declare import indicator
from analytics.months import Month
from analytics.pacing import DutyYear

ORDER = {"red": 0, "amber": 1, "green": 2}
RATES = st.floats(0, 1)
NAN = float("nan")


@pytest.mark.parametrize(("value", "light"), [
    (0.9, "green"), (27 / 30, "green"), (0.8999, "amber"), (0.8001, "amber"), (0.8, "red"), (0, "red"), (1, "green"),
])
def test_rate_with_a_floor_of_90(value, light):
    assert rate_light(value, 0.9) == light


@pytest.mark.parametrize(("value", "unit", "person"), [
    (1.0, "green", "green"), (0.9, "amber", "green"), (0.8999, "amber", "amber"), (0.8, "amber", "amber"),
    (0.7999, "red", "red"),
])
def test_duty_is_green_at_100_for_units_and_at_90_for_people(value, unit, person):
    assert (duty_light(value, 1.0), duty_light(value, 0.9)) == (unit, person)


# Catalogue 12, example 4: notes of a department of 8, 96 a year, 48 expected by June: 5.2, 18.8 and 32.3 points behind.
@pytest.mark.parametrize(("value", "light"), [(43, "green"), (30, "amber"), (17, "red"), (60, "green")])
def test_worked_example_4(value, light):
    assert pace_light(value, 48, 96) == light


@pytest.mark.parametrize(("behind", "light"), [
    (9.99, "green"), (10, "amber"), (30, "amber"), (30.01, "red"), (-5, "green"),
])
def test_pace_boundaries_are_ten_and_thirty_points_of_the_years_target(behind, light):
    assert pace_light(50 - behind, 50, 100) == light


def test_pace_without_a_target_or_expectation_is_not_judged():
    assert pace_light(1, NAN, 2) == pace_light(1, 1, NAN) == pace_light(1, 1, 0) == "grey"


@pytest.mark.parametrize(("hours", "light"), [(1.0, "green"), (0.999, "amber"), (0.8, "amber"), (0.7999, "red")])
def test_bands_of_daily_hours(hours, light):
    assert band_light(hours, 1.0, 0.8, "higher") == light


@pytest.mark.parametrize(("absences", "light"), [(0, "green"), (1, "amber"), (2, "amber"), (3, "red")])
def test_bands_where_less_is_better(absences, light):
    assert band_light(absences, 0, 2, "lower") == light


@pytest.mark.parametrize(("value", "past", "near", "statutory", "light"), [
    (0.95, 0, 0, 0, "green"), (0.9499, 0, 0, 0, "amber"), (0.85, 0, 0, 0, "amber"), (0.8499, 0, 0, 0, "red"),
    (1.0, 0, 1, 0, "amber"), (1.0, 1, 0, 0, "amber"), (1.0, 0, 0, 1, "red"),
])
def test_limits(value, past, near, statutory, light):
    assert limit_light(value, past, near, statutory) == light


@pytest.mark.parametrize(("as_of", "done", "late", "light"), [
    (dt.date(2026, 2, 28), False, False, "grey"), (dt.date(2026, 3, 1), False, False, "amber"),
    (dt.date(2026, 3, 31), False, False, "amber"), (dt.date(2026, 4, 1), False, False, "red"),
    (dt.date(2026, 4, 30), True, False, "green"), (dt.date(2026, 4, 30), True, True, "amber"),
])
def test_milestone_of_31_march(as_of, done, late, light):
    assert mile_light(done, indicator("dept_innovation_goal_rate"), Month.of(as_of), as_of, late=late) == light


@pytest.mark.parametrize(("as_of", "reached", "light"), [
    (dt.date(2026, 5, 30), 0, "green"), (dt.date(2026, 5, 31), 0, "amber"), (dt.date(2026, 6, 29), 0, "amber"),
    (dt.date(2026, 6, 30), 0, "red"), (dt.date(2026, 6, 30), 1, "green"), (dt.date(2026, 10, 30), 1, "green"),
    (dt.date(2026, 10, 31), 1, "amber"), (dt.date(2026, 11, 30), 1, "red"), (dt.date(2026, 12, 31), 2, "green"),
])
def test_steps_of_one_suggestion_by_june_and_two_by_november(as_of, reached, light):
    chosen = indicator("suggestions_per_person")
    assert step_light(chosen, reached, Month.of(as_of), as_of, DutyYear(12, "2026-01")) == light


def test_a_late_joiner_owes_only_the_steps_after_joining():
    chosen, joiner = indicator("suggestions_per_person"), DutyYear(6, "2026-07")
    assert step_light(chosen, 0, Month(2026, 8), dt.date(2026, 8, 31), joiner) == "green"
    assert step_light(chosen, 0, Month(2026, 12), dt.date(2026, 12, 31), joiner) == "red"
    assert step_light(chosen, 1, Month(2026, 12), dt.date(2026, 12, 31), joiner) == "green"


def test_the_rule_depends_on_level_and_month_where_the_catalogue_says_so():
    assert colour_code(indicator("suggestions_per_person"), "person", Month(2026, 6)) == "R-STEP"
    assert colour_code(indicator("suggestions_per_person"), "department", Month(2026, 6)) == "R-PACE"
    assert colour_code(indicator("suggestion_coverage_rate"), "department", Month(2026, 11)) == "R-PACE"
    assert colour_code(indicator("suggestion_coverage_rate"), "department", Month(2026, 12)) == "R-RATE"
    assert colour_code(indicator("innovation_measure_completion_rate"), "agency", Month(2026, 12)) == "R-PACE"


def a_row(**more):
    values = {
        "indicator": "collective_study_attendance_rate", "level": "person", "period": "year", "month": "2026-10",
        "state": "value", "value": 1.0, "n": 10.0, "few": False, "target": 0.9, "green": NAN, "amber": NAN,
        "expected": NAN, "duty_months": 12.0, "duty_since": "2026-01", "ranked": True, "furthest": NAN,
        "done_late": False,
    }
    return SimpleNamespace(**(values | more))


def test_people_with_too_few_on_duty_months_are_not_judged_on_the_year_but_on_the_month():
    today = dt.date(2026, 11, 5)
    assert light_of(a_row(), today) == "green"
    assert light_of(a_row(ranked=False, duty_months=5.0), today) == "grey"
    assert light_of(a_row(ranked=False, duty_months=5.0, period="month"), today) == "green"


@pytest.mark.parametrize("state", ["not_applicable", "not_reported"])
def test_what_has_no_figure_has_no_colour(state):
    assert light_of(a_row(state=state, value=NAN), dt.date(2026, 11, 5)) == "grey"
    assert light_of(a_row(state=state), dt.date(2026, 11, 5)) == "grey"


# ------------------------------------------------------------------------------------------- monotonicity
def never_worse(light, low, high):
    assert ORDER[light(min(low, high))] <= ORDER[light(max(low, high))]


@given(RATES, RATES, st.floats(0.1, 1))
def test_a_better_rate_never_has_a_worse_light(a, b, line):
    never_worse(lambda v: rate_light(v, line), a, b)
    never_worse(lambda v: duty_light(v, line), a, b)
    never_worse(lambda v: limit_light(v, 0, 0, 0), a, b)


@given(st.floats(0, 300), st.floats(0, 300), st.floats(0, 248), st.floats(1, 248))
def test_more_done_never_has_a_worse_light(a, b, expected, target):
    never_worse(lambda v: pace_light(v, expected, target), a, b)


@given(st.integers(0, 9), st.integers(0, 9), st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)))
def test_more_steps_never_have_a_worse_light(a, b, as_of):
    chosen = indicator("suggestions_per_person")
    never_worse(lambda v: step_light(chosen, v, Month.of(as_of), as_of), a, b)


@given(st.floats(0, 20), st.floats(0, 20))
def test_bands_turn_the_right_way(a, b):
    never_worse(lambda v: band_light(v, 10, 5, "higher"), a, b)
    never_worse(lambda v: band_light(-v, -10, -5, "lower"), a, b)
