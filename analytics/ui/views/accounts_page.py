"""账号管理: the accounts one may look at, by name, role, unit and state; which one is open stands in the URL."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from analytics import account_rules, clock
from analytics.account_rules import Everybody
from analytics.authority import EVERY_UNIT, below
from analytics.declare import roles
from analytics.identity import attempts
from analytics.identity.accounts import Account
from analytics.identity.grants import DEPUTY
from analytics.store.registers import Unit
from analytics.ui import blocks, data
from analytics.ui.choices import choose
from analytics.ui.texts import lang, moment, names, number, plain, t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import markup
from analytics.ui.views.markup import esc

ALL = "all"
CHOSEN = "a"           # in the URL: the sign-in name of the account that is open
NEW = "~new"           # in its place: a new account; no sign-in name can be this
ROWS = 30              # shown at once
STATES = {             # the most telling first: mark, tone
    "disabled": ("○", "calm"), "waiting": ("▲", "warn"), "never": ("○", "calm"), "must_change": ("▲", "warn"),
    "active": ("●", "good"),
}


@dataclass(frozen=True, slots=True)
class Book:
    """All that the page shows, as it is in this run. waits: account_id -> seconds still to wait."""

    known: Everybody
    waits: Mapping[str, int]
    units: Mapping[str, Unit]
    today: dt.date

    def states(self, account: Account) -> list[str]:
        """Every state the account is in, the most telling first."""
        is_so = {
            "disabled": not account.is_active, "waiting": account.account_id in self.waits,
            "never": account.last_seen_at is None, "must_change": account.must_change_password,
        }
        found = [state for state, so in is_so.items() if so]
        return [*found, "active"] if account.is_active else found


def book() -> Book:
    identity = data.identity()
    return Book(account_rules.everybody(identity), attempts.waiting(identity, clock.now()), parts.units(), data.today())


def visible(found: Book) -> list[Account]:
    """The accounts the viewer may look at: who waits first, then unit by unit, disabled ones last."""
    by, places = data.authority(), {code: place for place, code in enumerate(found.units)}
    seen = [a for a in found.known.accounts.values()
            if account_rules.sees(by, a.account_id, found.known, found.units, found.today)]

    def place(account: Account) -> tuple:
        held = [places.get(g.unit_code, -1) for g in found.known.ahead(account.account_id, found.today)
                if g.deputy_for is None]
        waits = account.account_id in found.waits
        return not account.is_active, not waits, max(held, default=len(places)), account.login

    return sorted(seen, key=place)


def chosen(found: Book) -> Account | None:
    """The account that is open, if the viewer may look at it."""
    login = st.query_params.get(CHOSEN)
    return next((a for a in visible(found) if a.login == login), None)


def is_new() -> bool:
    return st.query_params.get(CHOSEN) == NEW and data.authority().may("manage_accounts")


def open_account(login: str | None) -> None:
    """Opens an account, a new one (NEW), or none."""
    if login is None:
        st.query_params.pop(CHOSEN, None)
    else:
        st.query_params[CHOSEN] = login


# ------------------------------------------------------------------------------------------- the list
def card(found: Book, shown: list[Account]) -> None:
    """How many there are, and a row for each of those that the filters leave."""
    with blocks.card("accounts", stretch=False):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute",
                          key="accounts_head"):
            st.markdown(f"### {t('accounts.count', count=number(len(shown)))}", anchors=False, width="content")
            if data.authority().may("manage_accounts"):
                st.button(t("accounts.new"), icon=":material/person_add:", key="new_account", on_click=open_account,
                          args=(NEW,))
        if not shown:
            st.caption(t("accounts.none"))
        many = st.session_state.setdefault("accounts_rows", ROWS)
        opened = st.query_params.get(CHOSEN)
        with st.container(key="accounts_rows_list", gap=None):
            for place, account in enumerate(shown[:many]):
                _row(account, found, place, is_open=account.login == opened)
        if len(shown) > many:
            st.button(t("accounts.more", count=number(len(shown) - many)), key="more_accounts", on_click=_more)


def _more() -> None:
    st.session_state["accounts_rows"] += ROWS


def _row(account: Account, found: Book, place: int, *, is_open: bool) -> None:
    kind = "acctopen" if is_open else "acct"
    with st.container(horizontal=True, vertical_alignment="top", key=f"{kind}_{place}", wrap=False, gap="small"):
        st.button(plain(parts.person_name(account)), type="tertiary", key=f"open_{account.account_id}",
                  help=t("accounts.open", login=plain(account.login)), on_click=open_account, args=(account.login,))
        held = [parts.grant_markup(g, found.known, found.today)
                for g in found.known.ahead(account.account_id, found.today)]
        words = "<br>".join(held) or esc(t("account.no_role_yet"))
        seen = moment(account.last_seen_at) if account.last_seen_at else ""
        markup.show(
            f'<div class="acct"><span><code>{esc(account.login)}</code></span><span class="held">{words}</span>'
            f'<span class="state">{state_mark(account, found)}</span><span class="seen">{esc(seen)}</span></div>'
        )


def state_mark(account: Account, found: Book, *, everything: bool = False) -> str:
    """Markup: the most telling state with its mark, or every state there is something to say about."""
    states = found.states(account)
    mark, tone = STATES[states[0]]
    told = [state for state in states if state != "active"] if everything and account.is_active else []
    words = names([t(f"accounts.state.{state}") for state in told or states[:1]])
    return markup.tone(tone, f"{mark} {words}")


# ------------------------------------------------------------------------------------------- filters
def filtered(found: Book) -> list[Account]:
    """Every filter stands in the URL as a code: find, role, unit, state."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters_accounts"):
        words = st.text_input(t("accounts.filter.find"), key="find", bind="query-params", max_chars=64,
                              placeholder=t("accounts.filter.find_hint"), icon=":material/search:", width=240)
        kinds = {ALL: t("accounts.filter.all_roles"), **{k: r[lang()] for k, r in roles().items()},
                 DEPUTY: t("accounts.deputy")}
        role = choose(t("accounts.filter.role"), list(kinds), "role", kinds.__getitem__, ALL, width=140)
        units = {ALL: t("accounts.filter.all_units"), **{c: u.name(lang()) for c, u in found.units.items()}}
        unit = choose(t("common.unit"), list(units), "unit", units.__getitem__, ALL, width=190)
        states = {ALL: t("accounts.filter.all_states"), **{s: t(f"accounts.state.{s}") for s in STATES}}
        state = choose(t("accounts.filter.state"), list(states), "state", states.__getitem__, ALL, width=150)
    within = below(found.units, unit) if unit != ALL else None
    return [
        account for account in visible(found)
        if _says(account, words or "") and (state == ALL or state in found.states(account))
        and _has(account, role, within, found)
    ]


