"""How long something takes and how much memory this process takes for it."""

import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

Result = TypeVar("Result")
STATUS, CLEAR = "/proc/self/status", "/proc/self/clear_refs"
FORGET_PEAK = "5"


class Taken(NamedTuple):
    """megabytes: at most in use above what was before; None where the system does not tell (only Linux does)."""

    seconds: float
    megabytes: float | None


def taken_by(work: Callable[[], Result]) -> tuple[Result, Taken]:
    """What the work gives, and what it took."""
    before = _forget_peak()
    start = time.perf_counter()
    result = work()
    seconds = time.perf_counter() - start
    return result, Taken(seconds, None if before is None else max(_megabytes("VmHWM") - before, 0))


def _forget_peak() -> float | None:
    try:
        with open(CLEAR, "w", encoding="ascii") as file:
            file.write(FORGET_PEAK)
        return _megabytes("VmRSS")
    except OSError:
        return None


def _megabytes(name: str) -> float:
    with open(STATUS, encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(f"{name}:")) / 1024
