"""Where a request comes from, what it may call the server, where signing in may lead."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analytics.web import origins
from tests.web.asking import ask, scope_of

SITE = "http://sixing.example:8501"
TRICKS = st.text(alphabet="/\\.:@?#%&=\t\n\r \x00abc2f5e。／", max_size=24)


def where_a_browser_goes(path: str) -> str:
    """As the URL standard has it: tabs and line ends dropped, a backslash is a slash."""
    kept = "".join(c for c in path.strip("".join(map(chr, range(33)))) if c not in "\t\n\r").replace("\\", "/")
    return urljoin(f"{SITE}/sign-in", kept)


@given(st.one_of(TRICKS, TRICKS.map(lambda t: "/" + t), st.text(max_size=30)))
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("http:evil.example")
@example("javascript:alert(1)")
def test_signing_in_never_leads_to_another_site(path):
    gone = urlsplit(where_a_browser_goes(origins.safe_next(path)))
    assert f"{gone.scheme}://{gone.netloc}" == SITE


@pytest.mark.parametrize(("asked", "gone"), [
    ("/learning?m=2026-10&u=XCB", "/learning?m=2026-10&u=XCB"), (None, "/"), ("", "/"), ("learning", "/"),
    ("/auth/logout", "/"), ("/sign-in?next=/", "/"), ("/password", "/"), ("/" + "x" * 2000, "/"),
])
def test_signing_in_leads_on_to_the_page_that_was_asked_for(asked, gone):
    assert origins.safe_next(asked) == gone


@pytest.mark.parametrize(("host", "hosts", "allowed"), [
    ("127.0.0.1:8501", "", True), ("localhost", "", True), ("192.0.2.7:8501", "", True), ("[2001:db8::1]:80", "", True),
    ("evil.example", "", False), ("", "", False), ("localhost.evil.example", "", False), ("127.0.0.1.evil.example", "",
                                                                                          False),
    ("sixing.example", "sixing.example, other.example", True), ("evil.example", "sixing.example", False),
    ("192.0.2.7", "sixing.example", False),
])
def test_the_server_answers_to_its_own_names_only(monkeypatch, host, hosts, allowed):
    monkeypatch.setenv("SIXING_HOSTS", hosts)
    assert origins.host_allowed({"headers": [(b"host", host.encode())]}) is allowed


def test_a_second_host_header_does_not_hide_the_first(monkeypatch):
    monkeypatch.delenv("SIXING_HOSTS", raising=False)
    assert not origins.host_allowed({"headers": [(b"host", b"evil.example"), (b"host", b"localhost")]})


def test_an_unknown_name_gets_nothing_not_even_the_sign_in_page(monkeypatch):
    monkeypatch.delenv("SIXING_HOSTS", raising=False)
    assert ask("/sign-in", host="evil.example")[0] == 421


def from_proxy(peer: str, **headers: str) -> dict:
    return {**scope_of("/", **headers), "client": (peer, 1)}


@pytest.mark.parametrize(("proxies", "peer", "forwarded", "address"), [
    ("", "198.51.100.1", "10.9.9.9", "198.51.100.1"),
    ("10.0.0.5", "198.51.100.1", "10.9.9.9", "198.51.100.1"),
    ("10.0.0.5", "10.0.0.5", "203.0.113.4", "203.0.113.4"),
    ("10.0.0.5", "::ffff:10.0.0.5", "203.0.113.4", "203.0.113.4"),
    ("10.0.0.0/24", "10.0.0.77", "203.0.113.4", "203.0.113.4"),
    ("10.0.0.5,10.0.0.6", "10.0.0.6", "1.2.3.4, 203.0.113.4, 10.0.0.5", "203.0.113.4"),  # what a client claims is left
    ("10.0.0.5", "10.0.0.5", "", "10.0.0.5"),
])
def test_only_a_trusted_proxy_says_whose_address_it_is(monkeypatch, proxies, peer, forwarded, address):
    monkeypatch.setenv("SIXING_PROXIES", proxies)
    assert origins.client_address(from_proxy(peer, x_forwarded_for=forwarded)) == address


@pytest.mark.parametrize(("peer", "scheme"), [("10.0.0.5", "https"), ("198.51.100.1", "http")])
def test_links_back_to_us_have_the_readers_scheme_when_a_trusted_proxy_names_it(monkeypatch, peer, scheme):
    monkeypatch.setenv("SIXING_PROXIES", "10.0.0.5")
    assert origins.scheme(from_proxy(peer, x_forwarded_proto="https")) == scheme
