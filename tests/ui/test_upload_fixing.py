"""Putting a return right on the page: in the grid, alike in one go, by its headings, now or another day."""

import pandas as pd

from analytics import clock, submitting
from analytics.continuing import Change
from analytics.returns.sheet_titles import sheets_by_name
from analytics.store import kept_checks
from analytics.ui import data
from analytics.ui.views import upload_grid
from analytics.ui.views.upload_grid import Grid
from analytics.ui.views.upload_state import Slot
from tests.ui.return_pages_fixture import (
    ATTENDANCE,
    LATE_UNIT,
    OCTOBER,
    STUDY,
    dropped,
    filled,
    opened,
    saved,
    sound,
    template_of,
    words,
)

WRONG = "在岗"


def page(language="zh"):
    return opened("upload", language, u=LATE_UNIT, m="2026-10")


def good():
    return filled(template_of(LATE_UNIT), OCTOBER.first_day)


def with_a_word_of_its_own() -> bytes:
    book = good()
    for row in (5, 6, 8):
        book[ATTENDANCE][f"D{row}"] = WRONG
    return saved(book)


def fix_alike(at, choice: str, *, remember: bool = False):
    next(s for s in at.selectbox if s.key.startswith("to_")).select(choice)
    if remember:
        next(c for c in at.checkbox if c.key.startswith("remember_")).check()
    return sound(next(b for b in at.button if b.key.startswith("fix_")).click().run())


def work_of(at):
    return at.session_state["upload_work"][Slot(LATE_UNIT, OCTOBER).key]


def test_the_same_mistake_in_three_cells_is_put_right_with_one_button(working):
    at = dropped(page(), with_a_word_of_its_own())
    assert "3 处都改" in [b.label for b in at.button]
    at = fix_alike(at, "出席")
    assert not work_of(at).checking.refused
    assert [c.new for c in work_of(at).checking.corrections] == ["出席"] * 3


def test_the_controls_speak_english_and_gloss_what_is_to_be_typed(working):
    at = dropped(page("en"), with_a_word_of_its_own())
    assert "Change all 3" in [b.label for b in at.button]
    assert "出席 (Present)" in next(s for s in at.selectbox if s.key.startswith("to_")).options


def test_what_was_put_right_is_stored_with_the_return_and_the_word_is_known_next_time(working):
    at = fix_alike(dropped(page(), with_a_word_of_its_own()), "出席", remember=True)
    next(box for box in at.checkbox if box.key.startswith("all_")).check().run()
    sound(at.button(key="confirm").click().run())
    sound(at.button(key="next").click().run())
    at.checkbox(key=f"true_{LATE_UNIT}_2026-10").check()
    at = sound(at.button(key="submit").click().run())
    return_id = int(submitting.versions(data.warehouse(), LATE_UNIT, OCTOBER).iloc[0]["return_id"])
    found = kept_checks.corrections_of(data.warehouse().cursor(), [return_id])[return_id]
    assert [(c["cell"], c["old"], c["new"]) for c in found] == [(c, WRONG, "出席") for c in ("D5", "D6", "D8")]
    assert "屏幕更正" in words(at)
    sound(at.button(key="another").click().run())
    at = dropped(at, with_a_word_of_its_own(), "again.xlsx")
    assert not work_of(at).checking.refused
    assert "V03.remembered" in [f.code for f in work_of(at).checking.checked.findings]


def test_a_return_overtaken_by_another_is_checked_again_with_what_was_put_right(working):
    at = fix_alike(dropped(page(), with_a_word_of_its_own()), "出席")
    next(box for box in at.checkbox if box.key.startswith("all_")).check().run()
    sound(at.button(key="confirm").click().run())
    sound(at.button(key="next").click().run())
    at.checkbox(key=f"true_{LATE_UNIT}_2026-10").check()
    submitting.submit_file(
        data.warehouse(), saved(good()), "other.xlsx", by="somebody", at=clock.now(), confirm=True, reason="属实"
    )
    at = sound(at.button(key="submit").click().run())
    assert "又有一个新版本入库" in words(at)
    assert [c.new for c in work_of(at).checking.corrections] == ["出席"] * 3
    assert submitting.versions(data.warehouse(), LATE_UNIT, OCTOBER)["file_name"].iloc[0] == "other.xlsx"


def test_a_check_that_was_left_is_gone_on_with_by_another_session(working):
    fix_alike(dropped(page(), with_a_word_of_its_own()), "出席")
    at = page()
    assert "上次没做完的检查" in words(at)
    sound(at.button(key="go_on_0").click().run())
    assert len(work_of(at).checking.corrections) == 3
    assert "第 3 步" in words(at)


def test_headings_of_their_own_are_asked_about_and_taken(working):
    book = good()
    book[STUDY]["C3"] = "学了几小时"
    at = dropped(page(), saved(book))
    asked = next(s for s in at.selectbox if s.key.endswith("_self_study_hours"))
    asked.select("学了几小时")
    at = sound(next(b for b in at.button if b.key.startswith("take_")).click().run())
    rows = work_of(at).checking.checked.typed.sheets["personal_study"]
    assert all(row["self_study_hours"] is not None for row in rows)


def test_a_sheet_in_which_no_heading_is_known_is_asked_about_column_by_column(working):
    book = good()
    for cell, own in zip(book[STUDY][3], "甲乙丙丁戊己庚辛壬癸", strict=False):
        cell.value = own
    at = dropped(page(), saved(book))
    for name, own in (("staff_id", "甲"), ("name", "乙"), ("self_study_hours", "丙"), ("note_title", "丁")):
        next(s for s in at.selectbox if s.key.endswith(f"personal_study_{name}")).select(own)
    at = sound(next(b for b in at.button if b.key.startswith("take_")).click().run())
    rows = work_of(at).checking.checked.typed.sheets["personal_study"]
    assert [row["self_study_hours"] for row in rows][:2] == [20.0, 21.0]


def test_a_grid_gives_back_the_cells_that_were_typed_over_and_those_that_were_emptied(working):
    at = dropped(page(), with_a_word_of_its_own())
    checking = work_of(at).checking
    grid, sheet = work_of(at).grids["study_attendance"], sheets_by_name(checking.raw)["study_attendance"]
    assert isinstance(grid, Grid)
    assert grid.rows == [5, 6, 8]
    edited = grid.base.copy()
    assert upload_grid.changes_in("study_attendance", grid, edited, sheet, checking.checked.typed) == []
    edited.loc[0, "status"], edited.loc[1, "status"] = "出席", pd.NA
    assert upload_grid.changes_in("study_attendance", grid, edited, sheet, checking.checked.typed) == [
        Change("study_attendance", "D5", "status", "出席"), Change("study_attendance", "D6", "status", ""),
    ]
