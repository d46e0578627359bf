"""
Reads a workbook into cells: every cell keeps its address and the value as it stands in the file. Nothing is judged
here; what the cells mean is decided by layout.py (where is what) and checking.py (is it right).

A stranger's file may stop the process that reads it, so it is read in a process of its own: everybody but that process
opens files by opening.py.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from analytics.declare import settings
from analytics.returns.guard import DAMAGED_ARCHIVE
from analytics.returns.names import VERSION_NAME, area_size, column_letter
from analytics.returns.refusal import Refused
from analytics.returns.sheet_xml import NO_MARKS, BookXml, Marks


@dataclass(frozen=True, slots=True)
class RawSheet:
    """
    One sheet. rows: the used area, "" for empty cells; first_row (counted from 1) and first_column (from 0)
    are where the area begins. percent_cells: the addresses that are shown as percentages. taken_for: the sheet of the
    form for which the unit has said this one stands, which its title does not say (sheet_titles.with_own_titles).
    """

    title: str
    visible: bool
    rows: Sequence[Sequence[object]]
    first_row: int
    first_column: int
    marks: Marks
    percent_cells: frozenset[str] = frozenset()
    taken_for: str | None = None

    @property
    def empty(self) -> bool:
        return not any(cell != "" for row in self.rows for cell in row)

    @property
    def last_cell(self) -> tuple[int, int]:
        """Where the used area ends: row as the clerk counts it, column from 0; (0, -1) when nothing is there."""
        if not self.rows:
            return 0, -1
        return self.first_row + len(self.rows) - 1, self.first_column + len(self.rows[0]) - 1

    def address(self, row: int, column: int) -> str:
        """The address of rows[row][column] as the clerk sees it."""
        return f"{column_letter(self.first_column + column)}{self.first_row + row}"


@dataclass(frozen=True, slots=True)
class RawReturn:
    """
    A workbook as read. form_version: None when the file does not carry one. extras: what else it carries and nobody
    reads, as the codes of the findings that say so.
    """

    sheets: tuple[RawSheet, ...]
    form_version: str | None = None
    date_1904: bool = False
    extras: tuple[str, ...] = ()


def read(data: bytes) -> RawReturn:
    """Every sheet of a guarded workbook, hidden ones without their cells. Refused when it cannot be read."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return _read(book, data)
    except PasswordError as error:
        raise Refused("V00.encrypted") from error
    except (CalamineError, ParseError, DefusedXmlException, KeyError, *DAMAGED_ARCHIVE) as error:
        # the reader and the zip, XML and unpacking libraries below it each have their own word for a damaged file
        raise Refused("V00.damaged") from error


def _read(book: CalamineWorkbook, data: bytes) -> RawReturn:
    limits = settings()["limits"]
    if len(book.sheets_metadata) > limits["sheets"]:
        raise Refused("V35.sheets", count=len(book.sheets_metadata), limit=limits["sheets"])
    metadata = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
    xml = _book_xml(data)
    parts = xml.parts() if xml else {}
    sheets = tuple(
        _sheet(book, m.name, m.visible == SheetVisibleEnum.Visible, xml, parts.get(m.name, "")) for m in metadata
    )
    version = xml.defined_name(VERSION_NAME) if xml else None
    return RawReturn(sheets, version, xml.date_1904 if xml else False, xml.extras if xml else ())


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
        return RawSheet(title, False, (), 1, 0, NO_MARKS)
    sheet = book.get_sheet_by_name(title)
    first_row, first_column = sheet.start or (0, 0)
    limit = settings()["limits"]["area_cells"]
    if sheet.height * sheet.width > limit:  # binary formats are not looked into before
        raise Refused("V35.area", limit=limit)
    if xml is None:
        areas = sheet.merged_cell_ranges or ()
        marks = Marks(merged=tuple((_address(first), _address(last)) for first, last in areas))
    else:
        marks = xml.marks(part)
    percent_cells = xml.percent_cells(part) if xml else frozenset()
    read = RawSheet(title, True, sheet.to_python(), first_row + 1, first_column, marks, percent_cells)
    if sum(area_size(*area, read.last_cell) for area in marks.merged) > sheet.height * sheet.width:
        raise Refused("V35.merges_overlap")  # whoever walks through the areas would do so again and again
    return read


def _address(place: tuple[int, int]) -> str:
    return f"{column_letter(place[1])}{place[0] + 1}"
