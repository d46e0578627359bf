"""Where a request comes from and where it may be sent on to."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.web.cookies import session_token
from analytics.web.origins import client_address, host_allowed, is_cross_site, is_https, safe_next

HERE = "https://sixing.example"


def request(peer: str = "10.0.0.9", scheme: str = "http", **headers: str) -> dict:
    named = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "scheme": scheme, "client": (peer, 1), "headers": named}


@given(st.text() | st.from_regex(r"[/\\]{0,3}[a-z.@:/\\?#%\t]{0,20}", fullmatch=True))
def test_whatever_next_says_the_reader_stays_here(path):
    then = safe_next(path)
    assert then.startswith("/")
    for base in (HERE, HERE + "/deep/page"):
        assert urlsplit(urljoin(base, then)).netloc == urlsplit(HERE).netloc
    assert "\\" not in then
    assert "\n" not in then


@pytest.mark.parametrize("path", ["/", "/returns?m=2026-10&u=QYB", "/indicator?i=a#part"])
def test_a_page_of_ours_is_kept(path):
    assert safe_next(path) == path


@pytest.mark.parametrize("path", [
    None, "", "returns", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example",
    "/\n//evil.example", "javascript:alert(1)", "/" + "a" * 2000,
])
def test_anything_else_becomes_the_start_page(path):
    assert safe_next(path) == "/"


@pytest.mark.parametrize(("hosts", "host", "allowed"), [
    ("", "localhost:8501", True), ("", "127.0.0.1:8501", True), ("", "[::1]:8501", True), ("", "192.168.3.7", True),
    ("", "evil.example", False), ("", "", False), ("", "localhost.evil.example", False),
    ("", "127.0.0.1.nip.io", False),
    ("sixing.example", "sixing.example", True), ("sixing.example", "SIXING.example:443", True),
    ("sixing.example", "localhost", False), ("a.example, b.example", "b.example", True), ("", "evil]:x", False),
])
def test_only_our_own_names_are_answered(monkeypatch, hosts, host, allowed):
    monkeypatch.setenv("SIXING_HOSTS", hosts)
    assert host_allowed(request(host=host)) is allowed


def test_a_proxy_is_believed_only_when_it_is_ours(monkeypatch):
    told = {"x_forwarded_for": "203.0.113.5, 198.51.100.7", "x_forwarded_proto": "https"}
    assert client_address(request(**told)) == "10.0.0.9"
    assert not is_https(request(**told))
    monkeypatch.setenv("SIXING_PROXIES", "10.0.0.9")
    assert client_address(request(**told)) == "198.51.100.7"  # the last hop it saw itself, not what the client claims
    assert is_https(request(**told))
    assert client_address(request()) == "10.0.0.9"


@pytest.mark.parametrize(("headers", "cross"), [
    ({}, False), ({"sec_fetch_site": "same-origin"}, False), ({"sec_fetch_site": "none"}, False),
    ({"sec_fetch_site": "cross-site"}, True), ({"sec_fetch_site": "same-site"}, True),
    ({"origin": "http://localhost", "host": "localhost"}, False), ({"origin": "null", "host": "localhost"}, True),
    ({"origin": "http://localhost.evil", "host": "localhost"}, True),
])
def test_another_sites_request_is_known_for_one(headers, cross):
    assert is_cross_site(request(**headers)) is cross


def test_the_session_cookie_has_its_strict_name_under_tls():
    assert session_token(request(cookie="sixing=a; other=b")) == "a"
    assert session_token(request(scheme="https", cookie="sixing=a; __Host-sixing=b")) == "b"
    assert session_token(request(cookie="sixing=a; sixing=b")) is None
    assert session_token(request()) is None
