"""Putting returns into the store and moving them between states. One transaction a return; nothing is overwritten."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.declare import Sheet, return_form
from analytics.months import Month
from analytics.rows import ReturnRows, Row
from analytics.store import originals
from analytics.store.closing import refuse_closed
from analytics.store.kept_checks import add_corrections
from analytics.store.registers import AskedCell
from analytics.store.warehouse import StoreError, Warehouse, record_event

ARROW_TYPES = {
    "text": pa.string(), "list": pa.string(), "number": pa.float64(), "date": pa.date32(),
    "datetime": pa.timestamp("us"),
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the clerk gets. receipt_no: unit-month-version-first four of the file's fingerprint."""

    receipt_no: str
    return_id: int
    unit_code: str
    month: Month
    version: int
    sha256: str
    received_at: dt.datetime
    due_on: dt.date
    row_count: int
    status: str = "provisional"

    @property
    def on_time(self) -> bool:
        return self.received_at.date() <= self.due_on


class Overtaken(StoreError):
    """Somebody stored another version of this month after the file was checked; it has to be checked again."""


def submit(
    warehouse: Warehouse, rows: ReturnRows, *, data: bytes, file_name: str, findings: Sequence[Mapping[str, Any]],
    replaces_version: int, by: str, at: dt.datetime, corrections: Sequence[Mapping[str, Any]] = (),
    from_version: int | None = None,
) -> Receipt:
    """
    Stores one checked return as the next version of its unit and month: all of it or nothing.

    replaces_version: the newest version when the file was checked (0 for none); Overtaken when that has changed, Closed
    (store.closing) when the month has been approved or locked meanwhile.
    findings: the confirmations and notes the return carries, as Finding.as_record with an optional "reason".
    corrections: the cells put right on screen (kept_checks.add_corrections). from_version: the earlier version whose
    rows these are.
    """
    sha256 = originals.keep(warehouse.directory, data)
    tables = {s.name: _arrow_table(s, rows.sheets[s.name]) for s in return_form().sheets if rows.sheets.get(s.name)}
    with warehouse.writing() as cursor:
        originals.keep(warehouse.directory, data)  # retention, which takes turns with writers, may just have erased it
        refuse_closed(cursor, rows.unit_code, rows.month)
        version = _next_version(cursor, rows, replaces_version)
        return_id = _single(cursor, "SELECT nextval('return_number')")
        _insert_version(cursor, rows, return_id, version, sha256, file_name, findings, by, at)
        for name, table in tables.items():
            _append(cursor, name, table, return_id, rows)
        add_corrections(cursor, return_id, corrections, by, at)
        note = rows.cover.get("correction_note")
        record_event(
            cursor, "submitted", by=by, at=at, unit_code=rows.unit_code, month=str(rows.month), return_id=return_id,
            reason=None if note is None else str(note),
            detail=None if from_version is None else {"from_version": from_version},
        )
        due_on = _single(cursor, "SELECT due_on FROM deadline WHERE month = ?", [str(rows.month)])
    number = f"{rows.unit_code}-{str(rows.month).replace('-', '')}-{version:02d}-{sha256[:4].upper()}"
    return Receipt(
        number, return_id, rows.unit_code, rows.month, version, sha256, at, due_on, rows.row_count
    )


