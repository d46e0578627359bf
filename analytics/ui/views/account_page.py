"""我的账号: who one is here, what one may do and until when, the language, and the way to a new password or out."""

import datetime as dt
import html

import streamlit as st

from analytics import account_rules, clock
from analytics.account_rules import Everybody
from analytics.identity import accounts
from analytics.identity.accounts import Account
from analytics.ui import blocks, data, texts
from analytics.ui.texts import plain, t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text

PASSWORD = "/password"  # outside the pages: the gate changes passwords
BROWSER = "browser"     # no language of one's own: what the browser asks for
LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


def me() -> Account:
    """The viewer's account as it is now."""
    return data.authority().account


def card() -> None:
    """Name, sign-in name, roles with units and dates, language, password, the way out."""
    account, today = me(), data.today()
    known = account_rules.everybody(data.identity())
    with blocks.card("account", stretch=False):
        st.markdown(f"### {plain(parts.person_name(account))}", anchors=False)
        markup.show(f'<div class="facts">{markup.pairs(_facts(account, known, today))}</div>')
        _language(account)
        with st.container(horizontal=True, vertical_alignment="center", key="account_ways", gap="small"):
            if account.has_password:
                st.html(f'<a class="way" href="{PASSWORD}">{html.escape(t("account.password"))}</a>', width="content")
            st.button(t("access.sign_out"), icon=":material/logout:", key="account_sign_out", on_click=st.logout)
        if not account.has_password:
            st.caption(t("account.demonstration" if account.is_demonstration else "account.no_password"))


def _facts(account: Account, known: Everybody, today: dt.date) -> list[tuple[str, str]]:
    rows = [(t("account.login"), f"<code>{esc(account.login)}</code>"), (t("account.roles"), _roles(known, today))]
    standing_in = known.deputies(account.account_id, today)
    if standing_in:
        lines = [t("account.stood_in_by", name=parts.person_name(known.accounts.get(g.account_id)),
                   days=parts.span_words(g.from_on, g.to_on)) for g in standing_in]
        rows.append((t("account.deputies"), "<br>".join(map(esc, lines))))
    if account.email:
        rows.append((t("account.email"), esc(account.email)))
    if account.staff_id:
        rows.append((t("account.staff_id"), esc(account.staff_id)))
    rows.append((t("account.created"), esc(f"{account.created_at:%Y-%m-%d}")))
    return rows


def _roles(known: Everybody, today: dt.date) -> str:
    """One line a role; those of days to come are marked."""
    lines = [parts.grant_markup(grant, known, today) for grant in known.ahead(me().account_id, today)]
    return "<br>".join(lines) or f'<span class="calm">{text("account.no_role_yet")}</span>'


# ------------------------------------------------------------------------------------------- language
def _language(account: Account) -> None:
    names = {**LANGUAGE_NAMES, BROWSER: t("account.browser")}
    st.session_state["account_language"] = account.language or BROWSER
    st.radio(
        t("account.language"), list(names), format_func=names.__getitem__, key="account_language", horizontal=True,
        on_change=_keep_language, help=t("account.language_help"),
    )


def _keep_language() -> None:
    parts.carry_out(lambda: keep_language(st.session_state["account_language"]))


def keep_language(chosen: str) -> None:
    """From now on pages and mails speak this language to the account; BROWSER: whatever its browser asks for."""
    who, language = data.viewer(), chosen if chosen in texts.LANGUAGES else None
    data.authority().demand("own_account")
    accounts.change(data.identity(), who.account_id, language=language, by=who.login, at=clock.now())
    if language:
        texts.choose_language(language)
    parts.say("good", t("account.language_kept"))
