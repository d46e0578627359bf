"""Reporting a month: five steps, in both languages, with nothing stored before Submit."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace

import pytest

from analytics import reporting, submitting
from analytics.declare import return_form
from analytics.findings import Finding, Severity
from analytics.rows import ReturnRows, Row
from analytics.scope import EVERYTHING
from analytics.ui import data
from analytics.ui.navigation import PAGES
from analytics.ui.views import upload_card, upload_changes, upload_findings, upload_head, upload_start
from tests.returns.registers_fixture import registers
from tests.ui.return_pages_fixture import (
    ACCEPTED_UNIT,
    FIRST_ROW,
    LATE_UNIT,
    MISTAKES,
    NOW,
    OCTOBER,
    SENT_BACK_UNIT,
    STUDY,
    SUGGESTIONS,
    dropped,
    filled,
    fragments,
    opened,
    saved,
    sound,
    template_of,
    with_mistakes,
    words,
)

MONTH = OCTOBER.first_day


def page(language="zh", unit=LATE_UNIT):
    return opened("upload", language, u=unit, m="2026-10")


def good(unit=LATE_UNIT):
    return filled(template_of(unit), MONTH)


def refusals(unit=LATE_UNIT):
    return submitting.versions(data.warehouse(), unit, OCTOBER)["state"].tolist().count("refused")


def confirm_everything(at):
    every(at).check().run()
    return sound(at.button(key="confirm").click().run())


def every(at):
    """The box that ticks everything to confirm."""
    return next(box for box in at.checkbox if box.key.startswith("all_"))


def to_declaration(at):
    at = confirm_everything(at)
    return sound(at.button(key="next").click().run())


def submit(at):
    for box in at.checkbox:
        if box.key in (f"true_{LATE_UNIT}_2026-10", f"removed_{LATE_UNIT}_2026-10"):
            box.check()
    return sound(at.button(key="submit").click().run())


# ------------------------------------------------------------------------------------------- before the file
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_month_without_a_session_asks_for_one_and_for_none_of_the_clerk_s_time(looking, language):
    october, november = (
        fragments(opened("upload", language, u=LATE_UNIT, m=month)) for month in ("2026-10", "2026-11")
    )
    asks, three = {"zh": ("请综合岗登记", "3 分钟"), "en": ("ask the office to enter it", "3 min")}[language]
    assert asks in november and asks not in october
    assert november.count(three) == october.count(three) - 1


def test_a_month_whose_sessions_are_for_others_asks_for_no_attendance():
    study, own = return_form().sheet("study_attendance"), registers()
    assert upload_start.filled(study, replace(own, expected=())) == "本月的场次没有本单位的人"
    assert upload_start.filled(study, replace(own, expected=(), sessions={})) == "还没有登记本月的场次"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_store_says_what_to_do_first(nothing, language):
    at = opened("upload", language)
    assert "python -m analytics demo" in words(at)
    assert not at.file_uploader


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("已逾期 2 个工作日", "截止 11月5日（周四）", "还没有上报", "第 1 步，共 5 步", "学习考勤")),
        ("en", ("2 working days late", "Due Thu 5 Nov", "nothing submitted yet", "Step 1 of 5", "Study attendance")),
    ],
)
def test_the_first_step_says_how_long_is_left_and_what_is_to_be_done(looking, language, said):
    at = page(language)
    for each in said:
        assert each in words(at)
    assert at.get("download_button")
    assert at.file_uploader[0].key.startswith("drop_")


def test_the_table_of_sheets_follows_the_unit(looking):
    assert "热线与咨询汇总" in words(page(unit=LATE_UNIT))
    assert "热线与咨询汇总" not in words(page(unit=SENT_BACK_UNIT))  # has no service window


def test_a_return_sent_back_says_why(looking):
    assert "第 1 版被退回" in words(page(unit=SENT_BACK_UNIT))
    assert "C4" in words(page(unit=SENT_BACK_UNIT))


def test_an_accepted_month_asks_for_a_correction(looking):
    assert "更正" in words(page(unit=ACCEPTED_UNIT))


@pytest.mark.parametrize(
    ("state", "today", "tone", "said"),
    [
        ("not_due", "2026-10-20", "good", "还有 16 天"),
        ("not_due", "2026-11-02", "warn", "还有 3 天"),
        ("not_due", "2026-11-04", "warn", "还有 1 天"),
        ("not_due", "2026-11-05", "warn", "今天截止"),
        ("missing", "2026-11-09", "bad", "已逾期 2 个工作日"),
        ("sent_back", "2026-11-09", "bad", "已逾期 2 个工作日"),
        ("on_time", "2026-11-09", "good", "已按时上报"),
        ("zero", "2026-11-09", "good", "已按时上报"),
        ("late", "2026-11-09", "warn", "已补报，逾期 2 个工作日"),
    ],
)
def test_the_deadline_in_words(state, today, tone, said, monkeypatch):
    monkeypatch.setattr("analytics.ui.texts.lang", lambda: "zh")
    row = SimpleNamespace(state=state, due_on=dt.date(2026, 11, 5), days_late=2)
    found = upload_head.deadline(row, dt.date.fromisoformat(today))
    assert (found.tone, found.words) == (tone, said)
    assert found.late == (tone == "bad")


# ------------------------------------------------------------------------------------------- findings
def test_every_mistake_is_shown_at_its_cell_with_what_was_typed(working):
    at = dropped(page(), saved(with_mistakes(good())))
    seen = words(at)
    for sheet, cell, typed in MISTAKES:
        assert f"{sheet}!{cell}" in seen
        assert f"<mark>{typed}</mark>" in seen
    assert "改完 3 项" in seen
    assert "第 3 步，共 5 步" in seen


def test_findings_are_written_anew_when_the_language_changes(working):
    at = dropped(page(), saved(with_mistakes(good())))
    at.segmented_control(key="language_switch").set_value("en").run()
    assert "Study attendance!D5" in words(sound(at))
    assert "Fix 3" in words(at)


def test_the_result_is_still_there_after_a_look_at_another_page(working):
    at = dropped(page(), saved(with_mistakes(good())))
    at.switch_page(str(PAGES / "overview.py")).run()
    at.switch_page(str(PAGES / "upload.py")).run()
    assert "个人学习!C4" in words(sound(at))


def test_a_refused_file_is_noted_once_however_often_it_is_sent(working):
    content = saved(with_mistakes(good()))
    at = dropped(page(), content)
    assert refusals() == 1
    sound(at.button(key="again").click().run())
    dropped(at, content)
    assert refusals() == 1
    assert submitting.versions(data.warehouse(), LATE_UNIT, OCTOBER)["version"].isna().all()


def test_next_names_what_is_missing_and_stays(working):
    at = dropped(page(), saved(with_mistakes(good())))
    at.button(key="next").click().run()
    assert "学习考勤" in at.toast[0].value
    assert "第 3 步" in words(at)


def test_what_a_clerk_typed_is_never_markup(working):
    book = good()
    book[STUDY]["C4"] = "<img src=x onerror=alert(1)> **粗** :red[x]"
    at = dropped(page(), saved(book))
    assert "<img" not in fragments(at)
    assert "&lt;img src=x onerror=alert(1)&gt;" in fragments(at)
    at.button(key="next").click().run()
    assert "<img" not in at.toast[0].value


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "文本表格"),
        (b"%PDF-1.7", "PDF"),
        (b"", "空文件"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_so(working, content, said):
    at = dropped(page(), content, "return.csv")
    assert said in words(at)
    assert "第 3 步" in words(at)


def test_confirming_takes_a_tick_and_a_reason_and_can_be_undone(working):
    at = dropped(page(), saved(good()))
    sound(at.button(key="confirm").click().run())
    assert at.toast[0].value == "请先勾选要确认的项"
    at = confirm_everything(at)
    assert "都处理好了" in words(at)
    assert "情况属实，已核对" in words(at)
    sound(at.button(key="undo_0").click().run())
    assert "确认 1 项" in words(at)


def test_another_reason_has_to_be_written(working):
    at = dropped(page(), saved(good()))
    every(at).check().run()
    at.selectbox(key=f"reason_{LATE_UNIT}_2026-10").select("other").run()
    at.button(key="confirm").click().run()
    assert "请在补充说明里写明" in at.toast[0].value
    at.text_input(key=f"more_{LATE_UNIT}_2026-10").input("妇联换届").run()
    sound(at.button(key="confirm").click().run())
    assert "妇联换届" in words(at)


# ------------------------------------------------------------------------------------------- changes and receipt
def test_from_a_good_file_to_the_receipt(working):
    at = to_declaration(dropped(page(), saved(good())))
    assert "第 4 步，共 5 步" in words(at)
    assert "这是本月第一次提交" in words(at)
    sound(at.button(key="submit").click().run())
    assert at.error[0].value == "请先勾选：数据真实"
    at = submit(at)
    assert "FEG-202610-01-" in words(at)
    assert "逾期，记为补报" in words(at)
    stored = submitting.versions(data.warehouse(), LATE_UNIT, OCTOBER).iloc[0]
    assert (stored["version"], stored["state"], stored["received_at"]) == (1, "submitted", NOW)
    board = reporting.board(data.warehouse().cursor(), EVERYTHING, (OCTOBER,), today=NOW.date())
    assert board.set_index("unit_code").loc[LATE_UNIT, "state"] == "late"


def test_a_second_version_shows_what_it_changes_and_asks_about_removed_rows(working):
    at = submit(to_declaration(dropped(page(), saved(good()))))
    sound(at.button(key="another").click().run())
    book = good()
    for cell in book[SUGGESTIONS][FIRST_ROW][1:]:
        cell.value = None
    book["封面"]["D7"] = "零报告"
    book[STUDY]["C4"] = 21
    at = to_declaration(dropped(at, saved(book)))
    seen = words(at)
    assert "与现行版本相比" in seen
    assert "<del>" in seen
    assert "20 → <ins>21</ins>" in seen
    at.checkbox(key=f"true_{LATE_UNIT}_2026-10").check()
    sound(at.button(key="submit").click().run())
    assert at.error[0].value == "请先勾选：删去的行"
    assert "FEG-202610-02-" in words(submit(at))


def test_a_version_that_came_in_meanwhile_is_compared_with_first(working):
    at = to_declaration(dropped(page(), saved(good())))
    other = good()
    other[STUDY]["C4"] = 25
    submitting.submit_file(data.warehouse(), saved(other), "other.xlsx", by="他人", at=NOW, confirm=True, reason="属实")
    at = submit(at)
    assert "又有一个新版本入库" in words(at)
    assert "第 3 步" in words(at)
    at = sound(at.button(key="next").click().run())  # what was confirmed stays confirmed
    assert "25 → <ins>20</ins>" in words(at)


# ------------------------------------------------------------------------------------------- parts
def a_return(**sheets):
    return ReturnRows("FEG", OCTOBER, "2026.1", {}, sheets, {})


def test_headline_figures_count_what_is_in_the_month():
    cases = tuple(
        Row(4, {"received_at": day}) for day in (dt.datetime(2026, 10, 3, 9), dt.datetime(2026, 9, 3, 9), None)
    )
    study = (Row(4, {"self_study_hours": 20.5}), Row(5, {"self_study_hours": None}))
    attendance = tuple(Row(4, {"status": status}) for status in ("present", "sick_leave", "off_duty", "unexcused"))
    found = upload_changes.headlines(a_return(service_cases=cases, personal_study=study, study_attendance=attendance))
    assert found == {"absences": 2, "cases_received": 1, "self_study_hours": 20.5}


def test_a_row_is_named_by_its_key_and_person():
    rows = a_return(personal_study=(Row(4, {"staff_id": "FEG001", "name": "俞秀云"}),))
    assert upload_card.row_name("personal_study", "C4", rows) == "FEG001 俞秀云"
    assert upload_card.row_name("personal_study", "C9", rows) == ""
    assert upload_card.row_name(None, "C4", rows) == ""


def test_places_are_cells_and_whole_sheets():
    findings = [Finding("a", Severity.REFUSE, "x", ("A1", "A2")), Finding("b", Severity.REFUSE)]
    assert upload_findings.cells_of(findings) == 3
