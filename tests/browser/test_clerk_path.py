"""
What a clerk does once a month, in a real browser: download, fill in with three mistakes, see them at their cells,
upload the corrected file, confirm, submit, and find the receipt; the board and the overview have changed.
"""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from analytics.months import Month
from tests.browser.conftest import PATIENCE
from tests.ui.return_pages_fixture import LATE_UNIT, MISTAKES, filled, saved, with_mistakes

pytestmark = pytest.mark.browser

OCTOBER = Month(2026, 10)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIN = "document.querySelector('[data-testid=stMain]')"
NARROW = {"width": 390, "height": 844}


@pytest.fixture
def own_screen(own_site, page):
    from tests.browser.conftest import Screen

    return Screen(page, own_site)


def upload_page(screen, **query):
    return screen.open("upload", u=LATE_UNIT, m=str(OCTOBER), **query)


def downloaded_template(screen) -> bytes:
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name="下载模板").click()
    assert waiting.value.suggested_filename == f"{LATE_UNIT}_202610.xlsx"
    return waiting.value.path().read_bytes()


def drop(screen, content: bytes, name: str = "十月.xlsx") -> None:
    screen.page.set_input_files("input[type=file]", {"name": name, "mimeType": XLSX, "buffer": content})
    screen.page.wait_for_selector(".sums", timeout=PATIENCE)
    screen.settled()


def press(screen, name: str) -> None:
    screen.page.get_by_role("button", name=re.compile(name)).first.click()
    screen.settled()


def tick(screen, words: str) -> None:
    screen.page.locator("label").filter(has_text=re.compile(words)).first.click()
    screen.settled()


def confirm_everything(screen) -> None:
    tick(screen, "全选")
    press(screen, r"确认所选 \d")
    screen.says("都处理好了")
    press(screen, "下一步")
    screen.says("数据真实")


def test_a_month_from_the_template_to_the_receipt(own_screen):
    screen = own_screen
    screen.open("returns", m=str(OCTOBER))
    screen.says("10月还差 2 家")
    screen.open(m=str(OCTOBER)).says("8 个部室已报 6 个")

    upload_page(screen)
    screen.says("还没有上报")
    template = downloaded_template(screen)
    screen.page.evaluate(f"{MAIN}.scrollTo(0, 500)")
    drop(screen, saved(with_mistakes(filled(template, OCTOBER.first_day))))
    assert screen.page.evaluate(f"{MAIN}.scrollTop") == 0  # what was found is read from its beginning
    expect(screen.page.locator(".finding")).to_have_count(len(MISTAKES), timeout=PATIENCE)
    findings = screen.page.locator(".finding").all_inner_texts()
    for (sheet, cell, typed), shown in zip(MISTAKES, findings, strict=True):
        assert f"{sheet}!{cell}" in shown
        assert typed in shown
    press(screen, "下一步")
    expect(screen.page.locator("[data-testid=stToast]").first).to_contain_text("还有 3 项必须修改", timeout=PATIENCE)

    # one is put right here, the rest in the workbook, which is had back with the other two marked
    press(screen, "改这一处")
    expect(screen.page.locator(".finding")).to_have_count(len(MISTAKES) - 1, timeout=PATIENCE)
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("link", name="下载标注后的原表").click()
    marked = load_workbook(BytesIO(waiting.value.path().read_bytes()))
    comments = [bool(marked[sheet][cell].comment) for sheet, cell, _ in MISTAKES]
    assert (marked.sheetnames[0], comments) == ("检查结果", [False, True, True])

    press(screen, "改好重新上传")
    drop(screen, saved(filled(template, OCTOBER.first_day)))
    expect(screen.page.locator(".finding")).to_have_count(0, timeout=PATIENCE)
    confirm_everything(screen)
    screen.says("这是本月第一次提交")
    tick(screen, "数据真实")
    press(screen, "提交第 1 版")
    screen.page.wait_for_selector(".receipt", timeout=PATIENCE)
    receipt = screen.page.inner_text(".receipt")
    assert re.search(rf"{LATE_UNIT}-202610-01-[0-9A-F]{{4}}", receipt)
    assert "第 1 版" in receipt
    screen.says("检查未通过")  # the first file, noted once

    screen.open("returns", u=LATE_UNIT, m=str(OCTOBER))
    screen.says("10月还差 1 家")
    screen.says("数字标「暂计」")
    screen.open(m=str(OCTOBER)).says("8 个部室已报 7 个")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_findings_fit_a_telephone(own_screen, lang):
    screen = own_screen
    template = downloaded_template(upload_page(screen))
    screen.page.set_viewport_size(NARROW)
    upload_page(screen, lang=lang)
    drop(screen, saved(with_mistakes(filled(template, OCTOBER.first_day))))
    expect(screen.page.locator(".onestep")).to_be_visible(timeout=PATIENCE)
    expect(screen.page.locator("ol.steps")).not_to_be_visible()
    for card in screen.page.locator(".finding").all():
        assert card.bounding_box()["width"] <= NARROW["width"]
    overflowing = screen.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    assert not overflowing


def test_the_original_comes_back_as_it_was_sent(own_screen):
    screen = own_screen
    template = downloaded_template(upload_page(screen))
    content = saved(filled(template, OCTOBER.first_day))
    drop(screen, content)
    confirm_everything(screen)
    tick(screen, "数据真实")
    press(screen, "提交第 1 版")
    screen.page.wait_for_selector(".receipt", timeout=PATIENCE)
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("link", name="下载提交的表").click()
    assert waiting.value.path().read_bytes() == content
