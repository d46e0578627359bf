"""
What stands in the XML parts of a workbook, counted while they are unpacked: cells and the area they span, merged areas,
announced shared strings, and definitions (DTD, entities) that have no business in a workbook.
"""

import re
from collections.abc import Mapping

from analytics.returns.refusal import Refused

# A cell with content; one that is only formatted (<c r="A1" s="3"/>) takes no room when it is read.
CELL = re.compile(rb"""<c\b[^>]*?\br=["']([A-Za-z]+)([0-9]+)["'][^>/]*>""")
# The same where the parts of the sheet are written with a prefix (<x:c r="A1">): half as fast.
PREFIXED_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Za-z]+)([0-9]+)["'][^>/]*>""")
UNIQUE_COUNT = re.compile(rb"""<(?:\w+:)?sst\b[^>]*\buniqueCount=["']([0-9]+)["']""")
DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
WIDE = ("utf-16-le", "utf-16-be")
WIDE_DEFINITIONS = tuple(f"<!{word}".encode(kind) for word in ("DOCTYPE", "ENTITY") for kind in WIDE)
BLANK = b" \t\r\n"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LONGEST_TAG = 64 * 1024   # bytes kept when no tag ends in a chunk
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384   # of any spreadsheet: XFD1048576
FALSE_BY = 100_000        # announced shared strings that are not there: a slip of the writing program stays below


class BookCounts:
    """What has been counted so far over all parts of one workbook."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self.limits = limits
        self.cells = self.area = self.merges = 0

    def part(self, name: str) -> "PartScan":
        return PartScan(self)

    def check(self, cells: int, area: int) -> None:
        """The counts of earlier parts and of the one being read."""
        for code, count, limit in (
            ("V35.cells", self.cells + cells, self.limits["cells"]),
            ("V35.area", self.area + area, self.limits["area_cells"]),
            ("V35.merges", self.merges, self.limits["merges"]),
        ):
            if count > limit:
                raise Refused(code, limit=limit)


class PartScan:
    """One part, fed chunk by chunk in order. What does not begin as XML passes unseen: images, macros, settings."""

    def __init__(self, counts: BookCounts) -> None:
        self.counts = counts
        self.rest = b""
        self.kind: str | None = None
        self.in_sheet = False
        self.cells = self.values = self.strings = self.announced = 0
        self.top = self.left = 1 << 62
        self.bottom = self.right = 0
        self.before: frozenset[tuple[bytes, bytes]] = frozenset()  # the cells of the chunk before

    def take(self, chunk: bytes) -> None:
        if self.kind is None:
            self.kind = _kind(chunk)
        if self.kind == "other":
            return
        if self.kind == "wide":
            chunk, self.rest = self.rest + chunk, chunk[-32:]
            if any(sign in chunk for sign in WIDE_DEFINITIONS):
                raise Refused("V35.definitions")
            return
        chunk = self.rest + chunk
        end = chunk.rfind(b">") + 1
        self.rest = chunk[max(end, len(chunk) - LONGEST_TAG):]
        self._tags(chunk[:end] if end else chunk)

    def end(self) -> None:
        """The part is complete."""
        if self.announced > self.strings + FALSE_BY:
            raise Refused("V35.false_count", count=self.announced)
        self.counts.check(self._content(), self._area())
        self.counts.cells += self._content()
        self.counts.area += self._area()

    def _tags(self, xml: bytes) -> None:
        """Looks for each thing only where a plain search has seen a sign of it."""
        if b"<!" in xml and DEFINITION.search(xml):
            raise Refused("V35.definitions")
        self.in_sheet = self.in_sheet or b"sheetData" in xml
        if self.in_sheet:
            self._cells(xml)
        if b"uniqueCount" in xml and (found := UNIQUE_COUNT.search(xml)):
            self.announced = int(found[1][:20])
        if self.announced:
            self.strings += xml.count(b"si>") + xml.count(b"si/>")  # opening and closing: rather twice than not at all

    def _cells(self, xml: bytes) -> None:
        self.counts.merges += xml.count(b"<mergeCell ") + xml.count(b":mergeCell ")
        self.values += xml.count(b"</v>") + xml.count(b"</is>")
        if places := (PREFIXED_CELL if b":c" in xml else CELL).findall(xml):
            letters, digits = zip(*places, strict=True)
            rows = {int(number[:20]) for number in set(digits)}
            self._once(places, min(rows))
            columns = {_column(word) for word in set(letters)}
            self.cells += len(places)
            self.top, self.bottom = min(self.top, *rows), max(self.bottom, *rows)
            self.left, self.right = min(self.left, *columns), max(self.right, *columns)
            if self.bottom > LAST_ROW or self.right > LAST_COLUMN:
                raise Refused("V35.beyond_sheet")
        self.counts.check(self._content(), self._area())

    def _once(self, places: list[tuple[bytes, bytes]], first_row: int) -> None:
        """
        A cell that stands in the file twice has two values: which one counts is for each program to choose. Rows come
        in order, so that only the chunk before need be remembered; where they do not, nobody can tell.
        """
        cells = frozenset(places)
        if len(cells) < len(places) or (first_row <= self.bottom and (first_row < self.bottom or cells & self.before)):
            raise Refused("V35.cell_twice")
        self.before = cells

    def _content(self) -> int:
        return max(self.cells, self.values)

    def _area(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.cells else 0


def _kind(start: bytes) -> str:
    """xml, wide (XML in UTF-16) or other, by the first bytes."""
    plain = start.removeprefix(BYTE_ORDER_MARK).lstrip(BLANK)
    if plain.startswith(b"<") and not plain.startswith(b"<\x00"):
        return "xml"
    return "wide" if start.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")) else "other"


def _column(letters: bytes) -> int:
    """A -> 1, XFD -> 16,384; more than three letters are beyond any sheet."""
    if len(letters) > 3:
        return LAST_COLUMN + 1
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
