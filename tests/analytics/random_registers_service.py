"""
Random but valid rows of what the service duties read, for some Facts (case_fixture.py): reception days that were held,
stood in for, moved, cancelled or forgotten, rules in force, and service brands in the returns.
"""

import datetime as dt
from random import Random
from typing import Any

from analytics.months import Month, month_range
from tests.analytics.random_registers_learning import add, day, maybe, rule
from tests.analytics.store_fixture import goal

ITEMS = ("research_system", "service_responsibility", "service_limits_published")
STATUSES = ("held", "held", "held", "stand_in", "moved", "moved", "cancelled", "planned")
STAGES = ("drafted", "in_progress", "completed", "declared", "awarded", "not_awarded", "promoted", "dropped")


def fill(dice: Random, facts: Any) -> None:
    """Adds the rows to facts.registers, facts.institutions and the sheets of facts.returns."""
    leaders = [p["staff_id"] for p in facts.staff if p["is_leadership"]] + ["STRANGER"]
    days = {
        (month.first_day + dt.timedelta(days=dice.randrange(month.days)), dice.choice(leaders))
        for month in month_range(Month(2025, 11), Month(2027, 1)) for _ in range(dice.randint(0, 4))
    }
    add(facts, "reception_day_record", [
        {"held_on": on, "planned_leader_id": leader, "status": dice.choice(STATUSES)} for on, leader in sorted(days)
    ])
    facts.institutions += [rule(dice, item, day(dice, year, 1, 12)) for item in ITEMS
                           for year in (2025, 2026) if dice.random() < 0.6]
    for code in "ABC":
        _brands(dice, code, [one for one in facts.returns if one.unit_code == code])


def _brands(dice: Random, code: str, returns: list[Any]) -> None:
    """Brands that move on from month to month; those that are finished are no longer reported."""
    brands = [goal(f"{code}b{n}", "brand", f"{code}1", dt.date(2026, 12, 20), "drafted", evidence=None)
              for n in range(dice.randint(0, 3))]
    for one in returns:
        one.sheets["goals_outcomes"] = [dict(row) for row in brands]
        for row in brands:
            if dice.random() < 0.25:
                row.update(stage=dice.choice(STAGES), evidence=dice.choice((maybe(dice, 0.5, "no. 8"), " ")))
