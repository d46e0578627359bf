"""
The year's learning results from the draft to the published list, worked by hand: numbered lists that stay as they were
announced, objections within some working days, a corrected version, and who sees which of it.
"""

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from analytics import evaluation, learning_file, results
from analytics.identity import audit
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.months import Month
from analytics.results import NotYet
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from analytics.store.warehouse import append_records, record_event
from tests.analytics.hand_evaluation import worked_examples
from tests.analytics.hand_learning_year import day, entry
from tests.analytics.store_fixture import open_store, person, years
from tests.analytics.test_evaluation import four
from tests.analytics.test_readings import decide

DECEMBER = Month(2026, 12)
ANNOUNCED = dt.datetime(2027, 1, 11, 9)   # a Monday: with 5 working days the period ends on Monday the 18th
LAST_DAY, AFTER = dt.date(2027, 1, 18), dt.datetime(2027, 1, 19, 9)
LEADER = Scope(results_run=False)
CLERK_OF_A = Scope(units_seen=frozenset("A"), units_personal=frozenset("A"), results_seen=False, results_run=False)
CLERK_OF_B = replace(CLERK_OF_A, units_seen=frozenset("B"), units_personal=frozenset("B"))
STAFF = Scope(NO_UNITS, NO_UNITS, NO_UNITS, NO_UNITS, known_event=0, results_seen=False, results_run=False)


@pytest.fixture
def warehouse(tmp_path):
    """Worked examples 2 and 3: A1 has 90.89 points, A2 70.73; B has sent nothing."""
    facts = worked_examples()
    facts.calendar = list(years(2025, 2027))
    with open_store(tmp_path, facts) as warehouse:
        yield warehouse


def announce(warehouse, at=ANNOUNCED, **more):
    return results.announce(warehouse, 2026, by="office", at=at, **more)


def object_to(warehouse, staff_id="A2", on=dt.date(2027, 1, 13), at=dt.datetime(2027, 1, 13, 10), words="少算一次发言"):
    return results.object_to(warehouse, 2026, staff_id, words, received_on=on, by="office", at=at)


def answer(warehouse, number, outcome, at=dt.datetime(2027, 1, 14, 9)):
    results.answer(warehouse, 2026, number, outcome, "已核对会议记录", by="office", at=at)


def publish(warehouse, version=1, at=AFTER, **more):
    return results.publish(warehouse, 2026, version, by="office", at=at, **more)


def mark_exam(warehouse, staff_id, score):
    """The register is corrected: the exam of 21 May has another score."""
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=dt.datetime(2027, 1, 14, 10))
        append_records(cursor, "exam", [entry(staff_id, day(5, 21), score=score)], number)


def totals(warehouse, chosen, scope=EVERYTHING) -> dict[str, float | None]:
    frame = results.rows(warehouse, scope, chosen)
    return {s: None if pd.isna(total) else total for s, total in zip(frame["staff_id"], frame["total"], strict=True)}


# ------------------------------------------------------------------------------------------- the whole way
def test_an_upheld_objection_leads_to_a_second_version_that_is_published_and_stays(warehouse):
    first = announce(warehouse)
    assert (first.version, first.objections_until, first.reason) == (1, LAST_DAY, None)
    number = object_to(warehouse)
    with pytest.raises(NotYet, match="not_answered"):
        publish(warehouse)
    answer(warehouse, number, "upheld")
    with pytest.raises(NotYet, match="not_corrected"):
        publish(warehouse)
    mark_exam(warehouse, "A2", 92.0)  # 4 points more of 20
    second = announce(warehouse, at=dt.datetime(2027, 1, 20, 9), reason="A2 的考学成绩登记有误")
    assert (second.version, second.objections_until) == (2, dt.date(2027, 1, 27))
    assert totals(warehouse, first) == {"A1": 90.89, "A2": 70.73, "B1": None, "B2": None}
    assert totals(warehouse, second) == {"A1": 90.89, "A2": 74.73, "B1": None, "B2": None}
    with pytest.raises(NotYet, match="period_runs"):
        publish(warehouse, version=2, at=dt.datetime(2027, 1, 27, 18))
    with pytest.raises(NotYet, match="newer_version"):
        publish(warehouse, version=1, at=dt.datetime(2027, 1, 28, 9))
    publish(warehouse, version=2, at=dt.datetime(2027, 1, 28, 9))
    [published, earlier] = results.lists(warehouse, EVERYTHING, 2026)
    assert (published.version, published.published_by, earlier.published_at) == (2, "office", None)
    for step in (lambda: announce(warehouse, reason="再来"), lambda: object_to(warehouse),
                 lambda: publish(warehouse, version=2, at=dt.datetime(2027, 2, 1))):
        with pytest.raises(NotYet, match="published"):
            step()


