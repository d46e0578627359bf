"""A small agency whose registers the tests keep: units FL, A, B; people; sessions; one reported suggestion."""

import datetime as dt

import pytest

from analytics.keeping.cells import RawRow
from analytics.keeping.checking import Checked, check
from analytics.keeping.reading import kept
from analytics.keeping.surroundings import surroundings
from analytics.months import Month
from analytics.scope import EVERYTHING
from tests.analytics.store_fixture import (
    Facts,
    Return,
    empty_returns,
    open_store,
    person,
    session,
    suggestion,
    unit,
)

MONTHS = (Month(2026, 1), Month(2026, 2))
NOW = dt.datetime(2026, 3, 9, 10)
HELD = dt.date(2026, 2, 3)


def facts() -> Facts:
    returns = empty_returns("AB", MONTHS[0], MONTHS[1])
    returns["A", "2026-01"]["suggestions"] = [suggestion("A-S1", "A1")]
    return Facts(
        units=[unit("FL", None), unit("A"), unit("B")],
        staff=[person("A1", "A", name="王丽", gender="female"), person("A2", "A", name="李华"),
               person("B1", "B", name="李华")],
        duty=[{"staff_id": "A2", "from_on": dt.date(2026, 1, 5), "to_on": dt.date(2026, 1, 20),
               "reason": "secondment"}],
        sessions=[session("S1", HELD, "central_group"), session("S2", dt.date(2026, 5, 4), status="planned")],
        returns=[Return(code, month, sheets) for (code, month), sheets in returns.items()],
    )


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "data", facts()) as warehouse:
        yield warehouse


def checked(warehouse, name: str, *rows: dict, scope=EVERYTHING, only_new: bool = True, now=NOW) -> Checked:
    """The rows (numbered from 2) beside or, with only_new=False, instead of the register's entries."""
    cursor = warehouse.cursor()
    table = kept(cursor, scope, name)
    raw = [RawRow(number, row) for number, row in enumerate(rows, 2)]
    return check(table, raw, surroundings(cursor, now), withdraw_missing=not only_new)
