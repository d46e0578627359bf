"""
A workbook opened for writing into a copy of it, and saved again. What openpyxl would lose on the way (the stored
results of formulas) is put back; a format it cannot write (xls, xlsb, ods) becomes an .xlsx of the same cells.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from analytics.returns.guard import DAMAGED_ARCHIVE, inspect
from analytics.returns.reading import RawReturn, RawSheet
from analytics.returns.sheet_xml import ADDRESS, CELL, BookXml

WRITABLE = ("xlsx", "xlsm")
LONGEST_TITLE = 31  # characters, in Excel
# what openpyxl stumbles over in files that Excel opens: each is a reason to copy the cells instead
STUMBLES = (
    InvalidFileException, ParseError, KeyError, TypeError, AttributeError, IndexError, UserWarning, *DAMAGED_ARCHIVE,
)
DATE_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm"}
KIND = re.compile(rb"""\bt=["'](\w+)["']""")
RESULT = re.compile(rb"<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>")
WRITTEN_FORMULA = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f([^>]*?)(?:/>|>([^<]*)</f>)<v\s*(?:/>|></v>)</c>')
Results = Mapping[str, Mapping[str, tuple[bytes, bytes]]]  # sheet title -> cell -> (type, result), as they stand in XML


def open_copy(data: bytes, raw: RawReturn) -> Workbook:
    """The workbook as openpyxl sees it. data has passed the guard; raw is the same file as it was read."""
    kind, _ = inspect(data, "")
    if kind in WRITABLE:
        try:
            book = _loaded(data, kind == "xlsm")
        except STUMBLES:
            return _of_cells(raw)
        if {sheet.title for sheet in raw.sheets} & set(book.sheetnames):
            return book  # a workbook in the strict dialect would come back without its sheets
    return _of_cells(raw)


def _loaded(data: bytes, with_macros: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about what it leaves out, such as a signature line
        warnings.filterwarnings("error", message=".*marked as a date.*")  # it would write another value there
        return load_workbook(io.BytesIO(data), keep_vba=with_macros, rich_text=True)


def extension(book: Workbook) -> str:
    """What the copy's name ends in: .xlsm when it carries macros."""
    return "xlsm" if book.vba_archive else "xlsx"


def _of_cells(raw: RawReturn) -> Workbook:
    """A plain workbook with the same cells at the same addresses; hidden sheets, which were not read, are left out."""
    book = Workbook()
    book.remove(book.active)
    for sheet in raw.sheets:
        if not sheet.visible:
            continue
        target = book.create_sheet(written_title(sheet))
        for row, cells in enumerate(sheet.rows, sheet.first_row):
            for column, value in enumerate(cells, sheet.first_column + 1):
                if value != "":
                    put(target.cell(row, column), value)
    return book


def written_title(sheet: RawSheet) -> str:
    """The title of a sheet in the copy; longer ones than Excel takes come from other programs only."""
    return sheet.title[:LONGEST_TITLE]


def put(cell: Cell, value: Any, *, keep_format: bool = False) -> None:
    """A value as a value: a text that begins like a formula stays text, a date shows as one."""
    shown = cell.number_format
    try:
        cell.value = value
    except IllegalCharacterError:
        cell.value = "".join(c for c in str(value) if c.isprintable())
    if isinstance(value, str):
        cell.data_type = "s"
    kind = type(value).__name__
    if keep_format:
        cell.number_format = shown
    elif kind in DATE_FORMATS:
        cell.number_format = DATE_FORMATS[kind]


def anchor(target: Worksheet, address: str) -> Cell | None:
    """A cell that can be written: of a merged area its first one; None for what is no cell (a bare row number)."""
    if not address[:1].isalpha():
        return None
    cell = target[address]
    if isinstance(cell, MergedCell):
        area = next((a for a in target.merged_cells.ranges if address in a), None)
        return target.cell(area.min_row, area.min_col) if area else None
    return cell


# ------------------------------------------------------------------------------------------- saving
def saved(book: Workbook, data: bytes, renamed: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """
    The copy as a file, with the formulas' stored results of the original: without them it would have to be opened and
    saved in Excel before it could be read again. (Excel works them out anew when it opens the copy.) renamed: title of
    a sheet in the original -> its title in the copy.
    """
    stream = io.BytesIO()
    book.save(stream)
    results = {renamed.get(title, title): found for title, found in _stored_results(data).items()}
    return _with_results(stream.getvalue(), results) if any(results.values()) else stream.getvalue()


def _stored_results(data: bytes) -> Results:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "[Content_Types].xml" not in archive.namelist():
            return {}
        xml = BookXml(archive)
        if not xml.is_xml:
            return {}
        return {title: dict(_results(archive.read(part))) for title, part in xml.parts().items()
                if part in archive.namelist()}


def _results(xml: bytes) -> Iterable[tuple[str, tuple[bytes, bytes]]]:
    if b"</f>" not in xml and b":f>" not in xml and b"<f" not in xml:
        return
    for attributes, content in CELL.findall(xml):
        address, result = ADDRESS.search(attributes), RESULT.search(content)
        if address and result and (b"<f" in content or b":f" in content):
            kind = KIND.search(attributes)
            yield address[1].decode(), (kind[1] if kind else b"n", result[1])


def _with_results(content: bytes, results: Results) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out,
    ):
        titles = {part: title for title, part in BookXml(source).parts().items()}
        for item in source.infolist():
            part = source.read(item)
            found = results.get(titles.get(item.filename, ""))
            out.writestr(item, _filled(part, found) if found else part)
    return target.getvalue()


def _filled(xml: bytes, results: Mapping[str, tuple[bytes, bytes]]) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        known = results.get(match[1].decode())
        if known is None:
            return match[0]
        kind, result = known
        formula = match[4] or b""
        return (
            b'<c r="' + match[1] + b'"' + KIND.sub(b"", match[2]) + b' t="' + kind + b'"><f' + match[3] + b">"
            + formula + b"</f><v>" + result + b"</v></c>"
        )

    return WRITTEN_FORMULA.sub(one, xml)
