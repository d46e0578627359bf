"""How the workbook looks: one palette of cell styles, and the page set-up that every sheet shares."""

import math
import unicodedata
from copy import copy
from dataclasses import dataclass, replace
from typing import Literal

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import Lang

INK, MUTED, RED, ACCENT = "18222E", "55606E", "B42318", "1A5A96"
HEAD_FILL, GREY_FILL, MISSING_FILL, ODD_FILL = "E3EBF4", "EFEFEF", "FFF1CC", "F8CFCB"
TAB_COLOURS = {"learning": "0B6B5C", "innovative": "6B4BA3", "service": "9A5B00"}
# fonts that every Chinese office computer has; (text, headings)
FONTS: dict[Lang, tuple[str, str]] = {"zh": ("宋体", "黑体"), "en": ("Arial", "Arial")}
A4 = 9
LINE_POINTS = 14.5
SIDE_MARGIN_INCHES = 0.5
FREEDOMS = ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter", "insertRows", "deleteRows")

_thin = Side("thin", color="A6B1BD")
BORDERS = {
    "none": Border(),
    "box": Border(_thin, _thin, _thin, _thin),
    "head": Border(_thin, _thin, Side("thin", color="5B6B7C"), Side("medium", color=ACCENT)),
    "group": Border(_thin, _thin, Side("thin", color=ACCENT), _thin),
    "under": Border(bottom=Side("thin", color="5B6B7C")),
}


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that makes one kind of cell look and behave as it does."""

    size: float = 10.5
    bold: bool = False
    heading: bool = False
    colour: str = INK
    underline: bool = False
    fill: str | None = None
    border: Literal["none", "box", "head", "group", "under"] = "none"
    horizontal: Literal["left", "center", "right"] = "left"
    vertical: Literal["center", "bottom"] = "center"
    wrap: bool = True
    indent: int = 0
    number_format: str = "General"
    locked: bool = True


TITLE = Look(size=18, bold=True, horizontal="center", wrap=False)
NOTE = Look(wrap=False)
HEADER = Look(size=11, bold=True, heading=True, fill=HEAD_FILL, border="head", horizontal="center")
LABEL = replace(HEADER, border="box")


class Palette:
    """Writes looks to cells. A look is built once and copied after that: building costs most of the time."""

    def __init__(self, lang: Lang) -> None:
        self.body_font, self.heading_font = FONTS[lang]
        self._known: dict[Look, object] = {}

    def put(self, cell: Cell, value: object, look: Look) -> None:
        """Value and look of one cell; None leaves the cell empty."""
        if value is not None:
            cell.value = value
        self.paint(cell, look)

    def paint(self, cell: Cell, look: Look) -> None:
        """The look of a cell, or of a column for the rows below the prepared ones."""
        known = self._known.get(look)
        if known is None:
            cell.font = self._font(look)
            cell.border = BORDERS[look.border]
            cell.fill = solid(look.fill) if look.fill else PatternFill()
            cell.alignment = Alignment(
                horizontal=look.horizontal, vertical=look.vertical, wrap_text=look.wrap, indent=look.indent
            )
            cell.protection = Protection(locked=look.locked)
            cell.number_format = look.number_format
            self._known[look] = copy(cell._style)
        else:
            cell._style = copy(known)

    def _font(self, look: Look) -> Font:
        return Font(
            name=self.heading_font if look.heading else self.body_font, size=look.size, bold=look.bold,
            color=look.colour, underline="single" if look.underline else None,
        )

    def starred(self, text: str, look: Look = HEADER) -> CellRichText:
        """A heading with the red star of a required column."""
        name = self.heading_font if look.heading else self.body_font
        return CellRichText(
            TextBlock(InlineFont(rFont=name, sz=look.size, b=look.bold, color=look.colour), text),
            TextBlock(InlineFont(rFont=name, sz=look.size, b=True, color=RED), "＊"),
        )

    def legend(self, parts: list[tuple[str, str, str]]) -> CellRichText:
        """(sign, colour of the sign, words) side by side: what the star and the fills mean."""
        blocks = []
        for index, (sign, colour, words) in enumerate(parts):
            blocks.append(TextBlock(InlineFont(rFont=self.body_font, sz=10.5, b=True, color=colour), sign))
            gap = "" if index == len(parts) - 1 else "　"
            blocks.append(TextBlock(InlineFont(rFont=self.body_font, sz=10.5, color=MUTED), words + gap))
        return CellRichText(*blocks)


def solid(colour: str) -> PatternFill:
    """A plain fill; both colours are set because conditional formats read the background one."""
    return PatternFill("solid", fgColor=colour, bgColor=colour)


def text_width(text: str) -> float:
    """Width in the units of a column: a Chinese character takes the room of two digits."""
    return sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.05 for c in text)


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of this width."""
    return sum(max(1, math.ceil(text_width(part) / max(width - 1.6, 1))) for part in text.split("\n"))


def row_height(lines: int, least: float) -> float:
    return max(least, lines * LINE_POINTS + 4.5)


def set_up_page(sheet: Worksheet, area: str, *, footer_left: str, footer_right: str, repeat: str | None) -> None:
    """Landscape A4, as wide as the page, header rows on every page."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_area = area
    if repeat:
        sheet.print_title_rows = repeat
    margins = sheet.page_margins
    margins.left = margins.right = SIDE_MARGIN_INCHES
    margins.top = margins.bottom = 0.6
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = footer_left, footer_right
    sheet.oddFooter.left.size = sheet.oddFooter.right.size = 9


def protect(sheet: Worksheet) -> None:
    """Locks what is prefilled, without a password; formatting, sorting, filtering and new rows stay possible."""
    sheet.protection.sheet = True
    for freedom in FREEDOMS:
        setattr(sheet.protection, freedom, False)  # False = not forbidden
