"""
A month that is done: approved by the agency above, from the bottom up, then locked; and unlocked again for one unit.
What is closed is refused here, in the transaction that would change it, whichever way it came.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from analytics.months import Month
from analytics.store.registers import Closure
from analytics.store.warehouse import StoreError, Warehouse, record_event


@dataclass(frozen=True, slots=True)
class Gap:
    """
    What keeps an agency from approving a month. why: not_received | sent_back | waiting | unlocked | not_approved.
    """

    unit_code: str
    why: str


class Closed(StoreError):
    """The month is approved above, or locked; it has to be opened before its return may change."""

    def __init__(self, unit_code: str, month: Month, closure: Closure) -> None:
        super().__init__(f"{month} of {unit_code} is {closure.closed_as} by {closure.by_unit}")
        self.closure = closure


class NotReady(StoreError):
    """Out of order: some below are not done yet. gaps: which, and why."""

    def __init__(self, unit_code: str, month: Month, gaps: tuple[Gap, ...]) -> None:
        super().__init__(f"{month} of {unit_code} waits for {', '.join(gap.unit_code for gap in gaps)}")
        self.gaps = gaps


class NotApproved(StoreError):
    """A month is locked after the agency has approved it."""


def closure_of(cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month) -> Closure | None:
    """What keeps the return of a unit and month from being changed; None when nothing does."""
    row = cursor.execute(
        "SELECT closed_as, closed_by_unit, closed_at FROM closed_month WHERE unit_code = ? AND month = ?",
        [unit_code, str(month)],
    ).fetchone()
    return None if row is None else Closure(*row)


def refuse_closed(cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month) -> None:
    """Closed when the month is; inside the writer's transaction, so that nothing can come between."""
    closure = closure_of(cursor, unit_code, month)
    if closure is not None:
        raise Closed(unit_code, month, closure)


def gaps(cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month) -> tuple[Gap, ...]:
    """What an agency still waits for before it can approve a month, in the office's order; empty when nothing."""
    rows = cursor.execute(
        "SELECT g.missing_code, g.why FROM approval_gap AS g "
        "LEFT JOIN (SELECT code, min(position) AS position FROM unit GROUP BY code) AS u ON u.code = g.missing_code "
        "WHERE g.unit_code = ? AND g.month = ? ORDER BY u.position, g.missing_code", [unit_code, str(month)],
    ).fetchall()
    return tuple(Gap(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """
    A month along the tree. approved, locked: agency -> who did it and when, of those that stand. unlocked: unit -> the
    reason, of those that have not been submitted and accepted again.
    """

    approved: Mapping[str, tuple[str, dt.datetime]]
    locked: Mapping[str, tuple[str, dt.datetime]]
    unlocked: Mapping[str, str]


def standing(cursor: duckdb.DuckDBPyConnection, month: Month) -> Standing:
    """What is approved, locked and unlocked of a month."""
    rows = cursor.execute(
        "SELECT closed_as, unit_code, recorded_by, recorded_at, NULL FROM closing WHERE month = $month "
        "UNION ALL SELECT 'unlocked', unit_code, NULL, NULL, reason FROM unlocked_month WHERE month = $month "
        "ORDER BY ALL", {"month": str(month)},
    ).fetchall()
    return Standing(
        {unit: (by, at) for kind, unit, by, at, _ in rows if kind == "approved"},
        {unit: (by, at) for kind, unit, by, at, _ in rows if kind == "locked"},
        {unit: reason for kind, unit, _, _, reason in rows if kind == "unlocked"},
    )


@dataclass(frozen=True, slots=True)
class Unlocking:
    """A unit's locked month was opened to it once."""

    at: dt.datetime
    by: str
    reason: str


def unlockings(cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month) -> tuple[Unlocking, ...]:
    """Every time a unit's locked month was opened to it, also those that are over; oldest first."""
    rows = cursor.execute(
        "SELECT recorded_at, recorded_by, reason FROM known_event "
        "WHERE kind = 'unlocked' AND unit_code = ? AND month = ? ORDER BY event_no", [unit_code, str(month)],
    ).fetchall()
    return tuple(Unlocking(*row) for row in rows)


# ------------------------------------------------------------------------------------------- changing it
def approve(warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime) -> int:
    """An agency answers for its month. NotReady names whom it waits for. Returns the event's number."""
    with warehouse.writing() as cursor:
        if not _is_agency(cursor, unit_code):
            raise StoreError(f"{unit_code} is no agency with units below it")
        if unit_code in standing(cursor, month).approved:
            raise StoreError(f"{unit_code} has approved {month} already")
        waiting = gaps(cursor, unit_code, month)
        if waiting:
            raise NotReady(unit_code, month, waiting)
        return record_event(cursor, "approved", by=by, at=at, unit_code=unit_code, month=str(month))


def withdraw_approval(
    warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, reason: str
) -> int:
    """Takes an approval back; Closed while one above stands, or the month is locked."""
    why = _reason(reason)
    with warehouse.writing() as cursor:
        if unit_code not in standing(cursor, month).approved:
            raise StoreError(f"{unit_code} has not approved {month}")
        row = cursor.execute(_ABOVE, {"unit_code": unit_code, "month": str(month)}).fetchone()
        if row is not None:
            raise Closed(unit_code, month, Closure(*row))
        return record_event(
            cursor, "approval_withdrawn", by=by, at=at, unit_code=unit_code, month=str(month), reason=why
        )


def lock(warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime) -> int:
    """Locks an approved month for every unit of an agency, also those that were unlocked for a time."""
    with warehouse.writing() as cursor:
        if unit_code not in standing(cursor, month).approved:
            raise NotApproved(f"{unit_code} has not approved {month}")
        waiting = gaps(cursor, unit_code, month)
        if waiting:
            raise NotReady(unit_code, month, waiting)
        if unit_code in standing(cursor, month).locked:
            raise StoreError(f"{month} of {unit_code} is locked already")
        return record_event(cursor, "locked", by=by, at=at, unit_code=unit_code, month=str(month))


def unlock(warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, reason: str) -> int:
    """Opens one unit's locked month until a return sent in after this is accepted."""
    why = _reason(reason)
    with warehouse.writing() as cursor:
        closure = closure_of(cursor, unit_code, month)
        if closure is None or closure.closed_as != "locked":
            raise StoreError(f"{month} of {unit_code} is not locked")
        return record_event(cursor, "unlocked", by=by, at=at, unit_code=unit_code, month=str(month), reason=why)


_ABOVE = """
    SELECT c.closed_as, c.unit_code, c.recorded_at
    FROM closing AS c
    JOIN unit_ancestor AS a ON a.ancestor_code = c.unit_code
    WHERE a.unit_code = $unit_code AND c.month = $month AND (a.level > 0 OR c.closed_as = 'locked')
    ORDER BY c.closed_as = 'locked' DESC, a.level
    LIMIT 1"""


def _is_agency(cursor: duckdb.DuckDBPyConnection, unit_code: str) -> bool:
    row = cursor.execute(
        "SELECT count(*) FROM unit_ancestor WHERE ancestor_code = ? AND ancestor_kind = 'agency'", [unit_code]
    ).fetchone()
    return bool(row and row[0])


def _reason(given: str) -> str:
    if not given.strip():
        raise StoreError("this takes a reason")
    return given.strip()
