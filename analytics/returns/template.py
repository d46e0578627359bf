"""A department's workbook for a month, filled with everything the store already knows."""

from dataclasses import replace
from io import BytesIO

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import Column, Lang, Sheet, code_list, return_form, text
from analytics.returns.template_cover import fill_cover
from analytics.returns.template_help import column_help
from analytics.returns.template_lists import add_list_sheet, lists_of
from analytics.returns.template_marks import add_marks
from analytics.returns.template_rows import PreparedRow, prepared_rows, spare_rows
from analytics.returns.template_style import (
    ACCENT,
    GREY_FILL,
    HEADER,
    MUTED,
    NOTE,
    RED,
    TAB_COLOURS,
    TITLE,
    Look,
    Palette,
    lines_needed,
    protect,
    row_height,
    set_up_page,
    text_width,
)
from analytics.returns.template_words import month_words
from analytics.rows import Value
from analytics.store.registers import Registers

AID_WIDTH = 46
LEAST_WIDTH = 112  # narrower sheets are stretched and wider ones squeezed, so that the printed page is readable
MOST_WIDTH = 182
NARROWEST = {"date": 11.5, "datetime": 16.0}
NARROW = 16        # text columns up to this width are centred
ROW_HEIGHT = 19.0  # three sessions of eight people fit on a page
MORE_ROWS = 1000   # helped rows below the prepared ones
FILTER_FROM = 20   # rows from which on a filter is worth its buttons
DATE_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "text": "@"}

CELL = Look(border="box", locked=False)
LOCKED_CELL = replace(CELL, locked=True, fill=GREY_FILL, colour=MUTED)


def file_name(registers: Registers) -> str:
    """QYB_202610.xlsx"""
    return f"{registers.unit.code}_{registers.month.year}{registers.month.month:02d}.xlsx"


def build(registers: Registers, lang: Lang = "zh") -> bytes:
    """The workbook as a file. The reader accepts it in either language."""
    form = return_form()
    workbook, palette = Workbook(), Palette(lang)
    cover = workbook.active
    cover.title = form.cover.title(lang)
    cover.sheet_properties.tabColor = ACCENT
    sheets = form.sheets_for(registers.unit.has_window)
    rows = {sheet.name: prepared_rows(sheet, registers, lang) for sheet in sheets}
    area = fill_cover(cover, registers, rows, palette, lang)
    _finish(cover, area, registers, lang, repeat=None)
    for sheet in sheets:
        target = workbook.create_sheet(sheet.title(lang))
        _SheetWriter(target, sheet, registers, palette, lang).write(rows[sheet.name])
    add_list_sheet(workbook, lists_of(registers, lang), form.version)
    workbook.properties.title = f"{registers.unit.name(lang)} {registers.month}"
    workbook.properties.creator = registers.unit.name(lang)
    workbook.properties.created = workbook.properties.modified = registers.now
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _finish(target: Worksheet, area: str, registers: Registers, lang: Lang, repeat: str | None) -> None:
    """Protection, paper and footer, the same for every sheet the clerk sees."""
    left = text(
        "template.footer.left", lang, unit=registers.unit.short(lang).replace("&", "&&"),
        month=month_words(registers.month, lang), version=return_form().version,
    )
    right = text(
        "template.footer.right", lang, sheet=target.title.replace("&", "&&"), page="&P", pages="&N"
    )
    set_up_page(target, area, footer_left=left, footer_right=right, repeat=repeat)
    protect(target)


