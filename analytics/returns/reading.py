"""
Reads a workbook into cells: every cell keeps its address and the value as it stands in the file. Nothing is judged
here; what the cells mean is decided by layout.py (where is what) and checking.py (is it right).
"""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from analytics.findings import Finding, Severity
from analytics.returns.guard import DAMAGED_ARCHIVE
from analytics.returns.names import VERSION_NAME, column_letter, plain_name
from analytics.returns.sheet_xml import NO_MARKS, BookXml, Marks


class Unreadable(Exception):
    """The file cannot be read as a workbook; `finding` says why in the clerk's terms."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.finding = Finding(code, Severity.REFUSE)


@dataclass(frozen=True, slots=True)
class RawSheet:
    """
    One sheet. rows: the used area, "" for empty cells; first_row (counted from 1) and first_column (from 0)
    are where the area begins. percent_cells tells which of some addresses are shown as percentages.
    """

    title: str
    visible: bool
    rows: Sequence[Sequence[object]]
    first_row: int
    first_column: int
    marks: Marks
    percent_cells: Callable[[set[str]], set[str]]

    @property
    def empty(self) -> bool:
        return not any(cell != "" for row in self.rows for cell in row)

    def address(self, row: int, column: int) -> str:
        """The address of rows[row][column] as the clerk sees it."""
        return f"{column_letter(self.first_column + column)}{self.first_row + row}"


@dataclass(frozen=True, slots=True)
class RawReturn:
    """A workbook as read. form_version: None when the file does not carry one."""

    sheets: tuple[RawSheet, ...]
    form_version: str | None = None
    date_1904: bool = False


def read(data: bytes, only: Callable[[str], bool] | None = None) -> RawReturn:
    """Every sheet of the workbook, or only those whose title passes; hidden ones without their cells."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _read(book, data, only)
    except PasswordError as error:
        raise Unreadable("V00.encrypted") from error
    except (CalamineError, ParseError, DefusedXmlException, KeyError, *DAMAGED_ARCHIVE) as error:
        # the reader and the zip, XML and unpacking libraries below it each have their own word for a damaged file
        raise Unreadable("V00.damaged") from error


def _read(book: CalamineWorkbook, data: bytes, only: Callable[[str], bool] | None) -> RawReturn:
    metadata = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    chosen = [m for m in metadata if only is None or only(m.name)]
    xml = _book_xml(data)
    parts = xml.parts() if xml else {}
    sheets = tuple(
        _sheet(book, m.name, m.visible == SheetVisibleEnum.Visible, xml, parts.get(m.name, "")) for m in chosen
    )
    version = xml.defined_name(VERSION_NAME) if xml else None
    return RawReturn(sheets, version, xml.date_1904 if xml else False)


def _book_xml(data: bytes) -> BookXml | None:
    """Only .xlsx and .xlsm are made of XML that can be looked into; .ods is a zip file as well."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return None
    archive = zipfile.ZipFile(io.BytesIO(data))
    if "[Content_Types].xml" not in archive.namelist():
        return None
    book = BookXml(archive)
    return book if book.is_xml else None  # .xlsb keeps its parts in binary form


def _sheet(book: CalamineWorkbook, title: str, visible: bool, xml: BookXml | None, part: str) -> RawSheet:
    if not visible:
        # a hidden sheet is named in the report and never read
        return RawSheet(title, False, (), 1, 0, NO_MARKS, _no_cells)
    sheet = book.get_sheet_by_name(title)
    first_row, first_column = sheet.start or (0, 0)
    if xml is None:
        areas = sheet.merged_cell_ranges or ()
        marks = Marks(merged=tuple((_address(first), _address(last)) for first, last in areas))
        return RawSheet(title, True, sheet.to_python(), first_row + 1, first_column, marks, _no_cells)
    return RawSheet(
        title, True, sheet.to_python(), first_row + 1, first_column, xml.marks(part),
        lambda addresses: xml.percent_cells(part, addresses),
    )


def _no_cells(addresses: set[str]) -> set[str]:
    return set()


def _address(place: tuple[int, int]) -> str:
    return f"{column_letter(place[1])}{place[0] + 1}"


def titled(titles: Sequence[str]) -> Callable[[str], bool]:
    """A test whether a sheet's title is one of these, however it is spaced."""
    plain = {plain_name(title) for title in titles}
    return lambda title: plain_name(title) in plain
