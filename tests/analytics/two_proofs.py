"""
Finds what proves the indicators: dicts NAIVE (id -> function) in tests/naive/*.py and HAND_CASES (id -> list of Case)
in tests/analytics/hand_*.py. A new module of either kind is picked up by its name.
"""

import datetime as dt
import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analytics.months import Month
from tests.analytics.store_fixture import Facts

TESTS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Expect:
    """A row of measure() and what some of its columns must be; None stands for no figure."""

    level: str
    who: str                     # unit code, or staff_id of a person
    month: str
    columns: Mapping[str, Any]
    period: str = "year"


@dataclass(frozen=True)
class Case:
    """Facts small enough to count by hand, and the figures counted (the comment beside it shows how)."""

    facts: Callable[[], Facts]
    expects: tuple[Expect, ...]
    today: dt.date = dt.date(2027, 1, 4)

    @property
    def months(self) -> list[Month]:
        return sorted({Month.parse(e.month) for e in self.expects})


@cache
def naive_functions() -> dict[str, Any]:
    return _gathered("naive", "*.py", "NAIVE")


@cache
def hand_cases() -> dict[str, list[Case]]:
    return _gathered("analytics", "hand_*.py", "HAND_CASES")


def _gathered(folder: str, pattern: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in sorted((TESTS / folder).glob(pattern)):
        entries = getattr(importlib.import_module(f"tests.{folder}.{path.stem}"), name, {})
        assert not set(entries) & set(found), f"{path.name}: proved twice: {set(entries) & set(found)}"
        found |= entries
    return found
