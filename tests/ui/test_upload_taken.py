"""On the upload page: sheets under other titles, rows that are missing, and copies of a file that is not kept."""

from io import BytesIO
from urllib.parse import urlsplit

from openpyxl import load_workbook

from analytics import continuing
from analytics.process import warehouse
from analytics.scope import Scope
from analytics.store import kept_checks
from tests.ui.return_pages_fixture import (
    ATTENDANCE,
    CASES,
    COVER,
    FIRST_ROW,
    LATE_UNIT,
    STUDY,
    dropped,
    fragments,
    saved,
    sound,
    words,
)
from tests.ui.test_upload_fixing import good, page, work_of

OWN = "十月考勤表"


def click(at, start: str):
    return sound(next(b for b in at.button if (b.key or "").startswith(start)).click().run())


def test_a_renamed_sheet_is_taken_as_proposed_can_be_undone_and_is_known_the_next_time(working):
    book = good()
    book[ATTENDANCE].title = OWN
    at = dropped(page(), saved(book))
    asked = next(s for s in at.selectbox if s.key.startswith("sheet_"))
    assert (asked.label, asked.value) == (ATTENDANCE, OWN)
    at = click(at, "take_sheets_")
    assert not work_of(at).checking.refused
    assert f"「{OWN}」当作「{ATTENDANCE}」读取" in words(at)
    at = click(at, "untake_")
    assert work_of(at).checking.corrections == ()
    assert work_of(at).checking.refused
    at = click(at, "take_sheets_")
    sound(at.button(key="again").click().run())
    book[OWN].title = "考勤表"  # remembered whatever month the title says, also none
    at = dropped(at, saved(book), "next.xlsx")
    assert not work_of(at).checking.refused
    assert "V01.remembered_sheet" in [f.code for f in work_of(at).checking.checked.findings]


def test_a_workbook_without_one_known_title_is_asked_about_and_a_stranger_is_not(working):
    book = good()
    for sheet in book.worksheets:
        sheet.title = f"我们的{sheet.title}" if sheet.sheet_state == "visible" else sheet.title
    at = dropped(page("en"), saved(book))
    assert {s.value for s in at.selectbox if s.key.startswith("sheet_")} >= {f"我们的{COVER}", f"我们的{CASES}"}
    next(c for c in at.checkbox if c.key.startswith("keep_sheets_")).uncheck()
    at = click(at, "take_sheets_")
    assert not work_of(at).checking.refused
    sound(at.button(key="again").click().run())
    book = load_workbook(BytesIO(saved(good())))
    for name in book.sheetnames[1:]:
        del book[name]
    book[COVER].delete_rows(1, 40)
    book[COVER].title = "通讯录"
    book["通讯录"]["A1"] = "电话本"
    at = dropped(at, saved(book), "stranger.xlsx")
    assert not [s for s in at.selectbox if (s.key or "").startswith("sheet_")]


def test_missing_rows_are_added_with_one_button_appear_in_the_grid_and_are_taken_out_again(working):
    book = good()
    study, attendance = book[STUDY], book[ATTENDANCE]
    person = study.cell(FIRST_ROW, 1).value
    study.delete_rows(FIRST_ROW)
    gone = [row for row in range(FIRST_ROW, attendance.max_row + 1) if attendance.cell(row, 2).value == person]
    for row in reversed(gone):
        attendance.delete_rows(row)
    at = dropped(page(), saved(book))
    assert f"补上这 {len(gone)} 行" in [b.label for b in at.button]
    at = click(at, f"add_{LATE_UNIT}_2026-10_{work_of(at).tick_round}_must_")
    assert not work_of(at).checking.refused
    assert len(work_of(at).grids["study_attendance"].rows) == len(gone)
    at = click(at, f"add_{LATE_UNIT}_2026-10_{work_of(at).tick_round}_ask_")
    codes = [f.code for f in work_of(at).checking.checked.findings]
    assert "V14.hours_missing" in codes
    assert "V14.people_missing" not in codes
    assert len(work_of(at).grids["personal_study"].rows) == 1
    at = click(at, f"unadd_{LATE_UNIT}_2026-10_study_attendance")
    assert {c.sheet for c in work_of(at).checking.corrections} == {"personal_study"}


def test_a_file_with_a_telephone_number_is_had_marked_while_the_page_is_open(working):
    book = good()
    book[STUDY].cell(FIRST_ROW, 4).value = "心得，电话13812345678"
    at = dropped(page(), saved(book))
    assert "关闭本页就没有了" in words(at)
    assert "离开不会丢" not in words(at)
    link = next(part for part in fragments(at).split('"') if part.startswith("/files/check/"))
    number = int(urlsplit(link).path.split("/")[3])
    clerk = Scope(units_written=frozenset({LATE_UNIT}), viewer=kept_checks.kept_check(warehouse(), number).checked_by)
    content = continuing.copy_of(warehouse(), number, "marked", scope=clerk).content
    assert load_workbook(BytesIO(content))[STUDY].cell(FIRST_ROW, 4).value == "心得，电话13812345678"
