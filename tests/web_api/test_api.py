"""HTTP for programs: what a token gives, in which form, and everything it does not give."""

import csv
import io
import shutil
from concurrent.futures import ThreadPoolExecutor

import pyarrow.parquet as parquet
import pytest
from openpyxl import load_workbook
from starlette.applications import Starlette
from starlette.testclient import TestClient

from analytics import clock, continuing, process
from analytics.continuing import UnitWord
from analytics.declare import actions, return_form, roles
from analytics.identity import accounts, audit, tokens
from analytics.measures import measure
from analytics.months import Month
from analytics.returns.sheet_titles import TITLE
from analytics.scope import EVERYTHING
from analytics.web import api
from analytics.web.api import door
from analytics.web.api.declared import OPERATIONS
from tests.fixtures_demonstration import NOW
from tests.ui.return_pages_fixture import LATE_UNIT, filled, saved, template_of, with_mistakes

ALL = ("read", "rows", "submit")
GET = ("/status", "/indicators?from=2026-09&to=2026-09&ids=return_on_time_rate", "/tables", "/me", "/openapi.json",
       "/tables/suggestions?from=2026-09&to=2026-09")


@pytest.fixture(scope="module")
def store(demonstration_original, tmp_path_factory):
    return shutil.copytree(demonstration_original, tmp_path_factory.mktemp("api") / "data")


@pytest.fixture(autouse=True)
def on_store(store, in_november, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(store))
    door._limiter.cache_clear()
    door._noted.clear()


@pytest.fixture
def own_store(own_demonstration, monkeypatch):
    monkeypatch.setenv("SIXING_DATA", str(own_demonstration))


@pytest.fixture(scope="module")
def client():
    return TestClient(Starlette(routes=api.routes()), base_url="http://localhost")


def token(role: str = "office", allowed=ALL, days: int = 30) -> str:
    account = accounts.by_login(process.identity(), f"demo-{role}")
    import datetime as dt

    made = tokens.create(
        process.identity(), account.account_id, name="test", actions=allowed, at=clock.now(),
        expires_on=clock.today() + dt.timedelta(days=days),
    )
    return made[1]


def asked(client, path: str, secret: str | None = None, **headers: str):
    sent = {"authorization": f"Bearer {secret}"} if secret else {}
    return client.get(f"/api/v1{path}", headers={**sent, **headers})


def refusals() -> int:
    return len(audit.entries(process.identity(), kinds=["access_refused"], limit=5000))


# ------------------------------------------------------------------------------------------- who gets in
@pytest.mark.parametrize("path", [*GET, "/returns"])
def test_nothing_is_said_without_a_good_token(client, path):
    good = token()
    gone = token()
    found = tokens.of_secret(process.identity(), gone, clock.now())
    tokens.revoke(process.identity(), found.token_id, by="test", at=clock.now())
    for headers in ({}, {"authorization": "Bearer sxg_wrong"}, {"authorization": f"Basic {good}"},
                    {"authorization": f"Bearer {gone}"}, {"cookie": f"sixing={good}"}):
        method = client.post if path == "/returns" else client.get
        answer = method(f"/api/v1{path}", headers=headers, **({"content": b"x"} if path == "/returns" else {}))
        assert answer.status_code == 401, headers
        assert answer.headers["content-type"] == "application/problem+json"
        assert "bearer" in answer.headers["www-authenticate"].lower()


def test_a_token_past_its_day_or_of_a_disabled_account_is_none(client, own_store, monkeypatch):
    import datetime as dt

    secret = token(days=1)
    assert asked(client, "/me", secret).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + dt.timedelta(days=2))
    assert asked(client, "/me", secret).status_code == 401
    monkeypatch.setattr(clock, "now", lambda: NOW)
    account = accounts.by_login(process.identity(), "demo-office")
    accounts.change(process.identity(), account.account_id, by="test", at=NOW, is_active=False)
    assert asked(client, "/me", secret).status_code == 401


