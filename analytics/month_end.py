"""
The end of a month: approved by each agency from the bottom up, locked, and unlocked for one unit. Each asks the scope,
does it in the store (store/closing.py says in which order and what is refused), and notes it in the audit trail.
"""

import datetime as dt

from analytics.identity.trail import Trail
from analytics.masking import mask
from analytics.months import Month
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store import closing
from analytics.store.warehouse import Warehouse


def approve(
    warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> None:
    """An agency answers for its month, from the bottom up. NotReady (store.closing) names whom it waits for."""
    _may(scope.reviews(unit_code), unit_code)
    closing.approve(warehouse, unit_code, month, by=by, at=at)
    _note(trail, "month_approved", at, unit_code, month)


def withdraw_approval(
    warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, reason: str,
    scope: Scope = EVERYTHING, trail: Trail | None = None,
) -> None:
    """Takes an approval back, from the top down: Closed while one above stands or the month is locked."""
    _may(scope.reviews(unit_code), unit_code)
    closing.withdraw_approval(warehouse, unit_code, month, by=by, at=at, reason=mask(reason))
    _note(trail, "approval_withdrawn", at, unit_code, month)


def lock(
    warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> None:
    """An agency's approved month takes no returns any more; for those who run its reporting."""
    _may(scope.runs(unit_code), unit_code)
    closing.lock(warehouse, unit_code, month, by=by, at=at)
    _note(trail, "month_locked", at, unit_code, month)


def unlock(
    warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, reason: str,
    scope: Scope = EVERYTHING, trail: Trail | None = None,
) -> None:
    """One unit may correct a locked month, until that correction is accepted. A reason is needed."""
    _may(scope.runs(unit_code), unit_code)
    closing.unlock(warehouse, unit_code, month, by=by, at=at, reason=mask(reason))
    _note(trail, "month_unlocked", at, unit_code, month)


def _may(allowed: bool, unit_code: str) -> None:
    if not allowed:
        raise OutsideScope(f"the months of {unit_code} are not yours to close or open")


def _note(trail: Trail | None, kind: str, at: dt.datetime, unit_code: str, month: Month) -> None:
    if trail is not None:
        trail.record(kind, at=at, unit_code=unit_code, month=str(month))
