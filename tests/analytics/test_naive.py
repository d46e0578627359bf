"""measure() equals plain loops over random but valid data, for every indicator, level, period and several months."""

import datetime as dt
import math

import numpy
import pytest

from analytics.declare import indicator, return_form
from analytics.measures import measure
from analytics.months import Month
from analytics.scope import EVERYTHING
from tests.analytics.store_fixture import ROOT, open_store, random_facts
from tests.analytics.two_proofs import naive_functions
from tests.naive.common import Sum, World, levels
from tests.naive.competition import NAIVE as COMPETITION
from tests.naive.evaluation import NAIVE as EVALUATION
from tests.naive.innovation import NAIVE as INNOVATION
from tests.naive.innovation_review import NAIVE as INNOVATION_REVIEW
from tests.naive.learning import NAIVE as LEARNING
from tests.naive.learning_year import NAIVE as LEARNING_YEAR
from tests.naive.organisation import NAIVE as ORGANISATION

MONTHS = [Month(2026, n) for n in (1, 3, 5, 6, 8, 9, 12)]
AFTERWARDS, MID_JUNE = dt.date(2027, 1, 10), dt.date(2026, 6, 17)
ALSO_OF_THE_AGENCY = "responsibility_coverage_rate"  # it has an overall leader, whom no department has
NOTHING = Sum(0, 0, 0, math.nan)
MEDIAN = "suggestion_review_days"
ALL = (*LEARNING, *LEARNING_YEAR, *EVALUATION, *INNOVATION, *INNOVATION_REVIEW, *COMPETITION, *ORGANISATION)
NAMES = [n for n in ALL if n != MEDIAN]


@pytest.fixture(scope="module", params=[1, 2, 3, 4], ids=lambda seed: f"seed{seed}")
def world(request, tmp_path_factory):
    facts = random_facts(request.param)
    with open_store(tmp_path_factory.mktemp("store"), facts) as warehouse:
        yield warehouse, World(facts)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("today", [AFTERWARDS, MID_JUNE], ids=["afterwards", "mid-june"])
def test_measure_equals_plain_loops(world, name, today):
    warehouse, naive = world
    months = [m for m in MONTHS if m.first_day <= today]
    frame = measure(warehouse.cursor(), EVERYTHING, months, [name], today=today)
    for month in months:
        for period in indicator(name).periods:
            rows = frame[(frame["month"] == str(month)) & (frame["period"] == period)]
            expected = levels(naive_functions()[name](naive, str(month), period, today), indicator(name).levels)
            compare(name, rows, expected, naive, str(month), period)


def compare(name, rows, expected, naive, month, period):
    found = {(r.level, r.staff_id if r.level == "person" else r.unit_code): r for r in rows.itertuples(index=False)}
    units = {("agency", ROOT)} | {("department", d) for d in naive.departments(month)}
    wanted = {key for key in expected if key[0] == "person"} | {u for u in units if u[0] in indicator(name).levels}
    assert set(found) == wanted, (month, period)
    for key, row in found.items():
        where = f"{name} {month} {period} {key}: {row}"
        reference = expected.get(key, NOTHING)
        assert row.state == state(name, key, reference, naive, month), where
        if row.state == "not_reported" and period == "month" and indicator(name).accumulate != "state":
            assert math.isnan(row.numerator) and math.isnan(row.value), where
        else:
            assert same(row, indicator(name).statistic, reference), where


def state(name, key, reference, naive, month):
    sheets = {s.name for s in return_form().sheets}
    needs_return = bool(sheets & set(indicator(name).fed_by))
    if key[0] == "department" and needs_return and (key[1], month) not in naive.returned:
        return "not_reported"
    statistic = indicator(name).statistic
    if statistic == "ratio" and not reference.denominator or statistic == "max" and not reference.n:
        return "not_applicable"
    return "value"


def same(row, statistic, reference):
    if statistic == "max":
        return row.value == reference.largest or (math.isnan(row.value) and not reference.n)
    if statistic == "sum":
        return row.value == row.numerator == reference.numerator and (row.denominator == reference.denominator
                                                                      or math.isnan(row.denominator))
    if not reference.denominator:
        return row.numerator == reference.numerator and math.isnan(row.value)
    share = reference.numerator / reference.denominator
    return (row.denominator, row.n) == (reference.denominator, reference.denominator) and all(
        math.isclose(a, b, rel_tol=1e-12) for a, b in ((row.numerator, reference.numerator), (row.value, share))
    )


@pytest.mark.parametrize("today", [AFTERWARDS, MID_JUNE], ids=["afterwards", "mid-june"])
def test_the_median_days_of_review_are_those_of_the_plain_list(world, today):
    warehouse, naive = world
    months = [m for m in MONTHS if m.first_day <= today]
    frame = measure(warehouse.cursor(), EVERYTHING, months, [MEDIAN], today=today)
    assert len(frame) == len(months)
    for row in frame.itertuples(index=False):
        days = [t.numerator for t in INNOVATION_REVIEW[MEDIAN](naive, row.month, "year", today)]
        assert row.n == len(days)
        assert row.state == ("value" if days else "not_applicable")
        if days:
            assert numpy.quantile(days, [0.5, 0.9]) == pytest.approx([row.value, row.p90], abs=1e-9)


def test_departments_sum_to_the_agency(world):
    warehouse, _ = world
    names = [n for n in NAMES if {"department", "agency"} <= set(indicator(n).levels) and n != ALSO_OF_THE_AGENCY]
    frame = measure(warehouse.cursor(), EVERYTHING, MONTHS, names, today=AFTERWARDS, levels=("department", "agency"))
    keys = ["indicator", "period", "month"]
    sums = frame[frame["level"] == "department"].groupby(keys)[["numerator", "denominator"]].sum()
    whole = frame[frame["level"] == "agency"].set_index(keys)[["numerator", "denominator"]].fillna(0)
    assert len(whole) == len(sums)
    assert (whole.sort_index() == sums.sort_index()).all().all()
