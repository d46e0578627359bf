"""
Where things are in a workbook: which sheet is which, in which row the headers stand, which column holds what.
Sheets and headers are found by their names, so their order and extra ones don't matter.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from analytics.declare import Column, Sheet, return_form, text
from analytics.findings import Finding, Severity
from analytics.returns.names import column_letter, plain_name
from analytics.returns.reading import RawReturn, RawSheet
from analytics.returns.sheet_titles import COVER, TAKEN, is_ours, name_of, strangers
from analytics.returns.values import nearest

HEADER_WITHIN = 20        # rows
RENAMED = 0.6             # share of characters alike for a strange header to be taken for a missing one
HEADING = "heading"       # in place of a column's name: its own heading is meant, not a cell below it
HINT = return_form().hint_marker
NOTE_ROW = re.compile(
    r"(?:合计|小计|总计|共计|备注|说明|注|填表说明|填表人|填报人|审核人|制表人|单位负责人"
    r"|total|subtotal|note|notes)(?:[:：].*)?",
    re.IGNORECASE | re.DOTALL,
)
NOTE_INITIALS = frozenset("合小总共备说注填审制单TtSsNn")  # spares most rows the pattern
NO_HEADINGS: Mapping[str, Mapping[str, str]] = MappingProxyType({})
REMEMBERED_HEADING = "V01.remembered_heading"
EXTRA_COLUMNS = 20        # that are not of the form and are named one by one
REFUSE, NOTE = Severity.REFUSE, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Place:
    """
    A sheet of the form found in the workbook. columns: column name -> its index in raw.rows; first_data:
    index of the first row below the header. blocked: the columns that are missing or stand there twice.
    """

    sheet: Sheet
    raw: RawSheet
    columns: Mapping[str, int]
    first_data: int
    blocked: frozenset[str] = frozenset()

    def letter(self, column: str) -> str:
        return column_letter(self.raw.first_column + self.columns[column])


@dataclass(slots=True)
class Layout:
    """What was found, and what has to be said about it. foreign: not one sheet of the form is there."""

    places: dict[str, Place] = field(default_factory=dict)
    cover: RawSheet | None = None
    findings: list[Finding] = field(default_factory=list)
    foreign: bool = False


def locate(
    raw: RawReturn, sheets: Sequence[Sheet], month: str, headings: Mapping[str, Mapping[str, str]] = NO_HEADINGS
) -> Layout:
    """
    The sheets of the form a unit owes, with V01 findings for whatever is missing or strange. headings: sheet -> the
    unit's own headings -> columns.
    """
    layout = Layout()
    by_name = _by_name(raw)
    layout.cover = next((s for s in by_name.get(COVER, ()) if s.visible), None)
    layout.foreign = not by_name
    for sheet in sheets:
        found = by_name.get(sheet.name, ())
        visible = next((s for s in found if s.visible), None)
        if visible is None:
            layout.findings.append(v01_sheet_missing(sheet, found, raw))
            continue
        place, findings = place_sheet(sheet, visible, month, headings.get(sheet.name, {}))
        layout.findings += [*_taken(sheet.name, visible), *findings]
        if place is not None:
            layout.places[sheet.name] = place
    if layout.cover is None:
        layout.findings.append(_cover_missing(by_name.get(COVER, ())))
    else:
        layout.findings += _taken(COVER, layout.cover)
    layout.findings += v01_extra_sheets(raw, by_name)
    return layout


def _by_name(raw: RawReturn) -> dict[str, list[RawSheet]]:
    found: dict[str, list[RawSheet]] = {}
    for sheet in raw.sheets:
        name = name_of(sheet)
        if name is not None:
            found.setdefault(name, []).append(sheet)
    return found


# ------------------------------------------------------------------------------------------- V01: sheets
def v01_sheet_missing(sheet: Sheet, found: Sequence[RawSheet], raw: RawReturn) -> Finding:
    """all sheets … present: hidden, under another name, or not there."""
    if found:
        return Finding("V01.sheet_hidden", REFUSE, sheet.name, sheet_title=found[0].title)
    titles = [s.title for s in strangers(raw)]
    near = nearest(sheet.zh, titles) or nearest(sheet.en, titles)
    if near:
        return Finding("V01.sheet_renamed", REFUSE, sheet.name, sheet_title=near, params={"title": near})
    return Finding("V01.sheet_missing", REFUSE, sheet.name)


def _cover_missing(found: Sequence[RawSheet]) -> Finding:
    code = "V01.sheet_hidden" if found else "V01.sheet_missing"
    return Finding(code, REFUSE, COVER, sheet_title=found[0].title if found else None)


def _taken(name: str, sheet: RawSheet) -> Iterator[Finding]:
    """A sheet under a title of the unit's own is said to be read."""
    if sheet.taken_for:
        yield Finding(TAKEN, NOTE, name, sheet_title=sheet.title, params={"title": sheet.title})


