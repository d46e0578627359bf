"""The command line: what it stores, what it prints, how it ends."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from analytics.cli import app
from sample_data.small_return import saved, workbook

RETURNS = Path(__file__).parents[1] / "sample_data" / "returns"
run = CliRunner()


def cli(directory: Path, *words: str):
    return run.invoke(app, ["--data", str(directory), *words])


def test_a_command_without_data_says_how_to_get_some(tmp_path):
    done = cli(tmp_path / "none", "status")
    assert done.exit_code == 1
    assert "demo" in done.output


def test_the_template_of_a_month_passes_its_own_check_but_for_what_the_clerk_must_fill(own_demonstration, tmp_path):
    path = tmp_path / "t.xlsx"
    assert cli(own_demonstration, "template", "--unit", "QYB", "--month", "2026-11", "--out", str(path)).exit_code == 0
    done = cli(own_demonstration, "check", str(path), "--json")
    assert done.exit_code == 1
    found = json.loads(done.output)
    assert found
    assert {"code", "severity", "sheet", "cell", "value", "zh", "en"} <= set(found[0])
    assert all(f["zh"] and f["en"] for f in found)


def test_an_unknown_unit_is_named_with_those_that_exist(own_demonstration):
    done = cli(own_demonstration, "template", "--unit", "ZZZ", "--month", "2026-10")
    assert done.exit_code == 1
    assert "QYB" in done.output


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_return_ends_with_2_and_stores_nothing(own_demonstration, tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    done = cli(own_demonstration, "submit", str(path), "--json")
    assert done.exit_code == 2, done.output
    outcome = json.loads(done.output)
    assert outcome["stored"] == []
    assert outcome["findings"][0]["severity"] == "refuse"


def test_a_file_that_is_not_there_ends_with_2_and_its_name(own_demonstration):
    done = cli(own_demonstration, "check", "nowhere.xlsx")
    assert done.exit_code == 2
    assert "nowhere.xlsx" in done.output


def test_a_register_goes_out_and_comes_back_and_a_wrong_one_is_refused_with_its_cells(own_demonstration, tmp_path):
    path, out = tmp_path / "r.xlsx", ("register", "institution", "--lang", "en")
    assert "entries" in cli(own_demonstration, *out).output
    assert cli(own_demonstration, *out, "--out", str(path)).exit_code == 0
    done = cli(own_demonstration, *out, "--import", str(path), "--complete")
    assert done.exit_code == 0
    assert "0 added, 0 changed, 0 withdrawn" in done.output
    book = load_workbook(path)
    book.worksheets[0]["H2"].value = "会议纪要"
    book.save(path)
    done = cli(own_demonstration, *out, "--import", str(path))
    assert done.exit_code == 1  # without a reason nothing is stored
    assert "The reason for the change is missing" in done.output
    done = cli(own_demonstration, *out, "--import", str(path), "--reason", "补登")
    assert done.exit_code == 0
    assert "Stored as event" in done.output
    book.worksheets[0]["B2"].value = "去年"
    book.save(path)
    done = cli(own_demonstration, *out, "--import", str(path), "--reason", "补登")
    assert done.exit_code == 1
    assert "B2" in done.output
    assert cli(own_demonstration, "register", "nothing").exit_code == 2


def test_a_return_that_was_sent_back_can_be_submitted_again_and_the_board_changes(own_demonstration):
    def states():
        board = json.loads(cli(own_demonstration, "status", "--month", "2026-10", "--json").output)
        return {row["unit_code"]: row["state"] for row in board}

    assert states() | {"FEG": "missing", "XCB": "sent_back"} == states()
    done = cli(own_demonstration, "submit", str(RETURNS / "XCB_202610.xlsx"), "--confirm", "checked", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["stored"][0]["version"] == 2
    assert states()["XCB"] == "on_time"  # its first version had passed in time


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet"])
def test_tables_and_indicators_come_in_three_formats(own_demonstration, tmp_path, suffix):
    table, figures = tmp_path / f"t.{suffix}", tmp_path / f"i.{suffix}"
    assert cli(own_demonstration, "table", "suggestions", "--to", "2026-10", "--out", str(table)).exit_code == 0
    assert cli(own_demonstration, "indicators", "--year", "2026", "--unit", "QYB", "--out", str(figures)).exit_code == 0
    assert table.stat().st_size > 500
    assert figures.stat().st_size > 500


def test_the_demonstration_never_overwrites_data(own_demonstration):
    done = cli(own_demonstration, "demo")
    assert done.exit_code == 1
    assert "already" in done.output


def test_the_status_screen_names_every_department(own_demonstration):
    done = cli(own_demonstration, "status", "--month", "2026-10", "--lang", "en")
    assert done.exit_code == 0
    assert "Missing" in done.output


def test_a_folder_of_strangers_workbooks_is_summed_up_by_kind(own_demonstration, tmp_path):
    (tmp_path / "below").mkdir()
    (tmp_path / "a.xlsx").write_bytes(b"hello")
    (tmp_path / "below" / "b.XLSX").write_bytes(saved(workbook()))
    (tmp_path / "below" / "c.xls").write_bytes(b"%PDF-1.7")
    done = cli(own_demonstration, "check", str(tmp_path), "--json")
    assert done.exit_code == 2
    summary = json.loads(done.output)
    assert summary["files"] == 3 and len(summary["slowest"]) == 3
    workbooks, old = summary["kinds"][".xlsx"], summary["kinds"][".xls"]
    assert workbooks["outcomes"] == {"V00.not_a_workbook": 1, "to_fix": 1}
    assert (old["files"], old["unreadable"], old["outcomes"]) == (1, 1, {"V00.pdf": 1})
    assert 0 < old["median_seconds"] + workbooks["max_seconds"] >= workbooks["p95_seconds"] > 0
    listed = cli(own_demonstration, "check", str(tmp_path), "--findings", "--json")
    assert {"V00.not_a_workbook", "V00.pdf"} <= {finding["code"] for finding in json.loads(listed.output)}
    table = cli(own_demonstration, "check", str(tmp_path), "--lang", "en")
    assert table.exit_code == 2
    assert "No return" in table.output and "V00.pdf" in table.output
