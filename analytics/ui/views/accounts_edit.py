"""
The writes of 账号管理. Each asks the rules at the moment of writing, of what is stored at that moment: what a page
offered a minute ago, or what a browser sends, is no authority.
"""

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from analytics import account_rules, clock, entry
from analytics.account_rules import Asked, Everybody
from analytics.declare import settings
from analytics.identity import accounts, attempts, grants, sessions
from analytics.identity.problems import AccountError
from analytics.ui import data, viewing
from analytics.ui.texts import number, plain, t
from analytics.ui.views import account_page_parts as parts

_turn = threading.Lock()  # so that two who take the last but one administrator's role each find the other gone


@dataclass(frozen=True, slots=True)
class By:
    """Who writes and when, as the identity functions take it."""

    by: str
    at: dt.datetime

    @property
    def named(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at}


def allowed(act: str, account_id: str | None, known: Everybody, **about: Any) -> str | None:
    """Why the viewer must not do this, as the page asks before it offers it; None when it may."""
    return account_rules.refusal(Asked(act, data.authority(), account_id, **about), known, parts.units(), data.today())


def _write(act: str, account_id: str | None, do: Callable[[By], None], **about: Any) -> None:
    """Refused, which carry_out notes and says, unless the rules allow it now."""
    viewer, identity, today = data.viewer(), data.identity(), clock.today()
    with _turn:
        authority = entry.authority_of(viewer.account_id, today)
        if authority is None:
            raise viewing.NotSignedIn("the account was disabled")
        known = account_rules.everybody(identity)
        reason = account_rules.refusal(Asked(act, authority, account_id, **about), known, entry.units(today), today)
        if reason:
            account = known.accounts.get(account_id or "")
            raise parts.Refused(act, reason, account.login if account else None)
        do(By(viewer.login, clock.now()))


def _name(account_id: str) -> str:
    return plain(parts.person_name(accounts.by_id(data.identity(), account_id)))


# ------------------------------------------------------------------------------------------- help
def reset_password(account_id: str) -> None:
    def do(by: By) -> None:
        password = accounts.reset_password(data.identity(), account_id, **by.named)
        show_password(account_id, password)

    _write("reset_password", account_id, do)


def show_password(account_id: str, password: str) -> None:
    """The one-time password, once."""
    account = accounts.by_id(data.identity(), account_id)
    hours = number(settings()["accounts"]["one_time_hours"])
    words = t("accounts.password.words", name=_name(account_id), login=plain(account.login if account else ""),
              hours=hours)
    parts.keep_secret(t("accounts.password.title"), words, password)


def lift_wait(account_id: str) -> None:
    def do(by: By) -> None:
        attempts.lift_wait(data.identity(), account_id, **by.named)
        parts.say("good", t("accounts.said.lifted", name=_name(account_id)))

    _write("lift_wait", account_id, do)


def end_sessions(account_id: str) -> None:
    """All of them; of one's own all but the one one is looking through."""

    def do(by: By) -> None:
        viewer = data.viewer()
        keep = viewer.session_id if viewer.account_id == account_id else None
        count = sessions.end_all(data.identity(), account_id, keep=keep, **by.named)
        parts.say("good", t("accounts.said.ended", name=_name(account_id), count=number(count)))

    _write("end_sessions", account_id, do)


# ------------------------------------------------------------------------------------------- the account
@dataclass(frozen=True, slots=True)
class Values:
    """What a form says of an account; what was left empty is None."""

    name: str
    name_en: str | None = None
    email: str | None = None
    staff_id: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """A role as a form gives it. to_on: None for no last day."""

    role: str
    unit_code: str
    from_on: dt.date | None
    to_on: dt.date | None


