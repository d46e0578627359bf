"""
HTTP for programs: Excel's Power Query, R, another system. Personal tokens only (Authorization: Bearer sxg_...); what a
token may do is the smaller of what it was made for and what its account may do at this moment.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from analytics import clock, process
from analytics.scope import OutsideScope
from analytics.store.warehouse import StoreError
from analytics.web.api import door, openapi, reading, submitting_files
from analytics.web.api.declared import FORMATS, OPERATIONS, VERSION, Operation
from analytics.web.api.door import Caller
from analytics.web.api.parameters import out_format, parameters
from analytics.web.api.problems import Problem, answer

PREFIX = f"/api/{VERSION}"


def routes() -> list[Route]:
    return [Route(PREFIX + o.path, _endpoint(o), methods=[o.method]) for o in OPERATIONS]


def _endpoint(operation: Operation) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        try:
            content = await submitting_files.body_of(request) if operation.method == "POST" else b""
            return await run_in_threadpool(_answer, request, operation, content)
        except Problem as problem:
            return answer(request, problem)

    return endpoint


def _answer(request: Request, operation: Operation, content: bytes) -> Response:
    caller = door.caller(request, operation)
    try:
        response = _asked(request, operation, caller, content)
    except OutsideScope as error:
        door.refused(caller.trail, request, clock.now())
        raise Problem(403, "outside") from error
    except StoreError as error:
        logging.getLogger("sixing").exception("%s %s failed", request.method, request.url.path)
        raise Problem(503, "store") from error
    response.headers["ratelimit-remaining"] = str(caller.left)
    return response


def _asked(request: Request, operation: Operation, caller: Caller, content: bytes) -> Response:
    given = parameters(request, operation)
    if operation.key == "submit":
        status, body = submitting_files.submit(caller, content, given)
        return Response(body, status, media_type=FORMATS["json"])
    kind = out_format(request, given, operation)
    tag = _tag(caller, request, kind)
    if operation.formats != ("json",) and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    return Response(
        _body(operation, caller, request, given, kind), media_type=FORMATS[kind],
        headers={"etag": tag, "vary": "authorization, accept"},
    )


def _body(operation: Operation, caller: Caller, request: Request, given: dict[str, Any], kind: str) -> bytes:
    match operation.key:
        case "status":
            return reading.status(caller, given, kind)[0]
        case "indicators":
            return reading.figures(caller, given, kind)[0]
        case "table":
            return reading.table(caller, request.path_params["name"], given, kind)[0]
        case "tables":
            return _json(reading.tables())
        case "me":
            return _json(reading.me(caller))
        case _:
            return _json(openapi.document())


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _tag(caller: Caller, request: Request, kind: str) -> str:
    """The same for the same question, right, data and day."""
    published = caller.authority.publication
    asked = (
        request.url.path, sorted(request.query_params.multi_items()), kind, sorted(caller.token.actions),
        caller.token.account_id, sorted((r, sorted(u)) for r, u in caller.authority.units_by_role.items()),
        published, process.warehouse().data_version(), clock.today(),
    )
    return f'"{hashlib.sha256(repr(asked).encode("utf-8")).hexdigest()[:32]}"'
