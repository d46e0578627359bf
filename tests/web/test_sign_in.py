"""The first administrator, the demonstration's people, and the pages in front of the product."""

import io
import shutil

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analytics import clock, process
from analytics.identity import accounts, grants
from analytics.web import first_run, sign_in
from sample_data import accounts as demonstration_accounts


@pytest.fixture
def client():
    return TestClient(Starlette(routes=sign_in.routes()), base_url="http://localhost", follow_redirects=False)


@pytest.fixture
def empty(tmp_path, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(tmp_path))


@pytest.fixture
def demonstration(demonstration_original, tmp_path, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(shutil.copytree(demonstration_original, tmp_path / "data")))


def test_the_first_administrator_is_made_once_and_the_password_said_once(empty):
    said = io.StringIO()
    assert first_run.welcome(process.identity(), said)
    admin = accounts.by_login(process.identity(), "admin")
    assert admin.must_change_password
    (grant,) = grants.in_force(process.identity(), admin.account_id, clock.today())
    assert (grant.role, grant.unit_code) == ("administrator", "*")
    assert "一次性密码" in said.getvalue()
    assert "One-time password" in said.getvalue()
    again = io.StringIO()
    assert not first_run.welcome(process.identity(), again)
    assert again.getvalue() == ""


def test_the_demonstrations_people_come_in_with_one_click(demonstration, client):
    page = client.get("/sign-in?lang=en").text
    for role in ("clerk", "reviewer", "leader", "office", "administrator", "staff"):
        assert f'value="demo-{role}"' in page
    answer = client.post("/sign-in/demonstration", data={"login": "demo-office", "next": "/returns"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/returns")
    assert "HttpOnly" in answer.headers["set-cookie"]


def test_outside_a_demonstration_its_people_do_not_exist(empty, client):
    demonstration_accounts.enrol(process.identity(), clock.now())  # as if somebody had copied the file
    assert "demo-office" not in client.get("/sign-in").text
    answer = client.post("/sign-in/demonstration", data={"login": "demo-office"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers or "sixing=" not in answer.headers["set-cookie"]


def test_an_ordinary_account_never_comes_in_without_its_password(demonstration, client):
    accounts.create(process.identity(), login="lihua", name="李华", by="test", at=clock.now())
    assert client.post("/sign-in/demonstration", data={"login": "lihua"}).status_code == 403
    assert client.post("/sign-in", data={"login": "demo-office", "password": "demo-office"}).status_code == 401


@pytest.mark.parametrize(("accept", "cookie", "query", "lang"), [
    ("zh-CN,zh;q=0.9,en;q=0.8", "", "", "zh-CN"), ("en-GB", "", "", "en"), ("fr", "", "", "zh-CN"),
    ("en", "sixing_lang=zh", "", "zh-CN"), ("zh", "sixing_lang=en", "", "en"),
    ("zh", "sixing_lang=zh", "?lang=en", "en"),
])
def test_the_page_speaks_the_readers_language(empty, client, accept, cookie, query, lang):
    page = client.get(f"/sign-in{query}", headers={"accept-language": accept, "cookie": cookie}).text
    assert f'<html lang="{lang}">' in page


def test_what_was_typed_comes_back_as_text_and_never_as_markup(empty, client):
    answer = client.post("/sign-in", data={"login": '"><script>x</script>', "password": "x", "next": '"><b>'})
    assert answer.status_code == 401
    assert "<script>" not in answer.text
    assert "<b>" not in answer.text
    assert client.post("/sign-in", data={"login": "", "password": ""}).status_code == 400
