"""The returns board: states, rates, one return in full, decisions of the office, and chasing."""

import json

import pytest

from analytics import reporting, submitting
from analytics.identity import accounts, grants
from analytics.process import identity
from analytics.returns.asked_cells import CellNote
from analytics.scope import EVERYTHING
from analytics.store.carried_findings import carried_findings
from analytics.ui import data
from tests.ui.return_pages_fixture import (
    ACCEPTED_UNIT,
    LATE_UNIT,
    NOW,
    OCTOBER,
    SENT_BACK_UNIT,
    WAITING_UNIT,
    opened,
    sound,
    words,
)


def page(language="zh", unit=WAITING_UNIT, month="2026-10"):
    return opened("returns", language, u=unit, m=month)


def row(unit):
    board = reporting.board(data.warehouse().cursor(), EVERYTHING, (OCTOBER,), today=NOW.date())
    return board.set_index("unit_code").loc[unit]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_store_says_what_to_do_first(nothing, language):
    assert "python -m analytics demo" in words(opened("returns", language))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("10月还差 2 家", "应报 8 家，已收 6 家", "上报率", "已于 11月5日（周四）截止", "10月待催 2 家")),
        ("en", ("Oct: 2 still owed", "6 of 8 received", "Completeness", "Was due Thu 5 Nov", "To chase for Oct: 2")),
    ],
)
def test_the_month_in_one_bar_and_who_is_missing(looking, language, said):
    at = page(language)
    for each in said:
        assert each in words(at)
    assert at.get("plotly_chart")


def test_locked_months_stand_below_the_units_and_what_was_unlocked_beside_its_return(looking):
    at = page(unit="JEB", month="2026-07")
    drawn = json.dumps([json.loads(c.proto.spec) for c in at.get("plotly_chart")], ensure_ascii=False)
    assert drawn.count("已锁定，不再接收报表") == 12
    at = page(unit="JEB", month="2026-05")
    assert "漏报一场服务活动" in words(at)
    assert "去「审核」页" in [link.proto.label for link in at.get("page_link")]


def test_the_states_are_key_and_filter(looking):
    at = page()
    options = " ".join(at.pills(key="states").options)
    for state in ("按时", "逾期", "退回", "零报告", "未报"):
        assert state in options
    at.pills(key="states").set_value(["missing"]).run()
    sound(at)


def test_a_click_on_a_mark_looks_at_that_return(looking):
    from analytics.ui.views import returns_page

    at = page()
    at.session_state["c_returns"] = {"selection": {"points": [{"customdata": ["QYB", "2026-08"]}], "point_indices": []}}
    at.session_state["u"], at.session_state["m"] = "QYB", "2026-08"
    sound(at.run())
    assert at.selectbox(key="u").value == "QYB"
    assert at.selectbox(key="m").value == "2026-08"
    assert "8月" in words(at)
    assert returns_page.IN_TIME == ("on_time", "zero")


def test_one_return_in_full(looking):
    at = page(unit=WAITING_UNIT)
    seen = words(at)
    assert "第 1 版" in seen
    assert "待审核　数字标「暂计」" in seen
    found = carried_findings(data.warehouse().cursor(), int(row(WAITING_UNIT)["return_id"]))
    assert found
    assert all(f"填报人说明：{one.reason}" in seen for one in found if one.reason)
    assert "历次版本" in seen


def test_an_unknown_return_carries_nothing(looking):
    assert carried_findings(data.warehouse().cursor(), -1) == ()


def test_a_return_sent_back_says_why_and_offers_no_decision(looking):
    at = page(unit=SENT_BACK_UNIT)
    assert "C4" in words(at)
    assert not [b for b in at.button if b.key in ("accept", "send_back")]


def test_the_office_accepts(working):
    at = page(unit=WAITING_UNIT)
    sound(at.button(key="accept").click().run())
    assert row(WAITING_UNIT)["status"] == "accepted"
    assert "已通过" in words(at)
    assert not [b for b in at.button if b.key == "accept"]


def test_sending_back_takes_a_reason(working):
    at = page(unit=WAITING_UNIT)
    sound(at.button(key="send_back").click().run())
    assert "退回要写明原因" in words(at)
    assert row(WAITING_UNIT)["status"] == "provisional"
    at.text_area(key="why_back").input("服务事项 H5 请核对").run()
    sound(at.button(key="send_back").click().run())
    assert row(WAITING_UNIT)["state"] == "sent_back"
    assert "服务事项 H5 请核对" in words(at)
    assert "10月还差 3 家" in words(at)


def test_an_accepted_return_can_still_be_sent_back(working):
    at = page(unit=ACCEPTED_UNIT)
    assert not [b for b in at.button if b.key == "accept"]
    at.text_area(key="why_back").input("与台账不符").run()
    sound(at.button(key="send_back").click().run())
    assert row(ACCEPTED_UNIT)["state"] == "sent_back"


def test_a_decision_taken_elsewhere_is_said_in_words(working):
    at = page(unit=WAITING_UNIT)
    submitting.accept(data.warehouse(), int(row(WAITING_UNIT)["return_id"]), by="他人", at=NOW)
    sound(at.button(key="accept").click().run())
    assert "刚刚有了变化" in words(at)


