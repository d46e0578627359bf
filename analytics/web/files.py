"""Submitted files as they were sent, for those who see the unit's rows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from analytics import clock, continuing, entry, process, submitting
from analytics.authority import Authority
from analytics.identity.trail import Trail
from analytics.scope import OutsideScope, Scope
from analytics.store.originals import OriginalErased
from analytics.store.warehouse import StoreError
from analytics.web.origins import client_address

SHOWN_SHA = 12  # characters of the hash in the trail
NAME_CHARACTERS = 100


def routes() -> list[Route]:
    return [
        Route("/files/original/{sha256:str}", original, methods=["GET"]),
        Route("/files/check/{check_no:int}/{kind:str}", copy_of_check, methods=["GET"]),
    ]


def original(request: Request) -> Response:
    """One original file. 404 both when there is none and when it is not the reader's: the answer gives nothing away."""
    sha256 = request.path_params["sha256"]

    def found(authority: Authority) -> tuple[bytes, str]:
        authority.demand("see_original")
        scope = _originals_of(authority.scope("working"), authority.units("see_original"))
        return submitting.original(process.warehouse(), sha256, scope=scope), "xlsx"

    return _handed_out(request, f"original {sha256[:SHOWN_SHA]}", sha256[:SHOWN_SHA], found)


def copy_of_check(request: Request) -> Response:
    """The marked or corrected workbook of a check, for those who may submit the return; 404 for everybody else."""
    number, kind = request.path_params["check_no"], request.path_params["kind"]

    def found(authority: Authority) -> tuple[bytes, str]:
        authority.demand("submit_return")
        if kind not in ("marked", "corrected"):
            raise OutsideScope(f"there is no {kind} copy")
        made: Literal["marked", "corrected"] = "marked" if kind == "marked" else "corrected"
        book = continuing.copy_of(process.warehouse(), number, made, scope=authority.scope("working"))
        return book.content, book.extension

    return _handed_out(request, f"check {number}", f"check {number} {kind}", found)


def _handed_out(
    request: Request, asked: str, target: str, found: Callable[[Authority], tuple[bytes, str]]
) -> Response:
    session, now = request.scope["signed_in"], clock.now()
    authority = entry.authority_of(session.account_id, now.date())
    login = authority.account.login if authority else "-"
    trail = Trail(process.identity(), login, session.account_id, session.session_id, client_address(request.scope))
    try:
        if authority is None:
            raise OutsideScope("the account is disabled")
        content, extension = found(authority)
    except OutsideScope:
        trail.record("access_refused", at=now, outcome="refused", target=asked)
        return PlainTextResponse("not found", 404)
    except OriginalErased as error:
        return PlainTextResponse(f"{error}", 410)
    except StoreError:
        return PlainTextResponse("not found", 404)
    trail.record("original_read", at=now, target=target)
    return Response(content, media_type="application/octet-stream", headers={
        "content-disposition": f"attachment; filename*=UTF-8''{quote(_name(request, target, extension))}",
        "cache-control": "no-store", "x-content-type-options": "nosniff",
    })


def _originals_of(scope: Scope, units: frozenset[str]) -> Scope:
    """The scope without the units whose rows may be seen but whose files may not be taken."""
    return scope if scope.units_personal is None else replace(scope, units_personal=scope.units_personal & units)


def _name(request: Request, target: str, extension: str) -> str:
    """What the page calls the file; letters, digits, dots, dashes and underscores of it."""
    asked = request.query_params.get("name", "")[:NAME_CHARACTERS]
    safe = "".join(c for c in asked if c.isalnum() or c in "._-").lstrip(".")
    if not safe:
        return f"{target.replace(' ', '_')}.{extension}"
    return safe if "." in safe else f"{safe}.{extension}"
