"""A copy of the identity database as it stands at one moment."""

import sqlite3
from contextlib import closing
from pathlib import Path

from analytics.identity.database import Identity, IdentityError


def kind(identity: Identity) -> str:
    """sqlite: a file beside the store. postgresql: kept, and backed up, by its own server."""
    return identity.engine.dialect.name


def copy_identity(identity: Identity, target: Path) -> None:
    """
    Copies the SQLite database through its own backup interface, in one step: others go on reading and writing, and
    what they commit meanwhile is not in the copy. The copy is one file that needs no log beside it.
    """
    if kind(identity) != "sqlite":
        raise ValueError("only the SQLite database is a file that can be copied")
    with closing(sqlite3.connect(identity.engine.url.database or "")) as source, \
            closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


def check_copy(path: Path) -> None:
    """IdentityError unless the file is a whole SQLite database."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        raise IdentityError(f"{path} cannot be read as the accounts: {error}") from error
    if found != ("ok",):
        raise IdentityError(f"{path} is damaged: {found}")
