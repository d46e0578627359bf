"""
Who may do what to whose account. Pages ask before they offer something, and again at the moment of writing.

Help (a new password, lifting a wait, ending sessions) is for accounts all of whose roles lie in the helper's units, and
for none that is an administrator. Everything else is for administrators, within their units. Whatever the rights,
nobody disables himself or takes his own last administrator role, and the agency always keeps an administrator.

Answers are codes, None for yes; their sentences are `accounts.refused.<code>`.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.authority import EVERY_UNIT, Authority, below
from analytics.declare import roles
from analytics.identity import accounts, grants
from analytics.identity.accounts import Account
from analytics.identity.database import Identity
from analytics.identity.grants import Grant
from analytics.store.registers import Unit

ADMINISTRATOR = "administrator"
HELP = ("reset_password", "lift_wait", "end_sessions")
MANAGE = ("create", "edit", "disable", "enable", "give", "withdraw", "deputise")
# what a personal token may be made for -> the actions of which the account must have one
TOKEN_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "read": ("see_working", "see_published"), "rows": ("see_persons",), "submit": ("submit_return",),
    "backup": ("back_up",),
}


@dataclass(frozen=True, slots=True)
class Everybody:
    """All accounts by account_id, and what was given to each and stands, past and future days included."""

    accounts: Mapping[str, Account]
    standing: Mapping[str, tuple[Grant, ...]]

    def ahead(self, account_id: str, on: dt.date) -> list[Grant]:
        """What stands and is not over: of the day and of days to come."""
        return [g for g in self.standing.get(account_id, ()) if g.to_on is None or g.to_on >= on]

    def held(self, account_id: str, on: dt.date) -> list[Grant]:
        """The roles of the day and of days to come, with those that standing in for others brings."""
        ahead = self.ahead(account_id, on)
        brought = [
            theirs for deputyship in ahead if deputyship.deputy_for is not None
            for theirs in self.ahead(deputyship.deputy_for, on)
            if theirs.deputy_for is None and _meet(theirs, deputyship)
        ]
        return [g for g in ahead if g.deputy_for is None] + brought

    def deputies(self, account_id: str, on: dt.date) -> list[Grant]:
        """Who stands in for the account on the day or on days to come: the rows, which are the deputies'."""
        return [g for own in self.standing.values() for g in own
                if g.deputy_for == account_id and (g.to_on is None or g.to_on >= on)]


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What somebody wants to do. by: the one who wants it; account_id: to whom, None for a new account; role, unit_code:
    what is to be given; grant_id: what is to be withdrawn; other_id: the one to be stood in for.
    """

    act: str
    by: Authority
    account_id: str | None = None
    role: str | None = None
    unit_code: str | None = None
    grant_id: int | None = None
    other_id: str | None = None


def everybody(identity: Identity) -> Everybody:
    """As things stand at this moment."""
    standing: dict[str, list[Grant]] = {}
    for grant in grants.standing(identity):
        standing.setdefault(grant.account_id, []).append(grant)
    known = {account.account_id: account for account in accounts.listed(identity)}
    return Everybody(known, {account_id: tuple(given) for account_id, given in standing.items()})


def refusal(asked: Asked, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> str | None:
    """Why it must not be done, by a code; None when it may. units: the tree of the day."""
    if asked.act not in (*HELP, *MANAGE):
        raise ValueError(f"there is no act {asked.act}")
    action = "help_accounts" if asked.act in HELP else "manage_accounts"
    if not asked.by.may(action):
        return "not_yours"
    if asked.account_id is not None or asked.act != "create":
        reason = _reach(asked, asked.account_id, known, units, on)
        if reason:
            return reason
    if asked.act in HELP:
        return _no_help(asked, known)
    return _RULES.get(asked.act, _no_rule)(asked, known, units, on)


def sees(by: Authority, account_id: str, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> bool:
    """Whether the account is in the helper's list: a role of it lies in the helper's units, or all units are his."""
    if _has_all(by, "help_accounts") or by.may("manage_accounts"):
        return True
    return any(_covers(by, "help_accounts", g.unit_code, units) for g in known.held(account_id, on))


def token_actions(by: Authority) -> tuple[str, ...]:
    """What tokens of the account may be made for."""
    return tuple(name for name, needed in TOKEN_ACTIONS.items() if any(by.may(action) for action in needed))


# ------------------------------------------------------------------------------------------- whose account it is
def _reach(
    asked: Asked, account_id: str | None, known: Everybody, units: Mapping[str, Unit], on: dt.date
) -> str | None:
    """Whether the account is one that the asker may do anything to."""
    if account_id is None or account_id not in known.accounts:
        return "no_account"
    held = known.held(account_id, on)
    if _has_all(asked.by, "manage_accounts"):
        return None
    if asked.by.may("manage_accounts") and _all_covered(asked.by, "manage_accounts", held, units):
        return None
    if asked.act not in HELP:
        return "outside_units"
    if not held:
        return "no_role"
    if any(g.role == ADMINISTRATOR for g in held):
        return "is_administrator"
    if not known.accounts[account_id].has_password and asked.act == "reset_password":
        return "no_password"  # it signs in elsewhere; a password would be a second way in
    return None if _all_covered(asked.by, "help_accounts", held, units) else "outside_units"


def _no_help(asked: Asked, known: Everybody) -> str | None:
    account = known.accounts[str(asked.account_id)]
    if asked.act == "reset_password" and account.account_id == asked.by.account.account_id:
        return "own_password"  # who finds a screen unlocked must not get a password without knowing the old one
    if asked.act == "reset_password" and account.is_demonstration:
        return "demonstration"
    return None if account.is_active else "is_disabled"


def _all_covered(by: Authority, action: str, held: Iterable[Grant], units: Mapping[str, Unit]) -> bool:
    return all(_covers(by, action, grant.unit_code, units) for grant in held)


def _covers(by: Authority, action: str, unit_code: str, units: Mapping[str, Unit]) -> bool:
    """Whether the right holds for the unit and everything below it; for a unit of another day only if for all."""
    wanted = below(units, unit_code)
    return _has_all(by, action) or (unit_code != EVERY_UNIT and bool(wanted) and wanted <= by.units(action))


def _has_all(by: Authority, action: str) -> bool:
    held = by.units(action)
    return EVERY_UNIT in held or (bool(by.every_unit) and held >= by.every_unit)


# ------------------------------------------------------------------------------------------- what is done to it
def _no_rule(asked: Asked, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> str | None:
    return None


def _may_give(asked: Asked, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> str | None:
    if asked.role not in roles():
        return "no_role_of_that_name"
    if asked.unit_code != EVERY_UNIT and asked.unit_code not in units:
        return "no_unit"
    return None if _covers(asked.by, "manage_accounts", str(asked.unit_code), units) else "unit_outside"


def _may_create(asked: Asked, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> str | None:
    return None if asked.role is None else _may_give(asked, known, units, on)


def _may_disable(asked: Asked, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> str | None:
    if asked.account_id == asked.by.account.account_id:
        return "own_account"
    before = administrator_grants(known, units, on)
    return _keeps_one(before, [g for g in before if g.account_id != asked.account_id])


def _may_withdraw(asked: Asked, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> str | None:
    grant = next((g for g in known.ahead(str(asked.account_id), on) if g.grant_id == asked.grant_id), None)
    if grant is None:
        return "no_grant"
    if asked.account_id == asked.by.account.account_id and grant.role == ADMINISTRATOR and grant.covers(on):
        own = [g for g in known.ahead(str(asked.account_id), on) if g.role == ADMINISTRATOR and g.covers(on)]
        if own == [grant]:
            return "own_administrator"
    before = administrator_grants(known, units, on)
    return _keeps_one(before, [g for g in before if g.grant_id != grant.grant_id])


def _may_deputise(asked: Asked, known: Everybody, units: Mapping[str, Unit], on: dt.date) -> str | None:
    """The deputy gets what the other one has: both must be within reach."""
    return _reach(asked, asked.other_id, known, units, on)


_RULES = {
    "create": _may_create, "give": _may_give, "disable": _may_disable, "withdraw": _may_withdraw,
    "deputise": _may_deputise,
}


# ------------------------------------------------------------------------------------------- the last administrator
def administrator_grants(known: Everybody, units: Mapping[str, Unit], on: dt.date) -> list[Grant]:
    """The administrator roles that hold on the day, over every unit, of accounts that can sign in."""
    return [
        grant for account in known.accounts.values() if _can_sign_in(account)
        for grant in known.standing.get(account.account_id, ())
        if grant.role == ADMINISTRATOR and grant.covers(on)
        and below(units, grant.unit_code) >= frozenset(units or (EVERY_UNIT,))
    ]


def _can_sign_in(account: Account) -> bool:
    return account.is_active and (account.has_password or account.is_demonstration or account.oidc_subject is not None)


def _keeps_one(before: list[Grant], after: list[Grant]) -> str | None:
    """Something is lost when nobody is left, or nobody without a last day where there was somebody before."""
    nobody = bool(before) and not after
    nobody_lasting = _lasting(before) and not _lasting(after)
    return "last_administrator" if nobody or nobody_lasting else None


def _lasting(found: Iterable[Grant]) -> bool:
    return any(grant.to_on is None for grant in found)


def _meet(one: Grant, other: Grant) -> bool:
    """Whether the two have a day in common."""
    last = dt.date.max
    return one.from_on <= (other.to_on or last) and other.from_on <= (one.to_on or last)

