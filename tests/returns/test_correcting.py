"""Cells put right on screen are judged as if the file had been put right, and the file can be had so."""

import datetime as dt
import threading
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analytics.declare import return_form
from analytics.declare import settings as declared_settings
from analytics.findings import refused
from analytics.returns import copies
from analytics.returns.checking import check as judged
from analytics.returns.correcting import HEADING, Correction, cell_text, corrected, corrected_book, with_correction
from analytics.returns.reading import read
from analytics.returns.sheet_titles import sheets_by_name as sheets_of
from analytics.returns.suggesting import choices, column_of, likeliest, suggested
from tests.returns.building import changed, check, title
from tests.returns.registers_fixture import OCTOBER, registers

CASES = "service_cases"
# columns of the sheet of cases whose cells the property test changes: letter -> name
LETTERS = {"A": "case_id", "B": "received_at", "D": "first_responder_id", "G": "subcategory", "H": "jurisdiction",
           "L": "status", "K": "chase_count", "O": "closed_on"}


def to(cell: str, new: str, old: str = "", sheet: str = CASES, column: str | None = None) -> Correction:
    return Correction(sheet, cell, column or LETTERS[cell[0]], old, new)


def test_a_corrected_cell_is_judged_as_corrected():
    data = changed(CASES, {"H7": "本部门"})
    raw = read(data)
    assert refused(judged(raw, registers()).findings)
    after = judged(corrected(raw, [to("H7", "职责内", "本部门")]), registers())
    assert not refused(after.findings)
    assert after.rows == check(changed(CASES, {"H7": "职责内"})).rows


def test_the_file_as_read_is_left_alone():
    raw = read(changed(CASES, {"H7": "本部门"}))
    corrected(raw, [to("H7", "职责内"), to("ZZ90", "x", column="status")])
    assert cell_text(sheets_of(raw)[CASES], "H7") == "本部门"
    assert cell_text(sheets_of(raw)[CASES], "ZZ90") == ""


def test_a_heading_may_be_put_right_too():
    raw = read(changed(CASES, {"H3": "管不管"}))
    assert "V01.column_missing" in [f.code for f in judged(raw, registers()).findings]
    after = judged(corrected(raw, [to("H3", "职责范围", "管不管", column=HEADING)]), registers())
    assert not refused(after.findings)


def test_a_cell_changed_twice_is_one_correction_and_changed_back_none():
    first = with_correction((), to("H7", "职责外", "本部门"))
    second = with_correction(first, to("H7", "职责内", "职责外"))
    assert [(c.old, c.new) for c in second] == [("本部门", "职责内")]
    assert with_correction(second, to("H7", "本部门", "职责内")) == ()


def test_a_private_number_that_was_taken_out_is_not_kept():
    record = to("G7", "", "电话13812345621").as_record()
    assert "13812345621" not in str(record)
    assert Correction.from_record(record).cell == "G7"


def test_the_corrected_workbook_has_the_new_cells_and_everything_else_as_it_was():
    data = changed(CASES, {"H7": "本部门", "O7": "随便"})
    raw = read(data)
    book = load_workbook(BytesIO(corrected_book(data, raw, [to("H7", "职责内"), to("O7", "2026-10-19")]).content))
    sheet = book[title(CASES)]
    assert sheet["H7"].value == "职责内"
    assert sheet["O7"].value == dt.datetime(2026, 10, 19)
    assert sheet["A7"].value == load_workbook(BytesIO(data))[title(CASES)]["A7"].value
    assert sheet["H7"].comment is None


words = st.sampled_from([
    "", "职责内", "在职责内", "2026-10-19", "2026.10.19", "2026-10-14 09:30", "14:30", "QYB002", "QYB027", "2", "约3",
    "02", "已办结", "结了", "=1+1", "2026100400000000000", "0.5", "王 秀 兰",
])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([f"{c}{r}" for c in LETTERS for r in (4, 7, 9, 12)]), words, max_size=5))
def test_checking_with_corrections_equals_checking_the_corrected_file(cells):
    data = changed(CASES, {"H7": "本部门"})
    raw = read(data)
    corrections = [to(cell, new) for cell, new in cells.items()]
    file = corrected_book(data, raw, corrections).content
    assert judged(corrected(raw, corrections), registers()) == check(file)


def test_what_is_declared_of_a_sheet_is_put_right_like_any_cell():
    raw = read(changed("cover", {"D10": "零报告"}))
    [finding] = [f for f in judged(raw, registers()).findings if f.code == "V05.data_with_zero"]
    column = column_of(finding)
    assert choices(column, registers()) == ("有数据", "零报告")
    after = corrected(raw, [to(finding.cells[0], "有数据", "零报告", "cover", column.name)])
    assert not refused(judged(after, registers()).findings)


def test_the_likeliest_answer_is_what_is_to_be_typed():
    found = check(changed(CASES, {"H7": "职责里", "D7": "QYB0O2", "B7": "2点半", "G7": "约3"})).findings
    assert {f.cells[0]: suggested(f) for f in found if f.cells and f.cells[0] in ("H7", "D7", "B7")} == {
        "H7": "职责内", "D7": "QYB002", "B7": "14:30",
    }


# ------------------------------------------------------------------------------------------- copies
def test_a_copy_waits_its_turn_and_is_not_made_when_none_comes(monkeypatch):
    taken = threading.BoundedSemaphore(1)
    taken.acquire()
    monkeypatch.setattr(copies, "_turns", lambda: taken)
    at_once = {**declared_settings()["limits"], "reader_wait_seconds": 0}
    monkeypatch.setattr(copies, "settings", lambda: {"limits": at_once})
    with pytest.raises(copies.NotCopied, match="too many"):
        copies.copy_of(b"", "marked", registers().unit, OCTOBER, checked_at=dt.datetime(2026, 11, 2))


@pytest.mark.parametrize(("headings", "likely"), [
    (["本月自学(小时)"], "本月自学(小时)"),
    (["备注", "自学 时数"], "自学 时数"),
    (["本月自学时长合计", "每周自学时长合计"], None),
    (["备注"], None),
])
def test_a_heading_is_offered_for_a_column_whose_name_it_mostly_holds(headings, likely):
    assert likeliest(return_form().sheet("personal_study").column("self_study_hours"), headings) == likely
