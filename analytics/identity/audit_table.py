"""
The table of the audit trail, what may stand in it, and the hash that ties each entry to the one before.

Entries are numbered from 1 without gaps. An entry's hash covers the hash before it and every column, as canonical JSON
behind a fixed prefix: nothing can be changed, taken out, put in or moved without a hash that no longer fits.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Index, Integer, String, Table, Text

from analytics.declare import DECLARED
from analytics.facts import DeclarationError, Named
from analytics.identity.database import metadata

SOURCE = "audit_kinds.toml"
PREFIX = b"sixing audit entry 1\n"  # other uses of sha256 can never give the hash of an entry
NOTHING_BEFORE = "0" * 64           # what the first entry names as the hash before it

# Times are text of one width, so that what is hashed, sorted and stored is the same on every database.
audit_entry = Table(
    "audit_entry", metadata,
    Column("entry_no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("recorded_at", String(26), nullable=False),  # 2026-10-05 14:30:00.000000, local
    Column("kind", String(32), nullable=False),
    Column("outcome", String(8), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("account_id", String(64)),
    Column("session_id", String(64)),
    Column("address", String(200)),
    Column("unit_code", String(64)),
    Column("month", String(7)),
    Column("target", String(200)),
    Column("detail", Text, nullable=False),  # canonical JSON of declared words
    Column("previous_hash", String(64), nullable=False),
    Column("entry_hash", String(64), nullable=False),
    # a page of the trail is read from one of these, newest first
    Index("audit_entry_by_time", "recorded_at", "entry_no"),
    Index("audit_entry_by_kind", "kind", "recorded_at", "entry_no"),
    Index("audit_entry_by_actor", "actor", "recorded_at", "entry_no"),
    Index("audit_entry_by_unit", "unit_code", "recorded_at", "entry_no"),
    Index("audit_entry_by_outcome", "outcome", "recorded_at", "entry_no"),
)


# ------------------------------------------------------------------------------------------- declared words
@cache
def _declared() -> Mapping[str, Mapping[str, Named]]:
    raw = tomllib.loads((DECLARED / SOURCE).read_text(encoding="utf-8"))
    for part, entries in raw.items():
        for key, names in entries.items():
            if set(names) != {"zh", "en"} or not all(isinstance(n, str) and n.strip() for n in names.values()):
                raise DeclarationError(f"{SOURCE}: {part}.{key} needs both zh and en")
    return {part: {key: Named(**names) for key, names in entries.items()} for part, entries in raw.items()}


def kinds() -> Mapping[str, Named]:
    """What is recorded: kind -> its name in both languages, in the order of the file (declared/audit_kinds.toml)."""
    return _declared()["kinds"]


def outcomes() -> Mapping[str, Named]:
    """done, refused, failed, with their names."""
    return _declared()["outcomes"]


def detail_words() -> Mapping[str, Named]:
    """The keys that detail may have, with their names."""
    return _declared()["detail"]


def detail_values() -> Mapping[str, Named]:
    """Names of codes in detail: `how.password`."""
    return _declared()["values"]


# ------------------------------------------------------------------------------------------- hash
_encoder = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True, allow_nan=False)
_hashed = itemgetter(*(column.name for column in audit_entry.columns if column.name != "entry_hash"))


def canonical(value: Any) -> str:
    """The one JSON text of a value: no spaces, keys in order, ASCII. TypeError for what JSON cannot hold."""
    return _encoder.encode(value)


def entry_hash(columns: Mapping[str, Any]) -> str:
    """
    The hash of an entry (64 hex digits) from its columns, all but entry_hash itself; None and "" differ. A value that
    is neither text nor a number nor None (somebody wrote past us) gives a hash that no entry has: "".
    """
    try:
        return hashlib.sha256(PREFIX + canonical(_hashed(columns)).encode("ascii")).hexdigest()
    except (TypeError, ValueError):
        return ""


# ------------------------------------------------------------------------------------------- only ever appended
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS audit_entry_no_update BEFORE UPDATE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever appended to'); END",
    "CREATE TRIGGER IF NOT EXISTS audit_entry_no_delete BEFORE DELETE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'the audit trail is only ever appended to'); END",
    # INSERT OR REPLACE deletes without firing the trigger above; only the next number may come in
    "CREATE TRIGGER IF NOT EXISTS audit_entry_in_turn BEFORE INSERT ON audit_entry"
    " WHEN NEW.entry_no <> (SELECT coalesce(max(entry_no), 0) + 1 FROM audit_entry)"
    " BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are numbered without gaps'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the audit trail is only ever appended to'; END $$",
    "DROP TRIGGER IF EXISTS audit_entry_no_change ON audit_entry",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_append_only()",
)


def protect(connection: Connection) -> None:
    """Triggers that refuse to change or remove an entry, and on SQLite to put one anywhere but at the end."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


@contextmanager
def any_bytes(connection: Connection) -> Iterator[None]:
    """
    Reads text of SQLite even where it is no valid UTF-8, which only somebody who wrote past us can have put there:
    such an entry shall be shown and found changed, and not stop the reader.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    usual, driver.text_factory = driver.text_factory, lambda read: read.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = usual
