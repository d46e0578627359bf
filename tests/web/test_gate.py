"""What the gate lets through, as whom, and for how long."""

import asyncio

import pytest

from analytics import clock, process
from analytics.identity import accounts, sessions
from analytics.web import gate
from analytics.web.gate import Gate
from tests.asynchronous import finished
from tests.web.asking import GOODBYE, HOST, Listener, ask, scope_of
from tests.web.signing_in import session_cookie

OURS = f"http://{HOST}"


def cookie_of(agency, login: str) -> str:
    return "{name}={value}".format(**session_cookie(agency.directory, login))


def test_pages_learn_who_is_asking_from_the_gate_and_from_nobody_else(agency):
    listener = Listener()
    status, _ = ask("/", listener, cookie=cookie_of(agency, "wang"), x_sixing_account="somebody-else",
                    x_sixing_session="forged", x_sixing_address="1.2.3.4")
    assert status == 200
    told = [(name, value) for name, value in listener.scopes[-1]["headers"] if name.startswith(b"x-sixing-")]
    assert len(told) == 3
    assert listener.headers["x-sixing-account"] == agency.ids["wang"]
    assert listener.headers["x-sixing-address"] == "203.0.113.9"


@pytest.mark.parametrize("path", ["/sign-in", "/api/tables", "/control/backup"])
def test_forged_names_do_not_get_through_an_open_door_either(agency, path):
    listener = Listener()
    ask(path, listener, x_sixing_account="somebody-else")
    assert "x-sixing-account" not in listener.headers


def test_the_token_of_a_session_stays_at_the_gate(agency):
    listener = Listener()
    cookie = cookie_of(agency, "wang")
    ask("/", listener, cookie=f"sixing_lang=en; {cookie}; _streamlit_xsrf=2|a")
    assert listener.headers["cookie"] == "sixing_lang=en; _streamlit_xsrf=2|a"


def test_programs_come_without_any_cookie(agency):
    listener = Listener()
    ask("/api/tables", listener, cookie=cookie_of(agency, "wang"), authorization="Bearer sxg_x")
    assert "cookie" not in listener.headers
    assert listener.headers["authorization"] == "Bearer sxg_x"


@pytest.mark.parametrize("path", ["/", "/_stcore/host-config", "/media/x", "/files/original/x"])
def test_whoever_has_a_one_time_password_changes_it_first(agency, path):
    listener = Listener()
    status, _ = ask(path, listener, cookie=cookie_of(agency, "newcomer"))
    assert (status, listener.scopes) == (401, [])
    assert ask("/password", Listener(), cookie=cookie_of(agency, "newcomer"))[0] == 200


def test_a_session_that_has_ended_opens_nothing(agency):
    cookie = cookie_of(agency, "wang")
    assert ask("/", cookie=cookie)[0] == 200
    sessions.end_all(process.identity(), agency.ids["wang"], by="test", at=clock.now())
    assert ask("/", cookie=cookie)[0] == 401


@pytest.mark.parametrize(("headers", "status"), [
    ({"origin": OURS}, 200),
    ({"origin": OURS, "sec_fetch_site": "same-origin"}, 200),
    ({"origin": "http://evil.example"}, 403),
    ({"origin": "null"}, 403),
    ({"origin": OURS, "sec_fetch_site": "cross-site"}, 403),
    ({"sec_fetch_site": "same-site"}, 403),
    ({"origin": f"http://{HOST}.evil.example"}, 403),
])
def test_another_site_changes_nothing_in_a_readers_name(agency, headers, status):
    assert ask("/", method="POST", cookie=cookie_of(agency, "wang"), **headers)[0] == status


@pytest.mark.parametrize(("headers", "status"), [
    ({"sec_fetch_site": "same-origin"}, 200),
    ({"referer": f"{OURS}/learning"}, 200),
    ({"sec_fetch_site": "cross-site", "referer": f"{OURS}/"}, 403),
    ({"referer": "http://evil.example/"}, 403),
    ({"sec_fetch_site": "none"}, 403),
    ({}, 403),
])
def test_only_a_link_of_our_own_signs_out(agency, headers, status):
    assert ask("/auth/logout", cookie=cookie_of(agency, "wang"), **headers)[0] == status


@pytest.mark.parametrize(("login", "status"), [("wang", 200), ("lili", 403)])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_who_may_submit_may_upload(agency, login, status, method):
    listener = Listener()
    path = "/_stcore/upload_file/session/file"
    assert ask(path, listener, method=method, cookie=cookie_of(agency, login), origin=OURS)[0] == status
    assert bool(listener.scopes) == (status == 200)


