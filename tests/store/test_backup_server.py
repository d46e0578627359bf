"""A backup while the server runs: asked by a command on the same machine, and by nobody else."""

import json
import os
import socket
import subprocess
import sys
import time

import httpx
import pytest
from starlette.applications import Starlette
from typer.testing import CliRunner

from analytics import backup, process, restoring
from analytics.cli import app
from analytics.identity import audit
from analytics.store import control
from analytics.store.control import KEY_HEADER
from analytics.store.warehouse import Warehouse
from analytics.web import control as web_control
from tests.asynchronous import finished
from tests.store.backup_fixture import AT, small_store

# A server as ours is: it owns the store, announces itself, answers, and two clerks go on submitting meanwhile.
SERVER = """
import contextlib, sys, threading
import uvicorn
from starlette.applications import Starlette
from analytics import process
from analytics.store import submissions
from analytics.web import control
from tests.store.backup_fixture import AT
from tests.store.conftest import a_return

address, stop = f"http://127.0.0.1:{sys.argv[1]}", threading.Event()

def submitting(unit_code):
    number = 0
    while not stop.wait(0.01):
        submissions.submit(
            process.warehouse(), a_return("2026-07", unit_code=unit_code), data=f"{unit_code}{number}".encode(),
            file_name="a.xlsx", findings=[], replaces_version=number, by="clerk", at=AT,
        )
        number += 1

@contextlib.asynccontextmanager
async def lifespan(app):
    clerks = [threading.Thread(target=submitting, args=(u,)) for u in ("QYB", "XCB")]
    for clerk in clerks:
        clerk.start()
    with control.announced(process.data_directory(), address):
        yield
    stop.set()

uvicorn.run(Starlette(routes=control.routes(), lifespan=lifespan), port=int(sys.argv[1]), log_level="warning")
"""


