"""
What a reviewer needs beside a return to decide on it: the queue, the unit's own past, what differs from last month,
and several decisions at once. Every function asks the scope: only units the viewer reviews.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import duckdb
import pandas as pd

from analytics import submitting
from analytics.identity.trail import Trail
from analytics.measures import query_text, run
from analytics.months import Month
from analytics.outliers import Score, score
from analytics.returns.comparing import Comparison, compare
from analytics.rows import ReturnRows
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store.closing import Closed
from analytics.store.reading_registers import PAST_MEASURES, past_counts
from analytics.store.stored_rows import stored_rows
from analytics.store.warehouse import StoreError, Warehouse

PAST_MONTHS = 12


def queue(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> pd.DataFrame:
    """
    Every return that waits for the viewer's decision, the oldest first.

    Grain: one row per unit and month. Columns: unit_code, month, return_id, version, received_at, received_by,
    is_correction, correction_note (NULL = none), row_count, is_zero_return, confirmed (findings the clerk confirmed),
    notes (findings that only say what was tidied), is_late (came after the deadline).
    """
    units = None if scope.units_reviewed is None else sorted(scope.units_reviewed)
    return run(cursor, query_text("reporting/queue.sql"), units=units)


@dataclass(frozen=True, slots=True)
class Past:
    """A unit's figure in up to PAST_MONTHS earlier months (codes and values, oldest first), and how it stands now."""

    measure: str
    months: tuple[str, ...]
    values: tuple[float, ...]
    score: Score


def past(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, slots: Sequence[tuple[str, Month]]
) -> Mapping[tuple[str, Month], tuple[Past, ...]]:
    """The figures of V31 of each unit and month against the unit's own past; empty while nothing counts for it."""
    for unit_code, _ in slots:
        _demand(scope, unit_code)
    rows = past_counts(cursor, [(unit_code, month.plus(1)) for unit_code, month in slots], PAST_MONTHS + 1)
    return {(unit_code, month): _past(rows[unit_code, month.plus(1)], month) for unit_code, month in slots}


def _past(rows: Sequence[Mapping[str, Any]], month: Month) -> tuple[Past, ...]:
    now = next((row for row in rows if row["month"] == str(month)), None)
    if now is None:
        return ()
    before = [row for row in rows if row["month"] != str(month)]
    months = tuple(row["month"] for row in before)
    found = []
    for measure in PAST_MEASURES:
        values = tuple(float(row[measure]) for row in before)
        if any((*values, float(now[measure]))):
            found.append(Past(measure, months, values, score(float(now[measure]), values)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SideBySide:
    """
    A return beside the one of the month before (last, None = none counts) and beside the version it replaces (replaced,
    None = it is the first): rows, and what came, went and changed.
    """

    rows: ReturnRows
    last: ReturnRows | None
    against_last: Comparison
    replaced: ReturnRows | None
    against_replaced: Comparison | None


def side_by_side(cursor: duckdb.DuckDBPyConnection, scope: Scope, return_id: int) -> SideBySide:
    """OutsideScope for those who may not see the unit's rows."""
    rows = stored_rows(cursor, return_id)
    if not scope.sees_persons(rows.unit_code):
        raise OutsideScope(f"you may not see the rows of {rows.unit_code}")
    last = _rows_of(cursor, "SELECT return_id FROM current_return WHERE unit_code = ? AND month = ?",
                    [rows.unit_code, str(rows.month.plus(-1))])
    replaced = _rows_of(
        cursor,
        "SELECT max_by(return_id, version) FROM return_state WHERE unit_code = ? AND month = ? AND return_id < ?",
        [rows.unit_code, str(rows.month), return_id],
    )
    against = compare(rows, replaced) if replaced is not None else None
    return SideBySide(rows, last, compare(rows, last), replaced, against)


def _rows_of(cursor: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object]) -> ReturnRows | None:
    row = cursor.execute(sql, list(values)).fetchone()
    return stored_rows(cursor, row[0]) if row and row[0] is not None else None


# ------------------------------------------------------------------------------------------- several at once
def accept_several(
    warehouse: Warehouse, return_ids: Sequence[int], *, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> Mapping[int, str]:
    """
    Accepts each return about which nothing is odd; the others are left as they are. Return id -> accepted | odd (has to
    be looked at: a correction, something confirmed, far from its own past) | own (sent in by the same person) | outside
    (not the viewer's to decide on) | closed | changed (no longer waits for review).
    """
    cursor = warehouse.cursor()
    waiting = {int(row.return_id): row for row in queue(cursor, EVERYTHING).itertuples(index=False)}
    found = {}
    for return_id in dict.fromkeys(return_ids):
        row = waiting.get(return_id)
        if row is None:
            found[return_id] = "changed"
        elif row.received_by != by and scope.reviews(row.unit_code) and _is_odd(cursor, row):
            found[return_id] = "odd"
        else:
            accept = partial(submitting.accept, warehouse, return_id, by=by, at=at, scope=scope, trail=trail)
            found[return_id] = _outcome(accept)
    return found


def _is_odd(cursor: duckdb.DuckDBPyConnection, row: Any) -> bool:
    slot = (row.unit_code, Month.parse(row.month))
    own_past = past(cursor, EVERYTHING, [slot])[slot]
    return bool(row.is_correction or row.confirmed or any(one.score.odd for one in own_past))


def _outcome(accept: partial) -> str:
    try:
        accept()
    except submitting.OwnReturn:
        return "own"
    except OutsideScope:
        return "outside"
    except Closed:
        return "closed"
    except StoreError:
        return "changed"
    return "accepted"


def _demand(scope: Scope, unit_code: str) -> None:
    if not scope.reviews(unit_code):
        raise OutsideScope(f"you may not review {unit_code}")