def test_a_list_stays_as_it_was_announced_and_what_has_changed_since_is_said(warehouse):
    chosen = announce(warehouse)
    assert results.differences(warehouse, EVERYTHING, chosen, today=AFTER.date()).empty
    publish(warehouse)
    mark_exam(warehouse, "A2", 100.0)
    decide(warehouse, {"evaluation_weight_notes": "10", "evaluation_weight_exam": "30"})
    assert totals(warehouse, chosen)["A2"] == 70.73
    kept = results.lists(warehouse, EVERYTHING, 2026)[0]
    assert (kept.weights["exam"], evaluation.weights(warehouse.cursor())["exam"]) == (20, 30)
    changed = results.differences(warehouse, EVERYTHING, chosen, today=AFTER.date()).set_index("staff_id")
    assert list(changed.index) == ["A1", "A2"]
    assert (changed.loc["A2", "total_then"], changed.loc["A2", "place_then"]) == (70.73, 2)
    # plan 6, notes 8.75, attendance 20.83, exchange 3, debrief 9, exam 30
    assert changed.loc["A2", "total_now"] == pytest.approx(77.58)


def test_an_objection_upheld_after_a_new_version_was_made_asks_for_one_more(warehouse):
    announce(warehouse)
    number = object_to(warehouse)
    announce(warehouse, at=dt.datetime(2027, 1, 14, 9), reason="另一处更正")
    answer(warehouse, number, "upheld", at=dt.datetime(2027, 1, 15, 9))
    with pytest.raises(NotYet, match="not_corrected"):
        publish(warehouse, version=2, at=dt.datetime(2027, 1, 25, 9))


@pytest.mark.parametrize("outcome", ["rejected", "withdrawn"])
def test_results_stand_when_the_objection_does_not(warehouse, outcome):
    announce(warehouse)
    answer(warehouse, object_to(warehouse), outcome)
    publish(warehouse)
    [one] = results.objections(warehouse, EVERYTHING, 2026)
    assert (one.staff_id, one.words, one.outcome, one.reply) == ("A2", "少算一次发言", outcome, "已核对会议记录")


def test_those_who_tie_share_a_place_in_roster_order_and_who_is_not_ranked_is_on_the_list_with_the_reason(tmp_path):
    facts = four({"Z1": 80.0, "M2": 95.0, "Z3": 80.0, "A4": 70.0})
    facts.staff.append(person("NEW", "A", position=9, joined_on=day(9, 1)))
    facts.calendar = list(years(2025, 2027))
    with open_store(tmp_path, facts) as warehouse:
        frame = results.rows(warehouse, EVERYTHING, announce(warehouse))
    ranked = evaluation.ranking(frame)
    assert list(zip(ranked["staff_id"], ranked["place"], strict=True)) == [("M2", 1), ("Z1", 2), ("Z3", 2), ("A4", 4)]
    left = frame[frame["place"].isna()]
    assert list(zip(left["staff_id"], left["not_ranked"], left["duty_months"], strict=True)) == [
        ("NEW", "too_few_months", 4)]


# ------------------------------------------------------------------------------------------- refused
def test_nothing_is_announced_before_december(warehouse):
    with pytest.raises(NotYet, match="year_not_over"):
        announce(warehouse, at=dt.datetime(2026, 11, 30, 18))
    assert results.lists(warehouse, EVERYTHING) == ()


def test_a_further_version_needs_a_reason(warehouse):
    announce(warehouse)
    with pytest.raises(NotYet, match="no_reason"):
        announce(warehouse, reason=" ")


def test_without_anybody_to_rank_there_is_nothing_to_announce(tmp_path):
    facts = worked_examples()
    facts.returns = []
    with open_store(tmp_path, facts) as warehouse, pytest.raises(NotYet, match="nobody"):
        announce(warehouse)


def test_the_calendar_has_to_reach_the_end_of_the_period(tmp_path):
    with open_store(tmp_path, worked_examples()) as warehouse:  # a calendar up to the end of 2026
        with pytest.raises(NotYet, match="no_calendar"):
            announce(warehouse)
        assert results.lists(warehouse, EVERYTHING) == ()


