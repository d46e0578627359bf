"""The learning evaluation: item by item, bands and gates, places, what is left out and for whom."""

import datetime as dt

import pandas as pd
import pytest

from analytics import evaluation
from analytics.declare import code_list, indicator, settings
from analytics.measures import measure
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from tests.analytics.hand_evaluation import MONTHS, person_months, sessions, worked_examples
from tests.analytics.hand_learning_year import day, debrief, entry
from tests.analytics.store_fixture import Return, open_store, person, random_facts, small_agency
from tests.analytics.test_readings import decide
from tests.naive.common import World, setting
from tests.naive.evaluation import ITEMS, rounded
from tests.naive.evaluation import evaluation as plain_evaluation

DECEMBER, TODAY = Month(2026, 12), dt.date(2027, 1, 10)


def results(folder, facts, scope=EVERYTHING, month=DECEMBER, today=TODAY, values=None):
    with open_store(folder, facts) as warehouse:
        if values:
            decide(warehouse, values)
        return evaluation.results(warehouse.cursor(), scope, month, today=today)


def items(row) -> dict[str, float | None]:
    return {item: None if pd.isna(row[item]) else row[item] for item in ITEMS}


# ------------------------------------------------------------------------------------------- worked examples
def test_worked_example_2_is_90_9_and_only_good_because_of_one_absence(tmp_path):
    row = results(tmp_path, worked_examples()).set_index("staff_id").loc["A1"]
    assert items(row) == {
        "plan": 10, "notes": 18.33, "attendance": 22.61, "exchange": 10, "debrief": 12.75, "exam": 17.2,
    }
    assert (round(row["total"], 1), row["band"]) == (90.9, "good")
    assert row["course_completed"] and row["hours_met"] and row["absences"] == 1


def test_worked_example_3_is_70_7_and_passes(tmp_path):
    row = results(tmp_path, worked_examples()).set_index("staff_id").loc["A2"]
    assert items(row) == {"plan": 6, "notes": 17.5, "attendance": 20.83, "exchange": 3, "debrief": 9, "exam": 14.4}
    assert (round(row["total"], 1), row["band"], row["duty_months"]) == (70.7, "pass", 8)


def test_without_the_absence_and_with_both_gates_the_best_band_is_reached(tmp_path):
    facts = worked_examples()
    for one in facts.returns:
        for row in one.sheets["study_attendance"]:
            row["status"] = "present" if row["status"] == "unexcused" else row["status"]
    assert results(tmp_path, facts).set_index("staff_id").loc["A1", "band"] == "excellent"


@pytest.mark.parametrize("gate", ["course", "hours"])
def test_the_best_band_asks_for_each_gate(tmp_path, gate):
    facts = worked_examples()
    for one in facts.returns:
        for row in one.sheets["study_attendance"]:
            row["status"] = "present" if row["status"] == "unexcused" else row["status"]
        for row in one.sheets["personal_study"]:
            row |= {"course_status": "enrolled"} if gate == "course" else {"self_study_hours": 1.0}
    row = results(tmp_path, facts).set_index("staff_id").loc["A1"]
    assert row["total"] > settings()["evaluation"]["excellent"]
    assert row["band"] == "good"


# ------------------------------------------------------------------------------------------- settings
def test_the_six_weights_are_a_hundred_together():
    assert sum(settings()["evaluation"][f"weight_{item}"] for item in ITEMS) == 100


def test_every_item_and_grade_has_its_setting():
    declared = settings()["evaluation"]
    assert {f"weight_{c.code}" for c in code_list("evaluation_item")} <= set(declared)
    assert {f"debrief_{c.code}" for c in code_list("debrief_grade")} <= set(declared)
    bands = [declared[code.code] for code in code_list("learning_band") if code.code != "fail"]
    assert bands == sorted(bands, reverse=True)


def test_plans_and_debriefs_are_missed_from_the_day_their_milestones_are_due():
    assert settings()["plan"]["due"] == indicator("learning_plan_completion_rate").due
    assert settings()["debrief"]["due"] == indicator("learning_debrief_rate").due


def test_the_weights_that_count_are_a_hundred_also_when_the_gates_are_scored(tmp_path):
    with open_store(tmp_path, small_agency()) as warehouse:
        six = {item: setting("evaluation", f"weight_{item}") for item in ITEMS}
        assert evaluation.weights(warehouse.cursor()) == six
        decide(warehouse, {"evaluation_gates_scored": "true"})
        scored = evaluation.weights(warehouse.cursor())
    assert sum(scored.values()) == pytest.approx(100)
    assert (scored["attendance"], scored["course"], scored["hours"]) == (21.25, 5, 10)


