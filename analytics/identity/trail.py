"""Who is acting, as the audit trail names them; handed to everything that changes or gives out something."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.identity import audit
from analytics.identity.database import Identity


@dataclass(frozen=True, slots=True)
class Trail:
    """
    actor: the sign-in name, or `operator:<name>` at the machine itself. account_id, session_id, address: None where
    there is none (the command line).
    """

    identity: Identity
    actor: str
    account_id: str | None = None
    session_id: str | None = None
    address: str | None = None

    def record(self, kind: str, *, at: dt.datetime, detail: Mapping[str, Any] | None = None, **what: Any) -> None:
        """One entry; `what` is outcome, unit_code, month, target as audit.record takes them."""
        audit.record(
            self.identity, kind, actor=self.actor, at=at, account_id=self.account_id, session_id=self.session_id,
            address=self.address, detail=detail, **what,
        )
