"""
The way of a month: sent back at its cells, approved from the bottom up, locked, and unlocked for one unit. The tree has
three levels: the city federation FL with its department CITY and the district EAST, which has departments E1 and E2.
"""

import datetime as dt
from dataclasses import replace
from functools import partial

import pytest

from analytics import continuing, month_end, reporting, reviewing, submitting
from analytics.findings import Severity
from analytics.months import Month
from analytics.returns.asked_cells import CellNote, findings_of
from analytics.returns.checking import check_file
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store import closing, submissions
from analytics.store.closing import Closed, Gap, NotApproved, NotReady
from analytics.store.reading_registers import registers_for
from analytics.store.warehouse import StoreError, append_records, record_event
from sample_data.small_return import saved, workbook
from tests.store.conftest import a_return, unit

OCTOBER = Month(2026, 10)
NOON = dt.datetime(2026, 11, 3, 12)
WHO = {"by": "office", "at": NOON}


@pytest.fixture
def tree(warehouse):
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=NOON)
        append_records(cursor, "unit", [
            unit("QYB", "department", "FL", 1) | {"must_report": False},
            unit("XCB", "department", "FL", 2) | {"must_report": False},
            unit("CITY", "department", "FL", 3), unit("EAST", "agency", "FL", 4),
            unit("E1", "department", "EAST", 5), unit("E2", "department", "EAST", 6),
        ], number)
    return warehouse


def sent(warehouse, unit_code, version=0, at=NOON, hours=20.0):
    rows = a_return(unit_code=unit_code, hours=hours)
    return submissions.submit(
        warehouse, rows, data=b"file", file_name="a.xlsx", findings=[], replaces_version=version, by="clerk", at=at
    ).return_id


def accepted(warehouse, unit_code, version=0):
    return_id = sent(warehouse, unit_code, version)
    submissions.accept(warehouse, return_id, **WHO)
    return return_id


def everything_approved(warehouse):
    for code in ("CITY", "E1", "E2"):
        accepted(warehouse, code)
    for code in ("EAST", "FL"):
        month_end.approve(warehouse, code, OCTOBER, **WHO)


def stages(warehouse, **known):
    rows = warehouse.cursor(**known).execute(
        "SELECT unit_code, stage FROM return_stage WHERE month = '2026-10' ORDER BY unit_code"
    ).fetchall()
    return dict(rows)


# ------------------------------------------------------------------------------------------- the states
def test_a_return_goes_through_its_six_stages(tree):
    assert stages(tree)["E1"] == "not_received"
    first = sent(tree, "E1")
    assert stages(tree)["E1"] == "submitted"
    submissions.send_back(tree, first, **WHO, reason="hours?")
    assert stages(tree)["E1"] == "returned"
    submissions.accept(tree, sent(tree, "E1", 1), **WHO)
    assert stages(tree)["E1"] == "accepted"
    third = sent(tree, "E1", 2)
    assert stages(tree)["E1"] == "submitted"
    submissions.accept(tree, third, **WHO)
    assert stages(tree)["E1"] == "corrected"
    for code in ("CITY", "E2"):
        accepted(tree, code)
    for code in ("EAST", "FL"):
        month_end.approve(tree, code, OCTOBER, **WHO)
    month_end.lock(tree, "FL", OCTOBER, **WHO)
    assert stages(tree) == {"CITY": "locked", "E1": "locked", "E2": "locked"}


def test_the_board_says_at_which_stage_a_return_is(tree):
    accepted(tree, "E1")
    board = reporting.board(tree.cursor(), EVERYTHING, [OCTOBER], today=NOON.date()).set_index("unit_code")
    assert board["stage"].to_dict() == {"CITY": "not_received", "E1": "accepted", "E2": "not_received"}


