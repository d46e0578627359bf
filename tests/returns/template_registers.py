"""A department as the store would describe it, made by hand: what the template and its tests are filled from."""

import datetime as dt
from dataclasses import replace

from analytics.declare import service_limits
from analytics.months import Month
from analytics.store.registers import OffDuty, Person, Registers, Session, StoredReturn, Unit
from analytics.workdays import WorkCalendar, default_calendar

OCTOBER = Month(2026, 10)
NAMES = ("张红", "李晓梅", "刘文静", "陈桂芳", "赵敏", "王秀兰", "孙玉洁", "周晓燕")


def unit(code: str, name: str, parent: str | None = "FL", *, has_window: bool = False) -> Unit:
    return Unit(
        code, name, f"{code} department", name, code, "department" if parent else "agency", parent, has_window,
        parent is not None, f"{code}001" if parent else None,
    )


def person(number: int, name: str, unit_code: str = "QYB") -> Person:
    head = number == 1
    return Person(f"{unit_code}{number:03d}", name, f"Person {number}", unit_code, True, head, head, 18)


def sessions() -> dict[str, Session]:
    rows = (
        ("2026-S19", 16, "cadre_theory", "妇女权益保障法专题"), ("2026-S20", 23, "exchange", "首问责任制落实体会"),
        ("2026-S21", 30, "department", "家事调解实务"),
    )
    return {
        number: Session(
            number, dt.date(2026, 10, day), "14:30", 2.0, kind, "lecture", "womens_work", title, "staff", "held"
        )
        for number, day, kind, title in rows
    }


def cases() -> dict[str, dict]:
    def case(number: int, day: int, **more: object) -> dict:
        return {
            "case_id": f"权[2026]{number}号", "received_at": dt.datetime(2026, 9, day, 9 + number % 7, 15),
            "channel": "visit", "first_responder_id": f"QYB{number % 8 + 1:03d}", "matter_type": "request",
            "rights_category": "marriage_family", "subcategory": "divorce", "jurisdiction": "in_scope",
            "first_response_at": dt.datetime(2026, 9, day, 16, 30), "status": "open", **more,
        }

    rows = [case(number, number - 5) for number in range(15, 23)]
    rows.append(case(
        23, 21, jurisdiction="out_of_scope", status="referred", subcategory=None, rights_category="labour_social",
        referred_to="市人力资源和社会保障局", referred_on=dt.date(2026, 9, 23), chase_count=1.0,
    ))
    return {row["case_id"]: row for row in rows}


def goals() -> dict[str, dict]:
    def goal(number: int, title: str, stage: str, progress: float) -> dict:
        return {
            "goal_id": f"QYB-G-2026-{number:02d}", "goal_type": "dept_goal", "title": title, "theme": None,
            "owner_id": "QYB002", "due_on": dt.date(2026, 12, 20), "stage": stage, "progress": progress,
            "measure": "联合法院、司法局建立家事调解室，每周二、四坐班，季度回访并通报结果。",
            "stage_on": dt.date(2026, 3, 16),
        }

    rows = [
        goal(1, "家事调解室规范化建设", "in_progress", 60.0),
        goal(3, "维权热线接通率提升到九成五以上", "in_progress", 80.0),
        goal(4, "反家庭暴力联动告诫机制", "drafted", 10.0),
    ]
    return {row["goal_id"]: row for row in rows}


def research() -> dict[str, dict]:
    row = {
        "project_id": "QYB-R-2026-01", "title": "新业态女性劳动者权益保障现状与对策", "lead_id": "QYB001",
        "co_departments": "FZB", "stage": "fieldwork", "stage_on": dt.date(2026, 8, 3),
        "due_on": dt.date(2026, 11, 30), "field_days": 3.5,
    }
    return {row["project_id"]: row}


def rights_department(month: Month = OCTOBER) -> Registers:
    """A window department of eight in October 2026: three sessions, open cases, goals and a project."""
    root, own = unit("FL", "某某市妇女联合会", None), unit("QYB", "权益部", has_window=True)
    people = tuple(person(number, name) for number, name in enumerate(NAMES, 1))
    elsewhere = person(1, "周敏", "BGS")
    done = {"QYB-G-2026-02": goals()["QYB-G-2026-01"] | {"goal_id": "QYB-G-2026-02", "stage": "completed"}}
    return Registers(
        unit=replace(own, supervisor_id="BGS001"), month=month, now=dt.datetime(2026, 11, 2, 9, 0),
        due_on=dt.date(2026, 11, 5), people=people,
        everyone={p.staff_id: p for p in (*people, elsewhere)},
        units={u.code: u for u in (root, own, unit("BGS", "办公室"), unit("FZB", "妇女发展部"))},
        sessions=sessions(),
        expected=tuple((session, p.staff_id) for session in sessions() for p in people),
        off_duty={"QYB006": (OffDuty(dt.date(2026, 10, 20), None, "maternity"),)},
        calendar=WorkCalendar(default_calendar(2025, 2026)), limits=service_limits(),
        previous={
            "goals_outcomes": goals() | done, "research_projects": research(), "service_cases": cases(),
        },
        carried={"goals_outcomes": goals(), "research_projects": research(), "service_cases": cases()},
    )


def quiet_department() -> Registers:
    """A department without a window, without sessions and with nothing under way."""
    full = rights_department()
    return replace(
        full, unit=unit("FZB", "妇女发展部"), people=(person(1, "孙兰", "FZB"),), expected=(), carried={},
        previous={}, off_duty={},
    )


def accepted(registers: Registers) -> Registers:
    """The same, with a return of the month that the office has accepted."""
    return replace(registers, stored=StoredReturn(7, 1, "accepted", dt.datetime(2026, 11, 2, 8, 0)))
