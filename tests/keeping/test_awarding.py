"""The gate of awards: refused while a condition fails, passed with a leader's exception; never more than the quota."""

import datetime as dt
from dataclasses import replace

import pytest

from analytics.identity import audit
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.keeping.committing import commit
from analytics.returns.wording import render
from analytics.scope import EVERYTHING, OutsideScope, Scope
from tests.analytics.store_fixture import open_store, person
from tests.keeping.conftest import NOW, checked, facts
from tests.keeping.test_findings import AWARD, EXCEPTION

LEADER = Scope(viewer="leader", registers_kept=frozenset({"award_override"}), birth_dates=False)
OFFICE = Scope(viewer="office", registers_kept=frozenset({"award"}), birth_dates=False)
OFFICE_AWARD = {**AWARD, "award": "civilised_office", "nominee": "A", "result": "awarded",
                "declared_on": "2026-04-02", "decided_on": "2026-05-01"}
REASON = "维权工作突出，经党组会研究同意特批。"


def put(warehouse, register: str, *rows: dict, scope: Scope, at: dt.datetime = NOW, **more):
    found = checked(warehouse, register, *rows, scope=scope, now=at)
    return commit(warehouse, found, reason=REASON, by=scope.viewer, at=at, scope=scope, confirmed=True, **more)


def codes(outcome) -> list[str]:
    return [finding.code for finding in outcome.findings]


LATER = dt.datetime(2026, 5, 6, 10)   # 31 March is over: who declared in April fails


@pytest.fixture
def agency(tmp_path):
    """Of A, which declared itself a civilised office on 2 April; ten more people."""
    known = facts()
    known.staff += [person(f"C{n}", "A", name=f"人{n}") for n in range(10)]
    with open_store(tmp_path / "data", known) as warehouse:
        yield warehouse


def test_an_award_is_refused_with_the_failing_condition_and_its_figure(agency):
    outcome = put(agency, "award", OFFICE_AWARD, scope=OFFICE, at=LATER)
    assert (outcome.event_no, codes(outcome)) == (None, ["R05.award_fails"])
    words = [render(outcome.findings[0], lang).title for lang in ("zh", "en")]
    assert words == ["A不符合条件：3月31日前申报：否", "A does not meet the conditions: Declared by 31 March: no"]


def test_with_a_leaders_exception_it_is_stored(agency):
    exception = {"award": "civilised_office", "year": 2026, "nominee": "A", "reason": REASON}
    assert put(agency, "award_override", exception, scope=LEADER, at=LATER).event_no is not None
    assert put(agency, "award", OFFICE_AWARD, scope=OFFICE, at=LATER).event_no is not None
    kept = agency.cursor().execute(
        "SELECT o.reason, e.recorded_by, e.recorded_at FROM award_override AS o JOIN event AS e ON e.event_no = "
        "o.recorded_no").fetchall()
    assert kept == [(REASON, "leader", LATER)]


def test_an_exception_does_not_make_the_conditions_met(agency):
    exception = {"award": "civilised_office", "year": 2026, "nominee": "A", "reason": REASON}
    put(agency, "award_override", exception, scope=LEADER, at=LATER)
    claimed = OFFICE_AWARD | {"check_passed": True}
    assert codes(put(agency, "award", claimed, scope=OFFICE, at=LATER)) == ["R05.award_fails"]


def test_an_exception_that_was_withdrawn_holds_no_longer(agency):
    exception = {"award": "civilised_office", "year": 2026, "nominee": "A", "reason": REASON}
    put(agency, "award_override", exception, scope=LEADER, at=LATER)
    gone = checked(agency, "award_override", scope=LEADER, only_new=False, now=LATER)
    assert commit(agency, gone, reason="重新研究", by="leader", at=LATER, scope=LEADER).event_no is not None
    assert codes(put(agency, "award", OFFICE_AWARD, scope=OFFICE, at=LATER)) == ["R05.award_fails"]


def test_who_meets_the_conditions_needs_no_exception_and_a_nomination_is_never_refused(agency):
    in_time = OFFICE_AWARD | {"declared_on": "2026-03-20"}
    assert put(agency, "award", in_time, scope=OFFICE, at=LATER).event_no is not None
    nominated = OFFICE_AWARD | {"nominee": "B", "result": "declared", "decided_on": None}
    assert put(agency, "award", nominated, scope=OFFICE, at=LATER).event_no is not None


def test_only_a_leader_makes_exceptions_and_only_with_a_reason(agency):
    with pytest.raises(OutsideScope):
        put(agency, "award_override", EXCEPTION, scope=OFFICE)
    with pytest.raises(OutsideScope):
        put(agency, "award", OFFICE_AWARD, scope=LEADER)
    with pytest.raises(OutsideScope):
        put(agency, "award_override", EXCEPTION, scope=replace(LEADER, known_event=1))
    assert codes(put(agency, "award_override", EXCEPTION | {"reason": " "}, scope=LEADER)) == ["V01.blank_cell"]


def test_an_exception_is_in_the_audit_trail_with_who_made_it(agency, tmp_path):
    identity = Identity.open(tmp_path / "data")
    put(agency, "award_override", EXCEPTION, scope=LEADER, trail=Trail(identity, "leader"))
    (entry,) = audit.entries(identity, kinds=["registers_changed"], limit=10)
    identity.close()
    assert (entry.actor, entry.target) == ("leader", "award_override")


# ------------------------------------------------------------------------------------------- the quota
def persons(*numbers: int) -> list[dict]:
    return [AWARD | {"nominee": f"C{n}", "result": "awarded"} for n in numbers]


def excused(agency, *numbers: int) -> None:
    """What is tested here is the quota, so that nobody fails otherwise."""
    rows = [EXCEPTION | {"award": "excellent_person", "nominee": f"C{n}"} for n in numbers]
    assert put(agency, "award_override", *rows, scope=LEADER).event_no is not None


def test_more_persons_than_the_quota_need_a_leaders_approval_and_never_go_over_the_most(agency):
    # 13 people: 20 % are 2.6, two; 25 % are 3.25, three
    excused(agency, 0, 1, 2, 3)
    assert put(agency, "award", *persons(0, 1), scope=OFFICE).event_no is not None
    third = put(agency, "award", *persons(2), scope=OFFICE)
    assert codes(third) == ["R05.award_quota_approval"]
    assert third.findings[0].params == {"total": 3, "limit": 2, "most": 3, "people": 13}
    everybody = EXCEPTION | {"award": "excellent_person", "nominee": "*"}
    assert put(agency, "award_override", everybody, scope=LEADER).event_no is not None
    assert put(agency, "award", *persons(2), scope=OFFICE).event_no is not None
    assert codes(put(agency, "award", *persons(3), scope=OFFICE)) == ["R05.award_quota"]


def test_persons_entered_together_are_counted_together(agency):
    excused(agency, 0, 1, 2)
    outcome = put(agency, "award", *persons(0, 1, 2), scope=OFFICE)
    assert codes(outcome) == ["R05.award_quota_approval"]
    assert outcome.findings[0].cells == ("H4",)     # the last row


def test_everybody_may_enter_a_year_that_has_no_figures_after_confirming_it(agency):
    old = OFFICE_AWARD | {"year": 2027}
    found = checked(agency, "award", old, scope=EVERYTHING, now=LATER)
    assert [(f.code, f.severity.value) for f in found.findings] == [("R05.award_unknown", "confirm")]
