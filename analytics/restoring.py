"""
Puts a backup back. Everything is unpacked and checked beside the data directory first; only then does it change places
with what is there, by renaming. Until that moment nothing of the old state has been touched.
"""

import datetime as dt
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from analytics.backup import BackupError, Manifest, check_parts
from analytics.identity import accounts, audit, sessions
from analytics.identity.copying import check_copy
from analytics.identity.database import IDENTITY_NAME, Identity, IdentityError
from analytics.store import archive, control, originals, snapshot
from analytics.store.archive import Archive
from analytics.store.warehouse import DATABASE_NAME, StoreError

SPARE_BYTES = 64 << 20  # what the databases may grow by when they are opened
NOT_OURS = ("lost+found",)  # what a file system itself puts into an empty directory


@dataclass(frozen=True, slots=True)
class Restored:
    """set_aside: where the old content is now, None when there was none. session_count: sessions that were ended."""

    manifest: Manifest
    set_aside: Path | None
    session_count: int


def restore(path: Path, directory: Path, *, replace: bool, by: str, at: dt.datetime) -> Restored:
    """
    Checks a backup and puts it into the data directory. BackupError, with nothing changed, when the backup is damaged
    or not one of this program's, when a server runs on the directory, and when the directory is not empty; with
    `replace` its content is moved to a sibling instead. All sessions of the restored accounts are ended.
    """
    directory = directory.resolve()
    _may_receive(directory, replace)
    with archive.opened(path) as opened:
        manifest = Manifest.parse(opened.facts, path)
        check_parts(opened, manifest)
        _fits(manifest)
        staging = _staging(directory, opened.size)
        try:
            _unpack(opened, staging)
            _check_store(staging, opened, manifest)
            session_count = _prepare(staging, manifest, by, at)
            _owned_like(directory, staging)
            _may_receive(directory, replace)
            set_aside = _change_places(staging, directory, at)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    return Restored(manifest, set_aside, session_count)


# ------------------------------------------------------------------------------------------- may it
def _may_receive(directory: Path, replace: bool) -> None:
    announced = control.read(directory)
    if announced is not None and not announced.is_stale:
        raise BackupError("server_runs", directory=directory, address=announced.address)
    if snapshot.is_open_elsewhere(directory):
        raise BackupError("store_is_open", directory=directory)
    if _content(directory) and not replace:
        raise BackupError("not_empty", directory=directory)


def _content(directory: Path) -> list[Path]:
    """What the directory holds, but for what a server that was killed left of its announcement."""
    if not directory.exists():
        return []
    if not directory.is_dir():
        raise BackupError("no_directory", directory=directory)
    ignored = (*NOT_OURS, control.CONTROL_NAME)
    unpacked = _staging_prefix(directory)
    return [p for p in directory.iterdir() if p.name not in ignored and not p.name.startswith(unpacked)]


def _fits(manifest: Manifest) -> None:
    """The accounts come from where this machine keeps them."""
    here = "postgresql" if os.environ.get("SIXING_IDENTITY_URL") else "sqlite"
    if manifest.identity != here:
        raise BackupError(f"accounts_in_{manifest.identity}")


def _staging(directory: Path, size: int) -> Path:
    """A directory on the same file system, so that changing places is a matter of names."""
    try:
        above = _place_beside(directory)
        free = shutil.disk_usage(above).free
        if free < size + SPARE_BYTES:
            raise BackupError("no_space", needed=_megabytes(size + SPARE_BYTES), free=_megabytes(free), directory=above)
        for left in above.glob(f"{_staging_prefix(directory)}*"):  # of a restore that was killed
            shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=_staging_prefix(directory), dir=above))
    except OSError as error:
        raise BackupError("unwritable", file=directory, reason=error.strerror or error) from error


def _unpack(opened: Archive, staging: Path) -> None:
    try:
        opened.unpack(staging)
    except OSError as error:
        raise BackupError("unwritable", file=staging, reason=error.strerror or error) from error


def _staging_prefix(directory: Path) -> str:
    return f".{directory.name}.restoring."


