"""Registers person_year and exam: learning plans, gap analyses, exams and debriefs of every person."""

import datetime as dt
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from analytics.months import Month
from sample_data.agency import FIRST_MONTH, calendar
from sample_data.chance import SEED, dice
from sample_data.entries import Entry
from sample_data.people import Member, everyone_in, off_duty_on

TOPICS = (
    "党的创新理论、妇女权益保障法、公文写作", "家庭教育促进法、数据统计、应急处置", "群众工作方法、调研写作、数字政务",
    "反家庭暴力法、心理疏导、普通话表达", "乡村振兴政策、电商知识、项目管理", "党章党规、档案管理、新媒体运用",
)
PLAN_LATE, GAP_LATE = 0.07, 0.06
NO_PLAN = {("XCB005", 2026)}
NO_GAP = {("DWB005", 2026), ("FZB006", 2025)}
PLAN_WITHIN_DAYS = 25                    # joiners, after they came
EXAMS = ((6, 18), (11, 19))              # day of the half-year's and of the year's exam
RESIT_AFTER_DAYS = 22
FAILED = {("XCB005", 2025, 11): (52, 68), ("XCB006", 2026, 6): (55, 71)}   # first mark, mark of the re-sit
ABSENT = {("DWB005", 2026, 6), ("XCB003", 2025, 6)}
RESAT = {("BGS009", 2025, 6)}            # excused on the day, sat later
DEBRIEFS = (12, 9)
EARLY_DEBRIEFS = {"JEB": (10, 28), "DWB": (10, 29)}
GRADES = {"excellent": 0.24, "good": 0.62, "fair": 0.14}


def entries(last: Month) -> Iterator[Entry]:
    """Every entry up to the last month, in no particular order."""
    for year in range(FIRST_MONTH.year, last.year + 1):
        for entry in (*_plans(year), *_exams(year), *_debriefs(year)):
            if entry.on <= last.last_day:
                yield entry


# ------------------------------------------------------------------------------------------- persons, year by year
def _plans(year: int) -> Iterator[Entry]:
    """The plan in January, the gap analysis (cadres) in March, the check of the plan in July."""
    for member, first in _on_roster(year):
        source = dice(SEED, "plan", member.staff_id, year)
        record: dict[str, Any] = {
            "staff_id": member.staff_id, "year": year, "plan_filed_on": None,
            "plan_topics": None, "gap_filed_on": None, "half_year_checked_on": None,
        }
        for name, day in _dates(member, first, year, source):
            record[name] = day
            if name == "plan_filed_on":
                record["plan_topics"] = source.choice(TOPICS)
            yield Entry(day, "person_year", dict(record))


def _dates(member: Member, first: Month, year: int, source: Random) -> Iterator[tuple[str, dt.date]]:
    if first.month > 1:
        yield "plan_filed_on", calendar(year).next_workday(member.from_on + dt.timedelta(days=PLAN_WITHIN_DAYS))
        return
    who = (member.staff_id, year)
    plan, gap = (1, 6 + source.randint(0, 22)), (3, 3 + source.randint(0, 27))
    if source.random() < PLAN_LATE:
        plan = (2, source.randint(3, 24))
    if source.random() < GAP_LATE:
        gap = (4, source.randint(2, 22))
    if who not in NO_PLAN:
        yield "plan_filed_on", _workday(year, *plan)
    if who not in NO_GAP and member.is_cadre:
        yield "gap_filed_on", _workday(year, *gap)
    checked = _workday(year, 7, 8 + source.randint(0, 5))
    if who not in NO_PLAN and _is_there(member.staff_id, checked):
        yield "half_year_checked_on", checked


def _workday(year: int, month: int, day: int) -> dt.date:
    """The working day on or before a day."""
    found = dt.date(year, month, day)
    while not calendar(year).is_workday(found):
        found -= dt.timedelta(days=1)
    return found


def _on_roster(year: int) -> list[tuple[Member, Month]]:
    """Everybody of a year as in their first month, with it."""
    found: dict[str, tuple[Member, Month]] = {}
    for number in range(1, 13):
        for member in everyone_in(Month(year, number)):
            found.setdefault(member.staff_id, (member, Month(year, number)))
    return list(found.values())


def _is_there(staff_id: str, day: dt.date) -> bool:
    return any(m.staff_id == staff_id and m.from_on <= day <= m.to_on for m in everyone_in(Month.of(day)))


# ------------------------------------------------------------------------------------------- exams and debriefs
def _exams(year: int) -> Iterator[Entry]:
    for month, day in EXAMS:
        held = calendar(year).next_workday(dt.date(year, month, day))
        for member in everyone_in(Month(year, month)):
            if member.from_on <= held <= member.to_on:
                yield from _exam(member, held)


def _exam(member: Member, held: dt.date) -> Iterator[Entry]:
    """One row for the day; a second one for those who failed or were excused and sat the exam again."""
    who = (member.staff_id, held.year, held.month)
    source = dice(SEED, "exam", *who)
    usual = 76 + dice(SEED, "talent", member.staff_id).randint(0, 14)
    mark = min(98, usual + source.randint(-5, 6))
    again = calendar(held.year).next_workday(held + dt.timedelta(days=RESIT_AFTER_DAYS))
    if who in ABSENT:
        yield _entry(member, "exam", held, {"status": "absent"})
    elif off_duty_on(member.staff_id, held):
        yield _entry(member, "exam", held, {"status": "excused"})
        if who in RESAT:
            yield _entry(member, "exam", again, {"status": "resit", "score": float(mark)})
    elif who in FAILED:
        first, second = FAILED[who]
        yield _entry(member, "exam", held, {"status": "taken", "score": float(first)})
        yield _entry(member, "exam", again, {"status": "resit", "score": float(second)})
    else:
        yield _entry(member, "exam", held, {"status": "taken", "score": float(mark)})


def _debriefs(year: int) -> Iterator[Entry]:
    """In December; two departments in the last days of October."""
    for number in (10, 12):
        for member in everyone_in(Month(year, number)):
            month, day = EARLY_DEBRIEFS.get(member.unit_code, DEBRIEFS)
            held = calendar(year).next_workday(dt.date(year, month, day))
            if month != number or off_duty_on(member.staff_id, held):
                continue
            source = dice(SEED, "debrief", member.staff_id, year)
            grade = source.choices(list(GRADES), list(GRADES.values()))[0]
            peers = {"excellent": 93, "good": 86, "fair": 74}[grade] + source.randint(-3, 4)
            yield _entry(member, "debrief", held, {"status": "taken", "grade": grade, "peer_score": float(peers)})


def _entry(member: Member, kind: str, held: dt.date, facts: Mapping[str, Any]) -> Entry:
    empty = {"score": None, "grade": None, "peer_score": None}
    return Entry(held, "exam", {"staff_id": member.staff_id, "type": kind, "held_on": held, **empty, **facts})
