"""
The readings of the policy that the office may change: which settings they are, what values they take, and the
ambiguities of the policy's words that they settle (declared/readings.toml, declared/ambiguities.toml).

A reading is a setting of declared/settings.toml, whose value there is the default. The store keeps the office's own
value as text (reference table setting_override); everything that follows the policy takes the store's value, in
queries as $<section>_<name> and elsewhere from store.settings. Settings that are no readings are fixed by the release.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from analytics.declare import Choice, DeclarationError, InBothLanguages, Lang, build, code_list, load, settings

TOGETHER = 100  # what readings that are changed together are in all
GROUPS = ("learning", "innovative", "competitive", "service", "organisation", "reporting")
PERIOD = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$")
SQL_CASTS = {
    "boolean": "value::BOOLEAN", "integer": "value::INTEGER", "number": "value::DOUBLE", "choice": "value",
    "codes": "string_split(value, ',')", "periods": "value",
}
PYTHON_TYPES = {"boolean": bool, "integer": int, "number": float, "choice": str}


class UnfitValue(ValueError):
    """A value that a reading cannot have. code: a key of texts/settings.toml below settings.problem."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Reading(InBothLanguages):
    """
    One setting the office may change. name: <section>_<name> as queries call it. group: the heading it stands under.
    kind: codes = some codes of `list`, those of `always` among them; periods = spells of the day, 08:30-12:00.
    together: the name shared by readings that are TOGETHER in all and are changed at once; '' for one on its own.
    ambiguity: the number in declared/ambiguities.toml, or '' for a default of ours that settles none.
    """

    name: str
    group: str
    kind: Literal["boolean", "integer", "number", "choice", "codes", "periods"]
    zh: str
    en: str
    help_zh: str
    help_en: str
    article: str = ""
    ambiguity: str = ""
    together: str = ""
    unit_zh: str = ""
    unit_en: str = ""
    min: float | None = None
    max: float | None = None
    choices: tuple[Choice, ...] = ()
    list: str = ""
    always: tuple[str, ...] = ()

    def help(self, lang: Lang) -> str:
        return self.help_zh if lang == "zh" else self.help_en

    def unit(self, lang: Lang) -> str:
        return self.unit_zh if lang == "zh" else self.unit_en

    @property
    def default(self) -> Any:
        return declared_values()[self.name]

    @property
    def sql(self) -> str:
        """The store's value as a scalar subquery of the reading's type."""
        return f"(SELECT {SQL_CASTS[self.kind]} FROM setting WHERE name = '{self.name}')"

    def value(self, written: str) -> Any:
        """The value that a text of the store stands for; UnfitValue when it stands for none."""
        written = written.strip()
        if self.kind in ("codes", "periods"):
            found: Any = tuple(part.strip() for part in written.split(",") if part.strip())
        elif self.kind == "boolean":
            if written.lower() not in ("true", "false"):
                raise UnfitValue("not_yes_or_no")
            found = written.lower() == "true"
        elif self.kind == "choice":
            found = written
        else:
            found = _number(written, whole=self.kind == "integer")
        self.check(found)
        return found

    def written(self, value: Any) -> str:
        """The value as the store keeps it."""
        return written(value)

    def check(self, value: Any) -> None:
        """UnfitValue when the reading cannot have the value."""
        match self.kind:
            case "integer" | "number":
                if (self.min is not None and value < self.min) or (self.max is not None and value > self.max):
                    raise UnfitValue("out_of_range", least=self.min, most=self.max)
            case "choice":
                if value not in {c.code for c in self.choices}:
                    raise UnfitValue("no_such_choice")
            case "codes":
                self._check_codes(value)
            case "periods":
                _check_periods(value)

    def _check_codes(self, value: tuple[str, ...]) -> None:
        if unknown := [code for code in value if code_list(self.list).get(code) is None]:
            raise UnfitValue("unknown_code", codes=", ".join(unknown))
        if missing := [code for code in self.always if code not in value]:
            raise UnfitValue("fixed_code_missing", codes=", ".join(missing))
        if not value:
            raise UnfitValue("nothing_chosen")


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """
    Words of the policy that can be read in more than one way. reading_*: the one recommended. other_*: what the
    settings' other values mean. settings: the readings that settle it; empty where because_* says why it is fixed.
    """

    key: str
    article: str
    words: str
    reading_zh: str
    reading_en: str
    settings: tuple[str, ...] = ()
    other_zh: str = ""
    other_en: str = ""
    because_zh: str = ""
    because_en: str = ""

    def reading(self, lang: Lang) -> str:
        return self.reading_zh if lang == "zh" else self.reading_en

    def other(self, lang: Lang) -> str:
        return self.other_zh if lang == "zh" else self.other_en

    def because(self, lang: Lang) -> str:
        return self.because_zh if lang == "zh" else self.because_en


