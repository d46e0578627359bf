"""
How long things are kept: submitted files for the months of [retention], then only their rows and figures; sessions and
failed sign-ins as long as [accounts] lets them count; the audit trail for good.
"""

import calendar
import datetime as dt
from dataclasses import dataclass

from analytics.declare import settings
from analytics.identity import audit
from analytics.identity.cleaning import forget_run_out
from analytics.identity.database import Identity
from analytics.store import erasing
from analytics.store.archive import BackupError
from analytics.store.erasing import Expired
from analytics.store.warehouse import Warehouse

BY_ITSELF = "system:retention"  # no sign-in name has a colon
_done_on: dict[str, dt.date] = {}


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What is, or was, erased. originals: files sent in before received_before that no later return names. unnamed_count:
    files that no return names. forgotten_count: sessions, failed sign-ins and known addresses that had run out (0 in
    a plan).
    """

    received_before: dt.datetime
    originals: list[Expired]
    unnamed_count: int
    forgotten_count: int = 0


def plan(warehouse: Warehouse, at: dt.datetime) -> Outcome:
    """What `apply` would erase at this moment. Changes nothing."""
    before, unnamed_before = _limits(at)
    cursor = warehouse.cursor()
    left = erasing.unnamed(cursor, warehouse.directory, unnamed_before)
    return Outcome(before, erasing.expired(cursor, before), len(left))


def apply(warehouse: Warehouse, identity: Identity, *, by: str, at: dt.datetime) -> Outcome:
    """Erases what is due, with an event in the store and an entry in the audit trail. BackupError during a backup."""
    if not warehouse.originals_lock.acquire(blocking=False):
        raise BackupError("under_way")
    try:
        before, unnamed_before = _limits(at)
        months = settings()["retention"]["originals_months"]
        found, unnamed_count = erasing.erase(
            warehouse, before=before, unnamed_before=unnamed_before, months=months, by=by, at=at
        )
    finally:
        warehouse.originals_lock.release()
    if found or unnamed_count:
        audit.record(identity, "originals_erased", actor=by, at=at, detail={
            "file_count": len(found), "count": unnamed_count, "before_on": before.date(),
        })
    return Outcome(before, found, unnamed_count, forget_run_out(identity, at))


def due(warehouse: Warehouse, identity: Identity, at: dt.datetime) -> Outcome | None:
    """
    What the server calls by itself, as often as it likes: applies the retention at the first call of each day and
    returns what was done; None when it was done today already or a backup is under way (the next call tries again).
    """
    directory = str(warehouse.directory)
    if _done_on.get(directory) == at.date():
        return None
    try:
        outcome = apply(warehouse, identity, by=BY_ITSELF, at=at)
    except BackupError:
        return None
    _done_on[directory] = at.date()
    return outcome


def _limits(at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Before which moments originals, and files nobody names, are no longer kept."""
    kept = settings()["retention"]
    return months_before(at, kept["originals_months"]), at - dt.timedelta(days=kept["unnamed_days"])


def months_before(at: dt.datetime, months: int) -> dt.datetime:
    """The same day of an earlier month, or the last day of a shorter one."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, calendar.monthrange(year, month + 1)[1]))
