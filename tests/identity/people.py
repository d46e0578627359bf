"""Accounts for the tests, and a clock that stands at a Monday morning."""

import datetime as dt

from analytics.identity import accounts, audit

NOW = dt.datetime(2026, 11, 23, 9, 0)
TODAY = NOW.date()
BY = "admin"
PASSWORD = "kestrel over the mill"
HOME, AWAY = "10.0.0.7", "203.0.113.9"


def later(**delta: float) -> dt.datetime:
    return NOW + dt.timedelta(**delta)


def day(number: int) -> dt.date:
    """A day from today."""
    return TODAY + dt.timedelta(days=number)


def person(identity, login="wang.fang", name="王芳", **options):
    """A new account with its one-time password."""
    return accounts.create(identity, login=login, name=name, by=BY, at=NOW, **options)


def settled(identity, login="wang.fang", password=PASSWORD, at=NOW, **options):
    """An account whose person has chosen a password."""
    created = person(identity, login, **options)
    account_id = created.account.account_id
    assert accounts.change_password(identity, account_id, old=created.one_time_password, new=password, at=at) == []
    return account_id


def audited(identity, *kinds):
    """(kind, actor, outcome) of what is in the audit trail, oldest first; of these kinds, if any are named."""
    found = audit.entries(identity, kinds=kinds or None, limit=10_000)
    return [(entry.kind, entry.actor, entry.outcome) for entry in reversed(found)]
