"""Signing in, changing the password and signing out, as a browser does it; the first administrator; submitted files."""

import io
import re

import httpx
import pytest

from analytics import clock, process
from analytics.declare import roles
from analytics.identity import accounts, audit, grants
from analytics.identity.database import Identity
from analytics.web import first_run
from tests.browser.serving import served
from tests.web.conftest import PASSWORD, founded
from tests.web.signing_in import session_cookie


@pytest.fixture
def browser(server):
    """A browser of its own, in Chinese; it names its origin as browsers do."""
    with httpx.Client(base_url=server, headers={"accept": "text/html", "accept-language": "zh-CN,zh;q=0.9",
                                                "origin": server}) as client:
        yield client


def sign_in(browser, login: str, password: str, then: str = "/"):
    return browser.post("/sign-in", data={"login": login, "password": password, "next": then})


def test_signing_in_leads_to_the_page_asked_for_and_signing_out_ends_the_session_on_the_server(browser):
    answer = sign_in(browser, "wang", PASSWORD, "/learning?m=2026-10")
    assert (answer.status_code, answer.headers["location"]) == (303, "/learning?m=2026-10")
    said = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("sixing="))
    assert "HttpOnly" in said and "SameSite=lax" in said and "Path=/" in said
    token = browser.cookies["sixing"]
    assert browser.get("/").status_code == 200
    assert browser.post("/auth/logout").headers["location"].startswith("/sign-in")
    again = httpx.get(str(browser.base_url), headers={"cookie": f"sixing={token}"})
    assert again.status_code == 401


def test_a_new_sign_in_never_takes_over_the_token_the_browser_came_with(browser):
    sign_in(browser, "wang", PASSWORD)
    first = browser.cookies["sixing"]
    sign_in(browser, "lili", PASSWORD)
    assert browser.cookies["sixing"] != first
    assert httpx.get(str(browser.base_url), headers={"cookie": f"sixing={first}"}).status_code == 401


@pytest.mark.parametrize(("accept", "lang", "words"), [
    ("zh-CN,zh;q=0.9", None, "登录名或密码不对"), ("en-GB,en;q=0.8", None, "The sign-in name or the password is wrong"),
    ("zh-CN", "en", "The sign-in name or the password is wrong"),
])
def test_a_wrong_password_is_said_at_the_form_in_the_readers_language(server, accept, lang, words):
    cookies = {"sixing_lang": lang} if lang else None
    with httpx.Client(base_url=server, headers={"accept-language": accept, "origin": server}, cookies=cookies) as one:
        answer = sign_in(one, f"nobody-{lang}-{accept[:2]}", "not this one")
    assert answer.status_code == 401
    assert words in re.search(r'<div role="alert">(.*?)</div>', answer.text).group(1)


def test_too_many_attempts_have_to_wait_and_the_page_says_how_long(browser):
    for _ in range(3):
        sign_in(browser, "hasty", "not this one")
    answer = sign_in(browser, "hasty", "not this one")
    assert answer.status_code == 429
    assert re.search(r"请等 \d+ 秒后再试", answer.text)


def test_the_language_switch_is_remembered(browser):
    assert 'lang="zh-CN"' in browser.get("/sign-in").text
    assert '<html lang="en">' in browser.get("/sign-in?lang=en").text
    assert '<html lang="en">' in browser.get("/sign-in").text


def test_every_field_has_its_label_and_says_what_it_is_to_the_browser(browser):
    page = browser.get("/sign-in").text
    for field in re.findall(r'<input id="(\w+)"', page):
        assert f'<label for="{field}">' in page
    assert 'autocomplete="username"' in page and 'autocomplete="current-password"' in page and "autofocus" in page


def test_what_was_typed_comes_back_as_text_not_as_html(browser):
    answer = sign_in(browser, '"><script>alert(1)</script>', "not this one", '"><script>')
    assert "<script" not in answer.text


def test_whoever_has_a_one_time_password_changes_it_and_is_in(tmp_path):
    agency = founded(tmp_path / "data")
    with served(agency.directory) as address, httpx.Client(
        base_url=address, headers={"accept": "text/html", "origin": address}
    ) as browser:
        assert sign_in(browser, "newcomer", agency.one_time).headers["location"] == "/password"
        assert browser.get("/").headers["location"] == "/password"
        old = browser.cookies["sixing"]
        assert browser.get("/password").status_code == 200
        short = {"old": agency.one_time, "new": "short", "again": "short"}
        assert 'role="alert"' in browser.post("/password", data=short).text
        differ = {"old": agency.one_time, "new": PASSWORD, "again": PASSWORD + "x"}
        assert browser.post("/password", data=differ).status_code == 400
        done = browser.post("/password", data={"old": agency.one_time, "new": PASSWORD, "again": PASSWORD})
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert browser.cookies["sixing"] != old
        assert browser.get("/").status_code == 200


