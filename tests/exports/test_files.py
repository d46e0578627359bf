"""The files: typed cells, headers that stay, contents and definitions, and text that stays text."""

import datetime as dt
import zipfile
from io import BytesIO

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.declare import return_form
from analytics.exports import workbook
from analytics.exports.consolidated import (
    consolidated,
    table,
    write_csv,
    write_csv_zip,
    write_parquet,
    write_table,
    write_xlsx,
)
from analytics.exports.files import BOM, FORMULA_START, starts_formula
from analytics.exports.frames import write_frame_xlsx, write_indicators
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, Scope
from tests.exports.conftest import FORMULA

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def by_header(sheet) -> list[dict]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book(store):
    return opened(write_xlsx(store.cursor(), EVERYTHING, SEPTEMBER, OCTOBER, "zh"))


def test_sheets(book):
    assert book.sheetnames[:2] == ["说明", "学习考勤"]
    assert "栏目口径" in book.sheetnames


def test_cells_are_typed_and_codes_are_words(book):
    rows = {r["事项编号"]: r for r in by_header(book["服务事项"])}
    closed = rows["1"]
    assert closed["接收时间"] == dt.datetime(2026, 9, 1, 9, 30) and closed["办结日期"] == dt.datetime(2026, 10, 9)
    assert (closed["办理状态"], closed["数据状态"], closed["单位代码"]) == ("已办结", "待审核", "QYB")
    assert rows["2"]["数据状态"] == "已通过"
    activities = by_header(book["服务活动"])
    assert isinstance(activities[0]["服务人次"], int) and sum(r["服务人次"] for r in activities) == 181


def test_headers_stay_and_filter(book):
    sheet = book["服务事项"]
    assert sheet.freeze_panes == "D2" and sheet.auto_filter.ref == "A1:W4"
    assert sheet.column_dimensions["B"].width > 10
    assert sheet["H2"].number_format == "yyyy-mm-dd hh:mm"


def test_contents_say_what_was_asked_and_how_far_it_is_accepted(book):
    rows = [[c for c in row if c is not None] for row in book["说明"].iter_rows(values_only=True)]
    assert ["月份", "2026-09 至 2026-10"] in rows and ["单位", "全部"] in rows
    cases = next(row for row in rows if row and row[0] == "服务事项")
    assert cases[1:5] == [3, 1, 1, 2]
    assert any("尚未审核通过" in str(row) for row in rows)


def test_contents_say_what_was_left_out(cursor):
    book = opened(write_xlsx(cursor, Scope(units_personal=NO_UNITS, viewer="lihua"), None, None, "en", units=["QYB"]))
    rows = [[c for c in row if c is not None] for row in book["Contents"].iter_rows(values_only=True)]
    assert ["Units", "QYB"] in rows and ["Exported by", "lihua"] in rows
    cases = next(row for row in rows if row and row[0] == "Service cases")
    assert cases[1] == 0 and "left out" in cases[-1]


def test_every_column_is_defined(book):
    names = {r["代码"] for r in by_header(book["栏目口径"])}
    assert names == {f"{s.name}.{c.name}" for s in return_form().sheets for c in s.columns}
    status = next(r for r in by_header(book["栏目口径"]) if r["代码"] == "service_cases.status")
    assert "办理中=open" in status["可选值（中文）"] and "Open=open" in status["可选值（英文）"]


def test_formulas_stay_text_in_excel(cursor):
    data = write_table(cursor, EVERYTHING, "service_activities", "xlsx")
    cell = next(c for row in opened(data)["服务活动"].iter_rows() for c in row if c.value == FORMULA)
    assert cell.data_type == "s" and cell.quotePrefix
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist() if "worksheets/" in n)


def test_formulas_are_escaped_in_csv(cursor):
    text = write_csv(table(cursor, EVERYTHING, "service_activities"))
    assert text.startswith(BOM)
    frame = pd.read_csv(BytesIO(text))
    assert set(frame["title"]) == {"'" + FORMULA, "普法宣传", "'-义诊"}
    assert frame["held_on"].iloc[0] == "2026-09-08" and frame["beneficiaries"].sum() == 181


