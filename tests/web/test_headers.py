"""What every answer says to the browser."""

import logging

import httpx
import pytest

from analytics.web import logs
from tests.web.asking import ask
from tests.web.signing_in import session_cookie


@pytest.fixture(scope="module")
def client(server, served_agency):
    cookie = session_cookie(served_agency.directory, "wang")
    with httpx.Client(base_url=server, cookies={cookie["name"]: cookie["value"]}) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing-here", "/media/x", "/_stcore/host-config", "/healthz",
                                  "/api/x", "/files/original/x"])
def test_every_answer_is_protected_and_none_is_kept(server, client, path):
    for answer in (client.get(path), httpx.get(server + path)):
        said = answer.headers
        assert said["x-content-type-options"] == "nosniff"
        assert said["referrer-policy"] == "same-origin"
        assert said["cross-origin-opener-policy"] == said["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in said["content-security-policy"]
        assert "camera=()" in said["permissions-policy"]
        assert said["cache-control"] == "no-store"
        assert "strict-transport-security" not in said


def test_scripts_run_by_their_hash_only(client):
    policy = dict(part.strip().split(" ", 1) for part in client.get("/").headers["content-security-policy"].split(";"))
    assert policy["script-src"].count("sha256-") >= 3
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:"} & set(policy["script-src"].split())


def test_the_sign_in_page_runs_no_script_at_all(server):
    answer = httpx.get(f"{server}/sign-in")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text


def test_files_whose_name_changes_with_their_content_are_kept_but_no_page_in_their_place(client):
    import re

    bundle = re.search(r'src="\.(/static/js/index\.[^"]+)"', client.get("/").text).group(1)
    assert "immutable" in client.get(bundle).headers["cache-control"]
    assert client.get("/static/js/index.OldName1.js").headers["cache-control"] == "no-store"


def test_under_tls_the_browser_is_told_to_stay_there_and_the_cookie_is_bound_to_this_host(monkeypatch):
    monkeypatch.setenv("SIXING_PROXIES", "203.0.113.9")
    _, said = ask("/sign-in", x_forwarded_proto="https")
    assert said["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize("args", [('"GET %s HTTP/1.1"', "/auth/oidc/callback?code=secret"), ("GET /x?code=secret",)])
def test_no_query_gets_into_the_servers_log(caplog, args):
    logs.keep_queries_out()
    logger = logging.getLogger("uvicorn.access")
    monkey = logger.propagate
    logger.propagate = True
    try:
        with caplog.at_level(logging.INFO, "uvicorn.access"):
            logger.info(*args)
    finally:
        logger.propagate = monkey
    assert "secret" not in caplog.text
    assert "GET /" in caplog.text