# ------------------------------------------------------------------------------------------- the demonstration
def test_no_store_but_a_demonstration_lets_anybody_in_without_a_password(browser):
    assert "demo-office" not in browser.get("/sign-in").text
    answer = browser.post("/sign-in/demonstration", data={"login": "demo-office"})
    assert answer.status_code == 403
    assert "sixing" not in browser.cookies


def test_a_demonstration_is_entered_by_one_button_for_each_role(own_demonstration):
    with served(own_demonstration) as address, httpx.Client(
        base_url=address, headers={"accept": "text/html", "origin": address}
    ) as browser:
        offered = re.findall(r'name="login" value="(demo-\w+)"', browser.get("/sign-in").text)
        assert offered == [f"demo-{role}" for role in roles()]
        elsewhere = {"origin": "http://evil.example"}
        asked = {"login": "demo-office"}
        assert browser.post("/sign-in/demonstration", data=asked, headers=elsewhere).status_code == 403
        assert browser.post("/sign-in/demonstration", data={"login": "demo-office"}).status_code == 303
        assert browser.get("/").status_code == 200


# ------------------------------------------------------------------------------------------- the first administrator
def test_the_first_administrator_is_made_once_and_the_password_shown_once(tmp_path):
    identity, shown = Identity.open(tmp_path), io.StringIO()
    assert first_run.welcome(identity, shown)
    assert not first_run.welcome(identity, shown)
    (account,) = accounts.listed(identity)
    assert account.login == "admin" and account.must_change_password
    assert [g.role for g in grants.in_force(identity, account.account_id, clock.today())] == ["administrator"]
    password = re.search(r"one-time password \(shown only now\): (\S+)", shown.getvalue(), re.IGNORECASE).group(1)
    assert shown.getvalue().count(password) == 2  # once in each language
    assert password not in "".join(str(entry) for entry in audit.entries(identity, limit=50))
    identity.close()


# ------------------------------------------------------------------------------------------- submitted files
@pytest.fixture(scope="module")
def demonstration_site(demonstration_original, tmp_path_factory):
    import shutil

    directory = shutil.copytree(demonstration_original, tmp_path_factory.mktemp("files") / "data")
    from analytics.store.warehouse import Warehouse

    with Warehouse.open(directory) as warehouse:
        unit = dict(warehouse.cursor().execute(
            "SELECT unit_code, any_value(original_sha256) FROM return_version GROUP BY ALL"
        ).fetchall())
    with served(directory) as address:
        yield directory, address, unit


@pytest.mark.parametrize(("login", "unit", "status"), [
    ("demo-clerk", "XCB", 200), ("demo-clerk", "QYB", 404), ("demo-reviewer", "QYB", 200), ("demo-office", "XCB", 200),
    ("demo-staff", "XCB", 404), ("demo-administrator", "XCB", 404),
])
def test_a_submitted_file_is_for_those_who_see_its_unit_and_each_look_is_noted(
    demonstration_site, login, unit, status
):
    directory, address, originals = demonstration_site
    cookie = session_cookie(directory, login)
    answer = httpx.get(f"{address}/files/original/{originals[unit]}", cookies={cookie["name"]: cookie["value"]})
    assert answer.status_code == status
    identity = Identity.open(directory)
    newest = audit.entries(identity, kinds=["original_read", "access_refused"], actor=login, limit=1)[0]
    identity.close()
    assert newest.kind == ("original_read" if status == 200 else "access_refused")
    if status == 200:
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("sha256", ["0" * 64, "..%2f..%2fidentity.sqlite", "x"])
def test_there_is_no_other_file_to_be_had(demonstration_site, sha256):
    directory, address, _ = demonstration_site
    cookie = session_cookie(directory, "demo-office")
    answer = httpx.get(f"{address}/files/original/{sha256}", cookies={cookie["name"]: cookie["value"]})
    assert answer.status_code in (400, 404)
    assert b"SQLite" not in answer.content


def test_the_store_that_somebody_else_has_open_does_not_close_the_sign_in_page(agency, monkeypatch):
    from analytics.store.warehouse import StoreBusy
    from analytics.web import sign_in as pages

    def busy():
        raise StoreBusy("somebody else has it")

    monkeypatch.setattr(process, "warehouse", busy)
    assert pages.is_demonstration() is False