def _place_beside(directory: Path) -> Path:
    """
    The directory above; or the data directory itself, where that is a file system of its own or the one above it is
    not ours to write: then there is no place for the old content.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    if not directory.is_mount() and os.access(directory.parent, os.W_OK):
        return directory.parent
    if _content(directory):
        raise BackupError("no_place_aside", directory=directory)
    return directory


def _megabytes(size: int) -> int:
    return -(-size // (1 << 20))


# ------------------------------------------------------------------------------------------- is it sound
def _check_store(staging: Path, opened: Archive, manifest: Manifest) -> None:
    try:
        held = snapshot.contents_of(staging / DATABASE_NAME)
    except StoreError as error:
        raise BackupError("store_unreadable", reason=error) from error
    if held.data_version != manifest.data_version:
        raise BackupError("other_version", found=held.data_version, said=manifest.data_version)
    if held.tables != manifest.tables:
        differing = sorted(
            name for name in held.tables.keys() | set(manifest.tables)
            if held.tables.get(name) != manifest.tables.get(name)
        )
        raise BackupError("other_counts", table=", ".join(differing))
    there = {part.sha256 for part in opened.parts.values() if "/" in part.name}
    absent = held.originals - there - {str(sha256) for sha256 in manifest.missing_originals}
    if absent:
        raise BackupError("missing_part", part=originals.path_of(Path(), min(absent)))
    if len(there) != manifest.original_count or len(held.erased) != manifest.erased_count:
        raise BackupError("other_counts", table="originals")


def _check_trail(identity: Identity, manifest: Manifest) -> None:
    """The chain was sound when the backup was taken, or broken where the backup says it was."""
    if str(audit.head(identity)) != manifest.audit_head:
        raise BackupError("other_trail")
    if audit.verify(identity).broken_at != manifest.audit_broken_at:
        raise BackupError("other_trail")
    if len(accounts.listed(identity)) != manifest.account_count:
        raise BackupError("other_counts", table="account")


# ------------------------------------------------------------------------------------------- putting it in place
def _prepare(staging: Path, manifest: Manifest, by: str, at: dt.datetime) -> int:
    """
    Opens both databases as the server will, so that what cannot be opened is found now; ends the sessions (who was
    signed in then need not be the one at that browser now) and notes the restoring in the restored trail.
    """
    try:
        snapshot.try_opening(staging)
        if manifest.identity == "sqlite":
            check_copy(staging / IDENTITY_NAME)
        identity = Identity.open(staging)
    except (StoreError, IdentityError) as error:
        raise BackupError("store_unreadable", reason=error) from error
    try:
        if manifest.identity == "sqlite":
            _check_trail(identity, manifest)
        listed = accounts.listed(identity)
        session_count = sum(sessions.end_all(identity, found.account_id, by=by, at=at) for found in listed)
        audit.record(identity, "restored", actor=by, at=at, detail={
            "day": manifest.made_at, "event_no": manifest.data_version, "head": manifest.audit_head,
            "file_count": manifest.original_count,
        })
    finally:
        identity.close()
    return session_count


def _owned_like(directory: Path, staging: Path) -> None:
    """Restored by root, the files belong to whom the directory belongs to: the server's user."""
    like = directory if directory.exists() else directory.parent
    if os.name != "posix" or os.geteuid() != 0:
        return
    owner = like.stat()
    for path in (staging, *staging.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)


def _change_places(staging: Path, directory: Path, at: dt.datetime) -> Path | None:
    """Renames the old directory away and the new one into its place; undone when the second does not succeed."""
    if hasattr(os, "sync"):
        os.sync()  # what is renamed into place is on the disk
    if not _content(directory):
        (directory / control.CONTROL_NAME).unlink(missing_ok=True)
    if staging.parent == directory:
        _move_in(staging, directory)
        return None
    if not directory.exists() or not any(directory.iterdir()):
        if directory.exists():
            directory.rmdir()
        os.rename(staging, directory)
        return None
    aside = _free_name(directory, at)
    os.rename(directory, aside)
    try:
        os.rename(staging, directory)
    except BaseException:
        os.rename(aside, directory)
        raise
    return aside


def _move_in(staging: Path, directory: Path) -> None:
    """The store last: a directory without it holds nothing yet. Undone when one step does not succeed."""
    moved: list[Path] = []
    try:
        for path in sorted(staging.iterdir(), key=lambda p: p.name == DATABASE_NAME):
            os.rename(path, directory / path.name)
            moved.append(path)
    except BaseException:
        for path in reversed(moved):
            os.rename(directory / path.name, path)
        raise


def _free_name(directory: Path, at: dt.datetime) -> Path:
    name = f"{directory.name}.before-restore-{at:%Y-%m-%d-%H%M%S}"
    names = (directory.with_name(name if not n else f"{name}-{n}") for n in range(1000))
    return next(path for path in names if not path.exists())
