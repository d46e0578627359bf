"""
The cover: who reports for which month, who signs, and which sheets are declared zero. Labels are found by
name in the first six columns and the value stands in the next cell; the zero table is found by its two header
cells.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from analytics.declare import Column, Sheet, code_list, return_form, text
from analytics.findings import Finding, Severity
from analytics.months import Month
from analytics.returns.names import half_width, plain_name
from analytics.returns.reading import RawSheet
from analytics.returns.sheet_titles import sheet_names, timeless
from analytics.returns.values import ListReader, Reader, Said, Surroundings, as_text
from analytics.rows import Value
from analytics.store.registers import Unit

LABEL_COLUMNS = 6
ZERO_LIST = "zero_return"
PERIOD = re.compile(r"([0-9]{4})\s*[年./\-]?\s*([0-9]{1,2})\s*月?(?:份)?")
REFUSE, NOTE = Severity.REFUSE, Severity.NOTE
NO_TITLES: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class RawCover:
    """fields: field name -> (address, raw value). zero: sheet name -> (address, raw value)."""

    fields: dict[str, tuple[str, object]] = field(default_factory=dict)
    zero: dict[str, tuple[str, object]] = field(default_factory=dict)
    has_zero_table: bool = False


@dataclass(slots=True)
class TypedCover:
    values: dict[str, Value] = field(default_factory=dict)
    zero: dict[str, bool | None] = field(default_factory=dict)
    unreadable: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def read_cover(sheet: RawSheet, own: Mapping[str, str] = NO_TITLES) -> RawCover:
    """Finds labels and zero table on the cover. own: titles of sheets as the unit writes them -> names."""
    found = RawCover()
    labels = _labels()
    for row, cells in enumerate(sheet.rows):
        reach = max(LABEL_COLUMNS - sheet.first_column, 0)
        for column, cell in enumerate(cells[:reach]):
            name = labels.get(plain_name(cell)) if type(cell) is str and cell else None
            if name and name not in found.fields:
                value = cells[column + 1] if column + 1 < len(cells) else ""
                found.fields[name] = (sheet.address(row, column + 1), value)
    _read_zero_table(sheet, found, {timeless(title): name for title, name in own.items()})
    return found


@cache
def _labels() -> Mapping[str, str]:
    return {
        plain_name(word): f.name for f in return_form().cover.fields for word in (f.zh, f.en, f.name, *f.aliases)
    }


@cache
def _zero_headers() -> tuple[frozenset[str], frozenset[str]]:
    """What the header cells of the zero table may say: for the sheet, for the declaration."""
    sheet = {plain_name(text("template.cover.sheet", lang)) for lang in ("zh", "en")}
    zero = {plain_name(text("template.cover.zero", lang)) for lang in ("zh", "en")}
    names = code_list(ZERO_LIST)
    return frozenset(sheet | {"工作表", "sheet"}), frozenset(zero | {plain_name(names.zh), plain_name(names.en)})


def _read_zero_table(sheet: RawSheet, found: RawCover, own: Mapping[str, str]) -> None:
    sheet_heads, zero_heads = _zero_headers()
    for row, cells in enumerate(sheet.rows):
        plain = [plain_name(c) if type(c) is str else "" for c in cells]
        sheet_column = next((i for i, word in enumerate(plain) if word in sheet_heads), None)
        zero_column = next((i for i, word in enumerate(plain) if word in zero_heads), None)
        if sheet_column is not None and zero_column is not None:
            found.has_zero_table = True
            for below, more in enumerate(sheet.rows[row + 1:], row + 1):
                title = more[sheet_column]
                name = sheet_names().get(plain_name(title)) or own.get(timeless(title)) if type(title) is str else None
                if name and name not in found.zero:
                    found.zero[name] = (sheet.address(below, zero_column), more[zero_column])
            return


# ------------------------------------------------------------------------------------------- typing
def type_cover(
    raw: RawCover, sheets: Sequence[Sheet], readers: Mapping[str, Reader], around: Surroundings
) -> TypedCover:
    """The cover's values, with findings for what is missing or could not be read."""
    typed = TypedCover()
    for column in return_form().cover.fields:
        if column.name in ("department", "period"):
            continue  # compared with the upload slot by V02, whatever their spelling
        if column.name not in raw.fields:
            typed.unreadable.add(column.name)
            if column.required:
                typed.findings.append(Finding("V01.cover_field", REFUSE, "cover", params={"column": column.name}))
            continue
        address, value = raw.fields[column.name]
        typed.values[column.name] = None
        if as_text(value).strip():
            _take(typed, column.name, address, value, readers[column.name](value))
    _type_zero(typed, raw, sheets, str(around.month))
    return typed


def _take(typed: TypedCover, name: str, address: str, raw: object, value: Value | Said) -> None:
    if not isinstance(value, Said):
        typed.values[name] = value
        return
    typed.values[name] = value.value
    if not value.readable:
        typed.unreadable.add(name)
    params = {"column": name, **value.params}
    typed.findings.append(Finding(value.code, value.severity, "cover", (address,), as_text(raw), params))


def _type_zero(typed: TypedCover, raw: RawCover, sheets: Sequence[Sheet], month: str) -> None:
    if not raw.has_zero_table:
        typed.findings.append(Finding("V01.zero_table", REFUSE, "cover"))
        return
    reader = ListReader(zero_column(), month)
    for sheet in sheets:
        address, value = raw.zero.get(sheet.name, ("", ""))
        typed.zero[sheet.name] = None
        if not as_text(value).strip():
            continue
        read = reader(value)
        if isinstance(read, Said):
            params = {"sheet": sheet.name, **read.params}
            code = "V05.normalised" if read.readable else "V05.unknown"
            typed.findings.append(Finding(code, read.severity, "cover", (address,), as_text(value), params))
            read = read.value
        typed.zero[sheet.name] = None if read is None else read == "zero"
        if read is None:
            typed.unreadable.add(sheet.name)


@cache
def zero_column() -> Column:
    """The column of the zero table, which is no field of the form."""
    names = code_list(ZERO_LIST)
    return Column(ZERO_LIST, names.zh, names.en, "list", True, ZERO_LIST)


# ------------------------------------------------------------------------------------------- unit and month
def month_of(value: object) -> Month | None:
    """The month a cover names: 2026-10, 2026年10月, or a date Excel made of it."""
    if isinstance(value, dt.date):
        return Month.of(value)
    match = PERIOD.fullmatch(half_width(value)) if isinstance(value, str) else None
    try:
        return Month(int(match[1]), int(match[2])) if match else None
    except ValueError:
        return None


def units_named(value: object, units: Mapping[str, Unit]) -> Iterator[Unit]:
    """The units a text names: by code, name, short name or alias, also as QYB 权益部."""
    words = {plain_name(word) for word in (as_text(value), *as_text(value).split())}
    for unit in units.values():
        names = (unit.code, unit.name_zh, unit.name_en, unit.short_zh, unit.short_en, *unit.aliases)
        if words & {plain_name(name) for name in names if name}:
            yield unit