def test_the_offices_weights_and_bands_are_those_that_count(tmp_path):
    row = results(tmp_path, worked_examples(), values={
        "evaluation_weight_notes": "10", "evaluation_weight_exam": "30", "evaluation_good": "70",
    }).set_index("staff_id").loc["A2"]
    assert (row["notes"], row["exam"], row["band"]) == (8.75, 21.6, "pass")
    assert row["total"] == pytest.approx(69.18)


def test_the_peers_decide_the_share_of_a_debrief_that_the_office_sets(tmp_path):
    facts = worked_examples(exams=[
        entry("A1", day(5, 21), score=86.0), debrief("A1", day(12, 8), "good", peer_score=95.0),
        debrief("A2", day(8, 20), "good"),
    ])
    found = results(tmp_path, facts, values={"evaluation_peer_share": "0.3"}).set_index("staff_id")
    assert found.loc["A1", "debrief"] == rounded(15 * (0.7 * 0.85 + 0.3 * 0.95))
    assert found.loc["A2", "debrief"] == rounded(15 * 0.85)  # nobody asked the peers


# ------------------------------------------------------------------------------------------- left out, places
def four(totals_by_exam: dict[str, float | None]):
    """People who do everything but differ in the exam; None = let off."""
    people = list(totals_by_exam)
    months = [person_months(p, MONTHS, without_note="", absences={}, course=True, speaks_in="2026-06") for p in people]
    facts = small_agency(sessions=sessions(), registers={
        "person_year_record": [{"staff_id": p, "year": 2026, "plan_filed_on": day(1, 9)} for p in people],
        "exam_record": [
            *(entry(p, day(5, 21), "excused" if score is None else "taken", score)
              for p, score in totals_by_exam.items()),
            *(debrief(p, day(12, 1), "excellent") for p in people),
        ],
    })
    facts.staff = [person(p, "A", position=n) for n, p in enumerate(people)]
    for month in MONTHS:
        sheets = {name: [row for one in months for row in one[month][name]] for name in months[0][month]}
        facts.returns.append(Return("A", month, sheets))
    return facts


def test_those_who_tie_share_a_place_and_stay_in_roster_order(tmp_path):
    frame = results(tmp_path, four({"Z1": 80.0, "M2": 95.0, "Z3": 80.0, "A4": 70.0}))
    ranked = evaluation.ranking(frame)
    assert list(zip(ranked["staff_id"], ranked["place"], strict=True)) == [("M2", 1), ("Z1", 2), ("Z3", 2), ("A4", 4)]
    assert list(frame["staff_id"]) == ["Z1", "M2", "Z3", "A4"]


def test_an_item_let_off_with_approval_is_left_out_and_the_rest_make_up_the_hundred(tmp_path):
    row = results(tmp_path, four({"P1": None, "P2": 60.0})).set_index("staff_id").loc["P1"]
    assert (row["exam.missing"], row["total"], row["place"]) == ("excused", 100, 1)
    assert pd.isna(row["exam"])


def test_somebody_off_duty_when_the_exam_was_held_is_not_asked_for_it_but_who_stayed_away_is(tmp_path):
    facts = worked_examples(exams=[entry("B1", day(10, 9), score=80.0)])
    found = results(tmp_path, facts).set_index("staff_id")
    assert found.loc["A2", "exam.missing"] == "off_duty_then"   # on leave from September
    assert found.loc["A1", "exam"] == 0


def test_before_anything_is_held_or_due_it_is_left_out_for_everybody(tmp_path):
    row = results(tmp_path, worked_examples(), month=Month(2026, 1)).set_index("staff_id").loc["A2"]
    assert {item: row[f"{item}.missing"] for item in ("exam", "debrief", "plan")} == {
        "exam": "not_held_yet", "debrief": "not_held_yet", "plan": "not_due_yet",
    }


@pytest.mark.parametrize(("today", "points"), [(dt.date(2026, 12, 15), None), (dt.date(2026, 12, 16), 0)])
def test_a_debrief_nobody_let_off_earns_nothing_once_its_day_is_over(tmp_path, today, points):
    facts = worked_examples(exams=[debrief("A2", day(8, 20), "fair")])
    row = results(tmp_path, facts, today=today).set_index("staff_id").loc["A1"]
    assert items(row)["debrief"] == points
    assert pd.isna(row["debrief.missing"]) if points == 0 else row["debrief.missing"] == "not_due_yet"


