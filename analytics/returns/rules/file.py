"""Rules about the file as a file: private numbers, formulas, merged cells, hidden rows, size."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from analytics.declare import settings
from analytics.findings import Finding
from analytics.masking import ANY, FULL_WIDTH, has_id_number, has_phone
from analytics.returns.layout import Place, is_problem_column
from analytics.returns.names import area_cells, column_letter, place_of
from analytics.returns.rules.judged import CONFIRM, NOTE, REFUSE, Judged
from analytics.returns.values import as_text

LONG_NUMBERS = (1e10, 1e18)   # 11 to 18 digits
FORMULA_STARTS = ("=", "+", "-", "@")


def v28_private_numbers(judged: Judged) -> Iterator[Finding]:
    """possible personal data: 11-digit phone, 18-digit ID, in any text cell"""
    for name, place in judged.layout.places.items():
        first, taken = place.raw.first_row + place.first_data, _row_numbers(judged, name)
        columns = {index: column for column, index in place.columns.items()}
        for index, cells in enumerate(zip_longest(*place.raw.rows[place.first_data:], fillvalue="")):
            odd = _odd_places(judged, place, columns.get(index), first, cells, taken)
            for offset in odd:
                yield from _private(name, f"{_letter(place, index)}{first + offset}", cells[offset])
    for address, raw in judged.cover.fields.values():
        yield from _private("cover", address, raw)


def _odd_places(
    judged: Judged, place: Place, column: str | None, first: int, cells: Sequence[object], taken: frozenset[int]
) -> Iterable[int]:
    """
    Where in a column of cells a long number may stand. One look at the whole column is far cheaper than one at every
    cell; a list or date column can only hold one where its cell was not read. first: the row of cells[0]; taken: the
    rows that were read.
    """
    if column is not None and place.sheet.column(column).type in ("list", "date", "datetime"):
        name = place.sheet.name
        unread = {row_no for sheet, row_no, at in judged.unreadable if sheet == name and at == column}
        settled = taken - unread
        return [offset for offset in range(len(cells)) if first + offset not in settled]
    joined = "\n".join([
        raw if type(raw) is str else str(int(raw)) for raw in cells
        if type(raw) is str or (type(raw) is float and LONG_NUMBERS[0] < raw < LONG_NUMBERS[1])
    ])
    return range(len(cells)) if ANY.search(joined.translate(FULL_WIDTH)) else ()


def _letter(place: Place, column: int) -> str:
    return column_letter(place.raw.first_column + column)


def _private(sheet: str, address: str, raw: object) -> Iterator[Finding]:
    text = "" if isinstance(raw, dt.date) else as_text(raw)
    if has_id_number(text):
        yield Finding("V28.id_number", REFUSE, sheet, (address,), text)
    elif has_phone(text):
        yield Finding("V28.phone", REFUSE, sheet, (address,), text)


def v34_formulas(judged: Judged) -> Iterator[Finding]:
    """formula cells: E for formulas without cached value; Excel errors are refused as well"""
    for name, place in judged.layout.places.items():
        marks, rows = place.raw.marks, _row_numbers(judged, name)
        for code, severity, cells in (
            ("V34.cell_error", REFUSE, marks.errors), ("V34.not_calculated", REFUSE, marks.empty_formulas),
            ("V34.formula", CONFIRM, marks.formulas),
        ):
            meant = tuple(cell for cell in cells if _is_data(place, rows, cell))
            if meant:
                yield Finding(code, severity, name, meant)


def v34_merged(judged: Judged) -> Iterator[Finding]:
    """merged data cells"""
    for name, place in judged.layout.places.items():
        rows, last = _row_numbers(judged, name), place.raw.last_cell
        meant = [
            area for area in place.raw.marks.merged
            if any(_is_data(place, rows, cell) for cell in area_cells(*area, last))
        ]
        if meant:
            areas = [f"{first}:{last_cell}" for first, last_cell in meant]
            yield Finding("V34.merged", REFUSE, name, tuple(first for first, _ in meant), None, {"areas": areas})


def v34_extras(judged: Judged) -> Iterator[Finding]:
    """macros and links to other files: never run, never followed"""
    for code in judged.raw.extras:
        yield Finding(code, NOTE)


def v34_hidden_rows(judged: Judged) -> Iterator[Finding]:
    """hidden rows; not in a marked copy, whose column of problems is there to be filtered"""
    for name, place in judged.layout.places.items():
        if any(is_problem_column(heading) for heading in place.raw.rows[place.first_data - 1]):
            continue
        hidden = sorted(place.raw.marks.hidden_rows & _row_numbers(judged, name))
        if hidden:
            letter = column_letter(place.raw.first_column + min(place.columns.values()))
            yield Finding("V34.hidden_rows", CONFIRM, name, tuple(f"{letter}{row}" for row in hidden))


def v34_leading_signs(judged: Judged) -> Iterator[Finding]:
    """text cells starting with = + − @"""
    for sheet, rows in judged.typed.sheets.items():
        place = judged.layout.places[sheet]
        texts = [c.name for c in place.sheet.columns if c.type == "text" and c.name in place.columns]
        for row in rows:
            for column in texts:
                value = row.values[column]
                if type(value) is str and value.startswith(FORMULA_STARTS):
                    yield judged.at("V34.leading_sign", CONFIRM, sheet, row, column)


def v35_row_limit(judged: Judged) -> Iterator[Finding]:
    """row limit (5,000) and file size"""
    limit = settings()["limits"]["return_rows"]
    if judged.typed.row_count > limit:
        params = {"count": judged.typed.row_count, "limit": limit}
        yield Finding("V35.too_many_rows", REFUSE, None, (), None, params)


def _row_numbers(judged: Judged, sheet: str) -> frozenset[int]:
    return frozenset(row.row_no for row in judged.typed.sheets.get(sheet, ()))


def _is_data(place: Place, rows: frozenset[int], cell: str) -> bool:
    """Whether a cell belongs to a row that was taken and to a column of the form."""
    row, column = place_of(cell)
    return row in rows and column - place.raw.first_column in place.columns.values()


RULES = (v28_private_numbers, v34_formulas, v34_merged, v34_extras, v34_hidden_rows, v34_leading_signs, v35_row_limit)
