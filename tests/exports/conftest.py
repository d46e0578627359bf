"""A small store with two months of two departments, one accepted, with texts that try to be formulas."""

import datetime as dt

import pytest

from analytics.months import Month
from analytics.rows import ReturnRows, Row
from analytics.store import submissions
from analytics.store.warehouse import Warehouse
from tests.store.conftest import fill

FORMULA = '=HYPERLINK("http://example.invalid","x")'


def case(case_id: str, status: str, **more: object) -> dict:
    return {
        "case_id": case_id, "received_at": dt.datetime(2026, 9, 1, 9, 30), "channel": "visit",
        "matter_type": "request", "status": status, "jurisdiction": "in_scope", "first_responder_id": "QYB001",
        "rights_category": "general", **more,
    }


def a_return(unit_code: str, month: str, **sheets: list[dict]) -> ReturnRows:
    rows = {name: tuple(Row(no, values) for no, values in enumerate(found, 4)) for name, found in sheets.items()}
    cover = {"return_type": "original", "preparer": "a", "reviewer": "b", "prepared_on": dt.date(2026, 10, 31)}
    zero = {name: not found for name, found in rows.items()}
    return ReturnRows(unit_code, Month.parse(month), "2026.1", cover, rows, zero)


def submit(warehouse: Warehouse, rows: ReturnRows) -> int:
    receipt = submissions.submit(
        warehouse, rows, data=repr(rows).encode(), file_name="x.xlsx", findings=(), replaces_version=0, by="clerk",
        at=dt.datetime(2026, 11, 2, 9),
    )
    return receipt.return_id


def activity(day: dt.date, title: str, people: float) -> dict:
    return {
        "held_on": day, "service_area": "rights", "title": title, "activity_type": "legal",
        "beneficiaries": people,
    }


def of_persons(unit_code: str) -> dict[str, list[dict]]:
    """One row of each sheet that names a person."""
    day, person = dt.date(2026, 10, 12), f"{unit_code}001"
    return {
        "study_attendance": [{"session_id": "2026-10-A", "staff_id": person, "name": person, "status": "sick_leave"}],
        "suggestions": [{"suggestion_id": f"{unit_code}-1", "proposed_on": day, "staff_id": person, "title": "建议"}],
        "goals_outcomes": [{"goal_id": f"{unit_code}-G1", "owner_id": person, "title": "目标", "due_on": day}],
        "research_projects": [{"project_id": f"{unit_code}-R1", "lead_id": person, "title": "课题"}],
    }


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    with Warehouse.open(tmp_path_factory.mktemp("exports") / "data") as warehouse:
        fill(warehouse)
        accepted = submit(warehouse, a_return(
            "QYB", "2026-09", service_cases=[case("1", "open"), case("2", "open")],
            service_activities=[activity(dt.date(2026, 9, 8), FORMULA, 80.0)],
        ))
        submissions.accept(warehouse, accepted, by="office", at=dt.datetime(2026, 11, 2, 10))
        submit(warehouse, a_return(
            "QYB", "2026-10",
            service_cases=[case("1", "closed", closed_on=dt.date(2026, 10, 9)), case("3", "open")],
            service_activities=[activity(dt.date(2026, 10, 8), "普法宣传", 61.0)],
            personal_study=[{"staff_id": "QYB001", "name": "QYB001", "self_study_hours": 22.5}],
            quick_consultations=[{"channel": "hotline", "rights_category": "general", "answered": 1.0}],
            **of_persons("QYB"),
        ))
        submit(warehouse, a_return(
            "XCB", "2026-10", service_cases=[], service_activities=[activity(dt.date(2026, 10, 9), "-义诊", 40.0)],
            **of_persons("XCB"),
        ))
        yield warehouse


@pytest.fixture
def cursor(store):
    return store.cursor()
