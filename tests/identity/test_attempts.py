"""The waits that wrong passwords bring: their lengths, whom they hold up, and whom they never do."""

import datetime as dt
import itertools
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from analytics.declare import settings
from analytics.identity import accounts, attempts
from analytics.identity.problems import AccountError
from analytics.identity.sign_in import lift_wait, sign_in, waiting
from tests.identity.people import AWAY, BY, HOME, NOW, PASSWORD, audited, later, person, settled

LIMITS = settings()["accounts"]
FREE, LOGIN_FREE, ADDRESS_FREE = (LIMITS[f"{of}free_failures"] for of in ("", "login_", "address_"))
FIRST, LONGEST = LIMITS["first_wait_seconds"], LIMITS["longest_wait_seconds"]
counts = st.integers(min_value=0, max_value=10_000)
fresh = (f"someone.{number}" for number in itertools.count())


def fail(identity, count, login="wang.fang", address=HOME, at=NOW):
    """Counts failures as the sign-in does; at one moment, so that only the last wait begins."""
    for _ in range(count):
        answer = sign_in(identity, login=login, password="wrong", address=address, at=at)
        if answer.problem == "wait":
            at += dt.timedelta(seconds=answer.wait_seconds)
            answer = sign_in(identity, login=login, password="wrong", address=address, at=at)
        assert answer.problem == "wrong"
    return at


def answer(identity, login="wang.fang", password=PASSWORD, address=HOME, at=NOW):
    found = sign_in(identity, login=login, password=password, address=address, at=at)
    return found.problem, found.wait_seconds


