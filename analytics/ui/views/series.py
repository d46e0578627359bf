"""One indicator of one unit over the months, and the departments of one month: what cards and tiles are made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.declare import Indicator, indicator
from analytics.months import Month, month_range
from analytics.ui import data, formats
from analytics.ui.views import lights

SHOWN_MONTHS = 12
EVERY_LEVEL = ("department", "agency")


@dataclass(frozen=True, slots=True)
class Series:
    """One unit's indicator over some months, in the period that stands for it. rows: one a month, None: unknown."""

    chosen: Indicator
    unit_code: str
    months: tuple[str, ...]
    rows: tuple[Any, ...]
    target: float | None

    @property
    def values(self) -> list[float | None]:
        return [value_of(self.chosen, r) for r in self.rows]

    def below(self) -> int:
        """Months that missed the target."""
        return sum(met(self.chosen, r) is False for r in self.rows)

    def judged(self) -> int:
        return sum(met(self.chosen, r) is not None for r in self.rows)


def value_of(chosen: Indicator, row: Any) -> float | None:
    return None if row is None or row.state != "value" or formats.missing(row.value) else float(row.value)


def met(chosen: Indicator, row: Any) -> bool | None:
    """Whether the target is met: by its light; by the target where no light is given; None when it can't be said."""
    value = value_of(chosen, row)
    if value is None:
        return None
    if chosen.colour == "R-LIMIT" and not formats.missing(row.target):
        return value >= row.target  # its light also warns of open cases near or past their limit
    if row.light != "grey":
        return row.light == "green"
    small = chosen.small_n and row.few
    if small or formats.missing(row.target) or chosen.colour != "R-INFO":
        return None
    return value <= row.target if chosen.better == "lower" else value >= row.target


def last_months(month: Month, shown: int = SHOWN_MONTHS) -> tuple[Month, ...]:
    """The months before and with this one that there is anything about."""
    return tuple(month_range(max(month.plus(1 - shown), data.months_available()[0]), month))


@data.cached
def _rows(ids: tuple[str, ...], months: tuple[Month, ...]) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    """(indicator, unit) -> month -> its row, in the period that stands for it. A page asks for dozens of series."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in lights.shown(data.measured(ids, months, EVERY_LEVEL)).itertuples(index=False):
        found.setdefault((row.indicator, row.unit_code), {})[row.month] = row
    return found


def series(name: str, month: Month, unit_code: str, ids: tuple[str, ...] = ()) -> Series:
    """ids: the indicators a page shows, so that they are all measured in one statement."""
    chosen = indicator(name)
    months = last_months(month)
    rows = _rows(ids or (name,), months).get((name, unit_code), {})
    if lights.shown_period(chosen) == "year":  # running figures begin anew each January
        months = tuple(m for m in months if m.year == month.year)
    now = rows.get(str(month))
    target = None if now is None or formats.missing(now.target) else float(now.target)
    return Series(chosen, unit_code, tuple(str(m) for m in months), tuple(rows.get(str(m)) for m in months), target)


def department_rows(name: str, month: Month, ids: tuple[str, ...] = ()) -> list[Any]:
    """The departments' rows of a month, those that can be judged first, highest first."""
    found = _rows(ids or (name,), last_months(month) if ids else (month,))
    order = list(data.units(month))
    rows = [
        row for code in order
        if (row := found.get((name, code), {}).get(str(month))) is not None and row.level == "department"
    ]
    return sorted(
        rows, key=lambda r: (r.state != "value", -(r.value if r.state == "value" else 0), order.index(r.unit_code))
    )