# ------------------------------------------------------------------------------------------- bottom up
def test_an_agency_approves_after_everybody_below_and_is_told_whom_it_waits_for(tree):
    accepted(tree, "E1")
    submissions.send_back(tree, sent(tree, "E2"), **WHO, reason="hours?")
    sent(tree, "CITY")
    with pytest.raises(NotReady) as refused:
        month_end.approve(tree, "FL", OCTOBER, **WHO)
    assert refused.value.gaps == (Gap("CITY", "waiting"), Gap("EAST", "not_approved"), Gap("E2", "sent_back"))
    with pytest.raises(NotReady) as refused:
        month_end.approve(tree, "EAST", OCTOBER, **WHO)
    assert refused.value.gaps == (Gap("E2", "sent_back"),)
    accepted(tree, "E2", 1)
    month_end.approve(tree, "EAST", OCTOBER, **WHO)
    assert closing.gaps(tree.cursor(), "FL", OCTOBER) == (Gap("CITY", "waiting"),)


def test_a_unit_exempted_in_writing_owes_nothing_and_keeps_nobody_waiting(tree):
    accepted(tree, "E1")
    with tree.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=NOON)
        append_records(cursor, "return_exemption", [
            {"unit_code": "E2", "month": "2026-10", "document_no": "妇联函〔2026〕8号", "reason": "全员救灾"}
        ], number)
    month_end.approve(tree, "EAST", OCTOBER, **WHO)
    board = reporting.board(tree.cursor(), EVERYTHING, [OCTOBER, Month(2026, 9)], today=NOON.date())
    assert list(board[board["month"] == "2026-10"]["unit_code"]) == ["CITY", "E1"]
    assert "E2" in set(board[board["month"] == "2026-09"]["unit_code"])


def test_what_is_below_an_approval_is_not_undone_before_it_is_withdrawn_from_the_top(tree):
    everything_approved(tree)
    e1 = tree.cursor().execute("SELECT return_id FROM current_return WHERE unit_code = 'E1'").fetchone()[0]
    with pytest.raises(Closed):
        submissions.send_back(tree, e1, **WHO, reason="hours?")
    with pytest.raises(Closed):
        sent(tree, "E1", 1)
    with pytest.raises(Closed) as refused:
        month_end.withdraw_approval(tree, "EAST", OCTOBER, **WHO, reason="E1 is wrong")
    assert refused.value.closure.by_unit == "FL"
    month_end.withdraw_approval(tree, "FL", OCTOBER, **WHO, reason="E1 is wrong")
    month_end.withdraw_approval(tree, "EAST", OCTOBER, **WHO, reason="E1 is wrong")
    submissions.send_back(tree, e1, **WHO, reason="hours?")
    assert stages(tree)["E1"] == "returned"


def test_an_approval_is_withdrawn_with_a_reason_and_given_once(tree):
    everything_approved(tree)
    with pytest.raises(StoreError, match="reason"):
        month_end.withdraw_approval(tree, "FL", OCTOBER, **WHO, reason=" ")
    with pytest.raises(StoreError, match="already"):
        month_end.approve(tree, "FL", OCTOBER, **WHO)
    with pytest.raises(StoreError, match="no agency"):
        month_end.approve(tree, "E1", OCTOBER, **WHO)


# ------------------------------------------------------------------------------------------- locked
def test_a_month_is_locked_after_it_was_approved_and_stays_so(tree):
    accepted(tree, "CITY")
    with pytest.raises(NotApproved):
        month_end.lock(tree, "FL", OCTOBER, **WHO)
    for code in ("E1", "E2"):
        accepted(tree, code)
    for code in ("EAST", "FL"):
        month_end.approve(tree, code, OCTOBER, **WHO)
    month_end.lock(tree, "FL", OCTOBER, **WHO)
    with pytest.raises(Closed):
        month_end.withdraw_approval(tree, "FL", OCTOBER, **WHO, reason="late news")
    with pytest.raises(StoreError, match="already"):
        month_end.lock(tree, "FL", OCTOBER, **WHO)


