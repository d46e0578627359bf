"""Who sees which rows and figures: units, persons, months, and counts of one or two matters."""

import datetime as dt
import re

import pandas as pd
import pytest

from analytics import agency, evidence, learning, measures, privacy, reporting, research, service, suggestions
from analytics.declare import DECLARED, indicator, indicators
from analytics.measures import measure, observations
from analytics.months import Month, month_range
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope
from analytics.small_cells import SMALL
from tests.analytics.case_fixture import random_case_facts
from tests.analytics.store_fixture import open_store, random_facts

TODAY = dt.date(2026, 11, 9)
YEAR = list(month_range(Month(2026, 1), Month(2026, 10)))
NOBODY = Scope(units_personal=NO_UNITS)
ONLY_A = Scope(units_personal=frozenset({"A"}))
BEHIND = evidence.Behind(["A"], dt.date(2026, 1, 1), dt.date(2026, 1, 31))
PUBLISHED = Scope(last_month=Month(2026, 3))


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("cases"), random_case_facts(5)) as warehouse:
        yield warehouse.cursor()


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("people"), random_facts(7)) as warehouse:
        yield warehouse.cursor()


# ------------------------------------------------------------------------------------------- single persons and cases
def units_of(frame: pd.DataFrame) -> set[str]:
    return set(frame["unit_code"])


def test_rows_of_single_persons_are_of_the_units_one_may_see_them_for(people):
    figures = measure(people, ONLY_A, YEAR[-1:], ["daily_study_hours"], today=TODAY)
    assert units_of(figures[figures["level"] == "person"]) == {"A"}
    assert {"A", "B", "FL"} <= units_of(figures[figures["level"] != "person"])
    assert units_of(learning.people(people, ONLY_A, YEAR[-1], today=TODAY)) == {"A"}
    assert units_of(learning.courses(people, ONLY_A, YEAR[-1], today=TODAY)) == {"A"}
    rows = observations(people, ONLY_A, YEAR[-1], "daily_study_hours", period="year", today=TODAY)
    assert units_of(rows) == {"A"}


def test_names_are_of_the_units_one_may_see_persons_of(people):
    only = Scope(units_personal=frozenset({"B"}))
    rows = suggestions.list_rows(people, only, YEAR, today=TODAY)
    assert units_of(rows) > {"B"} and units_of(rows[rows["staff_id"].notna()]) == {"B"}
    goals = suggestions.goal_rows(people, only, YEAR[-1], today=TODAY)
    assert units_of(goals) > {"B"} and units_of(goals[goals["owner_id"].notna()]) == {"B"}


def test_single_cases_and_what_they_were_sent_in_are_of_the_units_one_may_see_them_for(cases):
    assert units_of(service.open_cases(cases, ONLY_A, YEAR[-1:], today=TODAY)) == {"A"}
    assert units_of(service.volumes(cases, ONLY_A, YEAR, today=TODAY)) == {"A"}
    rows = observations(cases, EVERYTHING, YEAR[-1], "first_response_on_time_rate", period="year", today=TODAY)
    returns = sorted({int(i) for i in rows["return_id"]})
    everybodys = evidence.row_values(cases, EVERYTHING, "service_cases", ("case_id", "status"), returns)
    mine = evidence.row_values(cases, ONLY_A, "service_cases", ("case_id", "status"), returns)
    assert units_of(evidence.of_returns(cases, ONLY_A, returns)) == {"A"}
    assert 0 < len(mine) < len(everybodys)
    left = evidence.left_out(cases, ONLY_A, YEAR[-1], "closure_rate", period="year", today=TODAY)
    assert units_of(left) == {"A"}


@pytest.mark.parametrize("ask", [
    lambda c: measure(c, NOBODY, YEAR, ["daily_study_hours"], today=TODAY, levels=("person",)),
    lambda c: observations(c, NOBODY, YEAR[0], "daily_study_hours", period="year", today=TODAY),
    lambda c: learning.people(c, NOBODY, YEAR[0], today=TODAY),
    lambda c: learning.courses(c, NOBODY, YEAR[0], today=TODAY),
    lambda c: service.open_cases(c, NOBODY, YEAR, today=TODAY),
    lambda c: service.volumes(c, NOBODY, YEAR, today=TODAY),
    lambda c: evidence.of_returns(c, NOBODY, [1]),
    lambda c: evidence.row_values(c, NOBODY, "service_cases", ("case_id",), [1]),
    lambda c: evidence.left_out(c, NOBODY, YEAR[0], "closure_rate", period="year", today=TODAY),
    lambda c: evidence.of_registers(c, NOBODY, indicator("cadre_session_count"), BEHIND),
])
def test_those_who_may_see_no_persons_are_refused(people, ask):
    with pytest.raises(OutsideScope):
        ask(people)


