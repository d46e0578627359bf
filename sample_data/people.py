"""The staff of the demonstration agency: dated versions, periods off duty, and who was where in a month."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from analytics.months import Month
from sample_data.chance import table

START = dt.date(2025, 1, 1)          # the registers begin here; returns are owed from this month on
RETIREE, RETIRED_ON = "FZB001", dt.date(2026, 3, 31)
MOVER, MOVED_ON = "ZLB003", dt.date(2026, 4, 1)   # becomes head of FZB after the retirement
CLOSED, HEIR, FOUNDED_ON = "YJS", "FEG", dt.date(2026, 4, 1)   # people and work of the one go on in the other
JOINER = "ZLB006"
# later in the same department: what changed, and from when (appointments.py says how)
PROMOTED = {
    "XCB002": (dt.date(2025, 10, 1), {"grade": "四级调研员"}),
    "QYB002": (dt.date(2025, 12, 1), {"post_rank": "section_head", "grade": "一级主任科员"}),
    "DWB002": (dt.date(2026, 7, 1), {"post_rank": "section_head", "grade": "一级主任科员"}),
}
OFF_DUTY = (
    ("BGS009", dt.date(2025, 5, 6), dt.date(2025, 6, 20), "long_sick_leave"),
    ("XCB004", dt.date(2025, 9, 1), dt.date(2026, 2, 28), "secondment"),
    ("QYB006", dt.date(2026, 3, 10), dt.date(2026, 8, 31), "maternity"),
    ("JEB003", dt.date(2026, 9, 7), dt.date(2026, 10, 16), "full_time_study"),
)
GRADES = {
    "county_head": "二级巡视员", "county_deputy": "一级调研员", "section_head": "一级主任科员",
    "section_deputy": "三级主任科员",
    "staff_member": "一级科员",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one month. from_on and to_on: the days of the month on the roster."""

    staff_id: str
    name: str
    unit_code: str
    is_cadre: bool
    is_leadership: bool
    is_central_group: bool
    from_on: dt.date
    to_on: dt.date
    position: int = 1


@cache
def staff_records() -> tuple[Mapping[str, Any], ...]:
    """Every version of every person, as the `staff` register finally stands."""
    records: list[Mapping[str, Any]] = []
    places: dict[str, int] = {}
    for row in table("staff"):
        unit_code = row[0][:3]
        places[unit_code] = places.get(unit_code, 0) + 1
        records += _versions(_first_version(row, unit_code, places[unit_code]))
    return tuple(records)


def _first_version(row: Any, unit_code: str, position: int) -> dict[str, Any]:
    staff_id, name, name_en, birth, gender, education, degree, rank, since, flags = row
    joined_on = START if staff_id != JOINER else dt.date.fromisoformat(since)
    return {
        "staff_id": staff_id, "valid_from": joined_on, "valid_to": None, "name": name, "name_en": name_en,
        "unit_code": unit_code, "position": position, "birth_date": dt.date.fromisoformat(birth), "gender": gender,
        "education": education, "degree_in_progress": degree or None, "post_rank": rank, "grade": GRADES.get(rank),
        "post_since": dt.date.fromisoformat(since), "is_cadre": "c" in flags, "is_leadership": "l" in flags,
        "is_central_group": "g" in flags, "left_on": None,
        "joined_on": joined_on if staff_id == JOINER else min(dt.date.fromisoformat(since), dt.date(2024, 1, 1)),
    }


def _versions(first: dict[str, Any]) -> list[dict[str, Any]]:
    if first["staff_id"] == RETIREE:
        return [first | {"valid_to": RETIRED_ON, "left_on": RETIRED_ON}]
    if first["staff_id"] == MOVER:
        later = first | {
            "valid_from": MOVED_ON, "unit_code": "FZB", "position": 1, "is_central_group": True,
            "post_rank": "section_head", "grade": "一级主任科员", "post_since": MOVED_ON,
        }
        return [first | {"valid_to": MOVED_ON - dt.timedelta(days=1)}, later]
    if first["unit_code"] == CLOSED:
        day = FOUNDED_ON - dt.timedelta(days=1)
        return [first | {"valid_to": day}, first | {"valid_from": FOUNDED_ON, "unit_code": HEIR}]
    if first["staff_id"] in PROMOTED:
        day, changes = PROMOTED[first["staff_id"]]
        since = {"post_since": day} if "post_rank" in changes else {}
        return [first | {"valid_to": day - dt.timedelta(days=1)}, first | {"valid_from": day} | changes | since]
    return [first]


def duty_records() -> list[dict[str, Any]]:
    """Periods off duty, as the `duty` register holds them."""
    names = ("staff_id", "from_on", "to_on", "reason")
    return [dict(zip(names, period, strict=True)) for period in OFF_DUTY]


def off_duty_on(staff_id: str, day: dt.date) -> bool:
    """Whether the register has the person off duty on a day."""
    return any(who == staff_id and first <= day <= last for who, first, last, _ in OFF_DUTY)


@cache
def everyone_in(month: Month) -> tuple[Member, ...]:
    """Everybody on the roster in a month, in roster order, as on their last day in it."""
    latest: dict[str, Member] = {}
    for r in staff_records():
        first = max(month.first_day, r["joined_on"])
        last = min(month.last_day, r["left_on"] or month.last_day)
        in_force = r["valid_from"] <= month.last_day and (r["valid_to"] or month.last_day) >= month.first_day
        if in_force and first <= last:
            latest[r["staff_id"]] = Member(
                r["staff_id"], r["name"], r["unit_code"], r["is_cadre"], r["is_leadership"], r["is_central_group"],
                first, last, r["position"],
            )
    return tuple(latest.values())


@cache
def roster(unit_code: str, month: Month) -> tuple[Member, ...]:
    """A department's people in a month; its head first."""
    members = [m for m in everyone_in(month) if m.unit_code == unit_code]
    return tuple(sorted(members, key=lambda m: (m.position, m.staff_id)))


def at_work(unit_code: str, month: Month, day: dt.date) -> list[Member]:
    """The department's people on duty on a day of the month."""
    return [
        m for m in roster(unit_code, month) if m.from_on <= day <= m.to_on and not off_duty_on(m.staff_id, day)
    ]


def steady(unit_code: str, month: Month, day: dt.date) -> list[Member]:
    """Cadres on duty who stay with the department: those who own cases, goals and projects."""
    return [m for m in at_work(unit_code, month, day) if m.is_cadre and m.staff_id not in (RETIREE, MOVER)]
