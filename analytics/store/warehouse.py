"""
The DuckDB file, its tables and views, and who may write when.

One process owns the file; every query runs on its own cursor (one connection shared by threads gives wrong results
in silence); writers take turns behind one lock. Nothing is updated or deleted (schema.sql says how).
"""

import datetime as dt
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import duckdb

from analytics.declare import Sheet, return_form, service_limits, settings
from analytics.scope import Scope

HERE = Path(__file__).parent
DATABASE_NAME = "sixing.duckdb"
ORIGINALS_NAME = "originals"

# view -> (table of records, key columns): the latest record per key counts.
RECORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "unit": ("unit_record", ("code", "valid_from")),
    "staff": ("staff_record", ("staff_id", "valid_from")),
    "duty": ("duty_record", ("staff_id", "from_on")),
    "study_session": ("session_record", ("session_id",)),
    "calendar_day": ("calendar_record", ("day",)),
    "target_override": ("target_record", ("indicator", "year", "unit_code")),
    "service_limit_override": ("service_limit_record", ("key",)),
    "deadline_override": ("deadline_record", ("month",)),
    "suggestion_review": ("suggestion_review_record", ("suggestion_id",)),
    "reception_day": ("reception_day_record", ("held_on", "planned_leader_id")),
    "institution": ("institution_record", ("item", "year", "document_no")),
}

