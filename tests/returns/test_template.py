"""The workbook a department downloads: what is in it, what it helps with, and that other programs can open it."""

import datetime as dt
import subprocess
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from analytics.declare import code_list, return_form
from analytics.returns import template
from analytics.returns.names import LIST_SHEET, VERSION_NAME
from analytics.returns.template_rows import prepared_rows, spare_rows
from tests.returns.template_registers import accepted, quiet_department, rights_department


@pytest.fixture(scope="module")
def data() -> bytes:
    return template.build(rights_department())


@pytest.fixture(scope="module")
def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def headers(sheet: Worksheet) -> dict[str, str]:
    """Header without its star -> column letter."""
    return {str(c.value).rstrip("＊"): c.column_letter for c in sheet[3] if c.value}


def validation_at(sheet: Worksheet, address: str):
    return next(v for v in sheet.data_validations.dataValidation if address in v.sqref)


def test_file_name():
    assert template.file_name(rights_department()) == "QYB_202610.xlsx"


def test_sheets_in_the_order_of_the_form(book):
    form = return_form()
    assert book.sheetnames == [form.cover.zh, *(s.zh for s in form.sheets), LIST_SHEET]
    assert book[LIST_SHEET].sheet_state == "hidden"
    assert book.defined_names[VERSION_NAME].attr_text == f'"{form.version}"'


def test_hotline_sheet_only_for_windows():
    quiet = openpyxl.load_workbook(BytesIO(template.build(quiet_department())))
    assert return_form().sheet("quick_consultations").zh not in quiet.sheetnames


def test_cover(book):
    cover = book["封面"]
    values = {str(cover.cell(row, 1).value).rstrip("＊"): cover.cell(row, 2) for row in range(4, 12)}
    shown = [values[field].value for field in ("填报单位", "报表月份", "报表类型", "填报人")]
    assert shown == ["权益部", "2026-10", "正式", None]
    assert values["填报单位"].protection.locked and not values["填报人"].protection.locked
    assert [cover.cell(4, column).value for column in (3, 5, 6)] == ["工作表", "已替您填好", "您要做的"]
    zero = {cover.cell(row, 3).value: cover.cell(row, 4).value for row in range(5, 13)}
    assert zero == {
        "学习考勤": "有数据", "个人学习": "有数据", "创新建议": None, "目标与成果": "有数据", "调研课题": "有数据",
        "服务事项": "有数据", "服务活动": None, "热线与咨询汇总": None,
    }
    assert validation_at(cover, "D7").formula1 == "list_zero_return"
    assert validation_at(cover, "B7").formula1 == "list_staff_names"


def test_nothing_under_way_leaves_the_zero_cells_empty():
    cover = openpyxl.load_workbook(BytesIO(template.build(quiet_department())))["封面"]
    zero = {cover.cell(row, 3).value: cover.cell(row, 4).value for row in range(5, 12)}
    assert [name for name, value in zero.items() if value] == ["个人学习"]


def test_accepted_month_is_a_correction():
    cover = openpyxl.load_workbook(BytesIO(template.build(accepted(rights_department()))))["封面"]
    assert cover["B6"].value == "更正"


def test_attendance_is_prefilled_person_by_session(book):
    sheet, registers = book["学习考勤"], rights_department()
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=4, max_row=27, max_col=7)]
    assert {(r[0], r[1]) for r in rows} == set(registers.expected)
    away = {(r[0], r[1]) for r in rows if r[3] == "不在岗"}
    assert away == {("2026-S20", "QYB006"), ("2026-S21", "QYB006")}
    assert {r[3] for r in rows} == {"出席", "不在岗"}
    assert rows[0][2] == "张红" and rows[0][6] == "10月16日　机关干部理论学习：妇女权益保障法专题"
    locked = [sheet.cell(4, column).protection.locked for column in range(1, 8)]
    assert locked == [True, True, True, False, False, False, True]


def test_cases_are_carried_with_their_facts_locked(book):
    sheet = book["服务事项"]
    column = headers(sheet)
    assert sheet[f"{column['事项编号']}4"].value == "权[2026]15号"
    assert sheet[f"{column['接收时间']}4"].value == dt.datetime(2026, 9, 10, 10, 15)
    assert sheet[f"{column['办理状态']}12"].value == "已转办"
    assert sheet[f"{column['接收时间']}4"].protection.locked
    assert not sheet[f"{column['办理状态']}4"].protection.locked
    assert not sheet[f"{column['细类']}12"].protection.locked, "an empty subcategory may still be chosen"
    assert sheet[f"{column['事项编号']}13"].value is None, "new cases get the desk's own number"


def test_new_ids_continue_and_monthly_fields_are_empty(book):
    goals, research, suggestions = book["目标与成果"], book["调研课题"], book["创新建议"]
    assert [goals.cell(r, 1).value for r in (4, 5, 6, 7)] == [
        "QYB-G-2026-01", "QYB-G-2026-03", "QYB-G-2026-04", "QYB-G-2026-05",
    ]
    assert research["A5"].value == "QYB-R-2026-02"
    assert research[f"{headers(research)['本月下基层天数']}4"].value is None
    assert suggestions["A4"].value == "QYB20261001" and suggestions["A15"].value == "QYB20261012"
    assert suggestions["A4"].protection.locked and not suggestions["B4"].protection.locked


