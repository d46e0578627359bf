"""What one server process holds: the open store and the open identity database of its data directory, each once."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from analytics.identity.database import Identity
from analytics.store.warehouse import Warehouse

ROOT = Path(__file__).parents[1]

Held = TypeVar("Held")
_lock = threading.Lock()
_open: dict[tuple[str, str], object] = {}


def data_directory() -> Path:
    """Where the data are: SIXING_DATA, else data/ beside the program."""
    return Path(os.environ.get("SIXING_DATA") or ROOT / "data").resolve()


def warehouse() -> Warehouse:
    """The store, opened once for this process. StoreBusy when another process has it."""
    return _held("warehouse", Warehouse.open)


def identity() -> Identity:
    """The identity database, opened once for this process."""
    return _held("identity", Identity.open)


def _held(kind: str, opener: Callable[[Path], Held]) -> Held:
    directory = data_directory()
    key = (kind, str(directory))
    with _lock:
        if key not in _open:
            _open[key] = opener(directory)
        return _open[key]  # type: ignore[return-value]
