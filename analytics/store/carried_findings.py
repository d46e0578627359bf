"""What a stored return was taken in with: the confirmations with their reasons, and the notes."""

import json
from dataclasses import dataclass

import duckdb

from analytics.findings import Finding


@dataclass(frozen=True, slots=True)
class CarriedFinding:
    """reason: what the clerk gave with a confirmation; empty for a note."""

    finding: Finding
    reason: str


def carried_findings(cursor: duckdb.DuckDBPyConnection, return_id: int) -> tuple[CarriedFinding, ...]:
    """The findings of one stored version, in the order of its report; none for a return that is not there."""
    row = cursor.execute("SELECT findings FROM return_version WHERE return_id = ?", [return_id]).fetchone()
    records = json.loads(row[0]) if row else []
    return tuple(CarriedFinding(Finding.from_record(r), r.get("reason") or "") for r in records)
