"""Signing in through a provider: the same session as with a password, and nothing for what does not check out."""

from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

from analytics import clock, process
from analytics.identity import accounts, audit, sessions
from analytics.web import oidc, sign_in
from tests.web.provider import provided


@pytest.fixture(scope="module")
def provider():
    with provided() as found:
        yield found


@pytest.fixture(autouse=True)
def configured(provider, tmp_path, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(tmp_path))
    monkeypatch.setenv("SIXING_OIDC_METADATA_URL", f"{provider.address}/.well-known/openid-configuration")
    monkeypatch.setenv("SIXING_OIDC_CLIENT_ID", "sixing")
    monkeypatch.setenv("SIXING_OIDC_CLIENT_SECRET", "secret")
    oidc._client.cache_clear()
    provider.bend.clear()
    provider.challenges.clear()


@pytest.fixture
def client():
    app = Starlette(
        routes=[*sign_in.routes(), *oidc.routes()],
        middleware=[Middleware(SessionMiddleware, secret_key="k", session_cookie="sixing_oidc")],
    )
    return TestClient(app, base_url="http://localhost", follow_redirects=False)


def account(login: str = "lihua", **more):
    return accounts.create(
        process.identity(), login=login, name="李华", with_password=False, by="test", at=clock.now(), **more
    ).account


def through(client, path: str = "/auth/oidc?next=/returns"):
    """To the provider and back; the last answer."""
    import httpx

    out = client.get(path)
    assert out.status_code == 302
    back = httpx.get(out.headers["location"], follow_redirects=False).headers["location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def test_a_linked_account_comes_in_with_pkce_and_gets_our_own_session(client, provider):
    known = account()
    accounts.link_subject(process.identity(), known.account_id, provider.address, "subject-1", by="test",
                          at=clock.now())
    answer = through(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/returns")
    session = sessions.session_of(process.identity(), client.cookies["sixing"], clock.now())
    assert (session.account_id, session.how) == (known.account_id, "oidc")
    assert all(provider.challenges)


def test_a_name_alone_opens_nothing_unless_linking_by_name_is_allowed(client, monkeypatch):
    known = account()
    assert through(client).status_code == 403
    assert "sixing" not in client.cookies
    monkeypatch.setenv("SIXING_OIDC_LINK_BY_LOGIN", "yes")
    assert through(client).status_code == 303
    assert accounts.by_id(process.identity(), known.account_id).oidc_subject == "subject-1"


def test_an_account_of_somebody_else_is_never_taken_over_by_name(client, provider, monkeypatch):
    monkeypatch.setenv("SIXING_OIDC_LINK_BY_LOGIN", "yes")
    known = account()
    accounts.link_subject(process.identity(), known.account_id, provider.address, "subject-of-another", by="test",
                          at=clock.now())
    assert through(client).status_code == 403


def test_a_disabled_account_and_a_demonstration_account_stay_closed(client, provider, monkeypatch):
    monkeypatch.setenv("SIXING_OIDC_LINK_BY_LOGIN", "yes")
    known = account()
    accounts.change(process.identity(), known.account_id, by="test", at=clock.now(), is_active=False)
    assert through(client).status_code == 403
    account("demo-lihua", is_demonstration=True)
    provider.bend["preferred_username"] = "demo-lihua"
    assert through(client).status_code == 403


@pytest.mark.parametrize("bent", [
    {"nonce": "another"}, {"aud": "another"}, {"iss": "https://evil.example"}, {"exp": 1_000_000_000},
])
def test_a_token_that_does_not_check_out_opens_nothing_and_is_noted(client, provider, bent):
    known = account()
    accounts.link_subject(process.identity(), known.account_id, provider.address, "subject-1", by="test",
                          at=clock.now())
    provider.bend.update(bent)
    answer = through(client)
    assert answer.status_code == 401
    assert "sixing" not in client.cookies
    assert audit.entries(process.identity(), kinds=["sign_in_refused"], limit=5)


def test_an_answer_nobody_asked_for_opens_nothing(client):
    assert client.get("/auth/oidc/callback?code=x&state=y").status_code == 401


def test_without_a_provider_there_is_no_such_way_in(client, monkeypatch):
    monkeypatch.delenv("SIXING_OIDC_METADATA_URL")
    assert client.get("/auth/oidc").status_code == 404
    assert "/auth/oidc" not in client.get("/sign-in").text
