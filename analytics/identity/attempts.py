"""
Failed sign-ins and the waits they bring.

Three counts: of a login from one address, of a login from anywhere, of an address for anybody. Each starts a wait
after its own number of failures, doubling with every further one; the two broad counts start late. A login is never
locked: waits end by themselves, and where somebody has signed in before, strangers' failures elsewhere do not count
against him. Asking again during a wait does not lengthen it.

An attempt counts as failed before its password is looked at, and the count is taken back when the password was right:
a thousand attempts sent at once are told to wait like a thousand in a row.
"""

import datetime as dt
import hashlib
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from analytics.declare import settings
from analytics.identity import audit
from analytics.identity.database import Identity
from analytics.identity.problems import AccountError
from analytics.identity.tables import account, failed_sign_in, known_address

AT_CHANGE = "change"  # stands for the address when somebody gives the old password in order to change it
ADDRESS_CHARACTERS = 64
IPV6_NETWORK_BITS = 64  # what one household or office is given: its holder can use any address in it
MOST_DOUBLINGS = 30


@dataclass(frozen=True, slots=True)
class Attempt:
    """
    wait_seconds: 0 when the password may be looked at. first_told: this wait has not been answered before.
    next_wait_seconds: the wait that begins if the password is wrong, 0 for none.
    """

    wait_seconds: int
    first_told: bool = False
    next_wait_seconds: int = 0


def delay_seconds(failure_count: int, free_count: int) -> int:
    """The wait after so many failures: none before the free ones are used up, then doubling up to the longest."""
    limits = settings()["accounts"]
    if failure_count < free_count:
        return 0
    doubled = limits["first_wait_seconds"] * 2 ** min(failure_count - free_count, MOST_DOUBLINGS)
    return min(doubled, limits["longest_wait_seconds"])


# ------------------------------------------------------------------------------------------- one attempt
def begin(connection: Connection, login: str, address: str, at: dt.datetime, *, is_known: bool) -> Attempt:
    """
    Counts an attempt as failed, unless it has to wait. `is_known`: only the count of this login from this address
    holds. Called in a writing transaction; `succeeded` or `forget` takes the count back.
    """
    counts = _counts(login, address, is_known=is_known)
    _forget_old(connection, at)
    rows = {key: connection.execute(select(failed_sign_in).where(_is(key))).first() for key in counts}
    waits = {key: _left(row, counts[key], at) for key, row in rows.items() if row is not None}
    if wait_seconds := max(waits.values(), default=0):
        note = update(failed_sign_in).where(~failed_sign_in.c.wait_noted).values(wait_noted=True)
        noted = [connection.execute(note.where(_is(key))).rowcount for key, left in waits.items() if left]
        return Attempt(wait_seconds, first_told=any(noted))
    for key, row in rows.items():
        failed = {"failure_count": row.failure_count + 1 if row else 1, "last_at": at, "wait_noted": False}
        if row:
            connection.execute(update(failed_sign_in).where(_is(key)).values(failed))
        else:
            connection.execute(insert(failed_sign_in).values(login_key=key[0], address=key[1], **failed))
    next_waits = (delay_seconds(row.failure_count + 1 if row else 1, counts[key]) for key, row in rows.items())
    return Attempt(0, next_wait_seconds=max(next_waits))


def succeeded(
    connection: Connection, account_id: str, login: str, address: str, at: dt.datetime, *, is_known: bool
) -> None:
    """The password was right: takes the count back, and the address is one the person is known at."""
    forget(connection, login, address)
    for key in _counts(login, address, is_known=is_known):
        fewer = {"failure_count": failed_sign_in.c.failure_count - 1}
        connection.execute(update(failed_sign_in).where(_is(key)).values(fewer))
    here = {"account_id": account_id, "address": network(address)}
    where = [known_address.c[column] == value for column, value in here.items()]
    if connection.execute(update(known_address).where(*where).values(last_at=at)).rowcount == 0:
        connection.execute(insert(known_address).values(**here, last_at=at))


