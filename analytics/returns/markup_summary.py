"""The first sheet of a marked workbook: every finding with a link to its cell, and what the fills were before."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import Lang, return_form, text
from analytics.findings import Finding, Severity
from analytics.months import Month
from analytics.returns.book_copy import put
from analytics.returns.sheet_titles import PROBLEM_SHEET
from analytics.returns.template_style import (
    HEADER,
    MUTED,
    RED,
    Look,
    Palette,
    lines_needed,
    row_height,
    set_up_page,
    solid,
)
from analytics.returns.template_words import month_words
from analytics.returns.wording import RenderedFinding, render
from analytics.store.registers import Unit

# fills by severity; a marked workbook is known again by these very colours
FILLS: Mapping[Severity, str] = {Severity.REFUSE: "F7CDC9", Severity.CONFIRM: "FDE8B9", Severity.NOTE: "DDE9F3"}
HEADS = ("level", "sheet", "cells", "value")  # in both languages; after them the problem in each
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
WIDTHS = (16.0, 18.0, 24.0, 20.0, 60.0, 62.0)
BEFORE_COLUMN = 8  # hidden: sheet, cell and fill of what was marked
FIRST_ROW = 6
LINK = "1A5A96"
AMBER = "8A5300"
COLOURS = {Severity.REFUSE: RED, Severity.CONFIRM: AMBER, Severity.NOTE: MUTED}
SEPARATOR = "\t"
BOX = Look(border="box", indent=1)
CENTRED = Look(border="box", horizontal="center")
HEADLINE = Look(size=16, bold=True, heading=True, wrap=False)
QUIET = Look(size=9, colour=MUTED, wrap=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell that was filled. colour: of its fill before, empty for none."""

    sheet: str
    cell: str
    colour: str


def add_summary(
    book: Workbook, findings: Sequence[Finding], titles: Mapping[str, str], marks: Sequence[Mark], unit: Unit,
    month: Month, checked_at: dt.datetime,
) -> None:
    """titles: name of a sheet of the form -> its title in this workbook."""
    target = book.create_sheet(PROBLEM_SHEET, 0)
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is target
    palette = Palette("zh")
    for column, width in zip("ABCDEF", WIDTHS, strict=True):
        target.column_dimensions[column].width = width
    _head(target, palette, findings, unit, month, checked_at)
    for row, finding in enumerate(findings, FIRST_ROW):
        _line(target, palette, row, finding, titles)
    target.freeze_panes = f"A{FIRST_ROW}"
    last = max(FIRST_ROW + len(findings) - 1, FIRST_ROW)
    target.auto_filter.ref = f"A{FIRST_ROW - 1}:F{last}"
    for row, mark in enumerate(marks, 1):
        target.cell(row, BEFORE_COLUMN).value = SEPARATOR.join((mark.sheet, mark.cell, mark.colour))
    target.column_dimensions["H"].hidden = True
    left = f"{unit.name('zh')} {month_words(month, 'zh')} {return_form().version}".replace("&", "&&")
    repeat = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    set_up_page(target, f"A1:F{last}", footer_left=left, footer_right="&P / &N", repeat=repeat)


def take_summary(book: Workbook) -> tuple[Mark, ...] | None:
    """Removes the first sheet of an earlier check and returns what it says about the fills; None when there is none."""
    if PROBLEM_SHEET not in book.sheetnames or len(book.sheetnames) == 1:
        return None
    sheet = book[PROBLEM_SHEET]
    cells = sheet.iter_rows(min_col=BEFORE_COLUMN, max_col=BEFORE_COLUMN, values_only=True)
    lines = [str(value).split(SEPARATOR) for (value,) in cells if value and str(value).count(SEPARATOR) == 2]
    book.remove(sheet)
    return tuple(Mark(*line) for line in lines)