def _says(account: Account, words: str) -> bool:
    """Whether each word stands in one of the account's names."""
    said = " ".join(filter(None, (account.login, account.name, account.name_en, account.staff_id, account.email)))
    return all(word in said.casefold() for word in words.casefold().split())


def _has(account: Account, role: str, within: frozenset[str] | None, found: Book) -> bool:
    """Whether the account holds the role, in person or as a deputy, in one of the units."""
    if role == ALL and within is None:
        return True
    if role == DEPUTY:
        own = [g for g in found.known.ahead(account.account_id, found.today) if g.deputy_for is not None]
        if within is None:
            return bool(own)
        role = ALL
        if not own:
            return False
    held = found.known.held(account.account_id, found.today)
    return any(
        (role in (ALL, grant.role)) and (within is None or grant.unit_code == EVERY_UNIT or grant.unit_code in within)
        for grant in held
    )


def heading() -> str:
    """What the page is for, in the words of the viewer's right."""
    return t("accounts.lead_manage" if data.authority().may("manage_accounts") else "accounts.lead_help")


def nothing_open() -> None:
    """Beside the list while no account is open."""
    parts.said()
    if CHOSEN in st.query_params:
        st.caption(t("accounts.no_such"))
    with st.container(key="accounts_nothing_open"):
        st.caption(t("accounts.nothing_open"))
