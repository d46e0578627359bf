"""Downloads: what is previewed is what comes, in three formats; nothing is made before it is asked for."""

import io
import zipfile
from functools import partial

import pyarrow.parquet
import pytest
from openpyxl import load_workbook

from analytics.months import Month
from analytics.ui.views import download_page
from analytics.ui.views.download_page import Wanted
from tests.signed_in import viewing_as
from tests.ui.return_pages_fixture import OCTOBER, opened, sound, words

JANUARY = Month(2026, 1)


def wanted(*sheets, first=JANUARY, units=None, language="zh"):
    return Wanted(sheets, first, OCTOBER, units, language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_empty_store_says_what_to_do_first(nothing, language):
    at = opened("download", language)
    assert "python -m analytics demo" in words(at)
    assert not at.get("download_button")


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", ("学习考勤", "其中暂计", "月报模板")), ("en", ("Study attendance", "Provisional", "Templates"))],
)
def test_rows_are_previewed(looking, language, said):
    at = opened("download", language)
    for each in said:
        assert each in words(at)
    assert len(at.get("download_button")) == 7


def test_months_the_wrong_way_round_and_no_sheet_are_said(looking):
    at = opened("download")
    at.selectbox(key="to").select("2025-12").run()
    assert "起始月份晚于结束月份" in words(sound(at))
    at.selectbox(key="to").select("2026-10").run()
    at.pills(key="sheets").set_value([]).run()
    assert "请至少选一张工作表" in words(sound(at))


def test_a_unit_filters_the_preview(looking):
    at = opened("download")
    everything = words(at)
    at.multiselect(key="units").set_value(["QYB"]).run()
    assert words(sound(at)) != everything


def test_the_preview_counts_what_the_files_hold(looking):
    viewing_as("office", "download")
    chosen = wanted("suggestions", "service_cases", units=("QYB",))
    counted = {name: rows for name, rows, _, _ in download_page.counts(chosen)}
    make = partial(download_page._rows_file, download_page.source(), chosen)
    book = load_workbook(io.BytesIO(make("xlsx")), read_only=True)
    assert {"创新建议", "服务事项"} <= set(book.sheetnames)
    assert sum(1 for _ in book["创新建议"].iter_rows(min_row=2)) == counted["suggestions"]
    with zipfile.ZipFile(io.BytesIO(make("csv"))) as archive:
        assert archive.namelist() == ["suggestions.csv", "service_cases.csv"]
    with zipfile.ZipFile(io.BytesIO(make("parquet"))) as archive:
        table = pyarrow.parquet.read_table(io.BytesIO(archive.read("service_cases.parquet")))
    assert table.num_rows == counted["service_cases"]
    assert set(table["unit_code"].to_pylist()) == {"QYB"}


def test_one_sheet_comes_bare(looking):
    viewing_as("office", "download")
    make = partial(download_page._rows_file, download_page.source(), wanted("suggestions"))
    assert make("csv").startswith("\ufeff".encode())
    assert pyarrow.parquet.read_table(io.BytesIO(make("parquet"))).num_rows > 0


def test_indicators_come_for_the_months_and_units_chosen(looking):
    viewing_as("office", "download")
    chosen = wanted(first=OCTOBER, units=("QYB", "XCB"))
    content = download_page._indicators_file(
        download_page.source(), ("collective_study_attendance_rate", "suggestions_per_person"), chosen, "parquet"
    )
    table = pyarrow.parquet.read_table(io.BytesIO(content))
    assert set(table["unit_code"].to_pylist()) == {"QYB", "XCB"}
    assert set(table["month"].to_pylist()) == {"2026-10"}


def test_templates_come_alone_or_packed(looking):
    viewing_as("office", "download")
    made_from = download_page.source()
    one = download_page._templates_file(made_from, ("QYB",), OCTOBER, "zh")
    assert "封面" in load_workbook(io.BytesIO(one), read_only=True).sheetnames
    with zipfile.ZipFile(
        io.BytesIO(download_page._templates_file(made_from, ("QYB", "XCB"), OCTOBER, "en"))
    ) as archive:
        assert archive.namelist() == ["QYB_202610.xlsx", "XCB_202610.xlsx"]
