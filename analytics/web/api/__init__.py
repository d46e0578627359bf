"""
HTTP for programs: Excel's Power Query, R, another system. Personal tokens only (Authorization: Bearer sxg_...); what a
token may do is the smaller of what it was made for and what its account may do at this moment.
"""

import hashlib
import json
import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route

from analytics import clock, process
from analytics.scope import OutsideScope, Scope
from analytics.store.warehouse import StoreError
from analytics.web.api import door, openapi, reading, sending, submitting_files
from analytics.web.api.declared import FORMATS, OPERATIONS, VERSION, Operation
from analytics.web.api.door import Caller
from analytics.web.api.parameters import out_format, parameters
from analytics.web.api.problems import Problem, answer
from analytics.web.api.reading import Asked

PREFIX = f"/api/{VERSION}"
EVERY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
TABLES = {"status": reading.status, "indicators": reading.figures, "table": reading.table}
_run = secrets.token_hex(8)  # in every tag: another version of the program may answer otherwise


def routes() -> list[Route]:
    asked = [Route(PREFIX + o.path, _endpoint(o), methods=[o.method]) for o in OPERATIONS]
    others = [Route(path, _elsewhere, methods=EVERY_METHOD) for path in ("/api", "/api/{rest:path}")]
    return [*asked, *others]


def _endpoint(operation: Operation) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await _told(request, lambda: _answered(request, operation))

    return endpoint


async def _elsewhere(request: Request) -> Response:
    """Nothing here, or not by this method; said to those with a token, others learn nothing of what there is."""
    async def nothing() -> Response:
        await sending.in_turn(door.caller, request, None)
        methods = {
            method for route in routes()[: len(OPERATIONS)] for method in route.methods or ()
            if route.matches({**request.scope, "method": method})[0] is Match.FULL
        }
        if methods:
            allowed = ", ".join(sorted(methods))
            raise Problem(405, "method", headers={"allow": allowed}, methods=allowed)
        raise Problem(404, "nothing_here")

    return await _told(request, nothing)


async def _told(request: Request, answered: Callable[[], Awaitable[Response]]) -> Response:
    """Whatever goes wrong is a problem document; our own fault stands in the log under the number it tells."""
    try:
        return await answered()
    except Problem as problem:
        return answer(request, problem)
    except Exception:
        number = secrets.token_hex(4)
        logging.getLogger("sixing").exception("fault %s in %s %s", number, request.method, request.url.path)
        return answer(request, Problem(500, "fault", number=number))


async def _answered(request: Request, operation: Operation) -> Response:
    caller = await sending.in_turn(door.caller, request, operation)  # before a byte of the body is taken
    try:
        file = await submitting_files.file_of(request) if operation.method == "POST" else None
        response = await sending.in_turn(_answer, request, operation, caller, file)
    except Problem as problem:
        problem.headers = {**caller.limits, **problem.headers}
        raise
    response.headers.update(caller.limits)
    return response


def _answer(
    request: Request, operation: Operation, caller: Caller, file: submitting_files.SentFile | None
) -> Response:
    try:
        given = parameters(request, operation)
        if file is not None:
            status, body = submitting_files.submit(caller, file, given)
            return Response(body, status, media_type=FORMATS["json"])
        kind = out_format(request, given, operation)
        if operation.key in TABLES:
            return _table(request, operation, Asked(caller, given, kind, request.path_params))
        return Response(_json(_small(operation, caller)), media_type=FORMATS["json"])
    except OutsideScope as error:
        door.refused(caller, request, clock.now())
        raise Problem(403, "outside") from error
    except StoreError as error:
        logging.getLogger("sixing").exception("%s %s failed", request.method, request.url.path)
        raise Problem(503, "store") from error


def _table(request: Request, operation: Operation, asked: Asked) -> Response:
    """Rights are settled first and every time; what has not changed since the caller's copy is not made again."""
    planned = TABLES[operation.key](asked)
    tag = _tag(request, asked, planned.scope)
    headers = {"etag": tag, "vary": "authorization, accept", "sixing-view": planned.view}
    if any(known.strip().removeprefix("W/") == tag.removeprefix("W/")
           for known in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(media_type=FORMATS[asked.kind], headers=headers)
    return sending.response(planned.make(), asked.kind, headers)


def _small(operation: Operation, caller: Caller) -> Any:
    match operation.key:
        case "tables":
            return reading.tables()
        case "me":
            return reading.me(caller)
        case _:
            return openapi.document()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _tag(request: Request, asked: Asked, scope: Scope) -> str:
    """The same for the same question, right, data and day. Weak: the answer may be packed on its way."""
    seen = process.warehouse().data_version() if scope.known_event is None else scope.known_event
    circles = (scope.units_seen, scope.units_personal)
    question = (
        _run, request.url.path, sorted(request.query_params.multi_items()), asked.kind, asked.caller.token.account_id,
        [None if circle is None else sorted(circle) for circle in circles], str(scope.last_month), seen, clock.today(),
    )
    return f'W/"{hashlib.sha256(repr(question).encode("utf-8")).hexdigest()[:32]}"'
