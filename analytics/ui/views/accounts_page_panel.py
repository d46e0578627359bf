"""One account: who it is, how it stands, help with it, and for administrators its name, its roles and its end."""

from functools import partial

import streamlit as st

from analytics import agency, clock
from analytics.agency import PersonName
from analytics.identity import sessions
from analytics.identity.accounts import Account
from analytics.identity.sessions import Session
from analytics.ui import blocks, data
from analytics.ui.texts import lang, moment, number, plain, t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import account_sessions, accounts_edit, accounts_edit_roles, markup
from analytics.ui.views.account_page import LANGUAGE_NAMES
from analytics.ui.views.accounts_page import Book, open_account, state_mark
from analytics.ui.views.markup import esc, text


def card(account: Account, found: Book) -> None:
    with blocks.card("one_account", stretch=False):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute",
                          key="one_account_head"):
            st.markdown(f"### {plain(parts.person_name(account))}", anchors=False, width="content")
            st.button(t("accounts.close"), type="tertiary", icon=":material/close:", key="close_account",
                      on_click=open_account, args=(None,))
        parts.said()
        opened = sessions.open_sessions(data.identity(), account.account_id, clock.now())
        markup.show(f'<div class="facts">{markup.pairs(_facts(account, found))}</div>')
        _help(account, found, opened)
    accounts_edit_roles.card(account, found)
    if data.authority().may("manage_accounts"):
        _manage(account, found)


def _facts(account: Account, found: Book) -> list[tuple[str, str]]:
    rows = [(t("account.login"), f"<code>{esc(account.login)}</code>"),
            (t("accounts.filter.state"), state_mark(account, found, everything=True))]
    if wait := found.waits.get(account.account_id):
        rows[-1] = (rows[-1][0], rows[-1][1] + esc(t("accounts.wait_left", seconds=number(wait))))
    if not account.has_password:
        key = "demonstration" if account.is_demonstration else "no_password"
        rows.append((t("accounts.password.label"), text(f"accounts.password.{key}")))
    if account.staff_id:
        rows.append((t("account.staff_id"), esc(person_words(account.staff_id))))
    if account.email:
        rows.append((t("account.email"), esc(account.email)))
    if account.language:
        rows.append((t("account.language"), esc(LANGUAGE_NAMES.get(account.language, account.language))))
    seen = moment(account.last_seen_at) if account.last_seen_at else t("accounts.never_seen")
    rows.append((t("accounts.last_seen"), esc(seen)))
    creator = parts.actor_name(account.created_by, found.known)
    rows.append((t("account.created"), esc(f"{account.created_at:%Y-%m-%d} · {creator}")))
    return rows


@data.cached
def people() -> dict[str, PersonName]:
    """Everybody on the roster today."""
    return dict(agency.in_post(data.cursor(), data.today()))


def person_words(staff_id: str) -> str:
    """`QYB001 · 王芳 · 权益部`; the number alone for somebody who is not on the roster today."""
    person = people().get(staff_id)
    return staff_id if person is None else t("accounts.person", staff_id=staff_id, name=person.shown(lang()),
                                             unit=parts.unit_name(person.unit_code))


# ------------------------------------------------------------------------------------------- help
def _help(account: Account, found: Book, opened: list[Session]) -> None:
    """What may be done for the account, or why nothing may."""
    account_id = account.account_id
    acts = ("reset_password", "end_sessions", "lift_wait")
    reasons = {act: accounts_edit.allowed(act, account_id, found.known) for act in acts}
    with st.container(horizontal=True, key="account_help", gap="small"):
        if reasons["reset_password"] is None:
            _confirmed("reset", t("accounts.help.reset"), ":material/lock_reset:",
                       t("accounts.help.reset_words", name=_short(account)), t("accounts.help.reset_now"),
                       partial(accounts_edit.reset_password, account_id))
        if reasons["lift_wait"] is None and account_id in found.waits:
            st.button(t("accounts.help.lift"), icon=":material/hourglass_disabled:", key="lift_wait",
                      on_click=parts.carry_out, args=(partial(accounts_edit.lift_wait, account_id),))
        if reasons["end_sessions"] is None and opened:
            _confirmed("end_all", t("accounts.help.end", count=number(len(opened))), ":material/logout:",
                       t("accounts.help.end_words", name=_short(account)), t("accounts.help.end_now"),
                       partial(accounts_edit.end_sessions, account_id))
    if reasons["reset_password"] is not None and reasons["reset_password"] != "is_disabled":
        st.caption(t(f"accounts.refused.{reasons['reset_password']}"))
    if reasons["end_sessions"] is None and opened:
        with st.expander(t("accounts.sessions", count=number(len(opened)))):
            account_sessions.listed(opened)


