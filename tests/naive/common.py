"""
The store recomputed the slow way: plain Python over the rows of `Facts`, no SQL, no pandas, no code of the product but
the declared settings. A naive function says what one indicator counts:

    function(world, month, period, today) -> list of Tally

for period 'month' (that month alone) or 'year' (January to the month); `levels` adds the tallies up the tree.
Modules list their functions in a dict NAIVE: indicator id -> function.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from analytics.declare import settings
from tests.analytics.store_fixture import ROOT, Facts, Row

DAY = dt.timedelta(days=1)


class Tally(NamedTuple):
    """What one thing adds: to which unit, to whom (None: to nobody), to numerator and denominator."""

    unit_code: str
    staff_id: str | None
    numerator: float
    denominator: float | None


Naive = Callable[["World", str, str, dt.date], list[Tally]]


@dataclass
class Person:
    """A person in one month: where, and working days on duty."""

    row: Row
    unit_code: str
    workdays_on_duty: int
    on_duty: bool


@dataclass
class World:
    """Facts with a memory for what is asked again and again."""

    facts: Facts
    _rosters: dict[str, dict[str, Person]] = field(default_factory=dict)
    _lines: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.workdays = {d.day for d in self.facts.calendar if d.is_workday}
        self.holidays = {d.day for d in self.facts.calendar if d.kind == "holiday"}
        self.last_calendar_day = max(d.day for d in self.facts.calendar)
        self.returned = set(self.facts.counting())
        self.held = {s["session_id"]: s for s in self.facts.sessions if s["status"] == "held"}
        self._rows: dict[str, list[Row]] = {}

    def rows(self, sheet: str) -> list[Row]:
        if sheet not in self._rows:
            self._rows[sheet] = self.facts.rows(sheet)
        return self._rows[sheet]

    def departments(self, month: str) -> list[str]:
        """Units other than the root that exist on the month's last day and must report."""
        last = last_day(month)
        return [
            u["code"] for u in self.facts.units
            if u["must_report"] and u["valid_from"] <= last and (u["valid_to"] is None or u["valid_to"] >= last)
        ]

    def heir(self, unit_code: str, month: str) -> str:
        """Who answers in the month for what the unit left: the unit itself until it is closed, then its successor."""
        last = max((u for u in self.facts.units if u["code"] == unit_code), key=lambda u: u["valid_from"], default={})
        successor = last.get("successor_code")
        if not successor or last["valid_to"] is None or last["valid_to"] >= last_day(month):
            return unit_code
        return self.heir(successor, month)

    def line(self, unit_code: str) -> str:
        """Who answers for it in the end."""
        if unit_code not in self._lines:
            self._lines[unit_code] = self.heir(unit_code, "9998-12")
        return self._lines[unit_code]

    def heard_of(self, unit_code: str, month: str) -> bool:
        """Whether the unit has sent any return of the year up to the month."""
        return any((unit_code, m) in self.returned for m in year_to(month))

    def is_off(self, staff_id: str, day: dt.date) -> bool:
        return any(
            d["staff_id"] == staff_id and d["from_on"] <= day and (d["to_on"] is None or day <= d["to_on"])
            for d in self.facts.duty
        )

    def duty_days(self, person: Row, first: dt.date, last: dt.date) -> int:
        """Working days between two days on which the person was on the roster and not off duty."""
        return sum(
            1 for day in days(first, last)
            if day in self.workdays and person["joined_on"] <= day
            and (person["left_on"] is None or day <= person["left_on"]) and not self.is_off(person["staff_id"], day)
        )

    def roster(self, month: str) -> dict[str, Person]:
        """staff_id -> the person as on their last day on the roster in the month."""
        if month not in self._rosters:
            self._rosters[month] = dict(self._roster(month))
        return self._rosters[month]

    def _roster(self, month: str) -> Iterator[tuple[str, Person]]:
        first, last = first_day(month), last_day(month)
        in_month = sum(1 for day in days(first, last) if day in self.workdays)
        share = settings()["duty"]["min_share_of_workdays"]
        versions: dict[str, Row] = {}
        for row in sorted(self.facts.staff, key=lambda r: r["valid_from"]):
            valid = row["valid_from"] <= last and (row["valid_to"] is None or row["valid_to"] >= first)
            present = row["joined_on"] <= last and (row["left_on"] is None or row["left_on"] >= first)
            if valid and present:
                versions[row["staff_id"]] = row
        for staff_id, row in versions.items():
            worked = self.duty_days(row, first, last)
            yield staff_id, Person(row, row["unit_code"], worked, worked >= in_month * share)

    def duty_months(self, staff_id: str, year: str) -> int:
        """On-duty months of the whole year."""
        months = (f"{year}-{n:02}" for n in range(1, 13))
        return sum(1 for m in months if staff_id in self.roster(m) and self.roster(m)[staff_id].on_duty)

    def is_ranked(self, staff_id: str, year: str) -> bool:
        return self.duty_months(staff_id, year) >= settings()["duty"]["min_months_for_ranking"]

    def to_judge(self, month: str) -> Iterator[tuple[str, Person]]:
        """People on duty in the month whose unit has reported this year."""
        for staff_id, person in self.roster(month).items():
            if person.on_duty and self.heard_of(person.unit_code, month):
                yield staff_id, person

    def attendances(self) -> Iterator[tuple[Row, Row]]:
        """(attendance row, its session) for sessions that were held."""
        for row in self.rows("study_attendance"):
            if row["session_id"] in self.held:
                yield row, self.held[row["session_id"]]

    def due_fortnights(self, year: str) -> list[tuple[dt.date, dt.date]]:
        """The fortnights of the year that are due."""
        start = dt.date(int(year), 1, 1)
        while start.isoweekday() != 1:
            start += DAY
        found = []
        while (end := start + 13 * DAY).year == int(year):
            if sum(1 for day in days(start, end) if day in self.workdays) >= settings()["fortnight"]["min_workdays"]:
                found.append((start, end))
            start = end + DAY
        return found


