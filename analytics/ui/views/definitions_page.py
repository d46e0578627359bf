"""口径: what every indicator, column, code, check and colour means, written out from the declarations themselves."""

import datetime as dt
import html
import re
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import streamlit as st

from analytics.declare import (
    Column,
    Indicator,
    Lang,
    Sheet,
    code_list,
    code_lists,
    indicators,
    return_form,
    source_name,
    texts,
)
from analytics.ui import blocks, formats
from analytics.ui.texts import label, lang, names, number, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text

SECTIONS = ("indicators", "form", "lists", "checks", "rules")
SIDE_BY_SIDE = ("indicators", "lists", "rules")  # the others hold tables
COLOUR_RULES = ("pace", "step", "duty", "rate", "mile", "limit", "bands", "info")
PACES = ("lin", "m", "fn", "wd", "h", "q", "step", "stage", "date", "rate", "none")
FINDING_KEY = "findings."
NO_MARK = "none"
TAG = re.compile(r"<[^>]*>")
SEARCHED = 40  # characters of a search that are looked at


@dataclass(frozen=True, slots=True)
class Entry:
    """One definition. group: the heading above it; words: what a search looks through; html: markup."""

    group: str
    words: str
    html: str


# ------------------------------------------------------------------------------------------- the page
def choose() -> tuple[str, str]:
    """What is searched for (q in the URL) and the section looked at (s)."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters_definitions"):
        if "q" not in st.session_state:
            st.session_state["q"] = st.query_params.get("q", "")[:SEARCHED]
        asked = st.text_input(
            t("definitions.search"),
            key="q",
            placeholder=t("definitions.search_hint"),
            width=320,
            max_chars=SEARCHED,
            icon=":material/search:",
        )
        counts = {s: len(matching(s, asked)) for s in SECTIONS}
        words = {s: f"{t(f'definitions.section.{s}')} {number(counts[s])}" for s in SECTIONS}
        if "s" not in st.session_state:
            linked = st.query_params.get("s")
            st.session_state["s"] = linked if linked in SECTIONS else SECTIONS[0]
        section = st.segmented_control(
            t("definitions.sections"),
            SECTIONS,
            format_func=words.__getitem__,
            key="s",
            required=True,
            label_visibility="collapsed",
        )
    asked, section = asked or "", section or SECTIONS[0]
    st.query_params["s"] = section
    if asked:
        st.query_params["q"] = asked
    elif "q" in st.query_params:
        del st.query_params["q"]
    return asked, section


def show(section: str, asked: str) -> None:
    found = matching(section, asked)
    blocks.lead(t(f"definitions.lead.{section}", count=len(found)))
    if not found:
        st.info(t("definitions.nothing", what=asked.replace("`", "")), icon=":material/search_off:")
        return
    parts, wide = [], " two" if section in SIDE_BY_SIDE else ""
    for group, entries in groupby(found, key=lambda e: e.group):
        parts.append(f'<div class="group" role="heading" aria-level="2">{esc(group)}</div>')
        inside = "".join(entry.html for entry in entries)
        parts.append(f'<div class="defs{wide}">{inside}</div>')
    markup.show("".join(parts))


def matching(section: str, asked: str) -> list[Entry]:
    """The entries of a section that hold every word asked for, in any language."""
    wanted = asked.casefold().split()
    return [e for e in _entries(section, lang()) if all(word in e.words for word in wanted)]


@cache
def _entries(section: str, language: Lang) -> tuple[Entry, ...]:
    """Declarations do not change while the program runs. language: the reader's, which `t` uses as well."""
    return tuple(_MAKERS[section](language))


def _entry(group: str, head: str, rows: list[tuple[str, str]], *more: str, body: str = "") -> Entry:
    """A boxed definition. head and the values of rows are markup; more: further words to be found by."""
    fragment = f'<div class="def"><div class="name">{head}</div>{markup.pairs(rows) if rows else ""}{body}</div>'
    seen = html.unescape(TAG.sub(" ", " ".join((group, head, *(value for _, value in rows), body))))
    return Entry(group, " ".join((seen, *more)).casefold(), fragment)


