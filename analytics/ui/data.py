"""
The store as the pages see it: one open warehouse a process, the viewer's scope, and results that are computed once for
everybody who asks the same of the same data.

Whatever `cached` returns is shared between sessions and must never be changed; copy a frame before adding to it.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from analytics import agency, clock, measures, process
from analytics.agency import Holdings, PersonName
from analytics.identity import accounts
from analytics.identity.database import Identity
from analytics.months import Month
from analytics.scope import Scope
from analytics.store.reading_registers import UnitVersion, unit_versions
from analytics.store.registers import Unit
from analytics.store.settings import settings_in
from analytics.store.warehouse import Warehouse
from analytics.ui import viewing
from analytics.ui.texts import lang
from analytics.ui.viewing import authority, scope, trail, viewer

if TYPE_CHECKING:
    import duckdb

__all__ = ["authority", "scope", "trail", "viewer"]  # pages ask here for all of it
KEPT_RESULTS = 256  # of each function

Result = TypeVar("Result")


def warehouse() -> Warehouse:
    """The store, opened once for this process. To read for the viewer take `cursor`."""
    return process.warehouse()


def cursor() -> "duckdb.DuckDBPyConnection":
    """A cursor that sees as much of the store as the viewer's view does."""
    return process.warehouse().cursor_for(scope())


def identity() -> Identity:
    """Accounts, sessions, tokens and the audit trail."""
    return process.identity()


def today() -> dt.date:
    """The day the page reckons with: the one it looks back to, or now."""
    return viewing.known_on() or clock.today()


class _Run(threading.local):
    """What holds for one run of a page: every figure on it is of the same data version."""

    version: int | None = None


_run = _Run()


@contextmanager
def one_run() -> Iterator[None]:
    """Around one run of a page; the version is asked for once."""
    _run.version = warehouse().data_version()
    try:
        yield
    finally:
        _run.version = None


def changed() -> None:
    """To be called after storing something, by a page that goes on showing figures in the same run."""
    _run.version = None


def data_version() -> int:
    """
    The number of the last event the viewer sees: it changes whenever anything was stored, and for those who see what
    was published only with the next publication. Looking back it is the last event of that day.
    """
    published = scope().known_event
    if published is not None:
        return published
    return warehouse().data_version() if _run.version is None else _run.version


def cached(function: Callable[..., Result]) -> Callable[..., Result]:
    """
    Remembers results by store, data version, day, the viewer's right and arguments (which must be hashable).

    For functions of modules, not of pages (a page is executed anew on every run).
    """

    @lru_cache(maxsize=KEPT_RESULTS)
    def remembered(_store: str, _version: int, _day: dt.date, _scope: Scope, args: tuple, named: tuple) -> Result:
        return function(*args, **dict(named))

    @wraps(function)
    def asked(*args: Any, **named: Any) -> Result:
        store = str(process.data_directory())
        return remembered(store, data_version(), today(), scope().right, args, tuple(sorted(named.items())))

    return asked


@cached
def _unit_versions() -> tuple[UnitVersion, ...]:
    return unit_versions(cursor())


@cached
def _holdings() -> Holdings:
    return agency.holdings(cursor())


@cached
def units(month: Month) -> Mapping[str, Unit]:
    """Every unit the viewer sees, by code, in the office's order."""
    return agency.units(_unit_versions(), scope(), month)


def departments(month: Month) -> tuple[Unit, ...]:
    """The units that owe a return for the month."""
    return tuple(unit for unit in units(month).values() if unit.must_report)


def root(month: Month) -> Unit | None:
    """The unit at the top of the tree."""
    return next((unit for unit in units(month).values() if unit.parent_code is None), None)


def top(month: Month) -> Unit | None:
    """The highest unit the viewer sees: of those who work for one department, that department."""
    known = units(month)
    return next((unit for unit in known.values() if unit.parent_code not in known), None)


@cached
def below(unit_code: str, month: Month) -> frozenset[str]:
    """A unit and all units under it."""
    found, known = {unit_code}, units(month)
    while more := {u.code for u in known.values() if u.parent_code in found} - found:
        found |= more
    return frozenset(found)


@cached
def months_available() -> tuple[Month, ...]:
    """Months that can be looked at, oldest first; empty in an empty store."""
    last = scope().last_month
    found = agency.months_with_data(_holdings(), today())
    return tuple(month for month in found if last is None or month <= last)


@cached
def settings() -> Mapping[str, Any]:
    """Every setting by flat name, with the office's own value where it has one."""
    return settings_in(cursor())


def setting(name: str) -> Any:
    """A setting by flat name (small_numbers_min_denominator), with the office's own value where it has one."""
    return settings()[name]


def month_shown_first() -> Month:
    """The month whose figures are shown unless another is asked for."""
    return agency.month_shown_first(_holdings(), today())


@cached
def people() -> Mapping[str, PersonName]:
    return agency.people(cursor())


def account_names() -> Mapping[str, str]:
    """Sign-in name -> name of everybody who has or had an account; who did something is recorded by sign-in name."""
    everybody = accounts.listed(identity())
    return {a.login: a.name if lang() == "zh" else a.name_en or a.name for a in everybody}


def is_demonstration() -> bool:
    return _holdings().is_demonstration


def first_day() -> dt.date | None:
    """The day of the store's first event; None in an empty store."""
    return _holdings().first_day


def as_of() -> dt.datetime | None:
    """When the last return arrived or was decided on."""
    return _holdings().as_of


@cached
def event_time(event_no: int) -> dt.datetime | None:
    """When an event was recorded."""
    return agency.event_time(cursor(), event_no)


def published_at() -> dt.datetime | None:
    """When the results the viewer sees were published; None before the first publication. In the published view."""
    event_no = scope().known_event
    return event_time(event_no) if event_no else None


def due_dates() -> Mapping[str, dt.date]:
    """month code -> the day its returns are due."""
    return _holdings().due_dates


@cached
def measured(
    ids: tuple[str, ...], months: tuple[Month, ...], levels: tuple[str, ...] = ("department", "agency")
) -> pd.DataFrame:
    """measures.measure for this viewer today; one statement for all that a page shows."""
    frame = measures.measure(cursor(), scope(), months, ids, today=today(), levels=levels)
    frame["pace"] = frame["pace"].astype(object).where(frame["pace"].notna(), None)  # pandas says NaN for no pace
    return frame


@cached
def _answered(function: Callable[..., pd.DataFrame], args: tuple, named: tuple) -> pd.DataFrame:
    return function(cursor(), scope(), *args, today=today(), **dict(named))


def ask(function: Callable[..., pd.DataFrame], *args: Any, **named: Any) -> pd.DataFrame:
    """A function of an analytic module for this viewer today, remembered: ask(learning.people, month)."""
    return _answered(function, args, tuple(sorted(named.items())))
