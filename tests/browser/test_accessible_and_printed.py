"""What axe finds wrong with the main pages, and what the overview and a figure's page look like to a printer."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
GRAVE = ("serious", "critical")
# Streamlit's own markup: sections of the menu are headings and lists inside one list (1.67.0), which nothing of ours
# can change; every entry is a link with a name all the same.
NOT_OURS = {"exclude": [["[data-testid=stSidebarNavItems]"]]}
A4 = 297 / 210


def wrong(page) -> list[str]:
    found = Axe().run(page, context=NOT_OURS, options=RULES).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {node['target']} {node['html'][:160]}"
        for v in found if v["impact"] in GRAVE for node in v["nodes"]
    ]


@pytest.mark.parametrize("path", ["", "learning", "service", "upload", "indicator", "definitions"])
def test_a_page_has_nothing_that_shuts_anybody_out(screen, path):
    screen.open(path, m="2026-10")
    assert not wrong(screen.page), "\n".join(wrong(screen.page))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_page_has_nothing_that_shuts_anybody_out(page, site, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{site.address}/sign-in")
    assert page.locator("#password").is_visible()
    assert not wrong(page), "\n".join(wrong(page))


@pytest.mark.parametrize("path", ["", "indicator"])
def test_a_page_prints_on_two_sheets_in_the_shape_of_a4(screen, path):
    screen.open(path, m="2026-10", i="collective_study_attendance_rate", u="QYB")
    printed = screen.page.pdf(prefer_css_page_size=True, print_background=True)
    sheets = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert 1 <= len(sheets) <= 2
    for width, height in sheets:
        assert float(height) / float(width) == pytest.approx(A4, rel=0.01)
    screen.page.emulate_media(media="print")
    assert not screen.page.locator("[data-testid=stSidebar]").is_visible()
    assert not screen.page.locator("[class*=st-key-why_]").locator("a, button").first.is_visible()
