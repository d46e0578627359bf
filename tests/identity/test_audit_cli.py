"""The audit trail from the command line: what is printed, how it ends, what an export leaves behind."""

import io
import json
from pathlib import Path

import pyarrow.csv
import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from analytics.cli import app
from analytics.exports import audit_trail
from analytics.identity import audit
from analytics.identity.audit import Search
from analytics.identity.database import Identity
from tests.identity.audit_fixture import START, Forger, fill

run = CliRunner()


def cli(directory: Path, *words: str):
    return run.invoke(app, ["--data", str(directory), "audit", *words])


@pytest.fixture
def identity(tmp_path):
    opened = Identity.open(tmp_path)
    fill(opened, 12)
    yield opened
    opened.close()


# ------------------------------------------------------------------------------------------- verify and head
def test_a_sound_trail_ends_with_0_and_says_its_head(identity, tmp_path):
    head = cli(tmp_path, "head").output.strip()
    assert head == str(audit.head(identity))
    for words in (["verify"], ["verify", "--head", head]):
        done = cli(tmp_path, *words, "--lang", "en")
        assert done.exit_code == 0, done.output
        assert "12 entries, chain sound" in done.output
        assert head in done.output
    assert "链条完整" in cli(tmp_path, "verify").output


@pytest.mark.parametrize(("harm", "zh", "en"), [
    (lambda f: f.change(5, "actor", "nobody"), "第 5 条被改动过", "Entry 5 was changed"),
    (lambda f: f.delete(5), "第 5 条被删掉了", "Entry 5 was taken out"),
    (lambda f: f.swap(5, 9), "第 5 条的位置被调换过", "in the place of entry 5"),
    (lambda f: (f.make_room(5, 12), f.insert(5, consistent=True)), "第 5 条是后来插入的", "Entry 5 was put in later"),
])
def test_a_broken_trail_ends_with_1_and_the_first_broken_entry(identity, tmp_path, harm, zh, en):
    harm(Forger(tmp_path))
    for language, said in (("zh", zh), ("en", en)):
        done = cli(tmp_path, "verify", "--lang", language)
        assert done.exit_code == 1
        assert said in " ".join(done.output.split())
        assert "4" in done.output  # the sound part


def test_a_cut_trail_ends_with_1_only_against_the_head_noted_before(identity, tmp_path):
    head = str(audit.head(identity))
    Forger(tmp_path).do("DELETE FROM audit_entry WHERE entry_no > 10")
    assert cli(tmp_path, "verify").exit_code == 0
    done = cli(tmp_path, "verify", "--head", head, "--lang", "en")
    assert done.exit_code == 1
    assert "entry 11 and what followed are gone" in " ".join(done.output.split())


def test_a_trail_written_anew_ends_with_1_against_the_head_noted_before(identity, tmp_path):
    head = str(audit.head(identity))
    Forger(tmp_path).write_anew(3, 12, actor="nobody")
    assert cli(tmp_path, "verify").exit_code == 0
    assert cli(tmp_path, "verify", "--head", head).exit_code == 1


@pytest.mark.parametrize("words", [
    ("verify", "--head", "12"), ("search", "--kind", "nonsense"), ("search", "--outcome", "maybe"),
    ("export", "trail.pdf"), ("search", "--since", "yesterday"), ("search", "--limit", "0"),
])
def test_what_cannot_be_asked_ends_with_2_and_a_sentence(identity, tmp_path, words):
    done = cli(tmp_path, *words)
    assert done.exit_code == 2
    assert done.output.strip()
    assert "Traceback" not in done.output


@pytest.mark.parametrize("words", [("verify",), ("head",), ("search",), ("export", "x.csv")])
def test_a_directory_without_the_database_is_said_and_none_is_made(tmp_path, words):
    done = cli(tmp_path / "none", *words)
    assert done.exit_code == 1
    assert "没有账号和审计数据库" in done.output
    assert not (tmp_path / "none").exists()


# ------------------------------------------------------------------------------------------- search
def test_a_search_prints_what_fits_newest_first(identity, tmp_path):
    done = cli(tmp_path, "search", "--actor", "demo-1", "--json")
    found = [json.loads(line) for line in done.output.splitlines()]
    assert [e["entry_no"] for e in found] == [10, 6, 2]
    assert {e["actor"] for e in found} == {"demo-1"}
    assert found[0] == {
        "entry_no": 10, "recorded_at": "2026-11-09 08:09:00", "kind": list(audit.kinds())[9], "outcome": "done",
        "actor": "demo-1", "account_id": "a9", "session_id": f"{9:064x}", "address": "10.0.0.9", "unit_code": "QYB",
        "month": "2026-10", "target": "return 9", "detail": {"reason": "测试", "row_count": 9},
        "entry_hash": found[0]["entry_hash"],
    }


