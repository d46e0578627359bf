"""measure() equals plain loops over random but valid service data and returns: every indicator, level and period."""

import datetime as dt
import math

import numpy
import pytest

from analytics.declare import indicator
from analytics.measures import measure
from analytics.months import Month
from analytics.scope import EVERYTHING
from tests.analytics.case_fixture import random_case_facts
from tests.analytics.return_fixture import random_return_facts
from tests.analytics.store_fixture import ROOT, open_store
from tests.analytics.test_naive import compare
from tests.naive.common import World, levels
from tests.naive.reporting import NAIVE as REPORTING
from tests.naive.research import NAIVE as RESEARCH
from tests.naive.research import furthest_stage
from tests.naive.service import NAIVE as SERVICE
from tests.naive.service_duties import NAIVE as DUTIES

MONTHS = [Month(2026, n) for n in (1, 2, 3, 5, 6, 8, 9, 10, 12)]
DAYS = [pytest.param(dt.date(2027, 1, 10), id="afterwards"), pytest.param(dt.date(2026, 6, 17), id="mid-june")]
QUANTILES = "first_response_time"


def opened(facts, folder):
    return open_store(folder, facts), World(facts)


@pytest.fixture(scope="module", params=[1, 2, 3], ids=lambda seed: f"seed{seed}")
def cases(request, tmp_path_factory):
    warehouse, world = opened(random_case_facts(request.param), tmp_path_factory.mktemp("cases"))
    with warehouse:
        yield warehouse, world


@pytest.fixture(scope="module", params=[1, 2, 3], ids=lambda seed: f"seed{seed}")
def returns(request, tmp_path_factory):
    warehouse, world = opened(random_return_facts(request.param), tmp_path_factory.mktemp("returns"))
    with warehouse:
        yield warehouse, world


@pytest.mark.parametrize("name", [*SERVICE, *RESEARCH, *DUTIES])
@pytest.mark.parametrize("today", DAYS)
def test_measure_equals_plain_loops(cases, name, today):
    if name != QUANTILES:
        check(cases, name, today, (SERVICE | RESEARCH | DUTIES)[name])


@pytest.mark.parametrize("name", REPORTING)
@pytest.mark.parametrize("today", DAYS)
def test_reporting_equals_plain_loops(returns, name, today):
    check(returns, name, today, REPORTING[name])


def check(store, name, today, naive):
    warehouse, world = store
    months = [m for m in MONTHS if m.first_day <= today]
    frame = measure(warehouse.cursor(), EVERYTHING, months, [name], today=today)
    for month in months:
        for period in indicator(name).periods:
            rows = frame[(frame["month"] == str(month)) & (frame["period"] == period)]
            expected = levels(naive(world, str(month), period, today), indicator(name).levels)
            compare(name, rows, expected, world, str(month), period)


def test_median_and_90th_percentile_equal_those_of_the_plain_list(cases):
    warehouse, world = cases
    frame = measure(warehouse.cursor(), EVERYTHING, MONTHS, [QUANTILES], today=dt.date(2027, 1, 10))
    seen = 0
    for row in frame.itertuples(index=False):
        hours = [t.numerator for t in SERVICE[QUANTILES](world, row.month, "month", dt.date(2027, 1, 10))
                 if row.unit_code in (ROOT, t.unit_code)]
        if not hours:
            assert row.state in ("not_applicable", "not_reported")
            assert math.isnan(row.value)
            continue
        seen += 1
        assert row.n == len(hours)
        assert numpy.quantile(hours, [0.5, 0.9]) == pytest.approx([row.value, row.p90], abs=1e-9)
    assert seen > 20


def test_the_furthest_stage_is_the_departments_best_project_and_for_the_agency_the_slowest_department(cases):
    warehouse, world = cases
    frame = measure(warehouse.cursor(), EVERYTHING, MONTHS, ["department_research_count"], today=dt.date(2027, 1, 10))
    for month in MONTHS:
        rows = frame[frame["month"] == str(month)].set_index("unit_code")["furthest"]
        stages = {d: furthest_stage(world, str(month), d) for d in world.departments(str(month))
                  if world.heard_of(d, str(month))}
        assert {d: rows[d] for d in stages} == stages
        assert rows[ROOT] == min(stages.values())


def test_departments_sum_to_the_agency_in_services_and_research(cases):
    sums_match(cases[0], [*SERVICE, *RESEARCH])


def test_departments_sum_to_the_agency_in_returns(returns):
    sums_match(returns[0], REPORTING)


def sums_match(warehouse, chosen):
    names = [n for n in chosen if {"department", "agency"} <= set(indicator(n).levels) and n != QUANTILES]
    frame = measure(warehouse.cursor(), EVERYTHING, MONTHS, names, today=dt.date(2027, 1, 10))
    keys = ["indicator", "period", "month"]
    sums = frame[frame["level"] == "department"].groupby(keys)["numerator"].sum()
    whole = frame[frame["level"] == "agency"].set_index(keys)["numerator"]
    assert len(whole) > 20
    assert (whole.sort_index() == sums.sort_index()).all()
