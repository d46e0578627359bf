"""
The year's learning results as they were announced, objections to them, and which list was published. Only ever added
to: a list keeps its persons, points and weights whatever happens to the figures they came from.
"""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from analytics.store.warehouse import record_event

QUERIES = Path(__file__).parent / "sql"
# what a list keeps of each person beside the items; the columns of evaluation.results
KEPT = (
    "staff_id", "name", "name_en", "unit_code", "unit_zh", "unit_en", "duty_months", "total", "band", "place",
    "not_ranked", "absences", "course_completed", "hours_a_day", "hours_met",
)
Cursor = duckdb.DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class ResultList:
    """
    A numbered list. computed_no: the last event whose facts are in it. reason: why it takes the place of an earlier
    version; None of the first. objections_until: the last day of the period. weights: item -> its points.
    published_at, published_by: None unless this is the list that was published.
    """

    list_no: int
    year: int
    version: int
    computed_no: int
    announced_on: dt.date
    announced_by: str
    reason: str | None
    objection_days: int
    objections_until: dt.date
    weights: Mapping[str, float]
    published_at: dt.datetime | None
    published_by: str | None


@dataclass(frozen=True, slots=True)
class Objection:
    """
    outcome (code list objection_outcome), reply, reply_no (the event), answered_at, answered_by: None until it is
    answered.
    """

    objection_no: int
    list_no: int
    version: int
    staff_id: str
    name: str
    name_en: str | None
    received_on: dt.date
    words: str
    recorded_by: str
    outcome: str | None
    reply: str | None
    reply_no: int | None
    answered_at: dt.datetime | None
    answered_by: str | None


# ------------------------------------------------------------------------------------------- reading
def lists(cursor: Cursor, year: int | None = None) -> tuple[ResultList, ...]:
    """Every list of a year (None = of all years), the newest first."""
    found = _rows(cursor, "result_lists.sql", year=year)
    return tuple(ResultList(**{**row, "weights": json.loads(row["weights"])}) for row in found)


def objections(cursor: Cursor, year: int) -> tuple[Objection, ...]:
    """Every objection to the lists of a year, the oldest first."""
    return tuple(Objection(**row) for row in _rows(cursor, "result_objections.sql", year=year))


def rows(cursor: Cursor, chosen: ResultList) -> pd.DataFrame:
    """
    The persons of a list, in roster order: the columns of evaluation.results as they were, and unit_zh and unit_en, the
    department's name on that day.
    """
    frame = cursor.execute(
        f"SELECT {', '.join(KEPT)}, items FROM result_row WHERE list_no = ? ORDER BY position", [chosen.list_no]
    ).df()
    found = [json.loads(items) for items in frame.pop("items")]
    frame["place"] = frame["place"].astype("Int64")
    for item in chosen.weights:
        one = [entries.get(item, {}) for entries in found]
        frame[item] = pd.Series([entry.get("score") for entry in one], index=frame.index, dtype="float64")
        frame[f"{item}.missing"] = pd.Series([entry.get("missing") for entry in one], index=frame.index, dtype=object)
    return frame


def newest_event(cursor: Cursor) -> int:
    """The number of the last event the cursor sees; 0 in an empty store."""
    row = cursor.execute("SELECT coalesce(max(event_no), 0) FROM event").fetchone()
    return int(row[0]) if row else 0


def _rows(cursor: Cursor, name: str, **values: Any) -> list[dict[str, Any]]:
    found = cursor.execute((QUERIES / name).read_text(encoding="utf-8"), values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


# ------------------------------------------------------------------------------------------- adding
def keep_list(
    cursor: Cursor, frame: pd.DataFrame, *, year: int, version: int, weights: Mapping[str, float], days: int,
    until: dt.date, reason: str | None, by: str, at: dt.datetime,
) -> int:
    """Stores a list in the caller's transaction; returns its number, that of the event. frame: as `rows` gives it."""
    computed_no = newest_event(cursor)
    list_no = record_event(
        cursor, "results_announced", by=by, at=at, reason=reason,
        detail={"year": year, "version": version, "objections_until": str(until)},
    )
    cursor.execute(
        "INSERT INTO result_list VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [list_no, year, version, computed_no, at.date(), days, until, json.dumps(dict(weights))],
    )
    values = [
        [list_no, position, *(_plain(row[name]) for name in KEPT), json.dumps(_items(row, weights))]
        for position, row in enumerate(frame.to_dict("records"))
    ]
    marks = ", ".join("?" for _ in range(len(KEPT) + 3))
    names = ", ".join(("list_no", "position", *KEPT, "items"))
    cursor.executemany(f"INSERT INTO result_row ({names}) VALUES ({marks})", values)
    return list_no


def keep_objection(
    cursor: Cursor, chosen: ResultList, staff_id: str, words: str, *, received_on: dt.date, by: str, at: dt.datetime
) -> int:
    """Stores an objection in the caller's transaction; returns its number, that of the event."""
    detail = {"year": chosen.year, "version": chosen.version, "staff_id": staff_id}
    objection_no = record_event(cursor, "objection_recorded", by=by, at=at, detail=detail)
    cursor.execute(
        "INSERT INTO result_objection VALUES (?, ?, ?, ?, ?)",
        [objection_no, chosen.list_no, staff_id, received_on, words],
    )
    return objection_no


def keep_reply(cursor: Cursor, objection_no: int, outcome: str, words: str, *, by: str, at: dt.datetime) -> int:
    """Stores the answer to an objection in the caller's transaction; returns the number of the event."""
    reply_no = record_event(
        cursor, "objection_answered", by=by, at=at, detail={"objection_no": objection_no, "outcome": outcome}
    )
    cursor.execute("INSERT INTO result_reply VALUES (?, ?, ?, ?)", [objection_no, reply_no, outcome, words])
    return reply_no


def keep_publication(cursor: Cursor, chosen: ResultList, *, by: str, at: dt.datetime) -> int:
    """Stores in the caller's transaction that a list is the year's results; returns the number of the event."""
    detail = {"year": chosen.year, "version": chosen.version}
    published_no = record_event(cursor, "results_published", by=by, at=at, detail=detail)
    cursor.execute(
        "INSERT INTO result_publication VALUES (?, ?, ?)", [chosen.year, chosen.list_no, published_no]
    )
    return published_no


def _items(row: Mapping[str, Any], items: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {item: {"score": _plain(row[item]), "missing": _plain(row[f"{item}.missing"])} for item in items}


def _plain(value: Any) -> Any:
    """What a data frame holds as the store and JSON take it: no figure is None."""
    if value is None or pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value
