"""Yearly requirements in words: the figure, whether it is met, by when, and how long that is away or ago."""

import datetime as dt
import shutil
from types import SimpleNamespace

import pytest

from analytics.declare import indicators
from analytics.months import Month
from analytics.ui.views import requirements
from analytics.ui.views.requirements import Requirement
from tests.signed_in import viewing_as

OCTOBER = Month(2026, 10)


@pytest.fixture(scope="module")
def store(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("requirements") / "data")


@pytest.fixture(autouse=True)
def looking(store, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(store))
    viewing_as("office")


def of(kind: str, month: Month = OCTOBER) -> dict[str, Requirement]:
    names = requirements.yearly(kind)
    return {r.chosen.id: r for r in requirements.found(names, month, "FL", names)}


def test_every_judged_yearly_figure_of_a_type_is_a_requirement():
    for kind in ("learning", "innovative", "service"):
        expected = {i.id for i in indicators().values() if i.type_of_agency == kind and i.colour != "R-INFO"
                    and "year" in i.periods and "agency" in i.levels and i.colour != "R-PACE"}
        assert expected <= set(of(kind))


def test_the_most_urgent_stand_first():
    names = requirements.yearly("learning", "innovative")
    shown = [r.row.light for r in requirements.found(names, OCTOBER, "FL", names)]
    assert shown == sorted(shown, key=lambda light: requirements.URGENCY[light])
    assert len(set(shown)) > 1


def test_a_milestone_that_was_missed_says_how_long_ago_it_was_due():
    missed = of("innovative")["person_innovation_goal_rate"]
    assert missed.state == "unmet"
    assert missed.due_on == dt.date(2026, 3, 31)
    assert missed.days == (dt.date(2026, 3, 31) - OCTOBER.last_day).days
    assert requirements.state_words(missed) == f"应达未达 · 已过 {-missed.days} 天"


def test_a_step_that_comes_within_a_month_is_due_soon():
    coming = of("innovative")["outstanding_outcomes_declared"]
    assert (coming.state, coming.due_on, coming.days) == ("soon", dt.date(2026, 11, 30), 30)


def test_a_figure_of_one_is_done_or_not():
    held = of("innovative")["suggestion_month_held"]
    assert requirements.value_words(held.chosen, held.row) == "已做到"
    assert requirements.value_words(held.chosen, SimpleNamespace(state="value", denominator=1, value=0)) == "未做到"


def test_running_totals_ask_for_something_once_the_unit_has_a_plan():
    rows = [SimpleNamespace(indicator="reemployment_count", target=target) for target in (float("nan"), 160.0)]
    assert [requirements.is_asked(row) for row in rows] == [False, True]


def test_a_requirement_leads_to_its_rows():
    one = of("innovative")["suggestion_month_held"]
    matter = requirements.matter(one, OCTOBER, "FL")
    assert (matter.page, matter.params) == ("indicator", {"i": "suggestion_month_held", "u": "FL", "m": "2026-10"})
    assert "[P]" in matter.why
