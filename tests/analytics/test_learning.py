"""The lists of the learning and innovation modules: their grain, their counts, their scope."""

import datetime as dt

import pandas as pd
import pytest

from analytics import learning, suggestions
from analytics.declare import indicators
from analytics.months import Month, month_range
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from tests.analytics.store_fixture import open_store, random_facts

TODAY = dt.date(2027, 1, 10)
YEAR = list(month_range(Month(2026, 1), Month(2026, 12)))
ONLY_A = Scope(units_seen=frozenset({"A"}), units_personal=NO_UNITS)


@pytest.fixture(scope="module")
def facts():
    return random_facts(7)


@pytest.fixture(scope="module")
def cursor(facts, tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("store"), facts) as warehouse:
        yield warehouse.cursor()


def test_the_modules_name_all_their_indicators():
    of = {i.id for i in indicators().values() if i.type_of_agency in ("learning", "innovative")}
    assert {*learning.ALL, *suggestions.ALL} == of


def test_sessions_held_counts_the_people_of_each_session(cursor, facts):
    frame = learning.sessions_held(cursor, EVERYTHING, YEAR, today=TODAY).set_index("session_id")
    assert set(frame.index) == {s["session_id"] for s in facts.sessions if s["held_on"].year == 2026}
    rows = facts.rows("study_attendance")
    for name, row in frame.iterrows():
        mine = [r["status"] for r in rows if r["session_id"] == name]
        if mine:
            assert row["attended"] == sum(s in ("present", "late", "left_early") for s in mine)
            assert row["due"] == sum(s not in ("official_leave", "statutory_leave", "off_duty") for s in mine)
        else:
            assert pd.isna(row["attended"])


def test_fortnights_are_those_of_the_calendar(cursor):
    frame = learning.fortnights(cursor, EVERYTHING, YEAR, today=dt.date(2026, 6, 30))
    assert len(frame) == 25
    assert frame["due"].sum() == 24
    assert frame["ended"].sum() == 12
    assert frame.loc[~frame["due"], "first_day"].dt.date.tolist() == [dt.date(2026, 2, 16)]


def test_people_has_everyone_once_with_the_figures_of_measure(cursor):
    frame = learning.people(cursor, EVERYTHING, Month(2026, 12), today=TODAY)
    assert frame["staff_id"].is_unique
    assert {"MOVER", "JOINER", "NEW"} <= set(frame["staff_id"])
    assert "LEAVER" not in set(frame["staff_id"])
    assert frame.set_index("staff_id").loc["MOVER", "unit_code"] == "B"
    rates = frame["study_note_monthly_rate.numerator"] / frame["study_note_monthly_rate.denominator"]
    assert (rates.dropna() == frame["study_note_monthly_rate"].dropna()).all()
    assert (frame.loc[~frame["ranked"], "study_hours_total.light"].dropna() == "grey").all()


def test_people_and_courses_are_only_for_those_who_may_see_persons(cursor):
    with pytest.raises(OutsideScope):
        learning.people(cursor, ONLY_A, Month(2026, 12), today=TODAY)
    with pytest.raises(OutsideScope):
        learning.courses(cursor, ONLY_A, Month(2026, 12), today=TODAY)


def test_figures_keep_to_the_units_and_persons_of_the_scope(cursor):
    frame = learning.attendance(cursor, ONLY_A, YEAR, today=TODAY, levels=("person", "department", "agency"))
    assert set(frame["unit_code"]) == {"A"}
    assert set(frame["level"]) == {"department"}


def test_courses_show_the_latest_status(cursor, facts):
    frame = learning.courses(cursor, EVERYTHING, Month(2026, 12), today=TODAY)
    rows = [r for r in facts.rows("personal_study") if r["course_type"] and r["month"][:4] == "2026"]
    assert len(frame) == len({(r["staff_id"], r["course_type"]) for r in rows})
    one = frame.iloc[0]
    mine = [r for r in rows if (r["staff_id"], r["course_type"]) == (one["staff_id"], one["course_type"])]
    assert max(mine, key=lambda r: (r["month"], r["row_no"]))["course_status"] == one["course_status"]


def test_suggestion_rows_hide_names_outside_the_scope_and_say_which_count(cursor, facts):
    rows = suggestions.list_rows(cursor, EVERYTHING, YEAR, today=TODAY)
    assert len(rows) == len([r for r in facts.rows("suggestions") if r["month"][:4] == "2026"])
    per_person = suggestions.per_person(cursor, EVERYTHING, YEAR[-1:], today=TODAY, levels=("agency",))
    assert rows["valid"].sum() == per_person["numerator"].item()
    hidden = suggestions.list_rows(cursor, ONLY_A, YEAR, today=TODAY)
    assert set(hidden["unit_code"]) == {"A"}
    assert hidden[["staff_id", "name"]].isna().all().all()


def test_coverage_shows_full_marks_beside_the_duty(cursor):
    frame = suggestions.coverage(cursor, EVERYTHING, YEAR[-1:], today=TODAY)
    assert set(frame["unit_code"]) == {"FL", "A", "B", "C", "D"}
    assert (frame["full_numerator"].fillna(0) <= frame["numerator"].fillna(0)).all()


def test_goal_rows_are_the_latest_of_each_goal(cursor, facts):
    frame = suggestions.goal_rows(cursor, EVERYTHING, Month(2026, 8), today=TODAY)
    assert not frame.duplicated(["unit_code", "goal_id"]).any()
    known = {(r["unit_code"], r["goal_id"]) for r in facts.rows("goals_outcomes") if r["month"] <= "2026-08"}
    assert set(zip(frame["unit_code"], frame["goal_id"], strict=True)) == known
    assert not (frame["overdue"] & frame["finished"]).any()


def test_the_other_frames_have_their_indicators_and_levels(cursor):
    for found, names in (
        (learning.study_time(cursor, EVERYTHING, YEAR[:1], today=TODAY), learning.STUDY_TIME),
        (learning.notes(cursor, EVERYTHING, YEAR[:1], today=TODAY), learning.NOTES),
        (learning.fortnight_rates(cursor, EVERYTHING, YEAR[:1], today=TODAY), learning.FORTNIGHTS),
        (learning.sessions(cursor, EVERYTHING, YEAR[:1], today=TODAY), learning.SESSIONS),
        (suggestions.activities(cursor, EVERYTHING, YEAR[:1], today=TODAY), suggestions.ACTIVITIES),
        (suggestions.goals(cursor, EVERYTHING, YEAR[:1], today=TODAY), suggestions.GOALS),
        (suggestions.outcomes(cursor, EVERYTHING, YEAR[:1], today=TODAY), suggestions.OUTCOMES),
    ):
        assert set(found["indicator"]) == set(names)
        assert set(found["level"]) <= {"department", "agency"}