@pytest.mark.parametrize("on", [dt.date(2027, 1, 10), dt.date(2027, 1, 19), dt.date(2027, 1, 20)])
def test_an_objection_is_received_within_the_period(warehouse, on):
    announce(warehouse)
    with pytest.raises(NotYet, match="not_in_period"):
        object_to(warehouse, on=on, at=AFTER)
    object_to(warehouse, on=LAST_DAY, at=AFTER)


def test_an_objection_names_somebody_on_the_list_and_says_something(warehouse):
    announce(warehouse)
    with pytest.raises(NotYet, match="not_on_list"):
        object_to(warehouse, "Z9")
    with pytest.raises(NotYet, match="no_words"):
        object_to(warehouse, words=" ")


def test_an_objection_is_answered_once_with_an_outcome_and_words(warehouse):
    announce(warehouse)
    number = object_to(warehouse)
    with pytest.raises(NotYet, match="no_reply"):
        results.answer(warehouse, 2026, number, "perhaps", "x", by="office", at=AFTER)
    with pytest.raises(NotYet, match="no_reply"):
        results.answer(warehouse, 2026, number, "rejected", " ", by="office", at=AFTER)
    answer(warehouse, number, "rejected")
    with pytest.raises(NotYet, match="answered"):
        answer(warehouse, number, "upheld")


def test_nothing_is_objected_to_or_published_before_it_is_announced(warehouse):
    for step in (object_to, publish):
        with pytest.raises(NotYet, match="not_announced"):
            step(warehouse)


def test_telephone_numbers_in_an_objection_are_made_unreadable(warehouse):
    announce(warehouse)
    object_to(warehouse, words="请打 13800138000")
    assert "13800138000" not in results.objections(warehouse, EVERYTHING, 2026)[0].words


def test_the_period_is_as_long_as_the_office_has_set_it_and_one_that_runs_stays(warehouse):
    """A19: 5 working days unless the office reads it otherwise."""
    assert announce(warehouse).objections_until == LAST_DAY
    decide(warehouse, {"evaluation_objection_days": "7"})
    assert results.lists(warehouse, EVERYTHING, 2026)[0].objections_until == LAST_DAY
    second = announce(warehouse, reason="公示期改为 7 天")
    assert (second.objection_days, second.objections_until) == (7, dt.date(2027, 1, 20))


# ------------------------------------------------------------------------------------------- for whom
@pytest.mark.parametrize("scope", [LEADER, CLERK_OF_A, STAFF, replace(EVERYTHING, known_event=20)])
def test_only_who_runs_them_takes_a_step(warehouse, scope):
    announce(warehouse)
    number = object_to(warehouse)
    steps = (
        lambda: announce(warehouse, scope=scope, reason="x"),
        lambda: results.object_to(warehouse, 2026, "A1", "x", received_on=LAST_DAY, by="x", at=AFTER, scope=scope),
        lambda: results.answer(warehouse, 2026, number, "rejected", "x", by="x", at=AFTER, scope=scope),
        lambda: publish(warehouse, scope=scope),
    )
    for step in steps:
        with pytest.raises(OutsideScope):
            step()
    assert len(results.lists(warehouse, EVERYTHING, 2026)) == 1
    assert results.objections(warehouse, EVERYTHING, 2026)[0].outcome is None


@pytest.mark.parametrize("scope", [CLERK_OF_A, STAFF])
def test_a_list_is_for_the_whole_agency_from_its_publication_on_and_for_nobody_else_before(warehouse, scope):
    chosen = announce(warehouse)
    assert results.lists(warehouse, scope) == ()
    for ask in (lambda: results.rows(warehouse, scope, chosen), lambda: results.objections(warehouse, scope, 2026),
                lambda: results.draft(warehouse, scope, 2026, today=AFTER.date()),
                lambda: results.rows(warehouse, scope, replace(chosen, published_at=AFTER))):
        with pytest.raises(OutsideScope):
            ask()
    announce(warehouse, reason="更正")
    publish(warehouse, version=2)
    [seen] = results.lists(warehouse, scope)
    assert seen.version == 2
    assert totals(warehouse, seen, scope)["A1"] == 90.89
    with pytest.raises(OutsideScope):  # the version that was not published
        results.rows(warehouse, scope, chosen)


