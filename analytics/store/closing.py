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


def approved(cursor: duckdb.DuckDBPyConnection, month: Month) -> Mapping[str, tuple[str, dt.datetime]]:
    """Agency -> who approved the month and when, of those whose approval stands."""
    rows = cursor.execute(
        "SELECT unit_code, recorded_by, recorded_at FROM approval WHERE month = ?", [str(month)]
    ).fetchall()
    return {unit: (by, at) for unit, by, at in rows}


def locked(cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month) -> tuple[str, dt.datetime] | None:
    """Who locked an agency's month and when; None while it is not locked."""
    return cursor.execute(
        "SELECT recorded_by, recorded_at FROM month_lock WHERE unit_code = ? AND month = ?", [unit_code, str(month)]
    ).fetchone()


def unlocked(cursor: duckdb.DuckDBPyConnection, month: Month) -> Mapping[str, str]:
    """Unit -> the reason it was unlocked for, of those that have not been submitted and accepted again."""
    return dict(
        cursor.execute("SELECT unit_code, reason FROM unlocked_month WHERE month = ?", [str(month)]).fetchall()
    )


# ------------------------------------------------------------------------------------------- changing it
def approve(warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime) -> int:
    """An agency answers for its month. NotReady names whom it waits for. Returns the event's number."""
    with warehouse.writing() as cursor:
        if not _is_agency(cursor, unit_code):
            raise StoreError(f"{unit_code} is no agency with units below it")
        if unit_code in approved(cursor, month):
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
        if unit_code not in approved(cursor, month):
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
        if unit_code not in approved(cursor, month):
            raise NotApproved(f"{unit_code} has not approved {month}")
        waiting = gaps(cursor, unit_code, month)
        if waiting:
            raise NotReady(unit_code, month, waiting)
        if locked(cursor, unit_code, month) is not None:
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
    FROM (
        SELECT 'locked' AS closed_as, * FROM month_lock
        UNION ALL
        SELECT 'approved' AS closed_as, * FROM approval
    ) AS c
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
