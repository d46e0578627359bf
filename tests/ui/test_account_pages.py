"""我的账号 and 账号管理: what each role sees and may do, in both languages; every write asks the rules once more."""

import datetime as dt
import re
import shutil
from contextlib import contextmanager
from itertools import count

import pytest
from streamlit.testing.v1 import AppTest

from analytics import clock, process
from analytics.account_rules import TOKEN_ACTIONS
from analytics.declare import actions, roles
from analytics.identity import accounts, audit, grants, sessions, tokens
from analytics.identity.sign_in import sign_in
from analytics.ui import viewing
from analytics.ui.navigation import PAGES
from analytics.ui.texts import t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import account_sessions, account_tokens, accounts_edit, accounts_edit_new
from tests.ui.return_pages_fixture import NOW, SHELL, fragments, opened, sound, words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Mobile/15E148 MicroMessenger/8.0.50"
DAY = dt.timedelta(days=1)
numbers = count(1)


@pytest.fixture(scope="module")
def store(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("accounts") / "data")


@pytest.fixture(autouse=True)
def identity(store, in_november, monkeypatch):
    """The demonstration with its accounts, and whatever a test adds: each has people of its own."""
    monkeypatch.setenv("SIXING_DATA", str(store))
    yield process.identity()
    viewing.leave()


def person(identity, role: str | None = None, unit: str = "QYB", name: str = "王芳", to_on=None, **more):
    """A new account with a role; its sign-in name is nobody else's."""
    made = accounts.create(identity, login=f"person{next(numbers):03}", name=name, by="test", at=NOW, **more).account
    if role:
        grants.give(identity, made.account_id, role=role, unit_code=unit, from_on=dt.date(2026, 1, 5), to_on=to_on,
                    by="test", at=NOW)
    return made


def session(identity, account, agent: str = WINDOWS, address: str = "10.1.1.3") -> str:
    """The id of a new session of the account."""
    how = "demonstration" if account.is_demonstration else "password"
    token = sessions.open_session(identity, account.account_id, address=address, agent=agent, how=how, at=NOW)
    return sessions.session_id_of(token)


def user(identity, account) -> dict[str, str]:
    return {"account": account.account_id, "session": session(identity, account), "address": "10.1.1.3"}


def fail_to_sign_in(identity, account) -> None:
    """Wrong passwords, each after the wait of the one before; the wait of the last has just begun."""
    for n in range(8):
        at = NOW - dt.timedelta(minutes=3 * (7 - n), seconds=1)
        sign_in(identity, login=account.login, password="wrong", address="10.7.7.7", at=at)


def seen_by(identity, account, page: str, language: str = "zh", **query: str) -> AppTest:
    """A page as the account opens it by its address."""
    at = AppTest.from_file(str(SHELL), default_timeout=60)
    at.user = user(identity, account)
    at.session_state["raise_errors"] = True
    for key, value in {"lang": language, **query}.items():
        at.query_params[key] = value
    if page != "overview":
        at.switch_page(str(PAGES / f"{page}.py"))
    return sound(at.run())


@contextmanager
def acting(identity, account):
    """What a button calls, called by hand: by whom the browser says it is, with whatever arguments it likes."""
    viewing._run.viewing = viewing.found_out(user(identity, account))
    viewing.look_at("accounts")
    yield
    viewing.leave()


def labels(at: AppTest) -> list[str]:
    return [button.label for button in at.button]


def refusals(identity, who) -> list[tuple]:
    """(target, action, reason) of what the account was refused, oldest first."""
    found = audit.entries(identity, kinds=["access_refused"], actor=who.login, limit=100)
    return [(e.target, e.detail.get("action"), e.detail.get("reason")) for e in reversed(found)]


def done(identity, target: str) -> list[str]:
    return [e.kind for e in reversed(audit.entries(identity, text=target, limit=100)) if e.target == target]


def button(at: AppTest, key: str) -> AppTest:
    return sound(at.button(key=key).click().run())