def v01_extra_sheets(raw: RawReturn, by_name: Mapping[str, Sequence[RawSheet]]) -> Iterator[Finding]:
    """Sheets that are not of the form are not read, and that is said; so are second copies and hidden ones."""
    read = {id(next((s for s in sheets if s.visible), sheets[0])) for sheets in by_name.values()}
    for sheet in raw.sheets:
        if is_ours(sheet.title) or id(sheet) in read or (sheet.visible and sheet.empty):
            continue
        code = "V01.extra_sheet" if sheet.visible else "V01.hidden_sheet"
        yield Finding(code, NOTE, None, params={"title": sheet.title}, sheet_title=sheet.title)


# ------------------------------------------------------------------------------------------- V01: headers
def place_sheet(
    sheet: Sheet, raw: RawSheet, month: str, own: Mapping[str, str] = MappingProxyType({})
) -> tuple[Place | None, list[Finding]]:
    """Where the columns of one sheet are, with V01 findings; None when it has no header. own: the unit's headings."""
    columns = sheet.columns_for(month)
    names = _header_names(columns)
    remembered = {plain_name(heading): name for heading, name in own.items() if plain_name(heading) not in names}
    row, found = _header_row(raw, {**remembered, **names})
    if row is None:
        return None, [Finding("V01.header_missing", REFUSE, sheet.name, params={"columns": _required(columns)})]
    found, notes = _without_superfluous(sheet, raw, row, found, remembered)
    place_of: dict[str, int] = {}
    twice: dict[str, list[int]] = {}
    for index, name in found:
        if name in place_of:
            twice.setdefault(name, [place_of[name]]).append(index)
        else:
            place_of[name] = index
    findings = [
        Finding("V01.column_twice", REFUSE, sheet.name, tuple(raw.address(row, i) for i in cells), None,
                {"column": name})
        for name, cells in twice.items()
    ]
    strange = {
        str(cell).strip(): index for index, cell in enumerate(raw.rows[row])
        if cell != "" and index not in dict(found) and not _is_own_column(str(cell))
    }
    findings += notes
    findings += v01_columns(sheet, columns, raw, row, place_of, strange)
    missing = {c.name for c in columns if c.name not in place_of}
    return Place(sheet, raw, place_of, row + 1, frozenset(missing | set(twice))), findings


def _without_superfluous(
    sheet: Sheet, raw: RawSheet, row: int, found: list[tuple[int, str]], remembered: Mapping[str, str]
) -> tuple[list[tuple[int, str]], list[Finding]]:
    """A heading of the unit's own counts only where the column does not stand under its name; each is said."""
    by_own = {index for index, _ in found if plain_name(str(raw.rows[row][index])) in remembered}
    named = {name for index, name in found if index not in by_own}
    kept = [(index, name) for index, name in found if index not in by_own or name not in named]
    notes = [
        Finding(REMEMBERED_HEADING, NOTE, sheet.name, (raw.address(row, index),),
                str(raw.rows[row][index]).strip(), {"column": name})
        for index, name in kept if index in by_own
    ]
    return kept, notes


def known_headings(sheet: Sheet, raw: RawSheet, month: str) -> float:
    """The share of a sheet's headings that stand in one row of another, 0 to 1."""
    names = _header_names(sheet.columns_for(month))
    _, found = _header_row(raw, names)
    return len({name for _, name in found}) / len(set(names.values()))