@pytest.fixture
def directory(tmp_path):
    small_store(tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def server(directory):
    """A running server on the directory, in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "SIXING_DATA": str(directory)}
    child = subprocess.Popen([sys.executable, "-c", SERVER, str(port)], env=environment, cwd=os.getcwd())
    try:
        for _ in range(600):
            announced = control.read(directory)
            if announced is not None and not announced.is_stale:
                break
            assert child.poll() is None, "the server did not start"
            time.sleep(0.05)
        yield child
    finally:
        child.terminate()
        child.wait(timeout=20)


def cli(directory, *words):
    return CliRunner().invoke(app, ["--data", str(directory), *words, "--lang", "en"])


# ------------------------------------------------------------------------------------------- with a real server
def test_a_backup_is_taken_through_the_running_server_and_comes_back_whole(server, directory, tmp_path):
    done = cli(directory, "backup", str(tmp_path / "b.zip"))
    assert done.exit_code == 0, done.output
    assert server.poll() is None
    manifest = restoring.restore(
        tmp_path / "b.zip", tmp_path / "new", replace=False, by="operator:x", at=AT
    ).manifest
    with Warehouse.open(tmp_path / "new") as copy:
        assert copy.data_version() == manifest.data_version
        assert copy.cursor().execute("SELECT count(*) FROM return_version").fetchone()[0] == manifest.original_count
    assert not list(directory.glob("backup.*"))
    refused = cli(directory, "restore", str(tmp_path / "b.zip"), "--replace")
    assert refused.exit_code == 1
    assert "stop it first" in refused.output.replace("\n", " ")


def test_the_announcement_is_for_the_owner_alone_and_goes_with_the_server(server, directory, tmp_path):
    path = directory / "control.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(json.loads(path.read_text())["key"]) >= 43
    server.terminate()
    server.wait(timeout=20)
    assert not path.exists()
    assert cli(directory, "backup", str(tmp_path / "b.zip")).exit_code == 0


def test_what_a_killed_server_left_is_recognised_and_the_store_is_opened_directly(server, directory, tmp_path):
    server.kill()
    server.wait(timeout=20)
    assert (directory / "control.json").exists()
    assert control.read(directory).is_stale
    assert cli(directory, "backup", str(tmp_path / "b.zip")).exit_code == 0


def test_another_process_that_has_the_store_open_but_is_no_server_is_named(directory, tmp_path):
    holding = "import sys, time; from analytics.store.warehouse import *; w = Warehouse.open(sys.argv[1]); " \
              "print('open', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", holding, str(directory)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "open\n"
        done = cli(directory, "backup", str(tmp_path / "b.zip"))
        assert done.exit_code == 1
        assert "no running server answers for it" in done.output.replace("\n", " ")
        listed = cli(directory, "retention")
        assert (listed.exit_code, "once a day" in listed.output.replace("\n", " ")) == (1, True)
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
    assert not (tmp_path / "b.zip").exists()


# ------------------------------------------------------------------------------------------- who may
@pytest.fixture
def client(directory, monkeypatch):
    """`ask`, of the routes within this process."""
    monkeypatch.setenv("SIXING_DATA", str(directory))
    monkeypatch.setattr(web_control, "_noted_at", {})
    with web_control.announced(process.data_directory(), "http://127.0.0.1:1"):
        yield ask
    for kind in ("warehouse", "identity"):  # nobody else's: other tests of this process hold stores open, too
        if held := process._open.pop((kind, str(process.data_directory())), None):
            held.close()


def ask(headers, caller="127.0.0.1", method="POST"):
    async def asking():
        transport = httpx.ASGITransport(Starlette(routes=web_control.routes()), client=(caller, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            return await client.request(method, "/control/backup", headers=headers)

    return finished(asking())


def key(directory):
    return {KEY_HEADER: control.read(directory).key}


def test_with_the_key_from_this_machine_the_backup_comes_and_is_audited_under_the_caller(client, directory, tmp_path):
    answer = client({**key(directory), "x-sixing-operator": "root: x;"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert backup.save([answer.content], tmp_path / "b.zip").manifest.original_count == 3
    (entry,) = audit.entries(process.identity(), kinds=["backup_taken"], limit=5)
    assert (entry.actor, entry.outcome) == ("operator:root x", "done")


@pytest.mark.parametrize("headers", [
    {}, {KEY_HEADER: ""}, {KEY_HEADER: "guess"}, {KEY_HEADER: "\u00e9"},
])
def test_without_the_key_there_is_nothing_there_and_the_attempt_is_audited_once_a_minute(client, directory, headers):
    sent = {name: value.encode("latin-1") for name, value in headers.items()}
    for _ in range(3):
        assert client(sent).status_code == 404
    (entry,) = audit.entries(process.identity(), kinds=["access_refused"], limit=5)
    assert (entry.outcome, entry.target, entry.address) == ("refused", "/control/backup", "127.0.0.1")
    assert audit.entries(process.identity(), kinds=["backup_taken"], limit=5) == []


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_what_comes_through_a_proxy_is_refused_even_with_the_key(client, directory, header):
    answer = client({**key(directory), header: "127.0.0.1"})
    assert answer.status_code == 404


@pytest.mark.parametrize(("caller", "status"), [
    ("127.0.0.1", 200), ("::1", 200), ("10.0.0.9", 404), ("somebody", 404), ("8.8.8.8", 404),
])
def test_another_machine_is_refused_even_with_the_key(client, directory, caller, status):
    assert client(key(directory), caller).status_code == status


def test_the_key_ends_with_the_server_and_only_post_is_answered(directory, client):
    headers = key(directory)
    assert client(headers, method="GET").status_code == 405
    web_control._announced.clear()
    assert client(headers).status_code == 404


def test_a_second_backup_at_the_same_time_is_refused_with_its_reason(client, directory):
    with process.warehouse().originals_lock:
        answer = client(key(directory))
    assert (answer.status_code, answer.json()) == (409, {"code": "under_way", "params": {}})


def test_another_servers_announcement_is_not_taken_away(tmp_path):
    first = control.write(tmp_path, "http://127.0.0.1:1/base/")
    second = control.write(tmp_path, "http://127.0.0.1:2")
    assert first.address == "http://127.0.0.1:1/base"
    control.remove(tmp_path, first)
    assert control.read(tmp_path) == second
    control.remove(tmp_path, second)
    assert control.read(tmp_path) is None


@pytest.mark.parametrize("words", ["", "no json", "[]", '{"address": 1}', '{"address": "x", "pid": "y", "key": ""}'])
def test_a_control_file_that_is_not_ours_is_as_good_as_none(tmp_path, words):
    (tmp_path / "control.json").write_text(words)
    assert control.read(tmp_path) is None
