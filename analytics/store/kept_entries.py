"""The entries of registers and reference tables as they stand, and every version each of them has had."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from analytics.declare import Named, Register

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. values: by column, as typed in the store; recorded_no: the event that recorded this version of it."""

    values: Values
    recorded_no: int

    def key(self, register: Register) -> tuple:
        return tuple(self.values[name] for name in register.key)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an entry with the event that recorded it. withdrawn: the event took the entry out."""

    values: Values
    recorded_no: int
    withdrawn: bool
    recorded_at: dt.datetime
    recorded_by: str
    reason: str | None


def entries(cursor: duckdb.DuckDBPyConnection, register: Register) -> tuple[Entry, ...]:
    """Every entry as the cursor's view of the store has it, in the order of the key."""
    names = [column.name for column in register.columns]
    order = ", ".join(f'"{name}" NULLS FIRST' for name in register.key)
    rows = cursor.execute(f"SELECT {_listed(names)}, recorded_no FROM {register.name} ORDER BY {order}").fetchall()
    return tuple(Entry(dict(zip(names, row[:-1], strict=True)), row[-1]) for row in rows)


def versions(
    cursor: duckdb.DuckDBPyConnection, register: Register, key: Sequence[Any] | None = None
) -> tuple[Version, ...]:
    """Every version of every entry (or of the one with this key), oldest first, with who recorded it and why."""
    names = [column.name for column in register.columns]
    one = " AND ".join(f'r."{name}" IS NOT DISTINCT FROM ?' for name in register.key) if key is not None else "true"
    rows = cursor.execute(
        f"SELECT {', '.join(f'r.{name}' for name in map(_quoted, names))}, r.recorded_no, r.withdrawn, e.recorded_at, "
        f"e.recorded_by, e.reason FROM {register.table} AS r JOIN known_event AS e ON e.event_no = r.recorded_no "
        f"WHERE {one} ORDER BY r.recorded_no, r.rowid",
        list(key) if key is not None else [],
    ).fetchall()
    count = len(names)
    return tuple(Version(dict(zip(names, row[:count], strict=True)), *row[count:]) for row in rows)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(_quoted, names))


def _quoted(name: str) -> str:
    return f'"{name}"'


def references(cursor: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Named]]:
    """kind (staff | unit | suggestion | outcome) -> id -> its name: everything that entries may refer to."""
    found: dict[str, dict[str, Named]] = {"staff": {}, "unit": {}, "suggestion": {}, "outcome": {}}
    sql = (Path(__file__).parent / "sql" / "references.sql").read_text(encoding="utf-8")
    for kind, name, zh, en in cursor.execute(sql).fetchall():
        found[kind][name] = Named(zh, en or zh)
    return found
