"""
What calamine does not tell about an .xlsx: Excel errors, formulas that were never calculated, merged cells, hidden
rows and percent formats. Found by scanning the sheet's XML for a few marks, which costs a fraction of parsing it.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring

ERROR = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\bt=["']e["'])[^>]*\br=["']([A-Z]+[0-9]+)["']""")
CELL = re.compile(rb"""<(?:\w+:)?c\b([^>]*[^>/])>(.*?)</(?:\w+:)?c>""", re.DOTALL)
ADDRESS = re.compile(rb"""\br=["']([A-Z]+[0-9]+)["']""")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
VALUE = re.compile(rb"<(?:\w+:)?(?:v>[^<]|is>)")
EMPTY_TEXT = re.compile(rb"""\bt=["']str["']""")
MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\b[^>]*\bref=["']([A-Z]+[0-9]+):([A-Z]+[0-9]+)["']""")
HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row\b(?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*\br=["']([0-9]+)["']""")
FORMULA_SIGNS = (b"</f>", b":f>")
PERCENT_FORMATS = {9, 10}
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
EXTRAS = {"V34.macros": "vbaproject.bin", "V34.links": "externallinks/"}  # finding -> in the name of a part
DATE_1904 = re.compile(rb"""\bdate1904=["'](?:1|true)["']""")


@dataclass(frozen=True, slots=True)
class Marks:
    """
    What the XML of one sheet says about its cells. errors: Excel errors; empty_formulas: never calculated;
    formulas: those with a stored result; merged: first and last address of each area; hidden_rows: row
    numbers.
    """

    errors: tuple[str, ...] = ()
    empty_formulas: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    hidden_rows: frozenset[int] = frozenset()


NO_MARKS = Marks()


class BookXml:
    """The parts of an .xlsx archive, found through its relationships; a part that is missing is simply empty."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = set(archive.namelist())
        self._book_path = self._main_part()
        self.is_xml = self._book_path.endswith(".xml")
        self._book = self._read(self._book_path)
        self._percent: frozenset[int] | None = None
        self.date_1904 = bool(DATE_1904.search(self._book))
        self.extras = tuple(code for code, part in EXTRAS.items() if any(part in name.lower() for name in self._names))

    def _read(self, name: str) -> bytes:
        return self._archive.read(name) if name in self._names else b""

    def _main_part(self) -> str:
        for target in self._relations("_rels/.rels", "").values():
            if "workbook" in target:
                return target
        return "xl/workbook.xml"

    def _relations(self, name: str, folder: str) -> dict[str, str]:
        """Relation id -> path of the part in the archive."""
        content = self._read(name)
        if not content:
            return {}
        return {
            item.get("Id", ""): posixpath.normpath(
                item.get("Target", "").lstrip("/") if item.get("Target", "").startswith("/")
                else posixpath.join(folder, item.get("Target", ""))
            )
            for item in fromstring(content)
        }

    def parts(self) -> dict[str, str]:
        """Sheet title -> path of its part."""
        if not self._book:
            return {}
        folder, file = posixpath.split(self._book_path)
        targets = self._relations(f"{folder}/_rels/{file}.rels", folder)
        sheets = (item for item in fromstring(self._book).iter() if item.tag.endswith("}sheet"))
        return {
            item.get("name", ""): targets.get(item.get(RELATION) or item.get(STRICT_RELATION) or "", "")
            for item in sheets
        }

    def defined_name(self, name: str) -> str | None:
        """The text a workbook-wide name stands for, without quotes."""
        if name.encode() not in self._book:
            return None
        for item in fromstring(self._book).iter():
            if item.tag.endswith("}definedName") and item.get("name") == name:
                return (item.text or "").strip().strip('"')
        return None

    def marks(self, part: str) -> Marks:
        """The marks of one sheet."""
        return scan(self._read(part))

    def percent_cells(self, part: str) -> frozenset[str]:
        """The cells with content that Excel shows with a percent sign."""
        styles = self._percent_styles()
        if not styles:
            return frozenset()
        shown = b"|".join(str(style).encode() for style in sorted(styles))
        cell = rb"""<(?:\w+:)?c\b(?=[^>]*\bs=["'](?:%b)["'])[^>]*\br=["']([A-Z]+[0-9]+)["'][^>/]*>""" % shown
        return frozenset(address.decode() for address in re.findall(cell, self._read(part)))

    def _percent_styles(self) -> frozenset[int]:
        if self._percent is None:
            content = self._read("xl/styles.xml")
            self._percent = frozenset(_percent_styles(content)) if content else frozenset()
        return self._percent


def _percent_styles(content: bytes) -> list[int]:
    root = fromstring(content)
    space = root.tag.partition("}")[0] + "}"
    own = {
        int(item.get("numFmtId", 0)) for item in root.iter(f"{space}numFmt") if "%" in item.get("formatCode", "")
    }
    styles = root.find(f"{space}cellXfs")
    formats = [] if styles is None else [int(item.get("numFmtId", 0)) for item in styles]
    return [place for place, number in enumerate(formats) if number in PERCENT_FORMATS | own]


def scan(xml: bytes) -> Marks:
    """Looks for each mark only where a plain search has seen a sign of it."""
    errors = tuple(found.decode() for found in ERROR.findall(xml)) if b't="e"' in xml else ()
    end = max(xml.rfind(b"sheetData>"), 0)  # merges stand behind the cells
    empty, formulas = _formulas(xml[:end]) if any(sign in xml for sign in FORMULA_SIGNS) else ((), ())
    merged = tuple((first.decode(), last.decode()) for first, last in MERGED.findall(xml, end))
    hidden = frozenset(int(row) for row in HIDDEN_ROW.findall(xml)) if b"hidden=" in xml else frozenset()
    return Marks(errors, empty, formulas, merged, hidden)


def _formulas(xml: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(never calculated, with a stored result). A formula whose result is the empty text has been calculated."""
    empty: list[str] = []
    stored: list[str] = []
    for attributes, content in CELL.findall(xml):
        address = ADDRESS.search(attributes)
        if address is None or not FORMULA.search(content):
            continue
        calculated = VALUE.search(content) or EMPTY_TEXT.search(attributes)
        (stored if calculated else empty).append(address[1].decode())
    return tuple(empty), tuple(stored)