def create(login: str, values: Values, first: Role | None, *, with_password: bool) -> str | None:
    """A new account, with its first role if one is named; its sign-in name, None when it was not created."""
    made: list[str] = []

    def do(by: By) -> None:
        if first:
            _check_days(first)
        _check_person(values.staff_id, None)
        created = accounts.create(
            data.identity(), login=login, name=values.name, name_en=values.name_en, email=values.email,
            staff_id=values.staff_id, with_password=with_password, **by.named,
        )
        account = created.account
        made.append(account.login)
        if first and first.from_on:
            grants.give(data.identity(), account.account_id, role=first.role, unit_code=first.unit_code,
                        from_on=first.from_on, to_on=first.to_on, **by.named)
        parts.say("good", t("accounts.said.created", name=plain(account.name), login=plain(account.login)))
        if created.one_time_password:
            show_password(account.account_id, created.one_time_password)

    about = {"role": first.role, "unit_code": first.unit_code} if first else {}
    parts.carry_out(lambda: _write("create", None, do, **about))
    return made[0] if made else None


def edit(account_id: str, values: Values) -> None:
    def do(by: By) -> None:
        _check_person(values.staff_id, account_id)
        accounts.change(data.identity(), account_id, name=values.name, name_en=values.name_en, email=values.email,
                        staff_id=values.staff_id, **by.named)
        parts.say("good", t("accounts.said.changed", name=_name(account_id)))

    _write("edit", account_id, do)


def disable(account_id: str) -> None:
    def do(by: By) -> None:
        accounts.change(data.identity(), account_id, is_active=False, **by.named)
        parts.say("good", t("accounts.said.disabled", name=_name(account_id)))

    _write("disable", account_id, do)


def enable(account_id: str) -> None:
    def do(by: By) -> None:
        accounts.change(data.identity(), account_id, is_active=True, **by.named)
        parts.say("good", t("accounts.said.enabled", name=_name(account_id)))

    _write("enable", account_id, do)


def _check_person(staff_id: str | None, account_id: str | None) -> None:
    """A person of the roster has one account: two would be two people in the audit trail."""
    if staff_id is None:
        return
    if any(a.staff_id == staff_id and a.account_id != account_id for a in accounts.listed(data.identity())):
        raise parts.Problem("person_taken")


# ------------------------------------------------------------------------------------------- roles and deputies
def give(account_id: str, role: Role) -> None:
    def do(by: By) -> None:
        _check_days(role)
        given = grants.give(data.identity(), account_id, role=role.role, unit_code=role.unit_code,
                            from_on=role.from_on or by.at.date(), to_on=role.to_on, **by.named)
        words = parts.grant_words(given, account_rules.everybody(data.identity()), by.at.date())
        parts.say("good", t("accounts.said.given", name=_name(account_id), what=plain(words)))

    _write("give", account_id, do, role=role.role, unit_code=role.unit_code)


def _check_days(role: Role) -> None:
    if role.from_on is None:
        raise parts.Problem("no_first_day")
    if role.to_on is not None and role.to_on < role.from_on:
        raise AccountError("days_reversed")
    if role.to_on is not None and role.to_on < clock.today():
        raise parts.Problem("days_over")


def withdraw(account_id: str, grant_id: int) -> None:
    def do(by: By) -> None:
        grants.withdraw(data.identity(), grant_id, **by.named)
        parts.say("good", t("accounts.said.withdrawn", name=_name(account_id)))

    _write("withdraw", account_id, do, grant_id=grant_id)


def deputise(deputy_id: str | None, absent_id: str, from_on: dt.date | None, to_on: dt.date | None) -> None:
    """The deputy has the absent one's roles on these days."""

    def do(by: By) -> None:
        if from_on is None or to_on is None:
            raise parts.Problem("no_days")
        if from_on <= to_on < clock.today():
            raise parts.Problem("days_over")
        grants.deputise(data.identity(), str(deputy_id), stands_in_for=absent_id, from_on=from_on, to_on=to_on,
                        **by.named)
        parts.say("good", t("accounts.said.deputised", deputy=_name(str(deputy_id)), absent=_name(absent_id),
                            days=parts.span_words(from_on, to_on)))

    if deputy_id is None:
        raise parts.Problem("no_deputy")
    _write("deputise", deputy_id, do, other_id=absent_id)