def _single(cursor: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> Any:
    """The one value of a question that always has an answer; StoreError when it has none."""
    row = cursor.execute(sql, list(values)).fetchone()
    if row is None:
        raise StoreError(f"the store has no answer to: {sql}")
    return row[0]


def _next_version(cursor: duckdb.DuckDBPyConnection, rows: ReturnRows, replaces_version: int) -> int:
    newest = int(_single(
        cursor, "SELECT coalesce(max(version), 0) FROM return_version WHERE unit_code = ? AND month = ?",
        [rows.unit_code, str(rows.month)],
    ))
    if newest != replaces_version:
        raise Overtaken(
            f"version {newest} of {rows.unit_code} {rows.month} was stored after this file was checked; check it again"
        )
    return newest + 1


def _insert_version(
    cursor: duckdb.DuckDBPyConnection, rows: ReturnRows, return_id: int, version: int, sha256: str, file_name: str,
    findings: Sequence[Mapping[str, Any]], by: str, at: dt.datetime,
) -> None:
    cover = rows.cover
    cursor.execute(
        "INSERT INTO return_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [return_id, rows.unit_code, str(rows.month), version, cover.get("return_type") or "original",
         rows.form_version, sha256, file_name, at, by, cover.get("preparer"), cover.get("reviewer"),
         cover.get("head"), cover.get("prepared_on"), cover.get("correction_note"), rows.row_count,
         all(rows.zero.get(name) for name in rows.sheets), json.dumps(list(findings), ensure_ascii=False, default=str)],
    )
    cursor.executemany(
        "INSERT INTO return_sheet VALUES (?, ?, ?, ?)",
        [[return_id, name, bool(rows.zero.get(name)), len(sheet_rows)] for name, sheet_rows in rows.sheets.items()],
    )


def _arrow_table(sheet: Sheet, rows: Sequence[Row]) -> pa.Table:
    columns = {"row_no": pa.array([row.row_no for row in rows], pa.int32())}
    for column in sheet.columns:
        columns[column.name] = pa.array([row.values.get(column.name) for row in rows], ARROW_TYPES[column.type])
    return pa.table(columns)


def _append(
    cursor: duckdb.DuckDBPyConnection, sheet: str, table: pa.Table, return_id: int, rows: ReturnRows
) -> None:
    cursor.register("incoming", table)
    cursor.execute(
        f"INSERT INTO sheet_{sheet} BY NAME SELECT ?::BIGINT AS return_id, ? AS unit_code, ? AS month, * FROM incoming",
        [return_id, rows.unit_code, str(rows.month)],
    )
    cursor.unregister("incoming")


def record_refusal(
    warehouse: Warehouse, *, unit_code: str, month: Month, sha256: str, file_name: str, codes: Sequence[str], by: str,
    at: dt.datetime,
) -> bool:
    """Notes that a file was refused by the checks, once per file and month; False when it was noted before."""
    with warehouse.writing() as cursor:
        seen = _single(
            cursor, "SELECT count(*) FROM event WHERE kind = 'refused' AND unit_code = ? AND month = ? "
            "AND json_extract_string(detail, '$.sha256') = ?", [unit_code, str(month), sha256],
        )
        if seen:
            return False
        record_event(
            cursor, "refused", by=by, at=at, unit_code=unit_code, month=str(month),
            detail={"sha256": sha256, "file_name": file_name, "codes": sorted(set(codes))},
        )
        return True


def accept(warehouse: Warehouse, return_id: int, *, by: str, at: dt.datetime) -> None:
    """The office accepts a version: its figures are no longer provisional. Closed when the month is."""
    _decide(warehouse, "accepted", return_id, by, at, None)


def send_back(
    warehouse: Warehouse, return_id: int, *, by: str, at: dt.datetime, reason: str, cells: Sequence[AskedCell] = ()
) -> None:
    """
    The office sends a version back; it no longer counts, an earlier accepted one does again. A reason or cells are
    needed. Closed when the month is.
    """
    if not reason.strip() and not cells:
        raise StoreError("a return is sent back with a reason; write what has to be changed")
    detail = {"cells": [asdict(cell) for cell in cells]} if cells else None
    _decide(warehouse, "sent_back", return_id, by, at, reason.strip() or None, detail)


