"""Where things stand in a workbook: addresses, headers, hidden sheets, other formats, a clerk's own additions."""

import datetime as dt
import subprocess
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from analytics.declare import return_form
from analytics.findings import refused
from analytics.returns.checking import check as judged
from analytics.returns.names import place_of
from analytics.returns.reading import _book_xml, read
from analytics.returns.wording import cell_runs
from sample_data.small_return import saved, sheets, workbook
from tests.returns.building import changed, check, codes, opened, title
from tests.returns.registers_fixture import registers


def shifted(rows: int, columns: int) -> bytes:
    """The small return with every data sheet moved down and to the right."""
    book = workbook()
    for sheet in return_form().sheets:
        if rows:
            book[sheet.zh].insert_rows(1, rows)
        if columns:
            book[sheet.zh].insert_cols(1, columns)
    return saved(book)


def test_the_small_return_has_nothing_to_say():
    result = check(saved(workbook()))
    assert result.findings == ()
    assert result.rows is result.typed is not None
    counts = {name: len(rows) for name, rows in result.rows.sheets.items()}
    assert counts == {name: len(rows) for name, rows in sheets().items()}


def test_typed_values():
    rows = check(saved(workbook())).rows
    first = rows.sheets["service_cases"][0]
    assert first.row_no == 4
    assert first["received_at"] == dt.datetime(2026, 9, 21, 10, 15)
    assert (first["channel"], first["chase_count"], first["closed_on"]) == ("visit", None, None)
    assert rows.sheets["goals_outcomes"][0]["progress"] == 70.0
    assert rows.cover["prepared_on"] == dt.date(2026, 10, 31)
    assert rows.cell("service_cases", "closed_on", 7) == "O7"
    assert rows.addresses["cover", "preparer"] == "B7"
    assert rows.addresses["zero_return", "service_cases"] == "D10"


@pytest.mark.parametrize(("rows", "columns", "cell"), [(0, 2, "J7"), (5, 0, "H12"), (9, 3, "K16")])
def test_an_address_is_the_clerks_own_however_the_sheet_was_moved(rows, columns, cell):
    book = opened(shifted(rows, columns))
    book["服务事项"][cell] = "本部门"
    (finding,) = check(saved(book)).findings
    assert (finding.code, finding.cells) == ("V03.unknown_value", (cell,))


def test_a_sheet_that_begins_far_from_a1_keeps_its_addresses():
    book = Workbook()
    book.active["C5"], book.active["E7"] = "x", 3
    (sheet,) = read(saved(book)).sheets
    assert (sheet.first_row, sheet.first_column) == (5, 2)
    assert sheet.address(0, 0) == "C5" and sheet.address(2, 2) == "E7"


def test_headers_may_be_spaced_starred_reordered_and_in_english():
    book = workbook()
    sheet = book["服务活动"]
    sheet["A3"], sheet["B3"] = "活动 日期*", "Service area"
    sheet["C3"], sheet["D3"] = "活动\n名称 ＊", "ＫＩＮＤ　ＯＦ ＡＣＴＩＶＩＴＹ"
    sheet.move_range("E3:E5", cols=6)
    sheet.delete_cols(5)
    assert check(saved(book)).findings == ()


def test_the_header_is_found_within_twenty_rows_and_not_below():
    book = workbook()
    book["服务活动"].insert_rows(1, 17)
    assert check(saved(book)).findings == ()
    book["服务活动"].insert_rows(1)
    assert codes(check(saved(book))) == ["V01.header_missing"]


def test_hint_rows_blank_rows_and_unused_numbers_are_passed_over():
    book = workbook()
    cases, ideas = book["服务事项"], book["创新建议"]
    cases.insert_rows(4)
    cases["A4"], cases["B4"] = "填写说明：本单位自己的编号", "如 2026-10-21 14:30"
    cases["A13"], cases["C14"] = "   ", "\u3000"
    ideas["A6"], ideas["A7"] = "QYB20261003", "QYB20261004"
    assert check(saved(book)).findings == ()


NOTES = ("合计", "合 计", "小计：", "备注：本月有专项行动", "填报人：张红　审核人：李晓梅")


@pytest.mark.parametrize("words", NOTES)
def test_totals_and_remarks_are_said_and_not_read(words):
    (finding,) = check(changed("service_cases", {"A10": words, "L10": 3})).findings
    assert (finding.code, finding.cells, finding.value) == ("V01.row_skipped", ("A10",), words)


def test_a_total_is_a_value_on_the_hotline_sheet():
    rows = check(saved(workbook())).rows
    assert rows.sheets["quick_consultations"][2]["rights_category"] == "total"
    assert codes(check(changed("quick_consultations", {"A7": "合计", "C7": 52}))) == ["V01.row_skipped"]


def test_hidden_sheets_are_named_and_never_read():
    book = workbook()
    hidden = book.create_sheet("底稿")
    hidden["A1"] = "13812345621"
    hidden.sheet_state = "veryHidden"
    (finding,) = check(saved(book)).findings
    assert (finding.code, finding.sheet_title) == ("V01.hidden_sheet", "底稿")
    assert read(saved(book)).sheets[-1].rows == ()


