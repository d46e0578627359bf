"""
Random but valid rows of the registers that the learning and innovation indicators read, for the people and suggestions
of some Facts (store_fixture.py): plans, appraisals, rules in force, reviews and awards.
"""

import datetime as dt
from random import Random
from typing import Any

from analytics.months import Month

ITEMS = (
    "learning_system", "exam_system", "debrief_system", "learning_results_published", "innovation_mechanism",
    "innovation_in_assessment", "suggestion_box",
)
RESULTS = ("adopted", "partly_adopted", "not_adopted", "duplicate", "withdrawn", "kept_for_reference", "pending")


def fill(dice: Random, facts: Any) -> None:
    """Adds the rows to facts.registers, facts.institutions and facts.reviews."""
    people = sorted({p["staff_id"] for p in facts.staff})
    add(facts, "person_year_record", [
        {"staff_id": one, "year": year, "plan_filed_on": maybe(dice, 0.8, day(dice, year, 1, 5))}
        for one in people for year in (2025, 2026) if dice.random() < 0.85
    ])
    add(facts, "exam_record", [row for one in people for row in _exams(dice, one)])
    add(facts, "assessment_record", [
        {"subject_kind": "person", "subject": one, "year": year, "round": kind, "learning_cited": dice.random() < 0.7,
         "decided_on": maybe(dice, 0.9, day(dice, year, 7, 12))}
        for one in people for year in (2025, 2026) for kind in ("half_year", "year") if dice.random() < 0.7
    ])
    facts.institutions += [rule(dice, item, day(dice, year, 1, 12)) for item in ITEMS
                           for year in (2025, 2026) if dice.random() < 0.45]
    _reviews(dice, facts)
    add(facts, "award_record", [
        {"award": award, "year": year, "nominee": f"n{n}", "assessment_cited": False,
         "declared_on": maybe(dice, 0.6, day(dice, year, 8, 11)),
         "decided_on": maybe(dice, 0.8, day(dice, year, 9, 12)),
         "result": dice.choice(("declared", "nominated", "awarded", "not_awarded"))}
        for award in ("excellent_suggestion", "excellent_person") for year in (2025, 2026)
        for n in range(dice.randint(0, 3))
    ])


def rule(dice: Random, item: str, effective_on: dt.date) -> dict[str, Any]:
    """A document with its day, which the office has not always filled in."""
    return {
        "item": item, "year": effective_on.year, "document_no": f"{item} {effective_on}",
        "effective_on": maybe(dice, 0.85, effective_on), "responsible_id": maybe(dice, 0.6, "P00"),
    }


def add(facts: Any, table: str, rows: list[dict[str, Any]]) -> None:
    facts.registers.setdefault(table, []).extend(rows)


def day(dice: Random, year: int, first_month: int, last_month: int) -> dt.date:
    month = Month(year, dice.randint(first_month, last_month))
    return month.first_day + dt.timedelta(days=dice.randrange(month.days))


def maybe(dice: Random, share: float, value: Any) -> Any:
    return value if dice.random() < share else None


def _exams(dice: Random, staff_id: str) -> list[dict[str, Any]]:
    """Up to two exams of two years, re-sits soon or long after, or without an exam before them; a debrief or two."""
    found: dict[tuple[str, dt.date], dict[str, Any]] = {}

    def enter(kind: str, on: dt.date, status: str) -> None:
        sat = status in ("taken", "resit")
        found[kind, on] = {
            "staff_id": staff_id, "type": kind, "held_on": on, "status": status,
            "score": maybe(dice, 0.9, float(dice.randint(35, 100))) if kind == "exam" and sat else None,
            "grade": dice.choice(("excellent", "good", "fair", None)) if kind == "debrief" and sat else None,
            "peer_score": maybe(dice, 0.5, float(dice.randint(50, 100))) if kind == "debrief" and sat else None,
        }

    for held_on in (dt.date(2025, 11, 20), dt.date(2026, 5, 21), dt.date(2026, 11, 19)):
        if dice.random() < 0.7:
            enter("exam", held_on, dice.choice(("taken", "taken", "taken", "excused", "absent")))
        if dice.random() < 0.3:
            enter("exam", held_on + dt.timedelta(days=dice.randint(5, 60)), "resit")
    for year in (2025, 2026):
        for _ in range(dice.randint(0, 2)):
            enter("debrief", day(dice, year, 10, 12), dice.choice(("taken", "taken", "taken", "excused", "absent")))
    return list(found.values())


def _reviews(dice: Random, facts: Any) -> None:
    """Every suggestion gets its day, and some of those reviewed a decision, a fate, or a review nobody can place."""
    for one in facts.returns:
        for row in one.sheets.get("suggestions", ()):
            row["proposed_on"] = Month.parse(one.month).first_day + dt.timedelta(days=dice.randrange(28))
    proposed = {row["suggestion_id"]: row["proposed_on"] for row in facts.rows("suggestions")}
    for review in facts.reviews:
        since = proposed[review["suggestion_id"]]
        review.update(
            result=dice.choice(RESULTS), decided_on=maybe(dice, 0.8, since + dt.timedelta(days=dice.randint(-2, 70))),
            implementation=dice.choice((None, "not_started", "under_way", "implemented", "implemented")),
        )
        done = review["implementation"] == "implemented" and dice.random() < 0.7
        review["implemented_on"] = since + dt.timedelta(days=dice.randint(20, 150)) if done else None
    facts.reviews.append({"suggestion_id": "unknown", "decided_on": dt.date(2026, 3, 1), "result": "adopted",
                          "implementation": None, "implemented_on": None})