# ------------------------------------------------------------------------------------------- my account
@pytest.mark.parametrize("role", roles())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_everybody_sees_their_own_account_with_its_role_in_words(role, language):
    shown = words(opened("account", language, role))
    unit = {"clerk": ("宣传部", "Publicity"), "reviewer": ("权益部", "Rights")}.get(role, ("全机关", "whole agency"))
    assert f"demo-{role}" in shown
    assert f"{roles()[role][language]} · {unit[language == 'en']}" in shown
    assert ("本设备" if language == "zh" else "this one") in shown
    assert ("演示账号没有密码" if language == "zh" else "has no password") in shown


@pytest.mark.parametrize(("language", "said"), [
    ("zh", ("综合岗 · 全机关，至 2026-12-31", "填报员 · 办公室，自 2026-12-01 起 尚未开始",
            "代 李华（审核人 · 权益部） 2026-11-01—11-30", "由 赵敏 代理 2026-12-20—2027-01-05")),
    ("en", ("Office · whole agency, until 2026-12-31", "Clerk · Office, from 2026-12-01 not yet",
            "Standing in for 李华 (Reviewer · Rights) 2026-11-01—11-30", "赵敏 stands in 2026-12-20—2027-01-05")),
])
def test_roles_are_said_with_units_days_and_deputies(identity, language, said):
    me = person(identity, "office", "FL", to_on=dt.date(2026, 12, 31))
    absent, deputy = person(identity, "reviewer", "QYB", "李华"), person(identity, "clerk", "QYB", "赵敏")
    by = {"by": "test", "at": NOW}
    grants.give(identity, me.account_id, role="clerk", unit_code="BGS", from_on=dt.date(2026, 12, 1), to_on=None, **by)
    grants.give(identity, me.account_id, role="leader", unit_code="FL", from_on=dt.date(2025, 1, 1),
                to_on=dt.date(2025, 12, 31), **by)
    grants.deputise(identity, me.account_id, stands_in_for=absent.account_id, from_on=dt.date(2026, 11, 1),
                    to_on=dt.date(2026, 11, 30), **by)
    grants.deputise(identity, deputy.account_id, stands_in_for=me.account_id, from_on=dt.date(2026, 12, 20),
                    to_on=dt.date(2027, 1, 5), **by)
    shown = words(seen_by(identity, me, "account", language))
    for tag in ('<span class="nowrap">', '<span class="tag calm">', "</span>"):
        shown = shown.replace(tag, "")
    for each in said:
        assert each in shown
    assert roles()["leader"][language] not in shown


def test_only_an_account_with_a_password_is_led_to_a_new_one(identity):
    link = '<a class="way" href="/password">'
    assert link in fragments(seen_by(identity, person(identity, "clerk"), "account"))
    assert link not in fragments(seen_by(identity, person(identity, "clerk", with_password=False), "account"))


def test_the_language_is_kept_on_the_account(identity):
    me = person(identity, "clerk")
    at = seen_by(identity, me, "account")
    at = sound(at.radio(key="account_language").set_value("en").run())
    assert accounts.by_id(identity, me.account_id).language == "en"
    assert "Where you are signed in" in words(at)
    sound(at.radio(key="account_language").set_value("browser").run())
    assert accounts.by_id(identity, me.account_id).language is None


# ------------------------------------------------------------------------------------------- sessions
@pytest.mark.parametrize(("agent", "said"), [
    (WINDOWS, "Edge · Windows"), (IPHONE, "WeChat · iPhone"),
    ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari · macOS"),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux"),
    ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
    ("Mozilla/5.0 (Windows NT 10.0) Chrome/108 Safari/537.36 wxwork/4.1 MicroMessenger/7.0", "WeCom · Windows"),
    ("Mozilla/5.0 (Phone; OpenHarmony 5.0) Chrome/114 ArkWeb/4.1 HuaweiBrowser/5.0", "Huawei Browser · HarmonyOS"),
    ("", "Unknown device"), ("<b>curl</b>", "Unknown device"),
])
def test_a_device_is_said_in_words(agent, said, monkeypatch):
    monkeypatch.setattr("analytics.ui.texts.lang", lambda: "en")
    assert account_sessions.device(agent) == said


