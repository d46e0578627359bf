"""HTTP where it is easily wrong: what is noted, who is kept out by whom, odd requests, long tables, the description."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pyarrow.parquet as parquet
import pytest
from openpyxl import load_workbook

from analytics import process
from analytics.exports import tables as export_tables
from analytics.identity import audit
from analytics.months import Month
from analytics.scope import EVERYTHING
from analytics.web.api import door, reading
from tests.ui.return_pages_fixture import COVER, LATE_UNIT, filled, saved, template_of
from tests.web_api.test_api import asked, token

SCHEMA = Path(__file__).with_name("openapi-3.1.schema.json")
PROBLEM = "application/problem+json"
CASES = "/tables/service_cases?view=working&from=2026-09&to=2026-10"


def newest(kind: str):
    return audit.entries(process.identity(), kinds=[kind], limit=1)[0]


def count(*kinds: str) -> int:
    return len(audit.entries(process.identity(), kinds=list(kinds), limit=5000))


# ------------------------------------------------------------------------------------------- what is noted
def test_giving_out_rows_of_persons_is_noted_with_units_rows_and_token(client):
    rows = asked(client, CASES, token("office")).json()
    entry = newest("persons_seen")
    assert (entry.actor, entry.target) == ("demo-office", "http/tables/service_cases")
    assert entry.detail["row_count"] == len(rows)
    assert set(entry.detail["units"]) == {row["unit_code"] for row in rows}
    assert entry.detail["token_id"] in entry.session_id
    assert newest("exported").detail["row_count"] == len(rows)


def test_figures_of_persons_are_noted_and_figures_of_units_are_not(client):
    path = "/indicators?view=working&from=2026-10&to=2026-10&ids=study_hours_total"
    before = count("persons_seen")
    asked(client, path, token())
    assert count("persons_seen") == before
    rows = asked(client, path + "&level=person", token()).json()
    assert newest("persons_seen").detail["row_count"] == len(rows) > 0


def test_columns_that_name_persons_are_noted_and_a_token_without_rows_does_not_get_them(client):
    path, before = "/tables/suggestions?view=working&from=2026-09&to=2026-09", count("persons_seen")
    assert all(row["staff_id"] is None for row in asked(client, path, token("office", ("read",))).json())
    assert count("persons_seen") == before
    assert any(row["staff_id"] for row in asked(client, path, token("office")).json())
    assert newest("persons_seen").target == "http/tables/suggestions"


def test_what_is_not_sent_is_not_noted(client):
    secret = token()
    tag = asked(client, CASES, secret).headers["etag"]
    before = count("persons_seen", "exported")
    assert asked(client, CASES, secret, **{"if-none-match": f'"other", {tag}'}).status_code == 304
    head = client.head(f"/api/v1{CASES}", headers={"authorization": f"Bearer {secret}"})
    assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")
    assert count("persons_seen", "exported") == before


def test_a_refused_unit_stands_in_the_trail(client):
    assert asked(client, CASES + "&units=QYB", token("clerk")).status_code == 403
    assert newest("access_refused").unit_code == "QYB"


# ------------------------------------------------------------------------------------------- who keeps whom out
def test_a_program_with_an_old_token_does_not_keep_others_of_its_address_out(client, monkeypatch):
    from limits import RateLimitItemPerMinute

    monkeypatch.setattr(door, "_failures", lambda: RateLimitItemPerMinute(3))
    assert [asked(client, "/me", "sxg_old").status_code for _ in range(5)] == [401, 401, 401, 429, 429]
    assert asked(client, "/me", token()).status_code == 200


def test_addresses_of_one_network_share_a_counter_and_no_number_of_them_fills_the_memory():
    assert door._bucket("2001:db8::1") == door._bucket("2001:db8::ffff:1") != door._bucket("2001:db8:0:1::1")
    assert len({door._bucket(f"10.{a}.{b}.7") for a in range(256) for b in range(64)}) <= door.BUCKETS


def test_no_byte_of_a_file_is_taken_before_the_token_is_known(client):
    taken = []

    def pieces():
        for _ in range(4):
            taken.append(1)
            yield b"x" * 1000

    for headers in ({}, {"authorization": f"Bearer {token('office', ('read',))}"}):
        assert client.post("/api/v1/returns", content=pieces(), headers=headers).status_code in (401, 403)
        assert taken == []


def test_handing_in_has_a_limit_of_its_own(client, monkeypatch):
    from limits import RateLimitItemPerMinute

    monkeypatch.setattr(door, "_submissions", lambda: RateLimitItemPerMinute(1))
    headers = {"authorization": f"Bearer {token()}"}
    answers = [client.post("/api/v1/returns?only_check=true", content=b"x", headers=headers) for _ in range(2)]
    assert [a.status_code for a in answers] == [422, 429]
    assert asked(client, "/me", headers["authorization"].removeprefix("Bearer ")).status_code == 200


@pytest.mark.parametrize("name", ["token", "access_token", "Authorization", "x"])
def test_a_token_in_any_parameter_is_refused_even_beside_a_good_header(client, name):
    secret = token()
    assert asked(client, f"/me?{name}={secret}", secret).status_code == 400
    assert secret not in asked(client, f"/me?{name}={secret}", secret).text


# ------------------------------------------------------------------------------------------- odd requests
@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/api", 404), ("GET", "/api/v1", 404), ("GET", "/api/v1/nothing", 404), ("GET", "/api/v2/me", 404),
    ("POST", "/api/v1/status", 405), ("GET", "/api/v1/returns", 405), ("DELETE", "/api/v1/tables/suggestions", 405),
])
def test_what_is_not_there_is_said_to_those_with_a_token_only(client, method, path, status):
    good = {"authorization": f"Bearer {token()}"}
    answer = client.request(method, path, headers=good)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert status == 404 or answer.headers["allow"]
    assert client.request(method, path).status_code == 401


@pytest.mark.parametrize("view", ["working", "published"])
def test_without_months_the_year_up_to_the_last_one_is_given(client, view):
    last = "2026-10" if view == "working" else "2026-09"
    for path in ("/indicators?ids=return_on_time_rate&", "/tables/service_activities?"):
        months = {row["month"] for row in asked(client, f"{path}view={view}", token()).json()}
        assert (min(months), max(months)) == ("2026-01", last)


def test_a_year_is_given_whole_or_up_to_the_last_month_and_not_with_months(client):
    path = "/indicators?view=working&ids=return_on_time_rate&year="
    assert {r["month"][:4] for r in asked(client, path + "2025", token()).json()} == {"2025"}
    assert max(r["month"] for r in asked(client, path + "2026", token()).json()) == "2026-10"
    assert asked(client, path + "2026&from=2026-01", token()).status_code == 400


def test_months_without_end_are_refused_for_indicators_and_empty_for_tables(client):
    answer = asked(client, "/indicators?view=working&from=1990-01&to=2026-10", token(), **{"accept-language": "en"})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "from")
    far = "/tables/suggestions?view=working&from=2900-01&to=2999-12"
    assert asked(client, far, token()).json() == []


def test_our_own_fault_is_a_number_and_never_a_trace(client, monkeypatch, caplog):
    def broken(*_args, **_named):
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(reading, "parts", broken)
    answer = asked(client, "/tables/suggestions", token(), **{"accept-language": "en"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in answer.text and "Traceback" not in answer.text
    number = answer.json()["detail"].split(" under ")[1].partition(".")[0]
    assert number in caplog.text and "secret of the house" in caplog.text


# ------------------------------------------------------------------------------------------- files
def test_a_form_with_one_file_is_as_good_as_the_file_itself(client, own_store):
    good = saved(filled(template_of(LATE_UNIT), Month(2026, 10).first_day))
    headers = {"authorization": f"Bearer {token()}"}
    sent = client.post("/api/v1/returns?confirm=true&reason=checked", headers=headers,
                       files={"file": ("../../十月\x00.xlsx", good)})
    assert sent.status_code == 201, sent.text
    assert "/" not in sent.json()["stored"]["file"] and "十月" in sent.json()["stored"]["file"]
    for files in ({"a": ("a.xlsx", good), "b": ("b.xlsx", good)}, {"a": (None, "no file")}):
        assert client.post("/api/v1/returns", headers=headers, files=files).status_code == 400


def test_only_checking_stores_and_notes_nothing(client, own_store):
    before, noted = process.warehouse().data_version(), count("return_submitted", "return_refused")
    good = saved(filled(template_of(LATE_UNIT), Month(2026, 10).first_day))
    answer = client.post("/api/v1/returns?only_check=true", content=good,
                         headers={"authorization": f"Bearer {token()}"})
    assert (answer.status_code, answer.json()["stored"], answer.json()["unit"]) == (200, None, LATE_UNIT)
    assert {f["severity"] for f in answer.json()["findings"]} <= {"confirm", "note"}
    assert (process.warehouse().data_version(), count("return_submitted", "return_refused")) == (before, noted)


def test_a_month_the_calendar_does_not_reach_is_the_senders_mistake(client, own_store):
    book = filled(template_of(LATE_UNIT), Month(2026, 10).first_day)
    book[COVER]["B5"] = "2050-01"
    answer = client.post("/api/v1/returns", content=saved(book), headers={"authorization": f"Bearer {token()}"})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:sixing:problem:not_stored")


# ------------------------------------------------------------------------------------------- long tables
def test_a_long_table_comes_in_parts_and_is_the_same_in_every_format(client, monkeypatch):
    monkeypatch.setattr(export_tables, "PART_ROWS", 7)
    monkeypatch.setattr("analytics.web.api.sending.IN_MEMORY_BYTES", 100)
    path, secret = "/tables/study_attendance?view=working&from=2026-09&to=2026-10&lang=en", token()
    whole = export_tables.table(
        process.warehouse().cursor(), EVERYTHING, "study_attendance", "en", Month(2026, 9), Month(2026, 10)
    )
    assert whole.num_rows > 100
    rows = asked(client, path, secret).json()
    assert [list(row.values())[:6] for row in rows] == [list(row.values())[:6] for row in whole.to_pylist()]
    file = asked(client, path + "&format=csv", secret)
    assert file.content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [line["staff_id"] for line in lines] == whole["staff_id"].to_pylist()
    assert not asked(client, path + "&format=csv&bom=false", secret).content.startswith(b"\xef\xbb\xbf")
    assert parquet.read_table(io.BytesIO(asked(client, path + "&format=parquet", secret).content)).equals(whole)
    book = load_workbook(io.BytesIO(asked(client, path + "&format=xlsx", secret).content))
    assert any(sheet.max_row == whole.num_rows + 1 for sheet in book)


# ------------------------------------------------------------------------------------------- the description
def test_the_description_is_openapi_3_1_and_the_answers_are_as_it_says(client, own_store):
    document = asked(client, "/openapi.json", token("staff", ("read",))).json()
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    schemas = document["components"]["schemas"]
    wrong = asked(client, "/indicators?from=x&moon=1", token())
    jsonschema.validate(wrong.json(), schemas["Problem"])
    sent = client.post("/api/v1/returns", content=b"nothing", headers={"authorization": f"Bearer {token()}"})
    assert sent.json()["findings"]
    jsonschema.validate(sent.json(), schemas["Submitted"])
