"""
The consolidated tables: every unit's rows of one sheet in one table, as a viewer may see them.

Tables are Arrow tables with the declared column names; a coded column keeps its codes and is followed by a column
<name>_label in the chosen language. consolidated.py turns them into files and is what callers use.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from analytics.clock import now
from analytics.declare import Column, Lang, Sheet, code_list, return_form, text
from analytics.months import Month
from analytics.scope import Scope

# where each row comes from; before the columns of the form
ORIGIN = ("unit_code", "unit_name", "month", "version", "return_status", "row_no")
# rows that are single cases, never shown without the right to personal data (catalogue 11)
CASE_SHEETS = frozenset({"service_cases"})
STATUSES = ("provisional", "accepted")
LABEL = "_label"
FIRST_MONTH, LAST_MONTH = "0000-00", "9999-99"


@dataclass(frozen=True, slots=True)
class About:
    """What a file says about itself: the filters used, when, and the state of the data."""

    lang: Lang
    month_from: Month | None
    month_to: Month | None
    units: tuple[str, ...]
    made_at: dt.datetime
    data_version: int
    viewer: str
    withheld: frozenset[str] = field(default_factory=frozenset)


def consolidated(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, month_from: Month | None, month_to: Month | None, lang: Lang,
    sheets: Iterable[str] | None = None, units: Collection[str] | None = None,
) -> dict[str, pa.Table]:
    """
    One table for each chosen sheet (None = all), by sheet name in the order of the form.

    Event sheets: the rows of the chosen months. Snapshot sheets: each id once, in its latest state within these
    months. units: unit codes, with everything below them; None = all that the scope may see. Sheets whose rows the
    viewer may not see are there without rows.
    """
    chosen = None if sheets is None else {return_form().sheet(name).name for name in sheets}
    return {
        sheet.name: table(cursor, scope, sheet.name, lang, month_from, month_to, units)
        for sheet in return_form().sheets if chosen is None or sheet.name in chosen
    }


def table(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, name: str, lang: Lang = "zh", month_from: Month | None = None,
    month_to: Month | None = None, units: Collection[str] | None = None,
) -> pa.Table:
    """One consolidated sheet; DeclarationError for a name that is not on the form."""
    sheet = return_form().sheet(name)
    query, values = _query(sheet, scope, lang, month_from, month_to, units)
    return _with_labels(cursor.execute(query, values).to_arrow_table(), sheet, lang)


def about(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, lang: Lang, month_from: Month | None = None,
    month_to: Month | None = None, units: Collection[str] | None = None,
) -> About:
    """The facts of an export, for its first sheet. Units are given by name."""
    query, values = _unit_names(lang), {}
    if units is not None:
        query, values = f"{query} HAVING list_contains($units, code)", {"units": sorted(units)}
    names = cursor.execute(f"SELECT unit_name FROM ({query}) ORDER BY position, code", values).fetchall()
    version = cursor.execute("SELECT coalesce(max(event_no), 0) FROM known_event").fetchone()
    return About(
        lang, month_from, month_to, tuple(row[0] for row in names) if units is not None else (), now(),
        int(version[0]) if version else 0, scope.viewer, frozenset() if scope.personal else CASE_SHEETS,
    )


def _query(
    sheet: Sheet, scope: Scope, lang: Lang, month_from: Month | None, month_to: Month | None,
    units: Collection[str] | None,
) -> tuple[str, dict[str, Any]]:
    """SQL and its values. Names in the SQL come from the declaration; everything from outside is bound."""
    values: dict[str, Any] = {
        "month_from": str(month_from) if month_from else FIRST_MONTH,
        "month_to": str(month_to) if month_to else LAST_MONTH,
    }
    conditions = ["h.month BETWEEN $month_from AND $month_to"]
    for parameter, codes in (("seen", scope.units_seen), ("units", units)):
        if codes is not None:
            values[parameter] = sorted(codes)
            conditions.append(_within(parameter))
    if sheet.name in CASE_SHEETS and not scope.personal:
        conditions.append("false")
    columns = ", ".join(f'h."{column.name}"' for column in sheet.columns)
    keys = ", ".join(f'h."{key}"' for key in sheet.key)
    latest = (
        f"QUALIFY row_number() OVER (PARTITION BY h.unit_code, {keys} "
        "ORDER BY h.month DESC, h.row_no DESC) = 1" if sheet.kind == "snapshot" else ""
    )
    query = f"""
        SELECT h.unit_code, u.unit_name, h.month, h.version, h.return_status, h.row_no, {columns}
        FROM history_{sheet.name} AS h
        LEFT JOIN ({_unit_names(lang)}) AS u ON u.code = h.unit_code
        WHERE {' AND '.join(conditions)}
        {latest}
        ORDER BY h.month, u.position, h.unit_code, h.row_no"""
    return query, values


def _unit_names(lang: Lang) -> str:
    """Each unit once, by the newest of its dated names."""
    name = "name_zh" if lang == "zh" else "name_en"
    return (
        f"SELECT code, max_by({name}, valid_from) AS unit_name, max_by(position, valid_from) AS position "
        "FROM unit GROUP BY code"
    )


def _within(parameter: str) -> str:
    """A unit counts when it, or a unit above it, is in the list."""
    return (
        f"(list_contains(${parameter}, h.unit_code) OR h.unit_code IN "
        f"(SELECT unit_code FROM unit_ancestor WHERE list_contains(${parameter}, ancestor_code)))"
    )


def _with_labels(found: pa.Table, sheet: Sheet, lang: Lang) -> pa.Table:
    """Adds the words beside the codes, and both titles to each column's metadata (Parquet keeps them)."""
    columns: dict[str, pa.ChunkedArray] = {}
    fields: list[pa.Field] = []
    declared = {column.name: column for column in sheet.columns}
    for name in found.column_names:
        columns[name] = found[name]
        fields.append(found.schema.field(name).with_metadata(_titles(declared.get(name), name)))
        labels = _labels(declared.get(name), name, lang)
        if labels:
            columns[name + LABEL] = labelled(found[name], labels)
            fields.append(pa.field(name + LABEL, pa.string()))
    return pa.table(list(columns.values()), schema=pa.schema(fields, metadata={"sheet": sheet.name}))


def _titles(column: Column | None, name: str) -> dict[str, str]:
    if column is None:
        return {lang: text(f"consolidated.column.{name}", lang) for lang in ("zh", "en")}
    return {"zh": column.zh, "en": column.en}


def _labels(column: Column | None, name: str, lang: Lang) -> dict[str, str]:
    if column is not None and column.list:
        return {code.code: code_list(column.list).label(code.code, lang) for code in code_list(column.list)}
    if name == "return_status":
        return {status: text(f"consolidated.status.{status}", lang) for status in STATUSES}
    return {}


def labelled(codes: pa.ChunkedArray, labels: dict[str, str]) -> pa.ChunkedArray:
    """The word of each code; a code without a word stays as it is."""
    places = pc.index_in(codes, value_set=pa.array(list(labels), pa.string()))
    return pc.coalesce(pc.take(pa.array(list(labels.values()), pa.string()), places), codes)
