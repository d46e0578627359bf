"""Who calls: the token, its account's rights of this moment, and how often anybody may."""

import datetime as dt
import threading
import time
from dataclasses import dataclass, replace
from functools import cache

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from analytics import clock, entry, process
from analytics.authority import Authority, View
from analytics.declare import settings
from analytics.identity import audit, tokens
from analytics.identity.tokens import PREFIX, Token
from analytics.identity.trail import Trail
from analytics.scope import NO_UNITS, Scope
from analytics.web.api.declared import Operation
from analytics.web.api.problems import Problem
from analytics.web.origins import client_address

NOBODY = "-"
_noted: dict[str, int] = {}
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Caller:
    """A program with a token of somebody. left: how many requests it may still make in this minute."""

    token: Token
    authority: Authority
    trail: Trail
    left: int

    def scope(self, view: View | None) -> tuple[View, Scope]:
        """The scope of a view, else of the first there is; without the token's `rows` no rows of persons or cases."""
        views = self.authority.views
        if not views or (view is not None and view not in views):
            raise Problem(403, "no_view")
        chosen = view or views[0]
        scope = self.authority.scope(chosen)
        return chosen, scope if "rows" in self.token.actions else replace(scope, units_personal=NO_UNITS)


@cache
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def _requests() -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(settings()["http"]["requests_per_minute"])


def _failures() -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(settings()["http"]["failures_per_minute"])


def caller(request: Request, operation: Operation) -> Caller:
    """Who calls, when they may; Problem 401, 403 or 429 otherwise."""
    address, now = client_address(request.scope), clock.now()
    if any(value.startswith(PREFIX) for value in request.query_params.values()):
        raise Problem(400, "token_in_address")
    failures = _failures()
    if not _limiter().test(failures, "failed", address):
        raise Problem(429, "too_many", headers=_wait(failures, "failed", address))
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    token = tokens.of_secret(process.identity(), secret.strip(), now) if kind.lower() == "bearer" else None
    authority = entry.authority_of(token.account_id, now.date()) if token else None
    if token is None or authority is None:
        _limiter().hit(failures, "failed", address)
        _note_failure(address, now)
        raise Problem(401, "no_token", headers={"www-authenticate": 'Bearer realm="sixing"'})
    requests = _requests()
    if not _limiter().hit(requests, "token", token.token_id):
        raise Problem(429, "too_many", headers=_wait(requests, "token", token.token_id))
    left = _limiter().get_window_stats(requests, "token", token.token_id).remaining
    trail = Trail(process.identity(), authority.account.login, token.account_id, f"token {token.token_id}", address)
    if operation.token_action and operation.token_action not in token.actions:
        refused(trail, request, now)
        raise Problem(403, "token_action", action=operation.token_action)
    return Caller(token, authority, trail, left)


def _wait(limit: RateLimitItemPerMinute, *names: str) -> dict[str, str]:
    ready = _limiter().get_window_stats(limit, *names).reset_time
    return {"retry-after": str(max(1, int(ready - time.time()) + 1))}


def _note_failure(address: str, now: dt.datetime) -> None:
    """Once an address and minute: a flood of guesses is no reason to flood the trail."""
    minute = int(now.timestamp() // 60)
    with _lock:
        if _noted.get(address) == minute:
            return
        for old in [key for key, value in _noted.items() if value < minute]:
            del _noted[old]
        _noted[address] = minute
    audit.record(
        process.identity(), "access_refused", actor=NOBODY, at=now, outcome="refused", address=address,
        target="http without a good token",
    )


def refused(trail: Trail, request: Request, at: dt.datetime) -> None:
    trail.record("access_refused", at=at, outcome="refused", target=f"{request.method} {request.url.path}"[:200])
