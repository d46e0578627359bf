"""The lists behind the competitive page and the organisation page: what is known by when, and who may see whom."""

import datetime as dt

import pandas as pd
import pytest

from analytics import competition, organisation
from analytics.measures import measure
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from tests.analytics.store_fixture import open_store, person, small_agency, unit

JUL, AUG = Month(2026, 7), Month(2026, 8)
TODAY = dt.date(2026, 12, 1)
LIMITED, DEPARTMENT_A = Scope(units_personal=NO_UNITS), Scope(units_seen=frozenset("A"), units_personal=frozenset("A"))


def score(subject: str, kind: str = "person", **more):
    return {
        "subject_kind": kind, "subject": subject, "year": 2026, "round": "half_year",
        "decided_on": dt.date(2026, 7, 10), "duties_score": 90.0, "civility_score": 80.0, "key_work_score": 70.0,
        "learning_cited": False, **more,
    }


def appointed(staff_id: str, day: dt.date, **more):
    return {
        "staff_id": staff_id, "decided_on": day, "post": "部长", "post_rank": "section_head", "type": "competition",
        "exam": True, "open_competition": True, "recommendation": True, "assessment_cited": True, **more,
    }


def rated(year: int, decided_on: dt.date | None, **more):
    return {"title": "peer_comparison", "level": "provincial", "year": year, "status": "held", "rank": 3, "peers": 13,
            "decided_on": decided_on, **more}


def facts():
    return small_agency(
        units=[unit("FL", None, head_id="L1"), unit("A", position=1, head_id="A1"),
               unit("B", position=2, head_id=None)],
        staff=[person("L1", "FL", is_leadership=True), person("L2", "FL", is_leadership=True), person("A1", "A"),
               person("A2", "A"), person("B1", "B"), person("B2", "B")],
        registers={
            "assessment_record": [
                score("A", "department"), score("B", "department", decided_on=dt.date(2026, 8, 3)),
                score("A1", grade="excellent"), score("A2", grade="competent", key_work_score=None),
                score("B1", grade="competent"), score("B2", grade="competent"),
            ],
            "appointment_record": [
                appointed("A1", dt.date(2026, 3, 1)), appointed("B1", dt.date(2026, 7, 20), exam=False),
                appointed("B2", dt.date(2026, 7, 21), type="lateral"), appointed("A2", dt.date(2025, 7, 1)),
            ],
            "external_rating_record": [
                rated(2025, dt.date(2026, 7, 1), rank=2), rated(2024, dt.date(2025, 4, 1)), rated(2026, None),
            ],
            "leading_group_record": [
                {"staff_id": "L1", "from_on": dt.date(2026, 1, 1), "role": "head"},
                {"staff_id": "A1", "from_on": dt.date(2026, 8, 1), "role": "member"},
            ],
        },
    )


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path, facts()) as warehouse:
        yield warehouse.cursor()


def test_an_assessment_is_known_from_the_day_of_its_decision(store):
    def departments(month: Month) -> list[str]:
        found = competition.results(store, EVERYTHING, month, today=TODAY)
        return list(found[found["subject_kind"] == "department"]["subject"])

    assert departments(JUL) == ["A"]
    assert departments(AUG) == ["A", "B"]


def test_the_total_is_the_weighted_mean_and_needs_all_three_scores(store):
    found = competition.results(store, EVERYTHING, AUG, today=TODAY).set_index("subject")["score"]
    assert found["A"] == pytest.approx(0.5 * 90 + 0.2 * 80 + 0.3 * 70)
    assert found.isna().to_dict() == {"A": False, "B": False, "A1": False, "A2": True, "B1": False, "B2": False}


def test_scores_of_people_are_those_of_the_units_whose_persons_may_be_seen(store):
    def subjects(scope: Scope) -> set[str]:
        return set(competition.results(store, scope, AUG, today=TODAY)["subject"])

    assert subjects(EVERYTHING) == {"A", "B", "A1", "A2", "B1", "B2"}
    assert subjects(DEPARTMENT_A) == {"A", "A1", "A2"}
    assert subjects(LIMITED) == {"A", "B"}


