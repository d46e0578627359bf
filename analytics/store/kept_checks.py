"""What a check has found and what was put right since, kept while the return is not submitted; and what came of it."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from analytics.findings import Finding
from analytics.months import Month
from analytics.store import originals
from analytics.store.carried_findings import CarriedFinding
from analytics.store.warehouse import StoreError, Warehouse

SHOWN = 5  # files of one unit and month that may be taken up again


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """
    One file's check as it was left. findings: with the reason where one was given. corrections: records of
    returns.correcting. has_file: the file can still be read, so the check can be taken up again.
    """

    check_no: int
    unit_code: str
    month: Month
    sha256: str
    file_name: str
    has_file: bool
    checked_at: dt.datetime
    checked_by: str
    findings: tuple[CarriedFinding, ...]
    corrections: tuple[Mapping[str, Any], ...]


def keep_check(
    warehouse: Warehouse, *, unit_code: str, month: Month, data: bytes, with_file: bool, file_name: str, by: str,
    at: dt.datetime, findings: Sequence[Mapping[str, Any]], corrections: Sequence[Mapping[str, Any]],
) -> int:
    """Keeps the state of a check, and its file unless with_file is False; returns its number."""
    sha256 = originals.keep(warehouse.directory, data) if with_file else originals.sha256_of(data)
    with warehouse.writing() as cursor:
        row = cursor.execute(
            "INSERT INTO return_check (unit_code, month, sha256, file_name, has_file, checked_at, checked_by, "
            "findings, corrections) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING check_no",
            [unit_code, str(month), sha256, file_name, with_file, at, by, _json(findings), _json(corrections)],
        ).fetchone()
    assert row is not None
    return int(row[0])


def _json(records: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(list(records), ensure_ascii=False, default=str)


_COLUMNS = "check_no, unit_code, month, sha256, file_name, has_file, checked_at, checked_by, findings, corrections"


def unfinished(warehouse: Warehouse, unit_code: str, month: Month) -> tuple[KeptCheck, ...]:
    """The last state of each file that was checked after the newest stored version, the newest first."""
    rows = warehouse.cursor().execute(
        f"""
        SELECT {_COLUMNS} FROM return_check
        WHERE unit_code = $unit_code AND month = $month AND checked_at > coalesce((
            SELECT max(received_at) FROM return_version WHERE unit_code = $unit_code AND month = $month
        ), TIMESTAMP '1900-01-01')
        QUALIFY row_number() OVER (PARTITION BY sha256 ORDER BY check_no DESC) = 1
        ORDER BY check_no DESC LIMIT {SHOWN}
        """,
        {"unit_code": unit_code, "month": str(month)},
    ).fetchall()
    return tuple(_kept(warehouse, row) for row in rows)


def kept_check(warehouse: Warehouse, check_no: int) -> KeptCheck:
    """One state of a check. StoreError when there is none of that number."""
    row = warehouse.cursor().execute(f"SELECT {_COLUMNS} FROM return_check WHERE check_no = ?", [check_no]).fetchone()
    if row is None:
        raise StoreError(f"there is no check {check_no}")
    return _kept(warehouse, row)


def _kept(warehouse: Warehouse, row: Sequence[Any]) -> KeptCheck:
    number, unit_code, month, sha256, file_name, has_file, at, by, findings, corrections = row
    return KeptCheck(
        number, unit_code, Month.parse(month), sha256, file_name,
        has_file and originals.path_of(warehouse.directory, sha256).exists(), at, by,
        tuple(CarriedFinding(Finding.from_record(r), r.get("reason") or "") for r in json.loads(findings)),
        tuple(json.loads(corrections)),
    )


# ------------------------------------------------------------------------------------------- of stored returns
def add_corrections(
    cursor: duckdb.DuckDBPyConnection, return_id: int, corrections: Sequence[Mapping[str, Any]], by: str,
    at: dt.datetime,
) -> None:
    """What was put right on screen in a version, inside the caller's transaction; by, at: where a record says none."""
    if corrections:
        cursor.executemany(
            "INSERT INTO return_correction VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [[return_id, c["sheet"], c["cell"], c["column"], c["old"], c["new"], c.get("by") or by, c.get("at") or at]
             for c in corrections],
        )


def corrections_of(
    cursor: duckdb.DuckDBPyConnection, return_ids: Sequence[int]
) -> dict[int, tuple[dict[str, Any], ...]]:
    """return_id -> what was put right on screen in it (sheet, cell, column, old, new, by, at), in the file's order."""
    rows = cursor.execute(
        "SELECT return_id, sheet, cell, column_name, old, new, corrected_by, corrected_at FROM return_correction "
        "WHERE return_id IN (SELECT unnest($ids)) ORDER BY return_id, sheet, cell", {"ids": sorted(set(return_ids))},
    ).fetchall()
    found: dict[int, tuple[dict[str, Any], ...]] = {}
    for return_id, *values in rows:
        record = dict(zip(("sheet", "cell", "column", "old", "new", "by", "at"), values, strict=True))
        found[return_id] = (*found.get(return_id, ()), record)
    return found