def test_the_last_day_of_a_search_is_part_of_it(identity, tmp_path):
    for since, until, count in (("2026-11-09", "2026-11-09", 12), ("2026-11-10", "2026-11-11", 0)):
        done = cli(tmp_path, "search", "--since", since, "--until", until, "--json")
        assert len(done.output.splitlines()) == count


@pytest.mark.parametrize(("language", "said"), [("zh", ("登录", "操作人")), ("en", ("Signed", "Who"))])
def test_a_search_speaks_the_readers_language(identity, tmp_path, language, said):
    done = cli(tmp_path, "search", "--lang", language)
    assert done.exit_code == 0
    assert all(word in done.output for word in said)


def test_what_others_wrote_is_not_taken_for_markup_of_the_terminal(identity, tmp_path):
    audit.record(identity, "sign_in_refused", actor="[red]x[/red]", at=START, target="\x1b[2J")
    done = cli(tmp_path, "search", "--text", "[red]", "--limit", "1")
    assert "[red]" in "".join(done.output.split())
    assert "\x1b[2J" not in done.output


# ------------------------------------------------------------------------------------------- export
def test_an_export_is_recorded_and_not_part_of_itself(identity, tmp_path):
    path = tmp_path / "trail.jsonl"
    assert cli(tmp_path, "export", str(path)).exit_code == 0
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [e["entry_no"] for e in lines] == list(range(12, 0, -1))
    (entry,) = audit.entries(identity, limit=1)
    assert (entry.entry_no, entry.kind, entry.target) == (13, "audit_exported", "trail.jsonl")
    assert entry.actor.startswith("operator:")
    assert entry.detail == {"format": "jsonl", "row_count": 12}


def test_an_export_holds_what_the_search_found(identity, tmp_path):
    path = tmp_path / "trail.csv"
    assert cli(tmp_path, "export", str(path), "--kind", "sign_in", "--outcome", "done", "--lang", "en").exit_code == 0
    found = pyarrow.csv.read_csv(path).to_pylist()
    assert [(e["entry_no"], e["kind"], e["kind_label"], e["outcome_label"]) for e in found] == [
        (1, "sign_in", "Signed in", "Done")]


def test_a_file_that_cannot_be_written_is_said_and_nothing_is_recorded(identity, tmp_path):
    done = cli(tmp_path, "export", str(tmp_path / "nowhere" / "x.csv"))
    assert done.exit_code == 1
    assert audit.head(identity).entry_no == 12


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_workbook_has_every_entry_under_titles_in_the_language(identity, language):
    content = audit_trail.write(audit.walk(identity, Search()), language, "xlsx")
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert len(rows) == 13
    assert rows[0][:4] == (("序号", "时间", "类型代码", "类型") if language == "zh" else
                           ("No.", "Time", "Kind (code)", "Kind"))
    assert rows[-1][0] == 1
    assert rows[-1][1] == START


@pytest.mark.parametrize(("detail", "zh", "en"), [
    ({"row_count": 31, "units": ["QYB", "XCB"]}, "行数 31；单位 QYB、XCB", "Rows 31; Units covered QYB, XCB"),
    ({"units": ["*"]}, "单位 全部单位", "Units covered every unit"),
    ({"role": "clerk", "from_on": "2026-11-01", "to_on": None}, "角色 填报员；起始日 2026-11-01",
     "Role Clerk; From 2026-11-01"),
    ({"action": "read_audit"}, "操作 查看和导出审计记录", "Action Read and export the audit trail"),
    ({"how": "password", "demonstration": True}, "方式 密码；演示账号 是", "How password; Demonstration account yes"),
    ({"gone": 1, "how": "telegraph"}, "gone 1；方式 telegraph", "gone 1; How telegraph"),
    ({}, "", ""),
])
def test_detail_is_said_in_words_and_what_has_none_as_it_is(detail, zh, en):
    assert audit_trail.detail_text(detail, "zh") == zh
    assert audit_trail.detail_text(detail, "en") == en


def test_text_that_looks_like_a_formula_is_harmless_in_both(identity):
    audit.record(identity, "sign_in_refused", actor="=HYPERLINK(1)", at=START)
    found = audit.entries(identity, limit=20, text="HYPERLINK")
    assert "'=HYPERLINK(1)" in audit_trail.write(found, "zh", "csv").decode()
    sheet = load_workbook(io.BytesIO(audit_trail.write(found, "zh", "xlsx"))).active
    cell = next(c for c in sheet[2] if c.value == "=HYPERLINK(1)")
    assert cell.data_type == "s" or cell.quotePrefix


def test_an_empty_export_is_a_file_with_titles_only(tmp_path):
    opened = Identity.open(tmp_path)
    assert audit_trail.write(audit.walk(opened, Search()), "zh", "jsonl") == b""
    assert len(audit_trail.write(audit.walk(opened, Search()), "zh", "csv").splitlines()) == 1
    assert audit_trail.write(audit.walk(opened, Search()), "zh", "xlsx")[:2] == b"PK"
    opened.close()
