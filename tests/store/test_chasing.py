"""
Reminders by the channels the operator has set up, against a server of the test's own that answers, refuses or stays
silent. Deadlines and figures have their tests elsewhere; here it is who is written to, and what is kept of it.
"""

import datetime as dt
import logging
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from analytics import chasing, notifying
from analytics.identity.audit import entries
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.months import Month
from analytics.notifying import Channels, ChannelsUnreadable, Letter, Sent
from analytics.scope import NO_UNITS, OutsideScope, Scope
from analytics.store import submissions
from analytics.store.warehouse import append_records, record_event

OCTOBER = Month(2026, 10)
NOON = dt.datetime(2026, 11, 9, 12)
MESSAGES = {"QYB": ("十月", "请补报 QYB"), "XCB": ("十月", "请补报 XCB")}
SECRET = "s3cretkey"
SLOW_SECONDS = 2


class _Answers(BaseHTTPRequestHandler):
    """/ok answers, /no refuses, /slow says nothing for SLOW_SECONDS."""

    def do_POST(self):
        self.server.received.append(self.rfile.read(int(self.headers["content-length"])).decode())
        if self.path.startswith("/slow"):
            time.sleep(SLOW_SECONDS)
        self.send_response(403 if self.path.startswith("/no") else 200)
        self.end_headers()

    def log_message(self, *_):
        """The test's output stays its own."""


@pytest.fixture(scope="module")
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as found:
        found.received, found.daemon_threads = [], True
        threading.Thread(target=found.serve_forever, daemon=True).start()
        yield found
        found.shutdown()


@pytest.fixture
def via(server):
    """An Apprise address of the test's server."""
    server.received.clear()
    return lambda path: f"json://{SECRET}:x@127.0.0.1:{server.server_port}/{path}"


@pytest.fixture
def with_contacts(warehouse):
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=NOON)
        append_records(cursor, "unit_contact", [
            {"unit_code": "QYB", "person": "李晓梅", "duty": "填报员", "channel": "feishu", "address": None},
            {"unit_code": "QYB", "person": "张红", "duty": "负责人", "channel": "wecom", "address": "zhang/hong"},
        ], number)
    return warehouse


def test_every_contact_is_written_to_and_every_message_is_logged(with_contacts, via, server, tmp_path):
    identity = Identity.open(tmp_path / "who")
    channels = Channels({"feishu": via("ok"), "wecom": via("no/{address}")})
    sent = chasing.remind(
        with_contacts, channels, MESSAGES, OCTOBER, by="office", at=NOON, trail=Trail(identity, "office")
    )
    assert sent == [Sent("QYB", "feishu"), Sent("QYB", "wecom", "refused"), Sent("XCB", None, "no_contact")]
    assert len(server.received) == 2
    assert all("请补报 QYB" in body and "XCB" not in body for body in map(_unescaped, server.received))
    log = submissions.reminders(with_contacts.cursor(), OCTOBER)
    assert sorted(zip(log["channel"], log["problem"].fillna(""), strict=True)) == [("feishu", ""), ("wecom", "refused")]
    counted = with_contacts.cursor().execute("SELECT count(*) FROM event WHERE kind = 'reminded'").fetchone()
    assert counted == (1,)  # what did not arrive reminded nobody
    kept = entries(identity, kinds=["reminded"], limit=10)
    assert sorted((e.outcome, e.detail["channel"]) for e in kept) == [("done", "feishu"), ("failed", "wecom")]
    everything = with_contacts.cursor().execute("SELECT string_agg(CAST(event AS VARCHAR), ' ') FROM event").fetchone()
    assert SECRET not in everything[0] + str(kept)
    identity.close()


def _unescaped(body: str) -> str:
    return body.encode().decode("unicode_escape") if "\\u" in body else body


def test_a_server_that_stays_silent_or_is_not_there_holds_nobody_up(via):
    letters = [Letter("A", "feishu", None, "t", "b"), Letter("B", "wecom", None, "t", "b")]
    channels = Channels({"feishu": via("slow"), "wecom": "json://127.0.0.1:9/"})
    before = time.monotonic()
    outcomes = notifying.send(channels, letters, 1.0)
    assert outcomes == [Sent("A", "feishu", "timed_out"), Sent("B", "wecom", "unreachable")]
    assert time.monotonic() - before < 1.8


