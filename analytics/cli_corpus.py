"""One file of `check`, and its summary: what came of a folder of workbooks and what checking them took."""

import math
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from analytics import clock
from analytics.cli_output import print_json, screen
from analytics.declare import Lang, text
from analytics.footprint import Taken

if TYPE_CHECKING:
    from analytics.returns.checking import Checked
    from analytics.store.warehouse import Warehouse

TAKEN, TO_FIX = "taken", "to_fix"   # outcomes of what is a return; of anything else the code of its finding
SLOWEST = 5
MOST = 0.95
FIGURES = ("files", TAKEN, TO_FIX, "unreadable", "median_seconds", "p95_seconds", "max_seconds", "server_megabytes",
           "reader_megabytes")


@dataclass(frozen=True, slots=True)
class Tried:
    """One file. outcome: taken, to_fix, or the code of the finding that says why it is no return."""

    path: Path
    outcome: str
    taken: Taken

    @property
    def kind(self) -> str:
        return self.path.suffix.lower()


def checked_one(warehouse: "Warehouse", path: Path, data: bytes) -> "tuple[Checked, object]":
    """What is to be said about a file; the unit and month its cover names, when it does."""
    from analytics.returns.checking import Checked
    from analytics.submitting import check as check_slot
    from analytics.submitting import find_slot

    now = clock.now()
    slot = find_slot(warehouse, data, path.name, now)
    if isinstance(slot, Checked):
        return slot, None
    unit_code, month, raw = slot
    checking = check_slot(warehouse, data, path.name, unit_code=unit_code, month=month, now=now, raw=raw)
    return checking.checked, (unit_code, month)


def tried(path: Path, checked: "Checked", taken: Taken) -> Tried:
    if checked.typed is None:
        return Tried(path, checked.findings[0].code, taken)
    return Tried(path, TO_FIX if checked.rows is None else TAKEN, taken)


def print_summary(found: Sequence[Tried], as_json: bool, lang: Lang) -> None:
    kinds = {kind: _of_kind([one for one in found if one.kind == kind]) for kind in sorted({t.kind for t in found})}
    slowest = sorted(found, key=lambda one: one.taken.seconds, reverse=True)[:SLOWEST]
    if as_json:
        print_json({
            "files": len(found), "kinds": kinds,
            "slowest": [{"file": str(t.path), "seconds": round(t.taken.seconds, 3)} for t in slowest],
        })
        return
    table = Table("", *kinds)  # the kinds beside each other: they are few, and the figures' names are long
    for name in FIGURES:
        shown = ("" if figures[name] is None else str(figures[name]) for figures in kinds.values())
        table.add_row(text(f"cli.corpus.{name}", lang), *shown)
    screen.print(table)
    outcomes = Counter(one.outcome for one in found if one.outcome not in (TAKEN, TO_FIX))
    for code, count in outcomes.most_common():
        screen.print(f"  {code}  {count}", highlight=False)


def _of_kind(files: Sequence[Tried]) -> dict[str, Any]:
    """Figures of the files of one kind; megabytes are the most of any file, None where the system does not tell."""
    seconds = sorted(one.taken.seconds for one in files)
    outcomes = Counter(one.outcome for one in files)
    return {
        "files": len(files), TAKEN: outcomes[TAKEN], TO_FIX: outcomes[TO_FIX],
        "unreadable": len(files) - outcomes[TAKEN] - outcomes[TO_FIX],
        "median_seconds": round(statistics.median(seconds), 3),
        "p95_seconds": round(seconds[math.ceil(MOST * len(seconds)) - 1], 3), "max_seconds": round(seconds[-1], 3),
        "server_megabytes": _most([one.taken.megabytes for one in files]),
        "reader_megabytes": _most([one.taken.others_megabytes for one in files]),
        "outcomes": dict(outcomes.most_common()),
    }


def _most(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(max(known), 1) if known else None
