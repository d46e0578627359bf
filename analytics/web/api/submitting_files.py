"""Handing in a return: the same path as the page and the command line, with its findings as `check --json` has them."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from analytics import clock, process
from analytics.declare import settings
from analytics.findings import Severity
from analytics.returns.checking import Checked
from analytics.returns.records import finding_records, receipt_record
from analytics.store.submissions import Overtaken
from analytics.store.warehouse import StoreError
from analytics.submitting import Outcome, check, find_slot, submit_file
from analytics.web.api.door import Caller
from analytics.web.api.problems import Problem

MEGABYTE = 1024 * 1024
FORM_BYTES = 16 * 1024  # what a form adds around its file
NAME_CHARACTERS = 100
USUAL_NAME = "return.xlsx"


@dataclass(frozen=True, slots=True)
class SentFile:
    """name: what the form calls the file; empty when it came without one."""

    data: bytes
    name: str


# ------------------------------------------------------------------------------------------- the body
async def file_of(request: Request) -> SentFile:
    """The file, in the body as it is or in a form; never more of it is taken than is allowed."""
    most = settings()["limits"]["file_megabytes"] * MEGABYTE
    is_form = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
    body = await _body(request, most + FORM_BYTES if is_form else most, most)
    file = await _in_form(request, body) if is_form else SentFile(body, "")
    if len(file.data) > most:
        raise _too_large(most)
    if not file.data:
        raise Problem(400, "no_file")
    return file


async def _body(request: Request, limit: int, most: int) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise _too_large(most)
    content = bytearray()
    async for piece in request.stream():
        content += piece
        if len(content) > limit:
            raise _too_large(most)
    return bytes(content)


async def _in_form(request: Request, body: bytes) -> SentFile:
    async def stream() -> AsyncIterator[bytes]:
        yield body

    try:
        form = await MultiPartParser(request.headers, stream(), max_files=1, max_fields=0).parse()  # type: ignore[arg-type]
    except MultiPartException as error:
        raise Problem(400, "several_files") from error
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    if len(files) != 1:
        await form.close()
        raise Problem(400, "several_files")
    try:
        return SentFile(await files[0].read(), files[0].filename or "")
    finally:
        await form.close()


def _too_large(most: int) -> Problem:
    return Problem(413, "too_large", megabytes=most // MEGABYTE)


# ------------------------------------------------------------------------------------------- what becomes of it
def submit(caller: Caller, file: SentFile, given: dict[str, Any]) -> tuple[int, bytes]:
    """
    201 stored (200 only checked) · 409 something to confirm first · 422 something to fix, or no return at all. The
    body has `unit` and `month` (null when the cover does not tell), `stored` (the receipt or null) and `findings`, one
    for each cell, as `check --json` prints them.
    """
    caller.authority.demand("submit_return")
    if given.get("confirm") and not given.get("reason", "").strip():
        raise Problem(400, "parameters", [("reason", "reason_needed", {})])
    name = _name(given.get("name") or file.name)
    try:
        status, outcome = (_checked if given.get("only_check") else _submitted)(caller, file.data, name, given)
    except Overtaken as error:
        raise Problem(409, "overtaken") from error
    except StoreError as error:
        logging.getLogger("sixing").warning("a file of %s was not stored: %s", caller.authority.account.login, error)
        raise Problem(422, "not_stored") from error
    return status, json.dumps(_said(outcome), ensure_ascii=False, default=str).encode("utf-8")


def _submitted(caller: Caller, data: bytes, name: str, given: dict[str, Any]) -> tuple[int, Outcome]:
    _, scope = caller.scope("working")
    outcome = submit_file(
        process.warehouse(), data, name, by=caller.authority.account.login, at=clock.now(),
        confirm=bool(given.get("confirm")), reason=given.get("reason", ""), scope=scope, trail=caller.trail,
    )
    if outcome.receipt is not None:
        return 201, outcome
    return (422 if _is_refused(outcome) else 409), outcome


def _checked(caller: Caller, data: bytes, name: str, given: dict[str, Any]) -> tuple[int, Outcome]:
    """As `check` on the command line: what must be fixed decides, and nothing is stored or noted."""
    _, scope = caller.scope("working")
    warehouse, now = process.warehouse(), clock.now()
    slot = find_slot(warehouse, data, name, now)
    if isinstance(slot, Checked):
        return 422, Outcome(name, None, None, None, slot.findings)
    unit_code, month, raw = slot
    checking = check(warehouse, data, name, unit_code=unit_code, month=month, now=now, scope=scope, raw=raw)
    if checking.checked.typed is None:  # nothing in it could be read as a return
        return 422, Outcome(name, None, None, None, checking.checked.findings)
    return (422 if checking.refused else 200), Outcome(name, unit_code, month, None, checking.checked.findings)


def _is_refused(outcome: Outcome) -> bool:
    return outcome.unit_code is None or any(f.severity is Severity.REFUSE for f in outcome.findings)


def _said(outcome: Outcome) -> dict[str, Any]:
    receipt = outcome.receipt
    return {
        "unit": outcome.unit_code, "month": str(outcome.month) if outcome.month else None,
        "stored": receipt_record(outcome.file_name, receipt) if receipt else None,
        "findings": finding_records(outcome.file_name, outcome.findings),
    }


def _name(told: str) -> str:
    """What the file is called where it is kept and quoted: no folders, nothing that does not print."""
    last = told.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:NAME_CHARACTERS].strip() or USUAL_NAME
