"""What stands around every page: in the menu, whose account this is and which view of the figures; and the way out."""

import datetime as dt
import html

import streamlit as st

from analytics import clock, declare
from analytics.authority import View
from analytics.ui import blocks, data, hindsight, viewing
from analytics.ui.texts import lang, plain, t

SIGN_IN = "/sign-in"


def sidebar(page: str) -> None:
    """Under the menu: made-up data, the view, the account."""
    with st.sidebar:
        blocks.demonstration_badge("menu")
        if len(viewing.authority().views) > 1 and viewing.is_of_figures(page):
            _view_switch()
        if viewing.view() == "working" and viewing.looks_back(page):
            _look_back()
        with st.container(key="whoami", gap=None):
            st.markdown(f"**{plain(_name())}**  \n:small[:gray[{plain(roles_in_words())}]]")
            st.button(t("access.sign_out"), type="tertiary", key="sign_out", on_click=st.logout)


def _name() -> str:
    """The viewer's name in the reader's language."""
    account = viewing.authority().account
    return account.name if lang() == "zh" else account.name_en or account.name


def roles_in_words() -> str:
    """The viewer's roles of today: `综合岗、领导`; what is said to somebody who has none yet."""
    held = viewing.authority().units_by_role
    names = [role[lang()] for key, role in declare.roles().items() if held.get(key)]
    return ("、" if lang() == "zh" else ", ").join(names) or t("access.no_role")


def _view_switch() -> None:
    st.session_state["view_switch"] = viewing.view()
    st.segmented_control(
        t("access.view.label"), viewing.authority().views, format_func=_view_name, key="view_switch", required=True,
        on_change=_switched, help=t("access.view.help"),
    )


def _view_name(view: View) -> str:
    return t("access.view.working") if view == "working" else t("access.view.published")


def _switched() -> None:
    viewing.choose_view(st.session_state["view_switch"])


def _look_back() -> None:
    """The day whose knowledge is shown; empty for now."""
    first, yesterday = data.first_day(), clock.today() - dt.timedelta(days=1)
    if first is None or first > yesterday:
        return
    st.session_state["look_back"] = viewing.known_on()
    st.date_input(
        t("access.hindsight.label"), None, min_value=first, max_value=yesterday, format="YYYY-MM-DD", key="look_back",
        on_change=_looked_back, help=t("access.hindsight.help"),
    )


def _looked_back() -> None:
    hindsight.choose(st.session_state["look_back"])


def signed_out() -> None:
    """The session behind an open page has ended: the way to the sign-in page."""
    with st.container(border=True, key="card_signed_out"):
        st.markdown(f"### {t('access.ended.title')}\n\n{t('access.ended.words')}", anchors=False)
        st.html(f'<a href="{SIGN_IN}">{html.escape(t("access.sign_in"))}</a>')
