"""What the office keeps about the rights department in October 2026: the small return is right against it."""

import datetime as dt
from dataclasses import replace

from analytics.declare import service_limits
from analytics.months import Month
from analytics.rows import plain_title
from analytics.store.registers import OffDuty, Person, Registers, Session, StoredReturn, Unit
from analytics.workdays import WorkCalendar, default_calendar
from sample_data.small_return import PEOPLE, SESSIONS

OCTOBER = Month(2026, 10)
NOW = dt.datetime(2026, 11, 2, 9, 0)
CALENDAR = WorkCalendar(default_calendar(2025, 2027))
CASE = {"received_at": dt.datetime(2026, 9, 21, 10, 15), "chase_count": None}


def _unit(code: str, name: str, parent: str | None = "FL", *, has_window: bool = False) -> Unit:
    return Unit(code, name, f"{code} department", name, code, "department", parent, has_window, parent is not None)


def _session(number: str, day: dt.date, status: str = "held") -> Session:
    return Session(number, day, "14:30", 2.0, "exchange", "lecture", "womens_work", "专题学习", "staff", status)


def _goals() -> dict[str, dict]:
    return {
        "QYB-G-2026-01": {"stage": "in_progress", "progress": 60.0, "stage_on": dt.date(2026, 3, 16)},
        "QYB-G-2026-02": {"stage": "drafted", "progress": 5.0, "stage_on": dt.date(2026, 3, 20)},
    }


def registers() -> Registers:
    """One unit with a window, four people, three sessions held, two cases, two goals and a project under way."""
    people = tuple(
        Person(staff_id, name, name, "QYB", True, staff_id == "QYB001", staff_id == "QYB001", 18)
        for staff_id, name in PEOPLE
    )
    elsewhere = Person("BGS001", "周敏", "Zhou Min", "BGS", True, False, False, 18)
    held = {s: _session(s, dt.date(2026, 10, day)) for s, day in zip(SESSIONS, (16, 23, 30), strict=True)}
    others = {
        "2026-S17": _session("2026-S17", dt.date(2026, 9, 25)),
        "2026-S22": _session("2026-S22", dt.date(2026, 10, 28), "planned"),
    }
    units = {u.code: u for u in (
        _unit("FL", "示范市妇女联合会", None), _unit("QYB", "权益部", has_window=True), _unit("BGS", "办公室"),
    )}
    carried = {
        "goals_outcomes": _goals(),
        "research_projects": {"QYB-R-2026-01": {"stage": "fieldwork", "stage_on": dt.date(2026, 8, 3)}},
        "service_cases": {"QYB-2609-01": CASE, "QYB-2609-02": {**CASE, "chase_count": 1.0}},
    }
    return Registers(
        unit=units["QYB"], month=OCTOBER, now=NOW, due_on=dt.date(2026, 11, 5), people=people,
        everyone={p.staff_id: p for p in (*people, elsewhere)}, units=units, sessions=held | others,
        expected=tuple((session, p.staff_id) for session in SESSIONS for p in people),
        off_duty={"QYB004": (OffDuty(dt.date(2026, 10, 20), None, "maternity"),)}, calendar=CALENDAR,
        limits=service_limits(), reception_days=frozenset({dt.date(2026, 10, 13)}),
        previous=carried, carried=carried,
        earlier_case_ids=frozenset({"QYB-2603-07"}),
        suggestion_titles={plain_title("建立家事调解员名册"): "XCB20260801"},
        note_titles={
            plain_title("基层调研方法笔记"): (("QYB001", "2026-08"),),
            plain_title("乡村振兴与妇女发展"): (("XCB002", "2026-10"),),
        },
        completed_courses=frozenset({("QYB002", plain_title("公文写作"))}),
        past_counts={"cases_received": (6.0,) * 6, "self_study_hours": (78.0,) * 6, "suggestions": (2.0,) * 6},
    )


def accepted() -> Registers:
    """The same after a first version has been accepted."""
    return replace(registers(), stored=StoredReturn(7, 1, "accepted", dt.datetime(2026, 11, 1, 8, 0)))
