"""
The accounts: who there is, by which name each signs in, and whether they may.

An account is never deleted, only disabled: the audit trail and the events of the store name it. Functions that change
something write their audit entry in the same transaction. `by` is the actor as the audit trail names it: a sign-in
name, or `operator:<name>` at the machine itself.
"""

import datetime as dt
import re
import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from analytics.declare import settings
from analytics.identity import attempts, audit, passwords, sessions, tokens
from analytics.identity.database import Identity
from analytics.identity.problems import AccountError, tidy_name
from analytics.identity.tables import account

__all__ = [
    "Account", "AccountError", "Created", "any_exists", "by_id", "by_login", "by_subject", "change", "change_password",
    "create", "link_subject", "listed", "reset_password", "tidy_login",
]

LOGIN_LENGTHS = range(3, 65)
EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+")
EMAIL_CHARACTERS = 254
LANGUAGES = ("zh", "en", None)
_AS_IT_IS: Any = object()


@dataclass(frozen=True, slots=True)
class Account:
    """
    name_en, staff_id, email: None where not given. language: None while the person has chosen none. oidc_subject: None
    unless it is linked to a provider's account. last_seen_at: None before the first sign-in.
    """

    account_id: str
    login: str
    name: str
    name_en: str | None
    staff_id: str | None
    email: str | None
    language: str | None
    is_active: bool
    must_change_password: bool
    has_password: bool
    is_demonstration: bool
    oidc_subject: str | None
    created_at: dt.datetime
    created_by: str
    last_seen_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Created:
    """A new account; one_time_password: shown once and kept nowhere, None when the account has no password."""

    account: Account
    one_time_password: str | None


# ------------------------------------------------------------------------------------------- reading
def by_id(identity: Identity, account_id: str) -> Account | None:
    return _one(identity, account.c.account_id == account_id)


def by_login(identity: Identity, login: str) -> Account | None:
    """The account of a sign-in name however it is typed; None when there is none."""
    return _one(identity, account.c.login == folded(login))


def by_subject(identity: Identity, issuer: str, subject: str) -> Account | None:
    """The account linked to a provider's account; None when none is."""
    return _one(identity, account.c.oidc_issuer == issuer, account.c.oidc_subject == subject)


def listed(identity: Identity) -> list[Account]:
    """Every account, disabled ones too, by sign-in name."""
    with identity.reading() as connection:
        return [_account(row) for row in connection.execute(select(account).order_by(account.c.login))]


def any_exists(identity: Identity) -> bool:
    with identity.reading() as connection:
        return connection.execute(select(account.c.account_id).limit(1)).first() is not None


def _one(identity: Identity, *where: Any) -> Account | None:
    with identity.reading() as connection:
        row = connection.execute(select(account).where(*where)).first()
    return _account(row) if row else None


def _account(row: Row[Any]) -> Account:
    return Account(
        row.account_id, row.login, row.name, row.name_en, row.staff_id, row.email, row.language, row.is_active,
        row.must_change_password, row.password_hash is not None, row.is_demonstration, row.oidc_subject,
        row.created_at, row.created_by, row.last_seen_at,
    )


def _row(connection: Connection, account_id: str) -> Row[Any]:
    row = connection.execute(select(account).where(account.c.account_id == account_id)).first()
    if row is None:
        raise AccountError("no_account")
    return row


# ------------------------------------------------------------------------------------------- changing
def create(
    identity: Identity, *, login: str, name: str, by: str, at: dt.datetime, name_en: str | None = None,
    staff_id: str | None = None, email: str | None = None, with_password: bool = True, is_demonstration: bool = False,
) -> Created:
    """
    A new account. It gets a one-time password unless it is to sign in through a provider only (`with_password` False)
    or is a demonstration account, which never has one. AccountError when the sign-in name is taken or cannot be one.
    """
    password = passwords.one_time_password() if with_password and not is_demonstration else None
    values: dict[str, Any] = {
        "account_id": secrets.token_hex(16), "login": tidy_login(login), **_tidy(
            {"name": name, "name_en": name_en, "staff_id": staff_id, "email": email}
        ),
        "is_active": True, "is_demonstration": is_demonstration, "created_at": at, "created_by": by,
        "must_change_password": False, **(_one_time(password, at) if password else {}),
    }
    try:
        with identity.writing() as connection:
            connection.execute(insert(account).values(values))
            audit.record(connection, "account_created", actor=by, at=at, target=values["login"],
                         detail={"demonstration": is_demonstration})
            return Created(_account(_row(connection, values["account_id"])), password)
    except IntegrityError as error:
        raise AccountError("login_taken") from error


def change(
    identity: Identity, account_id: str, *, by: str, at: dt.datetime, name: str = _AS_IT_IS,
    name_en: str | None = _AS_IT_IS, email: str | None = _AS_IT_IS, staff_id: str | None = _AS_IT_IS,
    language: str | None = _AS_IT_IS, is_active: bool = _AS_IT_IS,
) -> None:
    """Sets what is given and leaves the rest. Disabling ends the account's sessions and revokes its tokens."""
    given = _tidy({
        "name": name, "name_en": name_en, "email": email, "staff_id": staff_id, "language": language,
        "is_active": is_active,
    })
    with identity.writing() as connection:
        old = _row(connection, account_id)
        changed = {key: value for key, value in given.items() if getattr(old, key) != value}
        if not changed:
            return
        connection.execute(update(account).where(account.c.account_id == account_id).values(changed))
        disabled = changed.get("is_active") is False
        kind = "account_disabled" if disabled else "account_changed"
        audit.record(connection, kind, actor=by, at=at, target=old.login, detail={"changed": sorted(changed)})
        if disabled:
            sessions.end_within(connection, account_id, by=by, at=at)
            tokens.revoke_within(connection, account_id, by=by, at=at)


