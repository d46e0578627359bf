"""The first administrator, when there is no account yet; its one-time password is printed once and kept nowhere."""

import sys
from typing import TextIO

from analytics import clock
from analytics.authority import EVERY_UNIT
from analytics.declare import settings, text
from analytics.identity import accounts, grants
from analytics.identity.database import Identity

LOGIN = "admin"
BY = "operator:first run"


def welcome(identity: Identity, to: TextIO | None = None) -> bool:
    """Creates the administrator of a new installation and prints how to sign in; False when there are accounts."""
    if accounts.any_exists(identity):
        return False
    now = clock.now()
    created = accounts.create(
        identity, login=LOGIN, name=text("sign_in.first_run.name", "zh"),
        name_en=text("sign_in.first_run.name", "en"), by=BY, at=now,
    )
    grants.give(
        identity, created.account.account_id, role="administrator", unit_code=EVERY_UNIT, from_on=now.date(),
        to_on=None, by=BY, at=now,
    )
    assert created.one_time_password is not None
    print(_box(created.one_time_password), file=to or sys.stdout, flush=True)
    return True


def _box(password: str) -> str:
    hours, lines = settings()["accounts"]["one_time_hours"], []
    for lang in ("zh", "en"):
        lines += [
            text("sign_in.first_run.box", lang), "  " + text("sign_in.first_run.login", lang, login=LOGIN),
            "  " + text("sign_in.first_run.password", lang, password=password),
            "  " + text("sign_in.first_run.hours", lang, hours=hours), "",
        ]
    edge = "=" * 72
    return "\n".join([edge, *lines[:-1], edge])