def test_the_own_session_is_marked_and_comes_first_and_another_is_ended(identity):
    me = person(identity, "clerk")
    other = session(identity, me, IPHONE, "10.1.1.9")
    at = seen_by(identity, me, "account", "en")
    first, second = [part for part in fragments(at).split('<div class="six">') if "by password" in part]
    assert "Edge · Windows" in first and "this one" in first
    assert "WeChat · iPhone" in second and "10.1.1.9" in second and "this one" not in second
    at = button(at, f"end_{other[:12]}")
    assert not sessions.is_alive(identity, other, NOW)
    assert sessions.is_alive(identity, at.user["session"], NOW)
    assert "WeChat" not in words(at)
    assert at.success[0].value == "Sessions ended: 1."


def test_all_others_are_ended_and_this_one_stays(identity):
    me = person(identity, "clerk")
    others = [session(identity, me) for _ in range(3)]
    at = seen_by(identity, me, "account")
    button(at, "end_others")
    assert [s.session_id for s in sessions.open_sessions(identity, me.account_id, NOW)] == [at.user["session"]]
    assert not any(sessions.is_alive(identity, other, NOW) for other in others)


def test_a_session_of_somebody_else_is_not_ended_and_the_attempt_is_noted(identity):
    me, other = person(identity, "clerk"), person(identity, "clerk")
    theirs = session(identity, other)
    with acting(identity, me):
        parts.carry_out(lambda: account_sessions.end(theirs))
    assert sessions.is_alive(identity, theirs, NOW)
    assert refusals(identity, me) == [(None, "end_session", "not_yours")]


def test_a_demonstration_account_shows_nobody_elses_sessions(identity):
    shared = accounts.by_login(identity, "demo-leader")
    theirs = session(identity, shared, IPHONE, "10.9.9.9")
    at = seen_by(identity, shared, "account")
    assert "10.9.9.9" not in fragments(at)
    assert "end_others" not in [b.key for b in at.button]
    with acting(identity, shared):
        parts.carry_out(account_sessions.end_others)
        parts.carry_out(lambda: account_sessions.end(theirs))
    assert sessions.is_alive(identity, theirs, NOW)
    assert [action for _, action, _ in refusals(identity, shared)] == ["end_sessions", "end_session"]


# ------------------------------------------------------------------------------------------- tokens
@pytest.mark.parametrize("role", roles())
def test_a_token_is_offered_only_what_the_role_allows(role):
    at = opened("account", "zh", role)
    offered = {box.key.removeprefix("token_may_") for box in at.checkbox}
    assert offered == {name for name, needed in TOKEN_ACTIONS.items()
                       if any(role in actions()[action].roles for action in needed)}


def test_the_secret_of_a_new_token_is_shown_once(identity):
    me = person(identity, "clerk")
    at = seen_by(identity, me, "account")
    at.text_input(key="token_name").input("月报 Excel")
    at.checkbox(key="token_may_submit").check()
    at.date_input(key="token_until").set_value(NOW.date() + 10 * DAY)
    at = button(at, "token_create")
    (secret,) = [code.value for code in at.code]
    token = tokens.of_secret(identity, secret, NOW)
    assert (token.account_id, token.name, token.actions) == (me.account_id, "月报 Excel", {"read", "submit"})
    assert token.expires_on == NOW.date() + 10 * DAY
    at = button(at, "secret_done")
    assert not at.code
    assert secret not in words(sound(at.run()))
    assert "月报 Excel" in fragments(at)
    at = button(at, f"revoke_{token.token_id}")
    assert tokens.of_secret(identity, secret, NOW) is None
    assert "已吊销" in at.success[0].value


