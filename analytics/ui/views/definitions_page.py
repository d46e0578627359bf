"""口径: what every indicator, column, code, check and colour means, written out from the declarations themselves."""

import html
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import streamlit as st

from analytics.declare import Lang, texts
from analytics.exports import definitions_book as book
from analytics.exports.definitions_document import issuer, write_html
from analytics.ui import blocks, data
from analytics.ui.texts import lang, number, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text

SECTIONS = ("indicators", "form", "registers", "lists", "readings", "checks", "rules")
SIDE_BY_SIDE = ("indicators", "lists", "readings", "rules")  # the others hold tables
FINDING_KEY = "findings."
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


def download() -> None:
    """The whole as a document to print or send."""
    st.download_button(
        t("definitions.download"),
        document(lang()),
        t("definitions.file_name", day=data.today().isoformat()),
        "text/html",
        key="document",
        icon=":material/print:",
    )


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


@data.cached
def _entries(section: str, language: Lang) -> tuple[Entry, ...]:
    """language: the reader's, which `t` uses as well."""
    if section == "checks":
        return tuple(_checks(language))
    return tuple(_entry_of(one) for one in book.chapter(section, language, own(language)))


def _entry(group: str, head: str, rows: list[tuple[str, str]], *more: str, body: str = "") -> Entry:
    """A boxed definition. head and the values of rows are markup; more: further words to be found by."""
    fragment = f'<div class="def"><div class="name">{head}</div>{markup.pairs(rows) if rows else ""}{body}</div>'
    seen = html.unescape(TAG.sub(" ", " ".join((group, head, *(value for _, value in rows), body))))
    return Entry(group, " ".join((seen, *more)).casefold(), fragment)


# ------------------------------------------------------------------------------------------- what the book says
def _entry_of(one: book.Definition) -> Entry:
    other = f"<small>{esc(one.other)}</small>" if one.other else ""
    code = f"<code>{esc(one.code)}</code>" if one.code else ""
    rows = [[esc(cell).replace("\n", "<br>") for cell in row] for row in one.rows]
    body = markup.table([esc(head) for head in one.heads], rows, kind="form") if rows else ""
    terms = [(name, esc(words)) for name, words in one.terms]
    return _entry(one.group, f"{esc(one.name)}{other}{code}", terms, *one.found_by, body=body)


@data.cached
def own(language: Lang) -> book.Own:
    """The office's own targets of the year and settings."""
    return book.own_of(data.cursor(), language, data.today().year)


@data.cached
def document(language: Lang) -> bytes:
    """Everything but the checks, set to be printed."""
    return write_html(language, own(language), data.today(), issuer(data.cursor(), language, data.today()))


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
