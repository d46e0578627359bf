"""
The files as the clerks sent them, kept under their sha256 before the commit that names them, until retention erases
them (erasing.py): then an event says when and by which rule.
"""

import datetime as dt
import hashlib
import os
import tempfile
from pathlib import Path

from analytics.store.warehouse import ORIGINALS_NAME, StoreError, Warehouse

# Every original that stored returns name. erased_at, months: NULL while it is kept; one that was erased and then sent
# in again is kept (also within the second: what was received that moment was never due).
ORIGINALS = """
    SELECT v.original_sha256 AS sha256, max(v.received_at) AS last_received_at, count(DISTINCT v.return_id) AS returns,
           max(e.erased_at) FILTER (WHERE e.erased_at > v.last_received_at) AS erased_at,
           max_by(e.months, e.erased_at) FILTER (WHERE e.erased_at > v.last_received_at) AS months
    FROM (
        SELECT *, max(received_at) OVER (PARTITION BY original_sha256) AS last_received_at FROM return_version
    ) AS v
    LEFT JOIN (
        SELECT unnest(json_extract_string(detail, '$.sha256s[*]')) AS sha256, recorded_at AS erased_at,
               json_extract(detail, '$.months')::INTEGER AS months
        FROM event WHERE kind = 'originals_erased'
    ) AS e ON e.sha256 = v.original_sha256
    GROUP BY v.original_sha256
"""


class OriginalErased(StoreError):
    """The file was erased when its time was over. erased_at: when; months: how long it was to be kept."""

    def __init__(self, sha256: str, erased_at: dt.datetime, months: int) -> None:
        super().__init__(
            f"the original {sha256[:12]} was erased on {erased_at:%Y-%m-%d} by the rule retention.originals_months: "
            f"files are kept for {months} months after they were sent in. The figures and rows it gave are kept"
        )
        self.erased_at = erased_at
        self.months = months


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


def read(warehouse: Warehouse, sha256: str) -> bytes:
    """The file's bytes; StoreError when it is no longer what it was or not there, OriginalErased when that is why."""
    path = path_of(warehouse.directory, sha256)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        row = warehouse.cursor().execute(
            f"SELECT erased_at, months FROM ({ORIGINALS}) WHERE sha256 = ? AND erased_at IS NOT NULL", [sha256]
        ).fetchone()
        if row is not None:
            raise OriginalErased(sha256, *row) from None
        raise StoreError(
            f"the original {sha256[:12]} is missing from {path.parent}; restore it from a backup"
        ) from None
    if sha256_of(data) != sha256:
        raise StoreError(f"the original {sha256[:12]} has been changed on disk; restore it from a backup")
    return data
