"""Signing in: one answer and the same work for whoever may not, and no way round the count of failures."""

import threading
from collections import Counter

import pytest

from analytics.identity import accounts, audit, passwords, sign_in
from tests.identity.people import BY, HOME, NOW, PASSWORD, audited, later, person, settled


@pytest.fixture
def comparisons(monkeypatch):
    """Counts how often a hash is made or compared, by the cost parameters it has."""
    counted = Counter()
    verify, make = passwords._hasher.verify_and_update, passwords._hasher.hash

    def counting_verify(password, hash):
        counted["compared", hash.rsplit("$", 2)[0]] += 1
        return verify(password, hash)

    def counting_hash(password):
        counted["made"] += 1
        return make(password)

    monkeypatch.setattr(passwords._hasher, "verify_and_update", counting_verify)
    monkeypatch.setattr(passwords._hasher, "hash", counting_hash)
    return counted


def enter(identity, login="wang.fang", password=PASSWORD, address=HOME, at=NOW):
    return sign_in.sign_in(identity, login=login, password=password, address=address, at=at)


def test_the_right_password_gives_the_account(identity):
    account_id = settled(identity)
    answer = enter(identity)
    assert answer.account == accounts.by_id(identity, account_id)
    assert (answer.problem, answer.wait_seconds) == (None, 0)
    assert audited(identity, "sign_in_refused") == []


@pytest.mark.parametrize("password", ["", "KESTREL OVER THE MILL", PASSWORD + " ", PASSWORD[:-1], "\ud800", "x" * 9999])
def test_anything_else_is_wrong(identity, password):
    settled(identity)
    assert enter(identity, password=password).problem == "wrong"
    assert audited(identity, "sign_in_refused") == [("sign_in_refused", "wang.fang", "refused")]


@pytest.mark.parametrize("who", ["known", "unknown", "disabled", "demonstration", "provider only", "one-time"])
@pytest.mark.parametrize("password", ["wrong", PASSWORD])
def test_whoever_may_not_sign_in_gets_the_same_answer_for_the_same_work(identity, request, who, password):
    account_id = settled(identity)
    passwords.stand_in_hash()
    person(identity, "demo", is_demonstration=True)
    person(identity, "sso", with_password=False)
    person(identity, "new")
    if who == "disabled":
        accounts.change(identity, account_id, by=BY, at=NOW, is_active=False)
    comparisons = request.getfixturevalue("comparisons")
    logins = {"unknown": "nobody", "demonstration": "demo", "provider only": "sso", "one-time": "new"}
    answer = enter(identity, login=logins.get(who, "wang.fang"), password=password)
    assert (answer.problem is None) == (who == "known" and password == PASSWORD)
    assert answer.problem in (None, "wrong")
    (((kind, cost), count),) = comparisons.items()
    assert (kind, count) == ("compared", 1)
    assert cost == passwords.stand_in_hash().rsplit("$", 2)[0]


def test_during_a_wait_no_password_is_compared(identity, comparisons):
    settled(identity)
    for _ in range(3):
        enter(identity, password="wrong")
    before = Counter(comparisons)
    assert enter(identity).problem == "wait"
    assert enter(identity, password="wrong").problem == "wait"
    assert comparisons == before


def test_fifty_guesses_sent_at_once_get_no_more_comparisons_than_one_after_another(identity, comparisons):
    settled(identity)
    comparisons.clear()
    start = threading.Barrier(50)
    answers = []

    def guess(number):
        start.wait()
        answers.append(enter(identity, password=f"guess {number}").problem)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answers) == {"wrong": 3, "wait": 47}
    assert sum(count for kind, count in comparisons.items() if kind[0] == "compared") == 3


def test_a_password_reset_while_the_old_one_is_compared_does_not_let_it_in(identity, monkeypatch):
    account_id = settled(identity)
    matches = passwords.matches

    def reset_meanwhile(password, hash):
        accounts.reset_password(identity, account_id, by=BY, at=NOW)
        return matches(password, hash)

    monkeypatch.setattr(passwords, "matches", reset_meanwhile)
    assert enter(identity).problem == "wrong"


def test_an_account_disabled_while_its_password_is_compared_does_not_get_in(identity, monkeypatch):
    account_id = settled(identity)
    matches = passwords.matches

    def disable_meanwhile(password, hash):
        accounts.change(identity, account_id, by=BY, at=NOW, is_active=False)
        return matches(password, hash)

    monkeypatch.setattr(passwords, "matches", disable_meanwhile)
    assert enter(identity).problem == "wrong"


def test_a_hash_is_made_anew_with_todays_cost_when_its_password_is_right(identity, monkeypatch):
    settled(identity)
    monkeypatch.setattr(passwords, "matches", lambda password, hash: (True, "the new hash"))
    assert enter(identity).problem is None
    with identity.reading() as connection:
        assert connection.exec_driver_sql("SELECT password_hash FROM account").scalar() == "the new hash"


def test_a_refusal_says_in_the_trail_why_and_from_where_and_never_what_was_typed(identity):
    account_id = settled(identity)
    enter(identity, password="wrong")
    enter(identity, login="my secret password", password="x")
    unknown, known = audit.entries(identity, kinds=["sign_in_refused"], limit=9)
    assert (known.actor, known.account_id, known.address, known.detail) == (
        "wang.fang", account_id, HOME, {"reason": "wrong"})
    assert (unknown.actor, unknown.account_id, unknown.detail) == (sign_in.NOBODY, None, {"reason": "wrong"})
    assert audit.verify(identity).broken_at is None


def test_one_time_passwords_that_have_expired_do_not_count_as_failures(identity):
    password = person(identity).one_time_password
    answers = [enter(identity, password=password, at=later(days=30)).problem for _ in range(5)]
    assert answers == ["expired"] * 5