# ------------------------------------------------------------------------------------------- indicators
def _indicators(language: Lang) -> Iterator[Entry]:
    order = [c.code for c in code_list("type_of_agency")]
    for chosen in sorted(indicators().values(), key=lambda i: order.index(i.type_of_agency)):
        yield indicator_entry(chosen, language)


def indicator_entry(chosen: Indicator, language: Lang) -> Entry:
    """One indicator in words."""
    zh = language == "zh"
    formula = chosen.numerator_zh if zh else chosen.numerator_en
    if chosen.denominator_zh:
        formula += f" ÷ {chosen.denominator_zh if zh else chosen.denominator_en}"
    rows = [(t("definitions.formula"), esc(formula))]
    if chosen.excluded_zh:
        rows.append((t("definitions.excluded"), esc(chosen.excluded_zh if zh else chosen.excluded_en)))
    rows.append((t("definitions.target"), _target(chosen, language)))
    if chosen.steps:
        rows.append((t("definitions.steps"), esc(names([_step(day, value) for day, value in chosen.steps]))))
    rows.append((t("definitions.colour"), text(f"indicator.colour.{chosen.colour.removeprefix('R-').lower()}")))
    if chosen.pace != "none":
        rows.append((t("definitions.pace"), text(f"definitions.pacing.{chosen.pace.removeprefix('P-').lower()}")))
    rows.append((t("definitions.shown_for"), esc(_levels(chosen))))
    rows.append((t("definitions.fed_by"), esc(names([source_name(s, language) for s in chosen.fed_by]))))
    if chosen.article:
        quote = f"「{chosen.quote}」" if chosen.quote else ""
        rows.append((t("definitions.article"), f"{esc(chosen.article)}　{esc(quote)}"))
    head = (
        f"{esc(chosen.name(language))}<small>{esc(chosen.en if zh else chosen.zh)}</small><code>{esc(chosen.id)}</code>"
    )
    return _entry(label("type_of_agency", chosen.type_of_agency), head, rows)


def _target(chosen: Indicator, language: Lang) -> str:
    own = chosen.target_zh if language == "zh" else chosen.target_en
    goal = own or ("" if chosen.target is None else formats.goal(language, chosen, chosen.target))
    if not goal:
        return text("common.mark.none")
    mark = text(f"common.mark.{chosen.mark or NO_MARK}")
    return f'{esc(goal)}　<span class="tag">{mark}</span>'


def _step(day: str, value: float) -> str:
    month, number_in_month = (int(part) for part in day.split("-"))
    return f"{formats.day_name(lang(), dt.date(2000, month, number_in_month))}：{formats.trimmed(lang(), value)}"


def _levels(chosen: Indicator) -> str:
    levels = names([t(f"definitions.level.{level}") for level in chosen.levels])
    return t("definitions.levels", levels=levels, periods=names([t(f"definitions.period.{p}") for p in chosen.periods]))


# ------------------------------------------------------------------------------------------- the form and its lists
def _form(language: Lang) -> Iterator[Entry]:
    form = return_form()
    cover = form.cover.zh if language == "zh" else form.cover.en
    group = t("definitions.form.version", version=form.version)
    yield _entry(
        group,
        f"{esc(cover)}<small>{esc(form.cover.en if language == 'zh' else form.cover.zh)}</small>",
        [],
        body=_columns(form.cover.fields, language),
    )
    for sheet in form.sheets:
        head = (
            f"{esc(sheet.title(language))}<small>{esc(sheet.en if language == 'zh' else sheet.zh)}</small>"
            f"<code>{esc(sheet.name)}</code>"
        )
        rows = [(t("definitions.form.kind"), text(f"definitions.form.{sheet.kind}"))]
        if sheet.key:
            rows.append((t("definitions.form.key"), esc(names([sheet.column(c).title(language) for c in sheet.key]))))
        if sheet.only_for_windows:
            rows.append((t("definitions.form.who"), text("definitions.form.windows")))
        yield _entry(group, head, rows, *_aliases(sheet), body=_columns(sheet.columns, language))


