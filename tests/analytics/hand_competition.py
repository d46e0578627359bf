"""Competition indicators counted by hand, all in 2026. small_agency: A with A1, A2; B with B1, B2; four people."""

import datetime as dt
from typing import Any

from analytics.months import Month
from tests.analytics.store_fixture import Facts, Row, empty_returns, goal, person, small_agency
from tests.analytics.two_proofs import Case, Expect

MAR, JUN, JUL, AUG, NOV, DEC = "2026-03", "2026-06", "2026-07", "2026-08", "2026-11", "2026-12"


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def registers(**tables: list[Row]) -> Facts:
    return small_agency(registers={f"{name}_record": rows for name, rows in tables.items()})


def assessment(subject: str, scores: tuple, decided_on: dt.date | None, round_: str = "half_year", **more: Any) -> Row:
    duties, civility, key_work = scores
    return {
        "subject_kind": "person", "subject": subject, "year": 2026, "round": round_, "decided_on": decided_on,
        "duties_score": duties, "civility_score": civility, "key_work_score": key_work, "grade": None,
        "learning_cited": False, **more,
    }


# --------------------------------------------------------------------------------------- assessments
def assessments() -> Facts:
    """
    Half-year: A1 on 10 July; A2 on 20 July, after the date; B1 lacks a score; B2 none. NEW joined in September.
    The year: A1 on 20 December, A2 on 8 January of the next year. 2025's do not count.
    """
    facts = registers(assessment=[
        assessment("A1", (90, 80, 70), day(7, 10)), assessment("A2", (60, 70, 80), day(7, 20)),
        assessment("B1", (90, None, 90), day(7, 10)), assessment("B2", (90, 90, 90), day(7, 10), year=2025),
        assessment("A1", (100, 90, 80), day(12, 20), "year"),
        assessment("A2", (80, 80, 80), dt.date(2027, 1, 3), "year"),
    ])
    facts.staff.append(person("NEW", "B", joined_on=day(9, 1)))
    return facts


# Until November June's four people and the half-year count: none in June, A1 by 15 July (at July's end also A2).
# December: of the year's round A1 alone; NEW has four on-duty months and is left out.
COMPONENTS = Case(assessments, (
    Expect("agency", "FL", JUN, {"numerator": 0, "denominator": 4, "light": "amber"}),
    Expect("agency", "FL", MAR, {"numerator": 0, "denominator": 4, "light": "grey"}),
    Expect("agency", "FL", JUL, {"numerator": 2, "denominator": 4, "light": "red", "pace": "behind"}),
    Expect("department", "A", JUL, {"numerator": 2, "denominator": 2, "light": "green"}),
    Expect("person", "B1", NOV, {"value": 0, "light": "red"}),
    Expect("agency", "FL", NOV, {"numerator": 2, "denominator": 4}),
    Expect("agency", "FL", DEC, {"numerator": 1, "denominator": 4, "light": "red", "pace": "out_of_reach"}),
))
# Asked on 17 July A2 is not there yet: the half-year is due for the 15th.
COMPONENTS_MID_JULY = Case(assessments, (
    Expect("department", "A", JUL, {"numerator": 1, "denominator": 2, "light": "red"}),
), today=day(7, 17))
# Done in August, so late: amber; the year's round is another milestone and done in time.
COMPONENTS_LATE = Case(
    lambda: registers(assessment=[
        assessment("A1", (90, 80, 70), day(8, 3)), assessment("A1", (90, 80, 70), day(12, 20), "year"),
    ]),
    (
        Expect("person", "A1", AUG, {"value": 1, "light": "amber", "done_late": True}),
        Expect("person", "A1", DEC, {"value": 1, "light": "green", "done_late": False}),
    ),
)
# A1: 50 % of 90 + 20 % of 80 + 30 % of 70 = 45 + 16 + 21 = 82; A2: 30 + 14 + 24 = 68; their mean 75.
# The year's round: A1 50 + 18 + 24 = 92. Known on 4 January, A2's 80 counts as well: mean 86.
SCORE = Case(assessments, (
    Expect("department", "A", JUN, {"state": "not_applicable"}),
    Expect("person", "A1", JUL, {"value": 82, "light": "green", "pace": None}),
    Expect("person", "A2", AUG, {"value": 68, "light": "amber"}),
    Expect("department", "A", AUG, {"value": 75, "n": 2, "light": "green"}),
    Expect("department", "B", AUG, {"state": "not_applicable", "light": "grey"}),
    Expect("department", "A", DEC, {"value": 86, "n": 2}),
))
SCORE_IN_DECEMBER = Case(
    assessments, (Expect("department", "A", DEC, {"value": 92, "n": 1}),), today=dt.date(2026, 12, 31),
)
# Other weights of the office: duties 40, civility 20, key work 40: A1 36 + 16 + 28 = 80.
OWN_WEIGHTS = Case(
    lambda: registers(
        assessment=[assessment("A1", (90, 80, 70), day(7, 10))],
        setting_override=[{"name": "assessment_duties_weight", "value": "40"},
                          {"name": "assessment_key_work_weight", "value": "40"}],
    ),
    (Expect("person", "A1", JUL, {"value": 80}),),
)