SQL_TYPES = {"text": "VARCHAR", "list": "VARCHAR", "number": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMP"}


class StoreError(Exception):
    """The store cannot do what was asked; the message says what to do."""


class StoreBusy(StoreError):
    """Another process owns the data file."""


class Warehouse:
    """The open store of one data directory. Use `cursor()` for reading and `writing()` for changing."""

    def __init__(self, directory: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.directory = directory
        self._connection = connection
        self._write_lock = threading.RLock()
        self.originals_lock = threading.Lock()  # held while a backup reads originals, or retention removes some
        self._version = _newest_event(connection.cursor())

    @classmethod
    def open(cls, directory: Path | str, *, memory_limit: str = "2GB", threads: int = 2) -> "Warehouse":
        """Opens (and creates where missing) the store in a directory. StoreBusy when another process has it."""
        directory = Path(directory)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)  # a new one is for the server's user alone
        (directory / ORIGINALS_NAME).mkdir(mode=0o700, exist_ok=True)
        path = directory / DATABASE_NAME
        try:
            connection = duckdb.connect(str(path))
        except duckdb.IOException as error:
            if "lock" in str(error).lower():
                raise StoreBusy(f"another process has {path} open; use that server, or stop it first") from error
            raise StoreError(f"{path} cannot be opened: {error}") from error
        connection.execute("SET TimeZone = 'UTC'")
        _create(connection)
        connection.execute(f"SET memory_limit = '{memory_limit}'")
        connection.execute(f"SET threads = {int(threads)}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return cls(directory, connection)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def cursor(
        self, as_known_on: dt.datetime | None = None, as_known_event: int | None = None
    ) -> duckdb.DuckDBPyConnection:
        """A connection of its own for one caller; it may show the store as known at a moment, or up to an event."""
        cursor = self._connection.cursor()
        if as_known_on is not None:
            row = cursor.execute("SELECT max(event_no) FROM event WHERE recorded_at <= ?", [as_known_on]).fetchone()
            as_known_event = (row[0] if row else None) or 0
        if as_known_event is not None:
            cursor.execute(f"SET VARIABLE as_known_event = {int(as_known_event)}")
        return cursor

    def cursor_for(self, scope: Scope) -> duckdb.DuckDBPyConnection:
        """A cursor that shows no more of the history than the scope does; whoever reads for a viewer takes it."""
        return self.cursor(as_known_event=scope.known_event)

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction of its own, one writer at a time: committed at the end, undone by any exception."""
        with self._write_lock:
            cursor = self._connection.cursor()
            cursor.execute("BEGIN")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            else:
                version = _newest_event(cursor)
                cursor.execute("COMMIT")
                self._version = version  # this process is the only writer, so it need not be asked for again
            finally:
                cursor.close()

    def data_version(self) -> int:
        """The number of the last event: every cache's key. 0 in an empty store."""
        return self._version


def _newest_event(cursor: duckdb.DuckDBPyConnection) -> int:
    row = cursor.execute("SELECT coalesce(max(event_no), 0) FROM event").fetchone()
    return int(row[0]) if row else 0


def record_event(
    cursor: duckdb.DuckDBPyConnection, kind: str, *, by: str, at: dt.datetime, unit_code: str | None = None,
    month: str | None = None, return_id: int | None = None, reason: str | None = None,
    detail: Any = None,
) -> int:
    """Writes one event inside the caller's transaction and returns its number."""
    row = cursor.execute(
        "INSERT INTO event (recorded_at, recorded_by, kind, unit_code, month, return_id, reason, detail) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING event_no",
        [at, by, kind, unit_code, month, return_id, reason,
         None if detail is None else json.dumps(detail, ensure_ascii=False)],
    ).fetchone()
    assert row is not None
    return int(row[0])


def append_records(
    cursor: duckdb.DuckDBPyConnection, view: str, rows: Sequence[Mapping[str, Any]], event_no: int
) -> None:
    """Appends records of a reference table or register (named by its view) under one event."""
    if not rows:
        return
    table, _ = RECORDS[view]
    names = list(dict.fromkeys(name for row in rows for name in row))
    marks = ", ".join("?" for _ in [*names, "recorded_no"])
    cursor.executemany(
        f"INSERT INTO {table} ({', '.join([*names, 'recorded_no'])}) VALUES ({marks})",
        [[row.get(name) for name in names] + [event_no] for row in rows],
    )


def register_version(cursor: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """The database and the newest register record this cursor sees: the key under which registers may be kept."""
    newest = ", ".join(f"(SELECT coalesce(max(recorded_no), 0) FROM {table})" for table, _ in RECORDS.values())
    row = cursor.execute(
        "SELECT (SELECT path FROM duckdb_databases() WHERE database_name = current_database()), "
        f"least(greatest({newest}), coalesce(getvariable('as_known_event'), 9223372036854775807))"
    ).fetchone()
    assert row is not None
    return str(row[0]), int(row[1])


# ------------------------------------------------------------------------------------------- creation
def _create(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("BEGIN")
    connection.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
    for sheet in return_form().sheets:
        _create_sheet_table(connection, sheet)
    _declare_defaults(connection)
    _create_macros(connection)
    connection.execute(
        "CREATE OR REPLACE VIEW known_event AS SELECT * FROM event "
        "WHERE event_no <= coalesce(getvariable('as_known_event'), 9223372036854775807)"
    )
    for view, (table, key) in RECORDS.items():
        connection.execute(_record_view(view, table, key))
    connection.execute(_SERVICE_LIMIT_VIEW)
    views = sorted((HERE / "views").glob("*.sql"))
    for path in views[:2]:
        connection.execute(path.read_text(encoding="utf-8"))
    for sheet in return_form().sheets:
        connection.execute(_union_views(sheet))
    for path in views[2:]:
        connection.execute(path.read_text(encoding="utf-8"))
    connection.execute("COMMIT")


def _create_sheet_table(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    columns = ", ".join(f'"{c.name}" {SQL_TYPES[c.type]}' for c in sheet.columns)
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS sheet_{sheet.name} (return_id BIGINT NOT NULL, row_no INTEGER NOT NULL, "
        f"unit_code VARCHAR NOT NULL, month VARCHAR NOT NULL, {columns})"
    )
    known = {row[0] for row in connection.execute(f"DESCRIBE sheet_{sheet.name}").fetchall()}
    for column in sheet.columns:
        if column.name not in known:  # a column that a newer form added; older returns have NULL there
            connection.execute(f'ALTER TABLE sheet_{sheet.name} ADD COLUMN "{column.name}" {SQL_TYPES[column.type]}')


def _record_view(view: str, table: str, key: Sequence[str]) -> str:
    return f"""
        CREATE OR REPLACE VIEW {view} AS
        SELECT * EXCLUDE (withdrawn)
        FROM (
            SELECT * FROM {table}
            WHERE recorded_no <= coalesce(getvariable('as_known_event'), 9223372036854775807)
            QUALIFY row_number() OVER (PARTITION BY {', '.join(key)} ORDER BY recorded_no DESC) = 1
        )
        WHERE NOT withdrawn"""


_SERVICE_LIMIT_VIEW = """
    CREATE OR REPLACE VIEW service_limit AS
    SELECT * FROM service_limit_override
    UNION ALL BY NAME
    SELECT *, 0 AS recorded_no FROM declared_service_limit
    WHERE key NOT IN (SELECT key FROM service_limit_override)"""


def _union_views(sheet: Sheet) -> str:
    """
    history_<sheet>: every row of every return that counts, with return, sheet, row, version and return_status.
    all_<sheet>: the union that indicators read: the same for event sheets; for snapshot sheets the latest month per
    unit and id, because the same id returns every month until it is finished.
    """
    history = f"""
        CREATE OR REPLACE VIEW history_{sheet.name} AS
        SELECT r.unit_code, r.month, s.return_id, '{sheet.name}' AS sheet, s.row_no, r.version, r.return_status,
               s.* EXCLUDE (return_id, row_no, unit_code, month)
        FROM sheet_{sheet.name} AS s
        JOIN current_return AS r USING (return_id);"""
    each_id = f"PARTITION BY unit_code, {identity(sheet)} ORDER BY month DESC, row_no DESC"
    latest = f"QUALIFY row_number() OVER ({each_id}) = 1" if sheet.kind == "snapshot" else ""
    return f"{history} CREATE OR REPLACE VIEW all_{sheet.name} AS SELECT * FROM history_{sheet.name} {latest};"


def identity(sheet: Sheet) -> str:
    """What tells a unit's rows of a snapshot sheet apart, as SQL: the id, and its year where ids start anew."""
    return ", ".join([*sheet.key, *([f"year({sheet.key_year})"] if sheet.key_year else [])])


def _declare_defaults(connection: duckdb.DuckDBPyConnection) -> None:
    """Declared settings and limits as tables that SQL can join; rewritten at each start, the files are the source."""
    connection.execute("CREATE OR REPLACE TABLE declared_setting (name VARCHAR, value VARCHAR)")
    connection.executemany(
        "INSERT INTO declared_setting VALUES (?, ?)", [[k, str(v)] for k, v in setting_values().items()]
    )
    connection.execute(
        "CREATE OR REPLACE TABLE declared_service_limit (key VARCHAR, first_response_days INTEGER, "
        "first_response_aim_days INTEGER, close_days INTEGER, refer_days INTEGER, accept_calendar_days INTEGER, "
        "close_calendar_days INTEGER, extension_calendar_days INTEGER)"
    )
    connection.executemany(
        "INSERT INTO declared_service_limit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [[x.key, x.first_response_days, x.first_response_aim_days, x.close_days, x.refer_days,
          x.accept_calendar_days, x.close_calendar_days, x.extension_calendar_days] for x in service_limits().values()],
    )


def setting_values() -> dict[str, Any]:
    """Scalar settings by flat name: `[fortnight] min_workdays` is fortnight_min_workdays (bound in SQL as $name)."""
    return {
        f"{section}_{name}": value
        for section, values in settings().items()
        for name, value in values.items()
        if not isinstance(value, list | dict)
    }


def _create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """work_minutes(workday_no, is_workday, moment): working minutes from the calendar's start to the moment."""
    periods = [(_minutes(a), _minutes(b)) for a, b in settings()["working_hours"]["periods"]]
    day = sum(end - start for start, end in periods)
    clock = "(extract('hour' FROM moment) * 60 + extract('minute' FROM moment))"
    today = " + ".join(f"least(greatest({clock} - {start}, 0), {end - start})" for start, end in periods)
    connection.execute(
        "CREATE OR REPLACE MACRO work_minutes(workday_no, is_workday, moment) AS "
        f"(workday_no - is_workday::INTEGER) * {day} + CASE WHEN is_workday THEN {today} ELSE 0 END"
    )


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
