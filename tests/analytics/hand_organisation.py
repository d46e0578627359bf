"""Organisation indicators counted by hand, all in 2026. small_agency: A with A1, A2; B with B1, B2 (no cadre)."""

import datetime as dt
from typing import Any

from analytics.months import Month
from tests.analytics.hand_competition import assessment, award, day
from tests.analytics.store_fixture import (
    ROOT,
    START,
    Facts,
    Row,
    attendance,
    empty_returns,
    person,
    session,
    small_agency,
    unit,
)
from tests.analytics.two_proofs import Case, Expect

JAN, MAR, APR, JUN, JUL, AUG, DEC = "2026-01", "2026-03", "2026-04", "2026-06", "2026-07", "2026-08", "2026-12"


# --------------------------------------------------------------------------------------- leading group
def seat(staff_id: str, role: str, from_on: dt.date = START, to_on: dt.date | None = None) -> Row:
    return {"staff_id": staff_id, "role": role, "from_on": from_on, "to_on": to_on}


def led_agency(*group: Row, **more: Any) -> Facts:
    """CHAIR heads the agency, VICE is the other leader; A1 heads A; B1 heads B until the end of July, then B2."""
    units = [
        unit(ROOT, None, head_id="CHAIR"), unit("A", head_id="A1", supervisor_id="VICE"),
        unit("B", head_id="B1", supervisor_id="VICE", valid_to=day(7, 31)),
        unit("B", head_id="B2", supervisor_id=None, valid_from=day(8, 1)),
    ]
    leaders = [
        person("CHAIR", ROOT, is_leadership=True),
        person("VICE", "A", is_leadership=True, left_on=more.pop("left", None)),
    ]
    facts = small_agency(units=units, registers={"leading_group_record": list(group)}, **more)
    facts.staff += leaders
    return facts


SEATED = (seat("CHAIR", "head"), seat("VICE", "deputy"), seat("A1", "member"), seat("B1", "member"))
GROUP = [
    # All three until B2, who is not in the group, heads B: red at once, though never late before.
    Case(lambda: led_agency(*SEATED), (
        Expect("agency", ROOT, JUL, {"numerator": 3, "denominator": 3, "light": "green", "pace": "on_pace"}),
        Expect("agency", ROOT, AUG, {"numerator": 2, "denominator": 3, "light": "red", "pace": "behind"}),
    )),
    # B2 comes in on 10 September: green again, not amber.
    Case(lambda: led_agency(*SEATED, seat("B2", "member", day(9, 10))), (
        Expect("agency", ROOT, "2026-09", {"value": 1, "light": "green", "done_late": False}),
    )),
    # The head is not the chair (test 1) and the vice-chair sits as a member (test 2); the heads are in.
    Case(lambda: led_agency(seat("A1", "head"), seat("VICE", "member"), seat("B1", "member")), (
        Expect("agency", ROOT, JUN, {"numerator": 1, "denominator": 3, "light": "red"}),
    )),
    # A second head beside the chair; in April the second one's time is over.
    Case(lambda: led_agency(*SEATED, seat("A2", "head", day(1, 1), day(4, 20))), (
        Expect("agency", ROOT, MAR, {"numerator": 2, "denominator": 3}),
        Expect("agency", ROOT, APR, {"numerator": 3, "denominator": 3}),
    )),
    # The vice-chair has left: there is no deputy to miss.
    Case(lambda: led_agency(*SEATED, left=day(3, 10)), (
        Expect("agency", ROOT, JUN, {"numerator": 3, "denominator": 3}),
    )),
    Case(small_agency, (Expect("agency", ROOT, JUN, {"numerator": 1, "denominator": 3, "light": "red"}),)),
]
# A and B under VICE and the chair over all: 3 of 3. From August B has none: 2 of 3, B 0 of 1, red at once.
RESPONSIBLE = [
    Case(led_agency, (
        Expect("agency", ROOT, JUL, {"numerator": 3, "denominator": 3, "light": "green"}),
        Expect("department", "B", JUL, {"value": 1, "light": "green"}),
        Expect("department", "B", AUG, {"value": 0, "light": "red"}),
        Expect("agency", ROOT, AUG, {"numerator": 2, "denominator": 3, "light": "red"}),
    )),
    # VICE left on 10 March: a name that is no longer on the roster is a vacancy.
    Case(lambda: led_agency(left=day(3, 10)), (
        Expect("agency", ROOT, "2026-02", {"numerator": 3, "denominator": 3}),
        Expect("agency", ROOT, MAR, {"numerator": 1, "denominator": 3}),
    )),
]