def test_leaders_see_every_version_and_the_objections(warehouse):
    chosen = announce(warehouse)
    object_to(warehouse)
    assert totals(warehouse, results.lists(warehouse, LEADER)[0], LEADER) == totals(warehouse, chosen)
    assert len(results.objections(warehouse, LEADER, 2026)) == 1
    assert set(results.draft(warehouse, LEADER, 2026, today=AFTER.date())["staff_id"]) == {"A1", "A2", "B1", "B2"}


def test_a_learning_file_is_for_those_who_see_the_units_persons_and_for_the_person(warehouse):
    def file(scope, staff_id="A1", own=None):
        return learning_file.read(warehouse.cursor(), scope, staff_id, DECEMBER, today=AFTER.date(), own=own)

    assert file(CLERK_OF_A).person["name"] == "A1"
    assert file(STAFF, own="A1").result["total"] == 90.89
    for scope, own in ((CLERK_OF_B, "B1"), (STAFF, None), (STAFF, "A2"), (replace(EVERYTHING, units_personal=NO_UNITS),
                                                                       None)):
        with pytest.raises(OutsideScope):
            file(scope, own=own)
    with pytest.raises(OutsideScope):
        file(EVERYTHING, "Z9")
    people = learning_file.people(warehouse.cursor(), CLERK_OF_B, DECEMBER, own="A2")
    assert list(people["staff_id"]) == ["A2", "B1", "B2"]


# ------------------------------------------------------------------------------------------- the file, by hand
def test_a_learning_file_holds_the_year_of_worked_example_2(warehouse):
    found = learning_file.read(warehouse.cursor(), EVERYTHING, "A1", DECEMBER, today=AFTER.date())
    assert "birth_date" not in found.person
    assert (found.person["plan_filed_on"], found.person["duty_months"]) == (day(1, 31), 12)
    status = found.sessions["status"].value_counts().to_dict()
    assert status == {"present": 33, "sick_leave": 1, "personal_leave": 1, "unexcused": 1}
    [made_up] = found.sessions[found.sessions["made_up"]].to_dict("records")
    assert (made_up["status"], made_up["made_up_on"].date()) == ("sick_leave", day(2, 18))
    assert list(found.exchanges["spoke"]) == [False, True]
    noted = {row.month: len(row.notes) for row in found.months.itertuples()}
    assert sum(noted.values()) == 11
    assert noted["2026-04"] == 0
    assert set(found.months["own_hours"]) == {20.0}
    assert found.months["session_hours"].sum() == 66  # 33 sessions of two hours
    assert list(found.courses["course_name"]) == ["law"]
    assert [(row.type, row.score, row.grade) for row in found.exams.itertuples() if row.type == "exam"][0][1] == 86
    assert list(found.exams["grade"])[1] == "good"
    assert (found.result["total"], found.result["place"], found.result["band"]) == (90.89, 1, "good")


def test_a_month_without_a_return_has_no_hours_and_is_not_a_zero(warehouse):
    found = learning_file.read(warehouse.cursor(), EVERYTHING, "B1", DECEMBER, today=AFTER.date())
    assert found.months["own_hours"].isna().all()
    assert not found.months["reported"].any()
    assert found.result["not_ranked"] == "not_reported"


# ------------------------------------------------------------------------------------------- the trail
def test_every_step_is_an_event_and_an_entry_of_the_audit_trail_without_a_word_of_the_objection(warehouse, tmp_path):
    identity = Identity.open(tmp_path)
    trail = Trail(identity, "office", "a1", "s1", "10.0.0.1")
    announce(warehouse, trail=trail)
    number = results.object_to(warehouse, 2026, "A2", "少算一次发言", received_on=ANNOUNCED.date(), by="office",
                               at=ANNOUNCED, trail=trail)
    results.answer(warehouse, 2026, number, "rejected", "已核对", by="office", at=ANNOUNCED, trail=trail)
    publish(warehouse, trail=trail)
    steps = ["results_announced", "objection_recorded", "objection_answered", "results_published"]
    kinds = warehouse.cursor().execute("SELECT kind FROM event ORDER BY event_no DESC LIMIT 4").fetchall()
    assert [kind for (kind,) in reversed(kinds)] == steps
    found = audit.entries(identity, kinds=steps, limit=9)
    assert [one.kind for one in reversed(found)] == steps
    assert {one.target for one in found} == {"2026"}
    assert "发言" not in str([one.detail for one in found])
    identity.close()
