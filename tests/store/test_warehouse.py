"""Opening, sharing and killing the store."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analytics.declare import return_form
from analytics.store.warehouse import StoreBusy, StoreError, Warehouse, append_records, record_event
from analytics.workdays import WorkCalendar, default_calendar
from tests.store.conftest import fill, unit


def test_many_threads_reading_at_once_each_get_their_own_answer(warehouse):
    def ask(number: int) -> bool:
        counted = warehouse.cursor().execute("SELECT ?::INTEGER + count(*) FROM calendar", [number]).fetchone()
        return counted[0] == number + 1095

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(200)))


def test_a_second_process_is_told_that_the_file_is_in_use(warehouse):
    script = (
        "import sys; from analytics.store.warehouse import *\n"
        "try: Warehouse.open(sys.argv[1])\nexcept StoreBusy as e: print('busy', e)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(warehouse.directory)], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("busy"), done.stderr


def test_a_file_that_is_no_store_is_refused_with_its_name(tmp_path):
    (tmp_path / "sixing.duckdb").write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreError, match=r"sixing\.duckdb"):
        Warehouse.open(tmp_path)
    assert issubclass(StoreBusy, StoreError)


def test_reopening_keeps_everything_and_opening_twice_changes_nothing(tmp_path):
    for _ in range(2):
        with Warehouse.open(tmp_path) as store:
            if not store.data_version():
                fill(store)
            assert store.data_version() == 1
            assert store.cursor().execute("SELECT count(*) FROM staff").fetchone() == (3,)


def test_the_database_cannot_reach_files_and_its_settings_are_locked(warehouse):
    import duckdb

    with pytest.raises(duckdb.Error):
        warehouse.cursor().execute("SELECT * FROM read_csv('/etc/passwd')")
    with pytest.raises(duckdb.Error):
        warehouse.cursor().execute("SET enable_external_access = true")


def test_a_changed_register_shows_its_latest_record_and_the_earlier_one_to_an_earlier_day(warehouse):
    before = dt.datetime(2026, 1, 1)
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=dt.datetime(2026, 2, 1))
        append_records(cursor, "unit", [{**unit("XCB", "department", "FL", 2), "name_zh": "新名"}], number)
    name = "SELECT name_zh FROM unit WHERE code = 'XCB'"
    assert warehouse.cursor().execute(name).fetchone() == ("新名",)
    assert warehouse.cursor(as_known_on=before).execute(name).fetchone() == ("XCB",)


def test_every_column_of_the_form_has_its_column_in_the_union(warehouse):
    for sheet in return_form().sheets:
        columns = {r[0] for r in warehouse.cursor().execute(f"DESCRIBE all_{sheet.name}").fetchall()}
        assert {c.name for c in sheet.columns} | {"return_id", "sheet", "row_no", "unit_code", "month"} <= columns


def test_deadlines_in_the_store_are_moved_off_rest_days_as_the_calendar_says(warehouse):
    calendar = WorkCalendar(default_calendar(2025, 2027))
    for month, due_on in warehouse.cursor().execute("SELECT month, due_on FROM deadline").fetchall():
        year, number = int(month[:4]), int(month[5:])
        fifth = dt.date(year + number // 12, number % 12 + 1, 5)
        assert due_on == calendar.next_workday(fifth)


KILLED = """
import datetime as dt, sys
from analytics.store import submissions
from analytics.store.warehouse import Warehouse
from tests.store.conftest import a_return
store = Warehouse.open(sys.argv[1])
print("ready", flush=True)
version = 0
while True:
    submissions.submit(
        store, a_return(hours=float(version)), data=str(version).encode(), file_name="a.xlsx", findings=[],
        replaces_version=version, by="clerk", at=dt.datetime(2026, 11, 3),
    )
    version += 1
    print(version, flush=True)
"""


@pytest.mark.parametrize("delay", [0.01, 0.05, 0.11])
@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_a_kill_in_the_middle_of_a_submit_leaves_the_old_state_or_the_new_one(tmp_path, delay):
    with Warehouse.open(tmp_path) as store:
        fill(store)
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().split()
    with Warehouse.open(tmp_path) as store:
        cursor = store.cursor()
        versions = cursor.execute("SELECT count(*) FROM return_version").fetchone()[0]
        assert versions in (len(said), len(said) + 1)  # nothing announced is lost
        assert cursor.execute("SELECT count(*) FROM sheet_personal_study").fetchone() == (2 * versions,)
        assert cursor.execute("SELECT count(*) FROM event WHERE kind = 'submitted'").fetchone() == (versions,)
        assert cursor.execute("SELECT count(*) FROM return_sheet").fetchone() == (3 * versions,)
        missing = cursor.execute("SELECT original_sha256 FROM return_version").fetchall()
    assert all((tmp_path / "originals" / s[:2] / s).exists() for (s,) in missing)


def test_registers_read_for_a_return_follow_a_change_at_once(warehouse):
    from analytics.months import Month
    from analytics.store.reading_registers import registers_for

    def name() -> str:
        registers = registers_for(warehouse.cursor(), "XCB", Month(2026, 10), dt.datetime(2026, 11, 3))
        return registers.unit.name_zh

    assert name() == "XCB"
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=dt.datetime(2026, 2, 1))
        append_records(cursor, "unit", [{**unit("XCB", "department", "FL", 2), "name_zh": "新名"}], number)
    assert name() == "新名"
