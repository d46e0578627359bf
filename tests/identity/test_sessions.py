"""Sessions: how long they hold, what keeps them open, and that their end is felt at once."""

import hashlib

import pytest

from analytics.declare import settings
from analytics.identity import accounts, audit, sessions
from analytics.identity.database import IdentityError
from tests.identity.people import AWAY, BY, HOME, NOW, audited, later, person, settled

IDLE_MINUTES, HOURS = (settings()["accounts"][key] for key in ("session_idle_minutes", "session_hours"))


def opened(identity, account_id, at=NOW, how="password", address=HOME, agent="Firefox"):
    return sessions.open_session(identity, account_id, address=address, agent=agent, how=how, at=at)


@pytest.fixture
def account_id(identity):
    return person(identity).account.account_id


def test_a_token_finds_its_session_and_nothing_else_does(identity, account_id):
    token = opened(identity, account_id)
    session = sessions.session_of(identity, token, NOW)
    assert (session.account_id, session.address, session.agent) == (account_id, HOME, "Firefox")
    assert (session.how, session.opened_at, session.seen_at) == ("password", NOW, NOW)
    assert session.session_id == hashlib.sha256(token.encode()).hexdigest()
    for other in ("", token[:-1], token + "x", session.session_id, "' OR 1=1 --", "\ud800"):
        assert sessions.session_of(identity, other, NOW) is None


def test_two_sessions_never_have_the_same_token(identity, account_id):
    tokens = {opened(identity, account_id) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)  # 256 bits


def test_a_session_ends_when_it_is_not_used(identity, account_id):
    token = opened(identity, account_id)
    session_id = sessions.session_id_of(token)
    assert sessions.is_alive(identity, session_id, later(minutes=IDLE_MINUTES, seconds=-1))
    assert not sessions.is_alive(identity, session_id, later(minutes=IDLE_MINUTES))
    assert sessions.session_of(identity, token, later(minutes=IDLE_MINUTES)) is None
    assert sessions.open_sessions(identity, account_id, later(minutes=IDLE_MINUTES)) == []


def test_use_keeps_a_session_open_but_not_beyond_its_hours(identity, account_id):
    token = opened(identity, account_id)
    step = IDLE_MINUTES - 2
    minutes = range(step, HOURS * 60, step)
    assert all(sessions.session_of(identity, token, later(minutes=minute)) for minute in minutes)
    last = later(hours=HOURS, seconds=-1)
    assert sessions.session_of(identity, token, last)
    assert sessions.session_of(identity, token, later(hours=HOURS)) is None


def test_looking_whether_a_session_is_alive_does_not_keep_it_alive(identity, account_id):
    token = opened(identity, account_id)
    for minute in range(0, IDLE_MINUTES, 5):
        assert sessions.is_alive(identity, sessions.session_id_of(token), later(minutes=minute))
    assert sessions.session_of(identity, token, later(minutes=IDLE_MINUTES)) is None


def test_a_page_that_runs_again_in_an_open_tab_keeps_its_session_open(identity, account_id):
    session_id = sessions.session_id_of(opened(identity, account_id))
    step = IDLE_MINUTES - 1
    for minute in (step, 2 * step, 3 * step):
        session = sessions.touch(identity, session_id, later(minutes=minute))
        assert (session.session_id, session.seen_at) == (session_id, later(minutes=minute))
    assert sessions.touch(identity, session_id, later(minutes=3 * step + IDLE_MINUTES)) is None
    assert sessions.touch(identity, "nothing", NOW) is None


def test_use_is_written_down_at_most_once_a_minute(identity, account_id):
    token = opened(identity, account_id)

    def seen(seconds):
        sessions.session_of(identity, token, later(seconds=seconds))
        (session,) = sessions.open_sessions(identity, account_id, later(seconds=seconds))
        assert accounts.by_id(identity, account_id).last_seen_at == session.seen_at
        return (session.seen_at - NOW).total_seconds()

    assert [seen(seconds) for seconds in (1, 59, 60, 61, 119, 120)] == [0, 0, 60, 60, 60, 120]


def test_the_account_was_last_seen_when_it_signed_in(identity, account_id):
    opened(identity, account_id, at=later(hours=3))
    assert accounts.by_id(identity, account_id).last_seen_at == later(hours=3)


