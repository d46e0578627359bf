"""The clerk's workbook comes back marked at its cells, with everything else as it was, and may be sent in again."""

import datetime as dt
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from analytics.findings import Severity
from analytics.returns.checking import check_file
from analytics.returns.markup import MarkedBook, Occasion, marked
from analytics.returns.markup_summary import FILLS
from analytics.returns.reading import read
from sample_data.faulty import FAULTS, build
from tests.returns.building import changed, saved, title
from tests.returns.registers_fixture import OCTOBER, registers

CASES, ATTENDANCE = "service_cases", "study_attendance"
OCCASION = Occasion(registers().unit, OCTOBER, dt.datetime(2026, 11, 2, 10, 5))
# refused as files: there is no workbook to mark
UNREADABLE = {code for code in FAULTS if code.startswith(("V00", "V35")) or code == "V02.no_slot"}
ONE_OF_EACH_RULE = {code.partition(".")[0]: code for code in sorted(set(FAULTS) - UNREADABLE)}


def marking(data: bytes) -> MarkedBook:
    found = check_file(data, "a.xlsx", registers()).findings
    return marked(data, read(data), found, OCCASION)


def opened(data: bytes, **how) -> Workbook:
    return load_workbook(BytesIO(data), **how)


def values(book: Workbook) -> dict:
    """Every value of the clerk's sheets by its address."""
    return {(s.title, c.coordinate): c.value for s in book.worksheets for row in s.iter_rows() for c in row
            if c.value is not None}


def test_a_finding_is_filled_commented_in_both_languages_and_named_in_a_column_that_can_be_filtered():
    book = opened(marking(changed(CASES, {"H7": "本部门"})).content)
    sheet = book[title(CASES)]
    assert sheet["H7"].fill.fgColor.rgb.endswith(FILLS[Severity.REFUSE])
    assert "「职责内」" in sheet["H7"].comment.text
    assert "In scope" in sheet["H7"].comment.text
    assert sheet["H8"].comment is None
    head = next(c for c in sheet[3] if c.value == "问题 Problem")
    assert sheet.cell(7, head.column).value.startswith("■ 必须修改 H7")
    assert sheet.cell(8, head.column).value is None
    assert sheet.auto_filter.ref.startswith("A3:") and head.column_letter in sheet.auto_filter.ref


def test_the_first_sheet_leads_to_the_cells():
    book = opened(marking(changed(CASES, {"H7": "本部门"})).content)
    summary = book.worksheets[0]
    assert summary.title == "检查结果"
    assert book.active is summary
    links = [c.hyperlink.location for row in summary.iter_rows() for c in row if c.hyperlink]
    assert f"'{title(CASES)}'!H7" in links


@pytest.mark.parametrize("code", ONE_OF_EACH_RULE.values())
def test_a_marked_workbook_is_judged_as_the_unmarked_one_and_keeps_every_value(code):
    data = build(FAULTS[code])
    before = check_file(data, "a.xlsx", registers())
    content = marked(data, read(data), before.findings, OCCASION).content
    assert check_file(content, "a.xlsx", registers()) == before
    old, new = values(opened(data)), values(opened(content))
    assert {place: new.get(place) for place in old} == old


def test_everything_else_of_the_workbook_stays():
    def furnish(book: Workbook) -> None:
        sheet = book[title(CASES)]
        sheet["H7"].comment = Comment("请小王核对", "张红")
        sheet["A4"].fill = PatternFill("solid", fgColor="00FF00")
        sheet.column_dimensions["B"].width = 33
        sheet.freeze_panes = "C4"
        book.create_sheet("草稿").sheet_state = "hidden"
        book["草稿"]["A1"] = "=1+1"

    book = opened(marking(changed(CASES, {"H7": "本部门"}, furnish)).content)
    sheet = book[title(CASES)]
    assert sheet["H7"].comment.text.startswith("请小王核对\n\n【检查结果】")
    assert sheet["A4"].fill.fgColor.rgb == "0000FF00"
    assert sheet.column_dimensions["B"].width == 33
    assert sheet.freeze_panes == "C4"
    assert book["草稿"].sheet_state == "hidden"
    assert book["草稿"]["A1"].value == "=1+1"


