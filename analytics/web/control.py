"""
What a command on the same machine asks of the running server: a backup, since only the server has the store open.

The way in is the key in `control.json` (store/control.py), which only the server's own user can read: whoever has it
could read the data directory as well. The gate lets /control/ through; no session, token or role opens it.
"""

import datetime as dt
import hmac
import ipaddress
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from analytics import backup, clock, process
from analytics.backup import BackupError
from analytics.identity import audit
from analytics.store import control
from analytics.store.control import KEY_HEADER, OPERATOR_HEADER, Control

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")  # a command on this machine needs no proxy
ACTOR_CHARACTERS = 64
NOBODY = "operator:unknown"
REFUSALS_NOTED_SECONDS = 60  # anybody can knock here; the audit trail is no place to fill


_announced: dict[str, Control] = {}
_noted_at: dict[str, dt.datetime] = {}


@contextmanager
def announced(directory: Path, address: str) -> Iterator[None]:
    """
    While the server runs, commands find it: `address` is where it answers on this machine, such as
    http://127.0.0.1:8501 (with the base path, if it has one).
    """
    own = control.write(directory, address)
    _announced["own"] = own
    try:
        yield
    finally:
        _announced.pop("own", None)
        control.remove(directory, own)


def routes() -> list[Route]:
    """To be mounted in front of the pages."""
    return [Route("/control/backup", back_up, methods=["POST"])]


def back_up(request: Request) -> Response:
    """The backup as a stream; 404 to whoever has no business here, 409 with code and params when it cannot be taken."""
    if not _may(request):
        _note_refusal(request, clock.now())
        return PlainTextResponse("Not Found", 404)
    pieces = backup.take(process.warehouse(), process.identity(), by=_actor(request), at=clock.now())
    try:
        first = next(pieces)  # everything that can be refused is refused before the first piece
    except BackupError as error:
        params = {name: str(value) for name, value in error.params.items()}
        return JSONResponse({"code": error.code, "params": params}, 409)
    return StreamingResponse(itertools.chain((first,), pieces), media_type="application/zip")


def _note_refusal(request: Request, at: dt.datetime) -> None:
    last = _noted_at.get("refusal")
    if last is not None and dt.timedelta() <= at - last < dt.timedelta(seconds=REFUSALS_NOTED_SECONDS):
        return
    _noted_at["refusal"] = at
    audit.record(
        process.identity(), "access_refused", actor=NOBODY, at=at, outcome="refused",
        address=request.client.host if request.client else None, target=request.url.path,
    )


def _may(request: Request) -> bool:
    own = _announced.get("own")
    given = request.headers.get(KEY_HEADER, "").encode("utf-8", "replace")
    if own is None or not hmac.compare_digest(own.key.encode("ascii"), given):
        return False
    return not any(name in request.headers for name in FORWARDED) and _is_local(request)


def _is_local(request: Request) -> bool:
    """The caller is this machine: a loopback address, or the very address the server is bound to."""
    if request.client is None:
        return False
    server = request.scope.get("server")
    try:
        return ipaddress.ip_address(request.client.host).is_loopback or request.client.host == (server or (None,))[0]
    except ValueError:
        return False


def _actor(request: Request) -> str:
    """Who called it, as the command says; nothing but the name of a user of this machine can be said."""
    name = "".join(c for c in request.headers.get(OPERATOR_HEADER, "") if c.isalnum() or c in "._-@\\ ")
    return f"operator:{name[:ACTOR_CHARACTERS]}" if name else NOBODY