def test_many_letters_go_in_rounds_and_none_is_sent_after_it_was_called_late(via, server, monkeypatch):
    monkeypatch.setattr(notifying, "SENDERS", 2)
    threads = threading.active_count()
    fast = [Letter(f"U{n}", "feishu", None, "t", "b") for n in range(9)]
    assert notifying.send(Channels({"feishu": via("ok")}), fast, 5) == [Sent(f"U{n}", "feishu") for n in range(9)]
    assert len(server.received) == 9 and threading.active_count() <= threads + 2

    stuck = [Letter(unit, "wecom", None, "t", "b") for unit in "AB"]
    channels = Channels({"wecom": via("slow"), "feishu": via("ok")})
    outcomes = notifying.send(channels, [*stuck, Letter("C", "feishu", None, "t", "too late")], 0.2)
    assert [(sent.unit_code, sent.problem) for sent in outcomes] == [(unit, "timed_out") for unit in "ABC"]
    time.sleep(SLOW_SECONDS + 0.3)
    assert not any("too late" in body for body in server.received)


@pytest.mark.parametrize(("channel", "address", "problem"), [
    ("dingtalk", None, "not_configured"), ("wecom", None, "bad_address"), ("email", "not an address", "bad_address"),
    ("email", "a@example.cn,b@example.cn", "bad_address"), ("feishu", None, "bad_address"),
])
def test_what_cannot_be_sent_says_why_and_sends_nothing(via, server, channel, address, problem):
    channels = Channels({"wecom": via("ok/{address}"), "email": via("ok/{address}"), "feishu": "no such address"})
    assert notifying.send(channels, [Letter("A", channel, address, "t", "b")], 5) == [Sent("A", channel, problem)]
    assert server.received == []


def test_an_address_with_odd_characters_stays_one_address(via, server):
    channels = Channels({"wecom": via("ok/{address}")})
    assert notifying.send(channels, [Letter("A", "wecom", "x/?to=other&y", "t", "b")], 5) == [Sent("A", "wecom")]
    assert len(server.received) == 1


def test_no_secret_is_logged_or_shown(via, caplog):
    channels = Channels({"feishu": via("no")})
    with caplog.at_level(logging.DEBUG):
        notifying.send(channels, [Letter("A", "feishu", None, "t", "b")], 5)
    assert SECRET not in caplog.text
    assert SECRET not in repr(channels)


def test_channels_come_from_a_file_for_its_owner_alone_and_from_variables_before_it(tmp_path, monkeypatch):
    assert notifying.channels(tmp_path).names == ()
    path = tmp_path / notifying.FILE_NAME
    path.write_text('email = "mailtos://a"\nfeishu = "feishu://a"\n', encoding="utf-8")
    path.chmod(0o644)
    with pytest.raises(ChannelsUnreadable) as refused:
        notifying.channels(tmp_path)
    assert refused.value.problem == "open_file"
    path.chmod(0o600)
    monkeypatch.setenv("SIXING_NOTIFY_EMAIL", "mailtos://b")
    found = notifying.channels(tmp_path)
    assert (found.names, found.addresses["email"]) == (("email", "feishu"), "mailtos://b")


@pytest.mark.parametrize(("written", "problem"), [
    ("email = ", "not_toml"), ('pigeon = "x"', "unknown_channel"), ("email = 5", "unknown_channel"),
])
def test_a_file_that_cannot_be_used_says_what_is_wrong_with_it(tmp_path, written, problem):
    path = tmp_path / notifying.FILE_NAME
    path.write_text(written, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(ChannelsUnreadable) as refused:
        notifying.channels(tmp_path)
    assert refused.value.problem == problem


def test_contacts_are_seen_and_written_to_by_those_who_chase_only(with_contacts, via, server):
    office = Scope()
    clerk = Scope(units_run=NO_UNITS, registers_kept=frozenset())
    assert {c.person for c in chasing.contacts(with_contacts.cursor(), office)} == {"李晓梅", "张红"}
    assert chasing.contacts(with_contacts.cursor(), clerk) == ()
    before = with_contacts.data_version()
    send = partial(chasing.remind, with_contacts, Channels({"feishu": via("ok")}), MESSAGES, OCTOBER)
    for scope in (clerk, Scope(units_run=frozenset({"QYB"}))):  # one of the units is not theirs: nothing at all
        with pytest.raises(OutsideScope):
            send(by="x", at=NOON, scope=scope)
    assert (with_contacts.data_version(), server.received) == (before, [])
