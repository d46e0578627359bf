"""What a download is made from and of, for a thread that knows nothing of the session that asked for it."""

import datetime as dt
from dataclasses import dataclass

from analytics import clock, entry
from analytics.authority import EVERY_UNIT, View
from analytics.declare import Lang
from analytics.identity.trail import Trail
from analytics.months import Month
from analytics.scope import OutsideScope, Scope
from analytics.store.warehouse import Warehouse
from analytics.ui import data, viewing


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be downloaded; sheets in the order of the form, units None = all."""

    sheets: tuple[str, ...]
    first: Month
    last: Month
    units: tuple[str, ...] | None
    language: Lang

    @property
    def name(self) -> str:
        return f"sixing_{self.first}_{self.last}"


@dataclass(frozen=True, slots=True)
class Source:
    """
    What a file is made from: it is written in a thread that knows nothing of the session, when the reader asks for it.
    """

    warehouse: Warehouse
    account_id: str
    view: View
    scope: Scope
    trail: Trail
    today: dt.date
    known_event: int | None  # looking back: no further than this event

    def still(self) -> Scope:
        """The viewer's scope at this moment: a page may have stood open since before a role was taken away."""
        authority = entry.authority_of(self.account_id, clock.today())
        if authority is None:
            raise OutsideScope("the account is disabled")
        return authority.scope(self.view, self.known_event)

    def noted(self, content: bytes, what: str, kind: str, wanted: "Wanted") -> bytes:
        """The file, with its giving out noted in the audit trail."""
        detail = {
            "units": list(wanted.units or (EVERY_UNIT,)), "from_on": wanted.first.first_day,
            "to_on": wanted.last.last_day, "format": kind, "byte_count": len(content),
        }
        self.trail.record("exported", at=clock.now(), target=f"{self.view}: {what}", detail=detail)
        return content


def source() -> Source:
    view = viewing.view()
    assert view is not None  # the page is only open to those who have one
    known_event = data.scope().known_event if view == "working" else None
    return Source(
        data.warehouse(), data.viewer().account_id, view, data.scope(), data.trail(), data.today(), known_event
    )
