"""Filters. What is chosen stands in the URL as a code that no language changes, so a link can be sent to anybody."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from analytics.months import Month
from analytics.ui import data, formats, texts
from analytics.ui.texts import lang, t


def chosen_already(codes: Sequence[str], key: str, default: str | None = None) -> str:
    """What `choose` with the same arguments is going to return, for what stands above it on the page."""
    linked = st.query_params.get(key)
    kept = st.session_state.get(f"_kept_{key}")
    if key in st.session_state and st.session_state.get(f"_link_{key}") == linked:
        wanted = [st.session_state[key], kept, default]  # what the reader has just chosen
    else:
        wanted = [linked, kept if linked is None else None, default]
    return next((code for code in wanted if code in codes), codes[0])


def choose(
    label: str, codes: Sequence[str], key: str, fmt: Callable[[str], str], default: str | None = None, **kw: Any
) -> str:
    """
    A selectbox whose value is a code; `key` is also its name in the URL. A code in the URL that is not offered is
    ignored. (Streamlit's own binding would write the translated label into the URL.)
    """
    if not codes:
        st.stop()
    # set on every run: on another page the widget is a new one and would begin with the first option
    st.session_state[key] = chosen_already(codes, key, default)
    chosen = st.selectbox(label, codes, format_func=fmt, key=key, **kw)
    if chosen not in codes:  # the browser may send anything
        st.stop()
    if st.query_params.get(key) != chosen:
        st.query_params[key] = chosen
    st.session_state[f"_link_{key}"] = st.session_state[f"_kept_{key}"] = chosen
    return chosen


def choose_month(first: Month | None = None) -> Month:
    """One of the months with data; first: the one shown at first, else the newest with figures. URL: m=2026-10."""
    codes = [str(m) for m in reversed(data.months_available())]
    language = lang()
    chosen = choose(
        t("common.month"),
        codes,
        "m",
        lambda code: formats.month_name(language, code, long=True),
        default=str(first or data.month_shown_first()),
        width=150,
        label_visibility="collapsed",
    )
    return Month.parse(chosen)


def choose_unit(month: Month, codes: Sequence[str] | None = None) -> str:
    """A unit's code, the whole agency at first. In the URL: u=QYB."""
    units = data.units(month)
    offered = list(codes if codes is not None else units)
    language = lang()
    return choose(
        t("common.unit"),
        offered,
        "u",
        lambda code: units[code].name(language) if code in units else code,
        width=190,
        label_visibility="collapsed",
    )


def language_switch() -> None:
    """中文 | English."""
    st.session_state["language_switch"] = lang()
    st.segmented_control(
        "语言 / Language",
        texts.LANGUAGES,
        format_func=lambda code: {"zh": "中文", "en": "English"}[code],
        key="language_switch",
        required=True,
        label_visibility="collapsed",
        on_change=_switched,
    )


def _switched() -> None:
    texts.choose_language(st.session_state["language_switch"])
