"""Taking, opening up and rewriting backups, and telling whether two data directories hold the same."""

import datetime as dt
import hashlib
import json
import zipfile
from pathlib import Path

import pandas as pd

from analytics import backup
from analytics.declare import indicators
from analytics.identity import accounts, grants, sessions, tokens
from analytics.identity.database import Identity
from analytics.measures import measure
from analytics.months import Month, year_to
from analytics.scope import EVERYTHING
from analytics.store import submissions
from analytics.store.warehouse import DATABASE_NAME, Warehouse
from tests.store.conftest import a_return, fill

AT = dt.datetime(2026, 11, 23, 10)
LEVELS = ("person", "department", "agency")


def small_store(directory: Path) -> None:
    """Two departments, three returns (one sent back), two accounts with a role, a session and a token."""
    with Warehouse.open(directory) as warehouse:
        fill(warehouse)
        for month, data in (("2026-09", b"September"), ("2026-10", b"October"), ("2026-08", b"August" * 1000)):
            receipt = submissions.submit(
                warehouse, a_return(month), data=data, file_name=f"{month}.xlsx", findings=[], replaces_version=0,
                by="clerk", at=AT,
            )
        submissions.send_back(warehouse, receipt.return_id, by="office", at=AT, reason="hours?")
    people(directory)


def people(directory: Path) -> str:
    """A clerk and the office; the clerk is signed in and has a token. Returns the token's secret."""
    identity = Identity.open(directory)
    for login in ("clerk", "office"):
        account = accounts.create(identity, login=login, name=login, by="operator:x", at=AT).account
        grants.give(identity, account.account_id, role=login, unit_code="FL", from_on=AT.date(), to_on=None,
                    by="operator:x", at=AT)
        sessions.open_session(identity, account.account_id, address="10.0.0.1", agent="x", how="password", at=AT)
    _, secret = tokens.create(
        identity, account.account_id, name="excel", actions={"read"}, expires_on=dt.date(2027, 1, 1), at=AT
    )
    identity.close()
    return secret


def take(directory: Path, path: Path, at: dt.datetime = AT) -> backup.Saved:
    """A backup of a directory that nobody serves."""
    identity = Identity.open(directory)
    try:
        with Warehouse.open(directory) as warehouse:
            return backup.save(backup.take(warehouse, identity, by="operator:x", at=at), path)
    finally:
        identity.close()


# ------------------------------------------------------------------------------------------- comparing
def table_digests(warehouse: Warehouse, up_to_return: int | None = None) -> dict[str, tuple]:
    """Rows of every table with a digest of their content, whatever their order; of returns up to a number, if given."""
    cursor = warehouse.cursor()
    found = {}
    names = "SELECT table_name FROM duckdb_tables() WHERE NOT internal AND NOT temporary"
    for (name,) in cursor.execute(names).fetchall():
        bound = ""
        if up_to_return is not None:
            columns = {row[0] for row in cursor.execute(f'DESCRIBE "{name}"').fetchall()}
            bound = f"WHERE return_id <= {up_to_return}" if "return_id" in columns - {"event_no"} else ""
        digest = f'SELECT count(*), bit_xor(hash(t)), sum(hash(t) % 1000003) FROM "{name}" AS t {bound}'
        found[name] = cursor.execute(digest).fetchone()
    return found


def figures(warehouse: Warehouse, *years: Month) -> pd.DataFrame:
    """Every indicator at every level for the years so far."""
    frames = [
        measure(warehouse.cursor(), EVERYTHING, year_to(last), list(indicators()), today=AT.date(), levels=LEVELS)
        for last in years
    ]
    found = pd.concat(frames, ignore_index=True)
    return found.sort_values(["indicator", "level", "unit_code", "staff_id", "period", "month"], ignore_index=True)


def tree(directory: Path) -> dict[str, str]:
    """sha256 of every file below a directory, by its relative name."""
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*")) if path.is_file()
    }


def accounts_and_grants(directory: Path) -> list:
    """Every account with all its grants and tokens."""
    identity = Identity.open(directory)
    try:
        return [
            (account, grants.history(identity, account.account_id), tokens.of_account(identity, account.account_id))
            for account in accounts.listed(identity)
        ]
    finally:
        identity.close()


# ------------------------------------------------------------------------------------------- rewriting
def parts_of(path: Path) -> tuple[dict[str, bytes], dict]:
    """The parts of a backup, and its manifest apart."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return parts, json.loads(parts.pop("manifest.json"))


def rewrite(path: Path, parts: dict[str, bytes], manifest: dict, *, honest: bool = True) -> Path:
    """A backup made by hand; honest: the manifest names the parts as they are."""
    if honest:
        manifest = {**manifest, "parts": [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in parts.items()
        ]}
    with zipfile.ZipFile(path, "w") as file:
        for name, data in parts.items():
            file.writestr(name, data)
        file.writestr("manifest.json", json.dumps(manifest))
    return path


__all__ = [
    "AT", "DATABASE_NAME", "accounts_and_grants", "figures", "parts_of", "people", "rewrite", "small_store",
    "table_digests", "take", "tree",
]
