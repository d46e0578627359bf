"""A copy of the store's file as it stands at one moment, and what a store's file holds."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from analytics.store.originals import ORIGINALS
from analytics.store.warehouse import DATABASE_NAME, StoreError, Warehouse

# A process of its own: DuckDB holds the file by a POSIX lock, and such a lock is lost for the whole process as soon as
# the process closes any other handle on the file. A copy made in the server would let a second process in.
COPY = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"


@dataclass(frozen=True, slots=True)
class Contents:
    """
    data_version: the number of the last event. tables: rows of every table. originals: the sha256 of the files that
    stored returns name and that were not erased since; erased: of those that were.
    """

    data_version: int
    tables: dict[str, int]
    originals: frozenset[str]
    erased: frozenset[str]


def contents(cursor: duckdb.DuckDBPyConnection) -> Contents:
    names = cursor.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary ORDER BY 1")
    tables = {name: cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone() for (name,) in names.fetchall()}
    version = cursor.execute("SELECT coalesce(max(event_no), 0) FROM event").fetchone()
    named = cursor.execute(f"SELECT sha256, erased_at IS NOT NULL FROM ({ORIGINALS})").fetchall()
    return Contents(
        int(version[0]) if version else 0, {name: int(row[0]) for name, row in tables.items() if row},
        frozenset(sha256 for sha256, erased in named if not erased),
        frozenset(sha256 for sha256, erased in named if erased),
    )


def copy_store(warehouse: Warehouse, target: Path) -> Contents:
    """
    Copies the store's file and says what is in it. Called inside `warehouse.writing()`, in which nobody else writes;
    readers go on. The copy is one file that needs no log beside it.
    """
    source = warehouse.directory / DATABASE_NAME
    held = contents(warehouse.cursor())
    warehouse.cursor().execute("CHECKPOINT")
    log = source.with_name(f"{DATABASE_NAME}.wal")
    if log.exists() and log.stat().st_size:
        raise StoreError(f"{log} was not emptied by the checkpoint; nothing was copied")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", COPY, str(source), str(target)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise StoreError(f"{source} cannot be copied: {done.stderr.strip().splitlines()[-1:]}")
    return held


def contents_of(path: Path) -> Contents:
    """What a file that nobody has open holds. StoreError when it is not a readable store."""
    try:
        with duckdb.connect(str(path), read_only=True, config={"enable_external_access": False}) as connection:
            connection.execute("SET lock_configuration = true")
            return contents(connection)
    except duckdb.Error as error:
        raise StoreError(f"{path} cannot be read as a store: {error}") from error


def try_opening(directory: Path) -> None:
    """Opens the directory's store as the server does, which also brings an older one up to date. StoreError if not."""
    try:
        Warehouse.open(directory).close()
    except duckdb.Error as error:
        raise StoreError(f"{directory / DATABASE_NAME} cannot be opened: {error}") from error


def is_open_elsewhere(directory: Path) -> bool:
    """Whether a process has the directory's store open. A store that is damaged is not open."""
    path = directory / DATABASE_NAME
    if not path.exists():
        return False
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.ConnectionException:  # this very process has it
        return True
    except duckdb.Error as error:
        return "lock" in str(error).lower()
    return False
