"""A register as a viewer may see it."""

import datetime as dt
from collections.abc import Callable

import duckdb

from analytics.declare import Register, register, registers
from analytics.keeping.checking import Kept
from analytics.keeping.rules import PERIODS
from analytics.scope import OutsideScope, Scope
from analytics.store import kept_entries
from analytics.store.kept_entries import Entry, Values


def kept_by(scope: Scope) -> tuple[Register, ...]:
    """The registers and reference tables the viewer keeps, in the order they are declared in."""
    return tuple(one for one in registers().values() if _may_see(scope, one))


def kept(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, name: str, choose: Callable[[Entry], bool] | None = None
) -> Kept:
    """
    Every entry of a register as the cursor's view of the store has it, and those among them that `choose` takes to be
    shown. OutsideScope when the register is not the viewer's to keep, or holds rows of persons they may not see.
    """
    one = demand(scope, name)
    entries = kept_entries.entries(cursor, one)
    shown = entries if choose is None else tuple(entry for entry in entries if choose(entry))
    return Kept(one, entries, shown, hidden_columns(scope, one))


def demand(scope: Scope, name: str) -> Register:
    """The register, for a viewer who keeps it; OutsideScope for others."""
    one = register(name)
    if not _may_see(scope, one):
        raise OutsideScope(f"you do not keep the register {name}")
    return one


def hidden_columns(scope: Scope, one: Register) -> frozenset[str]:
    """The columns that are for the administrator alone and that this viewer therefore does not see."""
    return frozenset() if scope.birth_dates else frozenset(c.name for c in one.columns if c.administrator_only)


def year_column(one: Register) -> str | None:
    """The column by which a register is looked at year by year; None where entries hold from one day to another."""
    if one.name in PERIODS:
        return None
    dates = [c.name for c in one.columns if c.type == "date"]
    own = [name for name in ("year", *one.key, *dates) if name == "year" or name in dates]
    return next((name for name in own if any(c.name == name for c in one.columns)), None)


def year_of(one: Register, values: Values) -> int | None:
    """The year an entry belongs to; None when it has none (yet)."""
    value = values[column] if (column := year_column(one)) else None
    return value.year if isinstance(value, dt.date) else value


def is_young(born: dt.date | None, year: int, limit_years: int, inclusive: bool) -> bool | None:
    """What others see instead of a date of birth: whether the person is within the age limit at the year's end."""
    if born is None:
        return None
    age = year - born.year
    return age <= limit_years if inclusive else age < limit_years


def _may_see(scope: Scope, one: Register) -> bool:
    return scope.keeps(one.name) and (scope.units_personal is None or not one.personal)
