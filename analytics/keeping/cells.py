"""From what stands in a cell of a grid or a file to the typed value of a register's column, with what is to be said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analytics.declare import Column, Register, code_list
from analytics.findings import Finding
from analytics.keeping.naming import FORM_WORD, as_stored, names_of_kind
from analytics.keeping.surroundings import Surroundings
from analytics.masking import has_id_number, has_phone
from analytics.months import Month
from analytics.returns.names import column_letter, plain_name, tidy
from analytics.returns.values import (
    NO_WORDS,
    NOTE,
    REFUSE,
    YES_LIST,
    DateReader,
    ListReader,
    NumberReader,
    Said,
    TextReader,
    as_text,
    nearest,
)
from analytics.returns.values import Surroundings as DateSurroundings

FIRST_YEAR = 1920          # of a date of birth
CONTACT = "contact"        # the one column that is there for a telephone number
Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it was typed. cells: by column; a column that is not among them is left as it is in the store."""

    row_no: int
    cells: Mapping[str, Any]

    @property
    def is_blank(self) -> bool:
        return all(_is_empty(value) for value in self.cells.values())


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row after reading. unreadable: the columns whose cell could not be taken; their value is None."""

    row_no: int
    values: Mapping[str, Any]
    unreadable: frozenset[str] = frozenset()

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where cells stand: column -> its letter; by default the columns stand in the order they are declared in."""

    letters: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, register: Register) -> "Addresses":
        return cls({column.name: column_letter(index) for index, column in enumerate(register.columns)})

    def cell(self, row_no: int, column: str) -> str:
        return f"{self.letters.get(column, '')}{row_no}"


class RowReader:
    """Reads the rows of one register."""

    def __init__(self, register: Register, around: Surroundings, addresses: Addresses, date_1904: bool = False) -> None:
        dates = DateSurroundings(Month.of(around.today), around.now, date_1904=date_1904)
        self.register, self.around, self.addresses = register, around, addresses
        self.readers = {column.name: _reader(column, around, dates) for column in register.columns}

    def read(self, raw: RawRow) -> tuple[TypedRow, list[Finding]]:
        """The typed row and what has to be said about its cells."""
        values: dict[str, Any] = {}
        unreadable: set[str] = set()
        findings: list[Finding] = []
        for column in self.register.columns:
            if column.name not in raw.cells:
                continue
            value, said = self._cell(column, raw.cells[column.name])
            values[column.name] = value
            if said is None:
                continue
            findings.append(self._finding(raw, column, said))
            if not said.readable:
                unreadable.add(column.name)
        return TypedRow(raw.row_no, as_stored(self.around, self.register, values), frozenset(unreadable)), findings

    def _cell(self, column: Column, raw: Any) -> tuple[Any, Said | None]:
        if _is_empty(raw):
            if column.default is not None:
                return column.default, None
            return None, Said("V01.blank_cell", REFUSE) if column.required else None
        if (private := _private_number(column, raw)) is not None:
            return None, private
        read = self.readers[column.name](raw)
        if not isinstance(read, Said):
            return read, None
        return (read.value if read.readable else None), read

    def _finding(self, raw: RawRow, column: Column, said: Said) -> Finding:
        value = raw.cells[column.name]
        shown = None if _is_empty(value) else as_text(value).strip()
        cell = self.addresses.cell(raw.row_no, column.name)
        return Finding(said.code, said.severity, self.register.name, (cell,), shown,
                       {"column": column.name, **said.params})


def _is_empty(raw: Any) -> bool:
    return raw is None or raw != raw or (isinstance(raw, str) and not raw.strip())


def _private_number(column: Column, raw: Any) -> Said | None:
    text = as_text(raw) if isinstance(raw, str | float) else ""
    if has_id_number(text):
        return Said("V28.id_number", REFUSE)
    return Said("V28.phone", REFUSE) if column.name != CONTACT and has_phone(text) else None


# ------------------------------------------------------------------------------------------- one reader a type
def _reader(column: Column, around: Surroundings, dates: DateSurroundings) -> Reader:
    match column.type:
        case "list":
            return ListReader(column, str(dates.month))
        case "boolean":
            return read_yes_no
        case "date":
            return DateReader(column, dates, FIRST_YEAR)
        case "number":
            return NumberReader(column)
        case "integer":
            return _whole(NumberReader(replace(column, step=1)))
        case _ if column.refers_to and column.refers_to != FORM_WORD:  # whose meaning depends on the row
            return _Reference(column, around)
        case _:
            return TextReader(column)


def _whole(reader: NumberReader) -> Reader:
    def read(raw: Any) -> int | Said:
        found: Any = reader(float(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw)
        if isinstance(found, Said):
            value: Any = found.value
            return Said(found.code, found.severity, None if value is None else int(value), found.params)
        return int(found)

    return read


_YES = frozenset(plain_name(word) for c in code_list(YES_LIST) for word in (c.zh, c.en, c.code, *c.aliases, "true"))
_NO = frozenset(plain_name(word) for word in NO_WORDS)


def read_yes_no(raw: Any) -> bool | Said:
    """是 or 否, as spreadsheets and people write them."""
    if isinstance(raw, bool):
        return raw
    word = plain_name(as_text(raw))
    if word in _YES:
        return True
    return False if word in _NO else Said("R01.not_yes_no", REFUSE)


class _Reference:
    """
    An id of something there is; `id name` or the name, as files and grids show it, and a name that is one alone are
    taken.
    """

    def __init__(self, column: Column, around: Surroundings) -> None:
        self.kind = column.refers_to or ""
        self.is_usual = column.by_name  # a name is what is shown, so there is nothing to be said of it
        pairs = list(names_of_kind(around, self.kind))
        self.names = dict(pairs)
        self.ids = frozenset(self.names) | ({column.default} if column.default else set())
        self.by_name: dict[str, set[str]] = {}
        for one, name in pairs:
            for word in {plain_name(name.zh), plain_name(name.en)}:
                self.by_name.setdefault(word, set()).add(one)

    def __call__(self, raw: Any) -> str | Said:
        text = tidy(as_text(raw))
        if text in self.ids:
            return text
        if (first := text.split(maxsplit=1)[0]) in self.ids:
            return first
        named = self.by_name.get(plain_name(text), set())
        if len(named) == 1:
            [one] = named
            return one if self.is_usual else Said("R02.by_name", NOTE, one, {"reference": self.kind, "expected": one})
        return unknown(text, self.kind, self.names)


def unknown(text: str, kind: str, names: Mapping[str, Any]) -> Said:
    """Nothing of this kind is called so; with the nearest there is."""
    near = nearest(text, names) if names else None
    if near is None:
        return Said("R02.unknown", REFUSE, None, {"reference": kind})
    return Said("R02.near", REFUSE, None, {"reference": kind, "expected": near, "name": names[near].zh})

