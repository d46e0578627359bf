"""Every route of the server, Streamlit's included, is closed unless it is named as open here."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
OPEN = {"/healthz", "/readyz", "/assets/favicon.svg", "/sign-in", "/sign-in/demonstration", "/auth/oidc",
        "/auth/oidc/callback", "/assets"}
OWN_DOORS = ("/api", "/control")
LISTED = """
import json, app
from starlette.routing import Mount, WebSocketRoute
found = []
for route in app.app._build_starlette_app().routes:
    kind = "socket" if isinstance(route, WebSocketRoute) else "mount" if isinstance(route, Mount) else "route"
    found.append([kind, route.path, sorted(getattr(route, "methods", None) or ["GET"])])
print(json.dumps(found))
"""


@pytest.fixture(scope="session")
def routes(tmp_path_factory):
    """(kind, path, method) of all; listed in a process of its own, since making the application starts Streamlit."""
    done = subprocess.run(
        [sys.executable, "-c", LISTED], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**__import__("os").environ, "SIXING_DATA": str(tmp_path_factory.mktemp("none"))},
    )
    return [
        (kind, re.sub(r"\{[^}]*\}", "x", path) or "/x", method)
        for kind, path, methods in json.loads(done.stdout.splitlines()[-1]) for method in methods
    ]


def test_the_list_has_what_streamlit_is_known_to_serve(routes):
    paths = {path for _, path, _ in routes}
    assert {"/_stcore/stream", "/media/x", "/_stcore/upload_file/x/x", "/_stcore/metrics", "/component/x"} <= paths
    assert len(routes) > 30


def test_no_route_answers_somebody_who_has_not_signed_in(routes, server):
    with httpx.Client(base_url=server) as client:
        answered = {
            (path, method): client.request(method, path).status_code for kind, path, method in routes
            if kind != "socket" and path not in OPEN and not path.startswith(OWN_DOORS)
        }
    assert len(answered) > 25
    let_through = {asked: status for asked, status in answered.items() if status != 401}
    assert not let_through


@pytest.mark.parametrize("door", ["/sign-in", "/auth/oidc", "/assets", "/healthz", "/readyz", "/api", "/control"])
def test_nothing_but_its_own_paths_is_open_under_an_open_door(server, door):
    for path in (f"{door}/other", f"{door}/../media/x", f"{door}/static/js/index.js"):
        answer = httpx.get(server + path, headers={"accept": "text/html"})
        assert answer.status_code in (303, 400, 401, 404), path
        assert "Streamlit" not in answer.text


@pytest.mark.parametrize("path", ["/%2e%2e/media/x", "//media/x", "/Sign-in/../media/x", "/sign-in%2f../", "/sign-inx"])
def test_spelling_a_path_differently_opens_nothing(server, path):
    assert httpx.get(server + path).status_code in (400, 401, 404)


def test_a_page_is_asked_for_again_after_signing_in(server):
    answer = httpx.get(f"{server}/learning?m=2026-10&u=XCB", headers={"accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Flearning%3Fm%3D2026-10%26u%3DXCB"


def test_the_server_says_whether_it_lives_and_is_ready(server):
    assert httpx.get(f"{server}/healthz").text == "ok"
    assert httpx.get(f"{server}/readyz").text == "ready"
