"""What an attacker tries at a running server beyond its doors: its socket, its headers, its forms, its leftovers."""

import datetime as dt
import os
import shutil

import duckdb
import httpx
import pytest

from analytics import clock
from analytics.identity import accounts, audit, sessions, tokens
from analytics.identity.database import Identity
from tests.browser.serving import served
from tests.security.streamlit_tab import Tab, pages, words
from tests.web.signing_in import session_cookie

NOT_YOURS = "不在你的职责范围内"
FOR_OTHERS = {"staff": ("returns", "upload", "accounts", "audit"), "reviewer": ("upload", "accounts", "audit"),
              "administrator": ("upload",)}


class Server:
    def __init__(self, address, directory):
        self.address, self.directory = address, directory

    def cookie(self, role: str) -> dict[str, str]:
        made = session_cookie(self.directory, f"demo-{role}")
        return {made["name"]: made["value"]}

    def get(self, path: str, cookies=None, **headers: str) -> httpx.Response:
        with httpx.Client(cookies=cookies) as client:
            return client.get(self.address + path, headers=headers)

    def identity(self) -> Identity:
        return Identity.open(self.directory)


@pytest.fixture(scope="module")
def server(demonstration_original, tmp_path_factory):
    directory = shutil.copytree(demonstration_original, tmp_path_factory.mktemp("attacked") / "data")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SIXING_PROXIES", raising=False)
        patch.setenv("FORWARDED_ALLOW_IPS", "")  # as start.py starts it
        with served(directory) as address:
            yield Server(address, directory)


# ------------------------------------------------------------------------------------------- the socket
@pytest.mark.parametrize("role", FOR_OTHERS)
def test_a_page_asked_for_by_its_hash_over_the_socket_is_refused_like_any_other(server, role):
    with Tab(server.address, server.cookie(role)) as tab:
        known = pages(tab.run())
        for name in FOR_OTHERS[role]:
            shown = words(tab.run(known[name], "lang=zh&v=working&u=QYB&m=2026-10"))
            assert NOT_YOURS in shown, name
        assert NOT_YOURS not in words(tab.run("0" * 32))  # a page there is not: the overview


def test_identity_headers_of_a_client_do_not_reach_the_pages(server):
    identity = server.identity()
    office = accounts.by_login(identity, "demo-office")
    session = sessions.session_id_of(next(iter(server.cookie("office").values())))
    identity.close()
    forged = {"X-Sixing-Account": office.account_id, "X-Sixing-Session": session, "x_sixing_account": office.account_id}
    with Tab(server.address, server.cookie("staff"), **forged) as tab:
        shown = words(tab.run())
    assert "职工" in shown
    assert "综合岗" not in shown


def test_somebody_elses_tab_is_not_taken_over_by_its_name(server):
    with Tab(server.address, server.cookie("office")) as tab:
        tab.run()
        theirs = tab.session
    with Tab(server.address, server.cookie("staff"), "x", theirs) as tab:
        tab.run()
        assert theirs and tab.session != theirs


def test_streamlits_interface_for_programs_is_off(server):
    for path in ("/_stcore/agent/interact", "/_stcore/agent/mcp"):
        with httpx.Client(cookies=server.cookie("office")) as client:
            answer = client.post(server.address + path, json={})
        assert answer.status_code in (400, 403)
        assert "not_available" in answer.text


# ------------------------------------------------------------------------------------------- other sites
def test_a_link_on_another_site_does_not_sign_anybody_out(server):
    cookies = server.cookie("leader")
    server.get("/auth/logout", cookies, **{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
    assert server.get("/", cookies).status_code == 200


@pytest.mark.parametrize("then", ["//evil.example", "/\\evil.example", "https://evil.example", "/\tevil", "/ evil"])
def test_signing_in_leads_nowhere_else(server, then):
    answer = httpx.get(server.address + "/sign-in", params={"next": then}, cookies=server.cookie("staff"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


# ------------------------------------------------------------------------------------------- forms
def test_a_form_that_is_too_large_is_not_kept_in_memory(server):
    form = {"content-type": "application/x-www-form-urlencoded"}
    for body in (b"login=" + b"a" * 3_000_000, b"a=1&" * 1000):
        assert httpx.post(server.address + "/sign-in", content=body, headers=form).status_code in (400, 413)


def test_an_address_is_believed_of_a_named_proxy_only(server):
    told = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
    with httpx.Client() as client:
        answer = client.post(
            server.address + "/sign-in", data={"login": "nobody at all", "password": "x"}, headers=told
        )
    identity = server.identity()
    newest = audit.entries(identity, kinds=["sign_in_refused"], limit=1)[0]
    identity.close()
    assert newest.address == "127.0.0.1"  # no proxy is named in SIXING_PROXIES
    assert "strict-transport-security" not in answer.headers


# ------------------------------------------------------------------------------------------- the demonstration's people
def test_the_demonstrations_people_have_nothing_in_a_store_that_is_none(demonstration_original, tmp_path):
    """An operator who starts anew with real returns may keep the accounts, or have them in another database."""
    directory = shutil.copytree(demonstration_original, tmp_path / "data")
    identity = Identity.open(directory)
    office = accounts.by_login(identity, "demo-office")
    _, secret = tokens.create(
        identity, office.account_id, name="left over", actions=["read", "rows"], at=clock.now(),
        expires_on=clock.today() + dt.timedelta(days=30),
    )
    identity.close()
    made = session_cookie(directory, "demo-office")
    with duckdb.connect(str(directory / "sixing.duckdb")) as store:
        store.execute("UPDATE event SET kind = 'registers_changed' WHERE kind = 'demonstration'")
    with served(directory) as address:
        bearer = {"Authorization": f"Bearer {secret}"}
        by_token = httpx.get(f"{address}/api/v1/tables/service_cases", headers=bearer, timeout=60)
        by_session = httpx.get(f"{address}/", cookies={made["name"]: made["value"]})
    assert (by_token.status_code, by_session.status_code) == (401, 401)


# ------------------------------------------------------------------------------------------- other users of the machine
@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX's")
def test_other_users_of_the_machine_cannot_read_the_data(tmp_path):
    from analytics.store.warehouse import Warehouse

    directory = tmp_path / "data"
    before = os.umask(0o022)  # the usual one
    try:
        with Warehouse.open(directory):
            pass
    finally:
        os.umask(before)
    store, folder = directory / "sixing.duckdb", directory
    assert not folder.stat().st_mode & 0o077 or not store.stat().st_mode & 0o077