# --------------------------------------------------------------------------------------- discussion and gaps
def discussion(held: bool = True) -> Facts:
    """A discussion in May: A1 present, A2 on sick leave (made up), B1 late; B2 is no cadre."""
    returns = empty_returns("AB", Month(2026, 1), Month(2026, 12))
    if held:
        made_up = {"made_up_on": day(5, 20)}
        returns["A", "2026-05"] = {
            "study_attendance": [attendance("M", "A1"), attendance("M", "A2", "sick_leave", **made_up)]
        }
        returns["B", "2026-05"] = {"study_attendance": [attendance("M", "B1", "late"), attendance("M", "B2")]}
    return small_agency(returns=returns, sessions=[session("M", day(5, 8), "mobilisation")] if held else [])


DISCUSSION = [
    Case(discussion, (
        Expect("agency", "FL", APR, {"state": "not_applicable", "light": "grey"}),
        Expect("agency", "FL", JUN, {"numerator": 2, "denominator": 3, "light": "red"}),
        Expect("person", "B1", JUN, {"value": 1, "light": "green"}),
        Expect("person", "A2", JUN, {"value": 0, "light": "red"}),
    )),
    Case(lambda: discussion(held=False), (
        Expect("agency", "FL", "2026-11", {"state": "not_applicable"}),
        Expect("agency", "FL", DEC, {"numerator": 0, "denominator": 3, "light": "red"}),
    )),
]


def filed(item: str, unit_code: str, on: dt.date | None, year: int = 2026) -> Row:
    return {"item": item, "year": year, "unit_code": unit_code, "document_no": item, "effective_on": on}


# A has both by March, B its measures only in April: amber for late. 2025's do not count.
DEPT_GAPS = Case(
    lambda: small_agency(institutions=[
        filed("department_gaps", "A", None), filed("department_measures", "A", day(3, 20)),
        filed("department_gaps", "B", day(3, 20)), filed("department_measures", "B", day(4, 20)),
        filed("department_gaps", "A", dt.date(2025, 3, 1), 2025),
    ]),
    (
        Expect("department", "A", "2026-02", {"value": 0, "light": "grey"}),
        Expect("department", "A", MAR, {"value": 1, "light": "green"}),
        Expect("department", "B", MAR, {"value": 0, "light": "amber"}),
        Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 2}),
        Expect("department", "B", APR, {"value": 1, "light": "amber", "done_late": True}),
        Expect("department", "A", "2025-12", {"value": 0, "light": "red"}),
    ),
)
# Cadres A1 (March), A2 (never), B1 (April); B2 is no cadre.
PERSON_GAPS = Case(
    lambda: small_agency(registers={"person_year_record": [
        {"staff_id": "A1", "year": 2026, "gap_filed_on": day(3, 3)}, {"staff_id": "A2", "year": 2026},
        {"staff_id": "B1", "year": 2026, "gap_filed_on": day(4, 3)},
        {"staff_id": "B2", "year": 2026, "gap_filed_on": day(3, 3)},
    ]}),
    (
        Expect("agency", "FL", MAR, {"numerator": 1, "denominator": 3, "light": "amber"}),
        Expect("agency", "FL", APR, {"numerator": 2, "denominator": 3, "light": "red"}),
        Expect("person", "B1", APR, {"value": 1, "light": "amber", "done_late": True}),
        Expect("department", "A", APR, {"numerator": 1, "denominator": 2}),
    ),
)


