"""A department that is closed and the one that takes over from it: one matter, counted for whoever existed then."""

import datetime as dt

import pytest

from analytics import research, service, suggestions
from analytics.measures import measure, observations
from analytics.months import Month
from analytics.scope import EVERYTHING
from analytics.store.reading_registers import registers_for
from tests.analytics.case_fixture import case, project
from tests.analytics.hand_service import at, day
from tests.analytics.store_fixture import START, goal, open_store, person, small_agency, unit

MAR, APR = Month(2026, 3), Month(2026, 4)
LATER = dt.date(2026, 6, 1)
CLOSED, FOUNDED = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
ANSWERED = {"first_response_at": at(3, 27, 10)}

MARCH = {
    "service_cases": [
        case("done", at(3, 2), first_response_at=at(3, 2, 11), status="closed", closed_on=day(3, 3)),
        case("near", at(3, 27), **ANSWERED),            # to be closed by 3 April
        case("late", at(3, 2)),                         # neither answered by 3 March nor closed by 9 March
    ],
    "goals_outcomes": [goal("g", "dept_goal", "A1", dt.date(2026, 4, 30))],
    "research_projects": [project("p", "fieldwork", day(3, 12), field_days=2.0)],
}
APRIL = {
    "service_cases": [
        case("near", at(3, 27), status="closed", closed_on=day(4, 2), result="resolved", **ANSWERED),
        case("late", at(3, 2)),
    ],
    "goals_outcomes": [goal("g", "dept_goal", "A1", dt.date(2026, 4, 30), "completed")],
    "research_projects": [project("p", "completed", day(4, 20), field_days=1.0)],
}


def agency(successor: str | None = "B", **returns):
    return small_agency(
        units=[unit("FL", None), unit("A", valid_to=CLOSED, successor_code=successor), unit("B", valid_from=FOUNDED)],
        staff=[person("A1", "A", valid_to=CLOSED), person("A1", "B", valid_from=FOUNDED)],
        returns={("A", "2026-03"): MARCH, **({("B", "2026-04"): APRIL} if returns.get("april", True) else {})},
    )


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path, agency()) as warehouse:
        yield warehouse.cursor()


def figures(cursor, name: str, period: str = "month") -> dict[tuple[str, str], tuple[float, float]]:
    frame = measure(cursor, EVERYTHING, [MAR, APR], [name], today=LATER, levels=("department", "agency"))
    frame = frame[(frame["period"] == period) & (frame["state"] == "value")]
    return {(r.unit_code, r.month): (r.numerator, r.denominator) for r in frame.itertuples()}


def test_a_step_counts_for_the_department_that_existed_when_its_outcome_became_known(store):
    assert figures(store, "first_response_on_time_rate") == {
        ("A", "2026-03"): (2, 3), ("FL", "2026-03"): (2, 3),
    }
    assert figures(store, "in_scope_on_time_closure_rate") == {
        ("A", "2026-03"): (1, 2), ("FL", "2026-03"): (1, 2), ("B", "2026-04"): (1, 1), ("FL", "2026-04"): (1, 1),
    }
    assert figures(store, "in_scope_on_time_closure_rate", "year")["FL", "2026-04"] == (2, 3)


def test_a_matter_taken_over_is_received_once(store):
    received = figures(store, "first_responder_registration_rate", "month")
    assert received == {("A", "2026-03"): (3, 3), ("FL", "2026-03"): (3, 3)}
    assert figures(store, "closure_rate", "year")["FL", "2026-04"] == (2, 3)
    volumes = service.volumes(store, EVERYTHING, [MAR, APR], today=LATER)
    volumes = volumes[volumes["dimension"] == "channel"]
    assert {(r.unit_code, r.month): (r.received, r.closed) for r in volumes.itertuples()} == {
        ("A", "2026-03"): (3, 1), ("B", "2026-04"): (0, 1),
    }


def test_open_matters_stand_with_whoever_answers_for_them_in_the_month(store):
    for month, expected in ((MAR, [("A", "late"), ("A", "near")]), (APR, [("B", "late")])):
        frame = service.open_cases(store, EVERYTHING, [month], today=LATER)
        assert sorted(zip(frame["unit_code"], frame["case_id"], strict=True)) == expected
    open_now = measure(store, EVERYTHING, [APR], ["in_scope_on_time_closure_rate"], today=LATER, levels=("department",))
    assert dict(zip(open_now["unit_code"], open_now["open_past_limit"], strict=True)) == {"B": 1}