# --------------------------------------------------------------------------------------- appointments
def appointment(staff_id: str, decided_on: dt.date, steps: str, type_: str = "competition", **more: Any) -> Row:
    """steps: of e(xam), o(pen competition), r(ecommendation), those recorded; c = cites the assessment."""
    return {
        "staff_id": staff_id, "decided_on": decided_on, "post": "post", "post_rank": "section_head", "type": type_,
        "exam": "e" in steps, "open_competition": "o" in steps, "recommendation": "r" in steps,
        "assessment_cited": "c" in steps, **more,
    }


def appointments() -> Facts:
    """
    March: A1 with all three steps, citing. August: A2 without an exam, not citing. Not under the rule, all citing but
    the last: a lateral move, a transfer, a promotion in grade and a post below section head. One more in 2025.
    """
    return registers(appointment=[
        appointment("A1", day(3, 9), "eorc"), appointment("A2", day(8, 9), "or", "open_selection"),
        appointment("B1", day(8, 10), "c", "lateral"), appointment("B2", day(8, 10), "c", "transferred"),
        appointment("B1", day(8, 20), "c", "grade_promotion"),
        appointment("B2", day(8, 20), "", post_rank="section_deputy"),
        appointment("B2", dt.date(2025, 8, 20), ""),
    ])


# Citing: 1 of 1, then 4 of 6. Nothing before March.
USE = Case(appointments, (
    Expect("agency", "FL", "2026-02", {"state": "not_applicable", "light": "grey"}),
    Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 1, "light": "green"}),
    Expect("agency", "FL", AUG, {"numerator": 4, "denominator": 6, "light": "red", "pace": "behind"}),
))
OPEN = Case(appointments, (
    Expect("agency", "FL", "2026-02", {"state": "not_applicable", "light": "grey"}),
    Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 1, "light": "green"}),
    Expect("agency", "FL", AUG, {"numerator": 1, "denominator": 2, "value": 0.5, "light": "red"}),
    Expect("agency", "FL", "2025-08", {"numerator": 0, "denominator": 1}),
))
# Two appointments of three steps: all three, and two of three.
STEPS = Case(appointments, (
    Expect("agency", "FL", MAR, {"numerator": 3, "denominator": 3, "light": "green"}),
    Expect("agency", "FL", AUG, {"numerator": 5, "denominator": 6, "light": "red"}),
))


# --------------------------------------------------------------------------------------- awards and ratings
def award(nominee: str, result: str, decided_on: dt.date | None, *, cited: bool, **more: Any) -> Row:
    return {"award": "excellent_person", "year": 2026, "nominee": nominee, "result": result, "decided_on": decided_on,
            "assessment_cited": cited, "declared_on": None, "checked_on": None, "check_passed": None, **more}


