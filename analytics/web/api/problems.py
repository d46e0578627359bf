"""Everything that goes wrong, as problem details (RFC 9457) in the caller's language; never a trace, never a guess."""

import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from analytics.declare import Lang, text


class Problem(Exception):
    """
    An answer instead of what was asked for. key: texts api.problem.<key>; errors: (parameter, key of its own text,
    values of it); headers: such as Retry-After.
    """

    def __init__(
        self, status: int, key: str, errors: Sequence[tuple[str, str, dict[str, Any]]] = (),
        headers: dict[str, str] | None = None, **values: Any,
    ) -> None:
        super().__init__(key)
        self.status, self.key, self.errors = status, key, errors
        self.headers, self.values = headers or {}, values


def language(request: Request) -> Lang:
    """?lang= first, then Accept-Language; Chinese otherwise."""
    asked = request.query_params.get("lang")
    if asked in ("zh", "en"):
        return "zh" if asked == "zh" else "en"
    return "en" if request.headers.get("accept-language", "zh").lower().startswith("en") else "zh"


def answer(request: Request, problem: Problem) -> Response:
    lang = language(request)
    body: dict[str, Any] = {
        "type": f"urn:sixing:problem:{problem.key}", "status": problem.status,
        "title": text(f"api.problem.{problem.key}.title", lang),
        "detail": text(f"api.problem.{problem.key}.detail", lang, **problem.values),
    }
    if problem.errors:
        body["errors"] = [
            {"parameter": name, "detail": text(f"api.parameter.{key}", lang, **values)}
            for name, key, values in problem.errors
        ]
    return Response(
        json.dumps(body, ensure_ascii=False), problem.status,
        headers={"content-language": lang, **problem.headers}, media_type="application/problem+json",
    )
