"""
Takes a backup: one zip of the store, the accounts with the audit trail, and every original that stored returns name,
as they stand at one moment. restoring.py puts it back.

Writers wait only while the two database files are copied; readers never do. The originals need no lock, for nothing
changes them: only retention removes some, and it waits for the backup to end.
"""

import datetime as dt
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

from analytics.declare import return_form
from analytics.identity import accounts, audit
from analytics.identity.copying import copy_identity, kind
from analytics.identity.database import IDENTITY_NAME, Identity
from analytics.store import archive, originals, snapshot
from analytics.store.archive import Archive, BackupError
from analytics.store.warehouse import DATABASE_NAME, ORIGINALS_NAME, StoreError, Warehouse

__all__ = ["BackupError", "Manifest", "Saved", "part_name", "save", "take"]

PRODUCT = "sixing"
FORMAT = 1
STAGING_PREFIX = "backup."
KINDS = {"tables": dict, "missing_originals": list}  # what isinstance cannot be asked of Manifest's own annotations


@dataclass(frozen=True, slots=True)
class Manifest:
    """
    What a backup says of itself. data_version: the store's last event. identity: sqlite, or postgresql, whose backup is
    its own operator's; then account_count and the audit facts are of that moment and the database is not in the file.
    audit_head: number:hash of the newest entry; audit_broken_at: the entry at which the chain was found broken, None
    when it is sound. missing_originals: named by returns, but missing or damaged on disk when the backup was taken.
    """

    product: str
    format: int
    form_version: str
    made_at: str
    data_version: int
    tables: dict[str, int]
    identity: str
    account_count: int
    audit_head: str
    audit_broken_at: int | None
    original_count: int
    erased_count: int
    missing_originals: list[str]

    @classmethod
    def parse(cls, facts: Mapping[str, Any], path: Path) -> Self:
        """BackupError unless the facts are those of a backup that this program can read."""
        if facts.get("product") != PRODUCT:
            raise BackupError("not_a_backup", file=path)
        if facts.get("format") != FORMAT:
            raise BackupError("other_format", found=facts.get("format"), known=FORMAT)
        try:
            manifest = cls(**facts)
            for known in fields(cls):
                wanted: Any = KINDS.get(known.name) or known.type
                if not isinstance(facts[known.name], wanted):
                    raise TypeError(known.name)
            newer = _numbers(manifest.form_version) > _numbers(return_form().version)
        except (KeyError, TypeError, ValueError) as error:
            raise BackupError("not_a_backup", file=path) from error
        if newer:
            raise BackupError("newer_form", found=manifest.form_version, known=return_form().version)
        return manifest


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup in place: its manifest, its size in bytes and the sha256 of the file itself."""

    manifest: Manifest
    size: int
    sha256: str


def part_name(sha256: str) -> str:
    """Where an original stands in the archive, as in the data directory."""
    return f"{ORIGINALS_NAME}/{sha256[:2]}/{sha256}"


# ------------------------------------------------------------------------------------------- taking
def take(warehouse: Warehouse, identity: Identity, *, by: str, at: dt.datetime) -> Iterator[bytes]:
    """
    The backup in pieces, made while it is read; everything is copied before the first piece comes. BackupError when
    another backup or an erasure is under way, or when something cannot be copied. Audited when it ended, or failed.
    """
    if not warehouse.originals_lock.acquire(blocking=False):
        raise BackupError("under_way")
    staging = None
    try:
        with _audited(identity, by, at) as sent:
            staging = Path(tempfile.mkdtemp(prefix=STAGING_PREFIX, dir=_swept(warehouse.directory)))
            held = _copy(warehouse, identity, staging)
            manifest, files = _described(warehouse, identity, staging, held, at)
            for piece in archive.packed(files, lambda: asdict(manifest)):
                sent["byte_count"] += len(piece)
                yield piece
            sent |= {"file_count": manifest.original_count, "head": manifest.audit_head}
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        warehouse.originals_lock.release()


class _audited:
    """Notes how the taking ended, also when the reader of the pieces went away."""

    def __init__(self, identity: Identity, by: str, at: dt.datetime) -> None:
        self.identity, self.by, self.at = identity, by, at
        self.sent: dict[str, Any] = {"byte_count": 0}

    def __enter__(self) -> dict[str, Any]:
        return self.sent

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        audit.record(self.identity, "backup_taken", actor=self.by, at=self.at, outcome="failed" if failure else "done",
                     detail=self.sent)


def _swept(directory: Path) -> Path:
    """The data directory without what a backup that was killed left there; only one is under way at a time."""
    for left in directory.glob(f"{STAGING_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    return directory


def _copy(warehouse: Warehouse, identity: Identity, staging: Path) -> snapshot.Contents:
    """
    The store first: what is committed there is audited afterwards, so the copied trail never speaks of something that
    the copied store does not have.
    """
    try:
        with warehouse.writing():
            held = snapshot.copy_store(warehouse, staging / DATABASE_NAME)
            if kind(identity) == "sqlite":
                copy_identity(identity, staging / IDENTITY_NAME)
        if snapshot.contents_of(staging / DATABASE_NAME) != held:
            raise StoreError("the copy does not hold what the store holds")
    except (StoreError, OSError) as error:
        raise BackupError("not_copied", reason=error) from error
    return held


def _described(
    warehouse: Warehouse, identity: Identity, staging: Path, held: snapshot.Contents, at: dt.datetime
) -> tuple[Manifest, Iterable[tuple[str, Path]]]:
    """The manifest, and the files by their names in the archive."""
    identity_kind = kind(identity)
    copied = Identity.open(staging) if identity_kind == "sqlite" else identity
    try:
        verification, head = audit.verify(copied), audit.head(copied)
        account_count = len(accounts.listed(copied))
    finally:
        if copied is not identity:
            copied.close()
    found = {sha256: originals.path_of(warehouse.directory, sha256) for sha256 in sorted(held.originals)}
    missing = {sha256: None for sha256, path in found.items() if _fingerprint(path)[0] != sha256}
    databases = [DATABASE_NAME, *([IDENTITY_NAME] if identity_kind == "sqlite" else [])]
    files = {name: staging / name for name in databases}
    files |= {part_name(sha256): path for sha256, path in found.items() if sha256 not in missing}
    manifest = Manifest(
        PRODUCT, FORMAT, return_form().version, at.isoformat(sep=" "), held.data_version, held.tables, identity_kind,
        account_count, str(head), verification.broken_at, len(found) - len(missing), len(held.erased), list(missing),
    )
    return manifest, files.items()


def _fingerprint(path: Path) -> tuple[str | None, int]:
    """sha256 and size of a file; (None, 0) when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
    except OSError:
        return None, 0


