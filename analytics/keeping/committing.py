"""Storing what was checked: in one transaction, by whoever may, with a reason, and only if nobody was quicker."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.findings import Finding, Severity
from analytics.identity.trail import Trail
from analytics.keeping.changes import Change
from analytics.keeping.checking import Checked, judge_again, key_text
from analytics.keeping.judged import REFUSE
from analytics.keeping.reading import demand, hidden_columns
from analytics.keeping.surroundings import surroundings
from analytics.masking import mask
from analytics.scope import OutsideScope, Scope
from analytics.store import kept_entries
from analytics.store.kept_entries import Entry
from analytics.store.warehouse import Warehouse, append_records, record_event

COUNTED = ("added", "changed", "withdrawn")


@dataclass(frozen=True, slots=True)
class Outcome:
    """event_no: the event under which the changes were stored; None when findings stand in the way."""

    event_no: int | None
    findings: tuple[Finding, ...] = ()


class _Refused(Exception):
    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = tuple(findings)


def commit(
    warehouse: Warehouse, checked: Checked, *, reason: str, by: str, at: dt.datetime, confirmed: bool = False,
    scope: Scope, trail: Trail | None = None,
) -> Outcome:
    """
    Stores the changes of a checked set of rows as one event, all or nothing. confirmed: what is odd but possible was
    looked at and stands. Everything is judged anew against the store of this moment; whatever stands in the way comes
    back as findings. OutsideScope for whoever does not keep the register, and while looking back.
    """
    register = demand(scope, checked.register.name)
    if scope.known_event is not None:
        raise OutsideScope("the past cannot be changed")
    if problems := _not_ready(checked, reason, confirmed):
        return Outcome(None, problems)
    if not checked.changes:
        return Outcome(None)
    try:
        with warehouse.writing() as cursor:
            entries = kept_entries.entries(cursor, register)
            _demand_hidden_unchanged(checked, scope)
            _refuse(_overtaken(checked, entries))
            again = judge_again(register, entries, checked.changes, surroundings(cursor, at))
            _refuse([f for f in again if f.severity is REFUSE or not confirmed])
            counts = {kind: sum(c.kind == kind for c in checked.changes) for kind in COUNTED}
            event_no = record_event(
                cursor, "registers_changed", by=by, at=at, reason=mask(reason.strip()),
                detail={"register": register.name, **counts},
            )
            append_records(cursor, register.name, [change.record() for change in checked.changes], event_no)
    except _Refused as error:
        return Outcome(None, error.findings)
    if trail is not None:
        trail.record("registers_changed", at=at, target=register.name,
                     detail={"event_no": event_no, "count": len(checked.changes)})
    return Outcome(event_no)


def _not_ready(checked: Checked, reason: str, confirmed: bool) -> tuple[Finding, ...]:
    if checked.refused:
        return tuple(f for f in checked.findings if f.severity is Severity.REFUSE)
    found = () if confirmed else checked.to_confirm
    if checked.changes and not reason.strip():
        found = (*found, Finding("R06.reason", REFUSE, checked.register.name))
    return found


def _refuse(findings: Sequence[Finding]) -> None:
    if findings:
        raise _Refused(findings)


def _demand_hidden_unchanged(checked: Checked, scope: Scope) -> None:
    """Columns for the administrator alone are taken from nobody else, whatever the way."""
    hidden = hidden_columns(scope, checked.register)
    for change in checked.changes:
        if any(name in hidden and new is not None for name, _, new in change.fields()):
            raise OutsideScope("this column is for the administrator alone")


def _overtaken(checked: Checked, entries: Sequence[Entry]) -> list[Finding]:
    """Entries that somebody else has added, changed or withdrawn since the rows were checked."""
    register = checked.register
    now = {entry.key(register): entry for entry in entries}
    return [
        Finding(code, REFUSE, register.name, (), key_text(change.key))
        for change in checked.changes if (code := _overtaken_by(change, now.get(change.key))) is not None
    ]


def _overtaken_by(change: Change, now: Entry | None) -> str | None:
    if change.before is None:
        return None if now is None else "R06.added_meanwhile"
    if now is None:
        return "R06.withdrawn_meanwhile"
    return None if now.recorded_no == change.before.recorded_no else "R06.changed_meanwhile"


