"""The definitions as one document to print, file or send: self-contained HTML set for A4 after GB/T 9704 habits."""

import datetime as dt
from functools import cache

import duckdb
from babel.dates import format_skeleton
from jinja2 import Environment, PackageLoader, Template, select_autoescape

from analytics.declare import Lang, text
from analytics.exports.definitions_book import CHAPTERS, LOCALES, Own, chapter, grouped
from analytics.store.reading_registers import units_on

NUMERALS = "一二三四五六七八九十"
LARGEST = len(NUMERALS)


@cache
def _template() -> Template:
    made = Environment(
        loader=PackageLoader("analytics.exports", "templates"), autoescape=select_autoescape(), trim_blocks=True,
        lstrip_blocks=True,
    )
    return made.get_template("definitions.html")


def write_html(lang: Lang, own: Own, issued_on: dt.date, signed_by: str = "") -> bytes:
    """The document. signed_by: the agency that signs it; nobody when it is not known."""
    chapters = [
        {
            "key": name,
            "title": _numbered(number, text(f"definitions.section.{name}", lang), lang),
            "groups": [
                (_second(index, group, lang), found)
                for index, (group, found) in enumerate(grouped(chapter(name, lang, own)), start=1)
            ],
        }
        for number, name in enumerate(CHAPTERS, start=1)
    ]
    said = {key: text(f"definitions.document.{key}", lang) for key in ("title", "intro", "contents")}
    day = format_skeleton("yMMMMd", issued_on, locale=LOCALES[lang])
    return _template().render(lang=lang, chapters=chapters, said=said, day=day, issuer=signed_by).encode("utf-8")


def _numbered(number: int, title: str, lang: Lang) -> str:
    """一、 as official documents number their first level."""
    return f"{NUMERALS[number - 1]}、{title}" if lang == "zh" else f"{number}. {title}"


def _second(number: int, title: str, lang: Lang) -> str:
    """（一） for the second level."""
    if lang == "zh" and number <= LARGEST:
        return f"（{NUMERALS[number - 1]}）{title}"
    return title


def issuer(cursor: duckdb.DuckDBPyConnection, lang: Lang, day: dt.date) -> str:
    """The name of the unit at the top of the tree; '' in an empty store."""
    return next((u.name(lang) for u in units_on(cursor, day).values() if u.parent_code is None), "")