def test_a_right_that_was_taken_away_decides_nothing_though_the_button_is_still_there(working):
    at = page(unit=WAITING_UNIT)
    office = accounts.by_login(identity(), "demo-office")
    for grant in grants.of_account(identity(), office.account_id):
        grants.withdraw(identity(), grant.grant_id, by="test", at=NOW)
    grants.give(identity(), office.account_id, role="clerk", unit_code=WAITING_UNIT, from_on=NOW.date(), to_on=None,
                by="test", at=NOW)
    sound(at.button(key="accept").click().run())
    assert row(WAITING_UNIT)["status"] == "provisional"
    assert not [b for b in at.button if b.key in ("accept", "send_back", "remind", "publish")]


def test_a_clerk_sees_only_their_own_return_and_decides_nothing(working):
    at = opened("returns", role="clerk", m="2026-10")
    assert not [b for b in at.button if b.key in ("accept", "send_back", "remind", "publish")]
    assert at.selectbox(key="u").options == ["宣传部"]
    assert "权益部" not in words(at)


def test_nobody_accepts_what_they_have_sent_in(working):
    from tests.ui.return_pages_fixture import filled, saved, template_of

    content = saved(filled(template_of(LATE_UNIT), OCTOBER.first_day))
    submitting.submit_file(
        data.warehouse(), content, "own.xlsx", by="demo-office", at=NOW, confirm=True, reason="属实"
    )
    at = page(unit=LATE_UNIT)
    sound(at.button(key="accept").click().run())
    assert "须由别人审核" in words(at)
    assert row(LATE_UNIT)["status"] == "provisional"


def test_publishing_shows_staff_this_moments_figures_and_no_later_ones(working):
    before = opened("overview", role="staff")
    assert before.selectbox(key="m").options[0] == "2026年9月"
    at = page()
    assert "已公布到2026年9月" in words(at)
    sound(at.button(key="publish").click().run())
    assert "已公布到2026年10月" in words(at)
    staff = opened("overview", role="staff")
    assert staff.selectbox(key="m").options[0] == "2026年10月"
    shown = staff.metric[0].value
    submitting.accept(data.warehouse(), int(row(WAITING_UNIT)["return_id"]), by="他人", at=NOW)
    submitting.send_back(data.warehouse(), int(row(WAITING_UNIT)["return_id"]), by="他人", at=NOW, reason="更正")
    assert opened("overview", role="staff").metric[0].value == shown


def test_the_message_names_everybody_in_both_languages_and_is_logged(working):
    at = page()
    sent = at.code[0].value
    for each in (
        "妇儿工委办：整份未报",
        "宣传部：第 1 版已退回",
        "Publicity Department",
        "/upload?m=2026-10",
        "现已逾期 2 个工作日",
    ):
        assert each in sent
    before = int(row(LATE_UNIT)["reminders"])
    sound(at.button(key="remind").click().run())
    assert int(row(LATE_UNIT)["reminders"]) == before + 1
    assert int(row(SENT_BACK_UNIT)["reminders"]) == 1
    assert "已催 1 次" in words(at)


def test_one_unit_is_chased_alone_in_one_language(working):
    at = page()
    at.selectbox(key="chase_to").select(LATE_UNIT).run()
    at.segmented_control(key="chase_language").set_value("en").run()
    sent = at.code[0].value
    assert "宣传部" not in sent
    assert f"u={LATE_UNIT}" in sent
    sound(at.button(key="remind").click().run())
    assert int(row(SENT_BACK_UNIT)["reminders"]) == 0


def test_a_complete_month_has_nobody_to_chase(looking):
    at = page(month="2026-09")
    assert "9月全部到齐" in words(at)
    assert not at.code


def test_the_message_names_the_cells_a_return_was_sent_back_for(working):
    cell = CellNote("personal_study", 4, "self_study_hours", "与签到表不符")
    submitting.send_back(
        data.warehouse(), int(row(WAITING_UNIT)["return_id"]), by="他人", at=NOW, reason="请核对", cells=[cell]
    )
    sent = page().code[0].value
    assert "个人学习!C4：与签到表不符" in sent
    assert "请核对" in sent


def test_a_reminder_that_cannot_be_sent_says_why_and_a_unit_without_contact_is_flagged(working, monkeypatch):
    monkeypatch.setenv("SIXING_NOTIFY_EMAIL", "json://127.0.0.1:9/{address}")  # nobody listens there
    at = page()
    assert "没有联系人，请在台账" in words(at)  # the youngest department
    before = int(row(SENT_BACK_UNIT)["reminders"])
    sound(at.button(key="send_reminders").click().run())
    assert "宣传部 邮件 没有发出：连不上对方的服务器" in words(at)
    assert "妇儿工委办 没有发出：没有登记联系人" in words(at)
    assert "催报记录" in " ".join(e.label for e in at.expander)
    assert int(row(SENT_BACK_UNIT)["reminders"]) == before


def test_the_trend_of_discipline_stands_beside_the_board(looking):
    at = page(month="2026-09")
    for each in ("报送纪律逐月", "及时率", "一次合格率", "平均迟交工作日"):
        assert each in words(at)
