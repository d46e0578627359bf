"""The page of awards: what it says, who sees persons, what a leader's exception does; a small agency's year."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from analytics import clock, process
from analytics.exports import awards as document
from analytics.ui.views import awards_found, awards_one
from tests.analytics.store_fixture import open_store
from tests.analytics.test_awards import a_year
from tests.signed_in import viewing_as
from tests.ui.return_pages_fixture import opened, words

IN_JANUARY = dt.datetime(2027, 1, 10, 9)
REASON = "学习工作突出，经党组会研究同意。"


@pytest.fixture(scope="module")
def small_agency_store(tmp_path_factory):
    folder = tmp_path_factory.mktemp("awards") / "data"
    open_store(folder, a_year()).close()
    return folder


@pytest.fixture
def in_january(small_agency_store, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: IN_JANUARY)
    monkeypatch.setenv("SIXING_DATA", str(small_agency_store))


@pytest.mark.parametrize(("language", "lead"), [
    ("zh", "2026 年**文明处室**共 2 个人选：全部条件通过 **0** 个"),
    ("en", "**Civilised office** 2026, 2 candidates: **0**"),
])
def test_it_begins_with_how_many_qualify_and_names_what_fails_first(in_january, language, lead):
    at = opened("awards", language, role="leader", a="civilised_office", y="2026")
    assert lead in words(at)
    table = at.dataframe[0].value
    assert list(table.iloc[:, 0]) == ["A", "B"]                       # A misses by one, B by two
    assert table.iloc[0, 2] == {
        "zh": "集体学习出勤率 88.3%（应 ≥ 90%）", "en": "Study attendance 88.3% (limit ≥ 90%)"}[language]
    assert any(cell.startswith("◆ 88.3%") for cell in table.iloc[0])


def test_those_who_miss_by_one_can_be_seen_alone(in_january):
    at = opened("awards", role="leader", a="civilised_office", y="2026")
    at.segmented_control(key="awards_show").set_value("one").run()
    assert list(at.dataframe[0].value.iloc[:, 0]) == ["A"]


def test_a_candidate_in_the_address_has_all_its_conditions_with_the_way_to_their_rows(in_january):
    at = opened("awards", role="office", a="advanced_department", y="2026", c="A")
    said = words(at)
    assert "标准 ≥ 90% · 集中学习出勤率" in said and "红灯：" in said
    assert not at.text_area                                            # exceptions are the leaders'


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_store_says_what_to_do_first(nothing, language):
    at = opened("awards", language, role="leader")
    assert not at.dataframe
    assert "python -m analytics demo" in words(at)


def test_persons_are_not_offered_to_the_administrator_nor_the_page_to_staff(in_january):
    for role in ("administrator", "staff"):
        at = opened("awards", role=role, a="excellent_person")
        assert not at.dataframe and "A1" not in words(at), role


def test_an_award_given_although_a_condition_fails_says_so_or_shows_the_exception(in_january):
    at = opened("awards", role="leader", a="excellent_person", y="2026", c="A1")
    assert "全年信访无一超期" in words(at)
    table = at.dataframe[0].value.set_index("人选")
    assert table.loc["A1", "登记"] == "获评 · 特批"
    assert not at.warning


def test_a_leader_records_an_exception_that_stands_beside_the_award_from_then_on(tmp_path, monkeypatch):
    open_store(tmp_path / "data", a_year()).close()
    monkeypatch.setattr(clock, "now", lambda: IN_JANUARY)
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "data"))
    at = opened("awards", role="leader", a="civilised_office", y="2026", c="B")
    at.text_area[0].set_value(REASON)
    next(button for button in at.button if button.label == "记录特批").click().run()
    assert not at.exception
    kept = process.warehouse().cursor().execute("SELECT nominee, reason FROM award_override").fetchall()
    assert ("B", REASON) in kept
    assert REASON in words(at) and not at.text_area


def test_the_office_writes_the_result_of_the_checks_into_the_register_for_all_nominees(tmp_path, monkeypatch):
    open_store(tmp_path / "data", a_year()).close()
    monkeypatch.setattr(clock, "now", lambda: IN_JANUARY)
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "data"))
    at = opened("awards", role="office", a="excellent_outcome", y="2026")
    at.button(key="awards_record").click().run()
    assert not at.exception and not at.error
    stored = process.warehouse().cursor().execute(
        "SELECT checked_on, check_passed, helpers FROM award WHERE nominee = 'O1'").fetchall()
    assert stored == [(IN_JANUARY.date(), True, 2)]
    assert not [button for button in at.button if button.key == "awards_record"]


@pytest.mark.parametrize(("role", "helpers"), [("office", ("registers", {"r": "award"})), ("leader", ("", {}))])
def test_every_condition_leads_to_what_its_figure_comes_from_as_far_as_the_viewer_may_go(in_january, role, helpers):
    viewing_as(role, "awards")
    eligibility = awards_found.found("excellent_outcome", 2026)
    checks = {check.name: check for check in eligibility.award.checks}
    one = eligibility.candidates[0]
    assert awards_one._source(checks["helpers"], one, eligibility) == helpers
    page, params = awards_one._source(checks["evidence"], one, eligibility)
    assert (page, params["u"], params["m"]) == ("suggestions", one.unit_code, str(eligibility.month))
    department = awards_found.found("advanced_department", 2026)
    for check in department.award.checks:
        assert awards_one._source(check, department.candidates[0], department)[0] == "indicator"


def test_the_workbook_has_every_candidate_condition_by_condition(in_january):
    viewing_as("leader", "awards")
    eligibility = awards_found.found("excellent_person", 2026)
    book = openpyxl.load_workbook(BytesIO(document.write(eligibility, "zh", {})))
    wide, each = book["评优资格审核表"], book["逐项"]
    assert [row[0].value for row in wide.iter_rows(min_row=2)] == [c.zh for c in eligibility.candidates]
    assert each.max_row == 1 + len(eligibility.candidates) * len(eligibility.award.checks)
    a1 = next(row for row in wide.iter_rows(min_row=2, values_only=True) if row[0] == "A1")
    assert a1[2:5] == ("◆ 差一项", "无故缺席 1（应 0）", "获评") and "全年信访无一超期" in a1[5]
