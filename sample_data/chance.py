"""Repeatable chance, and the stock of words. Nothing here depends on anything but the names it is given."""

import datetime as dt
import random
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEED = 20260101


def dice(*names: object) -> random.Random:
    """A source of chance of its own for the named thing: the same names always give the same throws."""
    return random.Random(":".join(str(name) for name in names))


def pick(source: random.Random, shares: Mapping[Any, float]) -> Any:
    """One key of a table of shares."""
    return source.choices(list(shares), list(shares.values()))[0]


@cache
def words(name: str) -> Any:
    """A part of words.toml."""
    return tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))[name]


@cache
def table(name: str) -> Sequence[Sequence[Any]]:
    """A table of people.toml: staff or departments."""
    return tomllib.loads((HERE / "people.toml").read_text(encoding="utf-8"))[name]


def at(day: dt.date, minutes: int) -> dt.datetime:
    """A moment of a day, in minutes after midnight."""
    return dt.datetime.combine(day, dt.time(minutes // 60, minutes % 60))
