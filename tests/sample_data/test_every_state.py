"""Twelve months of the demonstration agency show every state a figure can be in."""

import datetime as dt

import pytest

from analytics import results
from analytics.colours import AMBER, GREEN, GREY, RED
from analytics.declare import indicators
from analytics.measures import measure
from analytics.months import Month, month_range
from analytics.pacing import BEHIND, ON_PACE, OUT_OF_REACH
from analytics.reporting import board
from analytics.scope import EVERYTHING
from analytics.store import closing
from sample_data.people import CLOSED, FOUNDED_ON, HEIR, JOINER, MOVED_ON, MOVER, RETIREE
from sample_data.story import CORRECTED, CORRECTED_AGO

FIRST, LAST = Month(2025, 11), Month(2026, 10)
MONTHS = list(month_range(FIRST, LAST))
TODAY = dt.date(2026, 11, 9)
LEVELS = ("agency", "department", "person")
FOUNDED = Month.of(FOUNDED_ON)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def figures(demonstration):
    return measure(demonstration.cursor(), EVERYTHING, MONTHS, list(indicators()), today=TODAY)


@pytest.fixture(scope="module")
def units_with_figures(figures):
    """month -> the departments that have figures of any kind."""
    rows = figures[figures["level"] == "department"]
    return {month: set(rows.loc[rows["month"] == str(month), "unit_code"]) for month in MONTHS}


def test_every_indicator_has_a_figure_in_some_month(figures):
    assert set(figures.loc[figures["state"] == "value", "indicator"]) == set(indicators())


@pytest.mark.parametrize("level", LEVELS)
def test_every_light_is_lit(figures, level):
    assert set(figures.loc[figures["level"] == level, "light"]) == {GREEN, AMBER, RED, GREY}


@pytest.mark.parametrize("level", LEVELS)
def test_every_pace_occurs(figures, level):
    of_level = figures[figures["level"] == level]
    assert set(of_level["pace"].dropna()) == {ON_PACE, BEHIND, OUT_OF_REACH}
    assert (of_level["pace"].isna() & (of_level["state"] == "value")).any()


@pytest.mark.parametrize("level", LEVELS)
def test_some_figures_have_an_empty_denominator(figures, level):
    empty = figures[(figures["level"] == level) & (figures["state"] == "not_applicable")]
    assert len(empty) and set(empty["light"]) == {GREY} and empty["value"].isna().all()


def test_a_missing_return_is_not_reported_and_never_a_zero(figures):
    missing = figures[figures["state"] == "not_reported"]
    assert {(HEIR, "2026-08"), (HEIR, "2026-10")} <= set(zip(missing["unit_code"], missing["month"], strict=True))
    assert set(missing["light"]) == {GREY}


def test_small_denominators_stand_beside_large_ones(figures):
    rates = figures[(figures["state"] == "value") & (figures["level"] == "department")]
    assert set(rates["few"]) == {True, False}
    small = rates[(rates["indicator"] == "satisfaction_rate") & (rates["period"] == "month") & rates["few"]]
    assert len(small) and set(small["light"]) == {GREY}


def test_movers_belong_to_the_department_of_the_months_end(figures):
    for staff_id, before, after, moved_on in (
        (MOVER, "ZLB", "FZB", MOVED_ON), (f"{CLOSED}002", CLOSED, HEIR, FOUNDED_ON),
    ):
        rows = figures[(figures["staff_id"] == staff_id) & (figures["period"] == "month")]
        found = dict(rows.groupby("month")["unit_code"].unique().map(list))
        assert found == {m: [before if m < str(Month.of(moved_on)) else after] for m in found}
        assert len(found) >= 10  # a month whose return is missing says nothing of its people


def test_some_people_are_there_for_part_of_the_year_and_too_short_ones_are_not_ranked(figures):
    people = figures[(figures["level"] == "person") & (figures["month"].str[:4] == "2026")]
    months = dict(zip(people["staff_id"], people["duty_months"], strict=True))
    assert months[JOINER] == 6 and months[RETIREE] == 3
    retired = people[(people["staff_id"] == RETIREE) & (people["period"] == "year")]
    assert len(retired) and not retired["ranked"].any() and set(retired["light"]) == {GREY}
    assert people.loc[people["staff_id"] == JOINER, "ranked"].all()


def test_eight_departments_have_figures_in_every_month_though_one_was_closed(units_with_figures):
    for month, units in units_with_figures.items():
        assert len(units) == 8
        assert (CLOSED in units, HEIR in units) == (month < FOUNDED, month >= FOUNDED)


def test_departments_owe_returns_only_while_they_are_there(demonstration):
    found = board(demonstration.cursor(), EVERYTHING, MONTHS, today=TODAY)
    owed = set(zip(found["unit_code"], found["month"], strict=True))
    assert {month for unit, month in owed if unit == CLOSED} == {str(m) for m in MONTHS if m < FOUNDED}
    assert {month for unit, month in owed if unit == HEIR} == {str(m) for m in MONTHS if m >= FOUNDED}


def test_the_register_says_the_learning_results_were_published_when_they_were(demonstration):
    [found] = results.lists(demonstration, EVERYTHING, 2025)
    registered = demonstration.cursor().execute(
        "SELECT effective_on FROM institution WHERE item = 'learning_results_published' AND year = 2025"
    ).fetchall()
    assert registered == [(found.published_at.date(),)]


def test_one_month_was_unlocked_corrected_and_is_locked_again(demonstration):
    cursor, month = demonstration.cursor(), LAST.plus(-CORRECTED_AGO)
    [unlocking] = closing.unlockings(cursor, CORRECTED, month)
    assert unlocking.reason
    assert closing.standing(cursor, month).unlocked == {}
    found = board(cursor, EVERYTHING, [month], today=TODAY).set_index("unit_code").loc[CORRECTED]
    assert (found["version"], found["stage"]) == (2, "locked")


def test_what_was_left_open_was_taken_over_once(demonstration):
    cursor = demonstration.cursor()
    keys = {"service_cases": "case_id", "goals_outcomes": "goal_id", "research_projects": "project_id"}
    for sheet, key in keys.items():
        taken = cursor.execute(
            f"SELECT count(DISTINCT {key}) FROM history_{sheet} WHERE unit_code = ? AND starts_with({key}, ?)",
            [HEIR, CLOSED],
        ).fetchone()[0]
        twice = cursor.execute(
            f"SELECT count(*) - count(DISTINCT {key}) FROM all_{sheet} WHERE starts_with({key}, ?)", [CLOSED]
        ).fetchone()[0]
        assert taken > 0 and twice == 0, sheet
