"""
The clerk's own workbook with every finding at its cell: a fill, a comment in both languages, a column of problems that
can be filtered, and a first sheet that sums up and leads to the cells. No value of the clerk's is touched; the reader
ignores what is added, so the marked workbook can be corrected and sent in again.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import Lang, return_form, text
from analytics.findings import SEVERITY_ORDER, Finding, Severity
from analytics.months import Month
from analytics.returns.book_copy import anchor, extension, open_copy, put, saved, written_title
from analytics.returns.layout import HEADER_WITHIN, Layout, Place, headings_as_found, is_problem_column, locate
from analytics.returns.markup_summary import FILLS, Mark, add_summary, take_summary
from analytics.returns.names import place_of
from analytics.returns.reading import RawReturn
from analytics.returns.sheet_titles import sheets_by_name, taken_as_found
from analytics.returns.template_style import BORDERS, INK, lines_needed, solid
from analytics.returns.wording import cell_runs, render
from analytics.store.registers import Unit

PROBLEM_WIDTH = 64
COMMENT_WIDTH, COMMENT_LINE, COMMENT_CHARACTERS = 380, 19, 2000  # points of width and height; longer ones are cut
CELLS_NAMED = 4
LANGUAGES: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What was checked: whose return, of which month, and when."""

    unit: Unit
    month: Month
    checked_at: dt.datetime


@dataclass(frozen=True, slots=True)
class MarkedBook:
    """content: the file; extension: xlsx, or xlsm where the original carries macros."""

    content: bytes
    extension: str


@dataclass(slots=True)
class _Sheet:
    """One worksheet that has findings. place: None on the cover, which is no table."""

    target: Worksheet
    place: Place | None
    findings: list[Finding] = field(default_factory=list)


def marked(data: bytes, raw: RawReturn, findings: Sequence[Finding], occasion: Occasion) -> MarkedBook:
    """A copy of a file that passed the guard, marked with what the check found. raw: the same file as it was read."""
    book, raw = open_copy(data, raw), taken_as_found(raw, findings)
    read = {name: written_title(sheet) for name, sheet in sheets_by_name(raw).items()}
    targets = {name: book[title] for name, title in read.items() if title in book.sheetnames}
    _unmark(book, targets.values())
    form = return_form()
    sheets_owed = form.sheets_for(occasion.unit.has_window)
    layout = locate(raw, sheets_owed, str(occasion.month), headings_as_found(findings))
    sheets = _affected(targets, layout, findings)
    marks: list[Mark] = []
    for sheet in sheets.values():
        marks += _mark_cells(sheet)
        if sheet.place is not None:
            _add_problems(sheet.target, sheet.place, sheet.findings)
    titles = {name: sheet.target.title for name, sheet in sheets.items()}
    add_summary(book, findings, titles, marks, occasion.unit, occasion.month, occasion.checked_at)
    return MarkedBook(saved(book, data), extension(book))


# ------------------------------------------------------------------------------------------- where
def _affected(
    targets: Mapping[str, Worksheet], layout: Layout, findings: Iterable[Finding]
) -> dict[str, _Sheet]:
    """Name of a sheet of the form -> its worksheet, of those that a finding speaks about."""
    found: dict[str, _Sheet] = {}
    for finding in findings:
        if finding.sheet is not None and finding.sheet in targets:
            sheet = found.setdefault(
                finding.sheet, _Sheet(targets[finding.sheet], layout.places.get(finding.sheet))
            )
            sheet.findings.append(finding)
    return found


# ------------------------------------------------------------------------------------------- cells
def _mark_cells(sheet: _Sheet) -> list[Mark]:
    """Fill and comment of every cell of a sheet's findings; returns what the fills were."""
    by_cell: dict[str, list[Finding]] = defaultdict(list)
    for finding in sheet.findings:
        for address in finding.cells:
            cell = anchor(sheet.target, address)
            if cell is not None and finding not in by_cell[cell.coordinate]:
                by_cell[cell.coordinate].append(finding)
    marks, words = [], {}
    for address, findings in by_cell.items():
        cell = sheet.target[address]
        worst = min((f.severity for f in findings), key=SEVERITY_ORDER.__getitem__)
        marks.append(Mark(sheet.target.title, address, _colour_of(cell.fill)))
        cell.fill = solid(FILLS[worst])
        key = tuple(map(id, findings))
        if key not in words:
            words[key] = _comment_words(findings)
        _comment(cell, words[key])
    _above_formats(sheet.target, by_cell)
    return marks


