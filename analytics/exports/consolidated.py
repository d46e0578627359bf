"""
The consolidated sheets as files: an Excel workbook that explains itself, CSV, a zip of CSV, Parquet.

Excel shows codes as words in the chosen language; CSV and Parquet keep the codes, with the words beside them.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from analytics.declare import Lang, return_form, text
from analytics.exports.contents import SheetFacts, write_contents
from analytics.exports.definitions import columns_table, indicators_table
from analytics.exports.files import write_csv, write_csv_zip, write_parquet
from analytics.exports.tables import LABEL, ORIGIN, about, consolidated, table
from analytics.exports.workbook import Book, SheetColumn, kind_of, plain_columns
from analytics.months import Month
from analytics.scope import Scope

OutFormat = Literal["xlsx", "csv", "parquet"]
ORIGIN_WIDTHS = {"unit_code": 10, "unit_name": 16, "month": 10, "version": 8, "return_status": 10, "row_no": 9}
DEFINITION_WIDTHS = {
    "allowed_zh": 60, "allowed_en": 60, "name": 32, "hint": 44, "numerator": 44, "denominator": 44, "excluded": 44,
    "target": 24, "type": 12, "required": 10, "since": 10, "until": 10,
}


def write_xlsx(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, month_from: Month | None, month_to: Month | None, lang: Lang,
    sheets: Iterable[str] | None = None, units: Collection[str] | None = None,
) -> bytes:
    """The workbook: contents, one sheet for each chosen table, and what every column and indicator means."""
    tables = consolidated(cursor, scope, month_from, month_to, lang, sheets, units)
    facts = about(cursor, scope, lang, month_from, month_to, units)
    book = Book()
    write_contents(book, facts, "title", [_facts(name, found, lang) for name, found in tables.items()])
    for name, found in tables.items():
        book.add_table(return_form().sheet(name).title(lang), found, sheet_columns(name, found, lang), frozen=3)
    add_definitions(book, lang, columns_table(tables.keys(), lang), indicators_table(lang))
    return book.close()


def write_table(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, name: str, out_format: OutFormat, lang: Lang = "zh",
    month_from: Month | None = None, month_to: Month | None = None, units: Collection[str] | None = None,
) -> bytes:
    """One consolidated sheet in the format asked for."""
    if out_format == "xlsx":
        return write_xlsx(cursor, scope, month_from, month_to, lang, [name], units)
    found = table(cursor, scope, name, lang, month_from, month_to, units)
    return write_csv(found) if out_format == "csv" else write_parquet(found)


def sheet_columns(name: str, found: pa.Table, lang: Lang) -> list[SheetColumn]:
    """The columns as Excel shows them: where they come from, then the form's, words in place of codes."""
    columns = [
        SheetColumn(text(f"consolidated.column.{origin}", lang), _shown(origin, found), _kind(origin, found, None),
                    ORIGIN_WIDTHS[origin])
        for origin in ORIGIN
    ]
    for column in return_form().sheet(name).columns:
        shown = _shown(column.name, found)
        title = column.title(lang)
        width = max(column.width, len(title) + 4)
        columns.append(SheetColumn(title, shown, _kind(shown, found, column.step), width))
    return columns


def _shown(name: str, found: pa.Table) -> str:
    return name + LABEL if name + LABEL in found.column_names else name


def _kind(name: str, found: pa.Table, step: float | None) -> str:
    kind = kind_of(found.schema.field(name).type)
    return "whole" if kind == "number" and step == 1 else kind


def _facts(name: str, found: pa.Table, lang: Lang) -> SheetFacts:
    sheet = return_form().sheet(name)
    accepted = pc.sum(pc.equal(found["return_status"], "accepted")).as_py() or 0
    units = pc.count_distinct(found["unit_code"]).as_py()
    return SheetFacts(name, sheet.title(lang), found.num_rows, units, accepted, sheet.kind)


def add_definitions(book: Book, lang: Lang, columns: pa.Table | None, indicators: pa.Table | None) -> None:
    """The definition sheets at the end of a workbook, where there is something to define."""
    widths: Mapping[str, float] = {
        text(f"consolidated.definitions.{name}", lang): width for name, width in DEFINITION_WIDTHS.items()
    }
    for key, found in (("columns_sheet", columns), ("indicators_sheet", indicators)):
        if found is not None:
            book.add_table(text(f"consolidated.definitions.{key}", lang), found, plain_columns(found, widths))


__all__ = [
    "OutFormat", "add_definitions", "consolidated", "sheet_columns", "table", "write_csv", "write_csv_zip",
    "write_parquet", "write_table", "write_xlsx",
]