# ------------------------------------------------------------------------------------------- keeping
def save(pieces: Iterable[bytes], path: Path) -> Saved:
    """
    Writes the pieces to a file of that name, mode 0600, whole and read back, or not at all. BackupError when the name
    is taken, or when what came is not a complete backup.
    """
    if path.exists():
        raise BackupError("file_exists", file=path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise BackupError("unwritable", file=path, reason=error.strerror or error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                _write(file, piece, path)
            file.flush()
            os.fsync(file.fileno())
        manifest = examine(Path(temporary))
        sha256, size = _fingerprint(Path(temporary))
        os.replace(temporary, path)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
    return Saved(manifest, size, str(sha256))


def _write(file: Any, piece: bytes, path: Path) -> None:
    try:
        file.write(piece)
    except OSError as error:
        raise BackupError("unwritable", file=path, reason=error.strerror or error) from error


def examine(path: Path) -> Manifest:
    """The manifest of a backup whose every part has been read and is what the manifest says of it."""
    with archive.opened(path) as opened:
        manifest = Manifest.parse(opened.facts, path)
        check_parts(opened, manifest)
        opened.check()
    return manifest


def check_parts(opened: Archive, manifest: Manifest) -> None:
    """BackupError unless the archive has the databases its manifest speaks of and originals, each named by its own."""
    databases = {DATABASE_NAME, *([IDENTITY_NAME] if manifest.identity == "sqlite" else [])}
    if absent := sorted(databases - opened.parts.keys()):
        raise BackupError("missing_part", part=absent[0])
    for part in opened.parts.values():
        if part.name not in databases and part.name != part_name(part.sha256):
            raise BackupError("foreign_part", part=repr(part.name))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))
