"""
The definitions (口径) as chapters of plain words, made from the declarations: indicators, the form, registers, code
lists, readings of the policy, rules of lights and pace. The page and the printed document both read this.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import duckdb
from babel.dates import format_skeleton

from analytics.declare import (
    Code,
    Column,
    Indicator,
    Lang,
    Register,
    Sheet,
    code_list,
    code_lists,
    indicators,
    registers,
    return_form,
    source_name,
    text,
)
from analytics.measures import targets
from analytics.pacing import ALWAYS
from analytics.readings import Ambiguity, Reading, ambiguities, declared_values, readings
from analytics.store.reading_registers import units_on
from analytics.store.settings import settings_in

LOCALES = {"zh": "zh_CN", "en": "en_GB"}
COLOUR_RULES = ("pace", "step", "duty", "rate", "mile", "limit", "bands", "info")
PACES = ("lin", "m", "fn", "wd", "h", "q", "step", "stage", "date", "rate", "none")
CHAPTERS = ("indicators", "form", "registers", "lists", "readings", "rules")
ANY_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Definition:
    """
    group: the heading above it. name, other: in the reader's language and in the other. code: what links and files call
    it. terms: what is said of it, in order. heads, rows: a table. found_by: further words a search finds it by.
    """

    group: str
    name: str
    other: str = ""
    code: str = ""
    terms: tuple[tuple[str, str], ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    found_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnTarget:
    """The office's own target of an indicator. unit: the name of the only unit it is for, '' for all."""

    year: int
    unit: str
    target: float | None
    full_target: float | None


@dataclass(frozen=True, slots=True)
class Own:
    """What the office has set itself: targets by indicator, and the settings in force by name."""

    targets: Mapping[str, Sequence[OwnTarget]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=declared_values)


def chapter(name: str, lang: Lang, own: Own) -> tuple[Definition, ...]:
    """The definitions of a chapter (CHAPTERS), those of one group together."""
    made: dict[str, Iterable[Definition]] = {
        "indicators": (of_indicator(i, lang, own) for i in _by_type()),
        "form": _form(lang),
        "registers": (_register(one, lang) for one in registers().values()),
        "lists": (_list(name, lang) for name in code_lists()),
        "readings": _readings(lang, own),
        "rules": _rules(lang),
    }
    return tuple(made[name])


def grouped(definitions: Iterable[Definition]) -> list[tuple[str, list[Definition]]]:
    return [(group, list(found)) for group, found in groupby(definitions, key=lambda d: d.group)]


def _names(lang: Lang, words: Iterable[str]) -> str:
    return ("、" if lang == "zh" else ", ").join(words)


def _both(named: Any, lang: Lang) -> tuple[str, str]:
    """The name in the reader's language, then the other."""
    return (named.zh, named.en) if lang == "zh" else (named.en, named.zh)


# ------------------------------------------------------------------------------------------- indicators
def _by_type() -> list[Indicator]:
    order = [c.code for c in code_list("type_of_agency")]
    return sorted(indicators().values(), key=lambda i: order.index(i.type_of_agency))


def of_indicator(chosen: Indicator, lang: Lang, own: Own) -> Definition:
    """One indicator in words."""
    name, other = _both(chosen, lang)
    terms = [*_formula(chosen, lang), *_goal_terms(chosen, lang, own), *_light_terms(chosen, lang)]
    levels = _names(lang, (text(f"definitions.level.{level}", lang) for level in chosen.levels))
    periods = _names(lang, (text(f"definitions.period.{p}", lang) for p in chosen.periods))
    terms.append(("shown_for", text("definitions.levels", lang, levels=levels, periods=periods)))
    terms.append(("fed_by", _names(lang, (source_name(source, lang) for source in chosen.fed_by))))
    if chosen.cells:
        terms.append(("cells", _cells(chosen, lang)))
    if chosen.article:
        cited = text("definitions.cited", lang, article=chosen.article, words=chosen.quote)
        terms.append(("article", cited if chosen.quote else chosen.article))
    return Definition(
        code_list("type_of_agency").label(chosen.type_of_agency, lang), name, other, chosen.id,
        tuple((text(f"definitions.{key}", lang), words) for key, words in terms if words),
    )


def _formula(chosen: Indicator, lang: Lang) -> Iterator[tuple[str, str]]:
    zh = lang == "zh"
    below = chosen.denominator_zh if zh else chosen.denominator_en
    above = chosen.numerator_zh if zh else chosen.numerator_en
    yield ("numerator" if below else "formula"), above
    yield "denominator", below
    yield "excluded", chosen.excluded_zh if zh else chosen.excluded_en
    yield "unit", text(f"common.unit_of.{chosen.unit}", lang)