@pytest.mark.parametrize("ask", [
    lambda c, s, m: measure(c, s, m, ["daily_study_hours"], today=TODAY),
    lambda c, s, m: observations(c, s, m[-1], "daily_study_hours", period="year", today=TODAY),
    lambda c, s, m: learning.people(c, s, m[-1], today=TODAY),
    lambda c, s, m: learning.courses(c, s, m[-1], today=TODAY),
    lambda c, s, m: learning.sessions_held(c, s, m, today=TODAY),
    lambda c, s, m: learning.fortnights(c, s, m, today=TODAY),
    lambda c, s, m: suggestions.list_rows(c, s, m, today=TODAY),
    lambda c, s, m: suggestions.goal_rows(c, s, m[-1], today=TODAY),
    lambda c, s, m: research.projects(c, s, m, today=TODAY),
    lambda c, s, m: reporting.board(c, s, m, today=TODAY),
    lambda c, s, m: service.open_cases(c, s, m, today=TODAY),
    lambda c, s, m: service.ageing(c, s, m, today=TODAY),
    lambda c, s, m: service.volumes(c, s, m, today=TODAY),
    lambda c, s, m: service.categories(c, s, m[-1], today=TODAY),
    lambda c, s, m: service.areas(c, s, m, today=TODAY),
    lambda c, s, m: service.outcomes(c, s, m, today=TODAY),
    lambda c, s, m: agency.case_pressure(c, s, m, today=TODAY),
])
def test_no_month_is_shown_before_it_is_published(people, ask):
    ask(people, PUBLISHED, YEAR[:3])
    with pytest.raises(OutsideScope, match="2026-04"):
        ask(people, PUBLISHED, YEAR[:4])


# ------------------------------------------------------------------------------------------- small counts
def test_counts_of_matters_are_protected_and_nothing_else():
    fed = {i.id for i in indicators().values() if {"service_cases", "quick_consultations"} & set(i.fed_by)}
    assert set(privacy.protected()) == fed - {"service_area_coverage", "hotline_answer_rate"}


def test_indicators_that_hide_the_same_figures_are_of_the_same_levels_and_kind():
    for name in privacy.protected():
        chosen, others = indicator(name), [i for i in map(indicator, privacy.protected())
                                           if privacy.family_of(i.id) == privacy.family_of(name)]
        assert {i.levels for i in others} == {chosen.levels}
        assert {i.accumulate == "given" for i in others} == {chosen.accumulate == "given"}


def test_those_who_may_see_every_case_see_every_figure(cases):
    frame = measure(cases, EVERYTHING, YEAR, privacy.protected(), today=TODAY)
    assert not frame["hidden"].any() and not frame["small"].any()
    assert frame["numerator"].isin(SMALL).any()


def test_a_hidden_figure_leaves_nothing_behind(cases):
    frame = measure(cases, NOBODY, YEAR, privacy.protected(), today=TODAY)
    hidden = frame[frame["hidden"]]
    assert len(hidden) and set(hidden["state"]) <= {"hidden", "not_reported"} and set(hidden["light"]) == {"grey"}
    figures = [*privacy.FIGURES, *privacy.OF_SINGLE_ROWS]
    assert hidden[figures].isna().all().all() and hidden["pace"].isna().all()
    assert frame["light"].isin(["green", "amber", "red"]).any(), "what is shown keeps its light"
    assert frame[list(privacy.OF_SINGLE_ROWS)].isna().all().all(), "also where the rate itself is shown"


def test_no_small_count_is_shown_and_zeros_are(cases):
    frame = measure(cases, NOBODY, YEAR, privacy.protected(), today=TODAY)
    shown = frame[~frame["hidden"]]
    assert not shown["numerator"].isin(SMALL).any() and not shown["n"].isin(SMALL).any()
    assert (shown["numerator"] == 0).any()


def test_a_mark_of_small_is_only_on_small_counts(cases):
    frame = measure(cases, NOBODY, YEAR, privacy.protected(), today=TODAY)
    truth = measure(cases, EVERYTHING, YEAR, privacy.protected(), today=TODAY)
    of_counts = truth["indicator"].map(lambda name: indicator(name).statistic == "sum")
    base = truth["n"].where(~of_counts, truth["numerator"])
    assert frame["small"].any() and base[frame["small"]].isin(SMALL).all()


