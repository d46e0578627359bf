"""Who may do what to whose account, case by case, and that the agency never loses its last administrator."""

import datetime as dt

import pytest

from analytics.account_rules import (
    HELP,
    MANAGE,
    TOKEN_ACTIONS,
    Asked,
    Everybody,
    administrator_grants,
    everybody,
    refusal,
    sees,
    token_actions,
)
from analytics.authority import EVERY_UNIT, authority
from analytics.declare import actions, text
from analytics.identity import accounts, grants
from analytics.identity.accounts import Account
from analytics.identity.database import Identity
from analytics.identity.grants import DEPUTY, Grant
from analytics.identity.tokens import ACTIONS
from analytics.store.registers import Unit

TODAY = dt.date(2026, 11, 23)
AT = dt.datetime(2026, 11, 23, 9, 0)
PAST, SOON = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=5)


def unit(code: str, parent: str | None = "FL") -> Unit:
    return Unit(code, code, code, code, code, "department" if parent else "agency", parent, False, bool(parent))


UNITS = {u.code: u for u in (unit("FL", None), unit("XCB"), unit("XC1", "XCB"), unit("QYB"))}


def account(login: str, **other) -> Account:
    values = {
        "account_id": login, "login": login, "name": login, "name_en": None, "staff_id": None, "email": None,
        "language": None, "is_active": True, "must_change_password": False, "has_password": True,
        "is_demonstration": False, "oidc_subject": None, "created_at": AT, "created_by": "test", "last_seen_at": None,
    }
    return Account(**{**values, **other})


def grant(
    number: int, holder: str, role: str, unit_code: str = "FL", from_on=PAST - dt.timedelta(days=9), to_on=None,
    deputy_for=None,
) -> Grant:
    return Grant(number, holder, role, unit_code, from_on, to_on, deputy_for, "test", AT)


def agency(*held: Grant, **people: dict) -> Everybody:
    """The accounts that hold something and those named, as they are named."""
    logins = {g.account_id for g in held} | {g.deputy_for for g in held if g.deputy_for} | set(people)
    standing = {login: tuple(g for g in held if g.account_id == login) for login in logins}
    return Everybody({login: account(login, **people.get(login, {})) for login in logins}, standing)


def asked(known: Everybody, act: str, who: str, whom: str | None, units=UNITS, **about) -> str | None:
    """What is answered to somebody who has his own roles of today only."""
    own = [g for g in known.standing.get(who, ()) if g.covers(TODAY) and g.deputy_for is None]
    by = authority(known.accounts[who], own, units, None)
    return refusal(Asked(act, by, whom, **about), known, units, TODAY)


ADMIN, SECOND = grant(1, "admin", "administrator"), grant(2, "second", "administrator")
OFFICE, XCB_OFFICE = grant(3, "office", "office"), grant(4, "xoffice", "office", "XCB")
XCB_ADMIN = grant(5, "xadmin", "administrator", "XCB")
CLERK, DEEP = grant(6, "clerk", "clerk", "XCB"), grant(7, "deep", "clerk", "XC1")
OTHER = grant(8, "other", "clerk", "QYB")
KNOWN = agency(ADMIN, SECOND, OFFICE, XCB_OFFICE, XCB_ADMIN, CLERK, DEEP, OTHER, nobody={})


# ------------------------------------------------------------------------------------------- help
@pytest.mark.parametrize("act", HELP)
@pytest.mark.parametrize(("who", "whom", "answer"), [
    ("clerk", "other", "not_yours"),
    ("office", "clerk", None),
    ("office", "deep", None),
    ("office", "xoffice", None),
    ("office", "admin", "is_administrator"),
    ("office", "xadmin", "is_administrator"),
    ("office", "nobody", "no_role"),
    ("office", "there is no such", "no_account"),
    ("xoffice", "clerk", None),
    ("xoffice", "deep", None),
    ("xoffice", "other", "outside_units"),
    ("xoffice", "office", "outside_units"),
    ("admin", "clerk", None),
    ("admin", "second", None),
    ("admin", "nobody", None),
    ("xadmin", "clerk", None),
    ("xadmin", "other", "outside_units"),
    ("xadmin", "admin", "is_administrator"),
])
def test_help_is_for_accounts_within_ones_units_and_never_for_administrators(act, who, whom, answer):
    assert asked(KNOWN, act, who, whom) == answer


@pytest.mark.parametrize(("more", "answer"), [
    ((), None),
    ((grant(20, "clerk", "clerk", "QYB"),), "outside_units"),
    ((grant(20, "clerk", "clerk", "QYB", to_on=PAST),), None),                        # it is over
    ((grant(20, "clerk", "clerk", "QYB", from_on=SOON),), "outside_units"),           # it is to come
    ((grant(20, "clerk", "administrator", "XCB", from_on=SOON),), "is_administrator"),
    ((grant(20, "clerk", "clerk", "GONE"),), "outside_units"),                        # a unit of another day
    ((grant(20, "clerk", "staff", EVERY_UNIT),), "outside_units"),
    ((grant(20, "clerk", DEPUTY, "", to_on=SOON, deputy_for="admin"),), "is_administrator"),
    ((grant(20, "clerk", DEPUTY, "", to_on=SOON, deputy_for="other"),), "outside_units"),
    ((grant(20, "clerk", DEPUTY, "", to_on=SOON, deputy_for="deep"),), None),
    ((grant(20, "clerk", DEPUTY, "", to_on=PAST, deputy_for="admin"),), None),
])
def test_every_role_counts_that_the_account_has_or_is_going_to_have(more, answer):
    known = agency(ADMIN, XCB_OFFICE, CLERK, DEEP, OTHER, *more)
    assert asked(known, "end_sessions", "xoffice", "clerk") == answer


