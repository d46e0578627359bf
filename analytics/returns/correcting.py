"""
Cells put right on screen: the file as it was sent stays as it is, and what was changed is kept beside it. The checks
see the cells as corrected; the corrected workbook can be had as a file, and is judged the same.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, replace
from typing import Any

from openpyxl.styles.numbers import is_date_format
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import Column, return_form
from analytics.masking import mask
from analytics.returns.book_copy import DATE_FORMATS, anchor, extension, open_copy, put, saved, written_title
from analytics.returns.layout import HEADING
from analytics.returns.names import half_width, place_of
from analytics.returns.reading import RawReturn, RawSheet
from analytics.returns.renaming import rename
from analytics.returns.sheet_titles import TITLE, sheets_by_name
from analytics.returns.values import as_text

ZERO_TABLE = "zero_return"
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
MOMENT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2}) ([0-9]{2}):([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Correction:
    """
    One cell put right. sheet: name in return_form.toml; cell: its address in the file; column: the name of its column
    (HEADING for a column's own heading; ZERO_TABLE for a line of the cover's zero table; TITLE for the title of the
    sheet itself, which has no cell). old: what stood there, new: what it is taken as, both as text; empty for an empty
    cell. by, at: who put it right, and when.
    """

    sheet: str
    cell: str
    column: str
    old: str
    new: str
    by: str = ""
    at: str = ""

    def as_record(self) -> dict[str, str]:
        """Plain data for the store; telephone and ID numbers are not kept."""
        return asdict(self) | {"old": mask(self.old)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Correction":
        return cls(**{name: str(record.get(name) or "") for name in cls.__slots__})


@dataclass(frozen=True, slots=True)
class CorrectedBook:
    """content: the file; extension: xlsx, or xlsm where the original carries macros."""

    content: bytes
    extension: str


def with_correction(corrections: Iterable[Correction], new: Correction) -> tuple[Correction, ...]:
    """The corrections with one more. A cell that is changed again is one correction; changed back, it is none."""
    kept = [c for c in corrections if (c.sheet, c.cell) != (new.sheet, new.cell)]
    before = next((c for c in corrections if (c.sheet, c.cell) == (new.sheet, new.cell)), None)
    joined = replace(new, old=before.old) if before else new
    return (*kept, joined) if joined.old != joined.new else tuple(kept)


def numbers_taken_out(corrections: Iterable[Correction]) -> bool:
    """Whether a cell with a telephone or ID number was put right: the file as it was sent must then not be kept."""
    return any(mask(correction.old) != correction.old for correction in corrections)


# ------------------------------------------------------------------------------------------- in the cells as read
def corrected(raw: RawReturn, corrections: Sequence[Correction]) -> RawReturn:
    """The workbook as it would have been read with these cells."""
    if not corrections:
        return raw
    raw = retitled(raw, corrections)
    by_sheet: dict[str, list[Correction]] = {}
    for correction in corrections:
        if correction.column != TITLE:
            by_sheet.setdefault(correction.sheet, []).append(correction)
    chosen = {id(sheet): name for name, sheet in sheets_by_name(raw).items()}
    return replace(raw, sheets=tuple(
        _corrected_sheet(sheet, by_sheet[chosen[id(sheet)]]) if chosen.get(id(sheet)) in by_sheet else sheet
        for sheet in raw.sheets
    ))


def retitled(raw: RawReturn, corrections: Iterable[Correction]) -> RawReturn:
    """The workbook with its sheets under the titles they are taken for, their cells as they are."""
    titles = new_titles(corrections)
    return replace(raw, sheets=tuple(
        replace(sheet, title=titles[sheet.title]) if sheet.visible and sheet.title in titles else sheet
        for sheet in raw.sheets
    )) if titles else raw


def new_titles(corrections: Iterable[Correction]) -> dict[str, str]:
    """The title of a sheet in the file -> the title it is given."""
    return {c.old: c.new for c in corrections if c.column == TITLE}


def cell_text(sheet: RawSheet, address: str) -> str:
    """What stands in a cell, as the clerk sees it."""
    row, column = place_of(address)
    row, column = row - sheet.first_row, column - sheet.first_column
    if not (0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row])):
        return ""
    value = sheet.rows[row][column]
    return "" if value is None else as_text(value)


def _corrected_sheet(sheet: RawSheet, corrections: Sequence[Correction]) -> RawSheet:
    places = [(*place_of(c.cell), cell_value(c)) for c in corrections]
    first_row = min([sheet.first_row, *(row for row, _, _ in places)]) if sheet.rows else min(r for r, _, _ in places)
    first_column = min([sheet.first_column, *(column for _, column, _ in places)])
    above, before = sheet.first_row - first_row if sheet.rows else 0, sheet.first_column - first_column
    width = max([len(sheet.rows[0]) + before if sheet.rows else 0, *(c - first_column + 1 for _, c, _ in places)])
    height = max([len(sheet.rows) + above, *(r - first_row + 1 for r, _, _ in places)])
    rows: list[list[object]] = [[""] * width for _ in range(height)]
    for row, cells in enumerate(sheet.rows, above):
        rows[row][before:before + len(cells)] = cells
    for row, column, value in places:
        rows[row - first_row][column - first_column] = value
    changed = {c.cell for c in corrections}
    marks = replace(
        sheet.marks, errors=tuple(c for c in sheet.marks.errors if c not in changed),
        empty_formulas=tuple(c for c in sheet.marks.empty_formulas if c not in changed),
        formulas=tuple(c for c in sheet.marks.formulas if c not in changed),
    )
    return replace(sheet, rows=rows, first_row=first_row, first_column=first_column, marks=marks)


def cell_value(correction: Correction) -> object:
    """
    What is put into the cell: a number in a number column, a date in a date column, else the text. Only what is plainly
    one is made one; the rest is left to the checks, as if it had been typed in the workbook.
    """
    text = correction.new.strip()
    column = column_of(correction)
    if not text or column is None:
        return text
    plain = half_width(text)
    if column.type == "number" and NUMBER.fullmatch(plain):
        return float(plain)
    if column.type in ("date", "datetime"):
        return _moment(plain) or text
    return text


def _moment(text: str) -> dt.date | dt.datetime | None:
    try:
        if match := DAY.fullmatch(text):
            return dt.date(*map(int, match.groups()))
        if match := MOMENT.fullmatch(text):
            return dt.datetime(*map(int, match.groups()))  # type: ignore[arg-type]
    except ValueError:
        return None
    return None


def column_of(correction: Correction) -> Column | None:
    """The column of the form that a correction is in; None for headings and the zero table."""
    if correction.column in (HEADING, ZERO_TABLE, TITLE, ""):
        return None
    form = return_form()
    columns = form.cover.fields if correction.sheet == "cover" else form.sheet(correction.sheet).columns
    return next((c for c in columns if c.name == correction.column), None)


# ------------------------------------------------------------------------------------------- as a file
def corrected_book(data: bytes, raw: RawReturn, corrections: Sequence[Correction]) -> CorrectedBook:
    """The clerk's workbook with these cells changed and nothing else. raw: the file as it was read."""
    book, titles = open_copy(data, raw), new_titles(corrections)
    for old, new in titles.items():
        rename(book, old, new)
    read = {name: written_title(sheet) for name, sheet in sheets_by_name(retitled(raw, corrections)).items()}
    targets = {name: book[title] for name, title in read.items() if title in book.sheetnames}
    for correction in corrections:
        if correction.sheet in targets and correction.column != TITLE:
            _write(targets[correction.sheet], correction)
    return CorrectedBook(saved(book, data, titles), extension(book))


def _write(target: Worksheet, correction: Correction) -> None:
    """A value with a format that shows it as what it is; below the last row it looks like the cell above it."""
    cell, value = anchor(target, correction.cell), cell_value(correction)
    if cell is None:
        return
    above = target.cell(cell.row - 1, cell.column) if cell.row > 1 else cell
    if not cell.has_style and above.has_style:
        cell._style = copy(above._style)
    if value == "":
        cell.value = None
        return
    shows_dates = is_date_format(cell.number_format)
    put(cell, value, keep_format=shows_dates)
    if not isinstance(value, dt.date) and shows_dates:
        cell.number_format = "General"
    elif isinstance(value, dt.date) and not shows_dates:
        cell.number_format = DATE_FORMATS[type(value).__name__]