def test_a_locked_month_refuses_a_file_in_words_and_at_the_last_moment_too(tree):
    everything_approved(tree)
    month_end.lock(tree, "FL", OCTOBER, **WHO)
    check = partial(submitting.check, tree, saved(workbook()), "a.xlsx", unit_code="E1", month=OCTOBER, now=NOON)
    found = [f for f in check().checked.findings if f.code.startswith("V33.month")]
    assert [(f.code, f.severity, f.sheet) for f in found] == [("V33.month_locked", Severity.REFUSE, "cover")]
    with pytest.raises(Closed):  # whatever a checked file says: the store asks again
        sent(tree, "E1", 1)


def test_a_file_refused_for_the_lock_alone_does_not_count_against_the_unit(tree):
    everything_approved(tree)
    month_end.lock(tree, "FL", OCTOBER, **WHO)
    checking = submitting.check(tree, saved(workbook()), "a.xlsx", unit_code="E1", month=OCTOBER, now=NOON)
    [locked] = [f for f in checking.checked.findings if f.code == "V33.month_locked"]
    of_the_lock = replace(checking, checked=replace(checking.checked, findings=(locked,)))
    assert not submitting.record_refusal(tree, of_the_lock, **WHO)
    mistaken = replace(locked, code="V01.no_sheet")
    assert submitting.record_refusal(tree, replace(of_the_lock, checked=replace(checking.checked,
                                                   findings=(locked, mistaken))), **WHO)


def test_a_file_checked_just_before_the_lock_comes_back_with_the_lock_as_its_finding(tree, monkeypatch):
    def locks_meanwhile(*_, **__):
        raise Closed("E1", OCTOBER, closing.Closure("locked", "FL", NOON))

    asked = []
    checked = submitting.check(tree, saved(workbook()), "a.xlsx", unit_code="E1", month=OCTOBER, now=NOON)
    passing = submitting.Checking(
        submitting.Checked(a_return(unit_code="E1"), None, ()), checked.registers, b"file", "a.xlsx", "", None, None
    )
    monkeypatch.setattr(submitting, "find_slot", lambda *_: ("E1", OCTOBER, None))
    monkeypatch.setattr(
        submitting, "check", lambda *_, **__: asked.append(1) or (passing if len(asked) < 2 else checked)
    )
    monkeypatch.setattr(submissions, "submit", locks_meanwhile)
    outcome = submitting.submit_file(tree, b"file", "a.xlsx", **WHO)
    assert outcome.receipt is None
    assert outcome.findings == checked.checked.findings


def test_one_unit_is_unlocked_for_a_reason_until_its_correction_is_accepted(tree):
    everything_approved(tree)
    month_end.lock(tree, "FL", OCTOBER, **WHO)
    with pytest.raises(StoreError, match="reason"):
        month_end.unlock(tree, "E1", OCTOBER, **WHO, reason="")
    month_end.unlock(tree, "E1", OCTOBER, **WHO, reason="two cases were missing")
    assert closing.standing(tree.cursor(), OCTOBER).unlocked == {"E1": "two cases were missing"}
    assert closing.closure_of(tree.cursor(), "E2", OCTOBER).closed_as == "locked"
    with pytest.raises(StoreError, match="not locked"):
        month_end.unlock(tree, "E1", OCTOBER, **WHO, reason="again")
    second = sent(tree, "E1", 1)
    submissions.send_back(tree, second, **WHO, reason="still one missing")
    submissions.accept(tree, sent(tree, "E1", 2), **WHO)
    assert stages(tree)["E1"] == "locked"
    assert closing.standing(tree.cursor(), OCTOBER).unlocked == {}
    with pytest.raises(Closed):
        sent(tree, "E1", 3)


def test_accepting_the_old_version_again_does_not_end_an_unlock(tree):
    everything_approved(tree)
    month_end.lock(tree, "FL", OCTOBER, **WHO)
    old = tree.cursor().execute("SELECT return_id FROM current_return WHERE unit_code = 'E1'").fetchone()[0]
    month_end.unlock(tree, "E1", OCTOBER, **WHO, reason="wrong hours")
    submissions.send_back(tree, old, **WHO, reason="wrong hours")
    submissions.accept(tree, old, **WHO)
    assert "E1" in closing.standing(tree.cursor(), OCTOBER).unlocked


