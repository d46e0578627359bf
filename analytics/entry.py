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
    if account is None or not account.is_active:
        return None
    units, published = _agency(str(process.data_directory()), process.warehouse().data_version(), on)
    return authority(account, grants.in_force(identity, account_id, on), units, published)


def units(on: dt.date) -> Mapping[str, Unit]:
    """The unit tree of a day, whoever asks: names of units are no secret."""
    return _agency(str(process.data_directory()), process.warehouse().data_version(), on)[0]


@lru_cache(maxsize=4)
def _agency(_directory: str, _version: int, on: dt.date) -> tuple[Mapping[str, Unit], Publication | None]:
    """The unit tree of the day and the latest publication; the same for everybody until something is stored."""
    cursor = process.warehouse().cursor()
    return units_today(cursor, on), publication(cursor)
