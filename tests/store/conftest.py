"""A small store: one agency, two departments, three people, a real calendar."""

import datetime as dt

import pytest

from analytics.months import Month
from analytics.rows import ReturnRows, Row
from analytics.store.warehouse import Warehouse, append_records, record_event
from analytics.workdays import default_calendar

START = dt.date(2025, 1, 1)


def unit(code: str, kind: str, parent: str | None, position: int) -> dict:
    return {
        "code": code, "valid_from": START, "name_zh": code, "name_en": code, "short_zh": code, "short_en": code,
        "kind": kind, "parent_code": parent, "position": position, "has_window": kind == "department",
        "must_report": kind == "department",
    }


def person(staff_id: str, unit_code: str, **more) -> dict:
    return {
        "staff_id": staff_id, "valid_from": START, "name": staff_id, "name_en": staff_id, "unit_code": unit_code,
        "position": 1, "is_cadre": True, "is_leadership": False, "is_central_group": False, "joined_on": START, **more,
    }


def fill(warehouse: Warehouse) -> None:
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=dt.datetime(2025, 1, 2))
        append_records(cursor, "unit", [
            unit("FL", "agency", None, 0), unit("QYB", "department", "FL", 1), unit("XCB", "department", "FL", 2),
        ], number)
        people = [person("QYB001", "QYB"), person("QYB002", "QYB"), person("XCB001", "XCB")]
        append_records(cursor, "staff", people, number)
        append_records(cursor, "calendar_day", [
            {"day": d.day, "is_workday": d.is_workday, "kind": d.kind, "published": d.published}
            for d in default_calendar(2025, 2027)
        ], number)


@pytest.fixture
def warehouse(tmp_path):
    with Warehouse.open(tmp_path / "data") as store:
        fill(store)
        yield store


def a_return(month: str = "2026-10", hours: float = 20.0, unit_code: str = "QYB", cases: tuple = ()) -> ReturnRows:
    """A typed return with two personal-study rows and the given cases."""
    study = tuple(
        Row(4 + i, {"staff_id": f"{unit_code}00{i + 1}", "name": "x", "self_study_hours": hours}) for i in range(2)
    )
    return ReturnRows(
        unit_code, Month.parse(month), "2026.1", {"return_type": "original", "preparer": "a", "reviewer": "b"},
        {"personal_study": study, "service_cases": cases, "suggestions": ()},
        {"personal_study": False, "service_cases": not cases, "suggestions": True},
    )


def a_case(case_id: str, status: str, row_no: int = 4) -> Row:
    return Row(row_no, {
        "case_id": case_id, "received_at": dt.datetime(2026, 9, 1, 9), "channel": "visit", "matter_type": "request",
        "status": status, "jurisdiction": "in_scope", "first_responder_id": "QYB001", "rights_category": "general",
    })
