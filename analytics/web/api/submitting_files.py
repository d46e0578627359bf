"""Handing in a return: the same path as the page and the command line, with its findings as plain records."""

import json
from typing import Any

from starlette.requests import Request

from analytics import clock, process
from analytics.declare import settings
from analytics.findings import Finding
from analytics.returns.wording import render
from analytics.submitting import Outcome, submit_file
from analytics.web.api.door import Caller
from analytics.web.api.problems import Problem

MEGABYTE = 1024 * 1024


async def body_of(request: Request) -> bytes:
    """The file, never more of it than is allowed."""
    most = settings()["limits"]["file_megabytes"] * MEGABYTE
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most:
        raise Problem(413, "too_large", megabytes=most // MEGABYTE)
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > most:
            raise Problem(413, "too_large", megabytes=most // MEGABYTE)
    if not content:
        raise Problem(400, "no_file")
    return bytes(content)


def submit(caller: Caller, content: bytes, given: dict[str, Any]) -> tuple[int, bytes]:
    """
    201 stored · 409 something to confirm first · 422 something to fix, or no return at all. The body has `stored` (the
    receipt or null) and `findings`, one for each cell, as `check --json` prints them.
    """
    caller.authority.demand("submit_return")
    if given.get("confirm") and not given.get("reason", "").strip():
        raise Problem(400, "parameters", [("reason", "reason_needed", {})])
    _, scope = caller.scope("working")
    name = given.get("name", "return.xlsx")
    outcome = submit_file(
        process.warehouse(), content, name, by=caller.authority.account.login, at=clock.now(),
        confirm=bool(given.get("confirm")), reason=given.get("reason", ""), scope=scope, trail=caller.trail,
    )
    return _status(outcome), json.dumps(_said(name, outcome), ensure_ascii=False, default=str).encode("utf-8")


def _status(outcome: Outcome) -> int:
    if outcome.receipt is not None:
        return 201
    return 422 if outcome.unit_code is None or any(f.severity.value == "refuse" for f in outcome.findings) else 409


def _said(name: str, outcome: Outcome) -> dict[str, Any]:
    receipt = outcome.receipt
    return {
        "stored": None if receipt is None else {
            "file": name, "receipt": receipt.receipt_no, "unit": receipt.unit_code, "month": str(receipt.month),
            "version": receipt.version, "received_at": receipt.received_at.isoformat(), "on_time": receipt.on_time,
            "rows": receipt.row_count, "sha256": receipt.sha256,
        },
        "findings": [record for finding in outcome.findings for record in _records(finding)],
    }


def _records(finding: Finding) -> list[dict[str, Any]]:
    words = {lang: render(finding, lang) for lang in ("zh", "en")}  # type: ignore[arg-type]
    return [
        {
            "code": finding.code, "severity": finding.severity.value, "sheet": finding.sheet, "cell": cell,
            "value": finding.value, **{lang: f"{said.title} {said.fix}".strip() for lang, said in words.items()},
        }
        for cell in (finding.cells or (None,))
    ]
