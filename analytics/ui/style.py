"""The pages' CSS and what figures are drawn for. Colours come from charts/ink.py, sizes from .streamlit/config.toml."""

import streamlit as st

from analytics.ui.charts.ink import DARK, LIGHT, Ink, Look
from analytics.ui.static import stylesheet
from analytics.ui.texts import lang


def ink() -> Ink:
    """The palette of the viewer's theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def narrow() -> bool:
    """A telephone. The server knows no screen width; the browser's name is the best it has."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def look() -> Look:
    """What figures are drawn for; hashable, so that it can be part of a cache key."""
    return Look(lang(), ink(), narrow())


def css() -> None:
    """The one style sheet, after the theme's colours as variables."""
    colours = ink()
    variables = ";".join(f"--six-{name}:{getattr(colours, name)}" for name in colours.__slots__)
    st.html(f"<style>:root{{{variables}}}\n{stylesheet()}</style>")
