"""Query parameters against their declaration: every mistake at once, unknown names too."""

from difflib import get_close_matches
from typing import Any

from starlette.requests import Request

from analytics.web.api.declared import FORMATS, Operation
from analytics.web.api.problems import Problem


def parameters(request: Request, operation: Operation) -> dict[str, Any]:
    """Name -> value of the parameters that were given; Problem 400 with every mistake."""
    known = {parameter.name: parameter for parameter in operation.parameters}
    found: dict[str, Any] = {}
    errors: list[tuple[str, str, dict[str, Any]]] = []
    for name, value in request.query_params.multi_items():
        if name not in known:
            near = get_close_matches(name, known, 1)
            errors.append((name, "unknown_near" if near else "unknown", {"near": near[0]} if near else {}))
        elif name in found:
            errors.append((name, "twice", {}))
        else:
            try:
                found[name] = known[name].read(value)
            except (ValueError, KeyError):
                errors.append((name, "wrong", {"example": known[name].example}))
    if "from" in found and "to" in found and found["to"] < found["from"]:
        errors.append(("to", "before_from", {}))
    if errors:
        raise Problem(400, "parameters", errors)
    return found


def out_format(request: Request, given: dict[str, Any], operation: Operation) -> str:
    """format=, else what Accept names, else JSON. Problem 406 for something else."""
    if "format" in given:
        return given["format"]
    accepted = [part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
    for wanted in accepted:
        name = next((key for key, media in FORMATS.items() if media == wanted), None)
        if name in operation.formats:
            return str(name)
    if accepted == [""] or {"*/*", "application/*", "text/html"} & set(accepted):
        return "json"
    raise Problem(406, "format")
