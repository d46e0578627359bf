"""
HTML for what Streamlit has no element for: step bar, findings at their cells, receipts, tables of changes. Everything
that a clerk or a register wrote goes through `esc`; the classes are in static/returns.css.
"""

import html
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import streamlit as st

from analytics.findings import Severity
from analytics.ui.static import HERE
from analytics.ui.texts import t

esc = html.escape
TONES = ("good", "warn", "bad", "calm")  # classes that set the colour of words and marks
# (class, mark) of what was found, and of what has come, gone or become different
FOUND = {Severity.REFUSE: ("bad", "■"), Severity.CONFIRM: ("warn", "▲"), Severity.NOTE: ("calm", "○")}
CHANGED = {"removed": ("bad", "－"), "added": ("good", "＋"), "changed": ("accent", "✎")}


def text(key: str, /, **params: Any) -> str:
    """The text of a key in the reader's language, as markup."""
    return esc(t(key, **params))


@cache
def _stylesheet() -> str:
    return (HERE / "returns.css").read_text(encoding="utf-8")


def css() -> None:
    """The style sheet of these fragments; once a page."""
    st.html(f"<style>{_stylesheet()}</style>")


def show(fragment: str) -> None:
    """A fragment; `fragment` is markup, its texts are escaped already."""
    st.html(f'<div class="six">{fragment}</div>')


def file_link(address: str, words: str, *, plain: bool = False) -> None:
    """A link that looks like a button and downloads a file from the server; plain: as quiet as words."""
    kind = "file plain" if plain else "file"
    show(f'<a class="{kind}" href="{esc(address)}" download>{esc(words)}</a>')


def tone(name: str, words: str) -> str:
    """Words (not markup) in the colour of their meaning."""
    return f'<span class="{name}">{esc(words)}</span>'


def strip(name: str, headline: str, parts: Iterable[str]) -> None:
    """A bar with a coloured edge: the headline, then what belongs to it. parts: markup."""
    inside = "".join(f"<span>{part}</span>" for part in parts if part)
    show(f'<div class="strip {name}" role="status"><b>{esc(headline)}</b>{inside}</div>')


def pairs(rows: Iterable[tuple[str, str]]) -> str:
    """A list of terms and their values (markup)."""
    return "<dl>" + "".join(f"<dt>{esc(name)}</dt><dd>{value}</dd>" for name, value in rows) + "</dl>"


def table(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, right: frozenset[int] = frozenset(), kind: str = "plain"
) -> str:
    """A table of markup cells; right: the columns set to the right; kind: a class of its own."""

    def cells(kind: str, values: Sequence[str]) -> str:
        return "".join(
            f"<{kind}{' class=right' if i in right else ''}{' scope=col' if kind == 'th' else ''}>{v}</{kind}>"
            for i, v in enumerate(values)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
    head = f"<thead><tr>{cells('th', heads)}</tr></thead>"
    return f'<div class="wide"><table class="{kind}">{head}<tbody>{body}</tbody></table></div>'