@pytest.mark.parametrize(("path", "mebibytes", "status"), [
    ("/_stcore/upload_file/s/f", 20, 200), ("/_stcore/upload_file/s/f", 22, 413), ("/sign-in", 1, 413),
])
def test_no_body_is_read_beyond_what_is_allowed_whatever_length_is_claimed(agency, path, mebibytes, status):
    listener, piece = Listener(), b"x" * 1024 * 1024
    how = {"method": "PUT", "cookie": cookie_of(agency, "wang"), "origin": OURS, "body": (piece,) * mebibytes}
    assert ask(path, listener, **how)[0] == status
    assert len(listener.body) <= 21 * 1024 * 1024
    assert ask(path, content_length=str(mebibytes << 20), **how)[0] == status


# ------------------------------------------------------------------------------------------- sockets
class Socket:
    """A browser's end: what it says is put into `says`; sent: what it hears."""

    def __init__(self) -> None:
        self.says: asyncio.Queue = asyncio.Queue()
        self.says.put_nowait({"type": "websocket.connect"})
        self.sent: list[dict] = []

    async def send(self, message) -> None:
        self.sent.append(message)

    @property
    def heard(self) -> list[str]:
        return [message["type"] for message in self.sent]


@pytest.mark.parametrize("headers", [
    {"origin": "http://evil.example"}, {}, {"origin": OURS, "sec_fetch_site": "cross-site"}, {"origin": "null"},
])
def test_a_socket_of_another_site_is_refused_before_it_is_accepted(agency, headers):
    listener, socket = Listener(), Socket()
    scope = scope_of("/_stcore/stream", kind="websocket", cookie=cookie_of(agency, "wang"), **headers)
    finished(Gate(listener, GOODBYE)(scope, None, socket.send))
    assert (socket.heard, listener.scopes) == (["websocket.close"], [])


@pytest.mark.parametrize("path", ["/_stcore/stream", "/sign-in", "/api/x", "/anything"])
def test_a_socket_without_a_session_is_refused_before_it_is_accepted(agency, path):
    listener, socket = Listener(), Socket()
    finished(Gate(listener, GOODBYE)(scope_of(path, kind="websocket", origin=OURS), None, socket.send))
    assert (socket.heard, listener.scopes) == (["websocket.close"], [])


def disable(agency):
    accounts.change(process.identity(), agency.ids["wang"], is_active=False, by="test", at=clock.now())


def end(agency):
    sessions.end_all(process.identity(), agency.ids["wang"], by="test", at=clock.now())


@pytest.mark.parametrize("happens", [disable, end])
def test_an_open_socket_ends_soon_after_its_session_and_sends_the_reader_to_the_sign_in_page(
    agency, monkeypatch, happens
):
    monkeypatch.setattr(gate, "WATCH_SECONDS", 0.05)
    cookie, socket = cookie_of(agency, "wang"), Socket()

    async def run() -> None:
        scope = scope_of("/_stcore/stream", kind="websocket", cookie=cookie, origin=OURS)
        task = asyncio.create_task(Gate(Listener(), GOODBYE)(scope, socket.says.get, socket.send))
        await asyncio.sleep(0.3)
        assert socket.heard == ["websocket.accept"]
        await asyncio.to_thread(happens, agency)
        await asyncio.wait_for(task, 5)

    finished(run())
    assert socket.sent[-1]["bytes"] == GOODBYE


def test_sessions_are_looked_at_often_enough():
    assert gate.WATCH_SECONDS < 5


def test_standing_open_is_no_use_but_what_a_reader_does_is(agency, monkeypatch):
    monkeypatch.setattr(gate, "WATCH_SECONDS", 0.05)
    touched, touch = [], sessions.touch
    cookie, socket = cookie_of(agency, "wang"), Socket()

    def noted(identity, session_id, at):
        touched.append(session_id)
        return touch(identity, session_id, at)

    async def run() -> None:
        scope = scope_of("/_stcore/stream", kind="websocket", cookie=cookie, origin=OURS)
        task = asyncio.create_task(Gate(Listener(), GOODBYE)(scope, socket.says.get, socket.send))
        await asyncio.sleep(0.4)
        before = len(touched)
        await asyncio.sleep(0.4)
        assert len(touched) == before
        socket.says.put_nowait({"type": "websocket.receive", "bytes": b"a click"})
        await asyncio.sleep(0.3)
        assert len(touched) == before + 1
        socket.says.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(task, 5)

    monkeypatch.setattr(gate.sessions, "touch", noted)
    finished(run())
