"""Milestones as a viewer sees them who sees only some units."""

import datetime as dt

from analytics.measures import measure
from analytics.months import Month
from analytics.scope import Scope
from tests.analytics.store_fixture import open_store, small_agency

AGENCYS_OWN = "research_system_established"


def test_who_sees_one_department_gets_no_row_of_the_agencys_milestones(tmp_path):
    only_a = Scope(units_seen=frozenset({"A"}))
    with open_store(tmp_path, small_agency()) as warehouse:
        frame = measure(warehouse.cursor(), only_a, [Month(2026, 4)], [AGENCYS_OWN], today=dt.date(2026, 5, 1))
    assert frame.empty
    assert list(frame["done_late"]) == []
