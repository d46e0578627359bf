"""Learning indicators that registers feed, counted by hand, all in 2026."""

import datetime as dt
from typing import Any

from tests.analytics.store_fixture import Facts, person, small_agency
from tests.analytics.two_proofs import Case, Expect

JAN, FEB, MAR, APR, JUN, NOV, DEC = (f"2026-{m}" for m in ("01", "02", "03", "04", "06", "11", "12"))


def day(month: int, number: int) -> dt.date:
    return dt.date(2026, month, number)


def rule(item: str, effective_on: dt.date | None, **more: Any) -> dict[str, Any]:
    """An entry of the register of rules and activities, of the year of its day."""
    return {"item": item, "year": (effective_on or day(1, 1)).year, "document_no": f"{item} {effective_on}",
            "effective_on": effective_on, **more}


# ------------------------------------------------------------------------------------------- plans
def plans() -> Facts:
    """A1 on 20 January, A2 not before 10 February, B1 never. NEW joined on 10 February and filed on 31 March."""
    filed = {"A1": day(1, 20), "A2": day(2, 10), "B1": None, "NEW": day(3, 31)}
    facts = small_agency(registers={"person_year_record": [
        {"staff_id": one, "year": 2026, "plan_filed_on": on} for one, on in filed.items()
    ] + [{"staff_id": "B1", "year": 2025, "plan_filed_on": dt.date(2025, 1, 15)}]})
    facts.staff = [p for p in facts.staff if p["staff_id"] != "B2"] + [person("NEW", "B", joined_on=day(2, 10))]
    return facts


# The due date is 31 January: A2 is amber that day and late in February; B1 is red from February. NEW has until 12
# March (30 days): left out in February, and done when March ends.
PLANS = Case(plans, (
    Expect("agency", "FL", JAN, {"numerator": 1, "denominator": 3, "light": "amber"}),
    Expect("person", "A2", JAN, {"value": 0, "light": "amber"}),
    Expect("person", "A2", FEB, {"value": 1, "light": "amber", "done_late": True}),
    Expect("person", "A1", FEB, {"value": 1, "light": "green", "done_late": False}),
    Expect("person", "B1", FEB, {"value": 0, "light": "red", "pace": "behind"}),
    Expect("person", "NEW", FEB, {"state": "not_applicable", "light": "grey"}),
    Expect("department", "B", FEB, {"numerator": 0, "denominator": 1, "light": "red"}),
    Expect("person", "NEW", MAR, {"value": 1, "light": "green"}),
    Expect("agency", "FL", MAR, {"numerator": 3, "denominator": 4, "light": "red"}),
))
# On 12 March the 30 days are not over, on 13 March they are.
PLAN_ON_THE_LAST_DAY = Case(
    plans, (Expect("person", "NEW", MAR, {"state": "not_applicable"}),), today=day(3, 12),
)
PLAN_AFTER_THE_LAST_DAY = Case(plans, (Expect("person", "NEW", MAR, {"value": 0, "light": "red"}),), today=day(3, 13))


# ------------------------------------------------------------------------------------------- debriefs and exams
def entry(staff_id: str, held_on: dt.date, status: str = "taken", score: float | None = None, **more: Any) -> dict:
    """An exam; a debrief with type and grade."""
    return {"staff_id": staff_id, "type": "exam", "held_on": held_on, "status": status, "score": score,
            "grade": None, "peer_score": None, **more}


def debrief(staff_id: str, held_on: dt.date, grade: str | None = "good", status: str = "taken", **more: Any) -> dict:
    return entry(staff_id, held_on, status, type="debrief", grade=grade, **more)


# A1 in December before the date, A2 after it, B1 may put it off and B2 only debriefed last year: 1, then 2 of 4.
DEBRIEFS = Case(lambda: small_agency(registers={"exam_record": [
    debrief("A1", day(11, 30)), debrief("A2", day(12, 17)), debrief("B1", day(12, 10), None, "excused"),
    debrief("B2", dt.date(2025, 12, 10)), entry("B2", day(11, 5), score=80.0),
]}), (
    Expect("agency", "FL", NOV, {"numerator": 1, "denominator": 4, "light": "amber"}),  # 15 days to go
    Expect("department", "A", DEC, {"numerator": 2, "denominator": 2, "light": "green"}),
    Expect("person", "B1", DEC, {"value": 0, "light": "red"}),
    Expect("agency", "FL", DEC, {"numerator": 2, "denominator": 4, "light": "red"}),
))


def exams() -> Facts:
    """
    On 21 May: A1 88, A2 52, B1 let off, B2 stayed away. On 11 June A2 re-sits with 90 and B1 with 70; on 19 November
    A1 has 76 and A2 is not marked yet.
    """
    may, june, november = day(5, 21), day(6, 11), day(11, 19)
    return small_agency(registers={"exam_record": [
        entry("A1", may, score=88.0), entry("A2", may, score=52.0), entry("B1", may, "excused"),
        entry("B2", may, "absent"), entry("A2", june, "resit", 90.0), entry("B1", june, "resit", 70.0),
        entry("A1", november, score=76.0), entry("A2", november),
    ]})