def amount(chosen: Indicator, value: float) -> str:
    """A target as it is set: 95%, 8, 2.5."""
    return f"{value * 100:g}%" if chosen.unit in ("rate", "fraction") else f"{value:g}"


def _goal_terms(chosen: Indicator, lang: Lang, own: Own) -> Iterator[tuple[str, str]]:
    words = chosen.target_zh if lang == "zh" else chosen.target_en
    goal = words or ("" if chosen.target is None else amount(chosen, chosen.target))
    mark = text(f"common.mark.{chosen.mark or 'none'}", lang)
    yield "target", f"{goal}　{mark}" if goal else text("common.mark.none", lang)
    if chosen.full_target is not None:
        yield "full_target", amount(chosen, chosen.full_target)
    yield "own_target", _names(lang, (_own_target(chosen, one, lang) for one in own.targets.get(chosen.id, ())))
    steps = (f"{_day(day, lang)} {value:g}" for day, value in chosen.steps)
    yield "steps", _names(lang, steps)


def _own_target(chosen: Indicator, one: OwnTarget, lang: Lang) -> str:
    parts = [str(one.year) if one.year else "", one.unit]
    parts += ["" if value is None else amount(chosen, value) for value in (one.target, one.full_target)]
    return " ".join(part for part in parts if part)


def _light_terms(chosen: Indicator, lang: Lang) -> Iterator[tuple[str, str]]:
    yield "colour", text(f"indicator.colour.{chosen.colour.removeprefix('R-').lower()}", lang)
    if chosen.due == ALWAYS:
        yield "due", text("definitions.always", lang)
    elif chosen.due:
        days = (chosen.due,) if isinstance(chosen.due, str) else chosen.due
        yield "due", _names(lang, (_day(day, lang) for day in days))
    if chosen.pace != "none":
        yield "pace", text(f"definitions.pacing.{chosen.pace.removeprefix('P-').lower()}", lang)


def _day(day: str, lang: Lang) -> str:
    """12-31 in words."""
    month, of_month = (int(part) for part in day.split("-"))
    return format_skeleton("MMMd", dt.date(ANY_YEAR, month, of_month), locale=LOCALES[lang])


def _cells(chosen: Indicator, lang: Lang) -> str:
    """The columns that decide, sheet by sheet."""
    form, joined = return_form(), ("；", "：") if lang == "zh" else ("; ", ": ")
    by_sheet = groupby((cell.split(".") for cell in chosen.cells), key=lambda cell: cell[0])
    return joined[0].join(
        form.sheet(sheet).title(lang) + joined[1]
        + _names(lang, (form.sheet(sheet).column(column).title(lang) for _, column in cells))
        for sheet, cells in by_sheet
    )


# ------------------------------------------------------------------------------------------- form, registers, lists
def _form(lang: Lang) -> Iterator[Definition]:
    form = return_form()
    group = text("definitions.form.version", lang, version=form.version)
    name, other = _both(form.cover, lang)
    yield _with_columns(Definition(group, name, other), form.cover.fields, lang)
    for sheet in form.sheets:
        yield _with_columns(_sheet(sheet, group, lang), sheet.columns, lang)


def _sheet(sheet: Sheet, group: str, lang: Lang) -> Definition:
    name, other = _both(sheet, lang)
    terms = [(text("definitions.form.kind", lang), text(f"definitions.form.{sheet.kind}", lang))]
    if sheet.key:
        keys = _names(lang, (sheet.column(c).title(lang) for c in sheet.key))
        terms.append((text("definitions.form.key", lang), keys))
    if sheet.only_for_windows:
        terms.append((text("definitions.form.who", lang), text("definitions.form.windows", lang)))
    aliases = tuple(alias for column in sheet.columns for alias in column.aliases)
    return Definition(group, name, other, sheet.name, tuple(terms), found_by=aliases)


def _register(one: Register, lang: Lang) -> Definition:
    name, other = _both(one, lang)
    keys = _names(lang, (one.column(c).title(lang) for c in one.key))
    terms = ((text("definitions.form.key", lang), keys),)
    group = text(f"definitions.registers.{one.group}", lang)
    return _with_columns(Definition(group, name, other, one.catalogue, terms), one.columns, lang)


def _with_columns(made: Definition, columns: Sequence[Column], lang: Lang) -> Definition:
    heads = tuple(text(f"definitions.form.{name}", lang) for name in ("column", "required", "content", "hint"))
    rows = tuple(
        (
            "\n".join(_both(column, lang)),
            text("definitions.form.must", lang) if column.required else "",
            content(column, lang),
            column.hint_zh if lang == "zh" else column.hint_en,
        )
        for column in columns
    )
    return replace(made, heads=heads, rows=rows)


