"""A sheet under a title of the unit's own is the form's sheet everywhere once the unit has said so."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from analytics.findings import refused
from analytics.returns.checking import check as judged
from analytics.returns.correcting import Correction, corrected, corrected_book
from analytics.returns.markup import Occasion, marked
from analytics.returns.reading import read
from analytics.returns.sheet_titles import TITLE, dated, name_of, strangers, timeless, with_own_titles
from analytics.returns.suggesting import likely_sheets
from tests.returns.building import changed, check, codes, opened, saved, title, workbook
from tests.returns.registers_fixture import NOW, OCTOBER, registers

ATTENDANCE, CASES, COVER = "study_attendance", "service_cases", "cover"
OWN = "十月考勤表"


def renamed(titles: dict[str, str], cells: dict[str, object] | None = None) -> bytes:
    """The small return with sheets under other titles, and cells of its cases changed."""
    book = opened(changed(CASES, cells or {}))
    for name, own in titles.items():
        book[title(name)].title = own
    return saved(book)


def taken(name: str, own: str) -> Correction:
    return Correction(name, "", TITLE, own, title(name))


def knowing(words: dict[str, str]):
    """The registers of a unit that has said which of its own titles stand for which sheet."""
    return replace(registers(), unit_words={(name, TITLE): {own: name} for own, name in words.items()})


# ------------------------------------------------------------------------------------------- said on screen
def test_a_sheet_taken_for_one_of_the_form_is_judged_like_it():
    raw = read(renamed({ATTENDANCE: OWN}))
    assert {"V01.sheet_missing", "V01.extra_sheet"} <= {f.code for f in judged(raw, registers()).findings}
    after = judged(corrected(raw, [taken(ATTENDANCE, OWN)]), registers())
    assert after == check(saved(workbook()))


def test_the_corrected_workbook_carries_the_forms_title_and_is_judged_the_same():
    data = renamed({ATTENDANCE: OWN, COVER: "首页"})
    raw, corrections = read(data), [
        taken(ATTENDANCE, OWN), taken(COVER, "首页"), Correction(ATTENDANCE, "D4", "status", "出席", "病假"),
    ]
    content = corrected_book(data, raw, corrections).content
    assert opened(content).sheetnames[:2] == [title(COVER), title(ATTENDANCE)]
    assert opened(content)[title(ATTENDANCE)]["D4"].value == "病假"
    assert check(content) == judged(corrected(raw, corrections), registers())


def test_everything_that_speaks_of_a_renamed_sheet_follows_it():
    book = opened(renamed({ATTENDANCE: "十月 考勤's"}))
    other, own = book.create_sheet("统计"), "'十月 考勤''s'!"
    other["A1"] = f"=COUNTIF({own}D4:D15,\"出席\")"
    other["A2"].hyperlink = "#x"
    other["A2"].hyperlink.location = f"{own}A1"
    book.defined_names["人次"] = DefinedName("人次", attr_text=f"{own}$A$4:$A$15")
    drop_down = DataValidation(type="list", formula1=f"{own}$B$4:$B$7")
    drop_down.add("B1")
    other.add_data_validation(drop_down)
    other.conditional_formatting.add("A1", FormulaRule([f"{own}D4=1"], fill=PatternFill()))
    chart = BarChart()
    chart.add_data(Reference(book["十月 考勤's"], min_col=5, min_row=4, max_row=9))
    other.add_chart(chart, "D4")
    data = saved(book)
    after = opened(corrected_book(data, read(data), [taken(ATTENDANCE, "十月 考勤's")]).content)
    new = f"'{title(ATTENDANCE)}'!"
    assert after["统计"]["A1"].value == f"=COUNTIF({new}D4:D15,\"出席\")"
    assert after["统计"]["A2"].hyperlink.location == f"{new}A1"
    assert after.defined_names["人次"].attr_text == f"{new}$A$4:$A$15"
    assert after["统计"].data_validations.dataValidation[0].formula1 == f"{new}$B$4:$B$7"
    [rules] = [area.rules for area in after["统计"].conditional_formatting]
    assert rules[0].formula == [f"{new}D4=1"]
    assert after["统计"]._charts[0].series[0].val.numRef.f.startswith(new)


def test_the_likeliest_sheet_is_told_by_its_headings_and_among_alike_ones_by_its_month():
    book = opened(renamed({ATTENDANCE: OWN, CASES: "来访登记"}))
    book.copy_worksheet(book[OWN]).title = "九月考勤表"
    book.create_sheet("通讯录")["A1"] = "电话本"
    raw = read(saved(book))
    assert [s.title for s in strangers(raw)] == [OWN, "来访登记", "九月考勤表", "通讯录"]
    assert likely_sheets([ATTENDANCE, CASES, "suggestions"], strangers(raw), OCTOBER) == {
        ATTENDANCE: OWN, CASES: "来访登记",
    }


# ------------------------------------------------------------------------------------------- remembered
def test_a_remembered_title_is_known_in_another_month_and_that_is_said():
    found = judged(read(renamed({ATTENDANCE: OWN})), knowing({"九月考勤表": ATTENDANCE}))
    assert not refused(found.findings)
    [note] = [f for f in found.findings if f.code == "V01.remembered_sheet"]
    assert (note.sheet, note.sheet_title, str(note.severity)) == (ATTENDANCE, OWN, "note")
    assert "V01.extra_sheet" not in codes(found)


def test_the_covers_list_of_sheets_may_name_a_sheet_by_the_units_title():
    book = opened(renamed({ATTENDANCE: OWN}))
    book[title(COVER)]["C5"] = OWN
    assert not refused(judged(read(saved(book)), knowing({OWN: ATTENDANCE})).findings)


@pytest.mark.parametrize(("titles", "expected"), [
    (["九月考勤表", "十月考勤表"], "十月考勤表"),       # a workbook with a sheet for every month
    (["九月考勤表"], None),                              # an old sheet is not taken for this month's
    (["2025年10月考勤表"], None),                        # nor is last year's
    (["考勤表", "2026-10考勤表"], "2026-10考勤表"),
    (["考勤表 ", "考勤_表"], None),                      # either could be meant
    (["通讯录"], None),
])
def test_of_several_sheets_the_months_own_is_taken_and_none_when_that_cannot_be_told(titles, expected):
    book = opened(renamed({ATTENDANCE: titles[0]}))
    for other in titles[1:]:
        book.copy_worksheet(book[titles[0]]).title = other
    raw = with_own_titles(read(saved(book)), {"八月考勤表": ATTENDANCE}, OCTOBER)
    assert [s.title for s in raw.sheets if name_of(s) == ATTENDANCE] == ([expected] if expected else [])


def test_a_remembered_title_never_displaces_the_sheet_that_carries_the_forms_title():
    book = workbook()
    book.copy_worksheet(book[title(ATTENDANCE)]).title = OWN
    found = judged(read(saved(book)), knowing({OWN: ATTENDANCE}))
    assert "V01.extra_sheet" in codes(found)
    assert "V01.remembered_sheet" not in codes(found)


def test_what_was_remembered_and_is_withdrawn_is_not_taken_any_more():
    raw = with_own_titles(read(renamed({ATTENDANCE: OWN})), {OWN: ATTENDANCE}, OCTOBER)
    assert ATTENDANCE in map(name_of, raw.sheets)
    assert ATTENDANCE not in map(name_of, with_own_titles(raw, {}, OCTOBER).sheets)


def test_the_marks_land_in_the_sheet_under_its_own_title_and_a_second_check_takes_them_away():
    data, known = renamed({CASES: "来访登记"}, {"H7": "本部门"}), knowing({"来访登记": CASES})
    raw, occasion = read(data), Occasion(known.unit, OCTOBER, NOW)
    found = judged(raw, known).findings
    first = marked(data, raw, found, occasion).content
    book = load_workbook(BytesIO(first))
    assert "本部门" in book["来访登记"]["H7"].comment.text
    assert book["检查结果"]["C6"].hyperlink.location.startswith("'来访登记'!")
    assert judged(read(first), known).findings == found
    said = [f for f in found if f.code == "V01.remembered_sheet"]
    second = marked(first, read(first), said, occasion).content
    assert load_workbook(BytesIO(second))["来访登记"]["H7"].comment is None


@pytest.mark.parametrize(("words", "expected"), [
    ("十月考勤表", (None, 10)), ("2026年10月考勤", (2026, 10)), ("考勤202609", (2026, 9)), ("3月份 考勤", (None, 3)),
    ("十二月", (None, 12)), ("考勤表", None), ("三八活动", None),
])
def test_the_month_in_a_title_is_read(words, expected):
    assert dated(words) == expected


def test_a_title_that_is_only_a_month_stays_what_it_is():
    assert timeless("10月") != timeless("11月")
    assert timeless("十月考勤表") == timeless("11月份考勤表") == timeless("2026年9月 考勤表")