# November A1, citing. December also A2, undated (31 December), not citing, and B1 of 3 January, citing; B2 was refused.
MERIT = Case(
    lambda: registers(award=[
        award("A1", "awarded", day(11, 20), cited=True), award("A2", "awarded", None, cited=False),
        award("B1", "awarded", dt.date(2027, 1, 3), cited=True), award("B2", "not_awarded", day(11, 20), cited=False),
    ]),
    (
        Expect("agency", "FL", AUG, {"state": "not_applicable", "light": "grey"}),
        Expect("agency", "FL", NOV, {"numerator": 1, "denominator": 1, "light": "green"}),
        Expect("agency", "FL", DEC, {"numerator": 2, "denominator": 3, "light": "red"}),
    ),
)


def rating(title: str, status: str, level: str = "city", **more: Any) -> Row:
    return {"title": title, "level": level, "year": 2026, "status": status, "applied_on": None, "decided_on": None,
            "grade": None, "rank": None, "peers": None, **more}


# Applied for in October; the result of the next year changes nothing.
TARGET_RATING = Case(
    lambda: registers(external_rating=[
        rating("target_responsibility", "held", applied_on=day(10, 9), decided_on=dt.date(2027, 1, 3)),
    ]),
    (
        Expect("agency", "FL", "2026-09", {"value": 0, "light": "grey"}),
        Expect("agency", "FL", "2026-10", {"value": 1, "light": "green", "pace": "on_pace"}),
    ),
)
# Held all year without a date; in 2025, when nothing was applied for, the end of December is red.
BENCHMARK = Case(
    lambda: registers(external_rating=[rating("civility_benchmark", "held")]),
    (
        Expect("agency", "FL", "2026-01", {"numerator": 1, "denominator": 1, "light": "green"}),
        Expect("agency", "FL", "2025-12", {"value": 0, "light": "red"}),
    ),
)
# Third of 17 in the province in September; fifth in the nation does not change it.
RANK = Case(
    lambda: registers(external_rating=[
        rating("peer_comparison", "held", "provincial", decided_on=day(9, 1), rank=3, peers=17),
        rating("peer_comparison", "held", "national", decided_on=day(10, 1), rank=5, peers=15),
    ]),
    (
        Expect("agency", "FL", AUG, {"state": "not_applicable", "value": None}),
        Expect("agency", "FL", DEC, {"value": 3, "light": "grey", "n": 1}),
    ),
)


def experiences() -> Facts:
    """e1 in the province from March on, in the nation from August; e2 in the city only; e3 is not promoted yet."""
    returns = empty_returns("AB", Month(2026, 1), Month(2026, 12))

    def at(level: str | None, stage: str = "promoted", goal_id: str = "e1") -> Row:
        return goal(goal_id, "experience", "A1", day(11, 30), stage, promotion_level=level)
    returns["A", MAR] = {"goals_outcomes": [at("provincial"), at("city", goal_id="e2")]}
    returns["A", "2026-04"] = {"goals_outcomes": [at("provincial")]}
    returns["A", AUG] = {"goals_outcomes": [at("national"), at("provincial", "completed", "e3")]}
    return small_agency(returns=returns)


EXPERIENCES = Case(experiences, (
    Expect("agency", "FL", "2026-02", {"value": 0, "light": "grey"}),
    Expect("agency", "FL", JUN, {"value": 1}),
    Expect("agency", "FL", DEC, {"value": 2, "target": 1}),
))

HAND_CASES = {
    "assessment_component_coverage": [COMPONENTS, COMPONENTS_MID_JULY, COMPONENTS_LATE],
    "assessment_score": [SCORE, SCORE_IN_DECEMBER, OWN_WEIGHTS],
    "assessment_result_use_rate": [USE],
    "open_competition_rate": [OPEN],
    "competition_step_coverage": [STEPS],
    "merit_based_award_rate": [MERIT],
    "municipal_target_rating": [TARGET_RATING],
    "civility_benchmark_title": [BENCHMARK],
    "peer_rank": [RANK],
    "experience_promoted_count": [EXPERIENCES],
}
