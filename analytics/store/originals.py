"""The files as the clerks sent them, kept under their sha256 before the commit that names them."""

import hashlib
import os
import tempfile
from pathlib import Path

from analytics.store.warehouse import ORIGINALS_NAME, StoreError


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def path_of(directory: Path, sha256: str) -> Path:
    """Where an original is kept; StoreError when the text is not a sha256."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise StoreError(f"not the fingerprint of a file: {sha256!r}")
    return directory / ORIGINALS_NAME / sha256[:2] / sha256


def keep(directory: Path, data: bytes) -> str:
    """Writes the file whole or not at all, and returns its sha256. A file already kept is left as it is."""
    sha256 = sha256_of(data)
    path = path_of(directory, sha256)
    if path.exists() and path.stat().st_size == len(data):
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return sha256


def read(directory: Path, sha256: str) -> bytes:
    """The file's bytes; StoreError when it is not there or no longer what it was."""
    path = path_of(directory, sha256)
    if not path.exists():
        raise StoreError(f"the original {sha256[:12]} is missing from {path.parent}; restore it from a backup")
    data = path.read_bytes()
    if sha256_of(data) != sha256:
        raise StoreError(f"the original {sha256[:12]} has been changed on disk; restore it from a backup")
    return data
