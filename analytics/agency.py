"""Who there is and what has come in: units of a month, months with returns, people's names, the demonstration mark."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.facts import Sheet
from analytics.measures import query_text, run
from analytics.months import Month, last_full_month, month_range
from analytics.rows import Value
from analytics.scope import Scope
from analytics.store.reading_registers import units_on
from analytics.store.registers import Unit


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person for display: the name in both languages and the latest unit."""

    staff_id: str
    name: str
    name_en: str
    unit_code: str

    def shown(self, lang: str) -> str:
        return self.name if lang == "zh" else (self.name_en or self.name)


def units(cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month) -> dict[str, Unit]:
    """The units a viewer sees, by code, in the office's order, as on the last day of the month."""
    return {code: unit for code, unit in units_on(cursor, month.last_day).items() if scope.sees(code)}


def months_with_data(cursor: duckdb.DuckDBPyConnection, today: dt.date) -> tuple[Month, ...]:
    """From the first month with a return to the latest of: last month with a return, last month that has ended."""
    row = cursor.execute("SELECT min(month), max(month) FROM return_version").fetchone()
    if row is None or row[0] is None:
        return ()
    last = max(Month.parse(row[1]), last_full_month(today))
    known = {m for (m,) in cursor.execute("SELECT month FROM calendar_month").fetchall()}
    return tuple(m for m in month_range(Month.parse(row[0]), last) if str(m) in known)


def people(cursor: duckdb.DuckDBPyConnection) -> Mapping[str, PersonName]:
    """Everybody who is or was on the roster, by staff id, as last recorded."""
    rows = cursor.execute(query_text("agency/people.sql")).fetchall()
    return {row[0]: PersonName(*row) for row in rows}


def is_demonstration(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Whether this store was filled with the made-up sample agency."""
    row = cursor.execute("SELECT count(*) FROM event WHERE kind = 'demonstration'").fetchone()
    return bool(row and row[0])


def as_of(cursor: duckdb.DuckDBPyConnection) -> dt.datetime | None:
    """When the last return arrived or was decided on."""
    row = cursor.execute(
        "SELECT max(recorded_at) FROM event WHERE kind IN ('submitted', 'accepted', 'sent_back')"
    ).fetchone()
    return row[0] if row else None


def due_dates(cursor: duckdb.DuckDBPyConnection) -> Mapping[str, dt.date]:
    """month -> the day its returns are due."""
    return dict(cursor.execute("SELECT month, due_on FROM deadline").fetchall())


def evidence(cursor: duckdb.DuckDBPyConnection, return_ids: list[int]) -> pd.DataFrame:
    """One row a return: return_id, unit_code, month, version, state, file_name, received_at, received_by."""
    return run(cursor, query_text("agency/evidence.sql"), return_ids=return_ids)


def row_labels(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, sheet: Sheet, return_ids: Iterable[int]
) -> dict[tuple[int, int], tuple[Value, ...]]:
    """(return_id, row_no) -> the values of the columns that name the row (the form's `label`). Needs scope.personal."""
    if not scope.personal:
        raise PermissionError("rows of returns are personal data, outside this viewer's scope")
    names = ", ".join(f'"{name}"' for name in sheet.label)
    rows = cursor.execute(
        f"SELECT return_id, row_no, {names} FROM sheet_{sheet.name} WHERE return_id IN (SELECT unnest($return_ids))",
        {"return_ids": sorted(set(return_ids))},
    ).fetchall()
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def case_pressure(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Open cases by unit at the end of each month (or today): counts only, so that no single case is shown.

    Grain: one row per month and unit with open cases. Columns: month, unit_code, open, near (within setting
    service.near_workdays of the next limit), past (it), dv_past (of these domestic violence), first_near_on,
    first_past_on, longest_past (working days). Source: sheet service_cases.
    """
    units = None if scope.units_seen is None else sorted(scope.units_seen)
    return run(
        cursor, query_text("agency/case_pressure.sql"), months=[str(m) for m in months], today=today, units=units
    )
