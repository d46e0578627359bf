"""An account's roles with their days, who stands in for whom, and for administrators the forms that change them."""

import datetime as dt
from functools import partial

import streamlit as st

from analytics.authority import EVERY_UNIT
from analytics.declare import roles
from analytics.identity import grants
from analytics.identity.accounts import Account
from analytics.identity.grants import Grant
from analytics.ui import blocks, data
from analytics.ui.texts import lang, moment, number, plain, t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import accounts_edit, markup
from analytics.ui.views.accounts_page import Book
from analytics.ui.views.markup import esc

USUAL_DEPUTY_DAYS = 14
INDENT = "\u3000"  # a level of the tree in a list of units


def card(account: Account, found: Book) -> None:
    with blocks.card("account_roles", stretch=False):
        st.markdown(f"### {t('accounts.roles.title')}", anchors=False)
        ahead = found.known.ahead(account.account_id, found.today)
        own = [g for g in ahead if g.deputy_for is None]
        if not own:
            st.caption(t("account.no_role_yet"))
        for grant in own:
            _row(account, grant, found)
        manages = accounts_edit.allowed("edit", account.account_id, found.known) is None
        if manages and account.is_active:
            _give_form(account, found)
        _deputies(account, found, manages=manages)
        _history(account, found)


def _row(account: Account, grant: Grant, found: Book, words: str | None = None) -> None:
    """account: who holds the grant. One line, with the way to withdraw it where that is allowed."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"grant_{grant.grant_id}", wrap=False):
        markup.show(_grant(grant, found, words))
        if not data.authority().may("manage_accounts"):
            return
        reason = accounts_edit.allowed("withdraw", account.account_id, found.known, grant_id=grant.grant_id)
        with parts.asking(t("accounts.roles.withdraw"), f"withdrawing_{grant.grant_id}", type="tertiary",
                          disabled=reason is not None, help=t(f"accounts.refused.{reason}") if reason else None):
            what = plain(parts.grant_words(grant, found.known, found.today))
            st.markdown(t("accounts.roles.withdraw_words", what=what, name=plain(parts.person_name(account))))
            st.button(t("accounts.roles.withdraw_now"), key=f"withdraw_{grant.grant_id}", type="primary",
                      on_click=parts.carry_out,
                      args=(partial(accounts_edit.withdraw, account.account_id, grant.grant_id),))


def _grant(grant: Grant, found: Book, words: str | None) -> str:
    """Markup: the grant in words, since when and by whom."""
    shown = esc(words) if words else parts.grant_markup(grant, found.known, found.today)
    given = t("accounts.roles.given", day=grant.from_on, by=parts.actor_name(grant.given_by, found.known))
    return f'<span>{shown}</span><div class="under">{esc(given)}</div>'


# ------------------------------------------------------------------------------------------- giving a role
def units_offered(found: Book) -> list[str]:
    """The units the viewer may give roles for, in the tree's order; every unit there is going to be, before a tree."""
    by = data.authority()
    return list(_tree(found, by.units("manage_accounts"))) or [EVERY_UNIT]


def _tree(found: Book, allowed: frozenset[str]) -> dict[str, int]:
    """Unit -> depth, parents before what is below them."""
    order: dict[str, int] = {}

    def walk(parent: str | None, depth: int) -> None:
        for unit in found.units.values():
            if unit.parent_code == parent and unit.code not in order:
                order[unit.code] = depth
                walk(unit.code, depth + 1)

    walk(None, 0)
    return {code: depth for code, depth in order.items() if code in allowed}


def unit_label(code: str, found: Book) -> str:
    if code not in found.units:
        return parts.unit_name(code)
    return INDENT * _tree(found, frozenset(found.units))[code] + found.units[code].name(lang())


def role_fields(prefix: str, found: Book) -> None:
    """Role, unit, first and last day, in a form; their keys begin with the prefix."""
    offered = {role: f"{parts.role_name(role)} · {t(f'accounts.role_may.{role}')}" for role in roles()}
    units = {code: unit_label(code, found) for code in units_offered(found)}
    st.selectbox(t("accounts.roles.role"), list(offered), list(offered).index("staff"),
                 format_func=offered.__getitem__, key=f"{prefix}_role")
    st.selectbox(t("common.unit"), list(units), format_func=units.__getitem__, key=f"{prefix}_unit",
                 help=t("accounts.roles.unit_help"))
    with st.container(horizontal=True, gap="small"):
        st.date_input(t("accounts.roles.from"), found.today, format="YYYY-MM-DD", key=f"{prefix}_from", width=150)
        st.date_input(t("accounts.roles.to"), None, format="YYYY-MM-DD", key=f"{prefix}_to", width=150,
                      help=t("accounts.roles.to_help"))


