"""
Service (二(四)1, 3): how fast matters are answered and settled, what is open, what came in and what came of it.

Every function takes (cursor, scope, months, *, today) and returns a tidy frame. Figures are those of measures.measure
(indicators/service.toml says what they count); open matters are as far as the returns show: a case carries the month
of the return that last reported it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import duckdb
import pandas as pd

from analytics import privacy
from analytics.declare import code_list
from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.scope import Scope

ON_TIME = (
    "first_response_on_time_rate", "in_scope_on_time_closure_rate", "referral_on_time_rate",
    "reception_matter_closure_rate",
)
FIGURES = (
    *ON_TIME, "referral_followup_rate", "closure_rate", "resolution_rate", "satisfaction_rate",
    "evaluation_participation_rate", "statutory_overdue_count", "hotline_answer_rate", "hotline_volume",
)
UNITS = ("department", "agency")


def response_times(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Working hours from receipt to first response. Grain: one row per unit (departments and agency) and month of the
    answer. Columns of measures.measure and median (hours, 8 a day; NaN when none was answered), p90 (hours), n (matters
    answered). Source: 服务事项, the working-day calendar, setting working_hours.
    """
    frame = measure(cursor, scope, months, ["first_response_time"], today=today, levels=UNITS)
    return frame.assign(median=frame["value"])


