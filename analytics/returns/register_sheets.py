"""
A register in a workbook somebody sends in: guarded, read and located as a return is, and given back as raw rows. What
the cells mean is for the checks of registers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analytics.declare import Register, Sheet
from analytics.findings import Finding, Severity
from analytics.returns.layout import Place, is_hint_row, is_note_row, place_sheet
from analytics.returns.names import area_cells, place_of, plain_name
from analytics.returns.opening import open_workbook
from analytics.returns.reading import RawReturn, RawSheet

ALWAYS = "9999-12"  # a register has no month
REFUSE = Severity.REFUSE


@dataclass(frozen=True, slots=True)
class RegisterRows:
    """
    rows: (row number in Excel, column -> raw cell) in file order. letters: column -> its letter in the file. findings:
    what is to be said about the file; nothing was read when one of them refuses the file as a whole.
    """

    rows: tuple[tuple[int, Mapping[str, Any]], ...] = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    date_1904: bool = False
    findings: tuple[Finding, ...] = ()


def read_register(
    data: bytes, file_name: str, register: Register, hidden: frozenset[str] = frozenset()
) -> RegisterRows:
    """hidden: columns that need not be there, because they are not for everybody."""
    raw = open_workbook(data, file_name)
    if isinstance(raw, Finding):
        return RegisterRows(findings=(raw,))
    found = _sheet_of(raw, register)
    if isinstance(found, Finding):
        return RegisterRows(findings=(found,))
    place, findings = place_sheet(_as_sheet(register, hidden), found, ALWAYS)
    findings = [f for f in findings if f.params.get("column") not in hidden]
    if place is None:
        return RegisterRows(findings=tuple(findings))
    rows = tuple(_rows(place))
    letters = {name: place.letter(name) for name in place.columns}
    return RegisterRows(rows, letters, raw.date_1904, (*findings, *_about_cells(place, register, rows)))


def _as_sheet(register: Register, hidden: frozenset[str]) -> Sheet:
    """The register as the layout of a return knows sheets; a header may carry both languages, and the unit."""
    columns = tuple(
        replace(c, aliases=(*c.aliases, c.zh + c.en), required=c.required and c.name not in hidden)
        for c in register.columns
    )
    return Sheet(
        register.name, register.zh, register.en, register.zh, "", "", "event", register.key, register.label, "", 0, 0,
        columns,
    )


def _sheet_of(raw: RawReturn, register: Register) -> RawSheet | Finding:
    """The sheet with the register's name, in any language; the only one when there is one alone."""
    titles = {plain_name(title) for title in (register.zh, register.en, register.name)}
    visible = [s for s in raw.sheets if s.visible]
    named = [s for s in raw.sheets if plain_name(s.title) in titles]
    if chosen := next((s for s in named if s.visible), None):
        return chosen
    if named:
        return Finding("V01.sheet_hidden", REFUSE, register.name, sheet_title=named[0].title)
    if len(visible) == 1:
        return visible[0]
    return Finding("R07.no_sheet", REFUSE, register.name, params={"titles": [s.title for s in visible]})


def _rows(place: Place) -> list[tuple[int, dict[str, Any]]]:
    raw, found = place.raw, []
    for offset, cells in enumerate(raw.rows[place.first_data:]):
        values = {name: cells[index] if index < len(cells) else "" for name, index in place.columns.items()}
        first = next((value for value in values.values() if value not in ("", None)), None)
        if first is None or is_hint_row(first) or is_note_row(place, cells, first):
            continue
        found.append((raw.first_row + place.first_data + offset, values))
    return found


def _about_cells(
    place: Place, register: Register, rows: Sequence[tuple[int, Mapping[str, Any]]]
) -> list[Finding]:
    """Excel errors, formulas without a result and merged cells: what stands there is not what was meant."""
    numbers, indexes = {row_no for row_no, _ in rows}, set(place.columns.values())
    marks, raw = place.raw.marks, place.raw

    def is_data(cell: str) -> bool:
        row, column = place_of(cell)
        return row in numbers and column - raw.first_column in indexes

    found = []
    for code, cells in (("V34.cell_error", marks.errors), ("V34.not_calculated", marks.empty_formulas)):
        if meant := tuple(filter(is_data, cells)):
            found.append(Finding(code, REFUSE, register.name, meant))
    merged = [area for area in marks.merged if any(map(is_data, area_cells(*area, raw.last_cell)))]
    if merged:
        areas = [f"{first}:{end}" for first, end in merged]
        found.append(Finding("V34.merged", REFUSE, register.name, tuple(a[0] for a in merged), None, {"areas": areas}))
    return found
