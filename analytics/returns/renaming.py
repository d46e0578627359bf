"""A sheet of a workbook under another title, with everything in the workbook that speaks of it by its title."""

import re
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

SERIES_PARTS = ("tx", "cat", "val", "xVal", "yVal", "bubbleSize")


def rename(book: Workbook, old: str, new: str) -> None:
    """
    Gives a sheet another title: formulas, names, drop-downs, rules of colour, links and charts follow. Nothing is done
    when there is no sheet of that title, or another one has the new title already.
    """
    if old not in book.sheetnames or new.casefold() in {title.casefold() for title in book.sheetnames}:
        return
    book[old].title = new
    quoted = "'" + old.replace("'", "''") + "'"
    spoken = re.compile(rf"(?:{re.escape(quoted)}|(?<![\w.'\]]){re.escape(old)})!", re.IGNORECASE)
    instead = "'" + new.replace("'", "''") + "'!"
    for holder, name in _formulas(book):
        words = getattr(holder, name)
        if isinstance(words, str) and "!" in words:
            setattr(holder, name, spoken.sub(lambda _: instead, words))
    for target in book.worksheets:
        for area in target.conditional_formatting:
            for rule in area.rules:
                rule.formula = [spoken.sub(lambda _: instead, words) for words in rule.formula]


def _formulas(book: Workbook) -> Iterator[tuple[Any, str]]:
    """Everything that may hold the title in a formula, with the name of what holds it."""
    for names in (book.defined_names, *(target.defined_names for target in book.worksheets)):
        for one in names.values():
            yield one, "attr_text"
    for target in book.worksheets:
        for validation in target.data_validations.dataValidation:
            yield validation, "formula1"
            yield validation, "formula2"
        yield from _in_cells(target)
        for chart in target._charts:
            for series in chart.series:
                parts = (getattr(series, name, None) for name in SERIES_PARTS)
                references = (getattr(part, ref, None) for part in parts for ref in ("numRef", "strRef"))
                yield from ((reference, "f") for reference in references if reference is not None)


def _in_cells(target: Worksheet) -> Iterator[tuple[Any, str]]:
    for row in target.iter_rows():
        for cell in row:
            if not isinstance(cell, Cell):
                continue
            if cell.data_type == "f":
                yield (cell, "value") if isinstance(cell.value, str) else (cell.value, "text")
            if cell.hyperlink is not None:
                yield cell.hyperlink, "location"
