"""A return as a real .xlsx in the product's layout, quickly and always the same bytes for the same return."""

import datetime as dt
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analytics.declare import Column, Sheet, code_list, return_form, text
from sample_data.returns import DemoReturn

MADE_ON = dt.datetime(2026, 1, 1)    # written into the file instead of the clock
LABELS = {"sheet": "template.cover.sheet", "zero": "template.cover.zero"}
Formats = dict[str, Format]


def build(demo: DemoReturn) -> bytes:
    """The workbook of one return."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"title": f"{demo.unit_code} {demo.month}", "author": "示例市妇联", "created": MADE_ON})
    formats = _formats(book)
    form = return_form()
    _cover(book.add_worksheet(form.cover.zh), demo, formats)
    for sheet in form.sheets:
        if sheet.name in demo.sheets:
            _data(book.add_worksheet(sheet.zh), sheet, demo, formats)
    book.close()
    return stream.getvalue()


def _formats(book: xlsxwriter.Workbook) -> Formats:
    box = {"border": 1, "border_color": "#C9CDD2", "valign": "vcenter"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "note": book.add_format({"font_color": "#5F6670"}),
        "header": book.add_format({"bold": True, "bg_color": "#E8EEF4", "align": "center", **box}),
        "text": book.add_format(box), "list": book.add_format(box), "number": book.add_format(box),
        "date": book.add_format({"num_format": "yyyy-mm-dd", **box}),
        "datetime": book.add_format({"num_format": "yyyy-mm-dd hh:mm", **box}),
    }


def _cover(target: Worksheet, demo: DemoReturn, formats: Formats) -> None:
    form = return_form()
    top = form.first_data_row - 1
    target.set_column(0, 0, 14)
    target.set_column(1, 1, 26)
    target.set_column(2, 3, 18)
    target.write_string(0, 0, form.cover.title_zh, formats["title"])
    target.write_string(1, 0, f"示例市妇联　{demo.month.year}年{demo.month.month}月", formats["note"])
    for row, column in enumerate(form.cover.fields, top):
        target.write_string(row, 0, column.zh, formats["header"])
        _value(target, row, 1, column, demo.cover.get(column.name), formats)
    for place, key in enumerate(("sheet", "zero"), 2):
        target.write_string(top, place, text(LABELS[key], "zh"), formats["header"])
    for row, name in enumerate(demo.sheets, top + 1):
        declared = code_list("zero_return").label("zero" if demo.zero[name] else "has_data", "zh")
        target.write_string(row, 2, form.sheet(name).zh, formats["text"])
        target.write_string(row, 3, declared, formats["text"])


def _data(target: Worksheet, sheet: Sheet, demo: DemoReturn, formats: Formats) -> None:
    form = return_form()
    columns = sheet.columns_for(str(demo.month))
    target.write_string(0, 0, sheet.title_zh, formats["title"])
    note = f"填报单位：{demo.cover['department']}　报表月份：{demo.month}　{sheet.unit_zh}"
    target.write_string(1, 0, note, formats["note"])
    for place, column in enumerate(columns):
        target.set_column(place, place, column.width)
        target.write_string(form.header_row - 1, place, column.zh, formats["header"])
    target.freeze_panes(form.header_row, 0)
    for row, values in enumerate(demo.sheets[sheet.name], form.first_data_row - 1):
        for place, column in enumerate(columns):
            _value(target, row, place, column, values.get(column.name), formats)


def _value(target: Worksheet, row: int, place: int, column: Column, value: Any, formats: Formats) -> None:
    """Codes as their Chinese labels, dates as dates; an empty cell gets its border only."""
    look = formats[column.type]
    if value is None:
        target.write_blank(row, place, None, look)
    elif column.list:
        target.write_string(row, place, code_list(column.list).label(value, "zh"), look)
    elif isinstance(value, dt.date):
        target.write_datetime(row, place, value, look)
    elif isinstance(value, str):
        target.write_string(row, place, value, look)
    else:
        target.write_number(row, place, value, look)
