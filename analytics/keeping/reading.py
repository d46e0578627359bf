"""A register as a viewer may see it."""

import datetime as dt
from collections.abc import Callable

import duckdb

from analytics.declare import Register, register, registers
from analytics.keeping.checking import Kept
from analytics.scope import OutsideScope, Scope
from analytics.store import kept_entries
from analytics.store.kept_entries import Entry


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


def is_at_most(age_limit: int, inclusive: bool, born: dt.date | None, today: dt.date) -> bool | None:
    """What others see instead of a date of birth: whether the person is still within the age on 31 December."""
    if born is None:
        return None
    age = today.year - born.year
    return age <= age_limit if inclusive else age < age_limit


def _may_see(scope: Scope, one: Register) -> bool:
    return scope.keeps(one.name) and (scope.units_personal is None or not one.personal)
