"""Workbooks for tests: the small return with cells changed, saved to bytes."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from analytics.declare import return_form
from analytics.returns.checking import Checked, check_file
from sample_data.small_return import saved, workbook
from tests.returns.registers_fixture import registers

__all__ = ["changed", "check", "codes", "opened", "saved", "title", "workbook"]


def title(sheet: str) -> str:
    """The Chinese title of a sheet of the form."""
    form = return_form()
    return form.cover.zh if sheet == "cover" else form.sheet(sheet).zh


def changed(
    sheet: str, cells: Mapping[str, Any], also: Callable[[Workbook], None] | None = None
) -> bytes:
    """The small return with cells of one sheet changed."""
    book = workbook()
    for address, value in cells.items():
        book[title(sheet)][address].value = value
    if also:
        also(book)
    return saved(book)


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def check(data: bytes, name: str = "QYB_202610.xlsx") -> Checked:
    return check_file(data, name, registers())


def codes(checked: Checked, severity: str | None = None) -> list[str]:
    return [f.code for f in checked.findings if severity in (None, f.severity)]
