"""Accounts from the command line: what it does, prints and leaves in the trail, also while the server runs."""

import json
import re

import pytest
from typer.testing import CliRunner

from analytics import clock
from analytics.cli import app
from analytics.cli_users import operator
from analytics.identity import accounts, grants, sessions, tokens
from analytics.identity.sign_in import sign_in
from analytics.store.warehouse import Warehouse
from tests.identity.people import AWAY, HOME, NOW, TODAY, audited
from tests.identity.serving import held_open

run = CliRunner()
ONE_TIME = re.compile(r"^[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{5}$", re.MULTILINE)


@pytest.fixture
def users(identity, tmp_path, monkeypatch):
    """Runs a command beside the open database; its output, asserting that it went well unless a code is expected."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def command(*words, code=0):
        done = run.invoke(app, ["--data", str(tmp_path), "users", *words])
        assert done.exit_code == code, done.output
        return done.output

    return command


def one_time(output):
    (password,) = ONE_TIME.findall(output)
    return password


def listed(users):
    return {account["login"]: account for account in json.loads(users("list", "--json"))}


def enter(identity, login, password, address=HOME):
    return sign_in(identity, login=login, password=password, address=address, at=NOW)


def test_the_first_administrator_is_made_and_can_sign_in(users, identity):
    output = users("add", "Li.Hua", "李华", "--role", "administrator", "--unit", "*", "--email", "li@example.cn")
    answer = enter(identity, "li.hua", one_time(output))
    assert answer.account.must_change_password
    (grant,) = grants.in_force(identity, answer.account.account_id, TODAY)
    assert (grant.role, grant.unit_code, grant.given_by) == ("administrator", "*", operator())
    made = audited(identity, "account_created", "role_given")
    assert made == [("account_created", operator(), "done"), ("role_given", operator(), "done")]
    assert operator().startswith("operator:")


def test_an_account_for_a_provider_only_gets_no_password(users, identity):
    assert not ONE_TIME.search(users("add", "sso.only", "某人", "--no-password"))
    assert not accounts.by_login(identity, "sso.only").has_password


def test_the_list_has_everything_in_both_forms_and_no_secret(users, identity):
    password = one_time(users("add", "li.hua", "李华"))
    users("add", "wang.fang", "王芳", "--role", "clerk", "--unit", "XCB")
    users("deputise", "li.hua", "--for", "wang.fang", "--from", "2026-11-01", "--to", "2099-12-31")
    users("disable", "wang.fang")
    for _ in range(3):
        enter(identity, "li.hua", "wrong")
    found = listed(users)
    assert list(found) == ["li.hua", "wang.fang"]
    assert found["li.hua"]["grants"] == [{
        "grant_id": 2, "role": "deputy", "unit": None, "from": "2026-11-01", "to": "2099-12-31",
        "stands_in_for": "wang.fang",
    }]
    assert [(g["role"], g["unit"], g["to"]) for g in found["wang.fang"]["grants"]] == [("clerk", "XCB", None)]
    assert (found["li.hua"]["is_active"], found["wang.fang"]["is_active"]) == (True, False)
    assert found["li.hua"]["wait_seconds"] == 5
    for lang, words in (("zh", ("停用", "填报员")), ("en", ("disabled", "Clerk"))):
        shown = users("list", "--lang", lang)
        assert all(word in shown for word in ("li.hua", "wang.fang", *words))
        assert password not in shown


def test_a_reset_gives_a_new_password_and_ends_what_was_open(users, identity):
    users("add", "li.hua", "李华")
    account_id = accounts.by_login(identity, "li.hua").account_id
    token = sessions.open_session(identity, account_id, address=HOME, agent="", how="password", at=NOW)
    _, secret = tokens.create(identity, account_id, name="x", actions={"read"}, expires_on=TODAY, at=NOW)
    password = one_time(users("reset", "LI.HUA", "--lang", "en"))
    assert sessions.session_of(identity, token, NOW) is None
    assert tokens.of_secret(identity, secret, NOW) is None
    assert enter(identity, "li.hua", password).account


def test_disabling_and_enabling_close_and_open_the_way_in(users, identity):
    password = one_time(users("add", "li.hua", "李华"))
    users("disable", "li.hua")
    assert enter(identity, "li.hua", password).problem == "wrong"
    users("enable", "li.hua")
    assert enter(identity, "li.hua", password).account
    assert audited(identity, "account_disabled", "account_changed") == [
        ("account_disabled", operator(), "done"), ("account_changed", operator(), "done")]


def test_roles_are_given_for_days_and_withdrawn_by_their_number(users, identity):
    users("add", "li.hua", "李华")
    users("grant", "li.hua", "--role", "office", "--unit", "FL", "--from", "2020-01-01", "--to", "2020-01-31")
    users("grant", "li.hua", "--role", "office", "--unit", "FL")
    account_id = accounts.by_login(identity, "li.hua").account_id
    (held,) = grants.in_force(identity, account_id, TODAY)
    users("withdraw", str(held.grant_id))
    assert grants.in_force(identity, account_id, TODAY) == []
    assert "已收回" in users("withdraw", str(held.grant_id), code=1)


def test_sessions_are_listed_and_ended(users, identity):
    users("add", "li.hua", "李华")
    account_id = accounts.by_login(identity, "li.hua").account_id
    token = sessions.open_session(identity, account_id, address=AWAY, agent="Firefox", how="password", at=NOW)
    (shown,) = json.loads(users("sessions", "li.hua", "--json"))
    assert (shown["session_id"], shown["address"], shown["how"]) == (sessions.session_id_of(token), AWAY, "password")
    assert AWAY in users("sessions", "li.hua")
    assert "1" in users("end-sessions", "li.hua")
    assert sessions.session_of(identity, token, NOW) is None
    assert json.loads(users("sessions", "li.hua", "--json")) == []


def test_a_wait_is_lifted(users, identity):
    password = one_time(users("add", "li.hua", "李华"))
    for _ in range(8):
        enter(identity, "li.hua", "wrong")
    assert enter(identity, "li.hua", password).problem == "wait"
    users("unlock", "li.hua")
    assert enter(identity, "li.hua", password).account
    assert audited(identity, "wait_lifted") == [("wait_lifted", operator(), "done")]


@pytest.mark.parametrize(("words", "code", "said"), [
    (("reset", "nobody"), 1, "nobody"),
    (("add", "li.hua", "李华"), 1, "已有人用"),
    (("add", "x", "李华"), 1, "3 到 64"),
    (("add", "new.one", "新人", "--role", "clerk"), 2, "--unit"),
    (("add", "new.one", "新人", "--role", "boss", "--unit", "FL"), 1, "administrator"),
    (("grant", "li.hua", "--role", "clerk"), 2, "--unit"),
    (("grant", "li.hua", "--role", "clerk", "--unit", "FL", "--to", "2001-01-01"), 1, "截止日"),
    (("deputise", "li.hua", "--for", "li.hua", "--to", "2099-01-01"), 1, "自己"),
    (("withdraw", "77"), 1, "授权"),
    (("list", "--lang", "fr"), 2, "zh or en"),
])
def test_what_cannot_be_done_ends_with_a_sentence_and_changes_nothing(users, identity, words, code, said):
    users("add", "li.hua", "李华")
    before = audited(identity)
    assert said in users(*words, code=code).replace("\n", "")
    assert audited(identity) == before
    assert [a.login for a in accounts.listed(identity)] == ["li.hua"]


def test_a_unit_that_is_not_there_is_refused_with_those_that_are(own_demonstration):
    words = ["--data", str(own_demonstration), "users", "grant", "demo-clerk", "--role", "clerk", "--unit"]
    refused = run.invoke(app, [*words, "ZZZ"])
    assert refused.exit_code == 1
    assert "QYB" in refused.output
    done = run.invoke(app, [*words, "QYB"])
    assert done.exit_code == 0, done.output


def test_while_the_server_has_the_store_open_roles_are_given_and_the_unit_is_said_to_be_unchecked(users, tmp_path):
    users("add", "li.hua", "李华")
    Warehouse.open(tmp_path).close()
    with held_open(tmp_path):
        assert "没有核对" in users("grant", "li.hua", "--role", "clerk", "--unit", "XCB")
    assert [g["unit"] for g in listed(users)["li.hua"]["grants"]] == ["XCB"]
