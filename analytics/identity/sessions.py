"""
Sessions on the server: a browser holds a random token, the table its sha256. Ending a session takes effect at the next
look at it, wherever it is open. Sessions that have run out are deleted; the audit trail remembers who signed in.
"""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, delete, insert, select, update

from analytics.declare import settings
from analytics.identity import audit
from analytics.identity.database import Identity, IdentityError
from analytics.identity.tables import account, sign_in_session

How = Literal["password", "oidc", "demonstration"]
TOKEN_BYTES = 32
TOUCH_SECONDS = 60  # how often at most being seen is written down
ADDRESS_CHARACTERS, AGENT_CHARACTERS = 64, 200


@dataclass(frozen=True, slots=True)
class Session:
    """session_id: the sha256 of the token, good for naming the session, not for using it. seen_at: within a minute."""

    session_id: str
    account_id: str
    opened_at: dt.datetime
    seen_at: dt.datetime
    address: str
    agent: str
    how: How


# ------------------------------------------------------------------------------------------- opening and looking
def open_session(
    identity: Identity, account_id: str, *, address: str, agent: str, how: How, at: dt.datetime
) -> str:
    """
    A new session's token, for the cookie only. IdentityError, our own fault, when the account is not there, is
    disabled, or is to be entered without a password though it is none of the demonstration's.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    values: dict[str, Any] = {
        "session_id": session_id_of(token), "account_id": account_id, "opened_at": at, "seen_at": at,
        "address": _printable(address, ADDRESS_CHARACTERS), "agent": _printable(agent, AGENT_CHARACTERS), "how": how,
    }
    with identity.writing() as connection:
        owner = connection.execute(select(account).where(account.c.account_id == account_id)).first()
        if how not in get_args(How) or owner is None or not owner.is_active:
            raise IdentityError(f"no session by {how} for account {account_id}: it is not there or is disabled")
        if how == "demonstration" and not owner.is_demonstration:
            raise IdentityError(f"{owner.login} is no demonstration account")
        connection.execute(delete(sign_in_session).where(_run_out(at)))
        connection.execute(insert(sign_in_session).values(values))
        _seen(connection, account_id, at)
        audit.record(connection, "sign_in", actor=owner.login, at=at, account_id=account_id, address=values["address"],
                     session_id=values["session_id"], detail={"how": how})
    return token


def _printable(value: str, most_characters: int) -> str:
    """What a browser says of itself, fit for one line of a page and for any database."""
    return "".join(c for c in value if c.isprintable())[:most_characters]


def session_id_of(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def session_of(identity: Identity, token: str, at: dt.datetime) -> Session | None:
    """The session of a token, seen now; None when it has ended, has run out, or the account is disabled."""
    return touch(identity, session_id_of(token), at)


def is_alive(identity: Identity, session_id: str, at: dt.datetime) -> bool:
    """Whether the session still holds; looking does not keep it alive."""
    return _alive(identity, session_id, at) is not None


def touch(identity: Identity, session_id: str, at: dt.datetime) -> Session | None:
    """As session_of, for those who know the session but not its token: a page that runs again in an open tab."""
    session, before = _alive(identity, session_id, at), at - dt.timedelta(seconds=TOUCH_SECONDS)
    if session is None or session.seen_at > before:
        return session
    with identity.writing() as connection:
        this = (sign_in_session.c.session_id == session_id, sign_in_session.c.seen_at <= before)
        connection.execute(update(sign_in_session).where(*this).values(seen_at=at))
        _seen(connection, session.account_id, at)
    return replace(session, seen_at=at)


def open_sessions(identity: Identity, account_id: str, at: dt.datetime) -> list[Session]:
    """The account's sessions that still hold, the one used last first."""
    where = (sign_in_session.c.account_id == account_id, ~_run_out(at))
    with identity.reading() as connection:
        rows = connection.execute(select(sign_in_session).where(*where).order_by(sign_in_session.c.seen_at.desc()))
        return [_session(row) for row in rows]


def _alive(identity: Identity, session_id: str, at: dt.datetime) -> Session | None:
    owned = sign_in_session.join(account)
    where = (sign_in_session.c.session_id == session_id, account.c.is_active, ~_run_out(at))
    with identity.reading() as connection:
        row = connection.execute(select(sign_in_session).select_from(owned).where(*where)).first()
    return _session(row) if row else None


def _run_out(at: dt.datetime) -> Any:
    limits = settings()["accounts"]
    opened_by = at - dt.timedelta(hours=limits["session_hours"])
    seen_by = at - dt.timedelta(minutes=limits["session_idle_minutes"])
    return (sign_in_session.c.opened_at <= opened_by) | (sign_in_session.c.seen_at <= seen_by)


def _session(row: Row[Any]) -> Session:
    return Session(row.session_id, row.account_id, row.opened_at, row.seen_at, row.address, row.agent, row.how)


def _seen(connection: Connection, account_id: str, at: dt.datetime) -> None:
    connection.execute(update(account).where(account.c.account_id == account_id).values(last_seen_at=at))


# ------------------------------------------------------------------------------------------- ending
def end(identity: Identity, session_id: str, *, by: str, at: dt.datetime) -> bool:
    """Ends one session; False when there is none. Whether it is `by`'s to end is the caller's to check."""
    with identity.writing() as connection:
        return _end(connection, sign_in_session.c.session_id == session_id, by=by, at=at) == 1


def end_all(identity: Identity, account_id: str, *, by: str, at: dt.datetime, keep: str | None = None) -> int:
    """Ends the account's sessions but the one with the session_id `keep`; how many."""
    with identity.writing() as connection:
        return end_within(connection, account_id, by=by, at=at, keep=keep)


def end_within(connection: Connection, account_id: str, *, by: str, at: dt.datetime, keep: str | None = None) -> int:
    """`end_all` as part of a larger change."""
    where = sign_in_session.c.account_id == account_id
    return _end(connection, where & (sign_in_session.c.session_id != keep) if keep else where, by=by, at=at)


def _end(connection: Connection, where: Any, *, by: str, at: dt.datetime) -> int:
    owned = sign_in_session.join(account)
    ended = connection.execute(
        select(sign_in_session.c.session_id, account.c.account_id, account.c.login).select_from(owned).where(where)
    ).all()
    for row in ended:
        connection.execute(delete(sign_in_session).where(sign_in_session.c.session_id == row.session_id))
        kind = "sign_out" if row.login == by else "session_ended"
        audit.record(connection, kind, actor=by, at=at, session_id=row.session_id, target=row.login)
    return len(ended)
