"""
Registers as a workbook that may be filled in and sent back: a sheet each, both languages in the header, typed cells,
drop-downs of what may be chosen, and the key of entries there are locked. Texts that look like formulas stay texts.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.declare import Column, Lang, Register, text
from analytics.exports.files import starts_formula
from analytics.exports.workbook import HEAD, LONGEST_TEXT, NUMBER_FORMATS, Book, paper

SPARE_ROWS = 200
MOST_IN_LIST = 255  # characters that Excel takes in a drop-down without a range
LIST_SHEET = "可选值"  # hidden, so that it is not read when the file comes back
KINDS = {"date": "date", "number": "number", "integer": "whole"}
PROTECTION = {
    "format_columns": True, "format_rows": True, "autofilter": True, "sort": True, "select_locked_cells": True,
}


@dataclass(frozen=True, slots=True)
class RegisterSheet:
    """
    One register to write. columns: those the viewer may see. entries: by column, in words. choices: what is offered in
    a column; nothing where anything may be typed.
    """

    register: Register
    columns: tuple[Column, ...]
    entries: Sequence[Mapping[str, Any]]
    choices: Mapping[str, Sequence[str]]


def write_registers(sheets: Sequence[RegisterSheet], lang: Lang) -> bytes:
    """The workbook, a sheet a register, named in Chinese as they are found again."""
    book = Book()
    looks = _Looks(book)
    lists = _Lists()
    for sheet in sheets:
        _write(book.sheet(sheet.register.zh), sheet, looks, lists, lang)
    lists.write(book)
    return book.close()


class _Looks:
    """Cell formats: by kind, locked or open, and with the mark that keeps a text a text."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Format] = {}
        self.head = book.format(**HEAD)
        self.head_key = book.format(**{**HEAD, "bg_color": "#D3DEEA"})

    def of(self, kind: str, locked: bool, risky: bool = False) -> Format:
        key = (kind, locked, risky)
        if key not in self._made:
            properties = {"num_format": NUMBER_FORMATS.get(kind, "@"), "locked": locked, "quote_prefix": risky}
            self._made[key] = self._book.format(**properties, **({"font_color": "#5B6570"} if locked else {}))
        return self._made[key]


class _Lists:
    """The drop-downs' values: short ones in the cell's own rule, long ones on a hidden sheet, each list once."""

    def __init__(self) -> None:
        self._columns: list[list[str]] = []

    def source(self, values: list[str]) -> Any:
        if len(",".join(values)) <= MOST_IN_LIST and not any("," in value for value in values):
            return values
        if values not in self._columns:
            self._columns.append(values)
        letter = _letter(self._columns.index(values))
        return f"='{LIST_SHEET}'!${letter}$1:${letter}${len(values)}"

    def write(self, book: Book) -> None:
        if not self._columns:
            return
        sheet = book.sheet(LIST_SHEET)
        plain = book.format(num_format="@")
        for row in range(max(map(len, self._columns))):
            for index, values in enumerate(self._columns):
                if row < len(values):
                    sheet.write_string(row, index, values[row], plain)
        sheet.hide()


def _letter(index: int) -> str:
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def _write(sheet: Worksheet, asked: RegisterSheet, looks: _Looks, lists: _Lists, lang: Lang) -> None:
    register, columns = asked.register, asked.columns
    last = len(asked.entries) + SPARE_ROWS
    paper(sheet)
    sheet.freeze_panes(1, sum(c.name in register.key for c in columns) if columns[0].name in register.key else 0)
    sheet.repeat_rows(0)
    sheet.set_row(0, 34)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    for index, column in enumerate(columns):
        is_key = column.name in register.key
        sheet.set_column(index, index, max(column.width, 12), looks.of(KINDS.get(column.type, "text"), False))
        sheet.write_string(0, index, f"{column.zh}{'＊' if column.required else ''}\n{column.en}",
                           looks.head_key if is_key else looks.head)
        _rules(sheet, asked, column, index, last, lists, lang)
    for row_no, words in enumerate(asked.entries, 1):
        for index, column in enumerate(columns):
            _cell(sheet, row_no, index, column, words[column.name], looks, column.name in register.key)
    sheet.protect("", PROTECTION)


def _cell(
    sheet: Worksheet, row: int, index: int, column: Column, value: Any, looks: _Looks, locked: bool
) -> None:
    kind = KINDS.get(column.type, "text")
    if value is None:
        sheet.write_blank(row, index, None, looks.of(kind, locked))
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, index, dt.datetime(value.year, value.month, value.day), looks.of(kind, locked))
    elif isinstance(value, str):
        sheet.write_string(row, index, value[:LONGEST_TEXT], looks.of(kind, locked, starts_formula(value)))
    else:
        sheet.write_number(row, index, value, looks.of(kind, locked))


def _rules(
    sheet: Worksheet, asked: RegisterSheet, column: Column, index: int, last: int, lists: _Lists, lang: Lang
) -> None:
    """The drop-down and the hint of a column; what is typed otherwise is judged when the file comes back."""
    rule: dict[str, Any] = {"validate": "any"}
    if values := list(asked.choices.get(column.name, ())):
        rule = {"validate": "list", "source": lists.source(values), "error_type": "information"}
    hint = column.hint_zh if lang == "zh" else column.hint_en
    if hint:
        rule |= {"input_title": column.title(lang)[:32], "input_message": hint[:255]}
    if len(rule) > 1:
        sheet.data_validation(1, index, last, index, rule)


def title_of(registers: Sequence[Register], lang: Lang, day: dt.date) -> str:
    """The file's name."""
    name = registers[0].title(lang) if len(registers) == 1 else text("registers.title", lang)
    return f"{name}_{day:%Y%m%d}.xlsx"


