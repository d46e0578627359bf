"""
Runs the declared indicators' queries and returns one tidy frame.

Every indicator has one query, analytics/sql/<type_of_agency>/<id>.sql, that lists its observations:

    unit_code    the department the observation counts for (agency-only indicators: the agency's code)
    staff_id     the person, or NULL
    month        'YYYY-MM' the observation belongs to (accumulate = "state": the requested month it describes)
    numerator, denominator   what it adds to each; a NULL numerator is no observation
    return_id, sheet, row_no the row of the return behind it, NULL where a register or the calendar is behind it
    note         why it counts as it does (a code of texts/notes.toml such as 'official_leave'), or NULL
    period       only when accumulate = "given": 'month' or 'year'

A query may read the views of the store, the CTE `requested` (month, first_day, last_day, year, as_of) and bound
settings such as $fortnight_min_workdays. compose.sql adds the observations up.
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import duckdb
import pandas as pd

from analytics.colours import lights
from analytics.declare import SQL, DeclarationError, Indicator, indicator, return_form
from analytics.months import Month
from analytics.pacing import pace_columns
from analytics.scope import Scope
from analytics.store.warehouse import setting_values

OBSERVATION_COLUMNS = "unit_code, staff_id, month, numerator, denominator, return_id, sheet, row_no, note"
MARK = "/* observations */"


@cache
def query_text(name: str) -> str:
    """The text of a query file below analytics/sql, without its closing semicolon. The reader's own fault if absent."""
    try:
        return (SQL / name).read_text(encoding="utf-8").strip().removesuffix(";")
    except OSError as error:
        raise DeclarationError(f"analytics/sql/{name}: {error}") from error


def run(cursor: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> pd.DataFrame:
    """Runs a query with the values it names (others, and the settings, may be offered freely) and returns a frame."""
    return cursor.execute(sql, bound(sql, **values)).df()


def bound(sql: str, **values: Any) -> dict[str, Any]:
    """The values and settings that the query names as $name; a name nobody offers is our own fault."""
    offered = setting_values() | values
    names = set(re.findall(r"\$([a-z_]\w*)", re.sub(r"--[^\n]*", "", sql)))
    missing = names - set(offered)
    if missing:
        raise DeclarationError(f"a query names ${', $'.join(sorted(missing))}, which is neither a value nor a setting")
    return {name: offered[name] for name in names}


def measure(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], ids: Sequence[str], *,
    today: dt.date, levels: Sequence[str] = ("person", "department", "agency"),
) -> pd.DataFrame:
    """
    The values of some indicators for some months.

    Grain: one row per indicator, level (person | department | agency), unit or person, period and month. Columns:
    indicator, level, unit_code, staff_id (None unless person), period ('month' | 'year' = January to that month),
    month, state ('value' | 'not_applicable' empty denominator | 'not_reported' the month's return is missing),
    numerator, denominator, n, value (rates 0-1; hours, days, counts as declared; median for quantiles), p90,
    furthest (P-STAGE: stage reached),
    provisional (a return behind it is not yet accepted), target, full_target, expected (by the end of the month, in
    the unit of value), needed_per_month, pace ('on_pace' | 'behind' | 'out_of_reach' | None) and light
    ('green' | 'amber' | 'red' | 'grey').  NULL means: no such figure.
    """
    chosen = [indicator(name) for name in ids]
    asked = sorted(set(months))
    if not chosen or not asked:
        raise ValueError("measure needs at least one indicator and one month")
    sql = query_text("compose.sql").replace(MARK, "\n    UNION ALL\n".join(_observations(i) for i in chosen))
    frame = run(
        cursor, sql, today=today, months=[str(m) for m in asked], declared=[_declared(i, levels) for i in chosen],
        units=None if scope.units_seen is None else sorted(scope.units_seen),
    )
    if not scope.personal:
        frame = frame[frame["level"] != "person"]
    frame = _with_open_cases(cursor, frame, chosen, asked, today)
    frame = pace_columns(frame, targets(cursor), today=today, calendar=calendar_facts(cursor))
    frame["light"] = lights(frame, today=today)
    return frame.reset_index(drop=True)


def observations(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, name: str, *, period: str, today: dt.date,
    unit_code: str | None = None, staff_id: str | None = None,
) -> pd.DataFrame:
    """
    The rows behind one figure: one row per observation with the columns listed at the head of this module.
    period 'year' takes January up to the month. Units below unit_code are included. Only with scope.personal.
    """
    if not scope.personal:
        raise PermissionError("rows behind a figure are personal data, outside this viewer's scope")
    chosen = indicator(name)
    sql = query_text("observations.sql").replace(MARK, _observations(chosen))
    first = Month(month.year, 1) if period == "year" and chosen.accumulate == "sum" else month
    return run(
        cursor, sql, today=today, months=[str(month)], first_month=str(first), last_month=str(month),
        units=None if scope.units_seen is None else sorted(scope.units_seen), unit_code=unit_code, staff_id=staff_id,
        period=period if chosen.accumulate == "given" else None,
        needs_return=_needs_return(chosen) and chosen.accumulate == "sum",
    )


def targets(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The office's own targets: indicator, year, unit_code ('*' = all), target, full_target, green, amber."""
    return cursor.execute(
        "SELECT indicator, year, unit_code, target, full_target, green, amber FROM target_override"
    ).df()


def calendar_facts(cursor: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row a month: month, due_fortnights (ended in the year so far), workdays (in the year so far)."""
    return run(cursor, query_text("calendar_facts.sql"))


def _observations(chosen: Indicator) -> str:
    body = query_text(f"{chosen.type_of_agency}/{chosen.id}.sql")
    given = "period" if chosen.accumulate == "given" else "NULL"
    return (
        f"    SELECT '{chosen.id}' AS indicator, {OBSERVATION_COLUMNS}, {given}::VARCHAR AS given_period\n"
        f"    FROM (\n{body}\n    ) AS o"
    )


def _needs_return(chosen: Indicator) -> bool:
    sheets = {sheet.name for sheet in return_form().sheets}
    return any(source in sheets for source in chosen.fed_by)


def _with_open_cases(
    cursor: duckdb.DuckDBPyConnection, frame: pd.DataFrame, chosen: Sequence[Indicator], asked: Sequence[Month],
    today: dt.date,
) -> pd.DataFrame:
    """Adds open_past_limit, open_near_limit, past_statutory_limit, which colour rule R-LIMIT looks at."""
    if not any(i.colour == "R-LIMIT" for i in chosen):
        return frame
    pressure = run(cursor, query_text("service/open_pressure.sql"), months=[str(m) for m in asked], today=today)
    return frame.merge(pressure, how="left", on=["indicator", "unit_code", "month"])


def _declared(chosen: Indicator, levels: Sequence[str]) -> dict[str, Any]:
    return {
        "indicator": chosen.id, "statistic": chosen.statistic, "accumulate": chosen.accumulate,
        "levels": [level for level in chosen.levels if level in levels], "periods": list(chosen.periods), "needs_return": _needs_return(chosen),
    }
