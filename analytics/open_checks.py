"""
Checks whose file is not kept: what is had from the page that has them open, for as long as it is. The file is held by
that page alone; here is only known where it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from weakref import ReferenceType, ref

from analytics.submitting import Checking


@dataclass(frozen=True, slots=True)
class _Open:
    checking: ReferenceType[Checking]
    is_open: Callable[[], bool]


_OPEN: dict[tuple[Path, int], _Open] = {}  # by data directory and number of the check


def hold(directory: Path, check_no: int, checking: Checking, is_open: Callable[[], bool]) -> None:
    """Makes a check known by its number while somebody holds it. is_open: whether its page still is."""
    key = (directory, check_no)
    _OPEN[key] = _Open(ref(checking, lambda _: _OPEN.pop(key, None)), is_open)


def held(directory: Path, check_no: int) -> Checking | None:
    """The check of that number; None once its page is closed or has gone on to another state of it."""
    found = _OPEN.get((directory, check_no))
    return found.checking() if found is not None and found.is_open() else None
