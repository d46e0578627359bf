"""Which figures a change of a register would move: stored in a transaction that is undone, measured, compared."""

import datetime as dt
from collections.abc import Sequence

import duckdb
import pandas as pd

from analytics import agency
from analytics.declare import Register, indicators
from analytics.keeping.changes import Change
from analytics.keeping.reading import demand
from analytics.measures import measure
from analytics.months import Month
from analytics.scope import OutsideScope, Scope
from analytics.store.warehouse import Warehouse, append_records

MONTHS = 3  # the latest ones; the last of them carries what has changed earlier in its year
LEVELS = ("department", "agency")
# Tables that figures depend on in other ways than by the rows they count.
FEEDS_ALL = frozenset({"calendar_day", "unit", "setting_override"})
SAID = ("value", "numerator", "denominator", "n", "state", "light", "target", "few", "small")
NUMBERS, EPSILON = frozenset({"value", "numerator", "denominator", "target"}), 1e-9
MOVES = ("value", "numerator", "denominator", "state", "light", "target")
ROW = ["indicator", "level", "unit_code", "period", "month"]


def affected(register: Register, changes: Sequence[Change]) -> tuple[str, ...]:
    """The indicators that may move: those fed by the register; those whose own targets or limits it sets."""
    if register.name in FEEDS_ALL:
        return tuple(indicators())
    if register.name == "target_override":
        named = {change.values["indicator"] for change in changes}
        return tuple(name for name in indicators() if name in named)
    return tuple(i.id for i in indicators().values() if register.catalogue in i.fed_by)


def latest_months(cursor: duckdb.DuckDBPyConnection, today: dt.date) -> tuple[Month, ...]:
    """The months whose figures are compared; none in a store without returns."""
    months = agency.months_with_data(agency.holdings(cursor), today)
    return months[-MONTHS:]


def effect(
    warehouse: Warehouse, scope: Scope, register: Register, changes: Sequence[Change], *, today: dt.date,
    months: Sequence[Month] | None = None,
) -> pd.DataFrame:
    """
    The figures of units the viewer sees that would be others after the changes; nothing is stored.

    Grain: one row per indicator, level, unit, period and month that differs. Columns: those, and before_ and after_
    each of value, numerator, denominator, n, state, light, target, few and small, as measures.measure has them (NULL:
    there was, or is, no such figure). Empty when no figure moves. OutsideScope for whoever does not keep the register.
    """
    demand(scope, register.name)
    if scope.known_event is not None:
        raise OutsideScope("the past cannot be changed")
    ids = affected(register, changes)
    with warehouse.trying() as (cursor, number):
        # the transaction's own view of the store before and after, whatever is stored meanwhile
        months = latest_months(cursor, today) if months is None else months
        if not ids or not months or not changes:
            return _none()
        before = measure(cursor, scope, months, ids, today=today, levels=LEVELS)
        append_records(cursor, register.name, [change.record() for change in changes], number)
        after = measure(cursor, scope, months, ids, today=today, levels=LEVELS)
    return _moved(before, after)


def _none() -> pd.DataFrame:
    return pd.DataFrame(columns=[*ROW, *(f"{when}_{name}" for name in SAID for when in ("before", "after"))])


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The rows of both frames side by side where the figure, its state or its light differs."""
    both = before[[*ROW, *SAID]].merge(
        after[[*ROW, *SAID]], how="outer", on=ROW, suffixes=("_before", "_after"), sort=False
    )
    both = both.rename(columns={f"{name}_{when}": f"{when}_{name}" for name in SAID for when in ("before", "after")})
    differs = pd.Series(False, index=both.index)
    for name in MOVES:
        old, new = both[f"before_{name}"], both[f"after_{name}"]
        same = (old == new) | (old.isna() & new.isna())
        if name in NUMBERS:  # sums come in another order each time: a difference in the last digit is none
            same |= (pd.to_numeric(old) - pd.to_numeric(new)).abs() < EPSILON
        differs |= ~same
    order = {name: number for number, name in enumerate(indicators())}
    moved = both[differs]
    return moved.sort_values(
        ["indicator", "level", "unit_code", "month", "period"],
        key=lambda column: column.map(order) if column.name == "indicator" else column,
    ).reset_index(drop=True)
