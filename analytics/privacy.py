"""
Small counts of matters, for those who may not see a unit's single matters (catalogue 11).

Indicators that count matters (fed by sheets with `small_cells`, or declared so) are shown to them only where the count
is not 1 or 2 and does not help to work out one that is. Which figures those are is decided once for a year from all
units and months (analytics/small_cells), whatever is asked. What this module cannot protect is not shown: figures of
units below the departments.

How a hidden figure is marked: `small` where the count itself is 1 or 2, otherwise only `hidden`. Both are told apart
for the lowest figures only, and only where small_cells has taken into account that they are.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Literal

import duckdb
import pandas as pd

from analytics.declare import SQL, Indicator, indicator, indicators, return_form
from analytics.months import Month, month_range
from analytics.scope import Scope
from analytics.small_cells import Counts, Pattern, decide, is_small

Mark = Literal["shown", "small", "withheld"]
Cell = tuple[str, str, str, str]  # indicator, unit, period, month
Measured = Callable[[Sequence[Month], Sequence[str]], pd.DataFrame]
TOTAL = -1
# what is computed from a figure and would give it back
FIGURES = ("numerator", "denominator", "n", "value", "p90", "expected", "needed_per_month")
# what tells of few matters or of a single row of a return, whatever the figure itself is
OF_SINGLE_ROWS = ("open_past_limit", "open_near_limit", "past_statutory_limit", "furthest")
MOST_YEARS = 24  # kept: a year of one state of the data each


def is_limited(scope: Scope) -> bool:
    """Whether the viewer sees figures of a unit without the right to its single matters."""
    if scope.units_personal is None:
        return False
    return scope.units_seen is None or not scope.units_seen <= scope.units_personal


@cache
def family_of(name: str) -> str:
    """The indicators with the same word here hide the same figures; '' = counts no matters, nothing is hidden."""
    chosen = indicator(name)
    if chosen.small_cells:
        return "" if chosen.small_cells == "none" else chosen.small_cells
    sheets = {sheet.name for sheet in return_form().sheets if sheet.small_cells}
    return name if sheets & set(chosen.fed_by) else ""


def protected() -> list[str]:
    """The indicators whose small counts are hidden."""
    return [name for name in indicators() if family_of(name)]


def hide(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, frame: pd.DataFrame, measured: Measured, today: dt.date
) -> pd.DataFrame:
    """
    A frame of measures.measure with what this viewer may not see taken out: such rows have hidden = True, state
    'hidden' (unless 'not_reported'), light 'grey' and NULL figures; small = True where the count is 1 or 2. What tells
    of single matters (OF_SINGLE_ROWS), and of how many rows a sum is made (n), is taken out of every row of a unit
    without the right to them.
    measured(months, ids): the frame of all units, for whose year it is decided.
    """
    frame = frame.assign(hidden=False, small=False)
    if not is_limited(scope):
        return frame
    counted = frame["indicator"].map(lambda name: bool(family_of(name))).astype(bool) & (frame["level"] != "person")
    limited = counted & ~frame["unit_code"].map(scope.sees_persons).astype(bool)
    frame.loc[limited, [name for name in OF_SINGLE_ROWS if name in frame]] = None
    of_sums = limited & frame["indicator"].map(lambda name: indicator(name).statistic == "sum").astype(bool)
    frame.loc[of_sums, "n"] = None
    years = {month[:4] for month in frame.loc[limited, "month"]}
    marks = {year: marks_of(cursor, int(year), measured, today) for year in sorted(years)}
    keys = zip(*(frame.loc[limited, c] for c in ("indicator", "unit_code", "period", "month")), strict=True)
    given = [marks[key[3][:4]].get(key, "withheld") for key in keys]
    found = pd.Series(given, index=frame.index[limited], dtype=object)
    rows = found.index[found != "shown"]
    frame.loc[rows, list(FIGURES)] = None
    frame.loc[rows, "pace"] = None
    frame.loc[rows, "light"] = "grey"
    frame.loc[rows, "hidden"] = True
    frame.loc[found.index[found == "small"], "small"] = True
    frame.loc[rows[frame.loc[rows, "state"] != "not_reported"], "state"] = "hidden"
    return frame


def line_marks(counts: Sequence[int]) -> list[Mark]:
    """What becomes of counts whose sum may be known to anybody."""
    return year_marks([[count] for count in counts], by_month=True)


def year_marks(counts: Sequence[Sequence[int]], *, by_month: bool = False) -> list[Mark]:
    """
    What becomes of the year so far of each row at the last of the months, where only that is ever shown, for every
    month, and the total of each month may be known to anybody. counts[row][month].
    """
    if not counts:
        return []
    never = frozenset(
        (row, m) for row, values in enumerate(counts) for m in range(len(values)) if not any(values[: m + 1])
    )
    table = Counts((tuple(map(tuple, counts)),), by_month, not by_month, never)
    pattern = decide([table], "known", insiders=False)
    hidden = pattern.month if by_month else pattern.year
    found: list[Mark] = []
    for row, values in enumerate(counts):
        small = pattern.told[-1] and is_small(sum(values))
        found.append("shown" if not hidden[row][-1] else "small" if small else "withheld")
    return found


def limited_root(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> str | None:
    """The unit at the top of the tree, when the viewer sees its figures without the right to single matters."""
    roots = [code for code, _, depth in _rows(cursor, "top_units") if depth == 0]
    return next((code for code in roots if scope.sees(code) and not scope.sees_persons(code)), None)


def masked(counts: pd.Series, marks: Sequence[Mark]) -> pd.Series:
    """The counts that are shown; the others NULL."""
    shown = pd.Series([mark == "shown" for mark in marks], index=counts.index, dtype=bool)
    return counts.astype("Float64").where(shown)


# ------------------------------------------------------------------------------------------- the canonical table
@dataclass(frozen=True, slots=True)
class _Question:
    """One year of one state of the data."""

    database: str
    newest_event: int
    year: int
    today: dt.date
    units: tuple[tuple[str, str, int], ...] = field(compare=False)
    measured: Measured = field(compare=False)


def marks_of(
    cursor: duckdb.DuckDBPyConnection, year: int, measured: Measured, today: dt.date
) -> Mapping[Cell, Mark]:
    """What becomes of every figure of the protected indicators in a year; a figure that is not here is withheld."""
    database, newest = _rows(cursor, "data_state")[0]
    units = tuple(_rows(cursor, "top_units"))
    return _decided(_Question(database, newest, year, today, units, measured))


def _rows(cursor: duckdb.DuckDBPyConnection, name: str) -> list[Any]:
    return cursor.execute((SQL / "agency" / f"{name}.sql").read_text(encoding="utf-8")).fetchall()


@lru_cache(maxsize=MOST_YEARS)
def _decided(asked: _Question) -> Mapping[Cell, Mark]:
    last = min(Month(asked.year, 12), max(Month.of(asked.today), Month(asked.year, 1)))
    months = list(month_range(Month(asked.year, 1), last))
    frame = asked.measured(months, protected())
    cells = {(r.indicator, r.unit_code, r.period, r.month): r for r in frame.itertuples(index=False)}
    active = frame[frame["n"] > 0].groupby("unit_code")["month"].min().to_dict()
    families: dict[str, list[Indicator]] = {}
    for name in protected():
        families.setdefault(family_of(name), []).append(indicator(name))
    found: dict[Cell, Mark] = {}
    for root in (code for code, _, depth in asked.units if depth == 0):
        below = [code for code, top, depth in asked.units if top == root and depth == 1]
        for family in families.values():
            found |= _Family(family, root, below, months, cells, active).marks()
    return found


@dataclass(frozen=True, slots=True)
class _Family:
    """Indicators that hide the same figures, of one root and the departments below it, over a year."""

    members: Sequence[Indicator]
    root: str
    below: Sequence[str]
    months: Sequence[Month]
    cells: Mapping[Cell, Any]
    active: Mapping[str, str]  # unit -> the first month of the year in which it had any matter at all

    def marks(self) -> dict[Cell, Mark]:
        if any(chosen.accumulate == "given" for chosen in self.members):
            return self._marks_until_small()
        with_units = "department" in self.members[0].levels
        rows = [*self.below, ""] if with_units else [self.root]  # '' = what counts for the root alone
        family = [self._counts(chosen, rows) for chosen in self.members]
        pattern = decide(family, "shown" if with_units else "none", insiders=with_units)
        found: dict[Cell, Mark] = {}
        for chosen, counts in zip(self.members, family, strict=True):
            for row, unit in enumerate(rows):
                found |= self._row_marks(chosen, counts, unit, row, pattern)
            if with_units:
                found |= self._row_marks(chosen, counts, self.root, TOTAL, pattern)
        return found

    def _row_marks(
        self, chosen: Indicator, counts: Counts, unit: str, row: int, pattern: Pattern
    ) -> dict[Cell, Mark]:
        found: dict[Cell, Mark] = {}
        for m, month in enumerate(self.months):
            for period, hidden in (("month", pattern.month[row][m]), ("year", pattern.year[row][m])):
                lowest = row != TOTAL and (period == "month" or not counts.by_month)
                months = range(m + 1) if period == "year" else [m]
                small = lowest and pattern.told[m] and is_small(sum(counts.base(row, one) for one in months))
                mark: Mark = "shown" if not hidden else "small" if small else "withheld"
                found[chosen.id, unit, period, str(month)] = mark
        return found

    def _counts(self, chosen: Indicator, rows: Sequence[str]) -> Counts:
        parts = [[self._parts(chosen, unit, month) for month in self.months] for unit in rows if unit]
        if "" in rows:  # matters that no department reported: what the root has more than the departments together
            total = [self._parts(chosen, self.root, month) for month in self.months]
            parts.append([
                tuple(max(whole - sum(row[m][p] for row in parts), 0) for p, whole in enumerate(total[m]))
                for m in range(len(self.months))
            ])
        width = len(parts[0][0]) if parts and parts[0] else 1
        by_part = tuple(tuple(tuple(cell[p] for cell in row) for row in parts) for p in range(width))
        zeros = frozenset(
            (row, m) for row, unit in enumerate(rows) for m, month in enumerate(self.months)
            if str(month) < self.active.get(unit, "9999") or self._is_unreported(chosen, unit, month)
        )
        return Counts(by_part, "month" in chosen.periods, "year" in chosen.periods, zeros)

    def _is_unreported(self, chosen: Indicator, unit: str, month: Month) -> bool:
        rows = (self.cells.get((chosen.id, unit, period, str(month))) for period in chosen.periods)
        return any(row is not None and row.state == "not_reported" for row in rows)

    def _parts(self, chosen: Indicator, unit: str, month: Month) -> tuple[int, ...]:
        """The month's counts: its own figure, or what the year so far has grown by."""
        if "year" not in chosen.periods:
            return self._figure(chosen, unit, "month", month)
        now, before = self._so_far(chosen, unit, month), self._so_far(chosen, unit, month.plus(-1))
        return tuple(max(a - b, 0) for a, b in zip(now, before, strict=True))

    def _so_far(self, chosen: Indicator, unit: str, month: Month) -> tuple[int, ...]:
        """The year so far; of a unit that is no more, as it was last."""
        known = [m for m in self.months if m <= month and (chosen.id, unit, "year", str(m)) in self.cells]
        return self._figure(chosen, unit, "year", known[-1] if known else month)

    def _figure(self, chosen: Indicator, unit: str, period: str, month: Month) -> tuple[int, ...]:
        row = self.cells.get((chosen.id, unit, period, str(month)))
        width = 2 if chosen.statistic == "ratio" else 1
        if row is None:
            return (0,) * width
        met, base = _whole(row.numerator), _whole(row.denominator)
        match chosen.statistic:
            case "ratio":
                return met, max(base - met, 0)
            case "sum":
                return (met,)
        return (_whole(row.n),)

    def _marks_until_small(self) -> dict[Cell, Mark]:
        """
        Figures whose year is not the sum of its months: nothing of the departments from the first month in which one
        of them has a small count, nothing of the whole from the first month in which that is small.
        """
        found: dict[Cell, Mark] = {}
        units_hidden = root_hidden = False
        for month in self.months:
            units_hidden |= any(self._any_small(unit, month) for unit in self.below)
            root_hidden |= self._any_small(self.root, month) or units_hidden and len(self.below) < 3
            for chosen in self.members:
                for unit in (*self.below, self.root):
                    hidden = root_hidden if unit == self.root else units_hidden
                    for period in chosen.periods:
                        found[chosen.id, unit, period, str(month)] = "withheld" if hidden else "shown"
        return found

    def _any_small(self, unit: str, month: Month) -> bool:
        for chosen in self.members:
            for period in chosen.periods:
                parts = self._figure(chosen, unit, period, month)
                if is_small(sum(parts)) or is_small(parts[0]):
                    return True
        return False


def _whole(value: Any) -> int:
    return 0 if value is None or value != value else round(value)
