"""Every page of figures says which of them may still change, and which earlier day it looks back to."""

import pytest

from analytics.ui.navigation import PAGES
from tests.ui.return_pages_fixture import opened, words

OF_FIGURES = ("learning", "suggestions", "service", "research")
ALSO_LOOKED_BACK = ("overview", "competition", "organisation", "indicator", "download", *OF_FIGURES)
WAITING, ACCEPTED = "2026-10", "2026-06"  # months of the demonstration: some returns wait for review, none does


@pytest.mark.parametrize("opened_page", OF_FIGURES)
def test_figures_that_may_change_are_marked_and_final_ones_are_not(looking, opened_page):
    waiting, accepted = (words(opened(opened_page, m=month)) for month in (WAITING, ACCEPTED))
    assert "暂计" in waiting
    assert "暂计" not in accepted


def test_the_page_of_a_figure_says_in_words_whether_it_is_final(looking):
    asked = {"i": "collective_study_attendance_rate", "u": "FL"}
    assert "数字可能变动" in words(opened("indicator", m=WAITING, **asked))
    assert "已定：所依据的月报都已通过审核" in words(opened("indicator", m=ACCEPTED, **asked))


@pytest.mark.parametrize("opened_page", [p for p in ALSO_LOOKED_BACK if (PAGES / f"{p}.py").is_file()])
def test_a_page_says_which_day_it_looks_back_to(looking, opened_page):
    assert "回看：2026年7月31日" in words(opened(opened_page, k="2026-07-31"))


def test_the_reasons_of_a_figure_are_those_of_the_day_looked_back_to(looking):
    at = opened("indicator", k="2026-07-31", m="2026-06", i="collective_study_attendance_rate", u="FL")
    assert "回看到 2026年7月31日" in words(at)
