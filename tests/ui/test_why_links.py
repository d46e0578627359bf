"""Two clicks from any figure to its rows: every indicator a page shows leads to its page, with unit and month."""

from urllib.parse import parse_qs

import pytest

from analytics.declare import indicator, indicators
from analytics.ui.navigation import HIDDEN, PAGES
from tests.ui.return_pages_fixture import opened, words

MONTH = "2026-10"
OF_FIGURES = ("overview", "learning", "suggestions", "competition", "service", "research", "organisation")
THERE = [name for name in OF_FIGURES if (PAGES / f"{name}.py").is_file()]
WITH_PAGE = {i.id: i for i in indicators().values() if {"department", "agency"} & set(i.levels)}


def named(at, language: str) -> set[str]:
    """The indicators a page names: in tiles, titles, lists and as heads or cells of tables; longer names first."""
    seen = "\n".join([words(at), *(m.label for m in at.metric)])
    cells = {str(cell) for d in at.dataframe for cell in (*d.value.columns, *d.value.to_numpy().ravel())}
    found = {i.id for i in WITH_PAGE.values() if i.name(language) in cells}
    for one in sorted(WITH_PAGE.values(), key=lambda i: -len(i.name(language))):
        if one.name(language) in seen:
            seen = seen.replace(one.name(language), " ")
            found.add(one.id)
    return found


def linked(at) -> dict[str, dict[str, str]]:
    """Indicator -> the filters of a link to its page."""
    found = {}
    for link in at.get("page_link"):
        filters = {key: values[0] for key, values in parse_qs(link.proto.query_string).items()}
        if link.proto.page.split("?")[0].strip("/") == HIDDEN and "i" in filters:
            found[filters["i"]] = filters
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("opened_page", THERE)
def test_every_indicator_on_a_page_leads_to_why_it_is_what_it_is(looking, opened_page, language):
    at = opened(opened_page, language, m=MONTH)
    shown, ways = named(at, language), linked(at)
    assert shown or opened_page == "overview"
    assert not shown - set(ways), f"{opened_page}: no way to {sorted(shown - set(ways))}"
    for name, filters in ways.items():
        assert filters["m"] == MONTH and filters["u"], (opened_page, name)


@pytest.mark.parametrize("opened_page", THERE)
def test_a_department_is_kept_on_the_way(looking, opened_page):
    at = opened(opened_page, m=MONTH, u="QYB")
    if not any(box.key == "u" for box in at.selectbox):
        return  # of the whole agency
    own = [name for name, filters in linked(at).items() if filters["u"] == "QYB"]
    assert own and all("department" in indicator(name).levels for name in own)