def test_the_products_own_additions_are_not_mentioned():
    book = workbook()
    book.create_sheet("检查结果", 0).append(["级别", "问题"])
    book.create_sheet("代码表").sheet_state = "hidden"
    book["服务事项"]["R3"], book["服务事项"]["R4"] = "问题 Problem", "■ 必须修改 H4"
    book["学习考勤"]["G3"], book["学习考勤"]["G4"] = "学习内容（供参考）", "10月16日　专题"
    assert check(saved(book)).findings == ()


def test_the_cascade_behind_a_missing_column_is_one_finding():
    book = workbook()
    book["学习考勤"].delete_cols(2)
    assert codes(check(saved(book))) == ["V01.column_missing"]


def test_the_cascade_behind_a_missing_sheet_is_one_finding():
    for sheet in return_form().sheets:
        book = workbook()
        del book[sheet.zh]
        assert codes(check(saved(book))) == ["V01.sheet_missing"], sheet.name


def test_a_missing_cover_is_one_finding():
    book = workbook()
    del book["封面"]
    assert codes(check(saved(book)), "refuse") == ["V01.sheet_missing"]


def test_an_error_hides_that_the_cell_is_empty():
    (finding,) = check(changed("service_cases", {"H7": "#N/A"})).findings
    assert (finding.code, finding.cells) == ("V34.cell_error", ("H7",))


def test_a_private_number_hides_what_else_is_wrong_with_its_cell():
    (finding,) = check(changed("service_cases", {"H7": "１３８１２３４５６２１"})).findings
    assert (finding.code, finding.cells, finding.value) == ("V28.phone", ("H7",), "13*******21")


def test_numbers_that_only_look_private_are_left_alone():
    assert check(changed("service_cases", {"J8": "示妇函202610123456789012号"})).findings == ()
    assert check(changed("service_cases", {"J8": "12345678901"})).findings == ()


def test_the_same_mistake_is_one_finding_with_its_cells_in_order():
    result = check(changed("service_cases", {f"H{row}": "本部门" for row in (9, 4, 6)} | {"H5": "外部"}))
    assert [(f.value, f.cells) for f in result.findings] == [("本部门", ("H4", "H6", "H9")), ("外部", ("H5",))]


def test_findings_come_by_severity_then_sheet_then_cell():
    book = workbook()
    book["服务事项"]["D7"], book["服务事项"]["H4"] = "ｑｙｂ００１", "本部门"
    book["个人学习"]["D7"], book["学习考勤"]["D4"] = None, "来了"
    result = check(saved(book))
    assert [(f.severity, f.sheet) for f in result.findings] == [
        ("refuse", "study_attendance"), ("refuse", "service_cases"), ("confirm", "personal_study"),
        ("note", "service_cases"),
    ]
    assert refused(result.findings) and result.rows is None
    assert len(result.typed.sheets["service_cases"]) == 6


def test_neighbouring_cells_are_written_as_a_range():
    assert cell_runs(("C4", "C5", "C6", "C9", "D1", "D2")) == ["C4:C6", "C9", "D1", "D2"]


def test_merged_titles_and_remarks_are_no_merged_data():
    book = workbook()
    sheet = book["服务活动"]
    sheet.merge_cells("A1:I1")
    sheet["A6"] = "备注：均在周末"
    sheet.merge_cells("A6:I6")
    assert codes(check(saved(book))) == ["V01.row_skipped"]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_formats_hold_the_same_rows(kind, tmp_path):
    source = tmp_path / "QYB_202610.xlsx"
    source.write_bytes(saved(workbook()))
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", kind,
         "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=180,
    )
    result = check((tmp_path / f"QYB_202610.{kind}").read_bytes(), "QYB_202610.xlsx")
    assert result.findings == ()
    assert result.rows.sheets == check(saved(workbook())).rows.sheets


def test_a_title_of_the_form_names_its_sheet():
    assert title("service_cases") == "服务事项"
    assert BytesIO(saved(workbook())).read(2) == b"PK"


def test_a_binary_workbook_is_not_searched_for_xml():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("_rels/.rels", b'<Relationships xmlns="r"><Relationship Id="1" Target="xl/workbook.bin"/>'
                                        b"</Relationships>")
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    assert _book_xml(stream.getvalue()) is None


def test_a_column_of_days_without_times_is_one_question():
    days = {f"B{row}": dt.date(2026, 10, row) for row in (6, 7)}
    (finding,) = check(changed("service_cases", days | {"I6": None, "I7": None})).findings
    assert (finding.code, finding.cells) == ("V04.time_missing", ("B6", "B7"))


def test_a_private_number_in_a_remark_is_found_too():
    result = check(changed("quick_consultations", {"A8": "备注：联系13812345621"}))
    assert codes(result, "refuse") == ["V28.phone"]
    assert "13812345621" not in str(result.findings)


DATES = [("personal_study", "F4"), ("service_cases", "B7"), ("research_projects", "F4")]


@pytest.mark.parametrize(("sheet", "cell"), DATES)
def test_a_day_before_any_calendar_of_ours_is_no_day(sheet, cell):
    """What the reader makes of a number that is shown as a date and is none."""
    raw = read(saved(workbook()))
    row, column = place_of(cell)
    for one in raw.sheets:
        if one.title == title(sheet):
            one.rows[row - one.first_row][column - one.first_column] = dt.datetime(1899, 12, 30)
    found = [(f.code, f.cells) for f in judged(raw, registers()).findings if f.code.startswith("V04")]
    assert found == [("V04.impossible", (cell,))]
