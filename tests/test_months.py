"""The month as a value."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.months import Month, last_full_month, month_range, year_to

months = st.builds(Month, st.integers(1950, 2900), st.integers(1, 12))


@given(months)
def test_a_month_reads_back_from_its_own_code(month):
    assert Month.parse(str(month)) == month


@given(months, st.integers(-500, 500))
def test_going_forward_and_back_ends_where_it_began(month, count):
    assert month.plus(count).plus(-count) == month


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-01", "2026/10", "", "2026-00", "abcd-ef"])
def test_anything_else_is_no_month(text):
    with pytest.raises(ValueError, match="month"):
        Month.parse(text)


def test_the_last_full_month_is_the_one_before_today():
    assert last_full_month(dt.date(2026, 11, 23)) == Month(2026, 10)
    assert last_full_month(dt.date(2026, 1, 1)) == Month(2025, 12)


def test_a_range_includes_both_ends_and_a_year_starts_in_january():
    months = [str(m) for m in month_range(Month(2025, 11), Month(2026, 2))]
    assert months == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert len(year_to(Month(2026, 10))) == 10


def test_days_halves_and_quarters():
    assert Month(2024, 2).days == 29
    assert Month(2026, 6).half == 1
    assert Month(2026, 7).half == 2
    assert Month(2026, 12).quarter == 4
