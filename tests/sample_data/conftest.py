"""The demonstration as its tests look at it."""

import pytest

from analytics.months import Month
from sample_data.returns import build

LAST = Month(2026, 10)


@pytest.fixture(scope="session")
def latest():
    """(unit, month) -> the version that was sent last, month by month."""
    return {key: versions[-1] for key, versions in sorted(build(LAST).items(), key=lambda one: one[0][1])}


def rows_of(latest, sheet: str, unit: str | None = None, year: int | None = None) -> list[dict]:
    """The sheet's rows over all returns, month by month."""
    return [
        row for (code, month), demo in latest.items() for row in demo.sheets.get(sheet, ())
        if unit in (None, code) and year in (None, month.year)
    ]