def test_what_is_wrong_with_a_token_is_said(identity):
    at = seen_by(identity, person(identity, "clerk"), "account")
    at = button(at, "token_create")
    assert "令牌名称" in at.warning[0].value
    at.text_input(key="token_name").input("x")
    at.checkbox(key="token_may_read").uncheck()
    assert "请选择令牌可用的操作" in button(at, "token_create").warning[0].value


@pytest.mark.parametrize("chosen", [["backup"], ["read", "submit"], ["rows"]])
def test_a_token_beyond_the_roles_is_refused_and_noted(identity, chosen):
    me = person(identity, "staff")
    with acting(identity, me):
        parts.carry_out(lambda: account_tokens.create("x", chosen, NOW.date() + DAY))
    assert tokens.of_account(identity, me.account_id) == []
    assert refusals(identity, me) == [(None, "create_token", "token_actions")]


def test_somebody_elses_token_is_not_revoked(identity):
    me, other = person(identity, "clerk"), person(identity, "clerk")
    token, secret = tokens.create(identity, other.account_id, name="x", actions=["read"], expires_on=NOW.date() + DAY,
                                  at=NOW)
    with acting(identity, me):
        parts.carry_out(lambda: account_tokens.revoke(token.token_id))
    assert tokens.of_secret(identity, secret, NOW)
    assert refusals(identity, me) == [(None, "revoke_token", "not_yours")]


# ------------------------------------------------------------------------------------------- the list
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("role", ["office", "administrator"])
def test_the_list_and_an_account_speak_the_readers_language(identity, role, language):
    at = opened("accounts", language, role, a="demo-clerk")
    shown = words(at)
    said = {"zh": ("demo-clerk", "填报员 · 宣传部", "角色"), "en": ("demo-clerk", "Clerk · Publicity", "Roles")}
    assert all(each in shown for each in said[language])
    manages = role == "administrator"
    assert ({"zh": "授予", "en": "Give"}[language] in labels(at)) == manages
    assert ("new_account" in [b.key for b in at.button]) == manages


def test_an_office_of_one_unit_sees_only_accounts_with_a_role_in_it(identity):
    office = person(identity, "office", "XCB")
    inside, outside = person(identity, "clerk", "XCB"), person(identity, "clerk", "QYB")
    shown = fragments(seen_by(identity, office, "accounts"))
    assert inside.login in shown
    assert outside.login not in shown
    at = seen_by(identity, office, "accounts", a=outside.login)
    assert "没有这个账号，或者不归您管" in words(at)
    assert "do_reset" not in [b.key for b in at.button]


@pytest.mark.parametrize(("query", "expected"), [
    ({"find": "过滤甲"}, "甲"), ({"find": "过滤"}, "甲乙丙丁"), ({"find": "没有这个人"}, ""),
    ({"find": "过滤", "role": "clerk"}, "甲乙丙"), ({"find": "过滤", "role": "deputy"}, "丙"),
    ({"find": "过滤", "unit": "QYB"}, "甲丙"), ({"find": "过滤", "role": "clerk", "unit": "XCB"}, "乙"),
    ({"find": "过滤", "state": "disabled"}, "丁"), ({"find": "过滤", "state": "waiting"}, "乙"),
    ({"find": "过滤", "state": "never"}, "甲乙丙丁"), ({"find": "过滤", "state": "must_change"}, "甲乙丙丁"),
    ({"find": "过滤", "state": "active"}, "甲乙丙"),
    ({"find": "过滤", "role": "nonsense", "state": "x", "unit": "ZZZ"}, "甲乙丙丁"),
])
def test_filters_in_the_url_choose_the_accounts(filtered, query, expected):
    at = seen_by(process.identity(), accounts.by_login(process.identity(), "demo-administrator"), "accounts", **query)
    found = {b.label for b in at.button if b.key.startswith("open_")}
    assert {label.removeprefix("过滤") for label in found} == set(expected)
    assert ("没有符合条件的账号" in words(at)) == (not expected)