# ------------------------------------------------------------------------------------------- the head
def _head(
    target: Worksheet, palette: Palette, findings: Sequence[Finding], unit: Unit, month: Month, checked_at: dt.datetime
) -> None:
    counts = list(_counts(findings))
    for row, lang in enumerate(LANGUAGES, 1):
        look = HEADLINE if row == 1 else replace(QUIET, size=11, wrap=False)
        title = text("markup.title", lang, unit=unit.name(lang), month=month_words(month, lang))
        words = "　".join(f"{text(key, lang, **params)}" for key, params in counts)
        palette.put(target.cell(row, 1), f"{title}　　{words}", look)
    for row, lang in enumerate(LANGUAGES, 3):
        words = text("markup.how", lang, time=f"{checked_at:%Y-%m-%d %H:%M}")
        target.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(WIDTHS))
        palette.put(target.cell(row, 1), words, QUIET)
        target.row_dimensions[row].height = row_height(lines_needed(words, sum(WIDTHS)), 16)
    both = [f"{text(f'markup.head.{name}', 'zh')} {text(f'markup.head.{name}', 'en')}" for name in HEADS]
    for column, words in enumerate([*both, *(text("markup.head.problem", lang) for lang in LANGUAGES)], 1):
        palette.put(target.cell(FIRST_ROW - 1, column), words, HEADER)
    target.row_dimensions[1].height, target.row_dimensions[FIRST_ROW - 1].height = 28, 26


def _counts(findings: Sequence[Finding]) -> Iterator[tuple[str, dict[str, int]]]:
    of = {s: [f for f in findings if f.severity is s] for s in Severity}
    if must := of[Severity.REFUSE]:
        yield "markup.must", {"count": len(must), "cells": sum(len(f.cells) or 1 for f in must)}
    if ask := of[Severity.CONFIRM]:
        yield "markup.ask", {"count": len(ask)}
    if notes := of[Severity.NOTE]:
        yield "markup.note", {"count": len(notes)}


# ------------------------------------------------------------------------------------------- one finding
def _line(target: Worksheet, palette: Palette, row: int, finding: Finding, titles: Mapping[str, str]) -> None:
    words = {lang: render(finding, lang) for lang in LANGUAGES}
    level = f"{text(f'markup.level.{finding.severity}', 'zh')}\n{text(f'markup.level.{finding.severity}', 'en')[2:]}"
    sheet, _, cells = words["zh"].where.partition("!")
    quiet = finding.severity is Severity.NOTE  # nothing has to be done about it
    both = [words[lang].title if quiet else _said(words[lang], lang) for lang in LANGUAGES]
    texts = (level, sheet, cells, finding.value or "", *both)
    for column, (value, look) in enumerate(zip(texts, (CENTRED, BOX, BOX, BOX, BOX, BOX), strict=True), 1):
        palette.paint(target.cell(row, column), look)
        if value:
            put(target.cell(row, column), value)
    mark = target.cell(row, 1)
    mark.font = Font(name=palette.body_font, size=10.5, bold=True, color=COLOURS[finding.severity])
    mark.fill = solid(FILLS[finding.severity])
    place = titles.get(finding.sheet or "")
    if place:
        _link(target, palette, row, place, finding, 3 if cells else 2)
    lines = max(lines_needed(str(t), w) for t, w in zip(texts, WIDTHS, strict=True))
    target.row_dimensions[row].height = row_height(lines, 34)


def _said(words: RenderedFinding, lang: Lang) -> str:
    fix = text("markup.fix", lang, fix=words.fix) if words.fix else ""
    return f"{words.title}\n{fix}".strip()


def _link(target: Worksheet, palette: Palette, row: int, title: str, finding: Finding, column: int) -> None:
    """A link to the first cell of a finding, or to the top of its sheet."""
    cell = target.cell(row, column)
    quoted = title.replace("'", "''")
    address = finding.cells[0] if finding.cells and finding.cells[0][:1].isalpha() else "A1"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}")
    cell.font = Font(name=palette.body_font, size=10.5, color=LINK, underline="single")
    cell.alignment = Alignment(vertical="center", wrap_text=True)
