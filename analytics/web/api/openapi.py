"""The OpenAPI 3.1 document, made from the declared operations."""

from functools import cache
from typing import Any

from analytics.declare import text
from analytics.web.api.declared import FORMATS, OPERATIONS, VERSION, Operation, Parameter, table_names

PROBLEM = {"$ref": "#/components/schemas/Problem"}
REFUSALS = {"400": "parameters", "401": "no_token", "403": "outside", "429": "too_many", "500": "fault"}
FOR_TABLES = {"406": "format", "503": "store"}
FOR_FILES = {"413": "too_large"}


@cache
def document() -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sixing", "version": VERSION, "description": text("api.document", "en")},
        "servers": [{"url": f"/api/{VERSION}"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "sxg_..."}},
            "schemas": {"Problem": _problem_schema(), "Submitted": _submitted_schema()},
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.key, "summary": operation.summary,
        "parameters": [_parameter(p) for p in operation.parameters],
        "responses": {**_good(operation), **{
            status: _refusal(text(f"api.problem.{key}.title", "en"))
            for status, key in (REFUSALS | (FOR_FILES if operation.key == "submit" else FOR_TABLES)).items()
        }},
    }
    if operation.token_action:
        described["description"] = text("api.needs", "en", action=operation.token_action)
    if "{name}" in operation.path:
        described["parameters"].insert(0, {
            "name": "name", "in": "path", "required": True, "schema": {"type": "string", "enum": list(table_names())},
        })
        described["responses"]["404"] = _refusal(text("api.problem.no_table.title", "en"))
    if operation.key == "submit":
        described["requestBody"] = {
            "required": True,
            "content": {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
                "multipart/form-data": {"schema": {
                    "type": "object", "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }},
            },
        }
    return described


def _good(operation: Operation) -> dict[str, Any]:
    if operation.key == "submit":
        said = {"application/json": {"schema": {"$ref": "#/components/schemas/Submitted"}}}
        return {
            status: {"description": text(f"api.submit.{status}", "en"), "content": said}
            for status in ("200", "201", "409", "422")
        }
    content: dict[str, Any] = {FORMATS[name]: {} for name in operation.formats}
    content[FORMATS["json"]] = {"schema": {"type": "object"}}
    answers = {"200": {"description": operation.summary, "content": content}}
    if operation.formats == ("json",):
        if operation.key == "tables":
            content[FORMATS["json"]] = {"schema": {"type": "array", "items": {"type": "object"}}}
        return answers
    content[FORMATS["json"]] = {"schema": {"type": "array", "items": {"type": "object"}}}
    tag = {"ETag": {"description": text("api.tag", "en"), "schema": {"type": "string"}}}
    return {"200": {**answers["200"], "headers": tag}, "304": {"description": text("api.unchanged", "en")}}


def _submitted_schema() -> dict[str, Any]:
    maybe_text, text_type = {"type": ["string", "null"]}, {"type": "string"}
    finding = {
        **dict.fromkeys(("file", "code", "severity", "zh", "en"), text_type),
        **dict.fromkeys(("sheet", "cell", "value", "sheet_title"), maybe_text),
    }
    receipt = {
        **dict.fromkeys(("file", "receipt", "unit", "month", "received_at", "sha256"), text_type),
        "version": {"type": "integer"}, "rows": {"type": "integer"}, "on_time": {"type": "boolean"},
    }
    return {
        "type": "object", "required": ["unit", "month", "stored", "findings"],
        "properties": {
            "unit": maybe_text, "month": maybe_text,
            "stored": {"type": ["object", "null"], "required": list(receipt), "properties": receipt},
            "findings": {"type": "array", "items": {
                "type": "object", "required": list(finding), "properties": finding,
            }},
        },
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if parameter.allowed:
        schema["enum"] = list(parameter.allowed)
    return {
        "name": parameter.name, "in": "query", "description": parameter.meaning, "schema": schema,
        "example": parameter.example,
    }


def _refusal(title: str) -> dict[str, Any]:
    return {"description": title, "content": {"application/problem+json": {"schema": PROBLEM}}}


def _problem_schema() -> dict[str, Any]:
    words = {name: {"type": "string"} for name in ("type", "title", "detail")}
    error = {"type": "object", "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}}}
    return {
        "type": "object", "required": ["type", "title", "status", "detail"],
        "properties": {**words, "status": {"type": "integer"}, "errors": {"type": "array", "items": error}},
    }
