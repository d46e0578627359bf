"""The office gives an indicator a target of its own: it sees what moves, stores it with a reason, and takes it back."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Screen

pytestmark = pytest.mark.browser
RATE = "collective_study_attendance_rate"


def test_the_office_changes_a_target_sees_its_effect_beforehand_and_takes_it_back(page, own_site):
    page.set_viewport_size({"width": 1440, "height": 900})
    screen = Screen(page, own_site)
    before = screen.open("indicator", i=RATE, m="2026-10").words
    assert "90%" in before

    screen.open("settings", part="targets", year="2026", indicator=RATE)
    page.get_by_label("目标（%）", exact=True).fill("99")
    page.keyboard.press("Tab")
    screen.settled()
    page.get_by_role("button", name="先看影响").click()
    page.get_by_role("button", name="算一算").click()
    screen.says("个数字会变")
    page.get_by_label("修改理由").fill("目标责任书")
    page.keyboard.press("Tab")
    screen.settled()
    page.get_by_role("button", name="保存 1 处改动").click()
    screen.says("已保存 1 处改动")

    screen.open("indicator", i=RATE, m="2026-10").says("99%")

    screen.open("settings", part="targets", year="2026", indicator=RATE)
    page.get_by_role("button", name="恢复默认").click()
    page.get_by_label("修改理由").fill("按原定目标")
    page.keyboard.press("Tab")
    screen.settled()
    page.get_by_text("确认撤销").click()
    screen.settled()
    page.get_by_role("button", name="保存 1 处改动").click()
    screen.says("已保存 1 处改动")
    screen.open("indicator", i=RATE, m="2026-10")
    expect(page.locator("[data-testid=stMainBlockContainer]")).not_to_contain_text("99%", timeout=PATIENCE)
