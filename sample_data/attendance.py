"""Sheet study_attendance: every expected attendance, with the absences the department's rate asks for."""

import datetime as dt
from collections.abc import Mapping
from random import Random
from typing import Any

from analytics.months import Month
from sample_data.agency import calendar
from sample_data.chance import dice, pick
from sample_data.people import off_duty_on
from sample_data.sessions import expected
from sample_data.story import FALLING, Story

RATES = {
    "BGS": 0.955, "ZLB": 0.945, "QYB": 0.935, "FZB": 0.94, "JEB": 0.96, "FEG": 0.92, "YJS": 0.92, "DWB": 0.97,
    "XCB": 0.95,
}
LOWEST, STEP = 0.79, 0.018           # the falling department: its last month, and how much better each one before
ABSENT = {"sick_leave": 0.44, "personal_leave": 0.46, "unexcused": 0.10}
AWAY = {"official_leave": 0.7, "statutory_leave": 0.3}
THERE = {"present": 0.945, "late": 0.04, "left_early": 0.015}
SPEAKS = {"exchange": 0.6, "central_group": 0.35}
Rows = list[dict[str, Any]]


def by_month(story: Story) -> dict[Month, Rows]:
    """The sheet's rows for every month. What rounding leaves of an absence is carried into the next month."""
    found: dict[Month, Rows] = {}
    owed = 0.0
    for month in story.months():
        source = dice(story.seed, "attendance", story.unit_code, month)
        rows, sessions = _everybody(story, month, source)
        eligible = [i for i, row in enumerate(rows) if row["status"] == "present"]
        owed += len(eligible) * (1 - _rate(story, month))
        missing = min(int(owed), len(eligible))
        owed -= missing
        for index in sorted(source.sample(eligible, missing)):
            _absent(rows[index], sessions[index], month, story, source)
        for row, session in zip(rows, sessions, strict=True):
            _there(row, session, source)
        found[month] = rows
    return found


def _rate(story: Story, month: Month) -> float:
    usual = RATES[story.unit_code]
    return min(usual, LOWEST + STEP * story.ago(month)) if story.unit_code == FALLING else usual


def _everybody(story: Story, month: Month, source: Random) -> tuple[Rows, list[Mapping[str, Any]]]:
    """All expected rows: off duty, away on leave that does not count, or present so far."""
    rows, sessions = [], []
    for session, member in expected(story.unit_code, month, story.last):
        away = source.random() < 0.035
        status = pick(source, AWAY) if away else "present"
        if off_duty_on(member.staff_id, session["held_on"]):
            status = "off_duty"
        rows.append({"session_id": session["session_id"], "staff_id": member.staff_id, "name": member.name,
                     "status": status, "spoke": None, "made_up_on": None})
        sessions.append(session)
    return rows, sessions


def _absent(row: dict[str, Any], session: Mapping[str, Any], month: Month, story: Story, source: Random) -> None:
    falling = story.unit_code == FALLING
    row["status"] = pick(source, ABSENT)
    makes_up = source.random() < (0.35 if falling else 0.65)
    day = session["held_on"] + dt.timedelta(days=source.randint(2, 12))
    if row["status"] != "unexcused" and makes_up and day <= month.last_day and calendar().is_workday(day):
        row["made_up_on"] = day


def _there(row: dict[str, Any], session: Mapping[str, Any], source: Random) -> None:
    if row["status"] == "present":
        row["status"] = pick(source, THERE)
        if source.random() < SPEAKS.get(session["type"], 0):
            row["spoke"] = "yes"
