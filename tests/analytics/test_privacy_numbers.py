"""Telephone and ID numbers that a clerk typed are refused, and readable nowhere afterwards."""

import datetime as dt
import json
import logging
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from analytics import submitting
from analytics.declare import return_form
from analytics.findings import Severity
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.masking import mask
from analytics.months import Month
from analytics.returns import template
from analytics.store.reading_registers import registers_for
from analytics.store.warehouse import Warehouse
from tests.store.conftest import fill

PHONE, ID_NUMBER = "13912345678", "110101198502034512"
SPELLINGS = (PHONE, "139-1234-5678", "139 1234 5678", "１３９１２３４５６７８", ID_NUMBER, ID_NUMBER[:14])
NOW = dt.datetime(2026, 11, 2, 9, 0)


@pytest.fixture
def warehouse(tmp_path):
    with Warehouse.open(tmp_path / "data") as store:
        fill(store)
        yield store


def planted(warehouse: Warehouse) -> bytes:
    """The department's workbook with a number in a text, in a number's cell, on the cover and in a sheet's name."""
    registers = registers_for(warehouse.cursor(), "QYB", Month(2026, 10), NOW)
    book = openpyxl.load_workbook(BytesIO(template.build(registers, "zh")))
    book.worksheets[0].cell(7, 2).value = f"李晓梅 139-1234-5678 {ID_NUMBER}"
    cases = book[return_form().sheet("service_cases").zh]
    cases.cell(4, 1).value = int(PHONE)
    cases.cell(4, 10).value = f"区司法局，电话{PHONE}"
    suggestions = book[return_form().sheet("suggestions").zh]
    suggestions.cell(4, 7).value = f"请联系来访人，身份证{ID_NUMBER}，手机１３９１２３４５６７８，商量怎么办"
    book.create_sheet(f"电话{PHONE}").cell(1, 1).value = ID_NUMBER
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def readable(text: str) -> list[str]:
    return [number for number in SPELLINGS if number in text]


def everything_stored(warehouse: Warehouse) -> str:
    """Every row of every table, and the bytes of every file below the data directory."""
    cursor = warehouse.cursor()
    tables = [row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
    rows = [repr(cursor.execute(f'SELECT * FROM "{name}"').fetchall()) for name in tables]
    cursor.execute("CHECKPOINT")
    files = [path.read_bytes().decode("utf-8", "replace") for path in warehouse.directory.rglob("*") if path.is_file()]
    assert len(tables) > 20 and files
    return "\n".join([*rows, *files])


def test_a_refused_file_leaves_no_number_behind(warehouse, caplog, capfd):
    identity = Identity.open(warehouse.directory)
    trail = Trail(identity, "clerk", None, None, None)
    with caplog.at_level(logging.DEBUG):
        outcome = submitting.submit_file(
            warehouse, planted(warehouse), f"QYB_{PHONE}.xlsx", by="clerk", at=NOW, trail=trail
        )
    identity.close()
    codes = {f.code for f in outcome.findings if f.severity is Severity.REFUSE}
    assert outcome.receipt is None and codes & {"V28.phone", "V28.id_number"}
    assert warehouse.cursor().execute("SELECT count(*) FROM event WHERE kind = 'refused'").fetchone() == (1,)
    printed = capfd.readouterr()
    said = json.dumps([f.as_record() for f in outcome.findings], ensure_ascii=False, default=str)
    for name, text in (("findings", said), ("store", everything_stored(warehouse)), ("log", caplog.text),
                       ("output", printed.out + printed.err)):
        assert not readable(text), (name, readable(text))
    assert mask(PHONE) in said and mask(ID_NUMBER) in said, "the clerk still sees which number is meant"


def test_the_search_finds_a_number_that_is_there(warehouse):
    (Path(warehouse.directory) / "note.txt").write_text(f"call {PHONE}", encoding="utf-8")
    assert readable(everything_stored(warehouse)) == [PHONE]


def test_reasons_are_kept_without_numbers(warehouse):
    from tests.exports.conftest import a_return, submit

    return_id = submit(warehouse, a_return("QYB", "2026-10", service_cases=[]))
    submitting.send_back(warehouse, return_id, by="office", at=NOW, reason=f"please call {PHONE} or {ID_NUMBER}")
    row = warehouse.cursor().execute("SELECT reason FROM event WHERE kind = 'sent_back'").fetchone()
    assert row[0].startswith("please call 13*") and not readable(row[0])
