"""
Reads the declared facts (analytics/declared/*.toml) into frozen dataclasses. A fault in a declaration is our own
mistake: DeclarationError names the file, the key and what is wrong.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

DECLARED = Path(__file__).parent / "declared"
SQL = Path(__file__).parent / "sql"
Lang = Literal["zh", "en"]


class DeclarationError(Exception):
    """A declared fact is missing, misspelt or contradicts another."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name in both languages."""

    zh: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


# ------------------------------------------------------------------------------------------- code lists
@dataclass(frozen=True, slots=True)
class Code:
    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    active_from: str | None = None
    active_until: str | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    name: str
    zh: str
    en: str
    codes: tuple[Code, ...]

    def __iter__(self):
        return iter(self.codes)

    def get(self, code: str) -> Code | None:
        return next((c for c in self.codes if c.code == code), None)

    def label(self, code: str | None, lang: Lang) -> str:
        """The value's name; an unknown or missing code is shown as it is, a missing one as the empty string."""
        found = self.get(code) if code else None
        return (found.zh if lang == "zh" else found.en) if found else (code or "")


# ------------------------------------------------------------------------------------------- return form
@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet, or a field of the cover (see the head of return_form.toml for the words used)."""

    name: str
    zh: str
    en: str
    type: Literal["text", "date", "datetime", "number", "list"]
    required: bool
    list: str | None = None
    prefilled: Literal["locked", "open"] | None = None
    refers_to: str | None = None
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    min: float | None = None
    max: float | None = None
    step: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    future: bool = False
    width: float = 14
    hint_zh: str = ""
    hint_en: str = ""
    since: str | None = None
    until: str | None = None

    def title(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    zh: str
    en: str
    title_zh: str
    unit_zh: str
    unit_en: str
    kind: Literal["event", "snapshot"]
    key: tuple[str, ...]
    type_of_agency: str
    minutes: int
    spare_rows: int
    columns: tuple[Column, ...]
    only_for_windows: bool = False
    finished_column: str = ""
    finished_codes: tuple[str, ...] = ()

    def title(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise DeclarationError(f"return_form.toml: sheet {self.name} has no column {name}")

    def columns_for(self, month: str) -> tuple[Column, ...]:
        """The columns that belong to a return of this month."""
        return tuple(c for c in self.columns if (c.since or "") <= month <= (c.until or "9999-12"))


@dataclass(frozen=True, slots=True)
class Cover:
    zh: str
    en: str
    title_zh: str
    title_en: str
    fields: tuple[Column, ...]

    def field(self, name: str) -> Column:
        for column in self.fields:
            if column.name == name:
                return column
        raise DeclarationError(f"return_form.toml: the cover has no field {name}")


@dataclass(frozen=True, slots=True)
class ReturnForm:
    version: str
    header_row: int
    first_data_row: int
    hint_marker: str
    cover: Cover
    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise DeclarationError(f"return_form.toml: no sheet {name}")

    def sheets_for(self, has_window: bool) -> tuple[Sheet, ...]:
        """The sheets a unit fills in: those with a service window have the hotline sheet as well."""
        return tuple(s for s in self.sheets if has_window or not s.only_for_windows)


# ------------------------------------------------------------------------------------------- indicators
@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; the words are explained at the head of declared/indicators/learning.toml."""

    id: str
    zh: str
    en: str
    type_of_agency: str
    article: str
    numerator_zh: str
    numerator_en: str
    mark: Literal["P", "D", "L", ""]
    unit: Literal["rate", "count", "hours", "days", "hours_per_day", "per_person", "fraction"]
    levels: tuple[str, ...]
    periods: tuple[str, ...]
    statistic: Literal["ratio", "sum", "quantiles", "max"]
    accumulate: Literal["sum", "state", "given"]
    colour: str
    pace: str
    short_zh: str = ""
    short_en: str = ""
    quote: str = ""
    denominator_zh: str = ""
    denominator_en: str = ""
    excluded_zh: str = ""
    excluded_en: str = ""
    target: float | None = None
    full_target: float | None = None
    target_zh: str = ""
    target_en: str = ""
    better: Literal["higher", "lower"] = "higher"
    green: float | None = None
    amber: float | None = None
    steps: tuple[tuple[str, float], ...] = ()
    due: str | None = None
    small_n: bool = False
    core: int | None = None
    fed_by: tuple[str, ...] = ()
    target_stage: float = 0

    def name(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def short(self, lang: Lang) -> str:
        return (self.short_zh or self.zh) if lang == "zh" else (self.short_en or self.en)

    @property
    def query_path(self) -> Path:
        return SQL / self.type_of_agency / f"{self.id}.sql"


@dataclass(frozen=True, slots=True)
class ServiceLimit:
    """Working days unless the name says otherwise; None = no limit of that kind."""

    key: str
    first_response_days: int
    first_response_aim_days: int
    close_days: int
    refer_days: int
    accept_calendar_days: int | None = None
    close_calendar_days: int | None = None
    extension_calendar_days: int | None = None


# ------------------------------------------------------------------------------------------- loading
def _load(name: str) -> dict[str, Any]:
    path = DECLARED / name
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise DeclarationError(f"{name}: {error}") from error


def _build(kind: type, source: str, key: str, values: Mapping[str, Any]) -> Any:
    known = {f.name for f in fields(kind)}
    unknown = set(values) - known
    if unknown:
        raise DeclarationError(f"{source}: {key}: unknown word {', '.join(sorted(unknown))}")
    try:
        return kind(**{k: _frozen(v) for k, v in values.items()})
    except TypeError as error:
        raise DeclarationError(f"{source}: {key}: {error}") from error


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


@cache
def code_lists() -> Mapping[str, CodeList]:
    """Every code list by name."""
    raw = _load("code_lists.toml")
    lists: dict[str, CodeList] = {}
    for name, entry in raw.items():
        included = lists[entry["includes"]].codes if "includes" in entry else ()
        codes = tuple(_build(Code, "code_lists.toml", name, c) for c in entry["codes"])
        lists[name] = CodeList(name, entry["zh"], entry["en"], included + codes)
    return lists


def code_list(name: str) -> CodeList:
    try:
        return code_lists()[name]
    except KeyError:
        raise DeclarationError(f"code_lists.toml: no list {name}") from None


@cache
def return_form() -> ReturnForm:
    """The monthly return as declared."""
    raw = _load("return_form.toml")
    cover = dict(raw["cover"])
    cover_fields = tuple(_build(Column, "return_form.toml", "cover", f) for f in cover.pop("field"))
    sheets = []
    for entry in raw["sheet"]:
        values = dict(entry)
        columns = tuple(_build(Column, "return_form.toml", entry["name"], c) for c in values.pop("column"))
        sheets.append(_build(Sheet, "return_form.toml", entry["name"], {**values, "columns": columns}))
    form = ReturnForm(
        raw["version"], raw["header_row"], raw["first_data_row"], raw["hint_marker"],
        Cover(fields=cover_fields, **cover), tuple(sheets),
    )
    _check_form(form)
    return form


def _check_form(form: ReturnForm) -> None:
    for sheet in form.sheets:
        names = {c.name for c in sheet.columns}
        if not set(sheet.key) <= names:
            raise DeclarationError(f"return_form.toml: {sheet.name}: key names a column that is not there")
        for column in sheet.columns:
            if (column.type == "list") != (column.list is not None):
                raise DeclarationError(f"return_form.toml: {sheet.name}.{column.name}: type list goes with list =")
            if column.list:
                code_list(column.list)


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every declared indicator by id, in the order of the files."""
    found: dict[str, Indicator] = {}
    for path in sorted((DECLARED / "indicators").glob("*.toml")):
        for key, values in _load(f"indicators/{path.name}").items():
            if key in found:
                raise DeclarationError(f"indicators/{path.name}: {key} is declared twice")
            found[key] = _build(Indicator, f"indicators/{path.name}", key, {"id": key, **values})
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
    return _load("settings.toml")


@cache
def service_limits() -> Mapping[str, ServiceLimit]:
    """Default limits by key: a matter type, or ``dv`` for domestic violence whatever the type."""
    return {k: _build(ServiceLimit, "service_limits.toml", k, {"key": k, **v}) for k, v in _load("service_limits.toml").items()}


# ------------------------------------------------------------------------------------------- texts
@cache
def texts() -> Mapping[str, Named]:
    """Every user-visible text: dotted key -> both languages."""
    found: dict[str, Named] = {}
    for path in sorted((DECLARED / "texts").glob("*.toml")):
        for key, named in _leaves(_load(f"texts/{path.name}"), ()):
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
