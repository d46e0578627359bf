"""
Service (二(四)1, 3): how fast matters are answered and settled, what is open, what came in and what came of it.

Every function takes (cursor, scope, months, *, today) and returns a tidy frame. Figures are those of measures.measure
(indicators/service.toml says what they count); open matters are as far as the returns show: a case carries the month
of the return that last reported it.
"""

import datetime as dt
from collections.abc import Iterable

import duckdb
import pandas as pd

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
    on the roster), reported_in (month of the return that told it), return_id, sheet, row_no. Single cases: only with
    scope.personal, PermissionError otherwise. Source: 服务事项.
    """
    if not scope.personal:
        raise PermissionError("single cases are outside this viewer's scope")
    return _as_of(cursor, "service/open_cases.sql", scope, months, today)


def ageing(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Matters waiting for a step at the end of the last of the months (or today), by working days since receipt.

    Grain: one row per reporting department, step ('first_response' | 'closure' | 'referral') and bucket, zeros
    included. Columns: unit_code, step, bucket ('to_1' | 'to_2' | 'to_3' | 'to_5' | 'over_5' working days), bucket_no
    (order), cases, near (of these within setting service.near_workdays of the limit), past (of these past it).
    Source: 服务事项.
    """
    return _as_of(cursor, "service/ageing.sql", scope, months, today)


def volumes(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    What came in. Grain: one row per unit, month, dimension ('channel' | 'matter_type' | 'rights_category' |
    'subcategory') and code; codes without matters have no row. Columns: received (by month of receipt), closed (by
    month of closing), quick_answers (hotline and desk, no case row). Months not reported are left out.
    Source: 服务事项, 热线与咨询汇总.
    """
    return _for_months(cursor, "service/volumes.sql", scope, months)


def areas(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Activities. Grain: one row per unit, month and service_area (code) with activities. Columns: activities,
    beneficiaries (person-times), women (person-times; NaN = not stated). Source: 服务活动.
    """
    return _for_months(cursor, "service/areas.sql", scope, months)


def outcomes(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    What came of it. Grain: one row per unit, month, kind ('outcome_measure' of activities | 'case_result' |
    'satisfaction', both by month of closing) and code. Column: amount (in the measure's own unit; matters). Quick
    answers add to satisfaction. Zeros have no row. Source: 服务活动, 服务事项, 热线与咨询汇总.
    """
    return _for_months(cursor, "service/outcomes.sql", scope, months)


def _as_of(
    cursor: duckdb.DuckDBPyConnection, query: str, scope: Scope, months: Iterable[Month], today: dt.date
) -> pd.DataFrame:
    """Judged at the end of the last month; its last limits have passed then, but those that end today have not."""
    last_day = max(months).last_day
    judged_on = min(last_day + dt.timedelta(days=1), today)
    return run(cursor, query_text(query), units=_units(scope), as_of=min(last_day, today), judged_on=judged_on)


def _for_months(
    cursor: duckdb.DuckDBPyConnection, query: str, scope: Scope, months: Iterable[Month]
) -> pd.DataFrame:
    return run(cursor, query_text(query), units=_units(scope), months=[str(m) for m in months])


def _units(scope: Scope) -> list[str] | None:
    return None if scope.units_seen is None else sorted(scope.units_seen)
