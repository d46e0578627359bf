"""
What a viewer without the right to single matters can work out from everything there is to see: nothing under 3.

The attacker takes every figure of every protected indicator, all units, months and periods, writes down the sums they
belong to, and tries two ways: linear algebra (is the hidden number a combination of seen ones?) and tightening of
bounds (no count is negative, a numerator is at most its denominator, "<3" is 1 or 2). The people of each department
try as well: they know their own numbers.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import pytest

from analytics import agency, service
from analytics.declare import indicator
from analytics.measures import measure
from analytics.months import Month, month_range
from analytics.privacy import protected
from analytics.scope import EVERYTHING, NO_UNITS, Scope
from analytics.small_cells import SMALL
from tests.analytics.case_fixture import random_case_facts
from tests.analytics.store_fixture import open_store

OUTSIDER = Scope(units_personal=NO_UNITS)
TODAY = dt.date(2026, 11, 9)
LEVELS = ("department", "agency")
Variable = tuple[str, str, str]  # unit, month, part ('numerator' | 'denominator'); what the attacker wants to know
Sum = tuple[frozenset[Variable], float]


class Attacker:
    """Everything that can be seen of one indicator in one year, as sums over unknown counts."""

    def __init__(self, name: str, seen: pd.DataFrame, truth: pd.DataFrame, insider: str | None) -> None:
        self.chosen, self.insider = indicator(name), insider
        self.months = sorted(truth["month"].unique())
        self.truth = {(r.unit_code, r.period, r.month): r for r in truth.itertuples()}
        self.units = sorted({r.unit_code for r in truth.itertuples() if r.level == "department"}) or ["FL"]
        self.parts = ("numerator", "denominator") if self.chosen.statistic == "ratio" else ("numerator",)
        self.variables = [(u, m, p) for u in self.units for m in self.months for p in self.parts]
        self.sums = [*self._seen(seen), *self._known()]
        self.small = {(r.unit_code, r.period, r.month) for r in seen.itertuples() if r.small}
        self.hidden = [(r.unit_code, r.period, r.month) for r in seen.itertuples() if r.hidden]

    def over(self, unit: str, period: str, month: str, part: str) -> frozenset[Variable]:
        """The counts that a cell adds up."""
        units = self.units if unit == "FL" else [unit]
        months = [m for m in self.months if m <= month] if period == "year" else [month]
        return frozenset((u, m, part) for u in units for m in months)

    def count(self, row: object, part: str) -> float:
        if row is None:
            return 0
        value = row.n if self.chosen.statistic == "quantiles" else getattr(row, part)
        return 0 if value != value or value is None else float(value)

    def _seen(self, seen: pd.DataFrame) -> Iterator[Sum]:
        for row in seen.itertuples():
            if not row.hidden:
                for part in self.parts:
                    yield self.over(row.unit_code, row.period, row.month, part), self.count(row, part)

    def _known(self) -> Iterator[Sum]:
        """Months without a return, departments that never take in a matter, and what an insider sees of her own."""
        for unit in self.units:
            own = {m: self.leaf(unit, m, self.parts[-1]) for m in self.months}
            for month in self.months:
                row = self.truth.get((unit, "month", month)) or self.truth.get((unit, "year", month))
                if unit == self.insider or not any(own.values()) or row is None or row.state == "not_reported":
                    for part in self.parts:
                        yield self.over(unit, "month", month, part), self.leaf(unit, month, part)

    def leaf(self, unit: str, month: str, part: str) -> float:
        """The true count of a month."""
        if "year" in self.chosen.periods:
            at = self.months.index(month)
            before = self.truth.get((unit, "year", self.months[at - 1])) if at else None
            now = self.truth.get((unit, "year", month))
            return self.count(now, part) - self.count(before, part) if now is not None else 0
        return self.count(self.truth.get((unit, "month", month)), part)

    def wanted(self) -> Iterator[tuple[str, str, str, str]]:
        """Every hidden count of 1 or 2, also of months that are only in the difference of two years so far."""
        periods = {"year": ["year", "month"], "month": ["month"]}
        asked = {(u, p, m) for u, period, m in self.hidden for p in periods[period]}
        for unit, period, month in sorted(asked):
            if unit != self.insider:
                for part in self.parts:
                    if sum(self.leaf(*v) for v in self.over(unit, period, month, part)) in SMALL:
                        yield unit, period, month, part

    def pinned_by_algebra(self) -> list[tuple]:
        place = {v: i for i, v in enumerate(self.variables)}

        def vector(over: frozenset[Variable]) -> np.ndarray:
            found = np.zeros(len(place))
            found[[place[v] for v in over]] = 1
            return found

        sums = np.array([vector(over) for over, _ in self.sums])
        _, sizes, rows = np.linalg.svd(sums, full_matrices=False)
        basis = rows[sizes > 1e-9 * sizes.max()]
        return [
            cell for cell in self.wanted()
            if np.linalg.norm((v := vector(self.over(*cell))) - basis.T @ (basis @ v)) < 1e-7
        ]

    def pinned_by_bounds(self) -> list[tuple]:
        low, high = self._bounds()
        return [cell for cell in self.wanted() if all(high[v] - low[v] < 1 for v in self.over(*cell))]

    def _bounds(self) -> tuple[Mapping[Variable, float], Mapping[Variable, float]]:
        low = dict.fromkeys(self.variables, 0.0)
        high = dict.fromkeys(self.variables, 1e6)
        for unit, period, month in self.small:
            if period == "month":
                low[unit, month, self.parts[-1]], high[unit, month, self.parts[-1]] = 1, 2
        for _ in range(30):
            before = sum(high.values()) - sum(low.values())
            for over, total in self.sums:
                lows, highs = sum(low[v] for v in over), sum(high[v] for v in over)
                for v in over:
                    most, least = min(high[v], total - lows + low[v]), max(low[v], total - highs + high[v])
                    lows, highs = lows + least - low[v], highs + most - high[v]
                    high[v], low[v] = most, least
            if len(self.parts) == 2:
                for u, m, _ in self.variables:
                    high[u, m, "numerator"] = min(high[u, m, "numerator"], high[u, m, "denominator"])
                    low[u, m, "denominator"] = max(low[u, m, "denominator"], low[u, m, "numerator"])
            if before - sum(high.values()) + sum(low.values()) < 1e-9:
                break
        return low, high


def year_of(cursor, scope: Scope, year: int, last: int) -> pd.DataFrame:
    months = list(month_range(Month(year, 1), Month(year, last)))
    return measure(cursor, scope, months, protected(), today=TODAY, levels=LEVELS)


def attackers(cursor, year: int, last: int, insiders: bool) -> Iterator[Attacker]:
    seen, truth = (year_of(cursor, scope, year, last) for scope in (OUTSIDER, EVERYTHING))
    for name in protected():
        if indicator(name).accumulate == "sum" and seen.loc[seen["indicator"] == name, "hidden"].any():
            mine, true = (frame[frame["indicator"] == name] for frame in (seen, truth))
            counted = true[(true["level"] == "department") & (true["n"] > 0)]
            units = sorted(counted["unit_code"].unique()) if insiders else []
            for insider in [None, *units]:
                yield Attacker(name, mine, true, insider)


def assert_nothing_is_worked_out(found: Iterator[Attacker]) -> None:
    wanted = 0
    for attacker in found:
        wanted += len(list(attacker.wanted()))
        who = attacker.chosen.id, attacker.insider
        assert not attacker.pinned_by_algebra(), who
        assert not attacker.pinned_by_bounds(), who
    assert wanted > 20, "there was something to find out"


@pytest.mark.parametrize("seed", [1, 5])
def test_nothing_small_can_be_worked_out_of_a_small_agency(tmp_path, seed):
    with open_store(tmp_path, random_case_facts(seed)) as warehouse:
        assert_nothing_is_worked_out(attackers(warehouse.cursor(), 2026, 10, insiders=True))


@pytest.mark.slow
@pytest.mark.parametrize(("year", "last", "insiders"), [(2025, 12, False), (2026, 10, True)])
def test_nothing_small_can_be_worked_out_of_the_demonstration(demonstration, year, last, insiders):
    assert_nothing_is_worked_out(attackers(demonstration.cursor(), year, last, insiders))


def test_the_attack_succeeds_where_too_little_is_hidden(tmp_path):
    """The same attack on figures of which only the small ones themselves are hidden."""
    with open_store(tmp_path, random_case_facts(1)) as warehouse:
        truth = year_of(warehouse.cursor(), EVERYTHING, 2026, 10)
    caught = 0
    for name in protected():
        true = truth[truth["indicator"] == name]
        small = true["numerator"].isin(SMALL) | true["denominator"].isin(SMALL)
        if indicator(name).accumulate == "sum" and small.any():
            caught += len(Attacker(name, true.assign(hidden=small), true, None).pinned_by_algebra())
    assert caught > 20


@pytest.mark.slow
def test_categories_and_waiting_matters_of_the_agency_give_nothing_away(demonstration):
    """The year so far of each category at each month, with every month's total: no month's small count is pinned."""
    cursor, months = demonstration.cursor(), list(month_range(Month(2026, 1), Month(2026, 10)))
    volumes = service.volumes(cursor, EVERYTHING, months, today=TODAY)
    volumes = volumes[volumes["dimension"] == "rights_category"]
    volumes = volumes.assign(matters=volumes["received"].fillna(0) + volumes["quick_answers"].fillna(0))
    truth = volumes.pivot_table("matters", "code", "month", aggfunc="sum", fill_value=0)
    frames = {m: service.categories(cursor, OUTSIDER, m, today=TODAY).set_index("code") for m in months}
    codes, names = list(truth.index), [str(m) for m in months]

    def vector(code: str | None, chosen: list[str]) -> np.ndarray:
        return np.array([float(m in chosen and code in (None, c)) for c in codes for m in names])

    sums = [vector(None, [m]) for m in names]
    for month, frame in frames.items():
        for code in codes:
            if code not in frame.index or not frame.loc[code, "hidden"]:
                sums.append(vector(code, [m for m in names if m <= str(month)]))
    _, sizes, rows = np.linalg.svd(np.array(sums), full_matrices=False)
    basis, wanted = rows[sizes > 1e-9 * sizes.max()], 0
    for code in codes:
        for month in names:
            if truth.loc[code, month] in SMALL:
                v, wanted = vector(code, [month]), wanted + 1
                assert np.linalg.norm(v - basis.T @ (basis @ v)) > 1e-7, (code, month)
    assert wanted and any(frame["hidden"].any() for frame in frames.values())


@pytest.mark.slow
def test_frames_about_single_departments_are_not_for_everybody(demonstration):
    cursor, month = demonstration.cursor(), Month(2026, 10)
    assert set(service.ageing(cursor, OUTSIDER, [month], today=TODAY)["unit_code"]) == {"FL"}
    assert set(service.categories(cursor, OUTSIDER, month, today=TODAY)["unit_code"]) == {"FL"}
    pressure = agency.case_pressure(cursor, OUTSIDER, [month], today=TODAY)
    assert set(pressure["unit_code"]) == {"FL"}
    assert pressure[["dv_past", "first_near_on", "first_past_on", "longest_past"]].isna().all().all()
    assert set(service.outcomes(cursor, OUTSIDER, [month], today=TODAY)["kind"]) == {"outcome_measure"}