def _colour_of(fill: PatternFill) -> str:
    """The colour of a plain fill; empty when there is none (or one that cannot be told as a colour)."""
    return str(fill.fgColor.rgb)[-6:] if fill.fill_type == "solid" and fill.fgColor.type == "rgb" else ""


def _comment_words(findings: Sequence[Finding]) -> str:
    lines = [text("markup.comment", "zh")]
    for finding in findings:
        for lang in LANGUAGES:
            words = render(finding, lang)
            lines.append(f"{text(f'markup.level.{finding.severity}', lang)}  {words.title}")
            if finding.severity is not Severity.NOTE:
                lines.append(text("markup.fix", lang, fix=words.fix))
    return "\n".join(lines)[:COMMENT_CHARACTERS]


def _comment(cell: Cell, words: str) -> None:
    """Put under the comment that is there already, tall enough to be read without dragging."""
    old = cell.comment
    both = f"{old.text.rstrip()}\n\n{words}" if old and old.text.strip() else words
    height = (lines_needed(both, 52) + 1) * COMMENT_LINE
    cell.comment = Comment(both, old.author if old else text("markup.comment", "en"), height, COMMENT_WIDTH)


def _above_formats(target: Worksheet, by_cell: Mapping[str, Sequence[Finding]]) -> None:
    """Where the sheet colours cells by rules, which lie above a fill, the mark is a rule as well and the first one."""
    cells = [cell for cell, findings in by_cell.items() if any(f.severity is Severity.REFUSE for f in findings)]
    if not cells or not len(target.conditional_formatting):
        return
    for area in target.conditional_formatting:
        for rule in area.rules:
            rule.priority += 1
    rule = FormulaRule(["TRUE"], fill=solid(FILLS[Severity.REFUSE]), stopIfTrue=True)
    rule.priority = 1
    target.conditional_formatting.add(" ".join(cells), rule)


# ------------------------------------------------------------------------------------------- the column of problems
def _add_problems(target: Worksheet, place: Place, findings: Sequence[Finding]) -> None:
    """At the right of the header: what is wrong in each row, begun with the mark of its severity."""
    raw = place.raw
    header = raw.first_row + place.first_data - 1
    used = [i for i, cell in enumerate(raw.rows[place.first_data - 1]) if cell != "" and not is_problem_column(cell)]
    left, right = raw.first_column + 1 + min(used), raw.first_column + 2 + max(used)
    right = next((right + i for i in range(50) if _free(target, header, right + i)), right)
    head = target.cell(header, right)
    head.value = _heading()
    head._style = copy(target.cell(header, right - 1)._style)
    letter = get_column_letter(right)
    target.column_dimensions[letter].width = max(target.column_dimensions[letter].width, PROBLEM_WIDTH)
    target.column_dimensions[letter].hidden = False
    for row, words in _by_row(findings).items():
        if row > header:
            cell = target.cell(row, right)
            put(cell, "\n".join(words))
            cell.alignment = Alignment(vertical="center", wrap_text=True, indent=1)
            cell.font = Font(name=target.cell(header, left).font.name, size=9, color=INK)
            cell.border = BORDERS["box"]
            _grow(target, row, "\n".join(words))
    _filter(target, header, left, right, max(raw.first_row + len(raw.rows) - 1, header + 1))
    _widen_print_area(target, right)


def _heading() -> str:
    return f"{text('markup.column', 'zh')} {text('markup.column', 'en')}"


def _free(target: Worksheet, header: int, column: int) -> bool:
    """Whether the column has nothing at the header or below it."""
    cells = target.iter_rows(header, target.max_row, column, column, values_only=True)
    return all(value is None for (value,) in cells)


