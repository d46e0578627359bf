"""
The consolidated tables: every unit's rows of one sheet in one table, as a viewer may see them.

Tables are Arrow tables with the declared column names; a coded column keeps its codes and is followed by a column
<name>_label in the chosen language. consolidated.py turns them into files and is what callers use.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
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
STATUSES = ("provisional", "accepted")
LABEL = "_label"
FIRST_MONTH, LAST_MONTH = "0000-00", "9999-99"
PART_ROWS = 50_000

# a scope names every unit it holds; units asked for stand for everything below them as well
_OF_SEEN = "($seen IS NULL OR h.unit_code IN (SELECT unnest($seen)))"
_OF_PERSONS = "($persons IS NULL OR h.unit_code IN (SELECT unnest($persons)))"
_WITHIN_UNITS = (
    "(list_contains($units, h.unit_code) OR h.unit_code IN "
    "(SELECT unit_code FROM unit_ancestor WHERE list_contains($units, ancestor_code)))"
)


@dataclass(frozen=True, slots=True)
class About:
    """
    What a file says about itself: the filters used, when, and the state of the data. withheld: sheets of which rows, or
    personal columns of rows, are left out for units whose persons and cases the viewer may not see.
    """

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
    months. units: unit codes, with everything below them; None = all that the scope may see. Of units outside
    scope.persons_seen, sheets whose rows are personal have no rows and personal columns are NULL (return_form.toml
    says which they are). OutsideScope for a month not yet published to the viewer.
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


def parts(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, name: str, lang: Lang = "zh", month_from: Month | None = None,
    month_to: Month | None = None, units: Collection[str] | None = None,
) -> Iterator[pa.Table]:
    """The rows of `table` in parts, at least one, so that a long table is never held whole."""
    sheet = return_form().sheet(name)
    query, values = _query(sheet, scope, lang, month_from, month_to, units)
    reader = cursor.execute(query, values).to_arrow_reader(PART_ROWS)
    empty = True
    for batch in reader:
        empty = False
        yield _with_labels(pa.Table.from_batches([batch]), sheet, lang)
    if empty:
        yield _with_labels(reader.schema.empty_table(), sheet, lang)


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
        int(version[0]) if version else 0, scope.viewer, _withheld(cursor, scope),
    )


def _withheld(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> frozenset[str]:
    """The sheets with something personal, when the viewer sees a unit without the right to its persons and cases."""
    codes = [row[0] for row in cursor.execute("SELECT DISTINCT code FROM unit").fetchall()]
    if all(scope.sees_persons(code) for code in codes if scope.sees(code)):
        return frozenset()
    return frozenset(s.name for s in return_form().sheets if s.personal or any(c.personal for c in s.columns))


def _query(
    sheet: Sheet, scope: Scope, lang: Lang, month_from: Month | None, month_to: Month | None,
    units: Collection[str] | None,
) -> tuple[str, dict[str, Any]]:
    """SQL and its values. Names in the SQL come from the declaration; everything from outside is bound."""
    scope.months(month for month in (month_from, month_to) if month)
    month_to = month_to or scope.last_month
    values: dict[str, Any] = {
        "month_from": str(month_from) if month_from else FIRST_MONTH,
        "month_to": str(month_to) if month_to else LAST_MONTH,
        "seen": scope.seen,
    }
    conditions = ["h.month BETWEEN $month_from AND $month_to", _OF_SEEN]
    if units is not None:
        values["units"] = sorted(units)
        conditions.append(_WITHIN_UNITS)
    if sheet.personal or any(column.personal for column in sheet.columns):
        values["persons"] = scope.persons_seen if scope.personal else []
    if sheet.personal:
        conditions.append(_OF_PERSONS)
    columns = ", ".join(
        f'CASE WHEN {_OF_PERSONS} THEN h."{column.name}" END AS "{column.name}"'
        if column.personal and not sheet.personal else f'h."{column.name}"' for column in sheet.columns
    )
    keys = ", ".join(f'h."{key}"' for key in sheet.key)
    latest = (
        f"QUALIFY row_number() OVER (PARTITION BY h.line_code, {keys} "
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