def headings_as_found(findings: Iterable[Finding]) -> dict[str, dict[str, str]]:
    """Sheet -> headings of the unit's own -> columns, as a check has said in its findings."""
    found: dict[str, dict[str, str]] = {}
    for finding in findings:
        if finding.code == REMEMBERED_HEADING:
            found.setdefault(finding.sheet or "", {})[finding.value or ""] = str(finding.params["column"])
    return found


def _required(columns: Sequence[Column]) -> list[str]:
    return [c.name for c in columns if c.required]


def _header_names(columns: Sequence[Column]) -> dict[str, str]:
    return {plain_name(word): c.name for c in columns for word in (c.zh, c.en, c.name, *c.aliases)}


def _header_row(raw: RawSheet, names: Mapping[str, str]) -> tuple[int | None, list[tuple[int, str]]]:
    """The row among the first twenty that names most columns; a single match is chance, not a header."""
    best: tuple[int | None, list[tuple[int, str]]] = (None, [])
    for row, cells in enumerate(raw.rows[: max(HEADER_WITHIN - raw.first_row + 1, 0)]):
        found = [
            (index, names[plain_name(cell)]) for index, cell in enumerate(cells)
            if type(cell) is str and cell and plain_name(cell) in names
        ]
        if len(found) > max(len(best[1]), 1):
            best = (row, found)
    return best


def v01_columns(
    sheet: Sheet, columns: Sequence[Column], raw: RawSheet, row: int, place_of: Mapping[str, int],
    strange: dict[str, int],
) -> Iterator[Finding]:
    """required headers present (order free; spaces, full-width forms ignored). strange: headers of no column."""
    for column in columns:
        if column.name in place_of:
            continue
        near = _renamed(column, strange)
        if near is not None:
            cell = raw.address(row, strange.pop(near))
            yield Finding("V01.column_renamed", REFUSE, sheet.name, (cell,), near, {"column": column.name})
        elif column.required:
            yield Finding("V01.column_missing", REFUSE, sheet.name, (), None, {"column": column.name})
        else:
            yield Finding("V01.optional_column", NOTE, sheet.name, (), None, {"column": column.name})
    for title, index in list(strange.items())[:EXTRA_COLUMNS]:
        yield Finding("V01.extra_column", NOTE, sheet.name, (raw.address(row, index),), title)
    if more := list(strange.values())[EXTRA_COLUMNS:]:
        yield Finding("V01.extra_columns", NOTE, sheet.name, (raw.address(row, more[0]),), None, {"count": len(more)})


def _renamed(column: Column, strange: Mapping[str, int]) -> str | None:
    return nearest(column.zh, strange, RENAMED) or nearest(column.en, strange, RENAMED)


@cache
def _own_columns() -> frozenset[str]:
    """Reading aids that the template itself puts beside the columns of the form."""
    return frozenset(plain_name(text("template.aid.header", lang)) for lang in ("zh", "en"))


@cache
def _problem_columns() -> frozenset[str]:
    zh, en = (plain_name(text("markup.column", lang)) for lang in ("zh", "en"))
    return frozenset((zh, en, zh + en))


def is_problem_column(title: object) -> bool:
    """Whether a heading is that of the column in which a marked copy says what is wrong in each row."""
    return isinstance(title, str) and plain_name(title) in _problem_columns()


def _is_own_column(title: str) -> bool:
    return plain_name(title) in _own_columns() or is_problem_column(title)


# ------------------------------------------------------------------------------------------- rows
def is_note_row(place: Place, cells: Sequence[object], first: object) -> bool:
    """
    Subtotals and remarks, told by the row's first filled cell. A category 合计 in a column of its own is a
    value, so on the hotline sheet only the first column counts.
    """
    if "rights_category" in place.sheet.key:
        first = cells[min(place.columns.values())]
    if type(first) is not str or first.lstrip()[:1] not in NOTE_INITIALS:
        return False
    return NOTE_ROW.fullmatch("".join(first.split())) is not None


def is_hint_row(first: object) -> bool:
    """The grey row of hints; first is its first filled cell."""
    return type(first) is str and first.lstrip().startswith(HINT)
