"""Duties of the service agency counted by hand, all in 2026."""

import datetime as dt
from typing import Any

from tests.analytics.case_fixture import project
from tests.analytics.hand_innovation import with_rows
from tests.analytics.hand_learning_year import day, rule
from tests.analytics.store_fixture import Facts, goal, small_agency
from tests.analytics.two_proofs import Case, Expect

JAN, FEB, MAR, APR, JUN, AUG, OCT, DEC = (f"2026-{m}" for m in ("01", "02", "03", "04", "06", "08", "10", "12"))


# ------------------------------------------------------------------------------------------- reception days
def reception(status: str, on: dt.date, leader: str = "A1") -> dict[str, Any]:
    return {"held_on": on, "planned_leader_id": leader, "status": status}


def receptions() -> Facts:
    """
    A1: 15 January held, 12 February moved to 5 March (21 days later), which was held, 14 May moved and never held
    (the next is 40 days later), 23 June by a stand-in. B1: 16 April cancelled, 17 August without a result.
    """
    return small_agency(registers={"reception_day_record": [
        reception("held", day(1, 15)), reception("moved", day(2, 12)), reception("held", day(3, 5)),
        reception("cancelled", day(4, 16), "B1"), reception("moved", day(5, 14)), reception("stand_in", day(6, 23)),
        reception("planned", day(8, 17), "B1"),
    ]})


# Until June: held 15 January, 5 March, 23 June; not held 16 April, 14 May; the day in February is March's.
RECEPTION = Case(receptions, (
    Expect("agency", "FL", JAN, {"value": 1, "light": "green"}, "month"),
    Expect("agency", "FL", FEB, {"state": "not_applicable"}, "month"),
    Expect("agency", "FL", FEB, {"numerator": 1, "denominator": 1, "light": "green"}),
    Expect("agency", "FL", JUN, {"numerator": 3, "denominator": 5, "value": 0.6, "light": "red"}),
    Expect("person", "A1", JUN, {"numerator": 3, "denominator": 4, "value": 0.75, "light": "red"}),
    Expect("person", "B1", AUG, {"numerator": 0, "denominator": 2}),
))
# On 13 June the 30 days after 14 May are just over, on 12 June they are not; a day still to come is not counted, and
# the day itself only once it is held. Seen in August, July had no day planned: one a month is the least, one not held.
RECEPTION_STILL_OPEN = Case(
    receptions, (Expect("agency", "FL", JUN, {"numerator": 2, "denominator": 3}),), today=day(6, 12),
)
RECEPTION_OVER = Case(
    receptions, (Expect("agency", "FL", JUN, {"numerator": 2, "denominator": 4}),), today=day(6, 14),
)
RECEPTION_TODAY = Case(receptions, (
    Expect("agency", "FL", AUG, {"numerator": 3, "denominator": 6}),
), today=day(8, 17))


# ------------------------------------------------------------------------------------------- brands and rules
def brands() -> Facts:
    """
    A's was awarded in 2025 and is no longer reported. B's is finished in March without, in June with a decision; a
    third was turned down, a fourth was dropped after its award.
    """
    def at(goal_id: str, stage: str, evidence: str | None = None) -> dict[str, Any]:
        return goal(goal_id, "brand", "B1", dt.date(2027, 12, 20), stage, evidence=evidence)
    facts = with_rows("goals_outcomes", {
        ("B", MAR): [at("b2", "completed"), at("b3", "not_awarded", "no. 3"), at("b4", "awarded", "no. 4")],
        ("B", JUN): [at("b2", "completed", "decision no. 9"), at("b4", "dropped")],
        ("A", MAR): [goal("o1", "outcome", "A1", day(11, 30), "awarded", evidence="no. 1")],
    })
    facts.returns.append(type(facts.returns[0])("A", "2025-11", {"goals_outcomes": [at("b1", "awarded", "no. 1")]}))
    return facts


BRANDS = Case(brands, (
    Expect("agency", "FL", FEB, {"value": 1, "target": 2, "light": "grey"}),
    Expect("agency", "FL", MAR, {"value": 2, "light": "green"}),   # b1 and b4
    Expect("agency", "FL", JUN, {"value": 2, "light": "green"}),   # b1 and b2
))
RESPONSIBILITY = Case(lambda: small_agency(institutions=[
    rule("service_responsibility", dt.date(2025, 5, 1)), rule("service_limits_published", day(3, 2)),
]), (
    Expect("agency", "FL", FEB, {"value": 0, "light": "grey"}), Expect("agency", "FL", MAR, {"value": 1}),
    Expect("agency", "FL", "2025-12", {"value": 0, "light": "red"}),
))


def research_system() -> Facts:
    """The document is of January. A has a topic in February; B's has nobody in charge before April."""
    return with_rows("research_projects", {
        ("A", FEB): [project("a", "topic", day(2, 3)), project("a0", "cancelled", day(2, 3))],
        ("B", MAR): [project("b", "topic", day(3, 3), lead_id=None), project("b0", "completed", dt.date(2025, 12, 1))],
        ("B", APR): [project("b", "approved", day(4, 3), lead_id="B1")],
    }, institutions=[rule("research_system", day(1, 20))])


RESEARCH_SYSTEM = [
    Case(research_system, (
        Expect("agency", "FL", FEB, {"value": 0, "denominator": 1, "light": "grey"}),
        Expect("agency", "FL", MAR, {"value": 0, "light": "amber"}),
        Expect("agency", "FL", APR, {"value": 1, "light": "amber", "done_late": True}),
    )),
    # everybody has a topic, but there is no document
    Case(lambda: with_rows("research_projects", {
        ("A", FEB): [project("a", "topic", day(2, 3))], ("B", FEB): [project("b", "topic", day(2, 3), lead_id="B1")],
    }), (Expect("agency", "FL", APR, {"value": 0, "light": "red"}),)),
]

HAND_CASES = {
    "reception_day_fulfilment_rate": [RECEPTION, RECEPTION_STILL_OPEN, RECEPTION_OVER, RECEPTION_TODAY],
    "service_brand_count": [BRANDS],
    "service_responsibility_system": [RESPONSIBILITY],
    "research_system_established": RESEARCH_SYSTEM,
}
