"""
Who leads the creation of the four-type agency (组织领导): the leading group against the posts that belong in it, and
how far each unit is with the policy's targets, type by type. The figures themselves are indicators
(declared/indicators/organisation.toml).
"""

import datetime as dt
from collections.abc import Iterable

import duckdb
import pandas as pd

from analytics import goal_completion
from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.scope import Scope


def seats(cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    The seats that the policy wants in the leading group at the month's end, the head first.

    Grain: one row a seat. Columns: seat ('head' | 'deputy' | 'member'), unit_code (whose post goes with it), staff_id
    (who holds the post, NULL = vacant), role (what the holder is in the group, NULL = nothing), seated (rightly taken).
    Empty in the scope of some departments only: the group is the whole agency's. Source: reg_group and ref_staff.
    """
    [month] = scope.months([month])
    found = run(cursor, query_text("organisation/seats.sql"), as_of=min(month.last_day, today))
    return found if scope.units_seen is None else found.iloc[:0]


def goals(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date, period: str = "year"
) -> pd.DataFrame:
    """
    Every policy target of every unit in scope: what creation_goal_completion_rate counts.

    Grain: one row per unit, month and goal. Columns: those of measures.measure, type_of_agency and goal ('met' = green
    | 'late' = amber, done after its date or the next step near | 'unmet' | 'later' = not due or not judged). The figure
    is that of the period ('month' | 'year') where the indicator has it.
    """
    frame = measure(cursor, scope, months, goal_completion.goals(), today=today, levels=goal_completion.UNIT_LEVELS)
    return goal_completion.goal_rows(frame, period, today)


def goals_by_type(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date, period: str = "year"
) -> pd.DataFrame:
    """
    The same counted by type. Grain: one row per unit, month and type of agency with goals for the unit. Columns: level,
    unit_code, month, type_of_agency, met, late, unmet, later (numbers of goals), due (the first three), value (met /
    due, NULL when nothing is due). Over all types met / due is creation_goal_completion_rate.
    """
    return goal_completion.by_type(goals(cursor, scope, months, today=today, period=period))
