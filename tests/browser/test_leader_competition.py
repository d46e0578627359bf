"""A leader on the pages of the competitive type and of the organisation: from a red line to its rows, by clicks."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, Screen

pytestmark = pytest.mark.browser


@pytest.fixture
def leader(page, site):
    page.set_viewport_size({"width": 1440, "height": 900})
    return Screen(page, site, "demo-leader")


def test_a_requirement_that_was_missed_leads_to_its_rows(leader):
    leader.open("competition", m="2026-10").says("项年度要求")
    leader.page.locator("[class*=st-key-card_requirements] a", has_text="三方面考核覆盖率").click()
    expect(leader.page.locator("h1")).to_contain_text("三方面考核覆盖率", timeout=PATIENCE)
    leader.settled()
    assert "i=assessment_component_coverage" in leader.page.url
    assert "m=2026-10" in leader.page.url


def test_the_scores_name_their_weights_and_the_place_among_peers_is_in_words(leader):
    leader.open("competition", "en", m="2026-10").says("Duties 50%")
    scores = leader.page.locator("[class*=st-key-card_scores]")
    expect(scores).to_contain_text("Key work", timeout=PATIENCE)
    ranks = leader.page.locator("[class*=st-key-card_ranks]")
    expect(ranks).to_contain_text("1st: best", timeout=PATIENCE)
    expect(ranks).to_contain_text(re.compile(r"\d+/13"), timeout=PATIENCE)


def test_a_cell_of_the_organisations_grid_says_its_figure_and_leads_on(leader):
    leader.open("organisation", m="2026-10").says("领导小组")
    card = leader.page.locator("[class*=st-key-card_duties_grid]")
    card.scroll_into_view_if_needed()
    card.locator(".st-key-grid_wide .barlayer .point path").first.click(force=True)
    picked = card.locator(".st-key-picked")
    expect(picked).to_contain_text("创建责任覆盖率", timeout=PATIENCE)
    picked.locator("a").click()
    expect(leader.page.locator("h1")).to_contain_text("创建责任覆盖率", timeout=PATIENCE)
    assert "u=BGS" in leader.page.url