def forget(connection: Connection, login: str, address: str) -> None:
    """Nothing counts any more against this login at this address."""
    connection.execute(delete(failed_sign_in).where(_is((login_key(login), network(address)))))


def is_known(connection: Connection, account_id: str, address: str, at: dt.datetime) -> bool:
    """Whether the account has signed in from here within the last known_address_days."""
    days = settings()["accounts"]["known_address_days"]
    where = (
        known_address.c.account_id == account_id, known_address.c.address == network(address),
        known_address.c.last_at >= at - dt.timedelta(days=days),
    )
    return connection.execute(select(known_address.c.last_at).where(*where)).first() is not None


# ------------------------------------------------------------------------------------------- what the office sees
def waiting(identity: Identity, at: dt.datetime) -> dict[str, int]:
    """account_id -> seconds, of accounts that have to wait somewhere at this moment."""
    limits = settings()["accounts"]
    found: dict[str, int] = {}
    with identity.reading() as connection:
        accounts = {login_key(row.login): row.account_id for row in connection.execute(
            select(account.c.login, account.c.account_id))}
        for row in connection.execute(select(failed_sign_in).where(failed_sign_in.c.login_key.in_(accounts))):
            free = limits["free_failures" if row.address else "login_free_failures"]
            if left := _left(row, free, at):
                account_id = accounts[row.login_key]
                found[account_id] = max(left, found.get(account_id, 0))
    return found


def lift_wait(identity: Identity, account_id: str, *, by: str, at: dt.datetime) -> None:
    """Forgets all failures of the account's login, and of the addresses they came from."""
    with identity.writing() as connection:
        login = connection.execute(select(account.c.login).where(account.c.account_id == account_id)).scalar()
        if login is None:
            raise AccountError("no_account")
        own = failed_sign_in.c.login_key == login_key(login)
        addresses = connection.execute(select(failed_sign_in.c.address).where(own)).scalars().all()
        connection.execute(delete(failed_sign_in).where(own))
        broad = (failed_sign_in.c.login_key == "", failed_sign_in.c.address.in_(addresses))
        connection.execute(delete(failed_sign_in).where(*broad))
        audit.record(connection, "wait_lifted", actor=by, at=at, target=login)


# ------------------------------------------------------------------------------------------- counts
def login_key(login: str) -> str:
    """What a typed login is counted under; not the login itself, for people type passwords there."""
    return hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()


def network(address: str) -> str:
    """The address failures are counted under: itself, or the /64 network of an IPv6 address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "".join(c for c in address if c.isprintable())[:ADDRESS_CHARACTERS]
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((int(ip), IPV6_NETWORK_BITS), strict=False))


def _counts(login: str, address: str, *, is_known: bool) -> Mapping[tuple[str, str], int]:
    """(login key, address) of the counts that hold -> failures without a wait."""
    limits, key, place = settings()["accounts"], login_key(login), network(address)
    own = {(key, place): limits["free_failures"]}
    broad = {(key, ""): limits["login_free_failures"], ("", place): limits["address_free_failures"]}
    return own if is_known else own | broad


def _is(key: tuple[str, str]) -> Any:
    return (failed_sign_in.c.login_key == key[0]) & (failed_sign_in.c.address == key[1])


def _left(row: Any, free_count: int, at: dt.datetime) -> int:
    """Whole seconds until the wait of a count is over, 0 when it is."""
    wait = delay_seconds(row.failure_count, free_count)
    left = row.last_at + dt.timedelta(seconds=wait) - at
    return min(max(-int(-left.total_seconds() // 1), 0), wait)


def _forget_old(connection: Connection, at: dt.datetime) -> None:
    """Old failures, and any from a clock that ran ahead: they would bring waits that do not end."""
    limits = settings()["accounts"]
    oldest, newest = at - dt.timedelta(hours=limits["forget_hours"]), at + dt.timedelta(hours=1)
    last_at = failed_sign_in.c.last_at
    connection.execute(delete(failed_sign_in).where((last_at < oldest) | (last_at > newest)))
    known_since = at - dt.timedelta(days=limits["known_address_days"])
    connection.execute(delete(known_address).where(known_address.c.last_at < known_since))
