"""
The store as the pages see it: one open warehouse a process, the viewer's scope, and results that are computed once for
everybody who asks the same of the same data.

Whatever `cached` returns is shared between sessions and must never be changed; copy a frame before adding to it.
"""

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from analytics import agency, clock, measures
from analytics.agency import Holdings, PersonName
from analytics.months import Month
from analytics.scope import EVERYTHING, Scope
from analytics.store.reading_registers import UnitVersion, unit_versions
from analytics.store.registers import Unit
from analytics.store.warehouse import Warehouse

ROOT = Path(__file__).parents[2]
KEPT_RESULTS = 128  # of each function

Result = TypeVar("Result")


def data_directory() -> Path:
    """Where the store is: SIXING_DATA, else data/ beside the program."""
    return Path(os.environ.get("SIXING_DATA") or ROOT / "data")


@st.cache_resource(show_spinner=False)
def _open(directory: str) -> Warehouse:
    return Warehouse.open(directory)


def warehouse() -> Warehouse:
    """The store, opened once for this process."""
    return _open(str(data_directory().resolve()))


def scope() -> Scope:
    """What this viewer may see. Everything, until accounts are on."""
    return EVERYTHING


def today() -> dt.date:
    return clock.today()


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
    """The number of the last event; it changes whenever anything was stored."""
    return warehouse().data_version() if _run.version is None else _run.version


def cached(function: Callable[..., Result]) -> Callable[..., Result]:
    """
    Remembers results by store, data version, day, viewer's scope and arguments (which must be hashable).

    For functions of modules, not of pages (a page is executed anew on every run).
    """

    @lru_cache(maxsize=KEPT_RESULTS)
    def remembered(_store: str, _version: int, _day: dt.date, _scope: Scope, args: tuple, named: tuple) -> Result:
        return function(*args, **dict(named))

    @wraps(function)
    def asked(*args: Any, **named: Any) -> Result:
        store = str(data_directory().resolve())
        return remembered(store, data_version(), today(), scope(), args, tuple(sorted(named.items())))

    return asked


@cached
def _unit_versions() -> tuple[UnitVersion, ...]:
    return unit_versions(warehouse().cursor())


@cached
def _holdings() -> Holdings:
    return agency.holdings(warehouse().cursor())


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
    return agency.months_with_data(_holdings(), due_dates(), today())


@cached
def people() -> Mapping[str, PersonName]:
    return agency.people(warehouse().cursor())


def is_demonstration() -> bool:
    return _holdings().is_demonstration


def as_of() -> dt.datetime | None:
    """When the last return arrived or was decided on."""
    return _holdings().as_of


@cached
def due_dates() -> Mapping[str, dt.date]:
    """month code -> the day its returns are due."""
    return agency.due_dates(warehouse().cursor())


@cached
def measured(
    ids: tuple[str, ...], months: tuple[Month, ...], levels: tuple[str, ...] = ("department", "agency")
) -> pd.DataFrame:
    """measures.measure for this viewer today; one statement for all that a page shows."""
    frame = measures.measure(warehouse().cursor(), scope(), months, ids, today=today(), levels=levels)
    frame["pace"] = frame["pace"].astype(object).where(frame["pace"].notna(), None)  # pandas says NaN for no pace
    return frame


@cached
def _answered(function: Callable[..., pd.DataFrame], args: tuple, named: tuple) -> pd.DataFrame:
    return function(warehouse().cursor(), scope(), *args, today=today(), **dict(named))


def ask(function: Callable[..., pd.DataFrame], *args: Any, **named: Any) -> pd.DataFrame:
    """A function of an analytic module for this viewer today, remembered: ask(learning.people, month)."""
    return _answered(function, args, tuple(sorted(named.items())))
