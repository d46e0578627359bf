"""Many files at once, in a small store with two departments: each by itself, and each with its line."""

import datetime as dt
from io import BytesIO

import pytest
from openpyxl import load_workbook

from analytics import bulk, continuing
from analytics.cli_output import workbooks
from analytics.continuing import UnitWord
from analytics.findings import Severity
from analytics.months import Month
from analytics.returns import template
from analytics.returns.sheet_titles import TITLE
from analytics.scope import EVERYTHING, Scope
from analytics.store.reading_registers import registers_for

OCTOBER = Month(2026, 10)
NOON = dt.datetime(2026, 11, 3, 12)
LAST_DAY = dt.date(2026, 10, 31)


def a_file(warehouse, unit_code, *, hours=20, cover=True) -> bytes:
    """The month's template, filled in: hours of study of everybody, and nothing to report on the other sheets."""
    book = load_workbook(BytesIO(template.build(registers_for(warehouse.cursor(), unit_code, OCTOBER, NOON))))
    study, front = book["个人学习"], book["封面"]
    for row in range(4, 6):
        if study.cell(row, 1).value:
            study.cell(row, 3, hours)
    answers = {"填报人": f"{unit_code}001", "审核人": f"{unit_code}002", "单位负责人": f"{unit_code}001",
               "填报日期": LAST_DAY}
    for row in front.iter_rows(min_row=4, max_row=16):
        label = str(row[0].value or "").rstrip("＊")
        if label in answers:
            row[1].value = answers[label]
        if label == "填报单位" and not cover:
            row[1].value = None
        if row[2].value in book.sheetnames:
            row[3].value = "有数据" if row[2].value == "个人学习" else "零报告"
    if not cover:
        for row in front.iter_rows(min_row=4, max_row=5):
            row[1].value = None
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def sent(warehouse, files, reason="", scope=EVERYTHING):
    named = [(name, lambda content=content: content) for name, content in files.items()]
    return {line.file_name: line for line in bulk.submit_files(
        warehouse, named, by="office", at=lambda: NOON, reason=reason, scope=scope
    )}


def stored(warehouse) -> set[str]:
    return {row[0] for row in warehouse.cursor().execute("SELECT unit_code FROM return_version").fetchall()}


def test_each_file_is_stored_or_left_out_by_itself_and_says_what_became_of_it(warehouse):
    files = {
        "good.xlsx": a_file(warehouse, "QYB"), "wrong.xlsx": a_file(warehouse, "XCB", hours="很多"),
        "again.xlsx": a_file(warehouse, "QYB", hours=5), "no_cover.xlsx": a_file(warehouse, "QYB", cover=False),
        "no_workbook.xlsx": b"hello",
    }
    found = sent(warehouse, files, reason="已核对")
    assert {name: line.outcome for name, line in found.items()} == {
        "good.xlsx": "stored", "wrong.xlsx": "refused", "again.xlsx": "twice", "no_cover.xlsx": "unreadable",
        "no_workbook.xlsx": "unreadable",
    }
    assert found["good.xlsx"].receipt_no.startswith("QYB-202610-01-")
    assert found["wrong.xlsx"].count(Severity.REFUSE) >= 1
    assert stored(warehouse) == {"QYB"}


def test_what_only_asks_to_be_confirmed_waits_for_a_reason_given_once_for_all(warehouse):
    files = {"XCB.xlsx": a_file(warehouse, "XCB"), "QYB.xlsx": a_file(warehouse, "QYB")}
    waiting = sent(warehouse, files)
    assert {line.outcome for line in waiting.values()} == {"to_confirm"}
    assert stored(warehouse) == set()
    done = sent(warehouse, files, reason="已逐份核实")
    assert {line.outcome for line in done.values()} == {"stored"}
    kept = warehouse.cursor().execute("SELECT findings FROM return_version").fetchall()
    assert all("已逐份核实" in findings for (findings,) in kept)


def test_a_file_of_somebody_elses_unit_is_left_out_and_the_others_go_in(warehouse):
    files = {"XCB.xlsx": a_file(warehouse, "XCB"), "QYB.xlsx": a_file(warehouse, "QYB")}
    found = sent(warehouse, files, "已核对", Scope(units_written=frozenset({"QYB"})))
    assert {name: line.outcome for name, line in found.items()} == {"XCB.xlsx": "outside", "QYB.xlsx": "stored"}
    assert stored(warehouse) == {"QYB"}


def test_a_cover_under_a_title_the_unit_has_remembered_is_known_among_many_files(warehouse):
    book = load_workbook(BytesIO(a_file(warehouse, "XCB")))
    book["封面"].title = "十月报表首页"
    stream = BytesIO()
    book.save(stream)
    files = {"own.xlsx": stream.getvalue(), "QYB.xlsx": a_file(warehouse, "QYB")}
    assert sent(warehouse, files)["own.xlsx"].outcome == "unreadable"
    word = UnitWord("cover", TITLE, "九月报表首页", "cover")
    continuing.remember(warehouse, "XCB", [word], by="clerk", at=NOON, scope=EVERYTHING)
    assert {line.outcome for line in sent(warehouse, files, reason="已核对").values()} == {"stored"}
    assert stored(warehouse) == {"QYB", "XCB"}


def test_a_directory_stands_for_the_workbooks_below_it(tmp_path):
    import typer

    (tmp_path / "十月").mkdir()
    for name in ("b.xlsx", "十月/a.XLSX", "~$b.xlsx", ".hidden.xlsx", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    found = workbooks([tmp_path, tmp_path / "notes.txt"])
    assert [p.name for p in found] == ["b.xlsx", "a.XLSX", "notes.txt"]
    (tmp_path / "empty").mkdir()
    with pytest.raises(typer.Exit):
        workbooks([tmp_path / "empty"])
