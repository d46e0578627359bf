"""
Removes originals whose time is over and leaves an event that says so; rows and figures stay. Also removes what nobody
names: the file of a submission that was overtaken, or a half written one of a server that was killed.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import duckdb

from analytics.store.originals import ORIGINALS, path_of
from analytics.store.warehouse import ORIGINALS_NAME, Warehouse, record_event

RULE = "retention.originals_months"


@dataclass(frozen=True, slots=True)
class Expired:
    """An original and the returns that name it, as `unit month version`, the last of them received at that time."""

    sha256: str
    last_received_at: dt.datetime
    returns: tuple[str, ...]


def expired(cursor: duckdb.DuckDBPyConnection, before: dt.datetime) -> list[Expired]:
    """Kept originals of which every return that names them was received before the moment; the oldest first."""
    rows = cursor.execute(
        f"""
        SELECT o.sha256, o.last_received_at,
               list(v.unit_code || ' ' || v.month || ' v' || v.version ORDER BY v.return_id)
        FROM ({ORIGINALS}) AS o JOIN return_version AS v ON v.original_sha256 = o.sha256
        WHERE o.last_received_at < ? AND o.erased_at IS NULL
        GROUP BY ALL ORDER BY o.last_received_at, o.sha256
        """, [before],
    ).fetchall()
    return [Expired(sha256, last, tuple(returns)) for sha256, last, returns in rows]


def unnamed(cursor: duckdb.DuckDBPyConnection, directory: Path, before: dt.datetime) -> list[Path]:
    """Files among the originals, last written before the moment, that no return names or that count as erased."""
    rows = cursor.execute(f"SELECT sha256 FROM ({ORIGINALS}) WHERE erased_at IS NULL").fetchall()
    kept = {path_of(directory, sha256) for (sha256,) in rows}
    files = (path for path in (directory / ORIGINALS_NAME).glob("*/*") if path.is_file())
    return sorted(path for path in files if path not in kept and path.stat().st_mtime < before.timestamp())


def erase(
    warehouse: Warehouse, *, before: dt.datetime, unnamed_before: dt.datetime, months: int, by: str, at: dt.datetime
) -> tuple[list[Expired], int]:
    """
    Erases what `expired` and `unnamed` name; returns the originals, and how many unnamed files. The event is committed
    first: a file nobody accounts for can never be missing, and what an interruption leaves is removed the next time.
    """
    with warehouse.writing() as cursor:
        found = expired(cursor, before)
        if found:
            record_event(cursor, "originals_erased", by=by, at=at, detail={
                "rule": RULE, "months": months, "received_before": before.isoformat(sep=" "),
                "sha256s": [original.sha256 for original in found],
            })
    with warehouse.writing() as cursor:  # nobody sends a file in while it goes; what was sent in just now stays
        erased = cursor.execute(f"SELECT sha256 FROM ({ORIGINALS}) WHERE erased_at IS NOT NULL").fetchall()
        for sha256 in {original.sha256 for original in found} & {row[0] for row in erased}:
            path_of(warehouse.directory, sha256).unlink(missing_ok=True)
        left = unnamed(cursor, warehouse.directory, unnamed_before)
        for path in left:
            path.unlink(missing_ok=True)
    return found, len(left)
