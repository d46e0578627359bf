"""
What stands behind one figure besides the rows that count: the returns they came in, the cells that decided, the rows
that were left out and why, and the entries of registers with who recorded them, when and why.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from analytics.declare import Column, Indicator, Register, indicator, registers, return_form
from analytics.measures import query_text, run
from analytics.months import Month
from analytics.rows import Value
from analytics.scope import Scope

LEFT_OUT_MARK = "/* left out */"
LEFT_OUT_COLUMNS = (
    "unit_code::VARCHAR AS unit_code, staff_id::VARCHAR AS staff_id, month::VARCHAR AS month, "
    "return_id::BIGINT AS return_id, sheet::VARCHAR AS sheet, row_no::INTEGER AS row_no, note::VARCHAR AS note"
)
EVERY_UNIT = "*"  # what an entry says that holds for all units
ENTRIES_SHOWN = 40  # of each register
VALIDITY = (("valid_from", "valid_to"), ("from_on", "to_on"))


def of_returns(cursor: duckdb.DuckDBPyConnection, scope: Scope, return_ids: Iterable[int]) -> pd.DataFrame:
    """
    One row a return of scope.persons_seen (OutsideScope: none): return_id, unit_code, month, version, state
    (submitted | accepted | sent_back), file_name, sha256, received_at, received_by, accepted_at (NULL: not accepted),
    accepted_by, erased_at (NULL: the original file is kept).
    """
    ids = sorted(set(return_ids))
    return run(cursor, query_text("agency/evidence.sql"), return_ids=ids, units=scope.persons_seen)


def row_values(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, sheet: str, columns: Sequence[str], return_ids: Iterable[int]
) -> dict[tuple[int, int], tuple[Value, ...]]:
    """(return_id, row_no) -> some columns of a sheet, for returns of scope.persons_seen (OutsideScope: none)."""
    declared = return_form().sheet(sheet)
    names = ", ".join(f'"{declared.column(name).name}"' for name in columns)
    rows = cursor.execute(
        f"SELECT return_id, row_no, {names} FROM sheet_{declared.name} WHERE return_id IN (SELECT unnest($return_ids)) "
        "AND ($units IS NULL OR unit_code IN (SELECT unnest($units)))",
        {"return_ids": sorted(set(return_ids)), "units": scope.persons_seen},
    ).fetchall()
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def left_out(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, month: Month, name: str, *, period: str, today: dt.date,
    unit_code: str | None = None,
) -> pd.DataFrame:
    """
    What a figure leaves out besides observations that add nothing: one row for each thing left out, with unit_code,
    staff_id, month, return_id, sheet, row_no (NULL: no row of a return is meant) and note, a key of left_out texts.
    period 'year' takes January up to the month. Rows of scope.persons_seen only (OutsideScope: none).
    """
    persons, [month] = scope.persons_seen, scope.months([month])
    lists = [query_text(f"left_out/{one}.sql") for one in indicator(name).left_out] or [_NOTHING]
    bodies = "\n    UNION ALL\n".join(f"    SELECT {LEFT_OUT_COLUMNS} FROM (\n{body}\n    )" for body in lists)
    first = Month(month.year, 1) if period == "year" else month
    return run(
        cursor, query_text("left_out.sql").replace(LEFT_OUT_MARK, bodies), month=str(month), first_month=str(first),
        today=today, units=persons, unit_code=unit_code,
    )


_NOTHING = (
    "SELECT NULL AS unit_code, NULL AS staff_id, NULL AS month, NULL AS return_id, NULL AS sheet, NULL AS row_no, "
    "NULL AS note WHERE false"
)


# ------------------------------------------------------------------------------------------- registers
@dataclass(frozen=True, slots=True)
class Entries:
    """
    The entries of one register that a figure was computed from, the last recorded first: ENTRIES_SHOWN of count.
    rows: the register's columns without those only the administrator sees, with recorded_at, recorded_by and reason
    (NULL: none was given).
    """

    register: Register
    rows: pd.DataFrame
    count: int


@dataclass(frozen=True, slots=True)
class Behind:
    """What an entry has to be about: the figure's unit and those below it, its days, and whom its rows name."""

    units: Sequence[str]
    first_day: dt.date
    last_day: dt.date
    staff_ids: Sequence[str] = ()
    suggestion_ids: Sequence[str] = ()


