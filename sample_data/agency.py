"""
The demonstration agency 示例市妇联: its units and everything else its office keeps, as records ready for
`store.warehouse.append_records`.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from analytics.months import Month, month_range
from analytics.workdays import WorkCalendar, default_calendar
from sample_data.chance import table
from sample_data.people import (
    CLOSED,
    FOUNDED_ON,
    HEIR,
    MOVED_ON,
    MOVER,
    START,
    duty_records,
    staff_records,
)

ROOT = "FL"
FIRST_MONTH = Month.of(START)
RENAMED_ON = dt.date(2026, 1, 1)     # 儿童工作部 becomes 家庭和儿童部
# code -> names, head and so on, in the order of people.toml
DEPARTMENTS: Mapping[str, tuple[Any, ...]] = {row[0]: tuple(row[1:]) for row in table("departments")}
# who fills in and who checks the return of each department
CLERKS = {
    "BGS": "BGS007", "ZLB": "ZLB004", "XCB": "XCB003", "QYB": "QYB004", "FZB": "FZB005", "JEB": "JEB004",
    "FEG": "YJS003", "DWB": "DWB003", "YJS": "YJS003",
}
REVIEWERS = {code: f"{CLOSED if code == HEIR else code}002" for code in DEPARTMENTS}
OFFICE = "BGS006"                    # the person of the office who accepts, sends back and reminds
LEADERS = ("BGS001", "BGS002", "BGS003", "BGS004")
RECEPTION_STATUS = {5: "stand_in", 8: "moved", 11: "cancelled"}   # by month; otherwise held
# month -> when the office decided so, and the deadline it set instead of the usual one
OWN_DEADLINES = {
    Month(2025, 12): (dt.date(2025, 12, 25), dt.date(2026, 1, 8)),
    Month(2026, 6): (dt.date(2026, 6, 25), dt.date(2026, 7, 8)),
}


def units() -> list[dict[str, Any]]:
    """
    The dated tree: one agency, eight departments at a time; a new head of FZB and a new name of JEB are new versions,
    FEG takes over from YJS.
    """
    root = {
        "code": ROOT, "valid_from": START, "valid_to": None, "name_zh": "示例市妇联",
        "name_en": "Demonstration City Women's Federation", "short_zh": "示例妇联", "short_en": "Demo WF",
        "aliases": "示例市妇女联合会", "parent_code": None, "kind": "agency", "position": 0, "head_id": "BGS001",
        "supervisor_id": None, "has_window": False, "must_report": False, "contact": "办公室内线 8000",
        "successor_code": None,
    }
    found = [root]
    for position, code in enumerate(DEPARTMENTS, 1):
        found += _department(code, position)
    return found


def departments_on(day: dt.date) -> dict[str, dict[str, Any]]:
    """code -> the version of each department that there is on a day."""
    return {u["code"]: u for u in units() if u["kind"] == "department"
            and u["valid_from"] <= day <= (u["valid_to"] or dt.date.max)}


def months_of(unit_code: str, last: Month) -> Iterator[Month]:
    """The months up to the last one that a department owes a return for."""
    first = Month.of(FOUNDED_ON) if unit_code == HEIR else FIRST_MONTH
    end = min(last, Month.of(FOUNDED_ON).plus(-1)) if unit_code == CLOSED else last
    return iter(month_range(first, end)) if first <= end else iter(())


def _department(code: str, position: int) -> list[dict[str, Any]]:
    name_zh, name_en, short_zh, short_en, aliases, head, supervisor, window = DEPARTMENTS[code]
    now = {
        "code": code, "valid_from": START, "valid_to": None, "name_zh": name_zh, "name_en": name_en,
        "short_zh": short_zh, "short_en": short_en, "aliases": aliases, "parent_code": ROOT, "kind": "department",
        "position": position, "head_id": head, "supervisor_id": supervisor, "has_window": window,
        "must_report": True, "contact": f"办公室内线 80{position:02d}", "successor_code": None,
    }
    if code == CLOSED:
        return [now | {"valid_to": FOUNDED_ON - dt.timedelta(days=1), "successor_code": HEIR}]
    if code == HEIR:
        return [now | {"valid_from": FOUNDED_ON}]
    if code == "FZB":
        return _two(now, MOVED_ON, {}, {"head_id": MOVER})
    if code == "JEB":
        former = {"name_zh": "儿童工作部", "name_en": "Children's Department"}
        former |= {"short_zh": "儿童部", "short_en": "Children"}
        return _two(now, RENAMED_ON, former, {"aliases": f"{aliases}、儿童工作部"})
    return [now]


def _two(now: dict[str, Any], day: dt.date, before: dict, after: dict) -> list[dict[str, Any]]:
    return [now | before | {"valid_to": day - dt.timedelta(days=1)}, now | after | {"valid_from": day}]


@cache
def calendar(last_year: int = 2027) -> WorkCalendar:
    """Working days from 2024 on."""
    return WorkCalendar(default_calendar(2024, max(2027, last_year)))


def calendar_records(last_year: int = 2027) -> list[dict[str, Any]]:
    return [
        {"day": d.day, "is_workday": d.is_workday, "kind": d.kind, "published": d.published}
        for d in default_calendar(2024, max(2027, last_year))
    ]


def reception_days(last: Month) -> list[dict[str, Any]]:
    """One day a month, the leaders in turn; one held by a stand-in, one moved, one cancelled each year."""
    found = []
    days = calendar(last.year + 1)
    for index in range((last.year - START.year + 1) * 12):
        month = FIRST_MONTH.plus(index)
        planned = LEADERS[index % 4]
        status = RECEPTION_STATUS.get(month.month, "held") if month <= last else "planned"
        actual = LEADERS[(index + 1) % 4] if status == "stand_in" else planned
        held = status not in ("cancelled", "planned")
        found.append({
            "held_on": days.next_workday(month.first_day.replace(day=15)), "planned_leader_id": planned,
            "actual_leader_id": actual if held else None, "place": "妇女儿童活动中心一楼接待室", "status": status,
            "visitors": 3 + index % 4 if held else None, "matters": 2 + index % 3 if held else None,
        })
    return found


def records(last: Month) -> dict[str, list[dict[str, Any]]]:
    """Units, people, calendar, sessions and reception days as they stand after the last month: view -> records."""
    from sample_data.sessions import sessions

    return {
        "unit": units(), "staff": [dict(r) for r in staff_records()], "duty": duty_records(),
        "calendar_day": calendar_records(last.year + 1), "study_session": [dict(s) for s in sessions(last)],
        "reception_day": reception_days(last),
    }