def _decide(
    warehouse: Warehouse, kind: str, return_id: int, by: str, at: dt.datetime, reason: str | None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    with warehouse.writing() as cursor:
        row = cursor.execute(
            "SELECT unit_code, month, state FROM return_state WHERE return_id = ?", [return_id]
        ).fetchone()
        if row is None:
            raise StoreError(f"there is no stored return {return_id}")
        if row[2] == kind:
            raise StoreError(f"return {return_id} is {kind.replace('_', ' ')} already")
        refuse_closed(cursor, row[0], Month.parse(row[1]))
        record_event(
            cursor, kind, by=by, at=at, unit_code=row[0], month=row[1], return_id=return_id, reason=reason,
            detail=detail,
        )


def asked_cells(cursor: duckdb.DuckDBPyConnection, return_id: int) -> tuple[AskedCell, ...]:
    """The cells a version was last sent back for; none when it was not, or only with a reason."""
    row = cursor.execute(
        "SELECT arg_max_null(detail, event_no) FROM known_event WHERE kind = 'sent_back' AND return_id = ?",
        [return_id],
    ).fetchone()
    records = json.loads(row[0])["cells"] if row and row[0] else []
    return tuple(AskedCell(**record) for record in records)


def remind(
    warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, channel: str | None = None,
    problem: str | None = None,
) -> None:
    """
    Logs that a unit was reminded of a month's return. channel: how (None: by hand). problem: why it did not reach the
    unit; such a one is kept, and does not count as a reminder.
    """
    kind = "reminder_failed" if problem else "reminded"
    detail = {"channel": channel, **({"problem": problem} if problem else {})} if channel else None
    with warehouse.writing() as cursor:
        record_event(cursor, kind, by=by, at=at, unit_code=unit_code, month=str(month), detail=detail)


def reminders(cursor: duckdb.DuckDBPyConnection, month: Month) -> pd.DataFrame:
    """
    The log of a month's reminders, newest first. Grain: one a message. Columns: recorded_at, recorded_by, unit_code,
    channel (NULL = by hand), problem (NULL = it was sent).
    """
    return cursor.execute(
        """
        SELECT recorded_at, recorded_by, unit_code, json_extract_string(detail, '$.channel') AS channel,
               json_extract_string(detail, '$.problem') AS problem
        FROM known_event
        WHERE kind IN ('reminded', 'reminder_failed') AND month = ?
        ORDER BY event_no DESC
        """, [str(month)],
    ).df()


def publish(warehouse: Warehouse, root_code: str, month: Month, *, by: str, at: dt.datetime) -> int:
    """Publishes the state of this moment up to a month; returns the event at which the published view stops."""
    with warehouse.writing() as cursor:
        return record_event(cursor, "published", by=by, at=at, unit_code=root_code, month=str(month))


def versions(cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month) -> pd.DataFrame:
    """
    Everything that was sent for a month, newest first: version (NULL for a refused file), received_at, received_by,
    state (submitted | accepted | sent_back | refused), reason, file_name, sha256, return_id, row_count, counts
    (this version is the one in the union), erased_at (when retention erased its original; NULL while it is kept).
    """
    return cursor.execute(
        f"""
        SELECT v.version, v.received_at, v.received_by, v.state, v.state_reason AS reason, v.file_name,
               v.original_sha256 AS sha256, v.return_id, v.row_count,
               v.return_id IN (SELECT return_id FROM current_return) AS counts, o.erased_at
        FROM return_state AS v
        JOIN ({originals.ORIGINALS}) AS o ON o.sha256 = v.original_sha256
        WHERE v.unit_code = $unit_code AND v.month = $month
        UNION ALL BY NAME
        SELECT NULL::INTEGER AS version, recorded_at AS received_at, recorded_by AS received_by, 'refused' AS state,
               array_to_string(json_extract_string(detail, '$.codes[*]'), '、') AS reason,
               json_extract_string(detail, '$.file_name') AS file_name,
               json_extract_string(detail, '$.sha256') AS sha256, false AS counts
        FROM known_event
        WHERE kind = 'refused' AND unit_code = $unit_code AND month = $month
        ORDER BY received_at DESC, version DESC NULLS LAST
        """,
        {"unit_code": unit_code, "month": str(month)},
    ).df()
