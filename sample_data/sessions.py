"""The study calendar of the agency: what was held up to the last month and what is planned after it."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from analytics.months import Month
from analytics.workdays import Fortnight
from sample_data.agency import DEPARTMENTS, calendar
from sample_data.chance import SEED, dice, words
from sample_data.people import CLOSED, FOUNDED_ON, HEIR, START, Member, everyone_in

# month without / with a second central-group session, fortnight left out (counted among the due ones)
CENTRAL_GAP, CENTRAL_TWICE = {2025: 8}, {2025: 4}
FORTNIGHT_GAP = {2025: 16}
GAP, TWICE, MISSED = 7, 5, 15        # the same for every other year
TRAINING_MONTHS = (4, 7, 11)
CANCELLED_TRAINING = 7
NO_SCIENCE = (2026, 3)               # a quarter in which one content area was left out
FORMS = {
    "central_group": ("sharing", "lecture"),
    "cadre_theory": ("lecture", "film", "sharing", "party_class", "lecture"),
    "exchange": ("sharing",), "department": ("sharing", "other"), "topic_training": ("lecture",),
    "mobilisation": ("sharing",),
}
CONTENT = {
    "central_group": ("political_theory",), "topic_training": ("science_market", "womens_work"),
    "cadre_theory": ("political_theory", "womens_work", "political_theory", "science_market"),
    "department": ("womens_work", "womens_work", "science_market"), "exchange": ("womens_work",),
    "mobilisation": ("political_theory",),
}


@cache
def sessions(last: Month) -> tuple[Mapping[str, Any], ...]:
    """Every session from 2025 to the end of the last month's year, numbered by date within its year."""
    found: list[Mapping[str, Any]] = []
    for year in range(START.year, last.year + 1):
        planned = sorted(_year(year), key=lambda s: (s[0], s[1], s[2]))
        counts: dict[str, int] = {}
        for number, (day, kind, attendees, cancelled) in enumerate(planned, 1):
            turn = counts[kind] = counts.get(kind, -1) + 1
            status = "planned" if Month.of(day) > last else "cancelled" if cancelled else "held"
            found.append({"session_id": f"{year}-S{number:02d}", "held_on": day, "attendees": attendees,
                          "status": status, **_about(year, day, kind, turn, attendees)})
    return tuple(found)


def _about(year: int, day: dt.date, kind: str, turn: int, attendees: str) -> dict[str, Any]:
    source = dice(SEED, "session", year, kind, turn)
    content = CONTENT[kind][turn % len(CONTENT[kind])]
    if content == "science_market" and (year, (day.month + 2) // 3) == NO_SCIENCE:
        content = "womens_work"
    titles = words("sessions").get(kind) or words("sessions")[content]
    if kind == "exchange":  # the agency's own: one a half-year
        titles = (titles[day.month > 6],) if attendees == "staff" else titles[2:]
    hours = source.choice((1.5, 2.0)) if kind == "department" else source.choice((2.0, 2.0, 2.5, 3.0))
    return {
        "starts_at": "09:00" if kind in ("central_group", "topic_training") else "14:30", "hours": hours,
        "type": kind, "form": FORMS[kind][turn % len(FORMS[kind])], "content": content,
        "title": titles[(turn + year) % len(titles)],
    }


def _year(year: int) -> Iterator[tuple[dt.date, str, str, bool]]:
    """(day, type, attendees, cancelled) of everything a year holds."""
    yield from _central_group(year)
    yield from _fortnightly(year)
    yield _workday(year, 2, 24), "mobilisation", "cadre", False
    for month, day in ((6, 11), (10, 21)):
        yield _workday(year, month, day), "exchange", "staff", False
    for code, month in (("QYB", 4), ("XCB", 9)):
        yield _workday(year, month, 16), "exchange", code, False
    for month in TRAINING_MONTHS:
        yield _workday(year, month, 8), "topic_training", "cadre", month == CANCELLED_TRAINING
    for index, code in enumerate(code for code in DEPARTMENTS if code != CLOSED):
        for month in range(1 + index % 4, 13, 4):
            held_on = _workday(year, month, 19)
            yield held_on, "department", CLOSED if code == HEIR and held_on < FOUNDED_ON else code, False


def _central_group(year: int) -> Iterator[tuple[dt.date, str, str, bool]]:
    for month in range(1, 13):
        days = [13]
        if month == CENTRAL_GAP.get(year, GAP):
            days = []
        elif month == CENTRAL_TWICE.get(year, TWICE):
            days = [12, 26]
        for day in days:
            yield _workday(year, month, day), "central_group", "central_group", False


def _fortnightly(year: int) -> Iterator[tuple[dt.date, str, str, bool]]:
    due = [f for f in calendar(year).fortnights(year) if f.due]
    for number, fortnight in enumerate(due, 1):
        if number != FORTNIGHT_GAP.get(year, MISSED):
            yield _day_in(fortnight, year), "cadre_theory", "staff", False


def _day_in(fortnight: Fortnight, year: int) -> dt.date:
    """The second Friday, or the working day nearest before it."""
    day = fortnight.last_day - dt.timedelta(days=2)
    while not calendar(year).is_workday(day):
        day -= dt.timedelta(days=1)
    return day


def _workday(year: int, month: int, day: int) -> dt.date:
    """The working day on or after the given one, or before it when the month would end."""
    wanted = dt.date(year, month, day)
    found = calendar(year).next_workday(wanted)
    while found.month != month or not calendar(year).is_workday(found):
        found = wanted = wanted - dt.timedelta(days=1)
    return found


def held_in(month: Month, last: Month) -> list[Mapping[str, Any]]:
    return [s for s in sessions(last) if s["status"] == "held" and Month.of(s["held_on"]) == month]


def expected(unit_code: str, month: Month, last: Month) -> list[tuple[Mapping[str, Any], Member]]:
    """The attendance a department owes: every held session of the month with each of its people in the scope."""
    return [
        (session, member)
        for session in held_in(month, last)
        for member in everyone_in(month)
        if member.unit_code == unit_code and member.from_on <= session["held_on"] <= member.to_on
        and _invited(session["attendees"], member)
    ]


def _invited(attendees: str, member: Member) -> bool:
    return {
        "staff": True, "cadre": member.is_cadre, "central_group": member.is_central_group,
    }.get(attendees, attendees == member.unit_code)
