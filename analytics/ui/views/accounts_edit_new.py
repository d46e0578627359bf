"""A new account: by hand, or of somebody on the roster with one choice."""

import re
import unicodedata

import streamlit as st

from analytics.ui import blocks, data
from analytics.ui.texts import number, t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import accounts_edit
from analytics.ui.views.accounts_edit_roles import role_fields, role_typed
from analytics.ui.views.accounts_page import Book, open_account
from analytics.ui.views.accounts_page_panel import people, person_words, taken_persons

FIELDS = ("login", "name", "name_en", "email")
PREFIX = "new"


def card(found: Book) -> None:
    data.authority().demand("manage_accounts")
    with blocks.card("new_account", stretch=False):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute",
                          key="one_account_head"):
            st.markdown(f"### {t('accounts.create.title')}", anchors=False, width="content")
            st.button(t("accounts.close"), type="tertiary", icon=":material/close:", key="close_account",
                      on_click=open_account, args=(None,))
        parts.said()
        taken = taken_persons(found)
        free = {staff_id: person_words(staff_id) for staff_id in people() if staff_id not in taken}
        if free:
            st.selectbox(
                t("accounts.create.roster", count=number(len(free))), list(free), None, format_func=free.__getitem__,
                key="new_person", placeholder=t("accounts.create.roster_hint"), on_change=_prefill,
            )
        with st.form("new_account_form", border=False):
            st.text_input(t("common.person"), key="new_name", max_chars=64)
            st.text_input(t("account.login"), key="new_login", max_chars=64, help=t("accounts.create.login_help"))
            st.text_input(t("accounts.edit.name_en"), key="new_name_en", max_chars=64)
            st.text_input(t("account.email"), key="new_email", max_chars=254)
            role_fields(PREFIX, found)
            st.checkbox(t("accounts.create.no_password"), key="new_no_password",
                        help=t("accounts.create.no_password_help"))
            st.form_submit_button(t("accounts.create.now"), type="primary", key="new_now", on_click=_create)


def _prefill() -> None:
    """Name, unit and a sign-in name of the person chosen on the roster; role and days stay as they are."""
    person = people().get(st.session_state.get("new_person") or "")
    if person is None:
        return
    st.session_state["new_name"] = person.name
    st.session_state["new_name_en"] = person.name_en
    st.session_state["new_login"] = suggested_login(person.name_en)
    if person.unit_code in parts.units():
        st.session_state[f"{PREFIX}_unit"] = person.unit_code


def suggested_login(name_en: str) -> str:
    """`Wang Fang` -> wang.fang, with a number when somebody has it; empty without a name in Latin letters."""
    bare = unicodedata.normalize("NFKD", name_en).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z]+", bare)
    wanted = ".".join(words)
    if len(wanted) < 3:
        return ""
    logins = {account.login for account in parts.everybody().accounts.values()}
    numbers = iter(range(2, len(logins) + 3))
    login = wanted
    while login in logins:
        login = f"{wanted}{next(numbers)}"
    return login


def _create() -> None:
    typed = {name: (st.session_state.get(f"new_{name}") or "").strip() for name in FIELDS}
    person = st.session_state.get("new_person")
    values = accounts_edit.Values(typed["name"], typed["name_en"] or None, typed["email"] or None, person)
    login = accounts_edit.create(typed["login"], values, role_typed(PREFIX),
                                 with_password=not st.session_state.get("new_no_password"))
    if login:
        for name in (*FIELDS, "person", "no_password"):
            st.session_state.pop(f"new_{name}", None)
        open_account(login)