def _aliases(sheet: Sheet) -> tuple[str, ...]:
    return tuple(alias for column in sheet.columns for alias in column.aliases)


def _columns(columns: tuple[Column, ...], language: Lang) -> str:
    heads = [text(f"definitions.form.{name}") for name in ("column", "required", "content", "hint")]
    rows = []
    for column in columns:
        other = column.en if language == "zh" else column.zh
        rows.append(
            [
                f'{esc(column.title(language))}<br><span class="small calm">{esc(other)}</span>',
                text("definitions.form.must") if column.required else "",
                esc(content(column, language)),
                esc(column.hint_zh if language == "zh" else column.hint_en),
            ]
        )
    return markup.table(heads, rows, kind="form")


def content(column: Column, language: Lang) -> str:
    """What may stand in a column: type, unit, range, or the words to choose from."""
    if column.list:
        return " · ".join(code.zh if language == "zh" else f"{code.zh} {code.en}" for code in code_list(column.list))
    parts = [t(f"consolidated.type.{column.type}")]
    if column.unit:
        parts.append(t(f"consolidated.measure.{column.unit}"))
    if column.min is not None or column.max is not None:
        least, most = (formats.trimmed(language, v, 2) if v is not None else "" for v in (column.min, column.max))
        parts.append(f"{least}–{most}" if most else f"≥ {least}")
    if column.min_length or column.max_length:
        parts.append(t("definitions.form.length", least=column.min_length or 0, most=column.max_length or "…"))
    return " · ".join(parts)


def _both(named: Any, language: Lang) -> tuple[str, str]:
    """The name in the reader's language, then the other."""
    return (named.zh, named.en) if language == "zh" else (named.en, named.zh)


def _lists(language: Lang) -> Iterator[Entry]:
    for found in code_lists().values():
        codes = "".join(
            f"<span>{esc(own)} <span class=calm>{esc(other)}</span> <code>{esc(code.code)}</code></span>"
            for code in found
            for own, other in [_both(code, language)]
        )
        head = f"{esc(found.zh if language == 'zh' else found.en)}<code>{esc(found.name)}</code>"
        yield _entry(
            t("definitions.section.lists"),
            head,
            [],
            *(a for c in found for a in c.aliases),
            body=f'<div class="codes">{codes}</div>',
        )


# ------------------------------------------------------------------------------------------- checks and colours
class _Dots(dict):
    def __missing__(self, key: str) -> str:
        return "…"


def _checks(language: Lang) -> Iterator[Entry]:
    rules: dict[str, list[str]] = {}
    for key in texts():
        if key.startswith(FINDING_KEY) and key.endswith(".title"):
            rules.setdefault(key.split(".")[1], []).append(key.removesuffix(".title"))
    for rule, keys in sorted(rules.items()):
        rows = [
            [esc(_plain(texts()[f"{k}.title"][language])), esc(_plain(texts()[f"{k}.fix"][language]))] for k in keys
        ]
        body = markup.table([text("definitions.checks.said"), text("definitions.checks.fix")], rows, kind="checks")
        yield _entry(
            t("definitions.section.checks"), f"{text(f'definitions.rule.{rule}')}<code>{rule}</code>", [], body=body
        )


def _plain(template: str) -> str:
    """A text without its values: an ellipsis stands for each."""
    return string.Formatter().vformat(template, (), _Dots())


def _rules(language: Lang) -> Iterator[Entry]:
    group = t("definitions.section.rules")
    for name in COLOUR_RULES:
        head = f"{text(f'definitions.colours.{name}')}<code>R-{name.upper()}</code>"
        yield _entry(group, head, [], body=f"<p>{text(f'indicator.colour.{name}')}</p>")
    for name in PACES:
        code = "none" if name == "none" else f"P-{name.upper()}"
        yield _entry(t("definitions.paces"), f"{text(f'definitions.pacing.{name}')}<code>{code}</code>", [])


_MAKERS: Mapping[str, Callable[[Lang], Any]] = {
    "indicators": _indicators,
    "form": _form,
    "lists": _lists,
    "checks": _checks,
    "rules": _rules,
}
