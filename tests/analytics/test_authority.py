"""What each role may do, for which units, and what the two views show; written out by hand once more."""

import datetime as dt
from dataclasses import replace

import pytest

from analytics.authority import EVERY_UNIT, Authority, Publication, authority, below
from analytics.declare import actions, roles
from analytics.identity.accounts import Account
from analytics.identity.grants import Grant
from analytics.months import Month
from analytics.scope import NO_UNITS, OutsideScope
from analytics.store.registers import Unit

DAY = dt.date(2026, 10, 1)
MOMENT = dt.datetime(2026, 10, 1, 9)
PUBLISHED = Publication(77, Month(2026, 9))
ACCOUNT = Account(
    account_id="a1", login="lihua", name="李华", name_en=None, staff_id=None, email=None, language=None, is_active=True,
    must_change_password=False, has_password=True, is_demonstration=False, oidc_subject=None, created_at=MOMENT,
    created_by="admin", last_seen_at=None,
)


def unit(code: str, parent: str | None) -> Unit:
    kind = "agency" if parent is None else "department"
    return Unit(code=code, parent_code=parent, kind=kind, name_zh=code, name_en=code, short_zh=code, short_en=code,
                has_window=False, must_report=True)


TREE = {code: unit(code, parent) for code, parent in (("FL", None), ("QYB", "FL"), ("QYB1", "QYB"), ("XCB", "FL"))}


def held(*grants: tuple[str, str], published: Publication | None = PUBLISHED) -> Authority:
    rows = [Grant(n, "a1", role, code, DAY, None, None, "admin", MOMENT) for n, (role, code) in enumerate(grants)]
    return authority(ACCOUNT, rows, TREE, published)


# action -> who may, written out once more by hand from what each of the people is there for
BY_HAND = {
    "see_published": "clerk reviewer leader office administrator staff",
    "see_working": "clerk reviewer leader office administrator",
    "see_awards": "clerk reviewer leader office",
    "override_award": "leader",
    "see_persons": "clerk reviewer leader office",
    "see_returns": "clerk reviewer leader office administrator",
    "submit_return": "clerk office",
    "see_original": "clerk reviewer leader office",
    "review_return": "reviewer office",
    "remind": "office",
    "lock_month": "office",
    "publish": "office",
    "see_learning_files": "clerk reviewer leader office administrator staff",
    "see_results": "leader office",
    "publish_results": "office",
    "keep_registers": "office",
    "keep_reference": "office administrator",
    "keep_settings": "office administrator",
    "keep_birth_dates": "administrator",
    "own_account": "clerk reviewer leader office administrator staff",
    "help_accounts": "office administrator",
    "manage_accounts": "administrator",
    "read_audit": "administrator",
    "back_up": "administrator",
}


@pytest.mark.parametrize("role", roles())
def test_a_role_may_do_what_it_is_for_and_nothing_else(role):
    mine = held((role, "QYB"))
    assert set(BY_HAND) == set(actions())
    for action, allowed in BY_HAND.items():
        assert mine.may(action) == (role in allowed.split()), action
        assert mine.may(action, "QYB1") == (role in allowed.split()), action
        assert not mine.may(action, "XCB"), action


def test_registers_are_kept_by_whom_the_whole_agency_is_for_and_birth_dates_by_the_administrator():
    office, administrator = held(("office", "FL")).scope("working"), held(("administrator", "FL")).scope("working")
    assert office.keeps("exam") and office.keeps("staff") and not office.birth_dates
    assert administrator.keeps("staff") and administrator.birth_dates and not administrator.keeps("exam")
    leader = held(("leader", "FL")).scope("working")
    assert leader.registers_kept == {"award_override"} and not leader.birth_dates and not office.keeps("award_override")
    for other in (("office", "QYB"), ("reviewer", "FL"), ("leader", "QYB"), ("clerk", "FL")):
        scope = held(other).scope("working")
        assert scope.registers_kept == frozenset() and not scope.birth_dates, other
    published = held(("office", "FL")).scope("published")
    assert published.registers_kept == frozenset() and not published.birth_dates


def test_learning_results_are_seen_early_and_run_by_whom_the_whole_agency_is_for():
    scopes = {role: held((role, "FL")).scope("working") for role in ("clerk", "reviewer", "leader", "office")}
    assert [role for role, scope in scopes.items() if scope.results_seen] == ["leader", "office"]
    assert [role for role, scope in scopes.items() if scope.results_run] == ["office"]
    for scope in (held(("office", "QYB")).scope("working"), held(("office", "FL")).scope("published")):
        assert not scope.results_seen and not scope.results_run
    assert not held(("office", "FL")).scope("working", 7).results_run


def test_a_role_holds_for_the_unit_and_everything_below_it():
    assert below(TREE, "FL") == {"FL", "QYB", "QYB1", "XCB"}
    assert below(TREE, "QYB") == {"QYB", "QYB1"}
    assert below(TREE, "GONE") == NO_UNITS
    assert below({}, EVERY_UNIT) == {EVERY_UNIT}


def test_the_first_administrator_may_act_before_there_are_units():
    mine = authority(ACCOUNT, [Grant(1, "a1", "administrator", EVERY_UNIT, DAY, None, None, "start", MOMENT)], {}, None)
    assert mine.may("manage_accounts")
    assert not mine.may("submit_return")


def test_a_clerk_works_on_their_own_unit_and_sees_everybodys_published_results():
    mine = held(("clerk", "QYB"))
    assert mine.views == ("working", "published")
    working, published = mine.scope("working"), mine.scope("published")
    assert working.units_seen == working.units_written == working.units_personal == {"QYB", "QYB1"}
    assert working.units_reviewed == NO_UNITS
    assert (working.known_event, working.last_month) == (None, None)
    assert published.units_seen is None
    assert published.units_written == published.units_personal == published.units_reviewed == NO_UNITS
    assert (published.known_event, published.last_month) == (77, Month(2026, 9))


def test_staff_see_nothing_before_the_first_publication_and_never_the_working_view():
    mine = held(("staff", "FL"), published=None)
    assert mine.views == ("published",)
    assert mine.scope("published").units_seen == NO_UNITS
    with pytest.raises(OutsideScope):
        mine.scope("working")


def test_the_administrator_sees_figures_but_no_persons_and_decides_on_no_return():
    scope = held(("administrator", "FL")).scope("working")
    assert scope.units_seen is None
    assert scope.units_personal == scope.units_written == scope.units_reviewed == NO_UNITS


def test_roles_add_up():
    mine = held(("clerk", "QYB"), ("leader", "FL"))
    scope = mine.scope("working")
    assert scope.units_seen is None
    assert scope.units_written == {"QYB", "QYB1"}


def test_whoever_has_no_role_may_do_nothing():
    mine = held()
    assert mine.views == ()
    assert not any(mine.may(action) for action in actions())
    with pytest.raises(OutsideScope):
        mine.demand("see_published")


def test_people_share_what_was_computed_only_when_their_rights_are_the_same():
    """Caches are keyed by `right`."""
    mine = held(("clerk", "QYB"))
    colleague = replace(mine, account=replace(ACCOUNT, login="colleague"))
    assert mine.scope("working").right == colleague.scope("working").right
    assert mine.scope("working").right != held(("reviewer", "QYB")).scope("working").right
    assert mine.scope("working").right != mine.scope("published").right