def test_who_is_not_ranked_has_points_a_reason_and_no_place(tmp_path):
    facts = worked_examples(staff=[person("A1", "A"), person("A2", "A", joined_on=day(8, 1)), person("B1", "B")])
    found = results(tmp_path, facts).set_index("staff_id")
    assert found.loc["A2", "not_ranked"] == "too_few_months"
    assert found.loc["A2", "total"] > 0
    assert found.loc["B1", "not_ranked"] == "not_reported"
    assert found[["place"]].isna()["place"].to_dict() == {"A1": False, "A2": True, "B1": True}
    assert pd.isna(found.loc["A1", "not_ranked"])


def test_departments_have_their_mean_their_bands_and_the_item_that_earned_least(tmp_path):
    with open_store(tmp_path, worked_examples()) as warehouse:
        frame = evaluation.results(warehouse.cursor(), EVERYTHING, DECEMBER, today=TODAY)
        [row] = evaluation.departments(frame, evaluation.weights(warehouse.cursor())).to_dict("records")
    assert (row["unit_code"], row["people"], row["mean"]) == ("A", 2, pytest.approx(80.81))
    assert (row["excellent"], row["good"]) == (0, 0.5)
    assert (row["lowest_item"], row["lowest_share"]) == ("exchange", pytest.approx(0.65))


# ------------------------------------------------------------------------------------------- for whom
def test_only_people_of_the_viewers_units_are_seen_with_their_place_in_the_whole_agency(tmp_path):
    facts = four({"P1": 80.0, "P2": 95.0})
    facts.staff.append(person("B9", "B"))
    facts.returns.append(Return("B", "2026-01", {}))
    everybody = results(tmp_path / "all", facts)
    mine = results(tmp_path / "mine", facts, Scope(units_personal=frozenset("A")))
    assert set(everybody["staff_id"]) == {"P1", "P2", "B9"}
    assert mine[["staff_id", "place"]].to_dict("records") == [
        {"staff_id": "P1", "place": 2}, {"staff_id": "P2", "place": 1},
    ]
    with pytest.raises(OutsideScope):
        results(tmp_path / "none", facts, Scope(units_personal=NO_UNITS))


def test_a_departments_mean_of_two_is_not_shown_to_who_may_not_see_persons_nor_any_other_departments(tmp_path):
    staff = [person("A1", "A"), person("A2", "A"), *(person(f"B{n}", "B") for n in range(4))]
    exams = [entry(p["staff_id"], day(5, 21), score=70.0 + n) for n, p in enumerate(staff)]
    with open_store(tmp_path, small_agency(staff=staff, registers={"exam_record": exams})) as warehouse:
        def means(scope):
            frame = measure(warehouse.cursor(), scope, [DECEMBER], ["exam_mean_score"], today=TODAY,
                            levels=("department", "agency"))
            return frame[frame["period"] == "year"].set_index("unit_code")
        seen, limited = means(EVERYTHING), means(Scope(units_personal=NO_UNITS))
        own = means(Scope(units_personal=frozenset("A")))
    assert dict(seen["value"]) == {"A": 70.5, "B": 73.5, "FL": 72.5}
    assert dict(limited["state"]) == {"A": "hidden", "B": "hidden", "FL": "value"}
    assert limited["value"].isna().to_dict() == {"A": True, "B": True, "FL": False}
    assert dict(own["state"]) == {"A": "value", "B": "value", "FL": "value"}  # A's own two, and a mean of four


# ------------------------------------------------------------------------------------------- against plain loops
@pytest.mark.parametrize("seed", [1, 6])
@pytest.mark.parametrize("month", [Month(2026, 3), Month(2026, 8), Month(2026, 12)], ids=str)
def test_every_item_equals_plain_loops(tmp_path, seed, month):
    facts = random_facts(seed)
    frame = results(tmp_path, facts, month=month).set_index("staff_id")
    expected = plain_evaluation(World(facts), str(month), TODAY)
    assert {s for s, row in frame.iterrows() if not pd.isna(row["absences"])} == set(expected)
    for staff_id, one in expected.items():
        for item, share in one.shares.items():
            off = one.absences * setting("evaluation", "absence_points") if item == "attendance" else 0
            points = None if share is None else rounded(max(0.0, setting("evaluation", f"weight_{item}") * share - off))
            assert items(frame.loc[staff_id])[item] == points, (staff_id, item)
            assert pd.isna(frame.loc[staff_id, f"{item}.missing"]) == (share is not None), (staff_id, item)
    totals = frame["total"][frame["place"].notna()]
    assert (totals.rank(method="min", ascending=False) == frame["place"][frame["place"].notna()].astype(float)).all()
