"""Who changed what in a register, when and why."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from analytics.keeping.changes import Kind
from analytics.keeping.reading import demand, hidden_columns
from analytics.scope import Scope
from analytics.store import kept_entries


@dataclass(frozen=True, slots=True)
class Event:
    """
    One entry changed once. fields: (column, old, new) of what differs, without columns that are not the viewer's.
    values: the entry after the change, or as it was when it was withdrawn.
    """

    event_no: int
    at: dt.datetime
    by: str
    reason: str | None
    kind: Kind
    key: tuple
    values: kept_entries.Values
    fields: tuple[tuple[str, Any, Any], ...]


def history(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, name: str, key: Sequence[Any] | None = None
) -> tuple[Event, ...]:
    """
    Every change of a register, or of one entry (its key as the register declares it), the latest first, as far as the
    cursor sees the store. OutsideScope for whoever does not keep the register.
    """
    register = demand(scope, name)
    hidden = hidden_columns(scope, register)
    latest: dict[tuple, kept_entries.Version] = {}
    found: list[Event] = []
    for version in kept_entries.versions(cursor, register, key):
        own = tuple(version.values[column] for column in register.key)
        before = latest.get(own)
        latest[own] = version
        is_new = before is None or before.withdrawn
        kind: Kind = "withdrawn" if version.withdrawn else "added" if is_new else "changed"
        old = {} if is_new or before is None else before.values
        fields = () if version.withdrawn else tuple(
            (column, old.get(column), new) for column, new in version.values.items()
            if column not in hidden and old.get(column) != new
        )
        if kind == "changed" and not fields:
            continue  # recorded once more as it was, or only in a column that is not shown
        found.append(Event(version.recorded_no, version.recorded_at, version.recorded_by, version.reason, kind, own,
                           version.values, fields))
    return tuple(reversed(found))
