"""
What a new version of a return changes: rows added, removed and changed against the version that counts now.

Rows are the same when their key is the same. Sheets without a key (a person may have two courses, an activity may
be held twice) are matched by identical content first, then by what usually names the row.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.declare import Sheet, return_form
from analytics.rows import ReturnRows, Row, Value

# what names a row in the sheets that have no key
NAMING_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "personal_study": ("staff_id",),
    "service_activities": ("title", "held_on"),
}
KEY_JOINER = " · "


@dataclass(frozen=True, slots=True)
class RowChange:
    """A whole row that came or went. row_no: its row in the new file if added, in the old one if removed."""

    sheet: str
    key: str
    row_no: int
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One value that differs. key names the row in words; row_no is the row of the new file."""

    sheet: str
    key: str
    row_no: int
    column: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """Rows of a sheet before and after, and what happened to them. changed and same count rows, not cells."""

    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """first: there was nothing to compare with, so every row is new."""

    added: tuple[RowChange, ...]
    removed: tuple[RowChange, ...]
    changed: tuple[CellChange, ...]
    counts: Mapping[str, SheetCounts]
    first: bool = False

    @property
    def nothing(self) -> bool:
        """True when both versions hold the same rows."""
        return not (self.added or self.removed or self.changed)

    @property
    def total(self) -> SheetCounts:
        """The counts of all sheets together."""
        every = list(self.counts.values())
        return SheetCounts(*(sum(getattr(c, name) for c in every) for name in SheetCounts.__slots__))


def compare(new: ReturnRows, current: ReturnRows | None) -> Comparison:
    """new against current, sheet by sheet in the order of the form; current None = a first version."""
    added: list[RowChange] = []
    removed: list[RowChange] = []
    changed: list[CellChange] = []
    counts: dict[str, SheetCounts] = {}
    for sheet in return_form().sheets:
        old_rows = current.sheets.get(sheet.name, ()) if current else ()
        new_rows = new.sheets.get(sheet.name, ())
        if not (old_rows or new_rows):
            continue
        pairs, came, went = _match(sheet, new_rows, old_rows)
        cells = [_cell_changes(sheet, old, new_row) for old, new_row in pairs]
        added += [RowChange(sheet.name, row_key(sheet, row), row.row_no, row.values) for row in came]
        removed += [RowChange(sheet.name, row_key(sheet, row), row.row_no, row.values) for row in went]
        changed += [change for row in cells for change in row]
        touched = sum(1 for row in cells if row)
        counts[sheet.name] = SheetCounts(
            len(old_rows), len(new_rows), len(came), len(went), touched, len(pairs) - touched
        )
    return Comparison(tuple(added), tuple(removed), tuple(changed), counts, first=current is None)


def row_key(sheet: Sheet, row: Row) -> str:
    """The words that name a row: its key, or its person or activity where the sheet has no key."""
    return key_of(sheet, row.values)


def key_of(sheet: Sheet, values: Mapping[str, Value]) -> str:
    """The same of the row's values alone."""
    return KEY_JOINER.join(_as_text(values.get(column)) for column in naming_columns(sheet))


def naming_columns(sheet: Sheet) -> tuple[str, ...]:
    """The columns that say which row it is."""
    return tuple(sheet.key) or NAMING_COLUMNS.get(sheet.name, ())


def _as_text(value: Value) -> str:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _match(
    sheet: Sheet, new_rows: Sequence[Row], old_rows: Sequence[Row]
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """
    (old, new) pairs, rows that came, rows that went. Equal content has equal names, so both steps happen within
    the rows of one name; among equally named rows the order of the file decides.
    """
    waiting: dict[str, list[Row]] = defaultdict(list)
    for row in old_rows:
        waiting[row_key(sheet, row)].append(row)
    partner: dict[int, Row] = {}
    for place, row in enumerate(new_rows):
        rest = waiting[row_key(sheet, row)]
        same = next((old for old in rest if _content(sheet, old) == _content(sheet, row)), None)
        if same is not None:
            rest.remove(same)
            partner[place] = same
    for place, row in enumerate(new_rows):
        rest = waiting[row_key(sheet, row)]
        if place not in partner and rest:
            partner[place] = rest.pop(0)
    pairs = [(partner[place], row) for place, row in enumerate(new_rows) if place in partner]
    came = [row for place, row in enumerate(new_rows) if place not in partner]
    gone = {id(row) for rest in waiting.values() for row in rest}
    return pairs, came, [row for row in old_rows if id(row) in gone]


def _content(sheet: Sheet, row: Row) -> tuple[Value, ...]:
    return tuple(_plain(row[column.name]) for column in sheet.columns)


def _plain(value: Value) -> Value:
    """An empty text and no value are the same; so are 3 and 3.0."""
    return None if value == "" else value


def _cell_changes(sheet: Sheet, old: Row, new: Row) -> list[CellChange]:
    key = row_key(sheet, new)
    return [
        CellChange(sheet.name, key, new.row_no, column.name, old[column.name], new[column.name])
        for column in sheet.columns
        if _plain(old[column.name]) != _plain(new[column.name])
    ]
