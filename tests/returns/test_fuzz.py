"""Whatever is broken in a workbook or typed into its cells: a finding or a correct import, never an error."""

import datetime as dt
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from analytics.declare import return_form
from analytics.findings import Severity
from analytics.returns.checking import Checked, check_file
from sample_data.mutations import mutated
from sample_data.small_return import saved, workbook
from tests.returns.registers_fixture import registers

BROKEN, AT_A_TIME = 500, 50
WILD_TEXT = st.text(max_size=40).map(lambda text: ILLEGAL_CHARACTERS_RE.sub("", text))
CLERKS_TEXT = st.sampled_from([
    "", " ", "　", "无", "—", "/", "2026.13.45", "2点半", "约3", "3-5", "１２", "90%", "=1+1", "@x", "'0071", "1e5",
    "13812345621", "是", "√", "QYB001", "ｑｙｂ００１", "2026年2月30日", "上午", "1.5小时", "9" * 400, "①", "-0", "NaN",
])
NUMBERS = st.one_of(st.integers(-10**18, 10**18), st.floats(allow_nan=False, allow_infinity=False))
MOMENTS = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(lambda m: m.replace(microsecond=0))
CELLS = st.one_of(
    st.none(), st.booleans(), WILD_TEXT, CLERKS_TEXT, NUMBERS, MOMENTS, MOMENTS.map(dt.datetime.date),
    MOMENTS.map(dt.datetime.time), st.timedeltas(dt.timedelta(0), dt.timedelta(9)),
)
PLACES = st.tuples(
    st.sampled_from([return_form().cover.zh, *(sheet.zh for sheet in return_form().sheets)]),
    st.integers(1, 25), st.integers(1, 17),
)


def is_sound(checked: Checked) -> bool:
    """Typed rows, or something to fix that says why not."""
    refused = any(f.severity is Severity.REFUSE for f in checked.findings)
    return (checked.rows is None) == refused and all(re.fullmatch(r"V\d\d\.\w+", f.code) for f in checked.findings)


@pytest.mark.parametrize("first", range(0, BROKEN, AT_A_TIME))
def test_a_broken_workbook_is_a_finding_or_a_correct_import(first):
    known = registers()
    for seed in range(first, first + AT_A_TIME):
        assert is_sound(check_file(mutated(seed), "x.xlsx", known)), seed


def test_the_same_seed_breaks_the_same_thing():
    assert [mutated(seed) for seed in range(20)] == [mutated(seed) for seed in range(20)]


@settings(max_examples=60, derandomize=True)
@given(st.dictionaries(PLACES, CELLS, max_size=30))
def test_a_workbook_with_anything_in_its_cells_is_a_finding_or_a_correct_import(cells):
    book = workbook()
    for (sheet, row, column), value in cells.items():
        cell = book[sheet].cell(row, column)
        cell.value = value
        if isinstance(value, str) and value.startswith("="):
            cell.data_type = "s"
    assert is_sound(check_file(saved(book), "x.xlsx", registers()))