def link_subject(
    identity: Identity, account_id: str, issuer: str, subject: str, *, by: str, at: dt.datetime
) -> None:
    """From now on the provider's account signs in as this one. AccountError when it already signs in as another."""
    try:
        with identity.writing() as connection:
            linked = _row(connection, account_id)
            if linked.is_demonstration:
                raise AccountError("demonstration")
            values = {"oidc_issuer": issuer, "oidc_subject": subject}
            connection.execute(update(account).where(account.c.account_id == account_id).values(values))
            audit.record(connection, "account_changed", actor=by, at=at, target=linked.login,
                         detail={"changed": ["oidc_subject"]})
    except IntegrityError as error:
        raise AccountError("subject_taken") from error


# ------------------------------------------------------------------------------------------- passwords
def reset_password(identity: Identity, account_id: str, *, by: str, at: dt.datetime) -> str:
    """
    A one-time password, to be shown once. Ends all sessions and tokens of the account, since a reset may be the answer
    to somebody else's having got in; it must be changed at the first sign-in.
    """
    password = passwords.one_time_password()
    values = _one_time(password, at)
    with identity.writing() as connection:
        reset = _row(connection, account_id)
        if reset.is_demonstration:
            raise AccountError("demonstration")
        connection.execute(update(account).where(account.c.account_id == account_id).values(values))
        audit.record(connection, "password_reset", actor=by, at=at, target=reset.login)
        sessions.end_within(connection, account_id, by=by, at=at)
        tokens.revoke_within(connection, account_id, by=by, at=at)
    return password


def change_password(identity: Identity, account_id: str, *, old: str, new: str, at: dt.datetime) -> list[str]:
    """
    The person's own change: codes of what is wrong with it, none when it is done. Guesses at the old password are
    slowed down like those at the sign-in. Ends every session of the account: the caller opens a new one.
    """
    with identity.writing() as connection:
        row = _row(connection, account_id)
        if row.password_hash is None:
            return ["no_password"]
        if attempts.begin(connection, row.login, attempts.AT_CHANGE, at, is_known=True).wait_seconds:
            return ["wait_a_little"]
    right, _ = passwords.matches(old, row.password_hash)
    if not right:
        return ["old_wrong"]
    problems = passwords.problems(new, login=row.login, name=row.name)
    if passwords.normalised(new) == passwords.normalised(old):
        problems.append("same_as_old")
    values = {"password_hash": None if problems else passwords.hash_of(new), "must_change_password": False,
              "one_time_until": None}
    with identity.writing() as connection:
        attempts.forget(connection, row.login, attempts.AT_CHANGE)
        if problems:
            return problems
        where = (account.c.account_id == account_id, account.c.password_hash == row.password_hash)
        if connection.execute(update(account).where(*where).values(values)).rowcount == 0:
            return ["old_wrong"]  # it was reset while this was under way
        audit.record(connection, "password_changed", actor=row.login, at=at, account_id=account_id, target=row.login)
        sessions.end_within(connection, account_id, by=row.login, at=at)
    return []


def _one_time(password: str, at: dt.datetime) -> dict[str, Any]:
    hours = settings()["accounts"]["one_time_hours"]
    return {
        "password_hash": passwords.hash_of(password), "must_change_password": True,
        "one_time_until": at + dt.timedelta(hours=hours),
    }


# ------------------------------------------------------------------------------------------- values
def folded(login: str) -> str:
    """
    A sign-in name as it is compared: compatibility forms and upper case make no difference. What no database can hold
    (half characters, NUL) becomes a question mark, which no sign-in name has.
    """
    storable = login.strip().encode("utf-8", "replace").decode("utf-8").replace("\0", "?")
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", storable).casefold())


def tidy_login(login: str) -> str:
    """AccountError unless it is 3 to 64 letters of any script, digits and . _ - @."""
    tidy = folded(login)
    if len(tidy) not in LOGIN_LENGTHS or not all(c.isalpha() or c in "0123456789._-@" for c in tidy):
        raise AccountError("login_unfit")
    return tidy


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    """What was given of an account's values, an empty text as None; AccountError for one that cannot be."""
    tidy = {key: value for key, value in values.items() if value is not _AS_IT_IS}
    for key in {"name", "name_en", "staff_id"} & tidy.keys():
        value = tidy[key]
        tidy[key] = tidy_name(value or "", f"{key}_unfit") if key == "name" or (value or "").strip() else None
    if "email" in tidy:
        tidy["email"] = email = (tidy["email"] or "").strip() or None
        if email and (len(email) > EMAIL_CHARACTERS or not email.isprintable() or not EMAIL.fullmatch(email)):
            raise AccountError("email_unfit")
    if tidy.get("language") not in LANGUAGES:
        raise AccountError("language_unfit")
    return tidy
