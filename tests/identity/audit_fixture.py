"""An audit trail to verify, and somebody who writes to its file behind the program's back."""

import datetime as dt
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analytics.identity import audit
from analytics.identity.audit_table import NOTHING_BEFORE, audit_entry, entry_hash
from analytics.identity.database import IDENTITY_NAME, Identity

START = dt.datetime(2026, 11, 9, 8, 0)
COLUMNS = tuple(column.name for column in audit_entry.columns)
TRIGGERS = ("audit_entry_no_update", "audit_entry_no_delete", "audit_entry_in_turn")


def fill(identity: Identity, entry_count: int) -> None:
    """Entries of several kinds, with every column filled in every third one."""
    kinds = list(audit.kinds())
    for n in range(entry_count):
        full = {
            "account_id": f"a{n}", "session_id": f"{n:064x}", "address": f"10.0.0.{n}", "unit_code": "QYB",
            "month": "2026-10", "target": f"return {n}", "detail": {"row_count": n, "reason": "测试"},
        }
        audit.record(identity, kinds[n % len(kinds)], actor=f"demo-{n % 4}", at=START + dt.timedelta(minutes=n),
                     outcome=("done", "refused", "failed")[n % 3], **(full if n % 3 == 0 else {}))


class Forger:
    """Writes to the table as somebody with the file in hands would: without triggers, in any order."""

    def __init__(self, directory: Path) -> None:
        self.connection = sqlite3.connect(directory / IDENTITY_NAME, isolation_level=None)
        for trigger in TRIGGERS:
            self.connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")

    def do(self, sql: str, *values: Any) -> None:
        self.connection.execute(sql, values)

    def row(self, number: int) -> dict[str, Any]:
        found = self.connection.execute("SELECT * FROM audit_entry WHERE entry_no = ?", (number,)).fetchone()
        return dict(zip(COLUMNS, found, strict=True))

    def change(self, number: int, column: str, value: Any) -> bool:
        """Whether the stored value is another one now; SQLite turns '5' into 5 in a column of numbers."""
        before = self.connection.execute(
            f"SELECT quote({column}) FROM audit_entry WHERE entry_no = ?", (number,)).fetchone()
        rowid = self.row(number)["entry_hash"]
        self.do(f"UPDATE audit_entry SET {column} = ? WHERE entry_no = ?", value, number)
        after = self.connection.execute(
            f"SELECT quote({column}) FROM audit_entry WHERE entry_hash = ? OR entry_no = ?", (rowid, number)).fetchone()
        return before != after

    def delete(self, number: int) -> None:
        self.do("DELETE FROM audit_entry WHERE entry_no = ?", number)

    def move(self, number: int, to: int) -> None:
        self.do("UPDATE audit_entry SET entry_no = ? WHERE entry_no = ?", to, number)

    def swap(self, one: int, other: int) -> None:
        self.move(one, -1)
        self.move(other, one)
        self.move(-1, other)

    def make_room(self, at: int, last: int) -> None:
        for number in range(last, at - 1, -1):
            self.move(number, number + 1)

    def insert(self, number: int, *, consistent: bool) -> None:
        """A made-up entry; consistent: with the right hash of the entry before and of itself."""
        before = self.row(number - 1)["entry_hash"] if number > 1 else NOTHING_BEFORE
        made: dict[str, Any] = dict.fromkeys(COLUMNS) | {
            "entry_no": number, "recorded_at": "2026-11-09 08:00:30.000000", "kind": "sign_in", "outcome": "done",
            "actor": "nobody", "detail": "{}", "previous_hash": before if consistent else "f" * 64,
        }
        made["entry_hash"] = entry_hash(made) if consistent else "e" * 64
        self.write(made)

    def write(self, row: Mapping[str, Any]) -> None:
        self.do(f"INSERT INTO audit_entry ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", *row.values())

    def write_anew(self, first: int, last: int, **changed: Any) -> None:
        """Changes an entry and gives it and all later ones the hashes that fit."""
        before = self.row(first)["previous_hash"]
        for number in range(first, last + 1):
            row = {**self.row(number), **(changed if number == first else {}), "previous_hash": before}
            before = entry_hash(row)
            self.delete(number)
            self.write({**row, "entry_hash": before})