def test_what_is_hidden_does_not_depend_on_what_is_asked(cases):
    whole = measure(cases, NOBODY, YEAR, privacy.protected(), today=TODAY)
    key = ["indicator", "unit_code", "period", "month"]
    marks = whole.set_index(key)[["hidden", "small"]]
    some = Scope(units_seen=frozenset({"B", "FL"}), units_personal=NO_UNITS)
    for scope, months, names in (
        (NOBODY, YEAR[4:5], privacy.protected()[:1]), (some, YEAR[2:7], privacy.protected()[4:]),
    ):
        part = measure(cases, scope, months, names, today=TODAY).set_index(key)[["hidden", "small"]]
        assert len(part) and part.equals(marks.loc[part.index])


def test_what_was_shown_of_a_month_stays_so_as_the_year_goes_on(cases):
    key = ["indicator", "unit_code", "period", "month"]
    december = measure(cases, NOBODY, YEAR, privacy.protected(), today=TODAY).set_index(key)["hidden"]
    in_may = measure(cases, NOBODY, YEAR[:4], privacy.protected(), today=dt.date(2026, 5, 20)).set_index(key)["hidden"]
    closed = [k for k in in_may.index if indicator(k[0]).accumulate == "sum" and "response" not in k[0]]
    same = in_may.loc[closed] == december.loc[closed]
    assert same.mean() > 0.9  # what became known of a month after it had ended may change it


@pytest.mark.parametrize("name", [n for n in privacy.protected() if indicator(n).accumulate == "given"])
def test_where_months_do_not_add_up_no_department_is_shown_once_one_was_small(cases, name):
    seen, truth = (measure(cases, scope, YEAR, [name], today=TODAY) for scope in (NOBODY, EVERYTHING))
    small = truth["numerator"].isin(SMALL) | (truth["denominator"].isin(SMALL) & (indicator(name).statistic == "ratio"))
    first = truth.loc[small & (truth["level"] == "department"), "month"].min()
    departments = seen[seen["level"] == "department"]
    assert departments.loc[departments["month"] >= first, "hidden"].all()
    assert not departments.loc[departments["month"] < first, "hidden"].any()
    assert not seen["small"].any()


def test_one_sees_the_figures_of_the_units_whose_cases_one_may_see(cases):
    frame = measure(cases, ONLY_A, YEAR, privacy.protected(), today=TODAY)
    assert not frame.loc[frame["unit_code"] == "A", "hidden"].any()
    assert frame.loc[frame["unit_code"] == "B", "hidden"].any()


def test_a_unit_below_a_department_is_shown_to_those_with_the_right_only(cases):
    measured = measures.measure(cases, EVERYTHING, YEAR[:1], privacy.protected(), today=TODAY)
    below = measured[measured["unit_code"] == "B"].assign(unit_code="B1")
    found = privacy.hide(cases, NOBODY, below, lambda months, ids: measured, TODAY)
    assert found["hidden"].all() and not found["small"].any()


def test_the_same_answer_is_computed_once(cases, monkeypatch):
    months = YEAR[:2]
    measure(cases, NOBODY, months, privacy.protected(), today=TODAY)
    monkeypatch.setattr(privacy, "decide", None)  # would fail if it were asked again
    measure(cases, NOBODY, months, privacy.protected()[:3], today=TODAY)


# ------------------------------------------------------------------------------------------- birth dates
def test_birth_dates_leave_the_store_only_with_the_roster_of_the_office():
    """They are named where they are kept and checked, and where only "45 or younger" is told."""
    root = DECLARED.parent
    named = {
        path.relative_to(root).as_posix() for pattern in ("*.sql", "*.py", "*.toml") for path in root.rglob(pattern)
        if re.search(r"\bbirth_date\b", path.read_text(encoding="utf-8"))
    }
    kept = {"declared/registers.toml", "keeping/rules.py"}
    assert named == kept | {"ui/views/registers_grid.py", "sql/learning/bachelor_attainment_rate_u45.sql"}


def test_the_age_indicator_tells_no_birth_date(people):
    rows = observations(people, EVERYTHING, YEAR[-1], "bachelor_attainment_rate_u45", period="year", today=TODAY)
    assert len(rows) and not any(isinstance(v, dt.date) for v in rows.to_numpy().ravel())
    assert "birth_date" not in learning.people(people, EVERYTHING, YEAR[-1], today=TODAY)
