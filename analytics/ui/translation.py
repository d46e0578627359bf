"""
Streamlit's own texts (uploader, menus, tables) in the reader's language. It has no setting for them, so a small
declared dictionary (declared/streamlit_texts.toml) is applied in the browser as they appear. The same script does what
else only the browser can: it goes to the top of the page when a task's next step begins.
"""

import json
import tomllib
from functools import cache
from pathlib import Path

import streamlit as st

from analytics.declare import DECLARED, Lang
from analytics.ui.texts import COOKIE, LANGUAGES, lang

__all__ = ["LANGUAGES", "script", "translate_streamlit"]
SCRIPT = Path(__file__).parent / "static" / "translate.js"
YEAR = 365 * 24 * 3600


@cache
def script(language: Lang) -> str:
    """The script with its dictionary; it also names the page's language for screen readers and keeps the cookie."""
    words = tomllib.loads((DECLARED / "streamlit_texts.toml").read_text(encoding="utf-8"))
    values = {
        "exact": words["exact"],
        "patterns": [[p["en"], p["zh"]] for p in words["pattern"]],
        "chinese": language == "zh",
        "lang": "zh-CN" if language == "zh" else "en",
        "cookie": f"{COOKIE}={language}; path=/; max-age={YEAR}; SameSite=Lax",
    }
    return f"<script>({SCRIPT.read_text(encoding='utf-8').strip()})({json.dumps(values, ensure_ascii=False)})</script>"


def translate_streamlit() -> None:
    st.html(script(lang()), unsafe_allow_javascript=True)
