"""
Every door of a running server: as nobody, as every role, with forged headers, with an ended session, from another site,
under a foreign host name. A route that nobody thought of is closed.
"""

import shutil
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from analytics import clock
from analytics.declare import roles
from analytics.identity import accounts, audit, grants, sessions
from analytics.identity.database import Identity
from tests.browser.serving import served
from tests.web.signing_in import session_cookie

STREAMLIT = (
    "/_stcore/health", "/_stcore/script-health-check", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/stream",
    "/_stcore/upload_file/x/y", "/_stcore/agent/openapi.json", "/_stcore/agent/interact", "/_stcore/agent/mcp",
    "/_stcore/bidi-components/x/y", "/media/0123.csv", "/component/x/index.html", "/static/index.html", "/index.html",
    "/static/js/index.js", "/app/static/x", "/auth/login", "/oauth2callback", "/favicon.png", "/manifest.json",
)
OURS = (
    "/", "/overview", "/learning", "/upload", "/accounts", "/audit", "/password", "/auth/logout",
    "/files/original/0123", "/files/check/1/marked",
)
ODD = (
    "//", "//media/0123.csv", "/assets/../media/0123.csv", "/assets/%2e%2e/media/0123.csv", "/sign-in/",
    "/sign-in/../media/0123.csv", "/sign-in/x", "/SIGN-IN", "/healthz/x", "/_stcore%2fmetrics", "/anything/at/all",
)
OPEN = ("/sign-in", "/healthz", "/readyz", "/assets/sign_in.css", "/assets/favicon.svg")
TURNED_AWAY = "not yours to upload"
FORGED = {
    "x-sixing-account": "demo-office", "x-sixing-session": "0" * 64, "X_Sixing_Account": "demo-office",
    "X-Forwarded-For": "127.0.0.1", "Authorization": "Bearer sxg_nothing", "x-streamlit-user": "demo-office",
}


class Door:
    """A running server and what a test needs to knock at it."""

    def __init__(self, address: str, directory: Path) -> None:
        self.address, self.directory = address, directory

    def get(self, path: str, cookies=None, **headers: str) -> httpx.Response:
        request = httpx.Request("GET", self.address + path, headers=headers, cookies=cookies)
        with httpx.Client() as client:
            return client.send(request)

    def post(self, path: str, cookies=None, data=None, **headers: str) -> httpx.Response:
        with httpx.Client(cookies=cookies) as client:
            return client.post(self.address + path, data=data or {}, headers=headers)

    def cookie(self, role: str) -> dict[str, str]:
        made = session_cookie(self.directory, f"demo-{role}")
        return {made["name"]: made["value"]}

    def socket(self, cookies: dict[str, str], **headers: str):
        told = {"Cookie": "; ".join(f"{k}={v}" for k, v in cookies.items()), "Origin": self.address, **headers}
        return connect(
            self.address.replace("http", "ws") + "/_stcore/stream", additional_headers=told, subprotocols=["streamlit"],
        )

    def trail(self, kind: str) -> int:
        identity = Identity.open(self.directory)
        try:
            return len(audit.entries(identity, kinds=[kind], limit=5000))
        finally:
            identity.close()


@pytest.fixture(scope="module")
def door(demonstration_original, tmp_path_factory):
    directory = shutil.copytree(demonstration_original, tmp_path_factory.mktemp("door") / "data")
    with served(directory) as address:
        yield Door(address, directory)


def end_of(door: Door, cookies: dict[str, str]) -> None:
    identity = Identity.open(door.directory)
    try:
        token = next(iter(cookies.values()))
        sessions.end(identity, sessions.session_id_of(token), by="test", at=clock.now())
    finally:
        identity.close()


@pytest.mark.parametrize("path", [*STREAMLIT, *OURS, *ODD])
def test_nobody_gets_in_anywhere(door, path):
    for headers in ({}, FORGED, {"accept": "text/html"}, {"cookie": "sixing=nothing"}):
        answer = door.get(path, **headers)
        nothing_there = (400, 404) if path.startswith("/assets") else ()
        assert answer.status_code in (401, 303, *nothing_there), (path, headers)
        if answer.status_code == 303:
            assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("path", OPEN)
def test_what_is_open_is_open_and_says_nothing_of_the_store(door, path):
    answer = door.get(path)
    assert answer.status_code == 200
    assert "QYB" not in answer.text


@pytest.mark.parametrize("path", ["/api/v1/status", "/api/v1/me", "/control/backup", "/api/anything"])
def test_a_session_opens_no_door_that_wants_a_token_or_a_key(door, path):
    for cookies in (None, door.cookie("office"), door.cookie("administrator")):
        assert door.get(path, cookies).status_code in (401, 404, 405)