def content(column: Column, lang: Lang) -> str:
    """What may stand in a column: type, unit, range, or the words to choose from."""
    if column.list:
        return " · ".join(code.zh if lang == "zh" else f"{code.zh} {code.en}" for code in code_list(column.list))
    parts = [text(f"consolidated.type.{column.type}", lang)]
    if column.unit:
        parts.append(text(f"consolidated.measure.{column.unit}", lang))
    if column.min is not None or column.max is not None:
        least, most = ("" if v is None else f"{v:,g}" for v in (column.min, column.max))
        parts.append(f"{least}–{most}" if most else f"≥ {least}")
    if column.min_length or column.max_length:
        limits = {"least": column.min_length or 0, "most": column.max_length or "…"}
        parts.append(text("definitions.form.length", lang, **limits))
    return " · ".join(parts)


def _list(name: str, lang: Lang) -> Definition:
    found = code_list(name)
    own, other = _both(found, lang)
    heads = tuple(text(f"definitions.lists.{head}", lang) for head in ("name", "other", "code", "active"))
    rows = tuple((*_both(code, lang), code.code, _active(code)) for code in found)
    aliases = tuple(alias for code in found for alias in code.aliases)
    return Definition(text("definitions.section.lists", lang), own, other, name, (), heads, rows, aliases)


def _active(code: Code) -> str:
    """From which month to which the word is offered; '' = always."""
    return f"{code.active_from or ''}–{code.active_until or ''}" if code.active_from or code.active_until else ""


# ------------------------------------------------------------------------------------------- readings and rules
def _readings(lang: Lang, own: Own) -> Iterator[Definition]:
    """The places where the policy's words can be read in more than one way, then what else the office may set."""
    for one in ambiguities().values():
        yield _ambiguity(one, lang, own)
    for reading in readings().values():
        if not reading.ambiguity:
            terms = [(text("definitions.readings.now", lang), in_force(reading, lang, own))]
            if reading.help(lang):
                terms.append((text("definitions.readings.help", lang), reading.help(lang)))
            yield Definition(
                text("definitions.readings.settings", lang), reading.title(lang), code=reading.name, terms=tuple(terms)
            )


def _ambiguity(one: Ambiguity, lang: Lang, own: Own) -> Definition:
    chosen = [readings()[name] for name in one.settings]
    terms = [
        ("article", one.article),
        ("reading", one.reading(lang)),
        ("because", one.because(lang)),
        ("other", one.other(lang)),
        ("now", _names(lang, (f"{r.title(lang)} {in_force(r, lang, own)}" for r in chosen))),
    ]
    return Definition(
        text("definitions.readings.ambiguities", lang), text("common.quoted", lang, words=one.words), code=one.key,
        terms=tuple((text(f"definitions.readings.{key}", lang), words) for key, words in terms if words),
    )


def in_force(reading: Reading, lang: Lang, own: Own) -> str:
    """The value in force, in words; the default beside it where the office has set another."""
    value = own.settings[reading.name]
    words = _value(reading, value, lang)
    if value == reading.default:
        return words
    return text("definitions.readings.own", lang, value=words, default=_value(reading, reading.default, lang))


def _value(reading: Reading, value: Any, lang: Lang) -> str:
    match reading.kind:
        case "boolean":
            return text("common.yes" if value else "common.no", lang)
        case "choice":
            return next((c[lang] for c in reading.choices if c.code == value), str(value))
        case "codes":
            return _names(lang, (code_list(reading.list).label(code, lang) for code in value))
        case "periods":
            return _names(lang, value if isinstance(value[0], str) else ("–".join(period) for period in value))
    return f"{value:g} {reading.unit(lang)}".strip()


def _rules(lang: Lang) -> Iterator[Definition]:
    for name in COLOUR_RULES:
        yield Definition(
            text("definitions.section.rules", lang), text(f"definitions.colours.{name}", lang),
            code=f"R-{name.upper()}",
            terms=((text("definitions.colour", lang), text(f"indicator.colour.{name}", lang)),),
        )
    for name in PACES:
        yield Definition(
            text("definitions.paces", lang), text(f"definitions.pacing.{name}", lang),
            code="none" if name == "none" else f"P-{name.upper()}",
        )


# ------------------------------------------------------------------------------------------- what the office set
def own_of(cursor: duckdb.DuckDBPyConnection, lang: Lang, year: int) -> Own:
    """The office's own targets of the year and the settings in force, as this cursor knows them."""
    found: dict[str, list[OwnTarget]] = {}
    units = units_on(cursor, dt.date(year, 12, 31))
    for row in targets(cursor).itertuples(index=False):
        if row.year in (0, year) and row.indicator in indicators():
            unit = units[row.unit_code].short(lang) if row.unit_code in units else ""
            target, full = (None if v is None or v != v else float(v) for v in (row.target, row.full_target))
            found.setdefault(row.indicator, []).append(OwnTarget(int(row.year), unit, target, full))
    return Own(found, settings_in(cursor))
