"""
The cells a return is sent back for: chosen by the reviewer from its stored rows, found again at their addresses in the
file as it was sent, and said to the clerk as findings.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.declare import return_form
from analytics.findings import Finding, Severity
from analytics.masking import mask
from analytics.returns.checking import as_the_unit_says, headings_of
from analytics.returns.comparing import row_key
from analytics.returns.correcting import Correction, corrected
from analytics.returns.layout import locate
from analytics.returns.opening import open_workbook
from analytics.returns.rules.judged import shown
from analytics.returns.wording import render
from analytics.rows import ReturnRows
from analytics.store import originals
from analytics.store.kept_checks import corrections_of
from analytics.store.reading_registers import registers_for
from analytics.store.registers import AskedCell
from analytics.store.stored_rows import stored_rows
from analytics.store.warehouse import StoreError, Warehouse


@dataclass(frozen=True, slots=True)
class CellNote:
    """What a reviewer says about one cell of a stored return. row_no: its row in the file."""

    sheet: str
    row_no: int
    column: str
    words: str


def noted_cells(
    warehouse: Warehouse, return_id: int, notes: Sequence[CellNote], at: dt.datetime
) -> tuple[AskedCell, ...]:
    """The cells with what names their row, what stands there, and their address; StoreError when one is not there."""
    if not notes:
        return ()
    rows = stored_rows(warehouse.cursor(), return_id)
    letters = _letters(warehouse, return_id, rows, at)
    return tuple(_asked(note, rows, letters) for note in notes)


def _asked(note: CellNote, rows: ReturnRows, letters: Mapping[tuple[str, str], str]) -> AskedCell:
    row = next((r for r in rows.sheets.get(note.sheet, ()) if r.row_no == note.row_no), None)
    names = [column.name for column in return_form().sheet(note.sheet).columns] if row else []
    if row is None or note.column not in names or not note.words.strip():
        place = f"{note.sheet} {note.row_no} {note.column}"
        raise StoreError(f"the return has no cell {place} that something is said about")
    key = row_key(return_form().sheet(note.sheet), row)
    value = shown(note.sheet, note.column, row.values.get(note.column))
    cell = f"{letters.get((note.sheet, note.column), '')}{note.row_no}"
    return AskedCell(
        note.sheet, note.column, note.row_no, key, mask(value) if value else value, mask(note.words.strip()), cell
    )


def _letters(
    warehouse: Warehouse, return_id: int, rows: ReturnRows, at: dt.datetime
) -> dict[tuple[str, str], str]:
    """(sheet, column) -> its letter in the file as it was sent; empty once retention has erased the file."""
    row = warehouse.cursor().execute(
        "SELECT original_sha256 FROM return_version WHERE return_id = ?", [return_id]
    ).fetchone()
    try:
        raw = open_workbook(originals.read(warehouse, row[0] if row else ""), "")
    except StoreError:
        return {}
    if isinstance(raw, Finding):
        return {}
    sheets = [sheet for sheet in return_form().sheets if sheet.name in rows.sheets]
    registers = registers_for(warehouse.cursor(), rows.unit_code, rows.month, at)
    read = corrected(as_the_unit_says(raw, registers), _corrections(warehouse, return_id))
    places = locate(read, sheets, str(rows.month), headings_of(registers)).places
    return {(name, column): place.letter(column) for name, place in places.items() for column in place.columns}


def _corrections(warehouse: Warehouse, return_id: int) -> list[Correction]:
    """What was put right on screen in a version: its headings and titles may have been."""
    records = corrections_of(warehouse.cursor(), [return_id]).get(return_id, ())
    return [Correction.from_record(record) for record in records]


def findings_of(cells: Sequence[AskedCell]) -> tuple[Finding, ...]:
    """What the reviewer said, as findings at their cells."""
    return tuple(
        Finding("S01.look_again", Severity.REFUSE, asked.sheet, (asked.cell,) if asked.cell else (), asked.value,
                {"column": asked.column, "words": asked.words})
        for asked in cells
    )


def in_words(cells: Sequence[AskedCell]) -> list[str]:
    """Each cell with what is wrong, as the clerk's workbook names it."""
    places = [render(finding, "zh").where for finding in findings_of(cells)]
    return [f"{place} {asked.words}" for place, asked in zip(places, cells, strict=True)]
