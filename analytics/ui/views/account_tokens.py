"""Personal tokens for programs: those there are, a new one for what the account may do, and taking one back."""

import datetime as dt

import streamlit as st

from analytics import account_rules, clock
from analytics.declare import settings
from analytics.identity import tokens
from analytics.identity.problems import AccountError
from analytics.identity.tokens import Token
from analytics.ui import blocks, data
from analytics.ui.texts import moment, number, plain, t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text

USUAL_DAYS = 90
NAME_CHARACTERS = 64


def card() -> None:
    allowed = account_rules.token_actions(data.authority())
    everything = tokens.of_account(data.identity(), data.viewer().account_id)
    today = data.today()
    good = [token for token in everything if _is_good(token, today)]
    over = [token for token in everything if not _is_good(token, today)]
    with blocks.card("tokens", stretch=False):
        st.markdown(f"### {t('account.tokens.title')}\n\n{t('account.tokens.words')}", anchors=False)
        if not good:
            st.caption(t("account.tokens.none"))
        for token in good:
            _row(token)
        if allowed:
            _form(allowed, today)
        else:
            st.caption(t("account.tokens.nothing_allowed"))
        if over:
            with st.expander(t("account.tokens.over", count=number(len(over)))):
                markup.show("".join(f'<div class="session">{_words(token, today)}</div>' for token in over))


def _is_good(token: Token, today: dt.date) -> bool:
    return token.revoked_at is None and token.expires_on >= today


def _row(token: Token) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"token_{token.token_id}", wrap=False):
        markup.show(_words(token, data.today()))
        with parts.asking(t("account.tokens.revoke"), f"revoking_{token.token_id}", type="tertiary"):
            st.markdown(t("account.tokens.revoke_words", name=plain(token.name)))
            st.button(t("account.tokens.revoke_now"), key=f"revoke_{token.token_id}", on_click=_revoke,
                      args=(token.token_id,))


def _words(token: Token, today: dt.date) -> str:
    """Markup: the name, what it is for, until when, when it was used last."""
    may = "".join(f'<span class="tag">{text(f"account.token_may.{name}")}</span> '
                  for name in _in_order(token.actions))
    if token.revoked_at is not None:
        end = t("account.tokens.revoked", at=moment(token.revoked_at))
    elif token.expires_on < today:
        end = t("account.tokens.expired", day=token.expires_on)
    else:
        end = t("account.tokens.until", day=token.expires_on)
    used = t("account.tokens.used", at=moment(token.last_used_at)) if token.last_used_at else t("account.tokens.unused")
    facts = t("account.tokens.facts", end=end, used=used, made=token.created_at.date())
    return f'<b>{esc(token.name)}</b> {may}<div class="under">{esc(facts)}</div>'


def _in_order(actions: frozenset[str]) -> list[str]:
    return [name for name in account_rules.TOKEN_ACTIONS if name in actions]


# ------------------------------------------------------------------------------------------- making and taking back
def _form(allowed: tuple[str, ...], today: dt.date) -> None:
    longest = settings()["accounts"]["token_max_days"]
    new = st.expander(t("account.tokens.new"), icon=":material/add_circle:", key="token_new")
    with new, st.form("token_form", border=False):
        st.text_input(t("account.tokens.name"), key="token_name", max_chars=NAME_CHARACTERS,
                      placeholder=t("account.tokens.name_hint"))
        st.markdown(t("account.tokens.may"))
        for name in allowed:
            st.checkbox(t(f"account.token_may.{name}"), value=name == "read", key=f"token_may_{name}",
                        help=t(f"account.token_help.{name}"))
        st.date_input(
            t("account.tokens.last_day"), today + dt.timedelta(days=USUAL_DAYS), min_value=today,
            max_value=today + dt.timedelta(days=longest), format="YYYY-MM-DD", key="token_until", width=180,
        )
        st.form_submit_button(t("account.tokens.create"), type="primary", key="token_create", on_click=_create)


def _create() -> None:
    chosen = [name for name in account_rules.TOKEN_ACTIONS if st.session_state.get(f"token_may_{name}")]
    parts.carry_out(lambda: create(st.session_state.get("token_name") or "", chosen, st.session_state["token_until"]))


def create(name: str, chosen: list[str], last_day: dt.date | None) -> None:
    """A token whose secret is shown next. Refused when the account may not do what it is to be made for."""
    authority = data.authority()
    authority.demand("own_account")
    if not set(chosen) <= set(account_rules.token_actions(authority)):
        raise parts.Refused("create_token", "token_actions")
    if last_day is None:
        raise AccountError("token_expiry")
    token, secret = tokens.create(data.identity(), authority.account.account_id, name=name, actions=chosen,
                                  expires_on=last_day, at=clock.now())
    st.session_state["token_name"] = ""
    parts.keep_secret(t("account.tokens.secret"), t("account.tokens.secret_words", name=plain(token.name)), secret)


def _revoke(token_id: str) -> None:
    parts.carry_out(lambda: revoke(token_id))


def revoke(token_id: str) -> None:
    """Takes one of one's own tokens back; Refused when it is somebody else's."""
    who = data.viewer()
    if token_id not in {token.token_id for token in tokens.of_account(data.identity(), who.account_id)}:
        raise parts.Refused("revoke_token", "not_yours")
    tokens.revoke(data.identity(), token_id, by=who.login, at=clock.now())
    parts.say("good", t("account.tokens.revoked_now"))