def test_standing_in_for_an_administrator_counts_only_on_days_that_meet():
    later = grant(20, "other", "administrator", from_on=SOON + dt.timedelta(days=1))
    deputy = grant(21, "clerk", DEPUTY, "", to_on=SOON, deputy_for="other")
    assert asked(agency(OFFICE, CLERK, later, deputy), "lift_wait", "office", "clerk") is None


@pytest.mark.parametrize(("who", "whom", "person", "answer"), [
    ("office", "office", {}, "own_password"),
    ("admin", "admin", {}, "own_password"),
    ("office", "clerk", {"is_active": False}, "is_disabled"),
    ("admin", "clerk", {"is_active": False}, "is_disabled"),
    ("office", "clerk", {"has_password": False}, "no_password"),
    ("admin", "clerk", {"has_password": False}, None),
    ("admin", "clerk", {"has_password": False, "is_demonstration": True}, "demonstration"),
])
def test_a_password_is_not_reset_where_it_would_open_a_second_way_in(who, whom, person, answer):
    known = agency(ADMIN, OFFICE, CLERK, **{whom: person})
    assert asked(known, "reset_password", who, whom) == answer


# ------------------------------------------------------------------------------------------- managing
@pytest.mark.parametrize("act", [a for a in MANAGE if a not in ("give", "withdraw", "deputise", "create")])
@pytest.mark.parametrize(("who", "whom", "answer"), [
    ("office", "clerk", "not_yours"), ("clerk", "clerk", "not_yours"), ("admin", "clerk", None),
    ("xadmin", "clerk", None), ("xadmin", "other", "outside_units"), ("xadmin", "office", "outside_units"),
])
def test_an_account_is_changed_by_administrators_of_all_its_units(act, who, whom, answer):
    assert asked(KNOWN, act, who, whom) == answer


@pytest.mark.parametrize(("who", "role", "unit_code", "answer"), [
    ("admin", "clerk", "QYB", None), ("admin", "administrator", "FL", None), ("admin", "clerk", EVERY_UNIT, None),
    ("admin", "clerk", "GONE", "no_unit"), ("admin", DEPUTY, "QYB", "no_role_of_that_name"),
    ("admin", None, "QYB", "no_role_of_that_name"), ("office", "clerk", "QYB", "not_yours"),
    ("xadmin", "clerk", "XC1", None), ("xadmin", "clerk", "QYB", "unit_outside"),
    ("xadmin", "administrator", "FL", "unit_outside"), ("xadmin", "clerk", EVERY_UNIT, "unit_outside"),
])
def test_nobody_gives_a_role_for_units_that_are_not_theirs(who, role, unit_code, answer):
    assert asked(KNOWN, "give", who, "clerk", role=role, unit_code=unit_code) == answer
    if role:
        assert asked(KNOWN, "create", who, None, role=role, unit_code=unit_code) == answer


def test_before_there_are_units_the_first_administrator_gives_roles_for_all_there_are_going_to_be():
    known = agency(grant(1, "first", "administrator", EVERY_UNIT), new={})
    assert asked(known, "give", "first", "new", units={}, role="administrator", unit_code=EVERY_UNIT) is None
    assert asked(known, "give", "first", "new", units={}, role="clerk", unit_code="QYB") == "no_unit"


@pytest.mark.parametrize(("who", "deputy", "absent", "answer"), [
    ("admin", "clerk", "other", None), ("admin", "clerk", "admin", None), ("xadmin", "clerk", "deep", None),
    ("xadmin", "clerk", "other", "outside_units"), ("xadmin", "clerk", "admin", "outside_units"),
    ("xadmin", "other", "clerk", "outside_units"), ("admin", "clerk", "there is no such", "no_account"),
    ("office", "clerk", "deep", "not_yours"),
])
def test_a_deputy_and_the_one_stood_in_for_must_both_be_within_reach(who, deputy, absent, answer):
    assert asked(KNOWN, "deputise", who, deputy, other_id=absent) == answer


@pytest.mark.parametrize(("who", "whom", "grant_id", "answer"), [
    ("admin", "clerk", 6, None), ("admin", "clerk", 8, "no_grant"), ("admin", "clerk", 99, "no_grant"),
    ("xadmin", "other", 8, "outside_units"), ("office", "clerk", 6, "not_yours"),
])
def test_only_what_the_account_holds_is_withdrawn(who, whom, grant_id, answer):
    assert asked(KNOWN, "withdraw", who, whom, grant_id=grant_id) == answer