def test_hotline_rows(book):
    rows = [(r[0].value, r[1].value) for r in book["热线与咨询汇总"].iter_rows(min_row=4, max_row=11)]
    assert len(rows) == 8 and {r[0] for r in rows} == {"来电(妇女热线)"} and rows[-1][1] == "合计"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_column_has_header_help_and_width(lang):
    registers = rights_department()
    book = openpyxl.load_workbook(BytesIO(template.build(registers, lang)), rich_text=True)
    for sheet in return_form().sheets_for(True):
        target = book[sheet.title(lang)]
        for index, column in enumerate(sheet.columns_for(str(registers.month)), 1):
            header = target.cell(3, index)
            starred = column.required and column.prefilled != "locked"
            assert str(header.value) == column.title(lang) + ("＊" if starred else "")
            assert target.column_dimensions[header.column_letter].width > 5
            help_ = validation_at(target, f"{header.column_letter}4")
            assert help_.prompt and len(help_.prompt) <= 255 and len(help_.promptTitle) <= 32
            assert len(help_.error or "") <= 255 and len(help_.errorTitle or "") <= 32
            if column.list:
                assert help_.type == "list" and help_.formula1 == f"list_{column.list}"
            if column.hint_zh:
                assert column.hint_zh in help_.prompt and column.hint_en in help_.prompt


def test_drop_downs_name_the_lists(book):
    lists = book[LIST_SHEET]
    for name, defined in book.defined_names.items():
        if name.startswith("list_") and name.removeprefix("list_") in ("case_status", "zero_return"):
            address = defined.attr_text.split("!")[1].replace("$", "")
            values = [row[0].value for row in lists[address]]
            assert values == [code.zh for code in code_list(name.removeprefix("list_"))]
    names = book.defined_names["list_staff_names"].attr_text.split("!")[1].replace("$", "")
    assert "周敏" in [row[0].value for row in lists[names]], "the supervising leader of another unit may sign"


def test_protection_frees_what_clerks_need(book):
    for name in book.sheetnames[1:-1]:
        sheet = book[name]
        assert sheet.protection.sheet and sheet.protection.password is None
        assert not any((sheet.protection.formatColumns, sheet.protection.sort, sheet.protection.autoFilter))
        assert sheet.freeze_panes and sheet.freeze_panes.endswith("4")
        assert sheet.print_title_rows == "$1:$3" and sheet.page_setup.orientation == "landscape"
        assert "表样 2026.1" in sheet.oddFooter.left.text and "2026年10月" in sheet.oddFooter.left.text
        assert not sheet.column_dimensions["B"].protection.locked, "rows below the prepared ones can be filled"


def test_number_formats(book):
    sheet = book["服务事项"]
    column = headers(sheet)
    expected = {"接收时间": "yyyy-mm-dd hh:mm", "办结日期": "yyyy-mm-dd", "事项编号": "@", "督促次数": "0"}
    assert {name: sheet[f"{column[name]}20"].number_format for name in expected} == expected


def test_marks_for_missing_and_odd_cells(book):
    rules = {
        str(area.sqref).split(":")[0]: [rule.formula[0] for rule in found]
        for area, found in book["服务事项"].conditional_formatting._cf_rules.items()
    }
    column = headers(book["服务事项"])
    closed = " ".join(rules[f"{column['办结日期']}4"])
    assert 'INT($B4)' in closed and '"已办结"' in closed
    assert rules["A4"] == ['AND(COUNTA($A4:$Q4)>0,$A4="")']


def test_calamine_reads_headers_and_values(data):
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name("服务事项")
    rows = sheet.to_python(skip_empty_area=False)
    assert rows[2][0] == "事项编号＊" and rows[3][1] == dt.datetime(2026, 9, 10, 10, 15)


def test_rows_are_plain_values():
    registers = rights_department()
    sheet = return_form().sheet("goals_outcomes")
    rows = prepared_rows(sheet, registers, "zh")
    assert rows[0].values["stage"] == "in_progress"
    assert len(spare_rows(sheet, registers)) == sheet.spare_rows


def resaved(data: bytes, directory: Path) -> bytes:
    """The workbook as LibreOffice writes it after opening."""
    source = directory / "QYB_202610.xlsx"
    source.write_bytes(data)
    out = directory / "out"
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{directory}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120,
    )
    return (out / source.name).read_bytes()


def drop_downs(sheet: Worksheet) -> set[str]:
    return {v.formula1.lstrip("=") for v in sheet.data_validations.dataValidation if v.type == "list"}


@pytest.mark.slow
def test_libreoffice_keeps_everything(data, book, tmp_path):
    again = openpyxl.load_workbook(BytesIO(resaved(data, tmp_path)))
    assert again.sheetnames == book.sheetnames and again[LIST_SHEET].sheet_state == "hidden"
    assert VERSION_NAME in again.defined_names
    for name in book.sheetnames[:-1]:
        before, after = book[name], again[name]
        for row in before.iter_rows():
            for cell in row:
                assert after[cell.coordinate].value == cell.value, f"{name}!{cell.coordinate}"
                if cell.row > 3:
                    assert after[cell.coordinate].protection.locked == cell.protection.locked
        assert after.protection.sheet
        assert drop_downs(after) == drop_downs(before)
