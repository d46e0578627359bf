"""
What the values of a register's columns are called: things that are kept, by their names; sheets, columns and words of
the return form, which are stored by their codes, by their titles. What a column refers to may depend on other values of
the row: the same code of a column has another title in another sheet.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from analytics.declare import Column, Lang, Named, Register, code_list, return_form, text
from analytics.keeping.surroundings import Surroundings, form_sheets
from analytics.returns.layout import HEADING
from analytics.returns.names import plain_name
from analytics.returns.sheet_titles import TITLE

FORM_COLUMN, FORM_WORD = "form_column", "form_word"
# in place of a column's name -> what is meant
MARKS = MappingProxyType({HEADING: "registers.of_the_form.heading", TITLE: "registers.of_the_form.title"})
YES_NO = {True: "registers.yes_no.yes", False: "registers.yes_no.no"}


def in_words(around: Surroundings, register: Register, column: Column, row: Mapping[str, Any], lang: Lang) -> Any:
    """
    A row's value as a reader wants it and as a workbook shows it: names of codes, 是 and 否, an id with its name, or
    the name alone where the column is declared so; dates, numbers and what has no name as they are. None for none.
    """
    value = row[column.name]
    if value is None:
        return None
    if column.type == "boolean":
        return text(YES_NO[value], lang)
    if column.list:
        return code_list(column.list).label(value, lang)
    name = meanings(around, register, column, row).get(value)
    return value if name is None else _shown(column, value, name)[lang]


def _shown(column: Column, value: str, name: Named) -> Named:
    return name if column.by_name else Named(f"{value} {name.zh}".strip(), f"{value} {name.en}".strip())


def options(around: Surroundings, column: Column) -> tuple[Named, ...]:
    """What may be chosen in a column, in words as `in_words` shows them; empty where anything may be typed."""
    if column.type == "boolean":
        return tuple(_named(key) for key in YES_NO.values())
    if column.list:
        return tuple(Named(code.zh, code.en) for code in code_list(column.list))
    found = [_shown(column, value, name) for value, name in names_of_kind(around, column.refers_to or "")]
    if column.default is not None and column.refers_to:
        found.insert(0, Named(column.default, column.default))
    return tuple(dict.fromkeys(found))


def names_of_kind(around: Surroundings, kind: str) -> Iterator[tuple[str, Named]]:
    """Each id of a kind with its name; a column of the form with every title it has in some sheet."""
    if kind != FORM_COLUMN:
        yield from around.names(kind).items()
        return
    yield from _marks().items()
    for sheet in return_form().sheets:
        yield from _columns_of(sheet.name).items()


def meanings(
    around: Surroundings, register: Register, column: Column, row: Mapping[str, Any]
) -> Mapping[str, Named]:
    """What may stand in a column of this row: value as it is stored -> its name."""
    if column.refers_by:
        return around.names(dict(column.refers_by).get(str(row.get(column.within or "")), ""))
    if column.refers_to == FORM_COLUMN:
        sheet = row.get(column.within or "")
        return _marks() | _columns_of(sheet) if sheet else {}
    if column.refers_to == FORM_WORD:
        within = register.column(column.within or "")
        return _words(row.get(within.within or ""), row.get(within.name))
    return around.names(column.refers_to or "")


def as_stored(around: Surroundings, register: Register, row: Mapping[str, Any]) -> dict[str, Any]:
    """
    The row with what only the whole of it tells the meaning of as it is stored: words of the return form in either
    language, and what refers to a thing of a kind that another column says, by id, by `id name` or by a name that is
    one alone.
    """
    found = dict(row)
    for column in register.columns:
        typed = found.get(column.name)
        if typed is not None and (column.refers_by or column.refers_to == FORM_WORD):
            found[column.name] = _meant(str(typed), meanings(around, register, column, found))
    return found


def _meant(typed: str, known: Mapping[str, Named]) -> str:
    for one in (typed, typed.partition(" ")[0]):
        if one in known:
            return one
    plain = plain_name(typed)
    named = [value for value, name in known.items() if plain in map(plain_name, (value, name.zh, name.en))]
    return named[0] if len(named) == 1 else typed


# ------------------------------------------------------------------------------------------- the return form
def _marks() -> dict[str, Named]:
    return {mark: _named(key) for mark, key in MARKS.items()}


def _columns_of(sheet: str) -> dict[str, Named]:
    found = next((one for one in return_form().sheets if one.name == sheet), None)
    return {c.name: Named(c.zh, c.en) for c in found.columns} if found else {}


def _words(sheet: str | None, column: str | None) -> Mapping[str, Named]:
    """
    What a word in a column may mean: one of its list, by the Chinese word; over a column, which column it is; as a
    sheet's title, which sheet.
    """
    if column == HEADING:
        return _columns_of(sheet or "")
    if column == TITLE:
        return form_sheets()
    form = next((one for one in return_form().sheets if one.name == sheet), None)
    found = next((c for c in form.columns if c.name == column), None) if form else None
    return {code.zh: Named(code.zh, code.en) for code in code_list(found.list)} if found and found.list else {}


def _named(key: str) -> Named:
    return Named(text(key, "zh"), text(key, "en"))
