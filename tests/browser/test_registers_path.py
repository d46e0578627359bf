"""The office's way through a register in a real browser: a pasted row, what is wrong with it, storing it, a figure."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Screen

pytestmark = pytest.mark.browser
ROW = "2026-S90\t2026年10月29日\t14:30\t约2\t机关干部理论学习\t专家辅导报告\t政治理论\t民法典\t全体职工\t已举行"
BREATH = 700  # milliseconds
LAST_ROW, HOURS = 12, 500  # pixels: up from the grid's lower edge; right from its left edge


def test_a_row_from_excel_is_checked_put_right_and_stored_and_the_figure_moves(page, own_site):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=own_site.address)
    page.set_viewport_size({"width": 1440, "height": 1000})
    office = Screen(page, own_site).open("registers", r="study_session")
    grid = page.get_by_test_id("stDataFrame").first.bounding_box()
    left, bottom = grid["x"], grid["y"] + grid["height"]
    page.mouse.move(left + 400, bottom - 200)
    page.mouse.wheel(0, 6000)
    page.wait_for_timeout(BREATH)
    page.mouse.click(left + 120, bottom - LAST_ROW)  # the row below the last one begins a new one
    page.wait_for_timeout(BREATH)  # the grid is a canvas: nothing in it can be waited for
    page.keyboard.press("Escape")
    page.wait_for_timeout(BREATH)
    page.evaluate("words => navigator.clipboard.writeText(words)", ROW)
    page.keyboard.press("Control+v")
    office.says("1 处要先改好").says("「约2」不是确数，请填数字")

    office.settled()
    page.mouse.click(left + HOURS, bottom - LAST_ROW - 8)
    page.wait_for_timeout(BREATH)
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    office.says("将要改动：新增 1 条").settled()
    page.get_by_text("算一算").click()
    office.says("项指标").settled()
    page.get_by_label("修改理由").fill("按通知补登")
    page.keyboard.press("Tab")
    office.settled()
    page.get_by_text("保存 1 处改动").click()
    office.says("已保存 1 处改动").says("共 135 条")

    page.get_by_text("修改记录").click()
    office.says("按通知补登")
    office.open("indicator", i="cadre_session_count", m="2026-10")
    expect(page.get_by_test_id("stMainBlockContainer")).to_contain_text("20", timeout=PATIENCE)
