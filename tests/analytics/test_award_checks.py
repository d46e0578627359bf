"""What a check says: every check of every award by hand, the quota, where a candidate stands, and the words."""

import pytest

from analytics.award_checks import (
    Candidate,
    Figure,
    Quota,
    Result,
    awards,
    judge,
    most_missed,
    most_people,
)
from analytics.award_words import failing_words, figure_words, limit_words, recorded, recorded_words, result_words
from analytics.declare import code_list
from analytics.readings import declared_values, readings
from tests.analytics.hand_awards import AFTERWARDS, SEEN


def check_of(award: str, name: str):
    return next(check for check in awards()[award].checks if check.name == name)


@pytest.mark.parametrize("seen", SEEN, ids=lambda s: f"{s.award}-{s.check}-{s.state}-{s.day:%m%d}")
def test_a_check_says_what_was_counted_by_hand(seen):
    check = check_of(seen.award, seen.check)
    result = judge(check, seen.figure, check.limit_in(declared_values()), 2026, seen.day)
    assert result.state == seen.state


def test_every_check_has_been_seen_to_pass_and_to_fail():
    for state in ("passed", "failed"):
        seen = {(one.award, one.check) for one in SEEN if one.state == state}
        assert seen == {(a.code, c.name) for a in awards().values() for c in a.checks}


def test_the_awards_are_those_of_the_register_and_their_limits_are_the_offices_to_change():
    assert list(awards()) == [code.code for code in code_list("award")]
    named = {c.setting for a in awards().values() for c in a.checks if c.setting.startswith("award_")}
    assert named == {name for name in readings() if name.startswith("award_") and "_people_" not in name}


def test_a_limit_the_office_has_changed_decides():
    check = check_of("advanced_department", "attendance")
    values = {**declared_values(), "award_attendance_percent": 80}
    figure = Figure(0.85, 85, 100)
    assert judge(check, figure, check.limit_in(declared_values()), 2026, AFTERWARDS).state == "failed"
    assert judge(check, figure, check.limit_in(values), 2026, AFTERWARDS).state == "passed"


@pytest.mark.parametrize(("limit", "whole", "missed"), [
    (11, 12, 1), (11, 11, 0), (11, 6, 0), (11, 1, 0), (9, 12, 3), (9, 8, 2), (12, 12, 0), (11, None, 1),
])
def test_a_yearly_number_is_scaled_and_rounded_up(limit, whole, missed):
    assert most_missed(limit, whole) == missed


@pytest.mark.parametrize(("people", "percent", "most"), [(47, 20, 9), (47, 25, 11), (45, 20, 9), (4, 20, 0), (5, 20, 1),
                                                         (0, 20, 0)])
def test_a_share_of_people_is_never_a_part_of_one(people, percent, most):
    assert most_people(people, percent) == most


def test_more_people_than_the_quota_need_approval():
    quota = Quota(people=47, limit=9, most=11, awarded=0)
    assert quota.allowed == 9


def candidate(*states: str) -> Candidate:
    check = check_of("excellent_person", "absences")
    return Candidate("A1", "A", "王丽", "Wang Li", tuple(Result(check, s, Figure(1.0), 0.0) for s in states))


@pytest.mark.parametrize(("states", "standing"), [
    (["passed", "not_applicable"], "qualifies"), (["passed", "later"], "open"), (["unknown"], "open"),
    (["not_applicable"], "open"), (["failed", "later"], "one"), (["failed", "failed", "passed"], "several"),
])
def test_where_a_candidate_stands(states, standing):
    assert candidate(*states).standing == standing


def test_what_fails_is_said_with_its_figure_and_limit():
    one = Result(check_of("advanced_department", "attendance"), "failed", Figure(0.853, 29, 34), 0.9)
    assert result_words(one, "zh") == "集体学习出勤率 85.3%（应 ≥ 90%）"
    assert result_words(one, "en") == "Study attendance 85.3% (limit ≥ 90%)"
    notes = Result(check_of("excellent_person", "notes"), "failed", Figure(10 / 12, 10, 12, whole=12), 11.0)
    assert result_words(notes, "zh") == "读书笔记 10/12（应 ≥ 11/12）"
    course = Result(check_of("excellent_person", "course"), "failed", Figure(0.0), 1)
    assert (limit_words(course.check, course.limit, "zh"), figure_words(course, "zh")) == ("", "否")
    assert figure_words(Result(course.check, "unknown", Figure(why="not_reported"), 1), "en") == "return missing"


def test_more_failing_conditions_than_there_is_room_for_are_counted():
    words = failing_words(candidate("failed", "failed", "failed", "failed"), "zh")
    assert words.count("无故缺席") == 3 and words.endswith("另有 1 项")


def test_what_a_finding_keeps_is_said_the_same_later():
    one = candidate("failed").results[0]
    assert recorded_words([recorded(one)], "en") == result_words(one, "en")