# --------------------------------------------------------------------------------------- assessments and awards
def assessed() -> Facts:
    """Half-year: A (grade) and A1 (scores) in June, A2 (grade) in July's last week; B1 has one score and no grade."""
    one_score = (80, None, None)
    return small_agency(registers={"assessment_record": [
        assessment("A", one_score, day(6, 20), subject_kind="department", grade="excellent"),
        assessment("A1", (80, 80, 80), day(6, 25)), assessment("A2", one_score, day(7, 25), grade="competent"),
        assessment("B1", one_score, day(6, 25)),
        assessment("B", (70, 70, 70), day(12, 30), "year", subject_kind="department"),
        assessment("B2", (70, 70, 70), None, "year"),
    ]})


# Due: A, A1, A2 and B, B1, B2. June A and A1; July also A2.
HALF_YEAR = Case(assessed, (
    Expect("agency", "FL", JUN, {"numerator": 2, "denominator": 6, "light": "amber"}),
    Expect("department", "A", JUN, {"numerator": 2, "denominator": 3}),
    Expect("department", "A", JUL, {"numerator": 3, "denominator": 3, "light": "green"}),
    Expect("department", "B", DEC, {"numerator": 0, "denominator": 3, "light": "red"}),
))
# B on 30 December, B2 undated: 31 December.
ANNUAL = Case(assessed, (
    Expect("agency", "FL", "2026-11", {"numerator": 0, "denominator": 6, "light": "grey"}),
    Expect("department", "B", DEC, {"numerator": 2, "denominator": 3, "light": "red"}),
    Expect("agency", "FL", DEC, {"numerator": 2, "denominator": 6, "pace": "out_of_reach"}),
))
# On 31 December itself it is not past due.
ANNUAL_ON_THE_DAY = Case(
    assessed, (Expect("department", "B", DEC, {"numerator": 2, "light": "amber"}),), today=day(12, 31),
)


def offices() -> Facts:
    """A declared on 20 March and was awarded; B was nominated in 2025 only."""
    office = {"award": "civilised_office"}
    return small_agency(registers={"award_record": [
        award("A", "awarded", day(12, 20), cited=True, declared_on=day(3, 20), **office),
        award("B", "nominated", None, cited=False, **office, year=2025),
    ]})


OFFICES = Case(offices, (
    Expect("agency", "FL", "2026-02", {"numerator": 0, "denominator": 2, "light": "grey"}),
    Expect("agency", "FL", APR, {"numerator": 1, "denominator": 2, "light": "grey", "pace": None}),
    Expect("department", "B", DEC, {"value": 0}),
    Expect("department", "B", "2025-06", {"value": 1}),
))
# Named: A1 in October (checked in November), A2 in November (never checked), B1 undated (31 December, checked undated).
CHECKS = Case(
    lambda: small_agency(registers={"award_record": [
        award("A1", "nominated", None, cited=True, declared_on=day(10, 9), checked_on=day(11, 2), check_passed=True),
        award("A2", "nominated", None, cited=True, declared_on=day(11, 9)),
        award("B1", "nominated", None, cited=True, check_passed=False),
    ]}),
    (
        Expect("agency", "FL", AUG, {"state": "not_applicable"}),
        Expect("agency", "FL", "2026-10", {"numerator": 0, "denominator": 1, "light": "grey"}),
        Expect("agency", "FL", "2026-11", {"numerator": 1, "denominator": 2, "light": "grey"}),
        Expect("agency", "FL", DEC, {"numerator": 2, "denominator": 3, "light": "red"}),
    ),
)

HAND_CASES = {
    "leading_group_established": GROUP,
    "mobilisation_discussion_rate": DISCUSSION,
    "dept_gap_analysis_rate": [DEPT_GAPS],
    "person_gap_analysis_rate": [PERSON_GAPS],
    "responsibility_coverage_rate": RESPONSIBLE,
    "half_year_assessment_done": [HALF_YEAR],
    "annual_assessment_done": [ANNUAL, ANNUAL_ON_THE_DAY],
    "civilised_office_participation": [OFFICES],
    "award_condition_check_rate": [CHECKS],
}