def test_a_formula_keeps_its_stored_result():
    data = with_result(changed(CASES, {"H7": "本部门", "L7": "=1+1"}), b"2")
    before = check_file(data, "a.xlsx", registers())
    assert "V34.formula" in [f.code for f in before.findings]
    content = marked(data, read(data), before.findings, OCCASION).content
    assert opened(content)[title(CASES)]["L7"].value == "=1+1"
    assert opened(content, data_only=True)[title(CASES)]["L7"].value == 2
    assert check_file(content, "a.xlsx", registers()) == before


def with_result(data: bytes, result: bytes) -> bytes:
    """A workbook whose formulas have been calculated, as Excel saves them."""
    import zipfile

    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for item in source.infolist():
            part = source.read(item).replace(b"</f><v></v>", b"</f><v>" + result + b"</v>")
            out.writestr(item, part.replace(b"</f><v />", b"</f><v>" + result + b"</v>"))
    return target.getvalue()


def test_a_workbook_marked_twice_carries_the_marks_of_the_last_check_only():
    first = opened(marking(changed(CASES, {"H7": "本部门", "A4": None})).content)
    sheet = first[title(CASES)]
    sheet["H7"] = "职责内"
    again = opened(marking(saved(first)).content)
    sheet = again[title(CASES)]
    assert sheet["H7"].fill.fill_type is None
    assert sheet["H7"].comment is None
    assert [c.value for c in sheet[3]].count("问题 Problem") == 1
    assert [s.title for s in again.worksheets].count("检查结果") == 1
    assert sheet["A4"].comment is not None


def test_rows_that_the_column_of_problems_filters_out_are_not_asked_about():
    book = opened(marking(changed(CASES, {"H7": "本部门"})).content)
    for row in (4, 5, 6, 8):
        book[title(CASES)].row_dimensions[row].hidden = True
    found = check_file(saved(book), "a.xlsx", registers()).findings
    assert "V34.hidden_rows" not in [f.code for f in found]
    assert [f.cells for f in found if f.severity is Severity.REFUSE] == [("H7",)]


def test_what_begins_like_a_formula_stays_text():
    book = opened(marking(changed(CASES, {"H7": "'=HYPERLINK(\"x\")", "J8": "+cmd"})).content)
    for row in book["检查结果"].iter_rows():
        for cell in row:
            assert cell.data_type != "f", cell.coordinate


def test_macros_stay_in_the_workbook():
    import zipfile

    data, target = changed(CASES, {"H7": "本部门"}), BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w") as out:
        for item in source.infolist():
            part = source.read(item)
            if item.filename == "[Content_Types].xml":
                part = part.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            out.writestr(item, part)
        out.writestr("xl/vbaProject.bin", b"macros of the clerk")
    found = marking(target.getvalue())
    assert found.extension == "xlsm"
    with zipfile.ZipFile(BytesIO(found.content)) as archive:
        assert archive.read("xl/vbaProject.bin") == b"macros of the clerk"
        assert b"macroEnabled" in archive.read("[Content_Types].xml")


typed = st.one_of(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
    st.floats(0, 8e4).map(lambda x: round(x, 3)), st.dates(dt.date(2000, 1, 1), dt.date(2090, 1, 1)),
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([f"{c}{r}" for c in "ABDGHLO" for r in (4, 5, 7, 9)]), typed, max_size=6))
def test_marking_changes_no_value_whatever_was_typed(cells):
    data = changed(CASES, cells)
    book = opened(marking(data).content)
    old, new = values(opened(data)), values(book)
    assert {place: new.get(place) for place in old} == old
    added = {place for place in set(new) - set(old) if place[0] != "检查结果"}
    heads = {c.column_letter for s in book.worksheets for c in s[3] if c.value == "问题 Problem"}
    assert all(address.rstrip("0123456789") in heads for _, address in added)


