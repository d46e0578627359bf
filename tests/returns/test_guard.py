"""What is let in is decided by content; everything else is told what to send instead."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.returns.checking import check_file, slot_of
from analytics.returns.guard import inspect
from analytics.returns.opening import open_workbook
from sample_data import faulty_files
from sample_data.small_return import saved, workbook
from tests.returns.registers_fixture import registers

RETURN = saved(workbook())


@pytest.mark.parametrize("name", ["QYB_202610.xlsx", "QYB_202610.xls", "报表", "a.csv"])
def test_a_workbook_is_known_by_its_content_whatever_its_name(name):
    assert inspect(RETURN, name) == ("xlsx", None)


@pytest.mark.parametrize(("content", "code"), [
    (b"", "V00.empty_file"), (b" \r\n", "V00.empty_file"), (bytes(300), "V00.empty_file"),
    (b"hello", "V00.not_a_workbook"), (b"PK\x03\x04 cut off", "V00.damaged"), (RETURN[:2000], "V00.damaged"),
    (b"\xef\xbb\xbf<html><table>", "V00.markup"), (b"<?xml version='1.0'?><Workbook/>", "V00.markup"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related", "V00.markup"),
    ("工号,姓名\nQYB001,张红".encode("utf-8-sig"), "V00.csv"), ("工号\t姓名\n1\t2".encode("utf-16"), "V00.csv"),
    ("工号,姓名\nQYB001,张红".encode("gb18030"), "V00.csv"), (b"\xff\xd8\xff\xe0", "V00.image"),
    (b"Rar!\x1a\x07", "V00.archive"), (b"\x00\x01\x02\x03", "V00.not_a_workbook"),
    (faulty_files.OLE_MARK + "WordDocument".encode("utf-16-le"), "V00.other_document"),
    (faulty_files.OLE_MARK + bytes(100), "V00.damaged"),
])
def test_what_is_no_workbook_is_told_apart(content, code):
    kind, finding = inspect(content, "x.xlsx")
    assert kind is None
    assert finding is not None and finding.code == code and finding.value == "x.xlsx"


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", faulty_files.OLE_MARK, RETURN[:3000]]))
def test_no_bytes_stop_the_check(content, start):
    checked = check_file(start + content, "x.xlsx", registers())
    assert checked.rows is None and checked.findings
    assert slot_of(open_workbook(start + content, "x.xlsx")) == (None, None)


@given(st.integers(0, len(RETURN) - 1), st.binary(min_size=1, max_size=40))
def test_a_return_with_bytes_changed_anywhere_never_stops_the_check(place, content):
    data = RETURN[:place] + content + RETURN[place + len(content):]
    assert check_file(data, "x.xlsx", registers()).findings is not None
    slot_of(open_workbook(data, "x.xlsx"))


def test_a_part_whose_packing_is_broken_is_a_damaged_file():
    with zipfile.ZipFile(io.BytesIO(RETURN)) as archive:
        begins = archive.getinfo("[Content_Types].xml").header_offset + 60
    for place in range(begins, begins + 120):
        broken = RETURN[:place] + b"\x00" * 4 + RETURN[place + 4:]
        assert check_file(broken, "x.xlsx", registers()).rows is None


def test_the_slot_is_read_from_the_cover():
    assert slot_of(open_workbook(RETURN, "anything.xlsx")) == ("权益部", "2026-10")


@pytest.mark.parametrize(("unit", "month", "expected"), [
    ("QYB 权益部", "2026年10月", ("QYB 权益部", "2026-10")), ("QYB", "2026.10", ("QYB", "2026-10")),
    (None, "十月", (None, None)),
])
def test_the_slot_in_other_words(unit, month, expected):
    book = workbook()
    book["封面"]["B4"], book["封面"]["B5"] = unit, month
    assert slot_of(open_workbook(saved(book), "x.xlsx")) == expected


def test_without_a_slot_the_cover_comes_first():
    checked = check_file(RETURN, "x.xlsx", None)
    assert (checked.rows, checked.typed) == (None, None)
    assert [f.code for f in checked.findings] == ["V02.no_slot"]
