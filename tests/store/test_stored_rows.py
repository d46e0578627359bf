"""A version comes back from the store as it was checked in."""

import datetime as dt

import pytest

from analytics.returns.comparing import compare
from analytics.store import submissions
from analytics.store.stored_rows import stored_rows
from analytics.store.warehouse import StoreError
from tests.store.conftest import a_case, a_return


def test_a_stored_version_equals_what_was_submitted(warehouse):
    rows = a_return(cases=(a_case("1", "open"), a_case("2", "closed", 9)))
    receipt = submissions.submit(
        warehouse, rows, data=b"x", file_name="x.xlsx", findings=(), replaces_version=0, by="clerk",
        at=dt.datetime(2026, 11, 2),
    )
    again = stored_rows(warehouse.cursor(), receipt.return_id)
    assert (again.unit_code, again.month, again.zero) == (rows.unit_code, rows.month, rows.zero)
    assert [r.row_no for r in again.sheets["service_cases"]] == [4, 9]
    assert set(again.sheets) == set(rows.sheets) and again.sheets["suggestions"] == ()
    assert again.cover["preparer"] == "a" and again.cover["period"] == "2026-10"
    assert compare(rows, again).nothing


def test_unknown_version(warehouse):
    with pytest.raises(StoreError, match="no stored return 99"):
        stored_rows(warehouse.cursor(), 99)
