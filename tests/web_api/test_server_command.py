"""`--server` does what the command does on the data themselves; the documents' examples run against a real server."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analytics.cli import app
from analytics.months import Month
from tests.ui.return_pages_fixture import LATE_UNIT, filled, saved, template_of, with_mistakes
from tests.web_api.live import live
from tests.web_api.test_api import token

ROOT = Path(__file__).parents[2]
ENGLISH, CHINESE = ROOT / "docs" / "http.md", ROOT / "docs" / "http.zh.md"
run = CliRunner()


@pytest.fixture
def server(demonstration_original, tmp_path, monkeypatch):
    """A server over a copy of its own; the same data lie in tmp_path/local."""
    shutil.copytree(demonstration_original, tmp_path / "served")
    shutil.copytree(demonstration_original, tmp_path / "local")
    monkeypatch.setenv("SIXING_DATA", str(tmp_path / "served"))
    monkeypatch.setenv("SIXING_TOKEN", token("office"))
    with live() as address:
        monkeypatch.setenv("SIXING_SERVER", address)
        yield address


def both(server: str, tmp_path: Path, *words: str):
    """The command on the data, and the same against the server."""
    here = run.invoke(app, ["--data", str(tmp_path / "local"), *words])
    there = run.invoke(app, ["--server", server, *words])
    return here, there


@pytest.mark.parametrize("words", [
    ("status", "--month", "2026-10"), ("status", "--month", "2026-10", "--json"),
    ("status", "--month", "2026-09", "--lang", "en"), ("indicators", "--year", "2026"),
    ("indicators", "--year", "2025", "--unit", "FL", "--lang", "en"), ("indicators", "--unit", "QYB"),
    ("table", "service_cases", "--from", "2026-09", "--to", "2026-10"), ("table", "suggestions", "--lang", "en"),
])
def test_what_is_read_is_the_same(server, tmp_path, words):
    here, there = both(server, tmp_path, *words)
    assert here.exit_code == there.exit_code == 0, there.output
    assert there.output == here.output
    assert len(here.output) > 200


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("command", [("check",), ("submit",), ("submit", "--confirm", "checked")])
def test_files_end_the_same(server, tmp_path, command, as_json):
    good = filled(template_of(LATE_UNIT), Month(2026, 10).first_day)
    files = {"good.xlsx": saved(good), "faulty.xlsx": saved(with_mistakes(good)), "none.xlsx": b"nothing"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        words = (*command, str(tmp_path / name), *(["--json"] if as_json else []))
        here, there = both(server, tmp_path, *words)
        assert there.exit_code == here.exit_code
        assert there.output == here.output
    assert here.exit_code == 2


def test_the_server_decides_what_may_be_seen(server, monkeypatch):
    monkeypatch.setenv("SIXING_TOKEN", token("clerk"))
    board = json.loads(run.invoke(app, ["--server", server, "status", "--month", "2026-10", "--json"]).output)
    assert {row["unit_code"] for row in board} == {"XCB"}
    refused = run.invoke(app, ["--server", server, "indicators", "--unit", "QYB", "--lang", "en"])
    assert (refused.exit_code, "duties" in refused.output) == (1, True)


def test_receipts_are_printed_also_when_a_later_file_is_refused(server, tmp_path, monkeypatch):
    """A clerk of one unit who hands in two: the second is another unit's."""
    own, other = (saved(filled(template_of(u), Month(2026, 10).first_day)) for u in ("XCB", LATE_UNIT))
    (tmp_path / "own.xlsx").write_bytes(own)
    (tmp_path / "other.xlsx").write_bytes(other)
    monkeypatch.setenv("SIXING_TOKEN", token("clerk"))
    files = [str(tmp_path / "own.xlsx"), str(tmp_path / "other.xlsx")]
    done = run.invoke(app, ["--server", server, "submit", *files, "--confirm", "checked", "--json"])
    assert done.exit_code == 1
    said = json.loads(done.stdout)
    assert {f["file"] for f in said["findings"]} | {s["file"] for s in said["stored"]} == {"own.xlsx"}


@pytest.mark.parametrize(("address", "code", "said"), [
    ("http://127.0.0.1:9", 1, "9"), ("ftp://127.0.0.1", 2, "https://"), ("http://u:p@127.0.0.1", 2, "https://"),
])
def test_a_server_that_cannot_be_asked_is_one_sentence(monkeypatch, address, code, said):
    monkeypatch.setenv("SIXING_TOKEN", "sxg_x")
    done = run.invoke(app, ["--server", address, "status", "--lang", "en"])
    assert (done.exit_code, said in done.output, "Traceback" in done.output) == (code, True, False)


def test_without_a_token_or_with_a_command_for_the_data_nothing_is_asked(monkeypatch):
    monkeypatch.delenv("SIXING_TOKEN", raising=False)
    assert "SIXING_TOKEN" in run.invoke(app, ["--server", "http://127.0.0.1:9", "status"]).output
    assert run.invoke(app, ["--server", "http://127.0.0.1:9", "demo"]).exit_code == 2


# ------------------------------------------------------------------------------------------- the documents
def blocks(language: str, document: Path) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", document.read_text(encoding="utf-8"), re.M | re.S)


def test_the_request_of_the_power_query_guide_gives_the_columns_it_names(client):
    """Excel cannot be run here: its request is sent as it stands, and the types it sets are tried on the answer."""
    (example,) = blocks("powerquery", CHINESE)
    path = re.search(r'RelativePath = "([^"]+)"', example)[1]
    query = dict(re.findall(r'(\w+) = "([^"]*)"', re.search(r"Query = \[(.*?)\]", example)[1]))
    assert re.search(r'Headers = \[Authorization = "Bearer " & \w+\]', example)
    answer = client.get("/" + path, params=query, headers={"authorization": f"Bearer {token()}"})
    assert answer.status_code == 200, answer.text
    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    types = dict(re.findall(r'\{"(\w+)", type (\w+)\}', example))
    assert len(types) >= 6 and set(types) <= set(lines[0])
    for name in (name for name, kind in types.items() if kind == "number"):
        assert [float(line[name]) for line in lines if line[name]]


def test_every_other_query_in_the_guide_works(client):
    rows = re.findall(r"\| `(api/v1/[^`]+)` \| `\[(.+?)\]` \|", CHINESE.read_text(encoding="utf-8"))
    assert len(rows) == 3
    for path, query in rows:
        asked = dict(re.findall(r'(\w+) = "([^"]*)"', query))
        assert client.get("/" + path, params=asked, headers={"authorization": f"Bearer {token()}"}).status_code == 200


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")
def test_the_curl_examples_run_through_the_gate(server, tmp_path):
    (tmp_path / "QYB_202610.xlsx").write_bytes(saved(filled(template_of("FEG"), Month(2026, 10).first_day)))
    lines = re.findall(r"^curl .*$", ENGLISH.read_text(encoding="utf-8"), re.M)
    assert len(lines) >= 2
    for line in lines:
        words = line.replace("http://localhost:8501", server)
        done = subprocess.run(["bash", "-c", words], cwd=tmp_path, capture_output=True, check=True)
        assert b"problem" not in done.stdout and len(done.stdout) > 100, done.stdout


def test_the_python_example_runs_through_the_gate(server, tmp_path):
    (example,) = blocks("python", ENGLISH)
    code = example.replace("http://localhost:8501", server) + "\nprint(list(frame), len(frame))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "indicator" in done.stdout
