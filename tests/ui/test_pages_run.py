"""Every page of figures runs in both languages, on the demonstration and on an empty store, without an error."""

import datetime as dt
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from analytics import clock, reporting
from analytics.declare import indicators
from analytics.months import Month
from analytics.process import warehouse
from analytics.scope import EVERYTHING
from analytics.store.warehouse import StoreBusy, Warehouse
from analytics.ui.navigation import PAGES
from tests.signed_in import signed_in
from tests.ui.return_pages_fixture import SHELL, opened, words

FIGURES = (
    "overview", "learning", "suggestions", "research", "service", "competition", "organisation", "indicator",
)


@pytest.fixture(scope="module")
def full_store(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("pages") / "data")


@pytest.fixture
def on_demonstration(full_store, monkeypatch, in_november):
    monkeypatch.setenv("SIXING_DATA", str(full_store))


@pytest.fixture
def on_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "empty"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", FIGURES)
def test_a_page_shows_figures_in_the_readers_language(on_demonstration, page, language):
    at = opened(page, language)
    assert at.get("plotly_chart")
    assert ("示例数据" if language == "zh" else "Demonstration") in words(at)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", FIGURES)
def test_an_empty_store_says_what_to_do_first(on_nothing, page, language):
    at = opened(page, language)
    assert not at.get("plotly_chart")
    assert "python -m analytics demo" in words(at)


def test_every_indicator_has_a_page_with_its_formula(on_demonstration):
    at = opened("indicator", "en", m="2026-10")
    names = at.selectbox(key="i").options
    assert set(names) == {i.en for i in indicators().values() if set(i.levels) & {"department", "agency"}}
    for indicator in indicators().values():
        if indicator.en in names:
            at.selectbox(key="i").set_value(indicator.id).run()
            assert not at.exception, (indicator.id, at.exception[0].message)
            assert indicator.numerator_en in words(at)
            assert at.title[0].value == indicator.en


def test_the_figures_in_the_lead_are_those_of_the_store(on_demonstration):
    at = opened("overview", m="2026-10")
    with_returns = reporting.board(warehouse().cursor(), EVERYTHING, (Month(2026, 10),), today=clock.today())
    out = int(with_returns["state"].isin(["missing", "sent_back"]).sum())
    assert f"已报 **{len(with_returns) - out}** 个" in words(at)
    assert at.metric[0].value.startswith(str(out))


def test_before_the_deadline_nobody_has_reported_the_month_that_has_just_ended(on_demonstration, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 12, 1, 9))
    assert opened("overview").selectbox(key="m").value == "2026-10"
    at = opened("overview", m="2026-11")
    assert "8 个部室已报 **0** 个" in words(at)
    assert at.metric[0].value.startswith("8")
    assert "8 个未到截止日" in words(at)


def test_filters_stand_in_the_url_as_codes_and_win_over_the_default(on_demonstration):
    at = opened("learning", "en", m="2026-08")
    assert at.query_params["m"] == ["2026-08"] or at.query_params["m"] == "2026-08"
    assert at.selectbox(key="m").value == "2026-08"
    at.selectbox(key="u").select("QYB").run()
    assert "QYB" in str(at.query_params["u"])
    assert "Rights" in words(at)


def test_a_code_that_is_not_offered_is_ignored(on_demonstration):
    at = opened("learning", m="1999-01", u="NOBODY")
    assert at.selectbox(key="m").value == "2026-10"


def test_the_link_decides_the_language_and_the_switch_changes_it(on_demonstration):
    at = opened("overview", "en")
    assert "Four-type agency" in words(at)
    at.segmented_control(key="language_switch").set_value("zh").run()
    assert "工作总览" in words(at)
    assert at.query_params["lang"] in ("zh", ["zh"])


def test_a_picked_cell_is_said_in_words(on_demonstration):
    at = opened("overview", m="2026-10")
    at.session_state["picked_cell"] = ("QYB", "collective_study_attendance_rate")
    at.run()
    assert not at.exception
    assert any("权益部 · 集中学习出勤率" in m.value for m in at.markdown)


def test_a_store_that_is_open_elsewhere_is_said_in_words(tmp_path, monkeypatch):
    def busy(directory):
        raise StoreBusy("another process has it")

    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "busy"))
    monkeypatch.setattr(Warehouse, "open", busy)
    at = signed_in(AppTest.from_file(str(SHELL), default_timeout=60)).run()
    assert any("另一个程序" in c.value or "Another program" in c.value for c in at.caption)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.py")), ids=lambda p: p.stem)
def test_a_page_is_thin_and_holds_neither_sql_nor_words(page):
    text = page.read_text(encoding="utf-8")
    code = text.split('"""', 2)[2]
    assert len(text.splitlines()) <= 80
    assert not any("一" <= c <= "鿿" for c in code)
    assert "SELECT" not in code
