"""What the naive recomputations of registers share: who is in post on a day, entries of a year, the day judged on."""

import datetime as dt
from collections.abc import Iterator

from tests.analytics.store_fixture import Row
from tests.naive.common import World, last_day

SECTION_HEAD_AND_ABOVE = ("section_head", "county_deputy", "county_head")


def as_of(month: str, today: dt.date) -> dt.date:
    return min(last_day(month), today)


def settled_on(month: str, today: dt.date) -> dt.date:
    """December also knows what was decided in the new year."""
    return today if month.endswith("-12") else as_of(month, today)


def entries(world: World, table: str, month: str) -> Iterator[Row]:
    """The register's entries of the month's year."""
    return (row for row in world.facts.registers.get(table, ()) if row["year"] == int(month[:4]))



def new_years_eve(month: str) -> dt.date:
    return dt.date(int(month[:4]), 12, 31)


def in_post(world: World, day: dt.date) -> dict[str, Row]:
    """staff_id -> the roster row of everybody there on the day."""
    return {
        p["staff_id"]: p for p in world.facts.staff
        if p["valid_from"] <= day and (p["valid_to"] is None or day <= p["valid_to"])
        and p["joined_on"] <= day and (p["left_on"] is None or day <= p["left_on"])
    }


def units_on(world: World, day: dt.date) -> list[Row]:
    return [
        u for u in world.facts.units if u["valid_from"] <= day and (u["valid_to"] is None or day <= u["valid_to"])
    ]
