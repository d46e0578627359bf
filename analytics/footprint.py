"""How long something takes, and how much memory this process and others take for it."""

import time
from collections.abc import Callable, Collection
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")
FORGET_PEAK = "5"   # what the kernel is told to begin a new peak


class Taken(NamedTuple):
    """
    megabytes: at most in use above what was before; others_megabytes: the most one of the other processes held. None
    where the system does not tell (only Linux does), or the others are gone.
    """

    seconds: float
    megabytes: float | None
    others_megabytes: float | None = None


def taken_by(work: Callable[[], Result], others: Collection[int] = ()) -> tuple[Result, Taken]:
    """What the work gives, and what it took. others: ids of processes that work for this one."""
    for one in others:
        _forget_peak(one)
    before = _megabytes("self", "VmRSS") if _forget_peak("self") else None
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    peak = _megabytes("self", "VmHWM")
    held = [found for one in others if (found := _megabytes(one, "VmHWM")) is not None]
    own = None if before is None or peak is None else max(peak - before, 0)
    return result, Taken(seconds, own, max(held, default=None))


def _forget_peak(process: int | str) -> bool:
    try:
        with open(f"/proc/{process}/clear_refs", "w", encoding="ascii") as file:
            file.write(FORGET_PEAK)
    except OSError:
        return False
    return True


def _megabytes(process: int | str, name: str) -> float | None:
    try:
        with open(f"/proc/{process}/status", encoding="ascii", errors="replace") as file:
            return next((int(line.split()[1]) / 1024 for line in file if line.startswith(f"{name}:")), None)
    except OSError:
        return None
