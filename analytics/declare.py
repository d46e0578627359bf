"""
Reads the declared facts (analytics/declared/*.toml) into frozen dataclasses. A fault in a declaration is our own
mistake: DeclarationError names the file, the key and what is wrong.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from analytics.code_lists import code_list, code_lists
from analytics.facts import (
    SQL,
    Action,
    Choice,
    Code,
    CodeList,
    Column,
    Cover,
    DeclarationError,
    InBothLanguages,
    Indicator,
    Lang,
    Named,
    Register,
    ReturnForm,
    Role,
    ServiceLimit,
    Sheet,
)
from analytics.loading import DECLARED, build, load

__all__ = [
    "DECLARED", "SQL", "Action", "Choice", "Code", "CodeList", "Column", "Cover", "DeclarationError",
    "InBothLanguages", "Indicator", "Lang", "Named", "Register", "ReturnForm", "Role", "ServiceLimit", "Sheet",
    "actions", "build", "code_list", "code_lists", "core_indicators", "indicator", "indicators", "load", "register",
    "registers", "return_form", "roles", "service_limits", "settings", "source_name", "text", "texts",
]


@cache
def return_form() -> ReturnForm:
    """The monthly return as declared."""
    raw = load("return_form.toml")
    cover = dict(raw["cover"])
    cover_fields = tuple(build(Column, "return_form.toml", "cover", f) for f in cover.pop("field"))
    sheets = []
    for entry in raw["sheet"]:
        values = dict(entry)
        columns = tuple(build(Column, "return_form.toml", entry["name"], c) for c in values.pop("column"))
        sheets.append(build(Sheet, "return_form.toml", entry["name"], {**values, "columns": columns}))
    form = ReturnForm(
        raw["version"], raw["header_row"], raw["first_data_row"], raw["hint_marker"],
        Cover(fields=cover_fields, **cover), tuple(sheets),
    )
    _check_form(form)
    return form


def _check_form(form: ReturnForm) -> None:
    for sheet in form.sheets:
        names = {c.name for c in sheet.columns}
        if not set(sheet.key) | set(sheet.label) <= names:
            raise DeclarationError(f"return_form.toml: {sheet.name}: key or label names a column that is not there")
        for column in sheet.columns:
            if (column.type == "list") != (column.list is not None):
                raise DeclarationError(f"return_form.toml: {sheet.name}.{column.name}: type list goes with list =")
            if column.list:
                code_list(column.list)


@cache
def registers() -> Mapping[str, Register]:
    """Every register and reference table by the name of its view, in the order of the file."""
    source = "registers.toml"
    found: dict[str, Register] = {}
    for name, entry in load(source).items():
        values = dict(entry)
        columns = tuple(build(Column, source, name, c) for c in values.pop("column"))
        found[name] = build(Register, source, name, {"name": name, **values, "columns": columns})
        _check_register(found[name])
    return found


def _check_register(one: Register) -> None:
    names = {c.name for c in one.columns}
    if not set(one.key) | set(one.label) <= names:
        raise DeclarationError(f"registers.toml: {one.name}: key or label names a column that is not there")
    if one.action not in actions():
        raise DeclarationError(f"registers.toml: {one.name}: no action {one.action} in authority.toml")
    for column in one.columns:
        if (column.type == "list") != (column.list is not None):
            raise DeclarationError(f"registers.toml: {one.name}.{column.name}: type list goes with list =")
        if column.list:
            code_list(column.list)


def register(name: str) -> Register:
    try:
        return registers()[name]
    except KeyError:
        raise DeclarationError(f"registers.toml: no register {name}") from None


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every declared indicator by id, in the order of the files."""
    found: dict[str, Indicator] = {}
    for path in sorted((DECLARED / "indicators").glob("*.toml")):
        for key, values in load(f"indicators/{path.name}").items():
            if key in found:
                raise DeclarationError(f"indicators/{path.name}: {key} is declared twice")
            found[key] = build(Indicator, f"indicators/{path.name}", key, {"id": key, **values})
    return found


def indicator(name: str) -> Indicator:
    try:
        return indicators()[name]
    except KeyError:
        raise DeclarationError(f"indicators: no indicator {name}") from None


def core_indicators() -> tuple[Indicator, ...]:
    """The core twelve of the overview grid, in their order."""
    return tuple(sorted((i for i in indicators().values() if i.core is not None), key=lambda i: i.core or 0))


@cache
def settings() -> Mapping[str, Any]:
    """Named settings (declared/settings.toml): working hours, fortnights, readings of the ambiguous articles."""
    return load("settings.toml")


@cache
def service_limits() -> Mapping[str, ServiceLimit]:
    """Default limits by key: a matter type, or ``dv`` for domestic violence whatever the type."""
    source = "service_limits.toml"
    return {k: build(ServiceLimit, source, k, {"key": k, **v}) for k, v in load(source).items()}


def source_name(name: str, lang: Lang) -> str:
    """What an indicator names in fed_by, in words: a sheet of the return, or a register by its catalogue name."""
    sheet = next((s for s in return_form().sheets if s.name == name), None)
    found = sheet or next((r for r in registers().values() if name in (r.name, r.catalogue)), None)
    return found.title(lang) if found else text(f"indicator.register.{name}", lang)


# ------------------------------------------------------------------------------------------- authority
@cache
def roles() -> Mapping[str, Role]:
    """Every role by key, in the order of the file."""
    source = "authority.toml"
    return {k: build(Role, source, k, {"key": k, **v}) for k, v in load(source)["roles"].items()}


@cache
def actions() -> Mapping[str, Action]:
    """Every action by key; each names roles that exist and pages that no other action claims."""
    source = "authority.toml"
    found = {k: build(Action, source, k, {"key": k, **v}) for k, v in load(source)["actions"].items()}
    pages: set[str] = set()
    for action in found.values():
        if unknown := set(action.roles) - set(roles()):
            raise DeclarationError(f"{source}: {action.key}: unknown role {', '.join(sorted(unknown))}")
        if twice := pages & set(action.pages):
            raise DeclarationError(f"{source}: {action.key}: page {', '.join(sorted(twice))} has another action")
        pages |= set(action.pages)
    return found


# ------------------------------------------------------------------------------------------- texts
@cache
def texts() -> Mapping[str, Named]:
    """Every user-visible text: dotted key -> both languages."""
    found: dict[str, Named] = {}
    for path in sorted((DECLARED / "texts").glob("*.toml")):
        for key, named in _leaves(load(f"texts/{path.name}"), ()):
            if key in found:
                raise DeclarationError(f"texts/{path.name}: {key} is declared twice")
            found[key] = named
    return found


def _leaves(table: Mapping[str, Any], above: tuple[str, ...]) -> Iterable[tuple[str, Named]]:
    if set(table) == {"zh", "en"} and all(isinstance(v, str) for v in table.values()):
        yield ".".join(above), Named(table["zh"], table["en"])
        return
    for key, value in table.items():
        if not isinstance(value, dict):
            raise DeclarationError(f"texts: {'.'.join((*above, key))} needs both zh and en")
        yield from _leaves(value, (*above, key))


def text(key: str, lang: Lang, /, **params: Any) -> str:
    """The text in the reader's language with its placeholders filled."""
    try:
        named = texts()[key]
    except KeyError:
        raise DeclarationError(f"texts: no text {key}") from None
    return named[lang].format(**params)
