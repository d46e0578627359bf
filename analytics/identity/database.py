"""
The identity database: SQLite beside the store, or the address in SIXING_IDENTITY_URL (PostgreSQL for several servers).

The tables are declared by the modules that own them, on `metadata`. Writers take turns: a writing transaction locks
the file (PostgreSQL: an advisory lock) at its start, so that what it read is still true when it writes.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, MetaData, create_engine, event

IDENTITY_NAME = "identity.sqlite"
BUSY_MILLISECONDS = 10_000
WRITING_LOCK = 0x53495857  # the advisory lock writers hold on PostgreSQL

metadata = MetaData()


class IdentityError(Exception):
    """The identity database cannot do what was asked; the message says what to do."""


class Identity:
    """The open identity database. `reading()` and `writing()` give a connection of the caller's own."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, directory: Path | str) -> Self:
        """Opens (and creates where missing) the identity database of a data directory."""
        from analytics.identity import accounts, attempts, audit, grants, sessions, tokens  # noqa: F401  their tables

        directory = Path(directory)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        url = os.environ.get("SIXING_IDENTITY_URL")
        identity = cls(_postgresql(url) if url else _sqlite(directory / IDENTITY_NAME))
        with identity.writing() as connection:
            metadata.create_all(connection)
            audit.protect(connection)
        return identity

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that changes nothing."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end, undone by any exception."""
        with self.engine.connect().execution_options(sixing_writing=True) as connection, connection.begin():
            yield connection


def _sqlite(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _prepare(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]  # transactions begin where we say so
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON",
                       f"busy_timeout = {BUSY_MILLISECONDS}"):
            connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get("sixing_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    if os.name == "posix":
        path.touch(mode=0o600, exist_ok=True)
    return engine


def _postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "begin")
    def _take_turns(connection: Connection) -> None:
        if connection.get_execution_options().get("sixing_writing"):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITING_LOCK})")

    return engine