# ------------------------------------------------------------------------------------------- the last administrator
def test_nobody_disables_himself_or_takes_his_own_last_administrator_role():
    assert asked(KNOWN, "disable", "admin", "admin") == "own_account"
    assert asked(KNOWN, "withdraw", "admin", "admin", grant_id=1) == "own_administrator"
    both = agency(ADMIN, SECOND, grant(20, "admin", "administrator", "XCB"))
    assert asked(both, "withdraw", "admin", "admin", grant_id=20) is None
    assert asked(both, "withdraw", "admin", "admin", grant_id=1) is None
    only_later = agency(ADMIN, SECOND, grant(20, "admin", "administrator", from_on=SOON))
    assert asked(only_later, "withdraw", "admin", "admin", grant_id=1) == "own_administrator"


@pytest.mark.parametrize(("second", "person", "answer"), [
    (SECOND, {}, None),
    (SECOND, {"is_active": False}, "last_administrator"),
    (SECOND, {"has_password": False}, "last_administrator"),            # could not sign in
    (SECOND, {"has_password": False, "oidc_subject": "x"}, None),
    (grant(2, "second", "administrator", from_on=SOON), {}, "last_administrator"),
    (grant(2, "second", "administrator", to_on=PAST), {}, "last_administrator"),
    (grant(2, "second", "administrator", to_on=SOON), {}, "last_administrator"),  # would be nobody in a week
    (grant(2, "second", "administrator", "XCB"), {}, "last_administrator"),
    (grant(2, "second", "administrator", EVERY_UNIT), {}, None),
    (grant(2, "second", "office"), {}, "last_administrator"),
])
def test_the_last_lasting_administrator_stays(second, person, answer):
    """Asked by somebody who is administrator only as a deputy, so that it is not his own role."""
    known = agency(ADMIN, second, grant(30, "deputy", DEPUTY, "", to_on=SOON, deputy_for="admin"), second=person)
    by = authority(known.accounts["deputy"], [ADMIN], UNITS, None)
    for act, about in (("disable", {}), ("withdraw", {"grant_id": 1})):
        assert refusal(Asked(act, by, "admin", **about), known, UNITS, TODAY) == answer


def test_one_with_a_last_day_may_go_while_one_without_stays():
    known = agency(ADMIN, grant(2, "second", "administrator", to_on=SOON))
    assert asked(known, "withdraw", "admin", "second", grant_id=2) is None
    assert {g.grant_id for g in administrator_grants(known, UNITS, TODAY)} == {1, 2}


# ------------------------------------------------------------------------------------------- the list, tokens, words
@pytest.mark.parametrize(("who", "seen"), [
    ("office", {"admin", "second", "office", "xoffice", "xadmin", "clerk", "deep", "other", "nobody"}),
    ("xoffice", {"xoffice", "xadmin", "clerk", "deep"}),
    ("clerk", set()),
])
def test_the_list_shows_whoever_has_a_role_in_ones_units(who, seen):
    by = authority(KNOWN.accounts[who], KNOWN.standing[who], UNITS, None)
    assert {a for a in KNOWN.accounts if sees(by, a, KNOWN, UNITS, TODAY)} == seen


@pytest.mark.parametrize(("role", "may"), [
    ("staff", ("read",)), ("clerk", ("read", "rows", "submit")), ("leader", ("read", "rows")),
    ("administrator", ("read", "backup")),
])
def test_a_token_is_made_for_what_the_account_may_do(role, may):
    assert token_actions(authority(account("a"), [grant(1, "a", role)], UNITS, None)) == may


def test_tokens_and_actions_are_those_declared():
    assert set(TOKEN_ACTIONS) == ACTIONS
    assert {action for needed in TOKEN_ACTIONS.values() for action in needed} <= set(actions())


def test_an_act_that_does_not_exist_is_our_own_fault():
    with pytest.raises(ValueError, match="there is no act"):
        asked(KNOWN, "burn", "admin", "clerk")


@pytest.mark.parametrize("code", ["not_yours", "no_account", "outside_units", "is_administrator", "no_role",
                                  "no_password", "own_password", "demonstration", "is_disabled", "own_account",
                                  "own_administrator", "last_administrator", "no_role_of_that_name", "no_unit",
                                  "unit_outside", "no_grant"])
def test_every_answer_has_a_sentence(code):
    assert text(f"accounts.refused.{code}", "zh")


def test_everybody_is_read_from_the_database_without_what_was_withdrawn(tmp_path):
    identity = Identity.open(tmp_path)
    made = accounts.create(identity, login="wang.fang", name="王芳", by="test", at=AT, with_password=False).account
    kept, gone = (grants.give(identity, made.account_id, role=role, unit_code="XCB", from_on=TODAY, to_on=None,
                              by="test", at=AT) for role in ("clerk", "staff"))
    grants.withdraw(identity, gone.grant_id, by="test", at=AT)
    assert everybody(identity) == Everybody({made.account_id: made}, {made.account_id: (kept,)})
    identity.close()
