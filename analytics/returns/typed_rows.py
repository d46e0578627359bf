"""Turns the cells of a located sheet into typed rows, and says what had to be said about single cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analytics.declare import Column
from analytics.findings import Finding, Severity
from analytics.returns.identities import IdReader, KeyReader, NameReader
from analytics.returns.layout import Place, is_hint_row, is_note_row
from analytics.returns.names import area_cells
from analytics.returns.values import (
    PLACEHOLDERS,
    DateReader,
    ListReader,
    NumberReader,
    Reader,
    RememberedReader,
    Said,
    Surroundings,
    TextReader,
    as_text,
)
from analytics.rows import Row, Value

# blank cells that have a catalogue rule of their own
BLANK_CODES = {("goals_outcomes", "measure"): "V22.missing", ("goals_outcomes", "due_on"): "V22.missing"}
ATTENDANCE = "study_attendance"
EMPTY_CELLS = ("", None)


@dataclass(slots=True)
class TypedSheet:
    """
    rows: in file order. unreadable: (row number, column) of cells that hold something that could not be taken.
    """

    rows: list[Row] = field(default_factory=list)
    unreadable: set[tuple[int, str]] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def reader_for(column: Column, around: Surroundings, is_key: bool = False) -> Reader:
    """The reader of a column of the form."""
    if column.type == "list":
        return ListReader(column, str(around.month))
    if column.type == "number":
        return NumberReader(column)
    if column.type in ("date", "datetime"):
        return DateReader(column, around)
    if column.refers_to in ("staff", "session"):
        names = around.names if column.refers_to == "staff" else {}
        return IdReader(around.ids.get(column.refers_to, frozenset()), names)
    if column.refers_to == "staff_name":
        return NameReader(around.people)
    return KeyReader(column, around.known_keys) if is_key else TextReader(column)


def type_sheet(place: Place, around: Surroundings) -> TypedSheet:
    """The rows of one sheet."""
    return _Typing(place, around).run()


class _Typing:
    """The work on one sheet; holds what every row needs so that the loop over cells stays short."""

    def __init__(self, place: Place, around: Surroundings) -> None:
        self.place, self.sheet, self.raw = place, place.sheet, place.raw
        self.result = TypedSheet()
        self.known_keys = around.known_keys
        usable = [c for c in place.sheet.columns if c.name in place.columns]
        readers = [(c.name, self._reader(c, around)) for c in usable]
        self.columns = [(place.columns[name], name, getattr(r, "exact", {}), r) for name, r in readers]
        self.blank: dict[str, Value] = dict.fromkeys(c.name for c in place.sheet.columns_for(str(around.month)))
        self.required = [c.name for c in usable if c.required and c.name not in place.blocked]
        self.row_marks = self._unusable_cells()
        self.percent: list[tuple[int, Row, str, float]] = []

    def _reader(self, column: Column, around: Surroundings) -> Reader:
        reader = reader_for(column, around, column.name in self.sheet.key)
        words = around.unit_words.get((self.sheet.name, column.name))
        return RememberedReader(reader, words) if words else reader

    def _unusable_cells(self) -> frozenset[str]:
        """Addresses where a cell is empty for a reason: an Excel error, no calculated value, a merged area."""
        marks = self.raw.marks
        covered = {cell for area in marks.merged for cell in area_cells(*area, self.raw.last_cell)}
        return frozenset({*marks.errors, *marks.empty_formulas, *covered})

    def run(self) -> TypedSheet:
        for offset in range(self.place.first_data, len(self.raw.rows)):
            cells = self.raw.rows[offset]
            first = next((cell for cell in cells if cell not in EMPTY_CELLS), None)
            row_no = self.raw.first_row + offset
            if first is None or is_hint_row(first):
                continue
            if is_note_row(self.place, cells, first):
                address = f"{self.place.letter(self._leftmost())}{row_no}"
                self._say("V01.row_skipped", Severity.NOTE, (address,), str(first).strip(), {})
                continue
            self._row(row_no, cells)
        if self.percent:
            self._settle_percent()
        return self.result

    def _row(self, row_no: int, cells: Sequence[object]) -> None:
        """Most cells are as they should be, so the loop asks the column's known values before its reader."""
        values = self.blank.copy()
        said: list[tuple[str, object, Said]] = []
        filled = 0
        for index, name, known, reader in self.columns:
            raw = cells[index]
            if raw == "" or raw is None:
                continue
            value: Any = known.get(raw) if type(raw) is str else None
            if value is None:
                value = reader(raw)
                if type(value) is Said:
                    if type(raw) is str and self._means_nothing(raw, name, said):
                        continue
                    said.append((name, raw, value))
                    value = value.value
                elif type(value) is str and (value in PLACEHOLDERS or not value):
                    self._means_nothing(value, name, said)
                    continue
            values[name] = value
            filled += 1
        if filled:
            self._keep(Row(row_no, values), said, filled)

    def _leftmost(self) -> str:
        return min(self.place.columns, key=lambda name: self.place.columns[name])

    def _means_nothing(self, raw: str, name: str, said: list[tuple[str, object, Said]]) -> bool:
        """A dash or a space in a cell stands for nothing."""
        word = raw.strip()
        if word in PLACEHOLDERS:
            said.append((name, raw, Said("V01.placeholder", Severity.NOTE)))
        return not word or word in PLACEHOLDERS

    def _keep(self, row: Row, said: list[tuple[str, object, Said]], filled: int) -> None:
        failed = {name for name, _, s in said if not s.readable}
        if filled <= len(self.sheet.key) and not failed and self._unused(row):
            return
        self.result.rows.append(row)
        for name, raw, s in said:
            self._note(row, name, raw, s)
        for name in self.required:
            if row.values[name] is None and name not in failed:
                self._blank(row.row_no, name)

    def _unused(self, row: Row) -> bool:
        """A prepared row the clerk had no use for: only its key is filled, and nobody waits for that key."""
        key = self.sheet.key
        if self.sheet.name == ATTENDANCE or any(row.values.get(name) is None for name in key):
            return False
        prepared = self.sheet.column(key[0]).prefilled == "locked" or self.sheet.only_for_windows
        return prepared and row.values[key[0]] not in self.known_keys

    def _note(self, row: Row, name: str, raw: object, said: Said) -> None:
        address = f"{self.place.letter(name)}{row.row_no}"
        if said.code == "V29.bare_fraction":
            self.percent.append((len(self.result.rows) - 1, row, name, float(said.params["expected"])))
            self.result.unreadable.add((row.row_no, name))
            return
        if not said.readable:
            self.result.unreadable.add((row.row_no, name))
        self._say(said.code, said.severity, (address,), as_text(raw), {"column": name, **said.params})

    def _blank(self, row_no: int, name: str) -> None:
        address = f"{self.place.letter(name)}{row_no}"
        if address in self.row_marks:
            self.result.unreadable.add((row_no, name))
            return  # an Excel error or a merged cell says why there is nothing (V34)
        code = BLANK_CODES.get((self.sheet.name, name), "V01.blank_cell")
        self._say(code, Severity.REFUSE, (address,), None, {"column": name})

    def _say(
        self, code: str, severity: Severity, cells: tuple[str, ...], value: str | None,
        params: Mapping[str, object],
    ) -> None:
        self.result.findings.append(Finding(code, severity, self.sheet.name, cells, value, params))

    def _settle_percent(self) -> None:
        """0.9 is 90 % where Excel shows a percent sign; a bare 1 is one percent; anything else is asked about."""
        cells = {f"{self.place.letter(name)}{row.row_no}" for _, row, name, _ in self.percent}
        shown = cells & self.raw.percent_cells
        for place, row, name, percent in self.percent:
            address, number = f"{self.place.letter(name)}{row.row_no}", percent / 100
            if address not in shown and number != 1:
                params = {"column": name, "expected": as_text(percent)}
                self._say("V29.bare_fraction", Severity.REFUSE, (address,), as_text(number), params)
                continue
            value = percent if address in shown else number
            self.result.rows[place] = Row(row.row_no, {**row.values, name: value})
            self.result.unreadable.discard((row.row_no, name))
            if address in shown:
                params = {"column": name, "old": as_text(number), "new": as_text(percent)}
                self._say("V29.percent", Severity.NOTE, (address,), as_text(number), params)

