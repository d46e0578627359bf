"""Pages of those who may not see single matters: a hidden figure is said in words, in tiles, tables and charts."""

import json

import pytest

from analytics.declare import indicator
from analytics.measures import measure
from analytics.months import Month
from analytics.process import warehouse
from analytics.scope import NO_UNITS, Scope
from analytics.ui import data, formats
from analytics.ui.charts import ageing, columns, trend
from analytics.ui.charts.ink import Look
from analytics.ui.views import lights, service_counts
from tests.signed_in import viewing_as
from tests.ui.test_pages_run import opened, words

MONTH, NAME = Month(2026, 8), "referral_on_time_rate"
WORDS = {"zh": "已隐去", "en": "hidden"}


def drawn(fig) -> str:
    return json.dumps(fig.to_plotly_json(), ensure_ascii=False, default=str)


@pytest.fixture
def hidden(looking):
    """The figures of the month that are hidden, with the true ones beside them."""
    viewing_as("office")
    truth = measure(warehouse().cursor(), data.scope(), [MONTH], [NAME], today=data.today())
    seen = measure(warehouse().cursor(), Scope(units_personal=NO_UNITS), [MONTH], [NAME], today=data.today())
    key = ["unit_code", "period", "month"]
    true = truth[[*key, "numerator", "denominator"]]
    both = seen[seen["state"] == "hidden"].merge(true, on=key, suffixes=("", "_true"))
    assert both["small"].any() and both["denominator_true"].max() > 2
    return both


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hidden_figure_is_a_word_everywhere_it_could_stand(hidden, language):
    for row in hidden.itertuples():
        shown = formats.figure(language, indicator(NAME), row)
        assert shown == ("<3" if row.small else WORDS[language])
        assert lights.detail(language, indicator(NAME), row).startswith(shown)
    cells = lights.cells(hidden, list(hidden["unit_code"]), [NAME], MONTH, language)
    assert cells and all(cell.light == "grey" and cell.shown in ("<3", WORDS[language]) for cell in cells)


@pytest.mark.parametrize("chart", [columns.rate_bars, columns.amount_bars])
def test_bars_say_why_a_month_is_empty(chart):
    fig = chart(["2026-01", "2026-02"], [None, 0.9], Look(), hover=["a", "b"], gaps=["<3", "—"])
    assert [a["text"] for a in fig.to_plotly_json()["layout"]["annotations"] if a["text"] in ("<3", "—")] == ["<3"]


def test_a_line_breaks_where_a_figure_is_hidden_and_says_so():
    fig = trend.lines(["2026-01", "2026-02", "2026-03"], trend.Line("", [1.0, None, 2.0], ["1", "<3", "2"]), Look(),
                      gaps=["", "已隐去", ""])
    assert "已隐去" in drawn(fig)
    assert [t["y"] for t in fig.to_plotly_json()["data"] if t["mode"] == "lines+markers"] == [[1.0, None, 2.0]]


def test_a_hidden_length_of_waiting_has_no_bar():
    bands = [ageing.AgeBand("1 天内", 4), ageing.AgeBand("2 天", 0, withheld="<3")]
    fig = ageing.bars(bands, Look()).to_plotly_json()
    assert any("<3" in a["text"] for a in fig["layout"]["annotations"])
    assert all(t["x"][1] == 0 for t in fig["data"] if t["type"] == "bar")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", ["overview", "service", "indicator", "learning", "suggestions", "research"])
def test_the_pages_run_without_the_right_to_single_matters(looking, page, language):
    opened(page, language, role="administrator", m=str(MONTH))


def test_the_service_page_says_that_figures_are_missing_and_why(looking):
    assert "不足 3 件" in words(opened("service", role="administrator", m=str(MONTH)))
    assert "不足 3 件" not in words(opened("service", role="office", m=str(MONTH)))


def test_an_indicator_page_says_that_its_figure_is_hidden(looking, hidden):
    unit = hidden[hidden["period"] == "month"]["unit_code"].iloc[0]
    shown = words(opened("indicator", role="administrator", m=str(MONTH), i=NAME, u=unit))
    assert "不显示" in shown and "不足 3 件" in shown


def test_open_cases_are_counted_for_the_whole_agency_only(looking):
    viewing_as("administrator", "service")
    assert service_counts.pressure(MONTH, "QYB") == (None, None, None)
    assert service_counts.pressure(MONTH, "FL")[0] > 3
    viewing_as("office", "service")
    assert service_counts.pressure(MONTH, "QYB")[0] >= 0


def test_what_the_clerk_confirmed_about_single_rows_is_not_for_everybody(looking):
    shown = words(opened("returns", role="administrator", m=str(MONTH), u="QYB"))
    assert "名单和明细只对职责所需的人员开放" in shown
    assert "名单和明细只对职责所需的人员开放" not in words(opened("returns", role="office", m=str(MONTH), u="QYB"))
