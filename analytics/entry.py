"""From an account to its rights, for everything that answers a request: pages, routes, HTTP."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from analytics import process
from analytics.authority import Authority, Publication, authority, publication, units_today
from analytics.identity import accounts, grants
from analytics.store.registers import Unit


def authority_of(account_id: str, on: dt.date) -> Authority | None:
    """The account's rights on a day, read anew; None when there is no such account or it is disabled."""
    identity = process.identity()
    account = accounts.by_id(identity, account_id)
    if account is None or not account.is_active or (account.is_demonstration and not is_demonstration(on)):
        return None
    units, published, _ = _agency(str(process.data_directory()), process.warehouse().data_version(), on)
    return authority(account, grants.in_force(identity, account_id, on), units, published)


def is_demonstration(on: dt.date) -> bool:
    """Whether the store is marked as made up; in any other the demonstration's accounts are nobody."""
    return _agency(str(process.data_directory()), process.warehouse().data_version(), on)[2]


def units(on: dt.date) -> Mapping[str, Unit]:
    """The unit tree of a day, whoever asks: names of units are no secret."""
    return _agency(str(process.data_directory()), process.warehouse().data_version(), on)[0]


@lru_cache(maxsize=4)
def _agency(_directory: str, _version: int, on: dt.date) -> tuple[Mapping[str, Unit], Publication | None, bool]:
    """The day's unit tree, the latest publication, the demonstration mark; the same until something is stored."""
    cursor = process.warehouse().cursor()
    return units_today(cursor, on), *publication(cursor)
