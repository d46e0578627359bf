"""Sheet personal_study: a month's own study hours, the note and the courses of each person."""

import datetime as dt
from functools import cache
from random import Random
from typing import Any

from analytics.months import Month
from sample_data.agency import FIRST_MONTH, calendar
from sample_data.attendance import Rows
from sample_data.chance import dice, table, words
from sample_data.people import Member, off_duty_on, roster
from sample_data.sessions import sessions
from sample_data.story import FALLING, Story

HOURS_A_DAY = {
    "BGS": 1.20, "ZLB": 1.18, "XCB": 1.15, "QYB": 1.10, "FZB": 1.22, "JEB": 1.24, "FEG": 1.08, "YJS": 1.08, "DWB": 1.26,
}
LOWEST, STEP = 0.90, 0.03            # the falling department, as in attendance
ATTENDED = ("present", "late", "left_early")
NOTE_MISSING = {"XCB": 0.14, "QYB": 0.06, "FZB": 0.05}
NOT_WRITTEN = "未完成"
ENROL_MONTHS, FINISH_MONTHS = (3, 4, 5), (6, 7, 8, 9, 10, 11)
EMPTY = dict.fromkeys((
    "self_study_hours", "note_title", "note_type", "note_date", "course_name", "course_type", "course_status",
    "course_result",
))


def by_month(story: Story, attendance: dict[Month, Rows]) -> dict[Month, Rows]:
    """The sheet's rows for every month: one row a person, a second one for what else the month held."""
    hours = {s["session_id"]: s["hours"] for s in sessions(story.last)}
    found: dict[Month, Rows] = {}
    for month in story.months():
        first, second = [], []
        for member in roster(story.unit_code, month):
            source = dice(story.seed, "study", member.staff_id, month)
            attended = sum(hours[row["session_id"]] for row in attendance[month]
                           if row["staff_id"] == member.staff_id and row["status"] in ATTENDED)
            row = _new_row(member) | {"self_study_hours": _self_study(story, month, member, attended, source)}
            first.append(row | _note(story, month, member))
            second += _later_note(story, month, member)
            events = _courses(story, month, member)
            if events:
                first[-1] |= events[0]
                second += [_new_row(member) | event for event in events[1:]]
        found[month] = first + second
    return found


def _new_row(member: Member) -> dict[str, Any]:
    return {"staff_id": member.staff_id, "name": member.name, **EMPTY}


def _workdays(member: Member) -> list[dt.date]:
    """The member's working days on duty in the month."""
    days = (member.from_on + dt.timedelta(days=n) for n in range((member.to_on - member.from_on).days + 1))
    return [d for d in days if calendar().is_workday(d) and not off_duty_on(member.staff_id, d)]


def _self_study(story: Story, month: Month, member: Member, attended: float, source: Random) -> float:
    a_day = HOURS_A_DAY[story.unit_code]
    if story.unit_code == FALLING:
        a_day = min(a_day, LOWEST + STEP * story.ago(month))
    own = dice(story.seed, "diligence", member.staff_id).uniform(0.92, 1.08)
    busy = dice(story.seed, "busy", story.unit_code, month).uniform(0.96, 1.04)
    wanted = len(_workdays(member)) * a_day * own * busy * source.uniform(0.96, 1.04) - attended
    return max(round(wanted * 2) / 2, 0.0)


# ------------------------------------------------------------------------------------------- notes
def _note(story: Story, month: Month, member: Member) -> dict[str, Any]:
    days = _workdays(member)
    if not days or not _is_written(story, month, member):
        return {"note_title": NOT_WRITTEN}
    source = dice(story.seed, "note", member.staff_id, month)
    return _written(member, month, source.choice(days[len(days) // 3:]), source)


def _is_written(story: Story, month: Month, member: Member) -> bool:
    return dice(story.seed, "wrote", member.staff_id, month).random() >= NOTE_MISSING.get(story.unit_code, 0.03)


def _later_note(story: Story, month: Month, member: Member) -> Rows:
    """A note of the month before that was handed in late, for half of those that were missing."""
    before = month.plus(-1)
    if before < FIRST_MONTH or _is_written(story, before, member) or member.staff_id not in {
        m.staff_id for m in roster(story.unit_code, before)
    }:
        return []
    source = dice(story.seed, "late note", member.staff_id, before)
    day = before.last_day - dt.timedelta(days=source.randint(0, 2))
    if source.random() < 0.5 or off_duty_on(member.staff_id, day):
        return []
    return [_new_row(member) | _written(member, before, day, source)]


def _written(member: Member, month: Month, day: dt.date, source: Random) -> dict[str, Any]:
    kind = source.choice(("reading_note", "reflection"))
    return {"note_title": _title(member, month), "note_type": kind, "note_date": day}


@cache
def _staff_ids() -> list[str]:
    return [row[0] for row in table("staff")]


def _title(member: Member, month: Month) -> str:
    """A title nobody else has: person and month are numbered, and the numbers run through all combinations."""
    forms, topics = words("notes")["forms"], words("notes")["topics"]
    people = _staff_ids()
    months = (month.year - FIRST_MONTH.year) * 12 + month.month - FIRST_MONTH.month
    number = (months * len(people) + people.index(member.staff_id)) * 611 % (len(forms) * len(topics))
    return forms[number // len(topics)].format(topics[number % len(topics)])


# ------------------------------------------------------------------------------------------- courses
def _courses(story: Story, month: Month, member: Member) -> Rows:
    """What happened to the member's courses in the month; empty for nearly every month."""
    events = (_single(story, month, member), _degree(month, member), _training(story, month, member))
    return [event for event in events if event]


def _single(story: Story, month: Month, member: Member) -> dict[str, Any] | None:
    """One single-subject course a year: enrolled in spring, finished between June and November by most."""
    source = dice(story.seed, "course", member.staff_id, month.year)
    enrols, finishes = source.choice(ENROL_MONTHS), source.choice(FINISH_MONTHS)
    names, mark = words("courses")["names"], source.randint(74, 97)
    never = source.random() < (0.05 if month.year == FIRST_MONTH.year else 0.12)
    place = _staff_ids().index(member.staff_id)
    course = {"course_name": names[(place + month.year * 5) % len(names)], "course_type": "single_subject"}
    if not _workdays(member):
        return None
    if month.month == enrols:
        return course | {"course_status": "enrolled"}
    if month.month == finishes and not never:
        return course | {"course_status": "completed", "course_result": f"{mark}分"}
    return None


def _degree(month: Month, member: Member) -> dict[str, Any] | None:
    degree = next(row[6] for row in table("staff") if row[0] == member.staff_id)
    if not degree or month.month not in (3, 9):
        return None
    name = {"degree_bachelor": "行政管理（本科）", "degree_postgraduate": "社会工作（研究生）"}[degree]
    return {"course_name": name, "course_type": degree, "course_status": "enrolled"}


def _training(story: Story, month: Month, member: Member) -> dict[str, Any] | None:
    source = dice(story.seed, "training", member.staff_id, month)
    if source.random() >= 0.035 or not _workdays(member) or not member.is_cadre:
        return None
    name = source.choice(words("courses")["trainings"])
    return {"course_name": f"{month.year}年{month.month}月{name}", "course_type": "training",
            "course_status": "completed", "course_result": "合格"}
