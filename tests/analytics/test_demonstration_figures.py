"""The learning and innovation figures of the demonstration agency, filled through real workbooks, by plain loops."""

import datetime as dt

import pytest

from analytics.declare import indicator
from analytics.measures import measure
from analytics.months import Month
from analytics.scope import EVERYTHING
from tests.analytics.store_fixture import facts_of
from tests.analytics.test_naive import compare
from tests.naive.common import World, levels
from tests.naive.innovation import NAIVE as INNOVATION
from tests.naive.learning import NAIVE as LEARNING

MONTHS = [Month(2025, 12), Month(2026, 3), Month(2026, 6), Month(2026, 10)]
TODAY = dt.date(2026, 11, 9)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def world(demonstration):
    return World(facts_of(demonstration))


@pytest.mark.parametrize("name", [*LEARNING, *INNOVATION])
def test_measure_equals_plain_loops(demonstration, world, name):
    frame = measure(demonstration.cursor(), EVERYTHING, MONTHS, [name], today=TODAY)
    naive = {**LEARNING, **INNOVATION}[name]
    for month in MONTHS:
        for period in indicator(name).periods:
            rows = frame[(frame["month"] == str(month)) & (frame["period"] == period)]
            tallies = naive(world, str(month), period, TODAY)
            if indicator(name).accumulate != "sum":  # stands at the month's end: with whoever answers for it then
                tallies = [t._replace(unit_code=world.heir(t.unit_code, str(month))) for t in tallies]
            compare(name, rows, levels(tallies, indicator(name).levels), world, str(month), period)


def test_nearly_every_indicator_has_a_figure(demonstration):
    frame = measure(demonstration.cursor(), EVERYTHING, MONTHS, [*LEARNING, *INNOVATION], today=TODAY)
    assert set(frame.loc[frame["state"] == "value", "indicator"]) == {*LEARNING, *INNOVATION}
