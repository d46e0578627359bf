"""Many files at once: each is checked and stored by itself, all of it or nothing, and has its line of the outcome."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from analytics import submitting
from analytics.findings import Finding, Severity
from analytics.identity.trail import Trail
from analytics.masking import mask
from analytics.months import Month
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store.warehouse import StoreError, Warehouse
from analytics.submitting import Outcome

What = Literal["stored", "to_confirm", "refused", "unreadable", "twice", "outside", "not_stored"]


@dataclass(frozen=True, slots=True)
class Line:
    """
    What became of one file. outcome: to_confirm = only waits for a reason; unreadable = no return, or its
    cover does not tell unit and month; twice = another file of the same batch is for the same return; outside = not
    the sender's unit; not_stored = the store could not take it now. unit_code, month: None when the cover tells none.
    receipt_no: None unless stored.
    """

    file_name: str
    outcome: What
    unit_code: str | None = None
    month: Month | None = None
    findings: tuple[Finding, ...] = ()
    receipt_no: str | None = None

    def count(self, severity: Severity) -> int:
        return sum(f.severity is severity for f in self.findings)


def submit_files(
    warehouse: Warehouse, files: Iterable[tuple[str, Callable[[], bytes]]], *, by: str, at: Callable[[], dt.datetime],
    reason: str = "", scope: Scope = EVERYTHING, trail: Trail | None = None,
) -> Iterator[Line]:
    """
    One line after the other, as soon as each file is done. files: name and how to get the content, so that only one is
    held at a time. reason: given for everything that only asks to be confirmed; without one such files wait.
    """
    seen: set[tuple[str, Month]] = set()
    for name, content in files:
        line = _line(warehouse, content(), name, seen, by, at(), reason.strip(), scope, trail)
        if line.unit_code is not None and line.month is not None and line.outcome != "outside":
            seen.add((line.unit_code, line.month))
        yield line


def _line(
    warehouse: Warehouse, data: bytes, name: str, seen: set[tuple[str, Month]], by: str, at: dt.datetime, reason: str,
    scope: Scope, trail: Trail | None,
) -> Line:
    shown = mask(name)
    found = submitting.find_slot(warehouse, data, name, at)
    if isinstance(found, submitting.Checked):
        return Line(shown, "unreadable", findings=found.findings)
    slot = found[:2]
    if slot in seen:
        return Line(shown, "twice", *slot)
    try:
        outcome = submitting.submit_file(
            warehouse, data, name, by=by, at=at, confirm=bool(reason), reason=reason, scope=scope, trail=trail,
            found=found,
        )
    except OutsideScope as error:
        if trail is not None:
            trail.record("access_refused", at=at, outcome="refused", target=f"{error}"[:200])
        return Line(shown, "outside", *slot)
    except StoreError:
        return Line(shown, "not_stored", *slot)
    receipt = outcome.receipt.receipt_no if outcome.receipt else None
    return Line(shown, _what(outcome), outcome.unit_code, outcome.month, tuple(outcome.findings), receipt)


def _what(outcome: Outcome) -> What:
    if outcome.receipt is not None:
        return "stored"
    refused = any(f.severity is Severity.REFUSE for f in outcome.findings)
    return "refused" if refused else "to_confirm"