class _SheetWriter:
    """Writes one data sheet: title, note, headers, prepared rows, spare rows, help and marks."""

    def __init__(
        self, target: Worksheet, sheet: Sheet, registers: Registers, palette: Palette, lang: Lang
    ) -> None:
        self.target, self.sheet, self.registers, self.palette, self.lang = target, sheet, registers, palette, lang
        self.columns = sheet.columns_for(str(registers.month))
        self.header_row, self.first = return_form().header_row, return_form().first_data_row
        self.has_aid = sheet.name == "study_attendance"
        self.widths = self._fitted_widths()
        # squeezed columns wrap, so their empty rows are two lines high from the start
        self.row_height = 28 if sum(c.width for c in self.columns) > MOST_WIDTH else ROW_HEIGHT
        self.looks = {column.name: self._look(column) for column in self.columns}

    def _fitted_widths(self) -> list[float]:
        widths = [c.width for c in self.columns] + ([AID_WIDTH] if self.has_aid else [])
        factor = max(1.0, LEAST_WIDTH / sum(widths)) * min(1.0, MOST_WIDTH / sum(widths))
        fitted = []
        for index, width in enumerate(widths):
            least = 0.0
            if index < len(self.columns):
                column = self.columns[index]
                # no word of a heading is broken (Chinese breaks anywhere)
                words = column.title(self.lang).split() if self.lang == "en" else []
                least = max([text_width(word) * 1.1 + 3.5 for word in words] + [NARROWEST.get(column.type, 0.0)])
            fitted.append(round(max(width * factor, least), 1))
        return fitted

    def write(self, prepared: list[PreparedRow]) -> None:
        spare = spare_rows(self.sheet, self.registers)
        last = self.first + len(prepared) + len(spare) - 1
        self._columns()
        self._heading()
        for row_no, row in enumerate([*prepared, *spare], self.first):
            self._row(row_no, row)
        self._help(last, given_ids=bool(spare and spare[0].values))
        area = f"A1:{get_column_letter(len(self.widths))}{last}"
        if len(prepared) + len(spare) > FILTER_FROM:
            self.target.auto_filter.ref = f"A{self.header_row}:{get_column_letter(len(self.widths))}{last}"
        self.target.freeze_panes = self.target.cell(self.first, self._frozen() + 1)
        _finish(self.target, area, self.registers, self.lang, repeat=f"1:{self.header_row}")

    def _columns(self) -> None:
        """Widths, and the look of every cell further down: unlocked, so that the clerk can go on below."""
        self.target.sheet_properties.tabColor = TAB_COLOURS.get(self.sheet.type_of_agency, ACCENT)
        for index, width in enumerate(self.widths, 1):
            dimension = self.target.column_dimensions[get_column_letter(index)]
            dimension.width = width
            if index <= len(self.columns):
                look = replace(self.looks[self.columns[index - 1].name], border="none")
                self.palette.paint(dimension, look)

    def _heading(self) -> None:
        target, palette, count = self.target, self.palette, len(self.widths)
        title = self.sheet.title_zh if self.lang == "zh" else self.sheet.en
        target.merge_cells(start_row=1, end_row=1, start_column=1, end_column=count)
        palette.put(target.cell(1, 1), title, TITLE)
        self._note()
        for index, column in enumerate(self.columns, 1):
            name = column.title(self.lang)
            starred = column.required and column.prefilled != "locked"
            palette.put(target.cell(self.header_row, index), palette.starred(name) if starred else name, HEADER)
        if self.has_aid:
            palette.put(target.cell(self.header_row, count), text("template.aid.header", self.lang), HEADER)
        titles = zip(self.columns, self.widths, strict=False)  # the reading aid has no column
        lines = max(lines_needed(column.title(self.lang) + "＊", width) for column, width in titles)
        target.row_dimensions[1].height = 36
        target.row_dimensions[2].height = 21
        target.row_dimensions[self.header_row].height = row_height(lines, 32)

    def _note(self) -> None:
        """Row 2: unit, month and measure at the left, what the colours mean at the right."""
        target, lang = self.target, self.lang
        measure = self.sheet.unit_zh if lang == "zh" else self.sheet.unit_en
        words = text(
            "template.note.unit", lang, unit=self.registers.unit.short(lang),
            month=month_words(self.registers.month, lang), measure=measure,
        )
        split, room = 0, 0.0
        while split < len(self.widths) - 1 and room < text_width(words):
            room += self.widths[split]
            split += 1
        target.merge_cells(start_row=2, end_row=2, start_column=1, end_column=split)
        target.merge_cells(start_row=2, end_row=2, start_column=split + 1, end_column=len(self.widths))
        self.palette.put(target.cell(2, 1), words, NOTE)
        legend = self.palette.legend([
            ("＊", RED, text("template.note.required", lang)), ("■", "C9CDD2", text("template.note.filled", lang)),
            ("■", "F0C24B", text("template.note.missing", lang)), ("■", "E58B84", text("template.note.odd", lang)),
        ])
        self.palette.put(target.cell(2, split + 1), legend, replace(NOTE, horizontal="right"))

    def _row(self, row_no: int, row: PreparedRow) -> None:
        lines = 1
        for index, column in enumerate(self.columns, 1):
            value = self._shown(column, row.values.get(column.name))
            look = replace(self.looks[column.name], border="group" if row.starts_group else "box")
            if column.name in row.locked:
                look = replace(look, locked=True, fill=GREY_FILL, colour=MUTED)
            self.palette.put(self.target.cell(row_no, index), value, look)
            if isinstance(value, str):
                lines = max(lines, lines_needed(value, self.widths[index - 1]))
        if self.has_aid:
            aid = replace(
                LOCKED_CELL, wrap=False, indent=1, fill=GREY_FILL if row.aid else None,
                border="group" if row.starts_group else "box",
            )
            self.palette.put(self.target.cell(row_no, len(self.widths)), row.aid or None, aid)
        self.target.row_dimensions[row_no].height = row_height(lines, self.row_height)

    def _shown(self, column: Column, value: Value) -> Value:
        if column.list and isinstance(value, str):
            return code_list(column.list).label(value, self.lang)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        return value

    def _look(self, column: Column) -> Look:
        centred = column.type != "text" or column.width <= NARROW
        number_format = DATE_FORMATS.get(column.type, "General")
        if column.type == "number" and column.step == 1:
            number_format = "0"
        place = {"horizontal": "center"} if centred else {"horizontal": "left", "indent": 1}
        return replace(CELL, number_format=number_format, **place)

    def _help(self, last: int, given_ids: bool) -> None:
        bottom = last + MORE_ROWS
        for index, column in enumerate(self.columns, 1):
            letter = get_column_letter(index)
            validation = column_help(self.sheet, column, self.registers, self.lang)
            validation.add(f"{letter}{self.first}:{letter}{bottom}")
            self.target.add_data_validation(validation)
        rows = (self.first, bottom)
        add_marks(self.target, self.sheet, self.columns, self.registers, self.lang, rows, given_ids)

    def _frozen(self) -> int:
        """How many columns stay in sight: the leading ones that say which row it is."""
        for count, column in enumerate(self.columns):
            if not (column.prefilled == "locked" or column.name in self.sheet.key):
                return count
        return 0


