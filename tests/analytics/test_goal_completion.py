"""How many of the policy's targets are on green: against plain loops, and the same to whoever looks."""

import datetime as dt

import pytest

from analytics import organisation
from analytics.declare import indicator
from analytics.goal_completion import COMPLETION, DUE, MET, goal_rows, goals, goals_of
from analytics.measures import measure, note_words, observations
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from tests.analytics.case_fixture import random_case_facts
from tests.analytics.store_fixture import ROOT, open_store, random_facts
from tests.naive.common import World
from tests.naive.goals import NAIVE

MONTHS = [Month(2026, n) for n in (1, 3, 4, 7, 12)]
AFTERWARDS, MID_JUNE = dt.date(2027, 1, 10), dt.date(2026, 6, 17)
UNITS = ("department", "agency")


@pytest.fixture(scope="module", params=["registers", "cases"])
def store(request, tmp_path_factory):
    facts = random_facts(2) if request.param == "registers" else random_case_facts(2)
    with open_store(tmp_path_factory.mktemp("goals"), facts) as warehouse:
        yield warehouse, World(facts)


@pytest.mark.parametrize(("today", "months"), [(AFTERWARDS, MONTHS), (MID_JUNE, [Month(2026, 6)])])
def test_the_rate_equals_plain_loops(store, today, months):
    warehouse, world = store
    frame = measure(warehouse.cursor(), EVERYTHING, months, [COMPLETION], today=today)
    assert set(frame["indicator"]) == {COMPLETION}
    for period in ("month", "year"):
        for month in months:
            tallies = NAIVE[COMPLETION](world, str(month), period, today)
            rows = frame[(frame["month"] == str(month)) & (frame["period"] == period)]
            assert set(rows["unit_code"]) == {ROOT, *world.departments(str(month))}
            for row in rows.itertuples(index=False):
                mine = [t for t in tallies if t.unit_code == row.unit_code]
                where = f"{row.unit_code} {month} {period}"
                assert (row.numerator, row.denominator) == (sum(t.numerator for t in mine), len(mine)), where
                assert row.state == ("value" if mine else "not_applicable"), where


def test_asked_with_other_indicators_it_is_the_same_and_they_are_too(store):
    cursor, months = store[0].cursor(), MONTHS[-2:]
    names = ["bachelor_attainment_rate_u45", COMPLETION, "return_on_time_rate"]
    frame = measure(cursor, EVERYTHING, months, names, today=AFTERWARDS)
    assert set(frame["indicator"]) == set(names)
    for name in names:
        alone = measure(cursor, EVERYTHING, months, [name], today=AFTERWARDS)
        keys = ["level", "unit_code", "staff_id", "period", "month"]
        found = frame[frame["indicator"] == name].sort_values(keys)
        columns = ["value", "numerator", "denominator", "light", "pace", "target"]
        assert found[columns].to_csv() == alone.sort_values(keys).set_index(found.index)[columns].to_csv()


def test_the_rows_behind_it_are_the_goals_with_their_lights_and_add_up(store):
    cursor = store[0].cursor()
    frame = measure(cursor, EVERYTHING, [Month(2026, 7)], [COMPLETION], today=AFTERWARDS, levels=UNITS)
    for unit in (ROOT, "A"):
        rows = observations(cursor, EVERYTHING, Month(2026, 7), COMPLETION, period="year", today=AFTERWARDS,
                            unit_code=unit)
        [figure] = frame[(frame["unit_code"] == unit) & (frame["period"] == "year")].itertuples(index=False)
        assert (rows["numerator"].sum(), rows["denominator"].sum()) == (figure.numerator, figure.denominator)
        assert len(rows) == len(goals_of("agency" if unit == ROOT else "department"))
    assert note_words(COMPLETION, "leading_group_established/red", "zh") == "领导小组成立：红灯"
    assert note_words(COMPLETION, "leading_group_established/red", "en") == "Leading group established: Red"
    with pytest.raises(OutsideScope):
        observations(cursor, Scope(units_personal=NO_UNITS), Month(2026, 7), COMPLETION, period="year",
                     today=AFTERWARDS)


def test_a_viewer_counts_the_goals_whose_lights_she_sees(store):
    """What is hidden from her is grey to her, so that her rate tells nothing about it."""
    limited = Scope(units_personal=NO_UNITS)
    names = [*goals(), COMPLETION]
    frame = measure(store[0].cursor(), limited, [Month(2026, 7)], names, today=AFTERWARDS, levels=UNITS)
    seen = goal_rows(frame, "year", AFTERWARDS)
    assert set(seen.loc[seen["hidden"], "goal"]) <= {"later"}
    counted = seen.groupby("unit_code")["goal"].agg([lambda g: (g == MET).sum(), lambda g: g.isin(DUE).sum()])
    rates = frame[(frame["indicator"] == COMPLETION) & (frame["period"] == "year")].set_index("unit_code")
    assert not rates["hidden"].any()
    for unit, (met, due) in counted.iterrows():
        assert (rates.loc[unit, "numerator"], rates.loc[unit, "denominator"]) == (met, due)


def test_the_types_add_up_to_the_rate(store):
    cursor, month = store[0].cursor(), Month(2026, 7)
    types = organisation.goals_by_type(cursor, EVERYTHING, [month], today=AFTERWARDS)
    assert set(types["type_of_agency"]) == {"learning", "innovative", "competitive", "service", "organisation"}
    assert (types[["met", "late", "unmet"]].sum(axis=1) == types["due"]).all()
    assert (types["value"] * types["due"]).fillna(0).to_list() == pytest.approx(types["met"].to_list())
    sums = types.groupby("unit_code")[["met", "due", "later"]].sum()
    frame = measure(cursor, EVERYTHING, [month], [COMPLETION], today=AFTERWARDS)
    for row in frame[frame["period"] == "year"].itertuples(index=False):
        assert (row.numerator, row.denominator) == tuple(sums.loc[row.unit_code, ["met", "due"]])
    assert sums.loc[ROOT, ["due", "later"]].sum() == len(goals_of("agency"))


def test_only_units_seen_are_counted(store):
    mine = Scope(units_seen=frozenset("A"), units_personal=frozenset("A"))
    frame = measure(store[0].cursor(), mine, [Month(2026, 7)], [COMPLETION], today=AFTERWARDS)
    assert set(frame["unit_code"]) == {"A"}


def test_it_is_no_goal_itself_and_goals_are_the_policys():
    assert COMPLETION not in goals()
    assert {indicator(name).mark for name in goals()} == {"P"}