@contextmanager
def one_right_word():
    """The password is the word `right`, whoever signs in: no hash is made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analytics.identity.passwords.matches", lambda password, _: (password == "right", None))
        patch.setattr("analytics.identity.passwords.hash_of", lambda _: "hash")
        yield


# ------------------------------------------------------------------------------------------- how long
@given(counts, counts)
def test_a_further_failure_never_shortens_the_wait_and_none_is_longer_than_the_longest(failures, free):
    assert attempts.delay_seconds(failures, free) <= attempts.delay_seconds(failures + 1, free) <= LONGEST
    assert (attempts.delay_seconds(failures, free) == 0) == (failures < free)


@given(st.integers(min_value=1, max_value=50), st.integers(min_value=0, max_value=7))
def test_the_wait_doubles(free, further):
    assert attempts.delay_seconds(free + further, free) == min(FIRST * 2**further, LONGEST)


def test_three_failures_bring_five_seconds_and_further_ones_at_most_a_quarter_of_an_hour():
    waits = [attempts.delay_seconds(failures, FREE) for failures in range(13)]
    assert waits == [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900]


@example_settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(min_value=0, max_value=1200), st.booleans()), min_size=1, max_size=25))
def test_any_course_of_attempts_is_answered_as_a_plain_count_would(shared_identity, course):
    with one_right_word():
        compare_with_a_plain_count(shared_identity, course)


def compare_with_a_plain_count(identity, course):
    login, address = next(fresh), f"host-{next(fresh)}"
    person(identity, login)
    at, failures, free_at = NOW, 0, NOW
    for gap_seconds, right in course:
        at += dt.timedelta(seconds=gap_seconds)
        password = "right" if right else "wrong"
        found = sign_in(identity, login=login, password=password, address=address, at=at)
        if at < free_at:
            assert (found.problem, found.wait_seconds) == ("wait", (free_at - at).total_seconds())
        elif right:
            assert found.problem is None
            failures = 0
        else:
            failures += 1
            wait = min(FIRST * 2 ** (failures - FREE), LONGEST) if failures >= FREE else 0
            free_at = at + dt.timedelta(seconds=wait)
            assert (found.problem, found.wait_seconds) == ("wrong", wait)


def test_somebody_who_tries_all_day_gets_about_a_hundred_guesses(identity):
    person(identity)
    at, guesses = NOW, 0
    with one_right_word():
        while at < NOW + dt.timedelta(days=1):
            found = sign_in(identity, login="wang.fang", password="wrong", address=AWAY, at=at)
            guesses += found.problem == "wrong"
            at += dt.timedelta(seconds=max(found.wait_seconds, 1))
    assert 90 <= guesses <= 110


# ------------------------------------------------------------------------------------------- during a wait
def test_the_right_password_during_a_wait_is_told_to_wait_like_any_other(identity):
    settled(identity)
    fail(identity, FREE)
    for at, left in ((NOW, FIRST), (later(seconds=FIRST - 1), 1)):
        assert answer(identity, at=at) == ("wait", left)
        assert answer(identity, password="wrong", at=at) == ("wait", left)
    assert answer(identity, at=later(seconds=FIRST)) == (None, 0)


def test_asking_during_a_wait_does_not_lengthen_it(identity):
    settled(identity)
    fail(identity, FREE)
    for _ in range(50):
        assert answer(identity, password="wrong", at=later(seconds=2)) == ("wait", FIRST - 2)
    assert answer(identity, at=later(seconds=FIRST)) == (None, 0)


def test_of_the_attempts_during_one_wait_the_first_is_in_the_trail(identity):
    settled(identity)
    fail(identity, FREE)
    for _ in range(20):
        answer(identity, at=later(seconds=1))
    assert len(audited(identity, "sign_in_refused")) == FREE + 1
    at = fail(identity, 1, at=later(seconds=FIRST))
    answer(identity, at=at)
    assert len(audited(identity, "sign_in_refused")) == FREE + 3


def test_signing_in_forgets_the_failures_and_so_does_a_day(identity):
    settled(identity)
    fail(identity, FREE - 1)
    assert answer(identity) == (None, 0)
    at = fail(identity, FREE - 1)
    assert answer(identity, password="wrong", at=at)[0] == "wrong"
    assert answer(identity, at=at) == ("wait", FIRST)
    assert fail(identity, FREE - 1, at=later(hours=LIMITS["forget_hours"], seconds=1))
    assert answer(identity, at=later(hours=LIMITS["forget_hours"], seconds=1)) == (None, 0)


def test_a_login_nobody_has_brings_the_same_waits(identity):
    settled(identity)
    course = [("wrong", 0)] * (FREE - 1) + [("wrong", FIRST), ("wait", FIRST)]
    for login in ("wang.fang", "nobody.here", "", "x" * 5000, "\ud800", "a\0b"):
        assert [answer(identity, login=login, password="wrong") for _ in course] == course


def test_a_clock_that_was_set_back_locks_nobody_out(identity):
    settled(identity)
    fail(identity, FREE, at=later(days=365))
    assert answer(identity, at=NOW) == (None, 0)


# ------------------------------------------------------------------------------------------- strangers
def test_failures_elsewhere_do_not_hold_up_a_person_where_she_has_signed_in_before(identity):
    settled(identity)
    assert answer(identity) == (None, 0)
    at = NOW
    for number in range(LOGIN_FREE + 10):
        at = fail(identity, 1, address=f"198.51.100.{number}", at=at)
    assert answer(identity, address=AWAY, at=at)[0] == "wait"
    assert answer(identity, address=HOME, at=at) == (None, 0)


def test_a_login_guessed_at_from_many_addresses_is_slowed_down_everywhere_else(identity):
    settled(identity)
    for number in range(LOGIN_FREE):
        fail(identity, 1, address=f"198.51.100.{number}")
    assert answer(identity, address=AWAY) == ("wait", FIRST)
    assert answer(identity, address=AWAY, at=later(seconds=FIRST)) == (None, 0)


def test_an_address_that_tries_many_logins_is_slowed_down_but_for_those_known_there(identity):
    settled(identity)
    settled(identity, "li.hua")
    assert answer(identity, login="li.hua") == (None, 0)
    for number in range(ADDRESS_FREE):
        fail(identity, 1, login=f"guess.{number}")
    assert answer(identity, login="wang.fang") == ("wait", FIRST)
    assert answer(identity, login="wang.fang", address=AWAY) == (None, 0)
    assert answer(identity, login="li.hua") == (None, 0)


def test_being_known_somewhere_ends_after_a_month_away(identity):
    settled(identity)
    assert answer(identity) == (None, 0)
    at = later(days=LIMITS["known_address_days"], seconds=1)
    for number in range(LOGIN_FREE):
        fail(identity, 1, address=f"198.51.100.{number}", at=at)
    assert answer(identity, at=at) == ("wait", FIRST)


def test_more_people_than_an_address_has_failures_sign_in_from_it_without_a_wait(identity):
    with one_right_word():
        for number in range(ADDRESS_FREE + 10):
            person(identity, f"clerk.{number}")
            assert answer(identity, login=f"clerk.{number}", password="right") == (None, 0)


@pytest.mark.parametrize(("one", "other", "same"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True), ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("::ffff:10.0.0.7", "10.0.0.7", True), ("10.0.0.7", "10.0.0.8", False), ("unknown", "unknown", True),
])
def test_an_ipv6_network_counts_as_one_address(one, other, same):
    assert (attempts.network(one) == attempts.network(other)) == same


# ------------------------------------------------------------------------------------------- the office
def test_the_office_sees_who_waits_and_how_long(identity):
    waits = settled(identity)
    settled(identity, "li.hua")
    fail(identity, FREE)
    fail(identity, FREE, login="nobody.here")
    assert waiting(identity, NOW) == {waits: FIRST}
    assert waiting(identity, later(seconds=FIRST - 2)) == {waits: 2}
    assert waiting(identity, later(seconds=FIRST)) == {}


def test_the_office_sees_the_wait_that_guesses_from_many_addresses_have_brought(identity):
    account_id = settled(identity)
    for number in range(LOGIN_FREE + 1):
        at = fail(identity, 1, address=f"198.51.100.{number}", at=later(seconds=number // LOGIN_FREE * FIRST))
    assert waiting(identity, at) == {account_id: 2 * FIRST}


def test_lifting_lets_the_person_in_at_once_and_stands_in_the_trail(identity):
    account_id = settled(identity)
    for number in range(ADDRESS_FREE):
        fail(identity, 1, login=f"guess.{number}")
    at = fail(identity, LOGIN_FREE + 3, at=later(minutes=1))
    assert answer(identity, at=at)[0] == "wait"
    lift_wait(identity, account_id, by="office", at=at)
    assert waiting(identity, at) == {}
    assert answer(identity, at=at) == (None, 0)
    assert audited(identity, "wait_lifted") == [("wait_lifted", "office", "done")]


def test_lifting_one_persons_wait_leaves_the_others(identity):
    one, other = settled(identity), settled(identity, "li.hua")
    fail(identity, FREE)
    fail(identity, FREE, login="li.hua", address=AWAY)
    lift_wait(identity, one, by="office", at=NOW)
    assert waiting(identity, NOW) == {other: FIRST}


def test_the_wait_of_nobody_cannot_be_lifted(identity):
    with pytest.raises(AccountError) as error:
        lift_wait(identity, "nobody", by=BY, at=NOW)
    assert error.value.code == "no_account"
    assert accounts.listed(identity) == []
