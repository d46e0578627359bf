"""
Answers with data: made into a file first (in memory while small, else on disk), then sent in pieces. So a mistake is
told by its status, the number of rows is noted before the first byte leaves, and a long table is never held whole.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import anyio
import anyio.to_thread
import pyarrow as pa
import pyarrow.compute as pc
from anyio.lowlevel import RunVar
from starlette.responses import Response, StreamingResponse

from analytics.declare import settings
from analytics.exports.files import BOM, write_csv_parts, write_parquet_parts
from analytics.web.api.declared import FORMATS

IN_MEMORY_BYTES = 1 << 20
PIECE_BYTES = 1 << 16
JSON_ROWS = 5_000
_turns: RunVar[anyio.CapacityLimiter] = RunVar("_turns")


async def in_turn(do: Callable[..., Any], *arguments: Any) -> Any:
    """Runs it in a thread, few at a time: programs that fetch everything at once leave room for people's pages."""
    try:
        limiter = _turns.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(settings()["http"]["at_once"])
        _turns.set(limiter)
    return await anyio.to_thread.run_sync(do, *arguments, limiter=limiter)


@dataclass(frozen=True, slots=True)
class Content:
    """A finished answer. file_name: what it is saved as, without its ending."""

    file: IO[bytes]
    size: int
    file_name: str


def of_parts(parts: Iterable[pa.Table], kind: str, file_name: str, *, bom: bool = True) -> Content:
    """A table that comes in parts, as JSON (a list of rows), CSV or Parquet."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  closed when it has been sent
    if kind == "csv":
        write_csv_parts(parts, file, bom=bom)
    elif kind == "parquet":
        write_parquet_parts(parts, file)
    else:
        _write_json(parts, file)
    return _finished(file, file_name)


def of_bytes(content: bytes, file_name: str, *, bom: bool = True) -> Content:
    file = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  closed when it has been sent
    file.write(content if bom else content.removeprefix(BOM))
    return _finished(file, file_name)


def response(content: Content, kind: str, headers: dict[str, str]) -> Response:
    sent = {**headers, "content-length": str(content.size)}
    if kind != "json":
        sent["content-disposition"] = f'attachment; filename="{content.file_name}.{kind}"'
    return StreamingResponse(_pieces(content.file), media_type=FORMATS[kind], headers=sent)


def _finished(file: IO[bytes], file_name: str) -> Content:
    size = file.seek(0, os.SEEK_END) or file.tell()
    file.seek(0)
    return Content(file, size, file_name)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


# ------------------------------------------------------------------------------------------- JSON
def _write_json(parts: Iterable[pa.Table], file: IO[bytes]) -> None:
    """A list of rows; null for what is not there, days and moments in ISO form."""
    between = b"["
    for part in parts:
        for batch in _finite(part).to_batches(max_chunksize=JSON_ROWS):
            for row in batch.to_pylist():
                file.write(between + json.dumps(row, ensure_ascii=False, default=_plain, allow_nan=False).encode())
                between = b",\n"
    file.write(b"[]" if between == b"[" else b"]")


def _finite(table: pa.Table) -> pa.Table:
    """JSON has no nan and no infinity: they are no figures."""
    for place, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table[field.name]
            known = pc.if_else(pc.is_finite(column), column, pa.scalar(None, field.type))
            table = table.set_column(place, field, known)
    return table


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