@pytest.fixture(scope="module")
def filtered(store):
    """Four people: 甲 clerk of QYB, 乙 clerk of XCB who waits, 丙 who stands in for 甲, 丁 disabled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIXING_DATA", str(store))
        patch.setattr(clock, "now", lambda: NOW)
        identity = process.identity()
        one = person(identity, "clerk", "QYB", "过滤甲")
        two = person(identity, "clerk", "XCB", "过滤乙")
        three = person(identity, "staff", "XCB", "过滤丙")
        four = person(identity, "staff", "FEG", "过滤丁")
        grants.deputise(identity, three.account_id, stands_in_for=one.account_id, from_on=NOW.date(),
                        to_on=NOW.date() + DAY, by="test", at=NOW)
        accounts.change(identity, four.account_id, is_active=False, by="test", at=NOW)
        fail_to_sign_in(identity, two)


# ------------------------------------------------------------------------------------------- help
def test_the_office_resets_a_password_and_sees_the_new_one_once(identity):
    office, clerk = person(identity, "office", "FL"), person(identity, "clerk")
    theirs = session(identity, clerk)
    at = seen_by(identity, office, "accounts", "en", a=clerk.login)
    at = button(at, "do_reset")
    (password,) = [code.value for code in at.code]
    assert f"sign-in name {clerk.login}" in words(at)
    assert sign_in(identity, login=clerk.login, password=password, address="10.1.1.1", at=NOW).account
    assert not sessions.is_alive(identity, theirs, NOW)
    assert not button(at, "secret_done").code
    reset = next(e for e in audit.entries(identity, text=clerk.login, limit=100) if e.kind == "password_reset")
    assert (reset.actor, reset.session_id, reset.address) == (office.login, at.user["session"], "10.1.1.3")


def test_the_office_lifts_a_wait_and_ends_sessions(identity):
    office, clerk = person(identity, "office", "FL"), person(identity, "clerk")
    fail_to_sign_in(identity, clerk)
    theirs = session(identity, clerk, IPHONE)
    at = seen_by(identity, office, "accounts", a=clerk.login)
    assert "还要等" in words(at)
    assert "微信 · iPhone" in words(at)
    at = button(at, "lift_wait")
    assert "还要等" not in words(at)
    at = button(at, "do_end_all")
    assert not sessions.is_alive(identity, theirs, NOW)
    assert {"wait_lifted", "session_ended"} <= set(done(identity, clerk.login))


@pytest.mark.parametrize("act", ["reset_password", "lift_wait", "end_sessions"])
def test_the_office_cannot_touch_an_administrator_whatever_the_browser_sends(identity, act):
    office, admin = person(identity, "office", "FL"), person(identity, "administrator", "FL")
    theirs = session(identity, admin)
    at = seen_by(identity, office, "accounts", a=admin.login)
    assert "系统管理员的账号由另一位系统管理员处理" in words(at)
    assert not {"do_reset", "lift_wait", "do_end_all"} & {b.key for b in at.button}
    with acting(identity, office):
        parts.carry_out(lambda: getattr(accounts_edit, act)(admin.account_id))
    assert sessions.is_alive(identity, theirs, NOW)
    assert refusals(identity, office) == [(admin.login, act, "is_administrator")]


WRITES = {
    "edit": lambda it: accounts_edit.edit(it, accounts_edit.Values("别人")),
    "disable": accounts_edit.disable,
    "enable": accounts_edit.enable,
    "give": lambda it: accounts_edit.give(it, accounts_edit.Role("administrator", "FL", NOW.date(), None)),
    "deputise": lambda it: accounts_edit.deputise(it, it, NOW.date(), NOW.date() + DAY),
    "withdraw": lambda it: accounts_edit.withdraw(
        it, next(g.grant_id for g in grants.of_account(process.identity(), it))),
    "create": lambda it: accounts_edit.create("newcomer", accounts_edit.Values("新人"), None, with_password=True),
}


@pytest.mark.parametrize("role", ["office", "clerk", "staff"])
@pytest.mark.parametrize("act", WRITES)
def test_who_does_not_manage_accounts_changes_none(identity, act, role):
    who, other = person(identity, role, "FL"), person(identity, "clerk")
    before = accounts.listed(identity), grants.standing(identity)
    with acting(identity, who):
        parts.carry_out(lambda: WRITES[act](other.account_id))
        parts.carry_out(lambda: WRITES[act](who.account_id))
    assert grants.standing(identity) == before[1]
    assert [(a.login, a.name, a.is_active) for a in accounts.listed(identity)] == [
        (a.login, a.name, a.is_active) for a in before[0]]
    assert [(action, reason) for _, action, reason in refusals(identity, who)] == [(act, "not_yours")] * 2


def test_a_role_that_was_taken_away_since_the_page_was_opened_is_gone(identity):
    admin, other = person(identity, "administrator", "FL"), person(identity, "clerk")
    at = seen_by(identity, admin, "accounts", a=other.login)
    (role,) = grants.of_account(identity, admin.account_id)
    grants.withdraw(identity, role.grant_id, by="test", at=NOW)
    at = button(at, "do_disable")
    assert accounts.by_id(identity, other.account_id).is_active
    assert "您的账号目前没有角色" in words(at)
    assert (other.login, "disable", "not_yours") in refusals(identity, admin)


@pytest.mark.parametrize(
    "language, title", [("zh", "您的账号目前没有角色"), ("en", "Your account has no role at present")]
)
def test_an_account_without_any_role_is_told_whom_to_ask(identity, language, title):
    assert title in words(seen_by(identity, person(identity), "overview", language))


def test_rights_are_asked_for_at_the_moment_of_writing(identity):
    admin, other = person(identity, "administrator", "FL"), person(identity, "clerk")
    (role,) = grants.of_account(identity, admin.account_id)
    with acting(identity, admin):
        grants.withdraw(identity, role.grant_id, by="test", at=NOW)
        parts.carry_out(lambda: accounts_edit.disable(other.account_id))
    assert accounts.by_id(identity, other.account_id).is_active
    assert refusals(identity, admin) == [(other.login, "disable", "not_yours")]


# ------------------------------------------------------------------------------------------- managing
def test_an_account_is_created_from_the_roster_with_one_choice(identity):
    admin = person(identity, "administrator", "FL")
    at = seen_by(identity, admin, "accounts", a="~new")
    chosen = next(label for label in at.selectbox(key="new_person").options if label.startswith("QYB"))
    at = sound(at.selectbox(key="new_person").select(chosen).run())
    staff_id, name, _ = chosen.split(" · ")
    login = at.text_input(key="new_login").value
    assert at.text_input(key="new_name").value == name
    assert at.selectbox(key="new_unit").value == "QYB"
    assert login == at.text_input(key="new_name_en").value.lower().replace(" ", ".")
    at.selectbox(key="new_role").set_value("clerk")
    at = button(at, "new_now")
    made = accounts.by_login(identity, login)
    assert (made.name, made.staff_id, made.created_by) == (name, staff_id, admin.login)
    (given,) = grants.of_account(identity, made.account_id)
    assert (given.role, given.unit_code, given.from_on, given.to_on) == ("clerk", "QYB", NOW.date(), None)
    (password,) = [code.value for code in at.code]
    assert sign_in(identity, login=login, password=password, address="10.1.1.1", at=NOW).account
    at = button(at, "secret_done")
    assert made.login in fragments(at)
    assert {"account_created", "role_given"} <= set(done(identity, login))

    at = seen_by(identity, admin, "accounts", a="~new")
    assert chosen not in at.selectbox(key="new_person").options
    with acting(identity, admin):
        again = accounts_edit.create("again", accounts_edit.Values("再来", staff_id=staff_id), None, with_password=True)
    assert again is None
    assert accounts.by_login(identity, "again") is None


def test_what_is_wrong_with_a_new_account_is_said_and_kept_in_the_form(identity):
    admin = person(identity, "administrator", "FL")
    at = seen_by(identity, admin, "accounts", a="~new")
    at.text_input(key="new_name").input("新人")
    at.text_input(key="new_login").input(admin.login.upper())
    at = button(at, "new_now")
    assert "已有人用" in at.warning[0].value
    assert at.text_input(key="new_name").value == "新人"
    at.text_input(key="new_login").input("newcomer.x")
    at.date_input(key="new_to").set_value(NOW.date() - DAY)
    at = button(at, "new_now")
    assert "截止日不能早于起始日" in at.warning[0].value
    assert accounts.by_login(identity, "newcomer.x") is None


@pytest.mark.parametrize(("name_en", "login"), [
    ("Zhong Xiaoyun", "zhong.xiaoyun"), ("Lü Min'er", "lu.min.er"), ("", ""), ("李", ""), ("demo", "demo"),
])
def test_a_sign_in_name_is_suggested(name_en, login):
    assert accounts_edit_new.suggested_login(name_en) == login


def test_a_suggested_sign_in_name_is_nobodys(identity):
    accounts.create(identity, login="xu.ping", name="徐平", by="test", at=NOW)
    accounts.create(identity, login="xu.ping2", name="徐萍", by="test", at=NOW)
    assert accounts_edit_new.suggested_login("Xu Ping") == "xu.ping3"


def test_roles_are_given_and_withdrawn(identity):
    admin, other = person(identity, "administrator", "FL"), person(identity, "clerk")
    at = seen_by(identity, admin, "accounts", a=other.login)
    prefix = f"give_{other.account_id}"
    assert at.selectbox(key=f"{prefix}_unit").options[:2] == ["示例市妇联", "\u3000办公室"]
    at.selectbox(key=f"{prefix}_role").set_value("reviewer")
    at.selectbox(key=f"{prefix}_unit").set_value("XCB")
    at.date_input(key=f"{prefix}_to").set_value(NOW.date() + 30 * DAY)
    at = button(at, f"{prefix}_now")
    given = grants.of_account(identity, other.account_id)[-1]
    assert (given.role, given.unit_code, given.to_on, given.given_by) == (
        "reviewer", "XCB", NOW.date() + 30 * DAY, admin.login)
    assert "审核人 · 宣传部，至 2026" in at.success[0].value.replace("\\", "")
    assert "已有这一角色" in button(at, f"{prefix}_now").warning[0].value
    at = button(at, f"withdraw_{given.grant_id}")
    assert [g.role for g in grants.of_account(identity, other.account_id)] == ["clerk"]
    assert "已结束的角色（1）" in [e.label for e in at.expander]


def test_a_deputy_is_named_for_some_days(identity):
    admin, absent = person(identity, "administrator", "FL"), person(identity, "reviewer", "QYB", "李华")
    deputy = person(identity, "clerk", "QYB", "赵敏")
    at = seen_by(identity, admin, "accounts", a=absent.login)
    prefix = f"deputy_{absent.account_id}"
    assert "请选择代理人" in button(at, f"{prefix}_now").warning[0].value
    at.selectbox(key=f"{prefix}_who").set_value(deputy.account_id)
    at.date_input(key=f"{prefix}_to").set_value(NOW.date() + DAY)
    at = button(at, f"{prefix}_now")
    brought = [g for g in grants.in_force(identity, deputy.account_id, NOW.date()) if g.deputy_for]
    assert [(g.role, g.unit_code, g.to_on) for g in brought] == [("reviewer", "QYB", NOW.date() + DAY)]
    assert "由 赵敏 代理 2026-11-09—11-10" in words(at)
    button(at, f"withdraw_{brought[0].grant_id}")
    assert all(g.deputy_for is None for g in grants.in_force(identity, deputy.account_id, NOW.date()))


def test_an_account_is_edited_disabled_and_enabled(identity):
    admin, other = person(identity, "administrator", "FL"), person(identity, "clerk")
    theirs, key = session(identity, other), other.account_id
    at = seen_by(identity, admin, "accounts", a=other.login)
    at.text_input(key=f"edit_name_{key}").input("王小芳")
    at.text_input(key=f"edit_email_{key}").input("no address")
    at = button(at, f"edit_save_{key}")
    assert "电子邮箱的写法不对" in at.warning[0].value
    at.text_input(key=f"edit_email_{key}").input("wxf@example.cn")
    at.selectbox(key=f"edit_person_{key}").set_value("QYB005")
    at = button(at, f"edit_save_{key}")
    changed = accounts.by_id(identity, key)
    assert (changed.name, changed.email, changed.staff_id) == ("王小芳", "wxf@example.cn", "QYB005")
    at = button(at, "do_disable")
    assert not accounts.by_id(identity, key).is_active
    assert not sessions.is_alive(identity, theirs, NOW)
    button(at, "enable")
    assert accounts.by_id(identity, key).is_active
    assert done(identity, other.login)[-3:] == ["account_disabled", "session_ended", "account_changed"]


def test_the_own_account_can_neither_be_disabled_nor_lose_its_last_administrator_role(identity):
    admin = person(identity, "administrator", "FL")
    (role,) = grants.of_account(identity, admin.account_id)
    at = seen_by(identity, admin, "accounts", a=admin.login)
    assert "不能停用自己的账号" in words(at)
    assert "自己的密码在「我的账号」里修改" in words(at)
    with acting(identity, admin):
        parts.carry_out(lambda: accounts_edit.disable(admin.account_id))
        parts.carry_out(lambda: accounts_edit.withdraw(admin.account_id, role.grant_id))
        parts.carry_out(lambda: accounts_edit.reset_password(admin.account_id))
    assert accounts.by_id(identity, admin.account_id).is_active
    assert grants.of_account(identity, admin.account_id) == [role]
    assert [reason for _, _, reason in refusals(identity, admin)] == [
        "own_account", "own_administrator", "own_password"]


def test_a_name_is_neither_markup_nor_markdown(identity):
    admin = person(identity, "administrator", "FL", "<b>粗</b> **x** :red[y]")
    other = person(identity, "clerk", "QYB", "<img src=x onerror=alert(1)>")
    for page, query in (("account", {}), ("accounts", {"a": other.login}), ("accounts", {"a": admin.login})):
        at = seen_by(identity, admin, page, **query)
        assert "<img" not in fragments(at)
        assert "<b>粗" not in fragments(at)
        shown = [*(m.value for m in at.markdown), *labels(at), *(e.label for e in at.expander)]
        assert not any(re.search(r"(?<!\\)(\*\*x|:red\[y|<img)", each) for each in shown)
        assert any("\\<img" in each or "\\*\\*x" in each for each in shown)


def test_in_an_empty_store_the_first_administrator_creates_accounts_for_all_there_is_to_be(
    tmp_path, in_november, monkeypatch
):
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "empty"))
    at = opened("accounts", "zh", "administrator", a="~new")
    assert at.selectbox(key="new_unit").options == ["全机关"]
    at.text_input(key="new_name").input("王芳")
    at.text_input(key="new_login").input("wang.fang")
    at.selectbox(key="new_role").set_value("office")
    at = button(at, "new_now")
    made = accounts.by_login(process.identity(), "wang.fang")
    assert [(g.role, g.unit_code) for g in grants.of_account(process.identity(), made.account_id)] == [("office", "*")]
    assert "综合岗 · 全机关" in words(at)
    assert t("accounts.said.created", name="王芳", login="wang\\.fang") in [s.value for s in at.success]