def role_typed(prefix: str) -> accounts_edit.Role:
    """What was chosen in `role_fields`."""
    typed = {name: st.session_state.get(f"{prefix}_{name}") for name in ("role", "unit", "from", "to")}
    return accounts_edit.Role(str(typed["role"]), str(typed["unit"]), typed["from"], typed["to"])


def _give_form(account: Account, found: Book) -> None:
    prefix = f"give_{account.account_id}"
    with st.expander(t("accounts.roles.give"), icon=":material/add_circle:"), st.form(prefix, border=False):
        role_fields(prefix, found)
        st.form_submit_button(t("accounts.roles.give_now"), type="primary", key=f"{prefix}_now", on_click=_give,
                              args=(account.account_id, prefix))


def _give(account_id: str, prefix: str) -> None:
    parts.carry_out(partial(accounts_edit.give, account_id, role_typed(prefix)))


# ------------------------------------------------------------------------------------------- deputies
def _deputies(account: Account, found: Book, *, manages: bool) -> None:
    """For whom the account stands in, and who stands in for it."""
    ahead = found.known.ahead(account.account_id, found.today)
    standing_in = [g for g in ahead if g.deputy_for is not None]
    stood_in_by = found.known.deputies(account.account_id, found.today)
    if not (standing_in or stood_in_by or (manages and account.is_active)):
        return
    st.markdown(f"### {t('accounts.deputies.title')}", anchors=False)
    for grant in standing_in:
        _row(account, grant, found)
    for grant in stood_in_by:
        deputy = found.known.accounts[grant.account_id]
        words = t("account.stood_in_by", name=parts.person_name(deputy),
                  days=parts.span_words(grant.from_on, grant.to_on))
        _row(deputy, grant, found, words)
    if not standing_in and not stood_in_by:
        st.caption(t("accounts.deputies.none"))
    if manages and account.is_active:
        _deputy_form(account, found)


def _deputy_form(account: Account, found: Book) -> None:
    """Who stands in for this account while its person is away."""
    prefix = f"deputy_{account.account_id}"
    others = {a.account_id: f"{parts.person_name(a)} · {a.login}" for a in found.known.accounts.values()
              if a.is_active and a.account_id != account.account_id
              and accounts_edit.allowed("edit", a.account_id, found.known) is None}
    with st.expander(t("accounts.deputies.name", name=plain(parts.person_name(account))),
                     icon=":material/swap_horiz:"), st.form(prefix, border=False):
        st.markdown(t("accounts.deputies.words"))
        st.selectbox(t("accounts.deputies.who"), sorted(others, key=others.__getitem__), None,
                     format_func=others.__getitem__, key=f"{prefix}_who")
        with st.container(horizontal=True, gap="small"):
            st.date_input(t("accounts.roles.from"), found.today, format="YYYY-MM-DD", key=f"{prefix}_from", width=150)
            st.date_input(t("accounts.deputies.to"), found.today + dt.timedelta(days=USUAL_DEPUTY_DAYS - 1),
                          format="YYYY-MM-DD", key=f"{prefix}_to", width=150)
        st.form_submit_button(t("accounts.deputies.name_now"), type="primary", key=f"{prefix}_now",
                              on_click=_deputise, args=(account.account_id, prefix))


def _deputise(account_id: str, prefix: str) -> None:
    typed = [st.session_state.get(f"{prefix}_{name}") for name in ("who", "from", "to")]
    parts.carry_out(partial(accounts_edit.deputise, typed[0], account_id, typed[1], typed[2]))


# ------------------------------------------------------------------------------------------- what was
def _history(account: Account, found: Book) -> None:
    """Roles that are over or were withdrawn."""
    over = [g for g in grants.history(data.identity(), account.account_id)
            if g.withdrawn_at is not None or (g.to_on is not None and g.to_on < found.today)]
    if not over:
        return
    with st.expander(t("accounts.roles.past", count=number(len(over)))):
        lines = []
        for grant in reversed(over):
            if grant.deputy_for is not None:
                absent = found.known.accounts.get(grant.deputy_for)
                what = t("accounts.roles.stood_in", name=parts.person_name(absent))
            else:
                what = parts.role_of_unit(grant)
            end = "" if grant.withdrawn_at is None else t(
                "accounts.roles.withdrawn", at=moment(grant.withdrawn_at),
                by=parts.actor_name(str(grant.withdrawn_by), found.known))
            days = parts.span_words(grant.from_on, grant.to_on)
            lines.append(f'<div class="session">{esc(what)}<div class="under">{esc(f"{days}　{end}")}</div></div>')
        markup.show("".join(lines))

