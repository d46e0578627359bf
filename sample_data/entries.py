"""An entry of a register and the day the office made it; a later entry of the same key replaces the earlier one."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.declare import register


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of a register (`view`), as it was written down on a day."""

    on: dt.date
    view: str
    record: Mapping[str, Any]


def latest(entries: Iterable[Entry], until: dt.date) -> dict[str, list[dict[str, Any]]]:
    """view -> the records that stand at the end of a day, in the order in which their keys were first entered."""
    standing: dict[str, dict[tuple, dict[str, Any]]] = {}
    for entry in sorted((e for e in entries if e.on <= until), key=lambda e: e.on):
        key = tuple(entry.record[name] for name in register(entry.view).key)
        standing.setdefault(entry.view, {})[key] = dict(entry.record)
    return {view: list(records.values()) for view, records in standing.items()}
