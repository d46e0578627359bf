"""A department that was closed and the one that followed it, as the pages show them."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.return_pages_fixture import opened

CLOSED, HEIR = "YJS", "FEG"
SHORT = {CLOSED: "研究室", HEIR: "妇儿工委"}
BEFORE, AFTER = "2026-03", "2026-04"
OF_FIGURES = ("learning", "suggestions", "service", "research", "competition", "organisation")


def shown(at: AppTest) -> str:
    """Every word of the page, charts included."""
    charts = [json.dumps(json.loads(c.proto.spec), ensure_ascii=False) for c in at.get("plotly_chart")]
    return "\n".join([*(str(getattr(element, "value", "")) for element in at.main), *charts])


@pytest.mark.slow
@pytest.mark.parametrize(("month", "there", "gone"), [(BEFORE, CLOSED, HEIR), (AFTER, HEIR, CLOSED)])
def test_the_overview_and_the_returns_board_show_the_departments_of_the_month(looking, month, there, gone):
    for page in ("overview", "returns"):
        words = shown(opened(page, m=month))
        assert SHORT[there] in words and SHORT[gone] not in words, page


@pytest.mark.slow
@pytest.mark.parametrize("page", [*OF_FIGURES, "returns"])
def test_a_link_to_a_department_that_is_not_there_in_the_month_still_opens(looking, page):
    for unit, month in ((CLOSED, AFTER), (HEIR, BEFORE), (CLOSED, "2026-10")):
        opened(page, m=month, u=unit)


@pytest.mark.slow
def test_the_pages_of_the_heir_open_in_its_first_month(looking):
    for page in OF_FIGURES:
        opened(page, m=AFTER, u=HEIR)