def of_registers(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, chosen: Indicator, behind: Behind
) -> tuple[Entries, ...]:
    """
    The register entries behind a figure, one group for each register that feeds the indicator. Units outside
    scope.persons_seen (OutsideScope: none) are left out, and of registers of persons everybody the rows do not name.
    """
    persons = scope.persons_seen
    units = [u for u in behind.units if persons is None or u in persons]
    values: dict[str, Any] = {
        "units": units, "staff_ids": list(behind.staff_ids), "suggestion_ids": list(behind.suggestion_ids),
        "first_day": behind.first_day, "last_day": behind.last_day, "indicator": chosen.id,
        "items": list(chosen.items),
        "shown": ENTRIES_SHOWN,
    }
    feeding = [one for one in registers().values() if one.catalogue in chosen.fed_by]
    return tuple(found for one in feeding if (found := _entries(cursor, one, values)).count)


def _entries(cursor: duckdb.DuckDBPyConnection, one: Register, values: Mapping[str, Any]) -> Entries:
    names = ", ".join(f'r."{c.name}"' for c in one.columns if not c.administrator_only)
    keys = ", ".join(f'r."{name}"' for name in one.key)
    about = " AND ".join(_about(one, bool(values["staff_ids"]), bool(values["items"]))) or "true"
    rows = run(
        cursor,
        f"SELECT {names}, e.recorded_at, e.recorded_by, e.reason, count(*) OVER () AS entry_count "
        f"FROM {one.name} AS r LEFT JOIN event AS e ON e.event_no = r.recorded_no WHERE {about} "
        f"ORDER BY r.recorded_no DESC, {keys} LIMIT $shown",
        **values,
    )
    count = int(rows["entry_count"].iloc[0]) if len(rows) else 0
    return Entries(one, rows.drop(columns="entry_count"), count)


def _about(one: Register, names_people: bool, names_items: bool) -> list[str]:
    """What an entry has to meet, as SQL: about the people, the unit, the matter and the days, as far as it says."""
    names = {c.name for c in one.columns}
    found = []
    staff = [c.name for c in one.columns if c.name in one.key and (c.refers_to == "staff" or c.name == "staff_id")]
    if staff and (names_people or one.personal):
        found.append(f'r."{staff[0]}" IN (SELECT unnest($staff_ids))')
    unit = "code" if one.name == "unit" else "unit_code"
    if unit in names:
        found.append(
            f'(r."{unit}" IS NULL OR r."{unit}" = \'{EVERY_UNIT}\' OR r."{unit}" IN (SELECT unnest($units)))'
        )
    if "subject" in one.key:
        found.append("(r.subject IN (SELECT unnest($units)) OR r.subject IN (SELECT unnest($staff_ids)))")
    if "suggestion_id" in one.key:
        found.append("r.suggestion_id IN (SELECT unnest($suggestion_ids))")
    if "indicator" in names:
        found.append("r.indicator = $indicator")
    if "item" in names and names_items:
        found.append("r.item IN (SELECT unnest($items))")
    return [*found, *_in_time(one, names)]


def _in_time(one: Register, names: set[str]) -> list[str]:
    """Valid in the figure's days, or of its year, or of its months, or dated in them: the first that entries say."""
    for start, end in VALIDITY:
        if {start, end} <= names:
            return [f"r.{start} <= $last_day AND coalesce(r.{end}, DATE '9999-12-31') >= $first_day"]
    if "year" in names:
        return ["r.year = year($last_day)"]
    if "month" in one.key:
        return ["r.month BETWEEN strftime($first_day, '%Y-%m') AND strftime($last_day, '%Y-%m')"]
    dated = _date_of(one)
    return [f'r."{dated.name}" BETWEEN $first_day AND $last_day'] if dated else []


def _date_of(one: Register) -> Column | None:
    """The date an entry belongs to: the first that every entry has."""
    return next((c for c in one.columns if c.type == "date" and c.required), None)
