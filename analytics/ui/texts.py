"""The reader's language, and every word and figure in it. Pages write nothing themselves: they ask here."""

import datetime as dt
from typing import Any

import streamlit as st

from analytics import declare
from analytics.declare import Indicator, Lang
from analytics.months import Month
from analytics.ui import formats

COOKIE = "sixing_lang"
LANGUAGES: tuple[Lang, Lang] = ("zh", "en")


def lang() -> Lang:
    """The reader's language; settled once a run by settle_language."""
    return st.session_state.get("language") or settle_language()


def settle_language() -> Lang:
    """The link's ?lang= first, then this session's choice, then the cookie, then the browser; Chinese otherwise."""
    asked = st.query_params.get("lang")
    if asked in LANGUAGES and asked != st.session_state.get("_link_language"):
        chosen = asked
    else:
        chosen = st.session_state.get("language") or _remembered() or _browser()
    st.session_state["_link_language"] = asked
    st.session_state["language"] = chosen
    return chosen


def choose_language(chosen: Lang) -> None:
    """Switches this session to a language; a link that named another says this one from now on."""
    st.session_state["language"] = chosen
    if "lang" in st.query_params:
        st.query_params["lang"] = chosen
        st.session_state["_link_language"] = chosen


def _remembered() -> Lang | None:
    found = st.context.cookies.get(COOKIE)
    return found if found in LANGUAGES else None


def _browser() -> Lang:
    locale = st.context.locale or "zh"
    return "zh" if locale.lower().startswith("zh") else "en"


def t(key: str, /, **params: Any) -> str:
    """The text of a key in the reader's language."""
    return declare.text(key, lang(), **params)


def label(list_name: str, code: str | None) -> str:
    """The name of a code of a code list."""
    return declare.code_list(list_name).label(code, lang())


def number(value: float | None, digits: int = 0) -> str:
    return formats.number(lang(), value, digits)


def rate(value: float | None) -> str:
    """0.917 -> 91.7%."""
    return formats.rate(lang(), value)


def value_text(row: Any, indicator: Indicator | str) -> str:
    """The figure of a row of measures.measure as it is printed."""
    chosen = declare.indicator(indicator) if isinstance(indicator, str) else indicator
    return formats.figure(lang(), chosen, row)


def amount(value: float | None, indicator: Indicator | str) -> str:
    """A bare value in an indicator's unit."""
    chosen = declare.indicator(indicator) if isinstance(indicator, str) else indicator
    return formats.amount(lang(), chosen, value)


def month_name(month: Month | str, long: bool = False) -> str:
    return formats.month_name(lang(), month, long)


def day_name(day: dt.date | None, year: bool = False) -> str:
    return formats.day_name(lang(), day, year)


def moment(at: dt.datetime | None) -> str:
    return formats.moment(lang(), at)


def signed(value: float, digits: int = 1) -> str:
    return formats.signed(lang(), value, digits)


def names(words: list[str]) -> str:
    """Words as a list in a sentence."""
    return formats.names(lang(), words)


plain = formats.plain
