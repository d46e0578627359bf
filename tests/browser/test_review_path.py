"""A return is sent back at a cell, and the clerk finds it there: the office and the clerk in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Screen
from tests.ui.return_pages_fixture import WAITING_UNIT

pytestmark = pytest.mark.browser


def test_a_cell_named_by_the_reviewer_is_found_by_the_clerk(own_site, page):
    screen = Screen(page, own_site)
    screen.open("review", r=f"{WAITING_UNIT}_2026-10").says("待审核 3 份")
    rows = page.locator("[data-testid=stDataFrame] .dvn-scroller").first
    rows.scroll_into_view_if_needed()
    rows.click(position={"x": 90, "y": 90})  # the first column of the second row
    expect(page.locator(".asked mark").last).to_have_text(re.compile("2026-S"), timeout=PATIENCE)
    page.get_by_label("问题").fill("与签到表不符")
    page.get_by_role("button", name=re.compile("记下这一格")).click()
    screen.settled().says("退回（1 处）")
    page.get_by_role("button", name=re.compile(r"退回（1 处）")).click()
    screen.settled().says("待审核 2 份")
    screen.open("upload", u=WAITING_UNIT, m="2026-10").says("审核人：与签到表不符")
    page.get_by_role("button", name=re.compile("从退回的这一版开始")).click()
    screen.settled().says("审核人要求核对这一格")