def _short(account: Account) -> str:
    return plain(parts.person_name(account))


def _confirmed(key: str, label: str, icon: str, words: str, now: str, do: partial) -> None:
    """A button that asks once more."""
    with parts.asking(label, f"asking_{key}", icon=icon):
        st.markdown(words)
        st.button(now, key=f"do_{key}", type="primary", on_click=parts.carry_out, args=(do,))


# ------------------------------------------------------------------------------------------- the account itself
def _manage(account: Account, found: Book) -> None:
    reason = accounts_edit.allowed("edit", account.account_id, found.known)
    if reason:
        return
    with blocks.card("manage_account", stretch=False):
        _edit_form(account, found)
        _active(account, found)


def _edit_form(account: Account, found: Book) -> None:
    """Name, e-mail and the person on the roster. The form's keys carry the account: another one has other values."""
    key = account.account_id
    persons = {"": t("accounts.edit.nobody"), **{code: person_words(code) for code in _free_persons(account, found)}}
    with st.expander(t("accounts.edit.title"), icon=":material/edit:"), st.form(f"edit_{key}", border=False):
        st.text_input(t("common.person"), account.name, key=f"edit_name_{key}", max_chars=64)
        st.text_input(t("accounts.edit.name_en"), account.name_en or "", key=f"edit_name_en_{key}", max_chars=64)
        st.text_input(t("account.email"), account.email or "", key=f"edit_email_{key}", max_chars=254)
        st.selectbox(t("accounts.edit.person"), list(persons), list(persons).index(account.staff_id or ""),
                     format_func=persons.__getitem__, key=f"edit_person_{key}")
        st.form_submit_button(t("accounts.edit.save"), key=f"edit_save_{key}", on_click=_save, args=(key,))


def _free_persons(account: Account, found: Book) -> list[str]:
    """Persons on the roster without an account, and whoever the account is linked to now."""
    taken = taken_persons(found) - {account.staff_id or ""}
    free = [staff_id for staff_id in people() if staff_id not in taken]
    gone = [account.staff_id] if account.staff_id and account.staff_id not in free else []
    return [*gone, *free]


def taken_persons(found: Book) -> set[str]:
    """The persons on the roster that have an account."""
    return {a.staff_id for a in found.known.accounts.values() if a.staff_id}


def _save(key: str) -> None:
    typed = {name: st.session_state.get(f"edit_{name}_{key}") or "" for name in ("name", "name_en", "email", "person")}
    values = accounts_edit.Values(typed["name"], typed["name_en"] or None, typed["email"] or None,
                                  typed["person"] or None)
    parts.carry_out(partial(accounts_edit.edit, key, values))


def _active(account: Account, found: Book) -> None:
    """The end of an account, and its return."""
    account_id = account.account_id
    if not account.is_active:
        st.caption(t("accounts.active.disabled"))
        st.button(t("accounts.active.enable"), icon=":material/person_check:", key="enable",
                  on_click=parts.carry_out, args=(partial(accounts_edit.enable, account_id),))
        return
    reason = accounts_edit.allowed("disable", account_id, found.known)
    if reason:
        st.caption(t(f"accounts.refused.{reason}"))
        return
    _confirmed("disable", t("accounts.active.disable"), ":material/person_off:",
               t("accounts.active.disable_words", name=_short(account)), t("accounts.active.disable_now"),
               partial(accounts_edit.disable, account_id))
