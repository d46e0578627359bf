"""The page of learning files: who sees what of it, and the office taking the results through it."""

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from analytics import clock, process, results
from analytics.identity import audit
from analytics.scope import EVERYTHING, OutsideScope
from analytics.ui.views import learning_files_page
from tests.signed_in import viewing_as
from tests.ui.return_pages_fixture import opened, sound, words

LISTED = {"zh": ("学习综合评定成绩公布表", "位次", "不参评", "得分率最低"),
          "en": ("Learning results", "Place", "Not ranked", "Lowest item")}
PAGE = "learning_files"


def has(shown: str, *parts: str) -> bool:
    return all(part in shown for part in parts)


# ------------------------------------------------------------------------------------------- what is shown
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_results_published_in_january_are_there_for_everybody_in_their_language(looking, language):
    for role in ("office", "staff"):
        shown = words(opened(PAGE, language, role, y="2025"))
        assert has(shown, *LISTED[language])
        assert {"zh": "公布", "en": "published"}[language] in shown
    assert "示例市" not in shown or language == "zh"


@pytest.mark.parametrize(("role", "sees"), [("office", True), ("leader", True), ("clerk", False), ("reviewer", False),
                                            ("administrator", False), ("staff", False)])
def test_a_year_that_is_not_published_is_a_draft_for_those_whose_duty_it_is_and_nothing_for_others(looking, role, sees):
    shown = words(opened(PAGE, "zh", role, y="2026"))
    assert ("按现在的数据（草稿）" in shown) == sees
    assert ("还没有公布" in shown) != sees
    assert ("位次" in shown) == sees


@pytest.mark.parametrize(("role", "sees"), [("leader", True), ("clerk", False), ("staff", False)])
def test_objections_are_for_those_whose_duty_it_is(looking, role, sees):
    assert ("异议 1 件" in words(opened(PAGE, "zh", role, y="2025"))) == sees


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_store_says_that_there_is_nothing_yet(nothing, language):
    expected = {"zh": "还没有任何一年的月报表", "en": "no return of any year yet"}[language]
    assert expected in words(opened(PAGE, language, "office"))


# ------------------------------------------------------------------------------------------- the file
def people(at) -> list[str]:
    return list(at.selectbox(key="p").options)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clerk_opens_the_files_of_the_department_and_no_other(looking, language):
    at = opened(PAGE, language, "clerk", y="2025", part="file", p="XCB005")
    shown = words(at)
    assert has(shown, "XCB005", *{"zh": ("述学", "出勤", "笔记"), "en": ("Debrief", "Attended", "notes")}[language])
    assert {one.split(" · ")[1] for one in people(at)} == {{"zh": "宣传部", "en": "Publicity Department"}[language]}
    shown = words(opened(PAGE, language, "clerk", y="2025", part="file", p="FZB006"))
    assert "FZB006" not in shown


def test_a_member_of_staff_opens_their_own_file_alone_and_not_somebody_elses_by_a_link(looking):
    at = opened(PAGE, "zh", "staff", y="2026", part="file", p="XCB005")
    assert "DWB004" in words(at)
    assert len(people(at)) == 1


def test_an_account_that_names_nobody_of_the_roster_has_no_file(looking):
    assert "没有对应到花名册上的人" in words(opened(PAGE, "zh", "administrator", y="2026", part="file"))


def test_the_objection_and_the_answer_stand_in_the_file_for_the_office_and_not_for_the_departments_reviewer(looking):
    def shown(role):
        return words(opened(PAGE, "zh", role, y="2025", part="file", p="QYB004"))

    assert has(shown("office"), "QYB004", "本人异议和答复", "不成立，维持")
    assert has(shown("reviewer"), "QYB004", "第 1 版")
    assert "异议" not in shown("reviewer")


# ------------------------------------------------------------------------------------------- the steps
def test_the_office_announces_objects_answers_and_publishes_on_the_page(working, monkeypatch):
    now = dt.datetime(2026, 12, 21, 10)
    monkeypatch.setattr(clock, "now", lambda: now)
    at = opened(PAGE, "zh", "office", y="2026")
    at = sound(at.button(key="FormSubmitter:announce_form-公示 2026 年成绩").click().run())
    assert has(words(at), "● 已公示", "第 1 版", "异议期到 2026年12月28日", "▲ 异议期到")
    assert at.button(key="publish_results").disabled
    at.text_area(key="objection_words").input("交流发言少算一次")
    at = sound(at.button(key="FormSubmitter:objection_form-登记异议").click().run())
    assert has(words(at), "● 异议已登记", "待答复 1 件")
    [one] = results.objections(process.warehouse(), EVERYTHING, 2026)
    key = f"answer_{one.objection_no}"
    at = sound(at.button(key=f"FormSubmitter:{key}_form-登记答复").click().run())
    assert "请选处理结果并写明答复" in words(at)
    at.selectbox(key=f"{key}_outcome").select("rejected")
    at.text_area(key=f"{key}_words").input("已核对")
    at = sound(at.button(key=f"FormSubmitter:{key}_form-登记答复").click().run())
    assert "● 答复已登记" in words(at)
    monkeypatch.setattr(clock, "now", lambda: now.replace(day=29))
    at = opened(PAGE, "zh", "office", y="2026")
    at = sound(at.button(key="publish_results").click().run())
    assert "2026年12月29日 公布" in words(at)
    assert "位次" in words(opened(PAGE, "zh", "staff", y="2026"))
    kinds = {one.kind for one in audit.entries(process.identity(), actor="demo-office", limit=50)}
    assert {"results_announced", "objection_recorded", "objection_answered", "results_published"} <= kinds


@pytest.mark.parametrize("role", ["leader", "clerk", "staff", "administrator"])
def test_nobody_else_is_offered_a_step(looking, monkeypatch, role):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 12, 21, 10))
    at = opened(PAGE, "zh", role, y="2026")
    assert not [b for b in at.button if "announce" in (b.key or "") or "publish" in (b.key or "")]


# ------------------------------------------------------------------------------------------- taken away
def taken(role: str, **more) -> learning_files_page.Taken:
    viewing_as(role, PAGE)
    frame = learning_files_page.pd.DataFrame({"姓名": ["=1+1"]})
    account_id, trail = learning_files_page.data.viewer().account_id, learning_files_page.data.trail()
    return learning_files_page.Taken(account_id, trail, {"表": frame}, "zh", f"file {role}", **more)


@pytest.mark.parametrize(("role", "more", "may"), [
    ("office", {}, True), ("leader", {}, True), ("clerk", {}, False), ("staff", {}, False),
    ("staff", {"published": True}, True),
    ("clerk", {"staff_id": "XCB005", "unit_code": "XCB"}, True),
    ("clerk", {"staff_id": "FZB006", "unit_code": "FZB"}, False),
    ("staff", {"staff_id": "DWB004", "unit_code": "DWB"}, True),
    ("staff", {"staff_id": "DWB003", "unit_code": "DWB"}, False),
])
def test_a_file_is_handed_out_by_the_rights_of_the_moment_and_noted(looking, role, more, may):
    one = taken(role, **more)
    if may:
        book = load_workbook(io.BytesIO(one.content()))
        assert book["表"]["A2"].value == "=1+1"
        assert book["表"]["A2"].data_type == "s"
    else:
        with pytest.raises(OutsideScope):
            one.content()
    [entry] = audit.entries(process.identity(), kinds=["exported" if may else "access_refused"],
                            actor=f"demo-{role}", limit=1)
    assert entry.target == f"file {role}"