def on_time(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Shares within the limits: first response, closing in scope, referral out of scope, reception-day matters.
    Grain: one row per indicator, unit, period and month; columns of measures.measure and open_past_limit,
    open_near_limit, past_statutory_limit (matters open at the month's end). Source: 服务事项, ref_service_limit.
    """
    return measure(cursor, scope, months, ON_TIME, today=today, levels=UNITS)


def figures(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """All rates and counts of first inquiry, satisfaction and hotline (FIGURES), as measures.measure gives them."""
    return measure(cursor, scope, months, FIGURES, today=today, levels=UNITS)


def open_cases(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Cases open at the end of the last of the months (or today), domestic violence first, then by due date.

    Grain: one row a case. Columns: as_of, unit_code, case_id, matter_type, rights_category, jurisdiction, channel
    (codes), is_dv, received_at, first_response_due_on, limit_on (closing in scope, referral out of scope), next_step
    ('first_response' | 'closure' | 'referral' | 'reply'), due_on (of that step), days_left (working days, negative =
    past; 0 with overdue = due on a day before a rest day), overdue, near (within setting service.near_workdays),
    past_statutory, days_open (working days), chase_count, owner_id, owner, owner_en (first responder; NULL name = not
    on the roster), reported_in (month of the return that told it), return_id, sheet, row_no. Single cases: those of
    scope.persons_seen, OutsideScope when there are none. Source: 服务事项.
    """
    return _as_of(cursor, "service/open_cases.sql", scope.persons_seen, scope.months(months), today)


def ageing(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Matters waiting for a step at the end of the last of the months (or today), by working days since receipt.

    Grain: one row per reporting department of scope.persons_seen, step ('first_response' | 'closure' | 'referral') and
    bucket, zeros included. Columns: unit_code, step, bucket ('to_1' | 'to_2' | 'to_3' | 'to_5' | 'over_5' working
    days), bucket_no (order), cases, near (of these within setting service.near_workdays of the limit), past (of these
    past it), hidden, small. For those who may not see all single cases the whole agency is one row per bucket (step,
    near and past NULL), cases NULL where hidden (small: 1 or 2). Source: 服务事项.
    """
    asked = scope.months(months)
    own = _as_of(cursor, "service/ageing.sql", _persons(scope), asked, today).assign(hidden=False, small=False)
    root = privacy.limited_root(cursor, scope) if privacy.is_limited(scope) else None
    if root is None:
        return own
    every = _as_of(cursor, "service/ageing.sql", None, asked, today)
    whole = every.groupby(["bucket", "bucket_no"], as_index=False)["cases"].sum().sort_values("bucket_no")
    return _joined(own, _marked(whole.assign(unit_code=root), "cases", privacy.line_marks(list(whole["cases"]))))


def volumes(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    What came in. Grain: one row per unit of scope.persons_seen (OutsideScope: none), month, dimension ('channel' |
    'matter_type' | 'rights_category' | 'subcategory') and code; codes without matters have no row. Columns: received
    (by month of receipt), closed (by month of closing), quick_answers (hotline and desk, no case row). Months not
    reported are left out. Counts this fine point to single women; `categories` is for everybody.
    Source: 服务事项, 热线与咨询汇总.
    """
    return _for_months(cursor, "service/volumes.sql", scope.months(months), units=scope.persons_seen)


def categories(cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    What the matters of the year so far were about. Grain: one row per unit and rights category (code) with matters.
    Columns: unit_code, code, matters (received, and quick answers), hidden, small. Units: those of scope.persons_seen,
    each by itself; for those who may not see all single cases also the whole agency, matters NULL where hidden (small:
    1 or 2). Source: 服务事项, 热线与咨询汇总.
    """
    year = scope.months(Month(month.year, m) for m in range(1, month.month + 1))
    own = _by_category(_for_months(cursor, "service/volumes.sql", year, units=_persons(scope)))
    own = own.groupby(["unit_code", "code"], as_index=False)["matters"].sum().assign(hidden=False, small=False)
    root = privacy.limited_root(cursor, scope) if privacy.is_limited(scope) else None
    if root is None:
        return own
    every = _by_category(_for_months(cursor, "service/volumes.sql", year, units=None))
    table = every.pivot_table("matters", "code", "month", aggfunc="sum", fill_value=0)
    codes = pd.Index([code.code for code in code_list("rights_category")], name="code")
    table = table.reindex(index=codes, columns=[str(m) for m in year], fill_value=0).astype(int)
    whole = table.sum(axis=1).rename("matters").reset_index().assign(unit_code=root)
    marked = _marked(whole, "matters", privacy.year_marks(table.to_numpy().tolist()))
    return _joined(own, marked[marked["matters"].isna() | (marked["matters"] > 0)])


def areas(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Activities. Grain: one row per unit, month and service_area (code) with activities. Columns: activities,
    beneficiaries (person-times), women (person-times; NaN = not stated). Source: 服务活动.
    """
    return _for_months(cursor, "service/areas.sql", scope.months(months), units=scope.seen)


def outcomes(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    What came of it. Grain: one row per unit, month, kind ('outcome_measure' of activities | 'case_result' |
    'satisfaction', both by month of closing and for units of scope.persons_seen only) and code. Column: amount (in the
    measure's own unit; matters). Quick answers add to satisfaction. Zeros have no row. Source: 服务活动, 服务事项,
    热线与咨询汇总.
    """
    return _for_months(
        cursor, "service/outcomes.sql", scope.months(months), units=scope.seen, persons=_persons(scope)
    )


def reception_days(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    The leaders' reception days, planned ones too. Grain: one row a day and planned leader, in order of date. Columns:
    month, held_on, planned_leader_id, actual_leader_id (NULL: nobody yet), outcome ('held' | 'stand_in' | 'moved' |
    'cancelled' | 'planned' | 'unrecorded': it has passed and nothing was entered), place, visitors, matters (NULL where
    not entered, and for those who may not see all single matters). Empty in the scope of some departments only: the
    days are the whole agency's. Source: reg_reception.
    """
    asked, every = scope.months(months), scope.units_seen is None
    counted = scope.personal and scope.persons_seen is None
    return _for_months(
        cursor, "service/reception_days.sql", asked if every else [], counted=counted, today=today
    )


def leaders_received(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, *, today: dt.date
) -> pd.DataFrame:
    """
    How often each leader has received visitors in the quarter up to the month's end or today. Grain: one row per member
    of the leadership on duty in the month. Columns: staff_id, days (of the leader's own, also as a stand-in). Empty in
    the scope of some departments only. Source: reg_reception; each leader at least once a quarter (A15).
    """
    [month] = scope.months([month])
    first = Month(month.year, month.month - (month.month - 1) % 3).first_day
    units: list[str] | None = None if scope.units_seen is None else []
    return run(
        cursor, query_text("service/leaders_received.sql"), month=str(month), units=units, first_day=first,
        last_day=min(month.last_day, today),
    )


def _as_of(
    cursor: duckdb.DuckDBPyConnection, query: str, units: list[str] | None, months: list[Month], today: dt.date
) -> pd.DataFrame:
    """Judged at the end of the last month; its last limits have passed then, but those that end today have not."""
    last_day = months[-1].last_day
    judged_on = min(last_day + dt.timedelta(days=1), today)
    return run(cursor, query_text(query), units=units, as_of=min(last_day, today), judged_on=judged_on)


def _for_months(
    cursor: duckdb.DuckDBPyConnection, query: str, months: Iterable[Month], **values: Any
) -> pd.DataFrame:
    return run(cursor, query_text(query), months=[str(m) for m in months], **values)


def _persons(scope: Scope) -> list[str] | None:
    return scope.persons_seen if scope.personal else []


def _by_category(found: pd.DataFrame) -> pd.DataFrame:
    """Volumes of the rights categories with matters, the count of both kinds."""
    mine = found[found["dimension"] == "rights_category"]
    return mine.assign(matters=mine["received"].fillna(0) + mine["quick_answers"].fillna(0)).query("matters > 0")


def _marked(whole: pd.DataFrame, column: str, marks: list[privacy.Mark]) -> pd.DataFrame:
    return whole.assign(
        **{column: privacy.masked(whole[column], marks)},
        hidden=[mark != "shown" for mark in marks], small=[mark == "small" for mark in marks],
    )


def _joined(own: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Rows of single units, then those of the whole agency."""
    return whole.reindex(columns=own.columns) if own.empty else pd.concat([own, whole], ignore_index=True)