def test_ending_a_session_is_felt_at_once_and_leaves_the_others(identity, account_id):
    one, other = opened(identity, account_id), opened(identity, account_id, address=AWAY)
    session_id = sessions.session_id_of(one)
    assert sessions.end(identity, session_id, by="office", at=NOW)
    assert sessions.session_of(identity, one, NOW) is None
    assert not sessions.is_alive(identity, session_id, NOW)
    assert sessions.session_of(identity, other, NOW)
    assert not sessions.end(identity, session_id, by="office", at=NOW)
    assert audited(identity, "session_ended", "sign_out") == [("session_ended", "office", "done")]


def test_a_person_who_ends_a_session_of_her_own_signs_out(identity, account_id):
    token = opened(identity, account_id)
    sessions.end(identity, sessions.session_id_of(token), by="wang.fang", at=NOW)
    assert audited(identity, "session_ended", "sign_out") == [("sign_out", "wang.fang", "done")]


def test_all_sessions_end_but_the_one_to_keep(identity, account_id):
    tokens = [opened(identity, account_id) for _ in range(4)]
    theirs = opened(identity, settled(identity, "li.hua"))
    keep = sessions.session_id_of(tokens[2])
    assert sessions.end_all(identity, account_id, by=BY, at=NOW, keep=keep) == 3
    assert [bool(sessions.session_of(identity, token, NOW)) for token in tokens] == [False, False, True, False]
    assert sessions.end_all(identity, account_id, by=BY, at=NOW) == 1
    assert sessions.session_of(identity, theirs, NOW)


def test_a_disabled_accounts_session_does_not_hold_even_if_it_were_left(identity, account_id):
    token = opened(identity, account_id)
    with identity.writing() as connection:
        connection.exec_driver_sql("UPDATE account SET is_active = false")
    assert sessions.session_of(identity, token, NOW) is None
    assert not sessions.is_alive(identity, sessions.session_id_of(token), NOW)
    with pytest.raises(IdentityError):
        opened(identity, account_id)


def test_only_a_demonstration_account_is_entered_without_a_password(identity, account_id):
    with pytest.raises(IdentityError):
        opened(identity, account_id, how="demonstration")
    demonstration = person(identity, "demo-staff", is_demonstration=True).account.account_id
    assert sessions.session_of(identity, opened(identity, demonstration, how="demonstration"), NOW)


@pytest.mark.parametrize(("of", "how"), [("nobody", "password"), (None, "guess")])
def test_no_session_is_opened_for_nobody_or_in_an_unknown_way(identity, account_id, of, how):
    with pytest.raises(IdentityError):
        opened(identity, of or account_id, how=how)
    assert audited(identity, "sign_in") == []


def test_a_sign_in_is_in_the_trail_with_its_session_and_never_with_its_token(identity, account_id):
    token = opened(identity, account_id, how="oidc")
    (entry,) = audit.entries(identity, kinds=["sign_in"], limit=5)
    assert (entry.actor, entry.account_id, entry.session_id, entry.address, entry.detail) == (
        "wang.fang", account_id, sessions.session_id_of(token), HOME, {"how": "oidc"})
    assert token not in str(entry)


def test_what_a_browser_says_of_itself_is_kept_short_and_on_one_line(identity, account_id):
    token = opened(identity, account_id, agent="A\n\x00B\x1b[31m\ud800" + "x" * 9000)
    agent = sessions.session_of(identity, token, NOW).agent
    assert agent.startswith("AB[31mxxx")
    assert len(agent) == 200


def test_sessions_are_listed_the_last_used_first(identity, account_id):
    first, second = opened(identity, account_id), opened(identity, account_id, at=later(minutes=1))
    assert [s.session_id for s in sessions.open_sessions(identity, account_id, later(minutes=1))] == [
        sessions.session_id_of(second), sessions.session_id_of(first)]
    sessions.session_of(identity, first, later(minutes=5))
    assert sessions.open_sessions(identity, account_id, later(minutes=5))[0].session_id == sessions.session_id_of(first)


def test_sessions_that_have_run_out_are_deleted_when_somebody_signs_in(identity, account_id):
    opened(identity, account_id)
    opened(identity, account_id, at=later(hours=HOURS))
    with identity.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sign_in_session").scalar() == 1
