"""Submitted files as they were sent, for those who see the unit's rows."""

import datetime as dt
from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analytics import clock, entry, process, submitting
from analytics.identity.trail import Trail
from analytics.scope import OutsideScope, Scope
from analytics.store.originals import OriginalErased
from analytics.web.origins import client_address

SHOWN_SHA = 12  # characters of the hash in the trail
NAME_CHARACTERS = 100


def routes() -> list[Route]:
    return [Route("/files/original/{sha256:str}", original, methods=["GET"])]


def original(request: Request) -> Response:
    """One original file. 404 both when there is none and when it is not the reader's: the answer gives nothing away."""
    session, now, sha256 = request.scope["signed_in"], clock.now(), request.path_params["sha256"]
    authority = entry.authority_of(session.account_id, now.date())
    login = authority.account.login if authority else "-"
    trail = Trail(process.identity(), login, session.account_id, session.session_id, client_address(request.scope))
    try:
        if authority is None:
            raise OutsideScope("the account is disabled")
        authority.demand("see_original")
        scope = _originals_of(authority.scope("working"), authority.units("see_original"))
        content = submitting.original(process.warehouse(), sha256, scope=scope)
    except OutsideScope:
        trail.record("access_refused", at=now, outcome="refused", target=f"original {sha256[:SHOWN_SHA]}")
        return PlainTextResponse("not found", 404)
    except OriginalErased as error:
        return PlainTextResponse(f"{error}", 410)
    _note(trail, sha256, now)
    return Response(content, media_type="application/octet-stream", headers={
        "content-disposition": f"attachment; filename*=UTF-8''{quote(_name(request, sha256))}",
        "cache-control": "no-store", "x-content-type-options": "nosniff",
    })


def _originals_of(scope: Scope, units: frozenset[str]) -> Scope:
    """The scope without the units whose rows may be seen but whose files may not be taken."""
    return scope if scope.units_personal is None else replace(scope, units_personal=scope.units_personal & units)


def _name(request: Request, sha256: str) -> str:
    """What the page calls the file; letters, digits, dots, dashes and underscores of it."""
    asked = request.query_params.get("name", "")[:NAME_CHARACTERS]
    safe = "".join(c for c in asked if c.isalnum() or c in "._-").lstrip(".")
    return safe or f"{sha256[:SHOWN_SHA]}.xlsx"


def _note(trail: Trail, sha256: str, now: dt.datetime) -> None:
    trail.record("original_read", at=now, target=sha256[:SHOWN_SHA])
