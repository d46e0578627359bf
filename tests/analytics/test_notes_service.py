"""Every note of a service, research or reporting observation has words, and the rows behind a figure add up to it."""

import datetime as dt
from contextlib import ExitStack

import pytest

from analytics.declare import indicator
from analytics.measures import measure, note_words, observations
from analytics.months import Month
from analytics.scope import EVERYTHING
from tests.analytics.case_fixture import random_case_facts
from tests.analytics.return_fixture import random_return_facts
from tests.analytics.store_fixture import ROOT, open_store
from tests.naive.reporting import NAIVE as REPORTING
from tests.naive.research import NAIVE as RESEARCH
from tests.naive.service import NAIVE as SERVICE
from tests.naive.service_duties import NAIVE as DUTIES

MONTH, TODAY = Month(2026, 11), dt.date(2027, 1, 10)


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    with ExitStack() as stack:
        def opened(facts):
            return [stack.enter_context(open_store(tmp_path_factory.mktemp("s"), facts(n))).cursor() for n in (1, 2)]

        yield {"cases": opened(random_case_facts), "returns": opened(random_return_facts)}


@pytest.mark.parametrize("name", [*SERVICE, *RESEARCH, *DUTIES, *REPORTING])
def test_every_note_has_words_and_the_rows_add_up(stores, name):
    chosen, notes = indicator(name), set()
    for cursor, period in ((c, p) for c in stores["returns" if name in REPORTING else "cases"] for p in chosen.periods):
        rows = observations(cursor, EVERYTHING, MONTH, name, period=period, today=TODAY)
        notes |= set(rows["note"].dropna())
        assert rows["note"].notna().all()
        if "agency" in chosen.levels and chosen.statistic in ("ratio", "sum"):
            frame = measure(cursor, EVERYTHING, [MONTH], [name], today=TODAY)
            whole = frame[(frame["unit_code"] == ROOT) & (frame["level"] == "agency") & (frame["period"] == period)]
            assert rows["numerator"].sum() == pytest.approx(whole["numerator"].fillna(0).item())
    for note in notes:
        assert note_words(name, note, "zh") != note, note
        assert note_words(name, note, "en") != note, note