def _grow(target: Worksheet, row: int, words: str) -> None:
    """A row with a height of its own does not grow by itself."""
    height = target.row_dimensions[row].height
    if height is not None:
        target.row_dimensions[row].height = max(height, 13.0 * lines_needed(words, PROBLEM_WIDTH * 1.1) + 4)


def _by_row(findings: Sequence[Finding]) -> dict[int, list[str]]:
    """Row number -> what is said about it in both languages; of a long list of cells only the row's own are named."""
    found: dict[int, list[str]] = defaultdict(list)
    for finding in sorted(findings, key=lambda f: SEVERITY_ORDER[f.severity]):
        rows: dict[int, list[str]] = defaultdict(list)
        for address in finding.cells:
            rows[place_of(address)[0]].append(address)
        titles = {lang: render(finding, lang).title for lang in LANGUAGES}
        for row, cells in rows.items():
            named = " ".join(cell_runs(cells)[:CELLS_NAMED])
            found[row] += [
                text("markup.in_cell", lang, mark=text(f"markup.level.{finding.severity}", lang), cells=named,
                     title=titles[lang])
                for lang in LANGUAGES
            ]
    return found


def _filter(target: Worksheet, header: int, left: int, right: int, last: int) -> None:
    """A filter over the whole table; one that is there is made wider, with what is chosen in it."""
    if target.auto_filter.ref:
        min_column, row, _, max_row = range_boundaries(target.auto_filter.ref)
        if row == header and min_column <= right:
            left, last = min_column, max(last, max_row)
        else:
            target.auto_filter.filterColumn = []
    elif target.tables:
        left = right  # a table has a filter of its own, which another one must not overlap
    target.auto_filter.ref = f"{get_column_letter(left)}{header}:{get_column_letter(right)}{last}"
    if target.protection.sheet:
        target.protection.autoFilter = False  # False = not forbidden


def _widen_print_area(target: Worksheet, right: int) -> None:
    areas = str(target.print_area or "").split(",")
    if len(areas) == 1 and ":" in areas[0]:
        min_column, min_row, max_column, max_row = range_boundaries(areas[0].rpartition("!")[2].replace("$", ""))
        if max_column < right:
            first = f"{get_column_letter(min_column)}{min_row}"
            target.print_area = f"{first}:{get_column_letter(right)}{max_row}"


# ------------------------------------------------------------------------------------------- marks of an earlier check
def _unmark(book: Workbook, targets: Iterable[Worksheet]) -> None:
    """Takes away what an earlier check put there, so that a workbook marked twice is marked once."""
    marks = take_summary(book)
    for mark in marks or ():
        target = book[mark.sheet] if mark.sheet in book.sheetnames else None
        cell = anchor(target, mark.cell) if target else None
        if cell is not None and _colour_of(cell.fill) in FILLS.values():
            cell.fill = solid(mark.colour) if mark.colour else PatternFill()
    if marks is not None:
        for target in targets:
            _unmark_sheet(target)


def _unmark_sheet(target: Worksheet) -> None:
    own = text("markup.comment", "zh")
    for row in target.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.comment and own in cell.comment.text:
                rest = cell.comment.text.partition(own)[0].rstrip()
                cell.comment = Comment(rest, cell.comment.author) if rest else None
            if cell.value == _heading() and cell.row <= HEADER_WITHIN:
                _empty(target, cell.row, cell.column)
    _remove_rules(target)


def _empty(target: Worksheet, header: int, column: int) -> None:
    for row in range(header, target.max_row + 1):
        cell = target.cell(row, column)
        if isinstance(cell, Cell):
            cell.value = None


def _remove_rules(target: Worksheet) -> None:
    for area in list(target.conditional_formatting):
        kept = [rule for rule in area.rules if rule.formula != ["TRUE"]]
        if len(kept) < len(area.rules):
            del target.conditional_formatting[str(area.sqref)]
            for rule in kept:
                target.conditional_formatting.add(str(area.sqref), rule)