@given(st.lists(st.text(max_size=12), min_size=1, max_size=5))
def test_no_csv_cell_begins_like_a_formula(texts):
    frame = pd.read_csv(BytesIO(write_csv(pa.table({"a": texts}))), keep_default_na=False, skip_blank_lines=False)
    assert not any(starts_formula(str(value)) for value in frame["a"] if str(value))


def test_numbers_below_zero_are_not_texts():
    assert b"-3.5" in write_csv(pa.table({"a": [-3.5]})) and b"'" not in write_csv(pa.table({"a": [-3.5]}))
    assert all(starts_formula(sign) for sign in FORMULA_START) and not starts_formula("")


def test_csv_zip_has_one_file_a_sheet_and_is_repeatable(cursor):
    tables = consolidated(cursor, EVERYTHING, None, None, "zh")
    data = write_csv_zip(tables)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert archive.namelist() == [f"{name}.csv" for name in tables]
    assert data == write_csv_zip(tables)


def test_parquet_round_trip(cursor):
    found = table(cursor, EVERYTHING, "service_cases")
    again = pyarrow.parquet.read_table(BytesIO(write_table(cursor, EVERYTHING, "service_cases", "parquet")))
    assert again.equals(found)
    assert again.schema.field("status").metadata == {b"zh": "办理状态".encode(), b"en": b"Status"}
    assert write_parquet(found) == write_parquet(found)


def test_a_long_table_goes_on_in_a_second_sheet(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    book = workbook.Book()
    found = pa.table({"n": pa.array(range(7), pa.int32())})
    book.add_table("Numbers", found, workbook.plain_columns(found))
    sheets = opened(book.close())
    assert sheets.sheetnames == ["Numbers", "Numbers (2)", "Numbers (3)"]
    assert [r["n"] for name in sheets.sheetnames for r in by_header(sheets[name])] == list(range(7))


def indicators_frame() -> pd.DataFrame:
    return pd.DataFrame({
        "unit_code": ["QYB", "QYB"], "month": ["2026-10", "2026-10"],
        "indicator": ["collective_study_attendance_rate", "not_declared"], "numerator": [9.0, 3.0],
        "denominator": [12.0, float("nan")], "value": [0.75, float("nan")], "target": [0.9, None],
        "light": ["red", None],
    })


def test_indicators_in_excel_have_names_and_formats_by_unit():
    book = opened(write_indicators(indicators_frame(), "zh", "xlsx"))
    sheet = book.worksheets[0]
    first, second = by_header(sheet)
    assert (first["指标"], first["灯色"], first["数值"]) == ("集中学习出勤率", "红灯", 0.75)
    column = next(c.column for c in sheet[1] if c.value == "数值")
    assert sheet.cell(2, column).number_format == "0.0%"
    assert second["指标"] == "not_declared" and second["数值"] is None and second["分母"] is None
    assert "集中学习出勤率" in {r["中文名"] for r in by_header(book["指标口径"])}


def test_indicators_as_csv_and_parquet_keep_the_codes():
    frame = pd.read_csv(BytesIO(write_indicators(indicators_frame(), "en", "csv")))
    assert frame["light"].iloc[0] == "red" and frame["light_label"].iloc[0] == "Red"
    again = pyarrow.parquet.read_table(BytesIO(write_indicators(indicators_frame(), "en", "parquet")))
    assert again["value"].to_pylist()[0] == 0.75


def test_any_frame_can_be_a_workbook():
    day = dt.date(2026, 1, 5)
    frame = pd.DataFrame({"name": ["=1+1", None], "yes": [True, False], "n": [1, 2], "day": [day, day]})
    rows = by_header(opened(write_frame_xlsx({"Sheet": frame}, None, "en"))["Sheet"])
    assert rows[0] == {"name": "=1+1", "yes": "True", "n": 1, "day": dt.datetime(2026, 1, 5)}
    assert rows[1]["name"] is None
