"""The shapes of declared facts: frozen values that declare.py fills from analytics/declared/*.toml."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SQL = Path(__file__).parent / "sql"
Lang = Literal["zh", "en"]


class DeclarationError(Exception):
    """A declared fact is missing, misspelt or contradicts another."""


class InBothLanguages:
    """What has a title in both languages: title(lang), or [lang] as of a plain pair of them."""

    __slots__ = ()
    zh: str
    en: str

    def title(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    __getitem__ = title


@dataclass(frozen=True, slots=True)
class Named(InBothLanguages):
    """A name in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Choice(InBothLanguages):
    """One of the values a setting may take."""

    code: str
    zh: str
    en: str


# ------------------------------------------------------------------------------------------- code lists
@dataclass(frozen=True, slots=True)
class Code(InBothLanguages):
    code: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    active_from: str | None = None
    active_until: str | None = None


@dataclass(frozen=True, slots=True)
class CodeList(InBothLanguages):
    name: str
    zh: str
    en: str
    codes: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def get(self, code: str) -> Code | None:
        return next((c for c in self.codes if c.code == code), None)

    def label(self, code: str | None, lang: Lang) -> str:
        """The value's name; an unknown or missing code is shown as it is, a missing one as the empty string."""
        found = self.get(code) if code else None
        return found.title(lang) if found else code or ""


# ------------------------------------------------------------------------------------------- return form
@dataclass(frozen=True, slots=True)
class Column(InBothLanguages):
    """A column of a sheet or of a register, or a field of the cover (heads of return_form.toml, registers.toml)."""

    name: str
    zh: str
    en: str
    type: Literal["text", "date", "datetime", "number", "list", "integer", "boolean"]
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
    personal: bool = False
    width: float = 14
    hint_zh: str = ""
    hint_en: str = ""
    since: str | None = None
    until: str | None = None
    default: str | None = None
    administrator_only: bool = False
    within: str | None = None
    refers_by: tuple[tuple[str, str], ...] = ()
    by_name: bool = False


@dataclass(frozen=True, slots=True)
class Sheet(InBothLanguages):
    name: str
    zh: str
    en: str
    title_zh: str
    unit_zh: str
    unit_en: str
    kind: Literal["event", "snapshot"]
    key: tuple[str, ...]
    label: tuple[str, ...]
    type_of_agency: str
    minutes: int
    spare_rows: int
    columns: tuple[Column, ...]
    only_for_windows: bool = False
    key_year: str = ""
    finished_column: str = ""
    finished_codes: tuple[str, ...] = ()
    personal: Literal["rows", ""] = ""
    small_cells: bool = False

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise DeclarationError(f"return_form.toml: sheet {self.name} has no column {name}")

    def columns_for(self, month: str) -> tuple[Column, ...]:
        """The columns that belong to a return of this month."""
        return tuple(c for c in self.columns if (c.since or "") <= month <= (c.until or "9999-12"))


@dataclass(frozen=True, slots=True)
class Cover(InBothLanguages):
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


# ------------------------------------------------------------------------------------------- registers
KEEPING_ACTION = {"register": "keep_registers", "reference": "keep_reference"}  # of authority.toml, by group


@dataclass(frozen=True, slots=True)
class Register(InBothLanguages):
    """A register or reference table the office keeps (see the head of registers.toml); name = its view."""

    name: str
    catalogue: str
    zh: str
    en: str
    group: Literal["register", "reference"]
    key: tuple[str, ...]
    label: tuple[str, ...]
    columns: tuple[Column, ...]
    table: str = ""
    personal: bool = False
    action: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", self.table or f"{self.name}_record")
        object.__setattr__(self, "action", self.action or KEEPING_ACTION[self.group])

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise DeclarationError(f"registers.toml: {self.name} has no column {name}")

    def columns_among(self, names: Container[str]) -> tuple[str, ...]:
        """Those of its columns that are among the names, in their order."""
        return tuple(column.name for column in self.columns if column.name in names)


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
    unit: Literal["rate", "count", "hours", "days", "hours_per_day", "per_person", "fraction", "points", "rank"]
    levels: tuple[str, ...]
    periods: tuple[str, ...]
    statistic: Literal["ratio", "sum", "quantiles", "max"]
    accumulate: Literal["sum", "state", "given", "derived"]
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
    due: str | tuple[str, ...] | None = None
    small_n: bool = False
    small_cells: str = ""
    core: int | None = None
    fed_by: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    target_stage: float = 0
    target_reading: str = ""
    full_target_reading: str = ""
    steps_zh: tuple[str, ...] = ()
    steps_en: tuple[str, ...] = ()

    def name(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    def short(self, lang: Lang) -> str:
        return (self.short_zh or self.zh) if lang == "zh" else (self.short_en or self.en)

    def step_names(self, lang: Lang) -> tuple[str, ...]:
        """What each of the dated steps is; empty where the figure itself says it."""
        return self.steps_zh if lang == "zh" else self.steps_en

    @property
    def is_derived(self) -> bool:
        """Counted from other indicators' lights (goal_completion.py): it has no query."""
        return self.accumulate == "derived"

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


# ------------------------------------------------------------------------------------------- authority
@dataclass(frozen=True, slots=True)
class Role(InBothLanguages):
    """A role that is given for a unit and everything below it."""

    key: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Action(InBothLanguages):
    """Something that may be done: the roles that may, and the pages that are for it."""

    key: str
    zh: str
    en: str
    roles: tuple[str, ...]
    pages: tuple[str, ...] = ()
