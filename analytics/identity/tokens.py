"""
Personal tokens for programs: Excel, R, another system. A token does no more than the actions it was made for, and no
more than its account may do; it ends on its last day, when revoked, and with the account. The table holds its sha256.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from analytics.declare import settings
from analytics.identity import audit
from analytics.identity.database import Identity
from analytics.identity.problems import AccountError, tidy_name
from analytics.identity.tables import access_token, account

ACTIONS = frozenset({"read", "rows", "submit", "backup"})
PREFIX = "sxg_"  # so that a token left lying in a file is recognised for what it is
SECRET_BYTES = 32
USED_SECONDS = 60  # how often at most a use is written down


@dataclass(frozen=True, slots=True)
class Token:
    """
    actions: what it may be used for, of ACTIONS. expires_on: its last day. last_used_at: within a minute, None before
    the first use. revoked_at: None while it is good.
    """

    token_id: str
    account_id: str
    name: str
    actions: frozenset[str]
    created_at: dt.datetime
    expires_on: dt.date
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None


def create(
    identity: Identity, account_id: str, *, name: str, actions: Iterable[str], expires_on: dt.date, at: dt.datetime
) -> tuple[Token, str]:
    """A token and its secret, which is shown once. AccountError when its actions or its last day cannot be."""
    chosen, longest = frozenset(actions), settings()["accounts"]["token_max_days"]
    if not chosen or not chosen <= ACTIONS:
        raise AccountError("token_actions")
    if not at.date() <= expires_on <= at.date() + dt.timedelta(days=longest):
        raise AccountError("token_expiry")
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = Token(
        secrets.token_hex(8), account_id, tidy_name(name, "token_name"), chosen, at, expires_on, None, None
    )
    with identity.writing() as connection:
        login = _active_login(connection, account_id)
        connection.execute(insert(access_token).values(
            token_id=token.token_id, account_id=account_id, name=token.name, actions=" ".join(sorted(chosen)),
            secret_hash=_hash(secret), created_at=at, expires_on=expires_on,
        ))
        audit.record(connection, "token_created", actor=login, at=at, account_id=account_id, target=token.token_id,
                     detail={"actions": sorted(chosen), "expires_on": expires_on.isoformat()})
    return token, secret


def of_secret(identity: Identity, secret: str, at: dt.datetime) -> Token | None:
    """The token of a secret; None when unknown, revoked, past its last day, or the account is disabled."""
    if not secret.startswith(PREFIX):
        return None
    where = (
        access_token.c.secret_hash == _hash(secret), access_token.c.revoked_at.is_(None), account.c.is_active,
        access_token.c.expires_on >= at.date(),
    )
    with identity.reading() as connection:
        row = connection.execute(select(access_token).select_from(access_token.join(account)).where(*where)).first()
    if row is None:
        return None
    if row.last_used_at is None or row.last_used_at <= at - dt.timedelta(seconds=USED_SECONDS):
        with identity.writing() as connection:
            used = update(access_token).where(access_token.c.token_id == row.token_id).values(last_used_at=at)
            connection.execute(used)
    return _token(row)


def of_account(identity: Identity, account_id: str) -> list[Token]:
    """All the account's tokens, revoked and past ones too, the newest first."""
    where, order = access_token.c.account_id == account_id, access_token.c.created_at.desc()
    with identity.reading() as connection:
        return [_token(row) for row in connection.execute(select(access_token).where(where).order_by(order))]


def revoke(identity: Identity, token_id: str, *, by: str, at: dt.datetime) -> None:
    """Ends a token for good. AccountError when there is none to end. Whose it is, is the caller's to check."""
    with identity.writing() as connection:
        if _revoke(connection, access_token.c.token_id == token_id, by=by, at=at) == 0:
            raise AccountError("no_token")


def revoke_within(connection: Connection, account_id: str, *, by: str, at: dt.datetime) -> int:
    """Ends all tokens of an account as part of a larger change; how many."""
    return _revoke(connection, access_token.c.account_id == account_id, by=by, at=at)


def _revoke(connection: Connection, where: Any, *, by: str, at: dt.datetime) -> int:
    standing = select(access_token).where(where, access_token.c.revoked_at.is_(None))
    rows = connection.execute(standing).all()
    for row in rows:
        this = access_token.c.token_id == row.token_id
        connection.execute(update(access_token).where(this).values(revoked_at=at))
        audit.record(connection, "token_revoked", actor=by, at=at, target=row.token_id)
    return len(rows)


def _active_login(connection: Connection, account_id: str) -> str:
    found = select(account.c.login).where(account.c.account_id == account_id, account.c.is_active)
    login = connection.execute(found).scalar()
    if login is None:
        raise AccountError("no_account")
    return login


def _token(row: Row[Any]) -> Token:
    return Token(
        row.token_id, row.account_id, row.name, frozenset(row.actions.split()), row.created_at, row.expires_on,
        row.last_used_at, row.revoked_at,
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
