"""Tables as an Excel workbook, written row by row so that memory stays small however long the table is."""

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from analytics.exports.files import starts_formula

MOST_ROWS = 1_048_000  # a little under Excel's limit; what is longer goes on in a second sheet
LONGEST_TEXT = 32_767
BATCH = 5_000
LONG_TEXT_WIDTH = 40
A4 = 9
NUMBER_FORMATS = {
    "date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "percent": "0.0%", "number": "General", "whole": "0",
    "decimal": "0.0",
}
HEAD = {"bold": True, "bg_color": "#E3EBF4", "bottom": 2, "bottom_color": "#1A5A96", "text_wrap": True,
        "valign": "vcenter", "align": "center"}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """
    How one column of a table appears. kind: text | long (wrapped text) | date | datetime | number | whole |
    decimal | percent; kinds: one for each row where rows differ (indicators: rates beside counts).
    """

    title: str
    name: str
    kind: str
    width: float = 14
    kinds: Sequence[str] | None = None


class Book:
    """A workbook that is being written. Sheets are written whole, in any order of rows within one batch."""

    def __init__(self) -> None:
        self._stream = BytesIO()
        self._book: Workbook = xlsxwriter.Workbook(
            self._stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        self._formats: dict[str, Format] = {
            kind: self._book.add_format({"num_format": number_format})
            for kind, number_format in NUMBER_FORMATS.items()
        }
        # the mark that keeps a text a text when somebody edits the cell in Excel
        self._formats["risky"] = self._book.add_format({"quote_prefix": True})
        self._formats["long"] = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._formats["head"] = self._book.add_format(HEAD)

    def format(self, **properties: Any) -> Format:
        return self._book.add_format(properties)

    def sheet(self, name: str) -> Worksheet:
        return self._book.add_worksheet(name)

    def close(self) -> bytes:
        self._book.close()
        return self._stream.getvalue()

    def add_table(self, name: str, table: pa.Table, columns: Sequence[SheetColumn], frozen: int = 0) -> None:
        """A sheet with a header row that stays in sight and filters; long tables go on in `name (2)`."""
        for part, start in enumerate(range(0, max(table.num_rows, 1), MOST_ROWS), 1):
            sheet = self.sheet(name if part == 1 else f"{name[:26]} ({part})")
            piece = table.slice(start, MOST_ROWS)
            self._layout(sheet, columns, piece.num_rows, frozen)
            self._rows(sheet, piece, columns, start)

    def _layout(self, sheet: Worksheet, columns: Sequence[SheetColumn], rows: int, frozen: int) -> None:
        sheet.freeze_panes(1, frozen)
        sheet.autofilter(0, 0, max(rows, 1), max(len(columns) - 1, 0))
        sheet.set_row(0, 32)
        paper(sheet)
        sheet.repeat_rows(0)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.title, self._formats["head"])

    def _rows(self, sheet: Worksheet, table: pa.Table, columns: Sequence[SheetColumn], start: int) -> None:
        writers = [self._writer(sheet, column) for column in columns]
        row_no = 0
        for batch in table.select([c.name for c in columns]).to_batches(max_chunksize=BATCH):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                row_no += 1
                for index, value in enumerate(row):
                    if value is not None:
                        kinds = columns[index].kinds
                        writers[index](row_no, index, value, kinds[start + row_no - 1] if kinds else None)

    def _writer(self, sheet: Worksheet, column: SheetColumn) -> Callable[[int, int, Any, str | None], None]:
        formats, own = self._formats, self._formats.get(column.kind)

        def put_text(row: int, index: int, value: str, _: str | None) -> None:
            # always a string cell: never a formula, whatever it begins with
            look = formats["risky"] if starts_formula(value) else own
            sheet.write_string(row, index, value[:LONGEST_TEXT], look)

        def put_date(row: int, index: int, value: dt.date | dt.datetime, _: str | None) -> None:
            sheet.write_datetime(row, index, value, own)

        def put_number(row: int, index: int, value: float, kind: str | None) -> None:
            if not math.isnan(value):  # a missing figure of a data frame is nan, which Excel cannot hold
                sheet.write_number(row, index, value, formats[kind] if kind else own)

        writers: dict[str, Callable[[int, int, Any, str | None], None]] = {
            "text": put_text, "long": put_text, "date": put_date, "datetime": put_date,
        }
        return writers.get(column.kind, put_number)


def paper(sheet: Worksheet) -> None:
    """Landscape A4, as wide as the page, sheet and page number below."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&9&A&R&9&P / &N")


def kind_of(arrow_type: pa.DataType) -> str:
    """How a column of this type is written when nothing more is known."""
    if pa.types.is_timestamp(arrow_type):
        return "datetime"
    if pa.types.is_date(arrow_type):
        return "date"
    if pa.types.is_integer(arrow_type):
        return "whole"
    return "number" if pa.types.is_floating(arrow_type) or pa.types.is_decimal(arrow_type) else "text"


def plain_columns(table: pa.Table, widths: Mapping[str, float] | None = None) -> list[SheetColumn]:
    """Columns of a table whose names are already the titles."""
    widths = widths or {}
    columns = []
    for field in table.schema:
        kind, width = kind_of(field.type), widths.get(field.name, 20)
        long = kind == "text" and width >= LONG_TEXT_WIDTH
        columns.append(SheetColumn(field.name, field.name, "long" if long else kind, width))
    return columns


def as_writable(table: pa.Table) -> pa.Table:
    """Columns that Excel has no type for (lists, booleans) become text."""
    columns = []
    for field in table.schema:
        column = table[field.name]
        if kind_of(field.type) == "text" and not pa.types.is_string(field.type):
            column = pa.chunked_array([[None if v is None else str(v) for v in column.to_pylist()]], pa.string())
        columns.append(column)
    return pa.table(columns, names=table.column_names)