@pytest.mark.parametrize("role", roles())
def test_every_role_gets_the_frame_of_a_page_and_its_socket(door, role):
    cookies = door.cookie(role)
    answer = door.get("/", cookies)
    assert answer.status_code == 200
    assert "script-src 'self' 'sha256-" in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    with door.socket(cookies):
        pass


@pytest.mark.parametrize("role", roles())
def test_only_those_who_submit_may_upload_a_file(door, role):
    noted, cookies = door.trail("access_refused"), door.cookie(role)
    with httpx.Client(cookies=cookies) as client:
        answer = client.put(door.address + "/_stcore/upload_file/nosession/nofile", content=b"x")
    if role in ("clerk", "office"):
        assert answer.text != TURNED_AWAY  # let through; Streamlit itself knows no such upload
    else:
        assert (answer.status_code, answer.text) == (403, TURNED_AWAY)
        assert door.trail("access_refused") == noted + 1


def test_the_socket_is_refused_before_it_opens(door):
    for cookies, headers in (
        ({}, {}), ({"sixing": "nothing"}, {}), ({}, FORGED), (door.cookie("office"), {"Origin": "https://evil.example"}),
        (door.cookie("office"), {"Sec-Fetch-Site": "cross-site"}), (door.cookie("office"), {"Origin": ""}),
    ):
        with pytest.raises(InvalidStatus) as refused:
            door.socket(cookies, **headers)
        assert refused.value.response.status_code == 403


def test_an_ended_session_is_nobodys_and_its_open_socket_closes(door):
    cookies = door.cookie("office")
    with door.socket(cookies) as socket:
        end_of(door, cookies)
        with pytest.raises(Exception, match="close"):
            for _ in range(100):
                socket.recv(timeout=20)
    assert door.get("/", cookies).status_code == 401
    with pytest.raises(InvalidStatus):
        door.socket(cookies)


def test_two_session_cookies_are_no_session(door):
    good = next(iter(door.cookie("office").values()))
    assert door.get("/", cookie=f"sixing={good}; sixing=planted").status_code == 401


def test_a_foreign_host_name_is_not_answered(door):
    assert door.get("/sign-in", host="evil.example").status_code == 421
    assert door.get("/sign-in", host="localhost").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/demonstration", "/password"])
def test_another_site_cannot_send_a_form(door, path):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = door.post(path, data={"login": "demo-office"}, **headers)
        assert answer.status_code == 403


def test_an_original_is_given_to_whoever_sees_the_units_rows_and_to_nobody_else(door):
    sent = sorted(path.name.partition(".")[0] for path in (door.directory / "originals").rglob("*") if path.is_file())
    sha256 = next(s for s in sent if len(s) == 64)
    read, refused = door.trail("original_read"), door.trail("access_refused")
    answer = door.get(f"/files/original/{sha256}?name=../../x<>.xlsx", door.cookie("office"))
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''x.xlsx"
    assert door.trail("original_read") == read + 1
    for role in ("staff", "administrator"):
        assert door.get(f"/files/original/{sha256}", door.cookie(role)).status_code == 404
    assert door.get("/files/original/..%2f..%2fidentity.sqlite", door.cookie("office")).status_code in (400, 404)
    assert door.trail("access_refused") >= refused + 2


def test_copies_of_a_check_are_for_those_who_may_submit(door):
    refused = door.trail("access_refused")
    for role in ("staff", "reviewer", "leader", "administrator"):
        assert door.get("/files/check/1/marked", door.cookie(role)).status_code == 404
    assert door.trail("access_refused") == refused + 4
    assert door.get("/files/check/1/marked", door.cookie("clerk")).status_code == 404  # there is no such check


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(door):
    identity = Identity.open(door.directory)
    try:
        made = accounts.create(identity, login="going", name="将离", by="test", at=clock.now())
        given = grants.give(
            identity, made.account.account_id, role="clerk", unit_code="XCB", from_on=clock.today(), to_on=None,
            by="test", at=clock.now(),
        )
        accounts.change_password(
            identity, made.account.account_id, old=made.one_time_password, new="three butterflies on the sill",
            at=clock.now(),
        )
        cookie = session_cookie(door.directory, "going")
        cookies = {cookie["name"]: cookie["value"]}
        with httpx.Client(cookies=cookies) as client:
            url = door.address + "/_stcore/upload_file/nosession/nofile"
            assert client.put(url, content=b"x").text != TURNED_AWAY
            grants.withdraw(identity, given.grant_id, by="test", at=clock.now())
            assert client.put(url, content=b"x").text == TURNED_AWAY
            accounts.change(identity, made.account.account_id, by="test", at=clock.now(), is_active=False)
            assert client.get(door.address + "/").status_code == 401
    finally:
        identity.close()
