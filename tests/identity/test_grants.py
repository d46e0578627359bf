"""Roles by day and unit, and who stands in for whom."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.identity import accounts, audit, grants
from analytics.identity.problems import AccountError
from tests.identity.people import BY, NOW, TODAY, audited, day, later, person


@pytest.fixture
def people(identity):
    """account_id of four people."""
    return {login: person(identity, login).account.account_id for login in ("ann", "ben", "cao", "deng")}


def give(identity, account_id, role="clerk", unit_code="XCB", from_on=TODAY, to_on=None):
    return grants.give(
        identity, account_id, role=role, unit_code=unit_code, from_on=from_on, to_on=to_on, by=BY, at=NOW)


def deputise(identity, deputy, absent, first=0, last=10):
    return grants.deputise(
        identity, deputy, stands_in_for=absent, from_on=day(first), to_on=day(last), by="office", at=NOW)


def held(identity, account_id, on=TODAY):
    return [(g.role, g.unit_code, g.deputy_for) for g in grants.in_force(identity, account_id, on)]


def code(function, *args, **options):
    with pytest.raises(AccountError) as error:
        function(*args, **options)
    return error.value.code


# ------------------------------------------------------------------------------------------- one's own roles
def test_a_role_is_held_from_its_first_day_to_its_last(identity, people):
    give(identity, people["ann"], from_on=day(2), to_on=day(4))
    assert [n for n in range(7) if held(identity, people["ann"], day(n))] == [2, 3, 4]


def test_a_role_without_a_last_day_is_held_until_withdrawn(identity, people):
    given = give(identity, people["ann"])
    assert held(identity, people["ann"], day(9999)) == [("clerk", "XCB", None)]
    assert held(identity, people["ann"], day(-1)) == []
    grants.withdraw(identity, given.grant_id, by="office", at=later(days=1))
    assert held(identity, people["ann"], day(9999)) == []
    assert grants.of_account(identity, people["ann"]) == []
    (kept,) = grants.history(identity, people["ann"])
    assert (kept.grant_id, kept.withdrawn_by, kept.withdrawn_at) == (given.grant_id, "office", later(days=1))


def test_several_roles_for_several_units_are_held_at_once(identity, people):
    give(identity, people["ann"])
    give(identity, people["ann"], unit_code="QYB")
    give(identity, people["ann"], role="reviewer")
    assert held(identity, people["ann"]) == [("clerk", "XCB", None), ("clerk", "QYB", None), ("reviewer", "XCB", None)]
    assert held(identity, people["ben"]) == []


def test_what_cannot_be_given_is_refused_and_leaves_no_trace(identity, people):
    assert code(give, identity, people["ann"], role="owner") == "role_unknown"
    assert code(give, identity, people["ann"], role=grants.DEPUTY) == "role_unknown"
    assert code(give, identity, people["ann"], to_on=day(-1)) == "days_reversed"
    assert code(give, identity, "nobody") == "no_account"
    assert code(deputise, identity, people["ann"], people["ann"]) == "deputy_self"
    assert code(deputise, identity, people["ann"], "nobody") == "no_account"
    assert code(deputise, identity, people["ann"], people["ben"], 3, 2) == "days_reversed"
    assert code(grants.withdraw, identity, 99, by=BY, at=NOW) == "no_grant"
    assert grants.history(identity, people["ann"]) == []
    assert audited(identity, "role_given", "deputy_named", "role_withdrawn") == []


def test_a_grant_is_withdrawn_once(identity, people):
    given = give(identity, people["ann"])
    grants.withdraw(identity, given.grant_id, by=BY, at=NOW)
    assert code(grants.withdraw, identity, given.grant_id, by=BY, at=NOW) == "no_grant"


@pytest.mark.parametrize(("first", "last", "refused"), [
    (0, 2, False), (0, 3, True), (4, 4, True), (5, 9, True), (6, 9, False), (6, None, False), (0, None, True),
])
def test_one_role_is_not_given_twice_for_the_same_day(identity, people, first, last, refused):
    give(identity, people["ann"], from_on=day(3), to_on=day(5))
    span = {"from_on": day(first), "to_on": None if last is None else day(last)}
    if refused:
        assert code(give, identity, people["ann"], **span) == "already_given"
    else:
        give(identity, people["ann"], **span)
    give(identity, people["ann"], role="reviewer", **span)
    give(identity, people["ben"], **span)


def test_a_withdrawn_role_can_be_given_again(identity, people):
    grants.withdraw(identity, give(identity, people["ann"]).grant_id, by=BY, at=NOW)
    give(identity, people["ann"])
    assert held(identity, people["ann"]) == [("clerk", "XCB", None)]
    assert len(grants.history(identity, people["ann"])) == 2


def test_a_disabled_account_holds_nothing_and_nobody_holds_anything_in_its_place(identity, people):
    give(identity, people["ann"])
    deputise(identity, people["ben"], people["ann"])
    accounts.change(identity, people["ann"], by=BY, at=NOW, is_active=False)
    assert held(identity, people["ann"]) == []
    assert held(identity, people["ben"]) == []
    accounts.change(identity, people["ann"], by=BY, at=NOW, is_active=True)
    assert len(held(identity, people["ann"])) == len(held(identity, people["ben"])) == 1


# ------------------------------------------------------------------------------------------- deputies
def test_a_deputy_has_the_others_own_roles_on_the_days_named(identity, people):
    give(identity, people["ann"])
    give(identity, people["ann"], role="reviewer", unit_code="QYB")
    give(identity, people["ben"], unit_code="FEG")
    deputise(identity, people["ben"], people["ann"], 1, 3)
    own, theirs = [("clerk", "FEG", None)], [("clerk", "XCB", people["ann"]), ("reviewer", "QYB", people["ann"])]
    both = own + theirs
    assert [held(identity, people["ben"], day(n)) for n in range(5)] == [own, both, both, both, own]


def test_what_a_deputy_has_ends_with_the_deputyship_and_with_the_role(identity, people):
    give(identity, people["ann"], from_on=day(-5), to_on=day(2))
    deputyship = deputise(identity, people["ben"], people["ann"], 1, 9)
    (brought,) = grants.in_force(identity, people["ben"], day(1))
    assert (brought.account_id, brought.grant_id) == (people["ben"], deputyship.grant_id)
    assert (brought.from_on, brought.to_on, brought.given_by) == (day(1), day(2), "office")
    assert held(identity, people["ben"], day(3)) == []


def test_standing_in_is_not_passed_on(identity, people):
    give(identity, people["ann"], role="administrator")
    give(identity, people["ben"])
    deputise(identity, people["ben"], people["ann"])
    deputise(identity, people["cao"], people["ben"])
    deputise(identity, people["deng"], people["cao"])
    assert held(identity, people["cao"]) == [("clerk", "XCB", people["ben"])]
    assert held(identity, people["deng"]) == []


def test_two_who_stand_in_for_each_other_have_both_roles_and_no_endless_circle(identity, people):
    give(identity, people["ann"])
    give(identity, people["ben"], unit_code="QYB")
    deputise(identity, people["ann"], people["ben"])
    deputise(identity, people["ben"], people["ann"])
    assert held(identity, people["ann"]) == [("clerk", "XCB", None), ("clerk", "QYB", people["ben"])]
    assert held(identity, people["ben"]) == [("clerk", "QYB", None), ("clerk", "XCB", people["ann"])]


def test_a_role_withdrawn_from_the_absent_is_withdrawn_from_the_deputy(identity, people):
    given = give(identity, people["ann"])
    deputise(identity, people["ben"], people["ann"])
    grants.withdraw(identity, given.grant_id, by=BY, at=NOW)
    assert held(identity, people["ben"]) == []


def test_a_deputyship_can_be_withdrawn_and_is_listed_with_the_deputy(identity, people):
    give(identity, people["ann"])
    deputyship = deputise(identity, people["ben"], people["ann"])
    (listed,) = grants.of_account(identity, people["ben"])
    assert listed == deputyship
    assert (listed.role, listed.unit_code, listed.deputy_for) == (grants.DEPUTY, "", people["ann"])
    grants.withdraw(identity, deputyship.grant_id, by="office", at=NOW)
    assert held(identity, people["ben"]) == []
    assert held(identity, people["ann"]) == [("clerk", "XCB", None)]


def test_every_change_of_roles_is_in_the_trail_with_whom_it_concerns(identity, people):
    given = give(identity, people["ann"], to_on=day(3))
    deputise(identity, people["ben"], people["ann"])
    grants.withdraw(identity, given.grant_id, by=BY, at=NOW)
    kinds = ["role_given", "deputy_named", "role_withdrawn"]
    entries = audit.entries(identity, kinds=kinds, limit=9)[::-1]
    assert [(e.kind, e.actor, e.target, e.unit_code) for e in entries] == [
        ("role_given", BY, "ann", "XCB"), ("deputy_named", "office", "ben", None), ("role_withdrawn", BY, "ann", "XCB")]
    assert entries[1].detail["stands_in_for"] == "ann"


days = st.integers(min_value=0, max_value=12)
examples = itertools.count()


@given(spans=st.lists(st.tuples(days, days, days, days, st.sampled_from(["a", "b", "c"]), st.sampled_from("abc")),
                      max_size=5), on=days)
def test_any_roles_and_deputies_give_what_a_plain_reading_gives(shared_identity, spans, on):
    number = next(examples)
    ids = {who: person(shared_identity, f"{who}-{number}").account.account_id for who in "abc"}
    roles: dict = {who: [] for who in "abc"}
    deputies: list = []
    for number, (a, b, c, d, who, other) in enumerate(spans):
        first, last = sorted((a, b))
        give(shared_identity, ids[who], unit_code=f"U{number}", from_on=day(first), to_on=day(last))
        roles[who].append((first, last, f"U{number}"))
        first, last = sorted((c, d))
        if who != other and not any(w == who and o == other for w, o, _, _ in deputies):
            deputise(shared_identity, ids[who], ids[other], first, last)
            deputies.append((who, other, first, last))
    for who in "abc":
        plain = [(unit, None) for first, last, unit in roles[who] if first <= on <= last] + [
            (unit, ids[other]) for deputy, other, begin, end in deputies if deputy == who and begin <= on <= end
            for first, last, unit in roles[other] if first <= on <= last]
        assert [(unit, other) for _, unit, other in held(shared_identity, ids[who], day(on))] == plain
