"""Added, removed and changed rows between two versions, with and without keys; and a version loaded back."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from analytics.months import Month
from analytics.returns.comparing import SheetCounts, compare
from analytics.rows import ReturnRows, Row

OCTOBER = Month(2026, 10)


def version(**sheets: list[dict]) -> ReturnRows:
    rows = {name: tuple(Row(no, values) for no, values in enumerate(found, 4)) for name, found in sheets.items()}
    return ReturnRows("QYB", OCTOBER, "2026.1", {}, rows, {name: not found for name, found in sheets.items()})


def case(case_id: str, **more: object) -> dict:
    return {"case_id": case_id, "status": "open", "received_at": dt.datetime(2026, 10, 9, 9, 30), **more}


def test_first_version_is_all_new():
    result = compare(version(service_cases=[case("1"), case("2")]), None)
    assert result.first and len(result.added) == 2 and not result.removed and not result.changed
    assert result.counts == {"service_cases": SheetCounts(0, 2, 2, 0, 0, 0)}


def test_same_version_changes_nothing():
    one = version(service_cases=[case("1"), case("2")], personal_study=[{"staff_id": "QYB001"}])
    result = compare(one, one)
    assert result.nothing and result.total == SheetCounts(3, 3, 0, 0, 0, 3)


def test_rows_are_matched_by_key_whatever_their_order():
    old = version(service_cases=[case("1"), case("2"), case("3")])
    closed = case("1", status="closed", closed_on=dt.date(2026, 10, 20))
    new = version(service_cases=[case("4"), case("3"), closed])
    result = compare(new, old)
    assert [(c.key, c.row_no) for c in result.added] == [("4", 4)]
    assert [(c.key, c.row_no) for c in result.removed] == [("2", 5)]
    assert [(c.key, c.row_no, c.column, c.old, c.new) for c in result.changed] == [
        ("1", 6, "status", "open", "closed"), ("1", 6, "closed_on", None, dt.date(2026, 10, 20)),
    ]
    assert result.counts["service_cases"] == SheetCounts(3, 3, 1, 1, 1, 1)


def test_key_of_two_columns():
    old = version(study_attendance=[{"session_id": "S1", "staff_id": "QYB001", "status": "present"}])
    new = version(study_attendance=[{"session_id": "S1", "staff_id": "QYB001", "status": "sick_leave"}])
    assert [c.key for c in compare(new, old).changed] == ["S1 · QYB001"]


def test_two_courses_of_one_person_are_matched_by_content_first():
    first = {"staff_id": "QYB001", "self_study_hours": 22.0, "note_title": "读书笔记一则"}
    course = {"staff_id": "QYB001", "course_name": "社会工作"}
    old = version(personal_study=[first, course])
    new = version(personal_study=[course | {"course_status": "enrolled"}, first])
    changed = compare(new, old).changed
    assert [(c.row_no, c.column, c.new) for c in changed] == [(4, "course_status", "enrolled")]


def test_activity_held_on_another_day_is_another_activity():
    old = version(service_activities=[{"title": "普法宣传", "held_on": dt.date(2026, 10, 8), "women": 80.0}])
    new = version(service_activities=[{"title": "普法宣传", "held_on": dt.date(2026, 10, 9), "women": 80.0}])
    result = compare(new, old)
    assert [c.key for c in result.added] == ["普法宣传 · 2026-10-09"]
    assert [c.key for c in result.removed] == ["普法宣传 · 2026-10-08"]


def test_empty_text_is_no_value():
    old = version(service_cases=[case("1", referred_to=None)])
    assert compare(version(service_cases=[case("1", referred_to="")]), old).nothing


def test_a_sheet_that_became_empty_loses_its_rows():
    result = compare(version(service_activities=[]), version(service_activities=[{"title": "义诊"}]))
    assert len(result.removed) == 1 and result.counts["service_activities"].after == 0


study_rows = st.lists(
    st.fixed_dictionaries({
        "staff_id": st.sampled_from(["QYB001", "QYB002"]), "self_study_hours": st.sampled_from([None, 20.0, 22.5]),
    }), max_size=6,
)


@given(study_rows, study_rows)
def test_rows_before_and_after_add_up(old, new):
    result = compare(version(personal_study=new), version(personal_study=old)).total
    assert result.added + result.changed + result.same == result.after == len(new)
    assert result.removed + result.changed + result.same == result.before == len(old)


@given(study_rows)
def test_order_does_not_matter(rows):
    assert compare(version(personal_study=rows[::-1]), version(personal_study=rows)).nothing