def _number(text: str, *, whole: bool) -> int | float:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        raise UnfitValue("not_whole" if whole else "not_a_number") from None


def _check_periods(periods: tuple[str, ...]) -> None:
    ends = ""
    for period in periods:
        if not PERIOD.match(period):
            raise UnfitValue("not_a_period", period=period)
        start, end = period.split("-")
        if not ends <= start < end:
            raise UnfitValue("periods_overlap", period=period)
        ends = end
    if not periods:
        raise UnfitValue("nothing_chosen")


def written(value: Any) -> str:
    """A setting's value as text: true, 6, 0.5, a,b, 08:30-12:00,13:30-18:00."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ",".join(part if isinstance(part, str) else "-".join(part) for part in value)
    return str(value)


@cache
def declared_values() -> Mapping[str, Any]:
    """Every setting's declared value by flat name: `[fortnight] min_workdays` is fortnight_min_workdays."""
    return {
        f"{section}_{name}": tuple(written([v]) for v in value) if isinstance(value, list) else value
        for section, values in settings().items() for name, value in values.items()
    }


@cache
def readings() -> Mapping[str, Reading]:
    """Every reading by name, in the order of the file."""
    found: dict[str, Reading] = {}
    for section, entries in load("readings.toml").items():
        for key, values in entries.items():
            name = f"{section}_{key}"
            choices = tuple(build(Choice, "readings.toml", name, c) for c in values.pop("choices", ()))
            one = build(Reading, "readings.toml", name, {"name": name, **values, "choices": choices})
            _check_reading(one)
            found[name] = one
    for name in sorted({one.together for one in found.values() if one.together}):
        if (declared := sum(one.default for one in found.values() if one.together == name)) != TOGETHER:
            raise DeclarationError(f"readings.toml: {name} are {declared} together, not {TOGETHER}")
    return found


def _check_reading(one: Reading) -> None:
    if one.name not in declared_values():
        raise DeclarationError(f"readings.toml: {one.name} is no setting of settings.toml")
    if one.group not in GROUPS or one.kind not in SQL_CASTS:
        raise DeclarationError(f"readings.toml: {one.name}: unknown group or kind")
    if not isinstance(one.default, PYTHON_TYPES.get(one.kind, tuple)):
        raise DeclarationError(f"readings.toml: {one.name}: the declared value is not {one.kind}")
    try:
        one.value(written(one.default))
    except UnfitValue as error:
        raise DeclarationError(f"readings.toml: {one.name}: the declared value does not fit: {error}") from None


def reading(name: str) -> Reading:
    try:
        return readings()[name]
    except KeyError:
        raise DeclarationError(f"readings.toml: no reading {name}") from None


def together(name: str) -> tuple[Reading, ...]:
    """The readings a reading is changed with, itself among them."""
    one = reading(name)
    return tuple(r for r in readings().values() if r.together == one.together) if one.together else (one,)


def sum_of(values: Mapping[str, Any], name: str) -> float:
    """What the readings that are changed with this one are in all, where `values` has none of them as declared."""
    return round(sum(float(values.get(one.name, one.default)) for one in together(name)), 6)


@cache
def ambiguities() -> Mapping[str, Ambiguity]:
    """A1-A26 of the catalogue's section 3 by number, in order."""
    source = "ambiguities.toml"
    found = {k: build(Ambiguity, source, k, {"key": k, **v}) for k, v in load(source).items()}
    for one in found.values():
        for name in one.settings:
            if reading(name).ambiguity != one.key:
                raise DeclarationError(f"{source}: {one.key}: {name} says it settles {reading(name).ambiguity or None}")
    return found
