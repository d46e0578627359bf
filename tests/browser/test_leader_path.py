"""What a leader does in two minutes: the overview, a red cell, the rows behind it, a download."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser

PICK = """([unit, indicator]) => {
  for (const plot of document.querySelectorAll('.st-key-grid_wide .js-plotly-plot')) {
    const bars = plot.data.findIndex(trace => trace.type === 'bar');
    const place = plot.data[bars].customdata.findIndex(cell => cell[0] === unit && cell[1] === indicator);
    const box = plot.querySelectorAll('.barlayer .point path')[place].getBoundingClientRect();
    return [box.x + box.width / 2, box.y + box.height / 2];
  }
}"""


def click_cell(screen, unit: str, indicator: str) -> None:
    screen.page.locator(".st-key-grid_wide .js-plotly-plot").scroll_into_view_if_needed()
    x, y = screen.page.evaluate(PICK, [unit, indicator])
    screen.page.mouse.click(x, y)
    screen.settled()


def test_from_a_red_cell_to_its_rows_in_two_clicks_and_the_address_can_be_sent_on(screen):
    screen.open(m="2026-10")
    screen.says("8 个部室已报 6 个")
    click_cell(screen, "QYB", "referral_on_time_rate")
    picked = screen.page.locator(".st-key-picked")
    expect(picked).to_contain_text("权益部", timeout=PATIENCE)
    expect(picked).to_contain_text(re.compile(r"\d ÷ \d"), timeout=PATIENCE)
    screen.page.locator(".st-key-picked a").click()
    screen.page.wait_for_url(re.compile(r"indicator"))
    screen.settled()
    address = screen.page.url
    assert {"i=referral_on_time_rate", "u=QYB", "m=2026-10"} <= set(address.split("?")[1].split("&"))
    expect(screen.page.locator("[data-testid=stDataFrame]").first).to_be_visible(timeout=PATIENCE)
    screen.page.goto(address)
    screen.settled()
    screen.says("权益部")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_overview_speaks_one_language_at_a_time(screen, lang):
    screen.open(lang=lang)
    words = screen.words
    chinese = len(re.findall(r"[一-鿿]", words))
    assert chinese > 300 if lang == "zh" else chinese <= 12  # names of the language switch and of articles stay


def test_the_language_switch_changes_the_page_and_keeps_the_month(screen):
    screen.open(m="2026-09")
    screen.page.locator("[data-testid=stMainBlockContainer]").get_by_text("English", exact=True).first.click()
    screen.settled()
    expect(screen.page.locator("h1").first).to_contain_text(re.compile("[Oo]verview|agency"), timeout=PATIENCE)
    assert "m=2026-09" in screen.page.url


def test_the_consolidated_workbook_is_downloaded_from_the_page(screen, tmp_path):
    from openpyxl import load_workbook

    screen.open("download", lang="en")
    with screen.page.expect_download(timeout=60_000) as waiting:
        screen.page.locator("[data-testid=stDownloadButton] button").first.click()
    path = tmp_path / "table.xlsx"
    waiting.value.save_as(path)
    book = load_workbook(path, read_only=True)
    assert len(book.sheetnames) >= 3


@pytest.mark.parametrize("path", ["", "learning", "suggestions", "research", "service", "returns", "upload", "download",
                                  "definitions"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_scrolls_sideways_on_a_phone_and_none_fails(page, site, path, lang):
    from tests.browser.conftest import Screen

    page.set_viewport_size({"width": 390, "height": 844})
    screen = Screen(page, site).open(path, lang=lang)
    assert page.locator(".st-key-card_error").count() == 0
    wide = page.evaluate("() => document.querySelector('[data-testid=stMainBlockContainer]').scrollWidth")
    assert wide <= 391, screen.words[:80]
