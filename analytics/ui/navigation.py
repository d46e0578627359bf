"""Which pages there are, where they stand in the menu, and how one links to another with its filters."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from analytics.ui.texts import lang, t
from analytics.ui.viewing import may_open

PAGES = Path(__file__).parents[2] / "pages"
HIDDEN = "indicator"
# Sections of the menu and the pages in them, by the name of their file. Research stands under the service type, as the
# policy files it.
MENU: Mapping[str, tuple[str, ...]] = {
    "": ("overview", "learning", "suggestions", "competition", "service", "research", "organisation"),
    "reporting": ("returns", "upload", "review", "download", "bulletin"),
    "evaluation": ("learning_files", "awards"),
    "reference": ("definitions", "registers", "settings"),
    "access": ("accounts", "audit", "account"),
}


def exists(name: str) -> bool:
    """Pages that are not there yet are not offered."""
    return (PAGES / f"{name}.py").is_file()


def offered(name: str) -> bool:
    """Whether there is such a page for this viewer."""
    return exists(name) and may_open(name)


def menu() -> dict[str, list]:
    """
    The pages for st.navigation, titled in the reader's language. Out of sight: the page of one indicator, and every
    page that is not for this viewer; the shell runs none of those.
    """
    sections: dict[str, list] = {}
    hidden = [HIDDEN] if exists(HIDDEN) else []
    for section, names in MENU.items():
        there = [name for name in names if exists(name)]
        hidden += [name for name in there if not may_open(name)]
        pages = [_page(name) for name in there if may_open(name)]
        if pages:
            sections[t(f"common.section.{section}") if section else ""] = pages
    sections.setdefault("", []).extend(_page(name, hidden=True) for name in hidden)
    return sections


def _page(name: str, hidden: bool = False) -> Any:
    return st.Page(
        PAGES / f"{name}.py",
        title=t(f"common.page.{name}"),
        url_path=name,
        default=name == "overview",
        visibility="hidden" if hidden else "visible",
    )


def link(
    name: str, label: str, *, icon: str | None = ":material/arrow_forward:", back: bool = False, **params: Any
) -> None:
    """A link to a page with filters in its URL; plain words when there is no such page for this viewer."""
    if not offered(name):
        st.markdown(label)
        return
    query = {key: str(value) for key, value in params.items() if value}
    st.page_link(
        str(PAGES / f"{name}.py"),
        label=label,
        icon=":material/arrow_back:" if back else icon,
        icon_position="left" if back else "right",
        query_params=query,
    )


def href(name: str, **params: str) -> str:
    """The same as a relative address, for HTML; it carries the language because the page is loaded anew."""
    query = {key: str(value) for key, value in params.items() if value}
    return f"{name}?{urlencode({**query, 'lang': lang()})}"
