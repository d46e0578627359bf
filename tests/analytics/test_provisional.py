"""A figure is provisional as long as a return behind it has not been accepted: of a unit, and of a single person."""

import datetime as dt

import pytest

from analytics import evaluation, learning
from analytics.measures import measure
from analytics.months import Month
from analytics.scope import EVERYTHING
from tests.analytics.store_fixture import ROOT, Return, open_store, person, small_agency, study

TODAY = dt.date(2026, 6, 1)
FEBRUARY, MARCH, APRIL = (Month(2026, m) for m in (2, 3, 4))
HOURS, EDUCATION = "daily_study_hours", "bachelor_attainment_rate_u45"


@pytest.fixture(scope="module")
def cursor(tmp_path_factory):
    """A's February waits for review, everything else is accepted. A2 moves to B in March."""
    mover = person("A2", "A", valid_to=dt.date(2026, 2, 28))
    staff = [person("A1", "A"), mover, {**mover, "unit_code": "B", "valid_from": dt.date(2026, 3, 1), "valid_to": None},
             person("B1", "B")]
    theirs = {"A": {2: ("A1", "A2"), 3: ("A1",), 4: ("A1",)}, "B": {2: ("B1",), 3: ("A2", "B1"), 4: ("A2", "B1")}}
    returns = [
        Return(unit, f"2026-0{month}", {"personal_study": [study(who, 20) for who in people]},
               state="submitted" if (unit, month) == ("A", 2) else "accepted")
        for unit, months in theirs.items() for month, people in months.items()
    ]
    facts = small_agency(staff=staff)
    facts.returns = returns
    with open_store(tmp_path_factory.mktemp("store"), facts) as warehouse:
        yield warehouse.cursor()


def provisional(cursor, month: Month, period: str, level: str, name: str = HOURS) -> set[str]:
    """The units or persons whose figure may still change."""
    frame = measure(cursor, EVERYTHING, [month], (name,), today=TODAY, levels=(level,))
    mine = frame[(frame["period"] == period) & frame["provisional"].astype(bool)]
    return set(mine["staff_id" if level == "person" else "unit_code"])


def test_the_month_of_a_waiting_return_is_provisional_for_its_unit_its_people_and_the_units_above(cursor):
    assert provisional(cursor, FEBRUARY, "month", "department") == {"A"}
    assert provisional(cursor, FEBRUARY, "month", "agency") == {ROOT}
    assert provisional(cursor, FEBRUARY, "month", "person") == {"A1", "A2"}


def test_a_later_month_is_final_and_the_year_up_to_it_is_not(cursor):
    assert provisional(cursor, APRIL, "month", "department") == set()
    assert provisional(cursor, APRIL, "month", "person") == set()
    assert provisional(cursor, APRIL, "year", "department") == {"A"}
    assert provisional(cursor, APRIL, "year", "agency") == {ROOT}


def test_a_mover_takes_the_waiting_return_along_and_the_new_colleagues_stay_final(cursor):
    assert provisional(cursor, APRIL, "year", "person") == {"A1", "A2"}


def test_what_the_office_registers_itself_is_never_provisional(cursor):
    for level in ("department", "agency", "person"):
        assert provisional(cursor, FEBRUARY, "year", level, EDUCATION) == set()


def test_the_list_of_persons_says_whose_figures_may_change(cursor):
    found = learning.people(cursor, EVERYTHING, APRIL, today=TODAY).set_index("staff_id")["provisional"]
    assert found.to_dict() == {"A1": True, "A2": True, "B1": False}


def test_the_evaluation_says_whose_points_may_change(cursor):
    found = evaluation.results(cursor, EVERYTHING, MARCH, today=TODAY).set_index("staff_id")["provisional"]
    assert found.to_dict() == {"A1": True, "A2": True, "B1": False}
