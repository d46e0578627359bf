"""The research module: each project's track, expected stage and pace."""

import datetime as dt

import pytest

from analytics import research
from analytics.declare import code_list
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, Scope
from tests.analytics.case_fixture import project
from tests.analytics.hand_research import LEADERS, day
from tests.analytics.hand_research import research as facts
from tests.analytics.store_fixture import open_store, small_agency

SEP, LATER = Month(2026, 9), dt.date(2027, 1, 4)


@pytest.fixture
def cursor(tmp_path):
    with open_store(tmp_path, facts()) as warehouse:
        yield warehouse.cursor()


def test_projects_of_the_year_with_their_track_and_pace(cursor):
    frame = research.projects(cursor, EVERYTHING, [Month(2026, 1), SEP], today=LATER).set_index("project_id")
    assert list(frame.index) == ["a2", "a3", "b1"]  # a1 was finished in 2025
    assert [s["stage"] for s in frame.loc["a2", "track"]] == ["approved", "completed"]
    assert dict(frame["stage_no"]) == {"a2": 6, "a3": 0, "b1": 3}
    assert set(frame.loc[["a2", "b1"], "expected_stage"]) == {"draft"}  # the last step before 30 September
    assert dict(frame["pace"]) == {"a2": "on_pace", "a3": None, "b1": "behind"}
    assert dict(frame["field_days"]) == {"a2": 3.5, "a3": 0, "b1": 3.5}
    assert dict(frame["led_by_leader"]) == {"a2": True, "a3": True, "b1": True}
    assert frame.loc["b1", "reported_in"] == "2026-09"


def test_a_project_past_its_own_date_is_overdue_and_one_of_next_year_is_not_paced(tmp_path):
    rows = [
        project("late", "draft", day(3, 1), due_on=day(6, 30)),
        project("next", "topic", day(3, 1), due_on=dt.date(2027, 3, 1)),
        project("done", "completed", day(6, 1), due_on=day(5, 1)),
    ]
    store = small_agency(staff=LEADERS, returns={("A", "2026-08"): {"research_projects": rows}})
    with open_store(tmp_path, store) as warehouse:
        frame = research.projects(warehouse.cursor(), EVERYTHING, [Month(2026, 8)], today=LATER).set_index("project_id")
    assert dict(frame["overdue"]) == {"late": True, "next": False, "done": False}
    assert dict(frame["pace"]) == {"late": "on_pace", "next": None, "done": "on_pace"}
    assert frame.loc["next", "expected_stage"] is None


def test_nothing_is_seen_outside_the_scope_or_in_an_empty_year(cursor):
    assert research.projects(cursor, Scope(units_seen=frozenset({"C"})), [SEP], today=LATER).empty
    assert research.projects(cursor, EVERYTHING, [Month(2025, 3)], today=LATER).empty
    no_persons = Scope(units_personal=NO_UNITS)
    assert set(research.counts(cursor, no_persons, [SEP], today=LATER)["level"]) == {"department", "agency"}
    leads = research.projects(cursor, no_persons, [SEP], today=LATER)[["lead_id", "lead", "lead_en"]]
    assert len(leads) and leads.isna().all().all()
    assert "person" in set(research.field_days(cursor, EVERYTHING, [SEP], today=LATER)["level"])


def test_the_stages_in_the_view_are_numbered_as_the_code_list_orders_them(tmp_path):
    codes = [c.code for c in code_list("research_stage")]
    rows = [project(code, code, day(2, 1)) for code in codes]
    with open_store(tmp_path, small_agency(returns={("A", "2026-02"): {"research_projects": rows}})) as warehouse:
        numbers = dict(warehouse.cursor().execute(
            "SELECT stage, stage_no FROM project_as_of WHERE month = '2026-02'"
        ).fetchall())
    assert numbers == {code: 0 if code == "cancelled" else n for n, code in enumerate(codes, 1)}
