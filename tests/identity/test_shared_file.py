"""The identity database is open in the server and on the command line at once, and in many threads of each."""

import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from analytics.identity import accounts, audit, grants, sessions, tokens
from analytics.identity.database import Identity
from analytics.identity.problems import AccountError
from analytics.identity.sign_in import sign_in
from tests.identity.people import BY, HOME, NOW, PASSWORD, TODAY, audited, day, person, settled

ROOT = Path(__file__).parents[2]
START = "import sys\nfrom analytics.identity import accounts, attempts, audit, grants, sessions\n" \
        "from analytics.identity.database import Identity\nfrom tests.identity.people import *\n" \
        "identity = Identity.open(sys.argv[1])\n"


def process(directory, code):
    """Another Python with the same database open, running the code."""
    return subprocess.Popen(
        [sys.executable, "-c", START + code, str(directory)], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def output(started):
    out, errors = started.communicate(timeout=120)
    assert started.returncode == 0, errors
    return out.split()


def in_threads(count, work):
    """Runs work(number) in so many threads that start together; their results, exceptions included."""
    start, results = threading.Barrier(count), []

    def run(number):
        start.wait()
        try:
            results.append(work(number))
        except Exception as error:  # a test looks at it
            results.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def give_clerk(identity, account_id):
    return grants.give(
        identity, account_id, role="clerk", unit_code="XCB", from_on=TODAY, to_on=None, by=BY, at=NOW)


# ------------------------------------------------------------------------------------------- two processes
def test_what_one_process_ends_is_ended_in_the_other_at_its_next_look(identity, tmp_path):
    account_id = settled(identity)
    token = sessions.open_session(identity, account_id, address=HOME, agent="", how="password", at=NOW)
    assert sessions.session_of(identity, token, NOW)
    code = (
        "account = accounts.by_login(identity, 'wang.fang')\n"
        "print(sessions.end_all(identity, account.account_id, by='operator:x', at=NOW))\n"
    )
    assert output(process(tmp_path, code)) == ["1"]
    assert sessions.session_of(identity, token, NOW) is None
    assert ("session_ended", "operator:x", "done") in audited(identity)


def test_four_processes_that_write_at_once_lose_nothing_and_keep_the_trail_whole(identity, tmp_path):
    code = (
        "for n in range(15):\n"
        "    made = person(identity, f'NUMBER-{n}', with_password=False).account\n"
        "    grants.give(identity, made.account_id, role='staff', unit_code='FL', from_on=TODAY, to_on=None,"
        " by='op', at=NOW)\n"
    )
    started = [process(tmp_path, code.replace("NUMBER", f"process-{number}")) for number in range(4)]
    for n in range(15):
        person(identity, f"mine-{n}", with_password=False)
    for one in started:
        output(one)
    assert len(accounts.listed(identity)) == 75
    kinds = Counter(kind for kind, _, _ in audited(identity))
    assert kinds == {"account_created": 75, "role_given": 60}
    assert audit.verify(identity).broken_at is None


def test_processes_that_create_the_database_at_once_all_get_it(tmp_path, identity):
    started = [process(tmp_path / "new", "print(len(accounts.listed(identity)))") for _ in range(5)]
    assert [output(one) for one in started] == [["0"]] * 5


def test_a_process_killed_in_the_middle_of_a_change_leaves_nothing_of_it_and_no_lock(identity, tmp_path):
    code = (
        "import os\n"
        "with identity.writing() as connection:\n"
        "    connection.exec_driver_sql(\"UPDATE account SET name = 'half'\")\n"
        "    audit.record(connection, 'account_changed', actor='x', at=NOW)\n"
        "    os._exit(9)\n"
    )
    account_id = person(identity).account.account_id
    killed = process(tmp_path, code)
    killed.communicate(timeout=120)
    assert killed.returncode == 9
    assert accounts.by_id(identity, account_id).name == "王芳"
    accounts.change(identity, account_id, by=BY, at=NOW, name="王小芳")
    assert audited(identity) == [("account_created", BY, "done"), ("account_changed", BY, "done")]
    assert audit.verify(identity).broken_at is None


# ------------------------------------------------------------------------------------------- many threads
def test_of_many_who_take_one_sign_in_name_at_once_one_gets_it(identity):
    results = in_threads(20, lambda number: person(identity, "wang.fang", name=f"name {number}", with_password=False))
    refused = [r for r in results if isinstance(r, AccountError)]
    assert Counter(type(r) for r in results) == {accounts.Created: 1, AccountError: 19}
    assert {r.code for r in refused} == {"login_taken"}
    assert len(accounts.listed(identity)) == 1
    assert audited(identity) == [("account_created", BY, "done")]


def test_one_role_given_by_many_at_once_is_given_once(identity):
    account_id = person(identity).account.account_id
    results = in_threads(12, lambda _: give_clerk(identity, account_id))
    assert Counter(getattr(r, "code", "given") for r in results) == {"given": 1, "already_given": 11}
    assert len(grants.in_force(identity, account_id, TODAY)) == 1


def test_forty_threads_that_sign_in_look_and_sign_out_do_not_disturb_each_other(identity):
    for number in range(10):
        settled(identity, f"clerk.{number}")

    def a_morning(number):
        login = f"clerk.{number % 10}"
        account = sign_in(identity, login=login, password=PASSWORD, address=f"10.0.1.{number}", at=NOW).account
        token = sessions.open_session(identity, account.account_id, address=HOME, agent="", how="password", at=NOW)
        seen = {sessions.session_of(identity, token, NOW).account_id for _ in range(10)}
        _, secret = tokens.create(identity, account.account_id, name="x", actions={"read"}, expires_on=day(1), at=NOW)
        seen.add(tokens.of_secret(identity, secret, NOW).account_id)
        ended = sessions.end(identity, sessions.session_id_of(token), by=login, at=NOW)
        return seen == {account.account_id} and ended and sessions.session_of(identity, token, NOW) is None

    assert in_threads(40, a_morning) == [True] * 40
    assert Counter(kind for kind, _, _ in audited(identity, "sign_in", "sign_out")) == {"sign_in": 40, "sign_out": 40}
    assert audit.verify(identity).broken_at is None


# ------------------------------------------------------------------------------------------- one change, one entry
def test_a_change_whose_entry_cannot_be_written_does_not_happen(identity, monkeypatch):
    account_id = settled(identity)
    token = sessions.open_session(identity, account_id, address=HOME, agent="", how="password", at=NOW)

    def full(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr(audit, "record", full)
    changes = (
        lambda: person(identity, "li.hua"),
        lambda: accounts.change(identity, account_id, by=BY, at=NOW, is_active=False),
        lambda: accounts.reset_password(identity, account_id, by=BY, at=NOW),
        lambda: give_clerk(identity, account_id),
        lambda: sessions.end_all(identity, account_id, by=BY, at=NOW),
        lambda: sessions.open_session(identity, account_id, address=HOME, agent="", how="password", at=NOW),
        lambda: tokens.create(identity, account_id, name="x", actions={"read"}, expires_on=day(1), at=NOW),
    )
    for change in changes:
        with pytest.raises(OSError, match="disk"):
            change()
    assert [a.login for a in accounts.listed(identity)] == ["wang.fang"]
    assert sign_in(identity, login="wang.fang", password=PASSWORD, address=HOME, at=NOW).account
    assert [s.session_id for s in sessions.open_sessions(identity, account_id, NOW)] == [sessions.session_id_of(token)]
    assert grants.history(identity, account_id) == tokens.of_account(identity, account_id) == []


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX systems")
def test_the_file_is_for_its_owner_only(tmp_path, monkeypatch):
    monkeypatch.delenv("SIXING_IDENTITY_URL", raising=False)
    Identity.open(tmp_path).close()
    assert (tmp_path / "identity.sqlite").stat().st_mode & 0o077 == 0
