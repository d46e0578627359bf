"""A template that was filled in, and LibreOffice's copy of it, pass the checks and hold the same rows."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from analytics.findings import refused
from analytics.returns import template
from analytics.returns.comparing import compare
from tests.returns.template_registers import rights_department
from tests.returns.test_template import resaved

checking = pytest.importorskip("analytics.returns.checking")


def filled(lang: str = "zh") -> bytes:
    """The October workbook with everything a clerk has to add."""
    book = openpyxl.load_workbook(BytesIO(template.build(rights_department(), lang)))
    words = {"zh": ("有数据", "零报告", "读书笔记"), "en": ("Has data", "Zero return", "Reading note")}[lang]
    has_data, zero, note = words
    cover, study, hotline = book.worksheets[0], book.worksheets[2], book.worksheets[8]
    for row, value in ((7, "李晓梅"), (8, "张红"), (9, "张红"), (10, dt.date(2026, 10, 31))):
        cover.cell(row, 2).value = value
    for row in range(5, 13):
        if cover.cell(row, 4).value is None:
            cover.cell(row, 4).value = has_data if row == 12 else zero
    topics = ("权益保障法", "首问责任制", "家事调解", "基层调研", "反家暴法", "心理疏导", "乡村振兴", "法律援助")
    for place, topic in enumerate(topics):
        for column, value in ((3, 17 + place / 2), (4, f"{topic}学习体会"), (5, note), (6, dt.date(2026, 10, 12))):
            study.cell(4 + place, column).value = value
    for row in range(4, 11):
        hotline.cell(row, 3).value = row
    for column, value in ((6, 90), (7, 88)):
        hotline.cell(11, column).value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def checked(data: bytes):
    registers = rights_department()
    return checking.check_file(data, template.file_name(registers), registers)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filled_template_is_accepted(lang):
    result = checked(filled(lang))
    assert not refused(result.findings), result.findings
    rows = result.rows
    assert len(rows.sheets["study_attendance"]) == 24 and len(rows.sheets["service_cases"]) == 9
    assert rows.sheets["suggestions"] == () and len(rows.sheets["goals_outcomes"]) == 3
    assert rows.zero["suggestions"] and not rows.zero["service_cases"]


@pytest.mark.slow
def test_both_languages_and_libreoffice_hold_the_same_rows(tmp_path):
    chinese = checked(filled()).rows
    assert compare(checked(filled("en")).rows, chinese).nothing
    again = checked(resaved(filled(), tmp_path))
    assert not refused(again.findings), again.findings
    assert compare(again.rows, chinese).nothing
