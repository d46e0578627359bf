"""
The roles an account holds: each for a unit and everything below it, from a day to a day, and who stands in for whom.

Nothing is deleted: a withdrawn grant keeps its row. A deputy has, on the days named, the roles the other one holds
himself; what the other one only has as somebody's deputy is not passed on. Disabled accounts hold nothing and pass
nothing on.
"""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from analytics.declare import roles
from analytics.identity import audit
from analytics.identity.database import Identity
from analytics.identity.problems import AccountError
from analytics.identity.tables import account, role_grant

DEPUTY = "deputy"  # the role of a row that says for whom somebody stands in; in_force never answers with it


@dataclass(frozen=True, slots=True)
class Grant:
    """
    to_on: the last day, None until withdrawn. deputy_for: the account stood in for, None for a role of one's own.
    A row that names a deputy has the role `deputy` and no unit (""); in_force answers with the roles it brings instead,
    under the row's own grant_id. withdrawn_at, withdrawn_by: None while it stands.
    """

    grant_id: int
    account_id: str
    role: str
    unit_code: str
    from_on: dt.date
    to_on: dt.date | None
    deputy_for: str | None
    given_by: str
    given_at: dt.datetime
    withdrawn_by: str | None = None
    withdrawn_at: dt.datetime | None = None

    def covers(self, on: dt.date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


# ------------------------------------------------------------------------------------------- reading
def of_account(identity: Identity, account_id: str) -> list[Grant]:
    """All that has not been withdrawn, past and future days included, the earliest first."""
    return [grant for grant in history(identity, account_id) if grant.withdrawn_at is None]


def history(identity: Identity, account_id: str) -> list[Grant]:
    """Everything ever given, withdrawn or not, in the order it was given."""
    with identity.reading() as connection:
        return _grants(connection, role_grant.c.account_id == account_id)


def standing(identity: Identity) -> list[Grant]:
    """All of every account that has not been withdrawn, in the order it was given."""
    with identity.reading() as connection:
        return _grants(connection, role_grant.c.withdrawn_at.is_(None))


def in_force(identity: Identity, account_id: str, on: dt.date) -> list[Grant]:
    """The roles of one day, with those that standing in for others brings; none for a disabled account."""
    with identity.reading() as connection:
        held = _of_day(connection, account_id, on)
        own = [grant for grant in held if grant.deputy_for is None]
        for deputyship in (grant for grant in held if grant.deputy_for is not None):
            own += [
                replace(
                    theirs, grant_id=deputyship.grant_id, account_id=account_id, deputy_for=deputyship.deputy_for,
                    from_on=max(theirs.from_on, deputyship.from_on), to_on=_earlier(theirs.to_on, deputyship.to_on),
                    given_by=deputyship.given_by, given_at=deputyship.given_at,
                )
                for theirs in _of_day(connection, str(deputyship.deputy_for), on) if theirs.deputy_for is None
            ]
    return own


def _of_day(connection: Connection, account_id: str, on: dt.date) -> list[Grant]:
    active = select(account.c.account_id).where(account.c.account_id == account_id, account.c.is_active)
    if connection.execute(active).first() is None:
        return []
    standing = (role_grant.c.account_id == account_id, role_grant.c.withdrawn_at.is_(None))
    return [grant for grant in _grants(connection, *standing) if grant.covers(on)]


def _grants(connection: Connection, *where: Any) -> list[Grant]:
    rows = connection.execute(select(role_grant).where(*where).order_by(role_grant.c.grant_id))
    return [_grant(row) for row in rows]


def _grant(row: Row[Any]) -> Grant:
    return Grant(
        row.grant_id, row.account_id, row.role or DEPUTY, row.unit_code or "", row.from_on, row.to_on, row.deputy_for,
        row.given_by, row.given_at, row.withdrawn_by, row.withdrawn_at,
    )


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    given = [day for day in (one, other) if day is not None]
    return min(given) if given else None


# ------------------------------------------------------------------------------------------- changing
def give(
    identity: Identity, account_id: str, *, role: str, unit_code: str, from_on: dt.date, to_on: dt.date | None,
    by: str, at: dt.datetime,
) -> Grant:
    """
    A role for a unit and everything below it, both days included. That the unit exists is the caller's to check: the
    units are in the store. AccountError when the role is already held on one of these days.
    """
    if role not in roles():
        raise AccountError("role_unknown")
    values = {"role": role, "unit_code": unit_code}
    with identity.writing() as connection:
        login = _login(connection, account_id)
        given = _insert(connection, account_id, values, from_on, to_on, by, at)
        audit.record(connection, "role_given", actor=by, at=at, unit_code=unit_code, target=login,
                     detail={"role": role, **_days(given)})
    return given


def deputise(
    identity: Identity, deputy_id: str, *, stands_in_for: str, from_on: dt.date, to_on: dt.date, by: str,
    at: dt.datetime,
) -> Grant:
    """The deputy has the other one's own roles on these days; stands_in_for is the other one's account_id."""
    if deputy_id == stands_in_for:
        raise AccountError("deputy_self")
    with identity.writing() as connection:
        login, absent = _login(connection, deputy_id), _login(connection, stands_in_for)
        given = _insert(connection, deputy_id, {"deputy_for": stands_in_for}, from_on, to_on, by, at)
        audit.record(connection, "deputy_named", actor=by, at=at, target=login,
                     detail={"stands_in_for": absent, **_days(given)})
    return given


def withdraw(identity: Identity, grant_id: int, *, by: str, at: dt.datetime) -> None:
    """From now on the grant gives nothing; it stays in the history."""
    with identity.writing() as connection:
        row = connection.execute(select(role_grant).where(role_grant.c.grant_id == grant_id)).first()
        if row is None or row.withdrawn_at is not None:
            raise AccountError("no_grant")
        withdrawn = {"withdrawn_by": by, "withdrawn_at": at}
        connection.execute(update(role_grant).where(role_grant.c.grant_id == grant_id).values(withdrawn))
        audit.record(connection, "role_withdrawn", actor=by, at=at, unit_code=row.unit_code,
                     target=_login(connection, row.account_id), detail={"role": row.role or DEPUTY})


def _insert(
    connection: Connection, account_id: str, values: dict[str, str], from_on: dt.date, to_on: dt.date | None, by: str,
    at: dt.datetime,
) -> Grant:
    if to_on is not None and to_on < from_on:
        raise AccountError("days_reversed")
    same = [getattr(role_grant.c, key) == value for key, value in values.items()]
    for other in _grants(connection, role_grant.c.account_id == account_id, role_grant.c.withdrawn_at.is_(None), *same):
        if (to_on is None or other.from_on <= to_on) and (other.to_on is None or from_on <= other.to_on):
            raise AccountError("already_given")
    row = {"account_id": account_id, **values, "from_on": from_on, "to_on": to_on, "given_by": by, "given_at": at}
    given = connection.execute(insert(role_grant).values(row).returning(role_grant)).one()
    return _grant(given)


def _login(connection: Connection, account_id: str) -> str:
    login = connection.execute(select(account.c.login).where(account.c.account_id == account_id)).scalar()
    if login is None:
        raise AccountError("no_account")
    return login


def _days(grant: Grant) -> dict[str, str | None]:
    return {"from_on": grant.from_on.isoformat(), "to_on": grant.to_on.isoformat() if grant.to_on else None}