def test_goals_and_projects_go_on_under_their_number(store):
    rows = {m: suggestions.goal_rows(store, EVERYTHING, m, today=LATER) for m in (MAR, APR)}
    assert [(r.unit_code, r.stage) for r in rows[MAR].itertuples()] == [("A", "in_progress")]
    assert [(r.unit_code, r.stage) for r in rows[APR].itertuples()] == [("B", "completed")]
    projects = research.projects(store, EVERYTHING, [APR], today=LATER)
    assert [(r.unit_code, r.stage, r.field_days) for r in projects.itertuples()] == [("B", "completed", 3.0)]
    assert figures(store, "department_research_count", "year")["B", "2026-04"][0] == 1
    assert figures(store, "dept_innovation_goal_rate", "year") == {
        ("A", "2026-03"): (1, 1), ("FL", "2026-03"): (1, 1), ("B", "2026-04"): (1, 1), ("FL", "2026-04"): (1, 1),
    }


def test_the_rows_behind_a_figure_are_those_of_the_department_it_counts_for(store):
    rows = observations(store, EVERYTHING, APR, "in_scope_on_time_closure_rate", period="month", today=LATER,
                        unit_code="B")
    assert list(zip(rows["unit_code"], rows["note"], strict=True)) == [("B", "on_time")]


def test_a_department_that_does_not_exist_in_a_month_owes_nothing(store):
    frame = measure(store, EVERYTHING, [MAR, APR], ["return_on_time_rate"], today=LATER, levels=("department",))
    assert set(zip(frame["unit_code"], frame["month"], strict=True)) == {("A", "2026-03"), ("B", "2026-04")}
    assert figures(store, "return_submission_rate") == {("FL", "2026-03"): (1, 1), ("FL", "2026-04"): (1, 1)}


def test_the_heirs_return_is_asked_for_what_was_left(tmp_path):
    with open_store(tmp_path, agency(april=False)) as warehouse:
        registers = registers_for(warehouse.cursor(), "B", APR, dt.datetime(2026, 5, 4))
    carried = {sheet: set(rows) for sheet, rows in registers.carried.items()}
    assert carried == {"service_cases": {"near", "late"}, "goals_outcomes": {"g"}, "research_projects": {"p"}}
    assert registers.earlier_case_ids == {"done"}


def test_without_a_successor_open_matters_stay_with_the_closed_department(tmp_path):
    with open_store(tmp_path, agency(None, april=False)) as warehouse:
        cursor = warehouse.cursor()
        assert not any(registers_for(cursor, "B", APR, dt.datetime(2026, 5, 4)).carried.values())
        assert set(service.open_cases(cursor, EVERYTHING, [MAR], today=LATER)["unit_code"]) == {"A"}


def test_whoever_takes_over_from_an_heir_takes_over_everything(tmp_path):
    units = [
        unit("FL", None), unit("A", valid_to=CLOSED, successor_code="B"),
        unit("B", valid_to=dt.date(2026, 6, 15), successor_code="C"),
        unit("C"), unit("D", valid_to=dt.date(2026, 5, 31), valid_from=START, successor_code="D"),
    ]
    with open_store(tmp_path, small_agency(units=units)) as warehouse:
        cursor = warehouse.cursor()
        heirs = [cursor.execute("SELECT heir_of(?, ?)", [code, month]).fetchone()[0] for code, month in (
            ("A", "2026-03"), ("A", "2026-04"), ("A", "2026-05"), ("A", "2026-06"), ("B", "2026-05"), ("B", "2026-06"),
            ("C", "2026-09"), ("D", "2026-09"),
        )]
        assert heirs == ["A", "B", "B", "C", "B", "C", "C", "D"]
        lines = dict(cursor.execute("SELECT unit_code, line_code FROM unit_line").fetchall())
        assert lines == {"FL": "FL", "A": "C", "B": "C", "C": "C", "D": "D"}