def test_the_lock_is_seen_as_it_was_known_on_an_earlier_day(tree):
    everything_approved(tree)
    month_end.lock(tree, "FL", OCTOBER, by="office", at=NOON + dt.timedelta(days=3))
    assert stages(tree, as_known_on=NOON + dt.timedelta(days=1))["E1"] == "accepted"
    assert stages(tree)["E1"] == "locked"


def test_approving_locking_and_unlocking_are_for_those_whose_duty_it_is(tree):
    everything_approved(tree)
    district = Scope(units_reviewed=frozenset({"EAST", "E1", "E2"}), units_run=frozenset())
    for attempt in (
        partial(month_end.approve, tree, "FL", OCTOBER), partial(month_end.lock, tree, "EAST", OCTOBER),
        partial(month_end.withdraw_approval, tree, "FL", OCTOBER, reason="x"),
        partial(month_end.unlock, tree, "E1", OCTOBER, reason="x"),
    ):
        before = tree.data_version()
        with pytest.raises(OutsideScope):
            attempt(**WHO, scope=district)
        assert tree.data_version() == before


# ------------------------------------------------------------------------------------------- sent back at cells
@pytest.fixture
def small_return(warehouse):
    """The small return of October, stored with its file."""
    registers = registers_for(warehouse.cursor(), "QYB", OCTOBER, NOON)
    typed = check_file(saved(workbook()), "a.xlsx", registers).typed
    return submissions.submit(
        warehouse, typed, data=saved(workbook()), file_name="a.xlsx", findings=[], replaces_version=0, by="clerk",
        at=NOON,
    ).return_id


def test_a_return_is_sent_back_at_its_cells_and_the_clerk_finds_them_there(warehouse, small_return):
    notes = [CellNote("personal_study", 5, "self_study_hours", "more than the sessions held, call 13812345621")]
    submitting.send_back(warehouse, small_return, **WHO, reason="", cells=notes)
    registers = registers_for(warehouse.cursor(), "QYB", OCTOBER, NOON)
    found = findings_of(registers.asked)
    assert [(f.sheet, f.cells, f.value) for f in found] == [("personal_study", ("C5",), "21.5")]
    assert "13812345621" not in str(found)
    reason = warehouse.cursor().execute("SELECT state_reason FROM return_state").fetchone()[0]
    assert reason.startswith("个人学习!C5 more than the sessions held")
    again = check_file(saved(workbook()), "a.xlsx", registers).findings
    same = [f for f in again if f.code == "V33.still_as_sent_back"]
    assert [(f.severity, f.cells) for f in same] == [(Severity.CONFIRM, ("C5",))]
    changed = workbook()
    changed["个人学习"]["C5"] = 20
    assert not [
        f for f in check_file(saved(changed), "a.xlsx", registers).findings if f.code == "V33.still_as_sent_back"
    ]


@pytest.mark.parametrize("note", [
    CellNote("personal_study", 99, "self_study_hours", "x"), CellNote("personal_study", 5, "no_such_column", "x"),
    CellNote("personal_study", 5, "self_study_hours", " "),
])
def test_a_cell_that_is_not_in_the_return_or_has_nothing_said_about_it_is_refused(warehouse, small_return, note):
    with pytest.raises(StoreError, match="no cell"):
        submitting.send_back(warehouse, small_return, **WHO, reason="look", cells=[note])
    assert warehouse.cursor().execute("SELECT state FROM return_state").fetchone() == ("submitted",)


