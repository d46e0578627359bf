"""
Reporting discipline (报送情况): what has become of each return owed, and how it was over the months.

Every function takes (cursor, scope, months, *, today) and returns a tidy frame. Source: the register of returns
(versions and events), the deadlines, the working-day calendar.
"""

import datetime as dt
from collections.abc import Iterable

import duckdb
import pandas as pd

from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.scope import Scope

DISCIPLINE = (
    "return_submission_rate", "return_on_time_rate", "return_first_pass_rate", "return_rejection_count",
    "late_return_days", "reminder_count", "correction_count", "zero_declaration_gap",
)


def board(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Every return owed for the months.

    Grain: one row per unit that must report and month, in the office's order. Columns: unit_code, month, due_on,
    state (code list return_state: on_time | late | sent_back | zero | missing | not_due; zero = the whole return says
    零报告 and came in time; sent_back = every version so far was), days_late (working days between the deadline and the
    accepted version, or the one that counts while none is accepted; running while missing or sent back; NULL = not
    due), version, return_id, status ('provisional' | 'accepted'), received_at (of the version that counts; NULL =
    none), first_received_at (of the first version that passed the checks, which decides on time or late),
    zero_return, sent_back_count (before the first acceptance), refusals (files the checks refused), reminders,
    reminded_at, stage (code list return_stage: not_received | submitted | returned | accepted | corrected | locked),
    closed_as (locked | approved while the month takes no returns; NULL = it does), unlock_reason (NULL = not unlocked).
    """
    return run(
        cursor, query_text("reporting/board.sql"), months=[str(m) for m in scope.months(months)],
        today=today, units=scope.seen,
    )


def roll_up(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    The board added up along the tree. Grain: one row per agency the viewer sees and month, the top of the tree first.
    Columns: unit_code, month, owed, on_time, zero, late, sent_back, missing, not_due (returns; zero and the others as
    in `board`), days_late (working days, added up).
    """
    return run(
        cursor, query_text("reporting/roll_up.sql"), months=[str(m) for m in scope.months(months)],
        today=today, units=scope.seen,
    )


def discipline(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """The eight reporting indicators (DISCIPLINE) over the months: columns of measures.measure."""
    return measure(cursor, scope, months, DISCIPLINE, today=today, levels=("department", "agency"))