def test_a_token_in_the_address_is_refused_with_a_sentence(client):
    answer = client.get(f"/api/v1/status?format={token()}", headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert "address" in answer.json()["title"]


@pytest.mark.parametrize("role", roles())
def test_a_role_gets_over_http_what_it_gets_on_the_pages(client, role):
    secret = token(role)
    may = {key for key, action in actions().items() if role in action.roles}
    assert set(asked(client, "/me", secret).json()["may"]) == may
    assert asked(client, "/status", secret).status_code == (200 if "see_returns" in may else 403)
    working = asked(client, "/indicators?view=working&from=2026-10&to=2026-10&ids=return_on_time_rate", secret)
    assert working.status_code == (200 if "see_working" in may else 403)
    published = asked(client, "/indicators?view=published&from=2026-09&to=2026-09&ids=return_on_time_rate", secret)
    assert published.status_code == 200
    assert {row["unit_code"] for row in published.json()} >= {"FL", "QYB", "XCB"}
    before = refusals()
    unpublished = asked(client, "/indicators?view=published&from=2026-10&to=2026-10&ids=return_on_time_rate", secret)
    assert unpublished.status_code == 403
    assert refusals() == before + 1


@pytest.mark.parametrize("path", [
    "/tables/service_cases?view=working&from=2026-01&to=2026-10&units=QYB",
    "/indicators?view=working&from=2026-10&to=2026-10&ids=return_on_time_rate&units=QYB",
    "/indicators?view=working&from=2026-10&to=2026-10&ids=return_on_time_rate&units=NOSUCH",
])
def test_another_units_code_is_refused_the_same_whether_it_exists_or_not(client, path):
    before = refusals()
    answer = asked(client, path, token("clerk"), **{"accept-language": "en"})
    assert answer.status_code == 403
    assert "QYB" not in answer.text
    assert refusals() == before + 1


def test_rows_of_cases_need_the_right_and_the_token_both(client):
    path = "/tables/service_cases?view=working&from=2026-01&to=2026-10"
    assert asked(client, path, token("office")).json()
    assert asked(client, path, token("office", ("read",))).json() == []
    assert asked(client, path, token("administrator")).json() == []
    assert {r["unit_code"] for r in asked(client, path, token("reviewer")).json()} == {"QYB"}
    persons = "/indicators?view=working&from=2026-10&to=2026-10&ids=suggestions_per_person&level=person"
    assert asked(client, persons, token("office")).json()
    assert asked(client, persons, token("office", ("read",))).status_code == 403
    assert asked(client, persons, token("administrator")).status_code == 403


def test_a_token_made_for_reading_submits_nothing(client):
    headers = {"authorization": f"Bearer {token('office', ('read',))}"}
    answer = client.post("/api/v1/returns", content=b"x", headers=headers)
    assert answer.status_code == 403


# ------------------------------------------------------------------------------------------- what one gets
def test_figures_are_those_of_the_store_in_every_format(client):
    path = "/indicators?from=2026-10&to=2026-10&ids=first_response_on_time_rate,satisfaction_rate&lang=en"
    secret = token()
    rows = asked(client, path, secret).json()
    frame = measure(process.warehouse().cursor(), EVERYTHING, [Month(2026, 10)],
                    ["first_response_on_time_rate", "satisfaction_rate"], today=NOW.date(),
                    levels=("department", "agency"))
    wanted = {(r.indicator, r.unit_code, r.period): r.value for r in frame.itertuples()}
    got = {(r["indicator"], r["unit_code"], r["period"]): r["value"] for r in rows}
    assert set(got) == set(wanted)
    for key, value in wanted.items():
        assert got[key] is None if value != value else got[key] == pytest.approx(value)
    lines = list(csv.DictReader(io.StringIO(asked(client, path + "&format=csv", secret).content.decode("utf-8-sig"))))
    assert len(lines) == len(rows)
    assert parquet.read_table(io.BytesIO(asked(client, path + "&format=parquet", secret).content)).num_rows == len(rows)
    assert load_workbook(io.BytesIO(asked(client, path + "&format=xlsx", secret).content)).sheetnames
    assert asked(client, path, secret, accept="text/csv").headers["content-type"].startswith("text/csv")
    assert asked(client, path, secret, accept="image/png").status_code == 406


@pytest.mark.parametrize("name", [sheet.name for sheet in return_form().sheets])
def test_every_table_can_be_had(client, name):
    rows = asked(client, f"/tables/{name}?from=2026-09&to=2026-09", token()).json()
    assert all(row["month"] == "2026-09" for row in rows)
    assert rows


def test_the_same_question_again_costs_nothing_until_something_changes(client, own_store):
    from analytics import submitting

    secret, path = token(), "/indicators?from=2026-10&to=2026-10&ids=return_on_time_rate"
    first = asked(client, path, secret)
    again = asked(client, path, secret, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert asked(client, path, token("leader"), **{"if-none-match": first.headers["etag"]}).status_code == 200
    submitting.remind(process.warehouse(), LATE_UNIT, Month(2026, 10), by="x", at=NOW)
    assert asked(client, path, secret, **{"if-none-match": first.headers["etag"]}).status_code == 200


def test_every_mistake_in_the_parameters_is_said_at_once_in_the_callers_language(client):
    answer = asked(client, "/indicators?from=oktober&unit=QYB&level=moon&to=2026-10&to=2026-09", token(),
                   **{"accept-language": "en-GB"})
    assert answer.status_code == 400
    said = {error["parameter"]: error["detail"] for error in answer.json()["errors"]}
    assert set(said) == {"from", "unit", "level", "to"}
    assert "units" in said["unit"]
    assert "2026-01" in said["from"]
    assert asked(client, "/indicators?from=x", token()).json()["title"] == "参数有误"
    assert asked(client, "/tables/secrets", token()).status_code == 404


def test_answers_of_two_rights_never_mix(client):
    path = "/tables/service_cases?view=working&from=2026-01&to=2026-10"
    secrets = {"office": token("office"), "reviewer": token("reviewer"), "administrator": token("administrator")}

    def units(role: str) -> frozenset[str]:
        return frozenset(row["unit_code"] for row in asked(client, path, secrets[role]).json())

    alone = {role: units(role) for role in secrets}
    assert len(set(alone.values())) == 3
    with ThreadPoolExecutor(6) as pool:
        for role, found in zip(list(secrets) * 6, pool.map(units, list(secrets) * 6), strict=True):
            assert found == alone[role]


# ------------------------------------------------------------------------------------------- handing in
def test_a_return_goes_in_over_http_as_it_does_on_the_page(client, own_store):
    headers = {"authorization": f"Bearer {token('office')}"}
    faulty = saved(with_mistakes(filled(template_of(LATE_UNIT), Month(2026, 10).first_day)))
    answer = client.post("/api/v1/returns?name=f.xlsx", content=faulty, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["stored"] is None
    assert {"study_attendance", "personal_study"} <= {f["sheet"] for f in answer.json()["findings"]}
    good = saved(filled(template_of(LATE_UNIT), Month(2026, 10).first_day))
    waiting = client.post("/api/v1/returns", content=good, headers=headers)
    assert waiting.status_code == 409
    assert client.post("/api/v1/returns?confirm=true", content=good, headers=headers).status_code == 400
    stored = client.post("/api/v1/returns?confirm=true&reason=checked", content=good, headers=headers)
    assert stored.status_code == 201
    assert stored.json()["stored"]["version"] == 1
    kinds = [e.kind for e in audit.entries(process.identity(), limit=20)]
    assert {"return_refused", "return_submitted"} <= set(kinds)


def test_a_title_the_unit_has_remembered_is_known_over_http(client, own_store):
    headers, month = {"authorization": f"Bearer {token('office')}"}, Month(2026, 10)
    book, study = filled(template_of(LATE_UNIT), month.first_day), return_form().sheet("personal_study").zh
    book[study].title = "十月学习台账"
    path, data = "/api/v1/returns?confirm=true&reason=checked", saved(book)
    assert client.post(path, content=data, headers=headers).status_code == 422
    continuing.remember(
        process.warehouse(), LATE_UNIT, [UnitWord("personal_study", TITLE, "九月学习台账", "personal_study")],
        by="clerk", at=clock.now(), scope=EVERYTHING,
    )
    assert client.post(path, content=data, headers=headers).status_code == 201


def test_a_clerk_hands_in_for_their_own_unit_only(client, own_store):
    good = saved(filled(template_of(LATE_UNIT), Month(2026, 10).first_day))
    before = process.warehouse().data_version()
    for role in ("clerk", "reviewer", "leader", "administrator", "staff"):
        answer = client.post("/api/v1/returns?confirm=true&reason=x", content=good,
                             headers={"authorization": f"Bearer {token(role)}"})
        assert answer.status_code == 403
    assert process.warehouse().data_version() == before


def test_what_is_no_workbook_or_too_large_is_said(client, own_store, monkeypatch):
    headers = {"authorization": f"Bearer {token('office')}"}
    assert client.post("/api/v1/returns", content=b"nothing", headers=headers).status_code == 422
    assert client.post("/api/v1/returns", headers=headers).status_code == 400
    monkeypatch.setattr("analytics.web.api.submitting_files.MEGABYTE", 1)
    assert client.post("/api/v1/returns", content=b"x" * 100, headers=headers).status_code == 413
    pieces = client.post("/api/v1/returns", content=iter([b"x" * 15, b"x" * 15]), headers=headers)
    assert pieces.status_code == 413


# ------------------------------------------------------------------------------------------- limits, description
def test_too_many_requests_are_told_to_wait(client, monkeypatch):
    from limits import RateLimitItemPerMinute

    monkeypatch.setattr(door, "_requests", lambda: RateLimitItemPerMinute(3))
    monkeypatch.setattr(door, "_failures", lambda: RateLimitItemPerMinute(3))
    secret = token()
    answers = [asked(client, "/me", secret) for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert answers[0].headers["ratelimit-remaining"] == "2"
    assert int(answers[3].headers["retry-after"]) >= 1
    before = refusals()
    wrong = [asked(client, "/me", "sxg_wrong").status_code for _ in range(5)]
    assert wrong == [401, 401, 401, 429, 429]
    assert refusals() == before + 1  # noted once an address and minute


def test_the_description_has_every_operation_and_nothing_that_is_not_there(client):
    document = asked(client, "/openapi.json", token()).json()
    assert document["openapi"].startswith("3.1")
    described = {(path, method) for path, item in document["paths"].items() for method in item}
    assert described == {(o.path, o.method.lower()) for o in OPERATIONS}
    for path, item in document["paths"].items():
        for operation in item.values():
            assert {"operationId", "summary", "parameters", "responses"} <= set(operation)
            named = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert named == ({"name"} if "{name}" in path else set())
            for parameter in operation["parameters"]:
                assert "enum" not in parameter["schema"] or "example" not in parameter or (
                    parameter["example"] in parameter["schema"]["enum"])
