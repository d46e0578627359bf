"""Who calls: the token, its account's rights of this moment, and how often anybody may."""

import datetime as dt
import hashlib
import ipaddress
import threading
import time
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from analytics import clock, entry, process
from analytics.authority import Authority, View
from analytics.declare import settings
from analytics.identity import audit, tokens
from analytics.identity.audit import EVERY_UNIT
from analytics.identity.tokens import PREFIX, Token
from analytics.identity.trail import Trail
from analytics.scope import NO_UNITS, Scope
from analytics.web.api.declared import Operation
from analytics.web.api.problems import Problem
from analytics.web.origins import client_address

NOBODY = "-"
TOKEN_WORDS = frozenset({"token", "access_token", "authorization", "bearer", "api_key", "apikey"})
BUCKETS = 4096  # addresses share this many counters, so that no number of addresses fills the memory
MOST_UNITS = 100  # more are noted as every unit, with their number: found by a search for any of them
_noted: dict[str, int] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Caller:
    """A program with a token of somebody. limits: the headers that say how much it may still ask in this minute."""

    token: Token
    authority: Authority
    trail: Trail
    limits: dict[str, str]

    def scope(self, view: View | None) -> tuple[View, Scope]:
        """The scope of a view, else of the first there is; without the token's `rows` no rows of persons or cases."""
        views = self.authority.views
        if not views or (view is not None and view not in views):
            raise Problem(403, "no_view")
        chosen = view or views[0]
        scope = self.authority.scope(chosen)
        return chosen, scope if "rows" in self.token.actions else replace(scope, units_personal=NO_UNITS)

    def saw_persons(self, what: str, rows_by_unit: Counter[str]) -> None:
        """Notes that rows of single persons or cases were given out; none were, nothing is noted."""
        codes = sorted(code for code, count in rows_by_unit.items() if count)
        if not codes:
            return
        units: dict[str, Any] = {"units": codes} if 1 < len(codes) <= MOST_UNITS else {}
        if len(codes) > MOST_UNITS:
            units = {"units": [EVERY_UNIT], "unit_count": len(codes)}
        self.trail.record(
            "persons_seen", at=clock.now(), unit_code=codes[0] if len(codes) == 1 else None, target=what,
            detail={**units, "row_count": rows_by_unit.total(), "token_id": self.token.token_id},
        )


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def _requests() -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(settings()["http"]["requests_per_minute"])


def _failures() -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(settings()["http"]["failures_per_minute"])


def _submissions() -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(settings()["http"]["submissions_per_minute"])


# ------------------------------------------------------------------------------------------- who it is
def caller(request: Request, operation: Operation | None) -> Caller:
    """Who calls, when they may; Problem 400, 401, 403 or 429 otherwise. None: whatever is asked for."""
    address, now = client_address(request.scope), clock.now()
    _never_in_the_address(request)
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    token = tokens.of_secret(process.identity(), secret.strip(), now) if kind.lower() == "bearer" else None
    authority = entry.authority_of(token.account_id, now.date()) if token else None
    if token is None or authority is None:
        raise _nobody(address, now)
    trail = Trail(process.identity(), authority.account.login, token.account_id, f"token {token.token_id}", address)
    limits = _counted(token, submits=operation is not None and operation.method == "POST")
    found = Caller(token, authority, trail, limits)
    action = operation.token_action if operation else None
    if action and action not in token.actions:
        refused(found, request, now)
        raise Problem(403, "token_action", action=action, headers={
            "www-authenticate": f'Bearer realm="sixing", error="insufficient_scope", scope="{action}"', **limits,
        })
    return found


def _never_in_the_address(request: Request) -> None:
    """Whatever is good otherwise: an address stays in logs and histories."""
    for name, value in request.query_params.multi_items():
        if name.lower() in TOKEN_WORDS or value.startswith(PREFIX):
            raise Problem(400, "token_in_address")


def _nobody(address: str, now: dt.datetime) -> Problem:
    """
    Only requests without a good token are counted by address: an office often has one address, and a program with an
    old token must not keep the others out.
    """
    counter, failures = _bucket(address), _failures()
    allowed = _limiter().hit(failures, "failed", counter)
    _note_failure(counter, address, now)
    if not allowed:
        return Problem(429, "too_many", headers=_wait(failures, "failed", counter))
    return Problem(401, "no_token", headers={"www-authenticate": 'Bearer realm="sixing"'})


def _bucket(address: str) -> str:
    """The counter of an address; of IPv6 the whole network that one subscriber has."""
    return str(int.from_bytes(hashlib.sha256(_network(address).encode()).digest()[:4], "big") % BUCKETS)


def _network(address: str) -> str:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address  # not in numbers: a socket file
    return str(ipaddress.ip_network((int(known), 64), strict=False)) if known.version == 6 else address


# ------------------------------------------------------------------------------------------- how often
def _counted(token: Token, *, submits: bool) -> dict[str, str]:
    """One request more of the token; Problem 429 when that is too many. The headers that say what is left."""
    asked = [("token", _requests()), *([("submits", _submissions())] if submits else [])]
    for name, limit in asked:
        if not _limiter().hit(limit, name, token.token_id):
            raise Problem(429, "too_many", headers=_wait(limit, name, token.token_id))
    name, limit = asked[-1]
    return _left(limit, name, token.token_id)


def _left(limit: RateLimitItemPerMinute, *names: str) -> dict[str, str]:
    """draft-ietf-httpapi-ratelimit-headers-06, the form that most clients know."""
    stats = _limiter().get_window_stats(limit, *names)
    return {
        "ratelimit-limit": str(limit.amount), "ratelimit-remaining": str(max(stats.remaining, 0)),
        "ratelimit-reset": str(max(int(stats.reset_time - time.time()) + 1, 0)),
        "ratelimit-policy": f"{limit.amount};w={limit.get_expiry()}",
    }


def _wait(limit: RateLimitItemPerMinute, *names: str) -> dict[str, str]:
    left = _left(limit, *names)
    return {**left, "ratelimit-remaining": "0", "retry-after": str(max(1, int(left["ratelimit-reset"])))}


# ------------------------------------------------------------------------------------------- the trail
def _note_failure(counter: str, address: str, now: dt.datetime) -> None:
    """Once an address and minute: a flood of guesses is no reason to flood the trail."""
    minute = int(now.timestamp() // 60)
    with _lock:
        if _noted.get(counter) == minute:
            return
        for old in [key for key, value in _noted.items() if value < minute]:
            del _noted[old]
        _noted[counter] = minute
    audit.record(
        process.identity(), "access_refused", actor=NOBODY, at=now, outcome="refused", address=address,
        target="http without a good token",
    )


def refused(who: Caller, request: Request, at: dt.datetime) -> None:
    """Notes what was asked for in vain; the unit, when it is one alone that looks like a code."""
    units = [code for text in request.query_params.getlist("units") for code in text.split(",")]
    unit_code = units[0] if len(units) == 1 and units[0].isalnum() and len(units[0]) <= 32 else None
    who.trail.record(
        "access_refused", at=at, outcome="refused", unit_code=unit_code, detail={"token_id": who.token.token_id},
        target=f"{request.method} {request.url.path}"[:200],
    )
