"""Filling a store with the demonstration, and the workbooks that lie beside it as files."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import sample_data
from analytics.months import Month, month_range
from analytics.rows import ReturnRows
from analytics.store import submissions
from analytics.store.closing import standing
from analytics.store.reading_registers import registers_for
from analytics.store.warehouse import Warehouse
from sample_data import demonstration, workbook
from sample_data.people import roster
from sample_data.returns import build
from sample_data.sessions import expected
from tests.sample_data.conftest import LAST

SPRING = Month(2025, 4)
FILES = sorted((Path(sample_data.__file__).parent / "returns").glob("*.xlsx"))


@dataclass
class Stored:
    receipt: Any
    findings: tuple = ()


def storing(last: Month):
    """A stand-in for the product's submit: stores what the generator wrote without reading the file."""
    versions: Counter = Counter()

    def submit(warehouse, data: bytes, file_name: str, *, by: str, at: dt.datetime, confirm: bool, reason: str):
        unit, month = file_name[:3], Month(int(file_name[4:8]), int(file_name[8:10]))
        number = versions[unit, month]
        versions[unit, month] += 1
        rows: ReturnRows = build(last)[unit, month][number].as_rows()
        return Stored(submissions.submit(
            warehouse, rows, data=data, file_name=file_name, findings=[], replaces_version=number, by=by, at=at
        ))

    return submit


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    with Warehouse.open(tmp_path_factory.mktemp("demo")) as warehouse:
        told: list[tuple[int, int, str]] = []
        demonstration.fill(
            warehouse, SPRING, lambda *step: told.append(step), storing(SPRING), now=dt.datetime(2025, 6, 1)
        )
        warehouse.told = told
        yield warehouse


def test_events_are_in_order_of_time(filled):
    rows = filled.cursor().execute("SELECT recorded_at FROM event ORDER BY event_no").fetchall()
    times = [row[0] for row in rows]
    assert times == sorted(times)
    assert filled.told[0][0] == 0 and filled.told[-1][0] == filled.told[-1][1] == len(filled.told) - 1


def test_the_store_holds_what_was_sent(filled):
    kinds = dict(filled.cursor().execute("SELECT kind, count(*) FROM event GROUP BY kind").fetchall())
    assert kinds["submitted"] == sum(map(len, build(SPRING).values()))
    assert kinds["demonstration"] == 1 and kinds["sent_back"] == 1


def test_months_are_locked_through_the_store_and_the_last_three_stay_open(filled):
    locked = {month for month in month_range(Month(2025, 1), SPRING) if standing(filled.cursor(), month).locked}
    assert locked == {Month(2025, 1)}


def test_nothing_is_dated_after_now(tmp_path):
    now = dt.datetime(2025, 5, 5, 9)
    with Warehouse.open(tmp_path) as warehouse:
        demonstration.fill(warehouse, SPRING, None, storing(SPRING), now=now)
        assert warehouse.cursor().execute("SELECT max(recorded_at) FROM event").fetchone()[0] == now


@pytest.mark.parametrize("unit", ["QYB", "BGS", "YJS"])
def test_the_store_expects_the_people_and_rows_the_generator_wrote(filled, unit):
    month = Month(2025, 3)
    registers = registers_for(filled.cursor(), unit, month, dt.datetime(2025, 4, 3))
    assert {p.staff_id for p in registers.people} == {m.staff_id for m in roster(unit, month)}
    wrote = {(s["session_id"], m.staff_id) for s, m in expected(unit, month, SPRING)}
    assert set(registers.expected) == wrote


# ------------------------------------------------------------------------------------------- files
def test_some_workbooks_lie_beside_the_generator():
    assert {"QYB_202610.xlsx", "BGS_202610.xlsx"} <= {path.name for path in FILES}
    assert all(path.stat().st_size < 40_000 for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_files_are_what_the_generator_writes(path):
    month = Month(int(path.stem[4:8]), int(path.stem[8:10]))
    assert cells(path.read_bytes()) == cells(workbook.build(build(LAST)[path.stem[:3], month][-1]))


def cells(data: bytes) -> dict[str, list]:
    from io import BytesIO

    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