def test_grades_of_one_or_two_people_are_hidden_with_a_second_count(store):
    def counted(scope: Scope) -> dict:
        found = competition.grades(store, scope, AUG, today=TODAY).set_index("grade")
        return {g: None if p != p else p for g, p in found["people"].items()}

    assert counted(EVERYTHING)["excellent"] == 1
    limited = counted(LIMITED)
    assert limited["excellent"] is None
    assert sum(count is None for count in limited.values()) > 1
    assert competition.grades(store, DEPARTMENT_A, AUG, today=TODAY).empty


def test_appointments_are_the_years_and_say_where_the_steps_are_not_required(store):
    found = competition.appointments(store, EVERYTHING, JUL, today=TODAY)
    assert list(found["staff_id"]) == ["B2", "B1", "A1"]
    assert list(found["competitive"]) == [False, True, True]
    assert list(found["exam"]) == [True, False, True]
    assert list(competition.appointments(store, DEPARTMENT_A, JUL, today=TODAY)["staff_id"]) == ["A1"]
    with pytest.raises(OutsideScope):
        competition.appointments(store, LIMITED, JUL, today=TODAY)


def test_each_step_of_competition_is_counted_by_itself(store):
    """A1 took all three, B1 had no exam; B2's lateral move and A2's appointment of 2025 do not count."""
    found = competition.steps(store, EVERYTHING, JUL, today=TODAY)
    assert list(zip(found["step"], found["done"], found["appointments"], found["value"], strict=True)) == [
        ("exam", 1, 2, 0.5), ("open_competition", 2, 2, 1.0), ("recommendation", 2, 2, 1.0),
    ]
    assert competition.steps(store, EVERYTHING, Month(2026, 2), today=TODAY)["value"].isna().all()
    assert competition.steps(store, DEPARTMENT_A, JUL, today=TODAY).empty


def test_a_rating_is_known_from_the_day_it_was_given(store):
    def years(month: Month) -> list[int]:
        return list(competition.ratings(store, EVERYTHING, month, today=TODAY)["year"])

    assert years(Month(2026, 6)) == [2024]
    assert years(JUL) == [2024, 2025]  # that of 2026 has no day yet: it counts from the year's end
    assert years(Month(2026, 12)) == [2024, 2025]


def test_equal_scores_share_a_place_and_the_next_is_left_out():
    assert competition.ranks_with_ties([90, 95, 90, 80]) == [2, 1, 2, 4]
    assert competition.ranks_with_ties([]) == []


def test_the_leading_group_names_who_is_missing_and_which_post_is_vacant(store):
    def seats(month: Month) -> dict[tuple[str, str], bool]:
        found = organisation.seats(store, EVERYTHING, month, today=TODAY)
        return {(r.seat, r.unit_code): bool(r.seated) for r in found.itertuples()}

    assert seats(JUL) == {("head", "FL"): True, ("deputy", "FL"): False, ("member", "A"): False, ("member", "B"): False}
    assert seats(AUG)["member", "A"]
    vacant = organisation.seats(store, EVERYTHING, AUG, today=TODAY).set_index("unit_code").loc["B"]
    assert pd.isna(vacant["staff_id"])
    assert organisation.seats(store, DEPARTMENT_A, AUG, today=TODAY).empty


def test_mean_scores_are_for_those_who_may_see_the_people(store):
    """Of A one person has all scores: its mean is that person's; of B two, who know each other's by it."""
    def departments(scope: Scope) -> dict:
        frame = measure(store, scope, [AUG], ["assessment_score"], today=TODAY, levels=("department",))
        return {r.unit_code: (r.state, None if pd.isna(r.value) else r.value) for r in frame.itertuples()}

    assert departments(EVERYTHING)["A"] == ("value", pytest.approx(82))
    assert set(departments(LIMITED).values()) == {("hidden", None)}
    assert departments(DEPARTMENT_A)["A"] == ("value", pytest.approx(82))
    frame = measure(store, LIMITED, [AUG], ["assessment_score"], today=TODAY, levels=("department",))
    assert frame[["numerator", "denominator", "n"]].isna().all().all()
    assert set(frame["light"]) == {"grey"}
