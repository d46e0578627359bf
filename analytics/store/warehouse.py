"""
The DuckDB file, its tables and views, and who may write when.

One process owns the file; every query runs on its own cursor (one connection shared by threads gives wrong results
in silence); writers take turns behind one lock. Nothing is updated or deleted (schema.sql says how).
"""

import datetime as dt
import itertools
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import duckdb

from analytics import code_lists
from analytics.declare import register, registers
from analytics.scope import Scope
from analytics.store.creation import create
from analytics.store.settings import newest_code, own_codes_in

DATABASE_NAME = "sixing.duckdb"
ORIGINALS_NAME = "originals"

_trial_numbers = itertools.count(2**62)


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
        self._newest_code = 0
        self._adopt_code_lists(connection.cursor())

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
        create(connection)
        connection.execute(f"SET memory_limit = '{memory_limit}'")
        connection.execute(f"SET threads = {int(threads)}")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        return cls(directory, connection)

    def close(self) -> None:
        self._connection.close()
        code_lists.use(())

    def _adopt_code_lists(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """The office's words of code lists hold for the whole process as soon as they are stored."""
        newest = newest_code(cursor)
        if newest != self._newest_code or not newest:
            code_lists.use(own_codes_in(cursor))
            self._newest_code = newest

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
                self._adopt_code_lists(cursor)
            finally:
                cursor.close()

    @contextmanager
    def trying(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, int]]:
        """
        A transaction that is always undone, and the number its records are to carry: newer than any event, and never
        used twice, so that nothing remembered for it is ever taken for the store's. Writers need not wait for it.
        """
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        try:
            yield cursor, next(_trial_numbers)
        finally:
            cursor.execute("ROLLBACK")
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
    table = register(view).table
    names = list(dict.fromkeys(name for row in rows for name in row))
    marks = ", ".join("?" for _ in [*names, "recorded_no"])
    cursor.executemany(
        f"INSERT INTO {table} ({', '.join([*names, 'recorded_no'])}) VALUES ({marks})",
        [[row.get(name) for name in names] + [event_no] for row in rows],
    )


def register_version(cursor: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """The database and the newest register record this cursor sees: the key under which registers may be kept."""
    newest = ", ".join(f"(SELECT coalesce(max(recorded_no), 0) FROM {r.table})" for r in registers().values())
    row = cursor.execute(
        "SELECT (SELECT path FROM duckdb_databases() WHERE database_name = current_database()), "
        f"least(greatest({newest}), coalesce(getvariable('as_known_event'), 9223372036854775807))"
    ).fetchone()
    assert row is not None
    return str(row[0]), int(row[1])