# ------------------------------------------------------------------------------------------- months and days
def first_day(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")


def last_day(month: str) -> dt.date:
    return (first_day(month) + 31 * DAY).replace(day=1) - DAY


def next_month(month: str) -> str:
    return month_of(last_day(month) + DAY)


def month_of(day: dt.date) -> str:
    return day.isoformat()[:7]


def days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    while first <= last:
        yield first
        first += DAY


def year_to(month: str) -> list[str]:
    return [f"{month[:4]}-{n:02}" for n in range(1, int(month[5:]) + 1)]


def months_of(month: str, period: str) -> list[str]:
    """The months a period adds up."""
    return [month] if period == "month" else year_to(month)


# ------------------------------------------------------------------------------------------- adding up
class Sum(NamedTuple):
    """n = how many tallies; largest = of the numerators."""

    numerator: float
    denominator: float
    n: int
    largest: float


def levels(tallies: Iterable[Tally], chosen_levels: Iterable[str]) -> dict[tuple[str, str], Sum]:
    """(level, unit or person) -> the sum of its tallies. Every department's tallies count for the agency too."""
    found: dict[tuple[str, str], list[Tally]] = {}
    for tally in tallies:
        keys = [("agency", ROOT)]
        if tally.unit_code != ROOT:
            keys.append(("department", tally.unit_code))
        if tally.staff_id is not None:
            keys.append(("person", tally.staff_id))
        for key in keys:
            if key[0] in chosen_levels:
                found.setdefault(key, []).append(tally)
    return {key: _sum(group) for key, group in found.items()}


def _sum(group: list[Tally]) -> Sum:
    return Sum(
        sum(t.numerator for t in group), sum(t.denominator or 0 for t in group), len(group),
        max(t.numerator for t in group),
    )


def attended(row: Row) -> bool:
    return row["status"] in ("present", "late", "left_early")


def excused(row: Row) -> bool:
    return row["status"] in ("official_leave", "statutory_leave", "off_duty")


def made_up(row: Row, session: Row | None, statuses: Iterable[str]) -> bool:
    """Whether leave of one of these kinds was made up within the days allowed."""
    if session is None or row["status"] not in statuses or row["made_up_on"] is None:
        return False
    passed = (row["made_up_on"] - session["held_on"]).days
    return 0 < passed <= settings()["make_up"]["within_days"]


def setting(section: str, name: str) -> Any:
    return settings()[section][name]
