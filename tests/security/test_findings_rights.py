"""The declared table of roles and actions against what the functions behind the buttons really allow."""

import datetime as dt

import pytest

from analytics import clock, entry, process, submitting
from analytics.authority import EVERY_UNIT, Authority, authority
from analytics.declare import actions
from analytics.identity import accounts, grants
from analytics.months import Month
from analytics.scope import OutsideScope
from tests.fixtures_demonstration import NOW

OCTOBER = Month(2026, 10)


@pytest.fixture(autouse=True)
def on_own_store(own_demonstration, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(own_demonstration))


def rights(login: str) -> Authority:
    found = entry.authority_of(accounts.by_login(process.identity(), login).account_id, clock.today())
    assert found is not None
    return found


def given(role: str, unit_code: str) -> Authority:
    """A new account with one role."""
    made = accounts.create(process.identity(), login=f"new.{role}", name=role, by="test", at=NOW).account
    grants.give(process.identity(), made.account_id, role=role, unit_code=unit_code, from_on=NOW.date(), to_on=None,
                by="test", at=NOW)
    return rights(made.login)


def test_only_those_who_remind_may_log_that_a_unit_was_reminded():
    reviewer = rights("demo-reviewer")
    assert not reviewer.may("remind", "QYB")
    before = process.warehouse().data_version()
    with pytest.raises(OutsideScope):
        submitting.remind(process.warehouse(), "QYB", OCTOBER, by="demo-reviewer", at=NOW,
                          scope=reviewer.scope("working"))
    assert process.warehouse().data_version() == before


def test_a_reviewer_of_the_whole_agency_publishes_nothing():
    reviewer = given("reviewer", "FL")
    assert not reviewer.may("publish", "FL")
    with pytest.raises(OutsideScope):
        submitting.publish(process.warehouse(), "FL", OCTOBER, by=reviewer.account.login, at=NOW,
                           scope=reviewer.scope("working"))


def test_before_there_are_units_the_first_administrator_has_no_more_than_the_role_gives():
    administrator = given("administrator", EVERY_UNIT)
    none_yet = authority(administrator.account, grants.in_force(
        process.identity(), administrator.account.account_id, NOW.date()), {}, None)
    scope = none_yet.scope("working")
    for action, has in (("see_persons", scope.personal), ("submit_return", scope.writes("XCB")),
                        ("review_return", scope.reviews("XCB"))):
        assert "administrator" not in actions()[action].roles
        assert not has, action


def test_a_deputy_of_a_disabled_account_has_nothing_of_it():
    staff, office = rights("demo-staff").account, rights("demo-office").account
    grants.deputise(process.identity(), staff.account_id, stands_in_for=office.account_id, from_on=NOW.date(),
                    to_on=NOW.date() + dt.timedelta(days=7), by="test", at=NOW)
    assert rights("demo-staff").may("publish", "FL")
    accounts.change(process.identity(), office.account_id, by="test", at=NOW, is_active=False)
    assert not rights("demo-staff").may("publish")
    assert rights("demo-staff").views == ("published",)