MAY = "2026-05"
# May: A1 and A2 of three (B1 is let off); June: no exam of its own, the year 3 of 4; November 2 of 2, the year 5 of 6.
PARTICIPATION = Case(exams, (
    Expect("agency", "FL", MAY, {"numerator": 2, "denominator": 3, "light": "red"}, "month"),
    Expect("agency", "FL", JUN, {"state": "not_applicable"}, "month"),
    Expect("agency", "FL", JUN, {"numerator": 3, "denominator": 4, "value": 0.75, "light": "red"}),
    Expect("person", "B2", JUN, {"value": 0, "light": "red"}), Expect("person", "B1", MAY, {"state": "not_applicable"}),
    Expect("person", "B1", JUN, {"value": 1, "light": "green"}),
    Expect("agency", "FL", NOV, {"numerator": 5, "denominator": 6}),
))
# May 1 of 2; June, re-sits counted (A2 60, B1 60), 3 of 3; November adds A1, not the paper of A2.
PASSES = Case(exams, (
    Expect("agency", "FL", MAY, {"numerator": 1, "denominator": 2, "light": "red"}, "month"),
    Expect("department", "A", JUN, {"numerator": 2, "denominator": 2, "light": "green"}),
    Expect("department", "B", JUN, {"numerator": 1, "denominator": 1}),
    Expect("agency", "FL", NOV, {"numerator": 4, "denominator": 4}),
))
# May (88 + 52) / 2; June (88 + 60 + 60) / 3; November (88 + 60 + 60 + 76) / 4.
MEANS = Case(exams, (
    Expect("agency", "FL", MAY, {"value": 70, "light": "grey"}, "month"),
    Expect("agency", "FL", JUN, {"numerator": 208, "denominator": 3}),
    Expect("agency", "FL", NOV, {"value": 71}), Expect("person", "A1", NOV, {"value": 82}),
    Expect("department", "A", MAY, {"value": 70}),
))


# ------------------------------------------------------------------------------------------- rules
def systems() -> Facts:
    """Study: a document of 2025 that still stands. Exams: 10 April. Debriefs: an entry without a day."""
    return small_agency(institutions=[
        rule("learning_system", dt.date(2025, 3, 1)), rule("exam_system", day(4, 10)), rule("debrief_system", None),
        rule("suggestion_box", day(1, 5)),
    ])


SYSTEMS = Case(systems, (
    Expect("agency", "FL", FEB, {"numerator": 1, "denominator": 3, "light": "grey"}),  # 31 days to 31 March
    Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 3, "light": "amber"}),
    Expect("agency", "FL", APR, {"numerator": 2, "denominator": 3, "light": "red", "pace": "behind"}),
))
PUBLISHED = [
    Case(lambda: small_agency(institutions=[rule("learning_results_published", day(12, 28))]), (
        Expect("agency", "FL", NOV, {"value": 0, "light": "grey"}),
        Expect("agency", "FL", DEC, {"value": 1, "light": "green"}),
    )),
    # last year's publication does not count for this year
    Case(lambda: small_agency(institutions=[rule("learning_results_published", dt.date(2025, 12, 28))]), (
        Expect("agency", "FL", DEC, {"value": 0, "light": "red"}),
        Expect("agency", "FL", "2025-12", {"value": 1, "light": "green"}),
    )),
]


def appraisals() -> Facts:
    """Decided in December: A1 and B1 cite the score, A2 does not; B2 has no decision; half-years do not count."""
    def of(subject: str, cited: bool, decided_on: dt.date | None, round_: str = "year", kind: str = "person") -> dict:
        return {"subject_kind": kind, "subject": subject, "year": 2026, "round": round_, "learning_cited": cited,
                "decided_on": decided_on}
    return small_agency(registers={"assessment_record": [
        of("A1", True, day(12, 20)), of("A2", False, day(12, 20)), of("B1", True, day(12, 21)), of("B2", True, None),
        of("A1", False, day(7, 10), "half_year"), of("A", False, day(12, 20), kind="department"),
    ]})


APPRAISALS = Case(appraisals, (
    Expect("agency", "FL", DEC, {"numerator": 2, "denominator": 3, "light": "red"}),  # 31 December has passed
    Expect("agency", "FL", NOV, {"state": "not_applicable", "light": "grey"}),
))

HAND_CASES = {
    "learning_plan_completion_rate": [PLANS, PLAN_ON_THE_LAST_DAY, PLAN_AFTER_THE_LAST_DAY],
    "learning_debrief_rate": [DEBRIEFS],
    "exam_participation_rate": [PARTICIPATION],
    "exam_pass_rate": [PASSES],
    "exam_mean_score": [MEANS],
    "learning_system_established": [SYSTEMS],
    "learning_evaluation_published": PUBLISHED,
    "learning_result_in_appraisal_rate": [APPRAISALS],
}
