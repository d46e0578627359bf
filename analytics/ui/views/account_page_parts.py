"""What the two pages about accounts share: roles in words, what a page has to say once, a secret that is shown once."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import streamlit as st

from analytics import account_rules, clock, entry
from analytics.account_rules import Everybody
from analytics.authority import EVERY_UNIT
from analytics.declare import roles
from analytics.identity.accounts import Account
from analytics.identity.grants import Grant
from analytics.identity.problems import AccountError, sentence
from analytics.scope import OutsideScope
from analytics.store.registers import Unit
from analytics.ui import data, viewing
from analytics.ui.static import HERE
from analytics.ui.texts import lang, t
from analytics.ui.views import markup

Tone = Literal["good", "warn", "bad"]
SAID, SECRET, ROUND = "_account_said", "_account_secret", "_account_round"  # in session_state
SHOW = {"good": (st.success, ":material/check_circle:"), "warn": (st.warning, ":material/info:"),
        "bad": (st.error, ":material/block:")}


@cache
def _stylesheet() -> str:
    return (HERE / "accounts.css").read_text(encoding="utf-8")


def css() -> None:
    markup.css()
    st.html(f"<style>{_stylesheet()}</style>")


# ------------------------------------------------------------------------------------------- names and roles
def units() -> Mapping[str, Unit]:
    """The units of today by code, whoever asks."""
    return entry.units(data.today())


def everybody() -> Everybody:
    """All accounts and what was given to them, as things stand at this moment."""
    return account_rules.everybody(data.identity())


def person_name(account: Account | None) -> str:
    """The name in the reader's language; a dash for an account there is not."""
    if account is None:
        return t("account.nobody")
    return account.name_en or account.name if lang() == "en" else account.name


def actor_name(actor: str, known: Everybody) -> str:
    """The name of whoever the audit trail calls this: an account, or an operator at the machine."""
    operator = actor.removeprefix("operator:")
    if operator != actor:
        return t("accounts.operator", name=operator)
    account = next((a for a in known.accounts.values() if a.login == actor), None)
    return actor if account is None else person_name(account)


def unit_name(unit_code: str) -> str:
    """The unit's short name, `whole agency` for the root and for all there are; the code for a unit of another day."""
    known = units()
    if unit_code == EVERY_UNIT or (unit_code in known and known[unit_code].parent_code is None):
        return t("account.whole_agency")
    return known[unit_code].short(lang()) if unit_code in known else unit_code


def role_name(role: str) -> str:
    return roles()[role][lang()] if role in roles() else role


def role_of_unit(grant: Grant) -> str:
    """`综合岗 · 全机关`, of a role of one's own."""
    return t("account.role_of_unit", role=role_name(grant.role), unit=unit_name(grant.unit_code))


def grant_words(grant: Grant, known: Everybody, on: dt.date) -> str:
    """`综合岗 · 全机关，至 2026-12-31`, or `代 李华（综合岗 · 全机关） 2026-11-01—11-30`."""
    if grant.deputy_for is None:
        days = days_words(grant, on)
        held = role_of_unit(grant)
        return t("account.with_days", what=held, days=days) if days else held
    absent = known.accounts.get(grant.deputy_for)
    brings = [role_of_unit(g) for g in known.ahead(grant.deputy_for, on) if g.deputy_for is None]
    return t("account.deputy", name=person_name(absent), roles=t("account.and").join(brings) or t("account.no_roles"),
             days=span_words(grant.from_on, grant.to_on))


def grant_markup(grant: Grant, known: Everybody, on: dt.date) -> str:
    """The same as markup; no day is broken at the end of a line, and what has not begun says so."""
    words = re.sub(r"\d{4}-\d\d-\d\d(—[\d-]+)?", r'<span class="nowrap">\g<0></span>',
                   markup.esc(grant_words(grant, known, on)))
    later = f' <span class="tag calm">{markup.text("account.to_come")}</span>' if grant.from_on > on else ""
    return words + later


def days_words(grant: Grant, on: dt.date) -> str:
    """From when and until when, as far as it matters today; empty for a role without a last day."""
    if grant.from_on > on:
        return span_words(grant.from_on, grant.to_on) if grant.to_on else t("account.from", day=grant.from_on)
    return t("account.until", day=grant.to_on) if grant.to_on else ""


def span_words(first: dt.date, last: dt.date | None) -> str:
    """2026-11-01—11-30: the year once where both days have it."""
    if last is None:
        return t("account.from", day=first)
    return f"{first}—{last:%m-%d}" if first.year == last.year else f"{first}—{last}"


# ------------------------------------------------------------------------------------------- doing, and saying so
class Refused(OutsideScope):
    """Something is not the viewer's to do, or must not be done; `code` names the sentence accounts.refused.<code>."""

    def __init__(self, act: str, code: str, login: str | None = None) -> None:
        super().__init__(f"{act} {login or ''}: {code}")
        self.act, self.code, self.login = act, code, login


class Problem(Exception):
    """What was typed cannot be done; `code` names the sentence accounts.mistake.<code>."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def carry_out(do: Callable[[], None]) -> None:
    """
    Does what a button asked for, by the rights of this moment: called before a run, so that they are found out anew.
    What cannot be done is said on the page; what must not be done is noted as well. Neither changes anything.
    """
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    try:
        do()
    except viewing.NotSignedIn:
        return  # the run that follows says so
    except AccountError as error:
        say("warn", sentence(error.code, lang()))
    except Problem as error:
        say("warn", t(f"accounts.mistake.{error.code}"))
    except OutsideScope as error:
        known = error if isinstance(error, Refused) else Refused(str(error), "not_yours")
        data.trail().record("access_refused", at=clock.now(), outcome="refused", target=known.login,
                            detail={"action": known.act, "reason": known.code})
        say("bad", t(f"accounts.refused.{known.code}"))


def asking(label: str, key: str, **look: Any) -> Any:
    """A button that asks once more: what is in it is seen when it is pressed. It closes with whatever is done next."""
    return st.popover(label, key=f"{key}_{st.session_state.get(ROUND, 0)}", **look)


def say(tone: Tone, words: str) -> None:
    """To be read on the next drawing of the page."""
    st.session_state[SAID] = (tone, words)


def said() -> None:
    """What came of the last act, once."""
    found = st.session_state.pop(SAID, None)
    if found:
        show, icon = SHOW[found[0]]
        show(found[1], icon=icon)


# ------------------------------------------------------------------------------------------- shown once
@dataclass(frozen=True, slots=True)
class Secret:
    """A one-time password or a token: kept only until the reader says that it has been taken down."""

    title: str
    words: str
    value: str


def keep_secret(title: str, words: str, value: str) -> None:
    st.session_state[SECRET] = Secret(title, words, value)


def show_secret() -> None:
    """The secret in a window of its own, until the reader closes it; then it is nowhere any more."""
    secret: Secret | None = st.session_state.get(SECRET)
    if secret:
        st.dialog(secret.title, dismissible=False, icon=":material/key:")(_secret)(secret)


def _secret(secret: Secret) -> None:
    st.markdown(secret.words)
    st.code(secret.value, language=None, wrap_lines=True)
    st.caption(t("account.secret.once"))
    if st.button(t("account.secret.done"), type="primary", key="secret_done", on_click=_forget):
        st.rerun()


def _forget() -> None:
    st.session_state.pop(SECRET, None)
