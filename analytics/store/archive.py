"""
One zip file of many parts with a manifest that names the size and sha256 of each. It is written as a stream, so that
it can go through a network while it is made, and read with suspicion: nothing in it is believed before it is checked.
"""

import hashlib
import io
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.declare import text
from analytics.store.warehouse import StoreError

MANIFEST_NAME = "manifest.json"
CHUNK_BYTES = 1 << 20
MANIFEST_BYTES = 200 << 20  # a million originals take half of this
PART_NAME = re.compile(r"[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*")
# What reading a zip raises when its bytes are not what they were; the last two for places outside the file.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError,
    OverflowError,
)


class BackupError(StoreError):
    """A backup cannot be taken or used. code: its sentence is the text backup.problem.<code>, filled with params."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(text(f"backup.problem.{code}", "en", **params))
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the archive as its manifest names it; size in bytes, sha256 in hex."""

    name: str
    size: int
    sha256: str


# ------------------------------------------------------------------------------------------- writing
class _Outlet(io.RawIOBase):
    """Where the zip is written: holds what has not been taken yet, and cannot be searched."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting += data
        return len(data)

    def taken(self) -> bytes:
        waiting, self._waiting = bytes(self._waiting), bytearray()
        return waiting


def packed(files: Iterable[tuple[str, Path]], describe: Callable[[], Mapping[str, Any]]) -> Iterator[bytes]:
    """
    The zip in pieces of about a megabyte, never more in memory. describe: the manifest's other facts, asked for when
    all files are in; the manifest stands last, because only then are all sizes and fingerprints known.
    """
    outlet, parts = _Outlet(), []
    with zipfile.ZipFile(outlet, "w", allowZip64=True) as archive:
        for name, path in files:
            digest, size = hashlib.sha256(), 0
            with path.open("rb") as source, archive.open(_entry(name), "w", force_zip64=True) as target:
                while chunk := source.read(CHUNK_BYTES):
                    digest.update(chunk)
                    size += len(chunk)
                    target.write(chunk)
                    yield outlet.taken()
            parts.append({"name": name, "size": size, "sha256": digest.hexdigest()})
        manifest = json.dumps({**describe(), "parts": parts}, ensure_ascii=False, indent=1)
        with archive.open(_entry(MANIFEST_NAME), "w") as target:
            target.write(manifest.encode("utf-8"))
    yield outlet.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    """Databases have empty and repeated pages; originals are compressed already."""
    entry = zipfile.ZipInfo(name)
    entry.compress_type = zipfile.ZIP_STORED if "/" in name else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


# ------------------------------------------------------------------------------------------- reading
@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive whose names are those of its manifest; the parts themselves are not looked at yet."""

    file: zipfile.ZipFile
    facts: Mapping[str, Any]
    parts: Mapping[str, Part]

    @property
    def size(self) -> int:
        """Bytes of all parts when they are unpacked."""
        return sum(part.size for part in self.parts.values())

    def check(self) -> None:
        """Reads every part; BackupError unless each has the size and fingerprint the manifest says."""
        for part in self.parts.values():
            self._copy(part, None)

    def unpack(self, directory: Path) -> None:
        """Writes every part below a directory, checked as in `check`."""
        for part in self.parts.values():
            path = directory / part.name
            path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
                self._copy(part, target)

    def _copy(self, part: Part, target: Any) -> None:
        digest, size = hashlib.sha256(), 0
        for chunk in self._chunks(part):
            size += len(chunk)
            if size > part.size:  # whatever it would unfold to
                break
            digest.update(chunk)
            if target is not None:
                target.write(chunk)
        if size != part.size or digest.hexdigest() != part.sha256:
            raise BackupError("damaged_part", part=part.name)

    def _chunks(self, part: Part) -> Iterator[bytes]:
        try:
            with self.file.open(part.name) as source:
                while chunk := source.read(CHUNK_BYTES):
                    yield chunk
        except DAMAGED as error:
            raise BackupError("damaged_part", part=part.name) from error


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An archive for reading. BackupError when it is none, or when its names are not exactly those of its manifest."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise BackupError("unreadable", file=path, reason=error.strerror or error) from error
    try:
        file = zipfile.ZipFile(path)
    except DAMAGED as error:
        raise BackupError("not_a_backup", file=path) from error
    with file:
        facts = _facts(file, path)
        parts = _parts(facts, path)
        names = [entry.filename for entry in file.infolist()]
        if missing := sorted(parts.keys() - set(names)):
            raise BackupError("missing_part", part=missing[0])
        wanted = {*parts, MANIFEST_NAME}
        foreign = sorted({name for name in names if name not in wanted or names.count(name) > 1 and name in parts})
        if foreign or len(names) != len(wanted):
            raise BackupError("foreign_part", part=repr((foreign or [MANIFEST_NAME])[0]))
        yield Archive(file, facts, parts)


def _facts(file: zipfile.ZipFile, path: Path) -> dict[str, Any]:
    try:
        with file.open(MANIFEST_NAME) as source:
            words = source.read(MANIFEST_BYTES + 1)
        facts = json.loads(words.decode("utf-8")) if len(words) <= MANIFEST_BYTES else None
    except (KeyError, *DAMAGED) as error:  # RecursionError is a RuntimeError
        raise BackupError("not_a_backup", file=path) from error
    if not isinstance(facts, dict):
        raise BackupError("not_a_backup", file=path)
    return facts


def _parts(facts: dict[str, Any], path: Path) -> dict[str, Part]:
    """Only plain relative names of small letters and digits: no way out of the directory, no two that are one file."""
    try:
        listed = [Part(str(p["name"]), int(p["size"]), str(p["sha256"])) for p in facts.pop("parts")]
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError("not_a_backup", file=path) from error
    parts = {part.name: part for part in listed}
    for part in listed:
        if not PART_NAME.fullmatch(part.name) or part.size < 0 or part.name == MANIFEST_NAME:
            raise BackupError("foreign_part", part=repr(part.name))
    if len(parts) != len(listed):
        raise BackupError("not_a_backup", file=path)
    return parts
