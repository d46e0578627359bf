"""The reviewer's page: what waits, the unit's own past, cells, several at once, the month approved and locked."""

import pytest

from analytics import reporting, reviewing, submitting
from analytics.scope import EVERYTHING
from analytics.store import closing
from analytics.store.submissions import asked_cells
from analytics.ui import data
from tests.ui.return_pages_fixture import (
    LATE_UNIT,
    NOW,
    OCTOBER,
    SENT_BACK_UNIT,
    WAITING_UNIT,
    dropped,
    filled,
    opened,
    saved,
    sound,
    template_of,
    words,
)


def page(language="zh", role="office", unit=WAITING_UNIT):
    return opened("review", language, role=role, r=f"{unit}_2026-10")


def waiting():
    return reviewing.queue(data.warehouse().cursor(), EVERYTHING).set_index("unit_code")


def submitted(unit, by):
    content = saved(filled(template_of(unit), OCTOBER.first_day))
    outcome = submitting.submit_file(
        data.warehouse(), content, f"{unit}.xlsx", by=by, at=NOW, confirm=True, reason="属实"
    )
    return outcome.receipt.return_id


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("待审核 3 份", "填报人确认了", "与2026年9月对照", "常见", "整月确认", "哪里要改")),
        ("en", ("Waiting for review: 3", "confirmed by the clerk", "Beside September 2026", "usually",
                "The month as a whole", "What has to change")),
    ],
)
def test_one_page_holds_what_a_decision_needs(looking, language, said):
    at = page(language)
    for each in said:
        assert each in words(at)
    assert at.get("plotly_chart")
    assert at.selectbox(key="r").value == f"{WAITING_UNIT}_2026-10"


def test_a_reviewer_of_a_department_sees_what_waits_of_it_alone_and_no_month(working):
    at = opened("review", role="reviewer", r=f"{WAITING_UNIT}_2026-10")
    assert len(at.selectbox(key="r").options) == 1
    assert at.selectbox(key="r").value == "QYB_2026-10"
    assert not [b for b in at.button if b.key in ("approve_FL", f"look_{WAITING_UNIT}")]
    sound(at.button(key="accept").click().run())
    assert "QYB" not in waiting().index
    assert "没有等待审核的报表" in words(at)
    assert not [b for b in at.button if b.key in ("accept", "send_back", "approve_FL")]


def test_accepting_goes_on_to_the_next_in_the_queue(working):
    before = list(waiting().index)
    at = page(unit=before[0])
    sound(at.button(key="accept").click().run())
    assert list(waiting().index) == before[1:]
    assert at.selectbox(key="r").value == f"{before[1]}_2026-10"
    assert "已通过。" in words(at)


def test_a_return_is_sent_back_at_a_cell_and_the_clerk_starts_from_there(working):
    return_id = int(waiting().loc[WAITING_UNIT]["return_id"])
    at = page()
    sound(at.button(key="send_back").click().run())
    assert "请写明哪里不对" in words(at)
    at.selectbox(key=f"cell_sheet_{return_id}").select("personal_study").run()
    at.selectbox(key=f"cell_column_{return_id}_personal_study").select("self_study_hours").run()
    at.text_input(key=f"cell_words_{return_id}").input("与签到表不符").run()
    sound(at.button(key="add_cell").click().run())
    assert at.button(key="accept").disabled
    sound(at.button(key="send_back").click().run())
    asked = asked_cells(data.warehouse().cursor(), return_id)
    assert [(c.sheet, c.cell, c.words) for c in asked] == [("personal_study", "C4", "与签到表不符")]
    clerk = opened("upload", u=WAITING_UNIT, m="2026-10")
    assert "与签到表不符" in words(clerk)
    assert "个人学习!C4" in words(clerk)
    sound(clerk.button(key="start_from_sent_back").click().run())
    assert any("审核人要求核对这一格：与签到表不符" in c.label.replace("\\", "") for c in clerk.checkbox)


def test_the_month_is_approved_then_locked_and_one_unit_unlocked(working):
    at = page()
    sound(at.button(key="approve_FL").click().run())
    assert "还不能确认" in words(at)
    assert "宣传部（已退回）" in words(at).replace("\\", "")
    submitted(LATE_UNIT, "clerk")
    sent_back = submitting.versions(data.warehouse(), SENT_BACK_UNIT, OCTOBER)["return_id"]
    for return_id in (*waiting()["return_id"], *sent_back):  # the reviewer thinks better of the one sent back
        submitting.accept(data.warehouse(), int(return_id), by="office", at=NOW)
    clerk = opened("upload", u=WAITING_UNIT, m="2026-10")
    at = opened("review", m="2026-10")
    assert "都审完了" in words(at)
    sound(at.button(key="approve_FL").click().run())
    sound(at.button(key="lock_FL").click().run())
    assert "已锁定" in words(at)
    dropped(clerk, saved(filled(template_of(WAITING_UNIT), OCTOBER.first_day)))  # the page has stood open meanwhile
    assert "锁定，不再接收" in words(clerk)
    closed = opened("upload", role="clerk", m="2026-10")
    assert "不再接收报表" in words(closed) and not closed.file_uploader
    assert "请为宣传部打开 2026年10月的月报表" in closed.code[0].value
    assert "整月确认" in words(opened("upload", u=WAITING_UNIT, m="2026-10"))
    at.selectbox(key="unlock_unit_FL").select(WAITING_UNIT).run()
    sound(at.button(key="unlock_FL").click().run())
    assert "请写明理由" in words(at)
    at.text_input(key="unlock_why_FL").input("漏报一件来访").run()
    sound(at.button(key="unlock_FL").click().run())
    assert closing.standing(data.warehouse().cursor(), OCTOBER).unlocked == {WAITING_UNIT: "漏报一件来访"}
    assert "漏报一件来访" in words(opened("upload", "en", u=WAITING_UNIT, m="2026-10"))
    assert "漏报一件来访" in words(opened("returns", u=WAITING_UNIT, m="2026-10"))
    board = reporting.board(data.warehouse().cursor(), EVERYTHING, (OCTOBER,), today=NOW.date())
    assert board.set_index("unit_code")["stage"].drop(WAITING_UNIT).unique().tolist() == ["locked"]
