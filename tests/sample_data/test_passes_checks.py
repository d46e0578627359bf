"""The demonstration goes through the product's own checks: nothing in it is refused."""

import datetime as dt

import pytest

pytest.importorskip("analytics.returns.checking")

from analytics.months import Month
from analytics.store.warehouse import Warehouse
from sample_data import demonstration
from sample_data.returns import build
from tests.sample_data.conftest import LAST


def fill(directory, last: Month) -> tuple[int, int]:
    """Returns that are stored, and findings that were confirmed. StoreError when a return is refused."""
    with Warehouse.open(directory) as warehouse:
        demonstration.fill(warehouse, last, now=dt.datetime(2026, 11, 23, 9))
        cursor = warehouse.cursor()
        assert cursor.execute("SELECT count(*) FROM event WHERE kind = 'refused'").fetchone()[0] == 0
        stored = cursor.execute("SELECT count(*), sum(json_array_length(findings)) FROM return_version").fetchone()
    return stored[0], int(stored[1])


def test_the_first_months_pass(tmp_path):
    last = Month(2025, 3)
    assert fill(tmp_path, last)[0] == sum(map(len, build(last).values()))


@pytest.mark.slow
def test_all_returns_pass(tmp_path):
    stored, _ = fill(tmp_path, LAST)
    assert stored == sum(map(len, build(LAST).values()))
