"""A department that is closed while something is open: who carries it on has to be said, or that nobody does."""

import datetime as dt
from dataclasses import replace

import pytest

from analytics.findings import Severity
from analytics.keeping.reading import kept
from analytics.returns.wording import render
from analytics.scope import EVERYTHING
from analytics.store.unfinished import unfinished
from tests.analytics.store_fixture import goal, open_store
from tests.keeping.conftest import checked, facts

CLOSED_ON = dt.date(2026, 2, 28)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Unit A has one goal that goes on and one that was reached; unit B has none."""
    found = facts()
    goals = [goal("A-G1", "unit_goal", "A", dt.date(2026, 12, 1)),
             goal("A-G2", "unit_goal", "A", dt.date(2026, 2, 1), stage="completed")]
    returns = [
        replace(r, sheets={**r.sheets, "goals_outcomes": goals}) if (r.unit_code, r.month) == ("A", "2026-02") else r
        for r in found.returns
    ]
    with open_store(tmp_path_factory.mktemp("closed") / "data", replace(found, returns=returns)) as warehouse:
        yield warehouse


def ended(store, code: str, **more):
    entry = next(e for e in kept(store.cursor(), EVERYTHING, "unit").entries if e.values["code"] == code)
    return dict(entry.values) | {"valid_to": CLOSED_ON, **more}


def said(checking) -> list:
    return [f for f in checking.findings if f.code == "R04.left_behind"]


def test_what_is_not_finished_is_counted_by_unit(store):
    assert unfinished(store.cursor()) == {"A": 1}


def test_closing_a_unit_that_leaves_something_open_without_a_successor_asks_to_be_confirmed(store):
    (finding,) = said(checked(store, "unit", ended(store, "A")))
    assert (finding.severity, finding.cells, finding.params["count"]) == (Severity.CONFIRM, ("Q2", "C2"), 1)
    assert "1 件" in render(finding, "zh").title and "(1)" in render(finding, "en").title


@pytest.mark.parametrize(("code", "more"), [("A", {"successor_code": "B"}), ("B", {})], ids=["taken over", "all done"])
def test_nothing_is_asked_when_somebody_takes_over_or_nothing_is_open(store, code, more):
    assert said(checked(store, "unit", ended(store, code, **more))) == []


def test_a_version_that_another_follows_closes_nothing(store):
    old = ended(store, "A")
    new = old | {"valid_from": CLOSED_ON + dt.timedelta(days=1), "valid_to": None, "name_zh": "甲二"}
    assert said(checked(store, "unit", old, new)) == []