# ------------------------------------------------------------------------------------------- the reviewer's queue
def test_several_are_accepted_at_once_but_none_that_is_odd_own_closed_or_elsewhere(tree):
    clean, own = sent(tree, "E1"), sent(tree, "E2")
    confirmed = submissions.submit(
        tree, a_return(unit_code="CITY"), data=b"file", file_name="a.xlsx", replaces_version=0, by="clerk", at=NOON,
        findings=[{"code": "V31.more", "severity": "confirm"}, {"code": "V03.trimmed", "severity": "note"}],
    ).return_id
    waiting = reviewing.queue(tree.cursor(), EVERYTHING).set_index("unit_code")
    assert waiting[["confirmed", "notes"]].loc["CITY"].tolist() == [1, 1]
    everybody = reviewing.accept_several(tree, [clean, confirmed, own, -1, clean], by="office", at=NOON)
    assert everybody == {clean: "accepted", confirmed: "odd", own: "accepted", -1: "changed"}
    later = sent(tree, "E1", 1)
    district = Scope(units_reviewed=frozenset({"E2"}))
    assert reviewing.accept_several(tree, [later], by="office", at=NOON, scope=district) == {later: "outside"}
    assert reviewing.accept_several(tree, [later], by="clerk", at=NOON) == {later: "own"}
    assert stages(tree)["E1"] == "submitted"


def test_the_queue_holds_the_newest_versions_that_wait_the_oldest_first(tree):
    sent(tree, "E2", at=NOON)
    sent(tree, "E1", at=NOON - dt.timedelta(hours=3))
    accepted(tree, "CITY")
    sent(tree, "E2", 1, at=NOON + dt.timedelta(hours=1))
    queue = reviewing.queue(tree.cursor(), EVERYTHING)
    assert list(zip(queue["unit_code"], queue["version"], strict=True)) == [("E1", 1), ("E2", 2)]
    assert list(reviewing.queue(tree.cursor(), Scope(units_reviewed=frozenset({"E2"})))["unit_code"]) == ["E2"]


def test_a_figure_is_held_against_the_units_own_past_months_only(tree):
    for month, hours in enumerate((10, 12, 14, 10, 12, 14), 4):
        rows = a_return(f"2026-{month:02}", hours / 2, "E1")
        submissions.submit(tree, rows, data=b"file", file_name="a.xlsx", findings=[], replaces_version=0, by="clerk",
                           at=NOON)
    sent(tree, "E1", hours=50.0)
    slots = [("E1", OCTOBER), ("E2", OCTOBER)]
    pasts = reviewing.past(tree.cursor(), EVERYTHING, slots)
    assert pasts["E2", OCTOBER] == ()
    found = {one.measure: one for one in pasts["E1", OCTOBER]}
    assert list(found) == ["self_study_hours"]  # what never was anything is left out
    hours = found["self_study_hours"]
    assert hours.values == (10.0, 12.0, 14.0, 10.0, 12.0, 14.0)
    assert (hours.score.now, hours.score.median, hours.score.odd) == (100.0, 12.0, True)
    with pytest.raises(OutsideScope):
        reviewing.past(tree.cursor(), Scope(units_reviewed=frozenset({"E2"})), slots)


def test_a_return_stands_beside_the_month_before_and_the_version_it_replaces(tree):
    submissions.submit(tree, a_return("2026-09", 8.0, "E1"), data=b"file", file_name="a.xlsx", findings=[],
                       replaces_version=0, by="clerk", at=NOON)
    sent(tree, "E1", hours=10.0)
    found = reviewing.side_by_side(tree.cursor(), EVERYTHING, sent(tree, "E1", 1, hours=12.0))
    assert (found.last.month, found.against_last.counts["personal_study"].changed) == (Month(2026, 9), 2)
    assert [(c.column, c.old, c.new) for c in found.against_replaced.changed] == [("self_study_hours", 10.0, 12.0)] * 2
    with pytest.raises(OutsideScope):
        reviewing.side_by_side(tree.cursor(), Scope(units_personal=frozenset()), 1)


def test_a_locked_month_does_not_go_back_to_an_earlier_version_either(tree):
    for code in ("CITY", "E2"):
        accepted(tree, code)
    first = accepted(tree, "E1")
    submissions.accept(tree, sent(tree, "E1", 1, hours=9.0), **WHO)
    for code in ("EAST", "FL"):
        month_end.approve(tree, code, OCTOBER, **WHO)
    month_end.lock(tree, "FL", OCTOBER, **WHO)
    with pytest.raises(Closed):
        continuing.go_back(tree, first, reason="the file was wrong", **WHO)
