"""Indicators as files for those who may not see single matters: empty cells that say why they are empty."""

import datetime as dt
from io import BytesIO

import openpyxl
import pandas as pd
import pyarrow.parquet
import pytest

from analytics.exports.frames import write_indicators
from analytics.measures import measure
from analytics.months import Month, month_range
from analytics.privacy import protected
from analytics.scope import EVERYTHING, NO_UNITS, Scope
from tests.analytics.case_fixture import random_case_facts
from tests.analytics.store_fixture import open_store

MONTHS = list(month_range(Month(2026, 1), Month(2026, 10)))
FIGURES = ["numerator", "denominator", "value", "n", "p90"]


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("files"), random_case_facts(5)) as warehouse:
        yield {
            scope: measure(warehouse.cursor(), scope, MONTHS, protected(), today=dt.date(2026, 11, 9))
            for scope in (EVERYTHING, Scope(units_personal=NO_UNITS))
        }


@pytest.fixture(scope="module")
def limited(frames):
    return frames[Scope(units_personal=NO_UNITS)]


def read(data: bytes, out_format: str) -> pd.DataFrame:
    if out_format == "csv":
        return pd.read_csv(BytesIO(data))
    if out_format == "parquet":
        return pyarrow.parquet.read_table(BytesIO(data)).to_pandas()
    head, *rows = openpyxl.load_workbook(BytesIO(data)).worksheets[0].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


@pytest.mark.parametrize("out_format", ["csv", "parquet"])
def test_a_hidden_figure_is_an_empty_cell_and_a_word(limited, out_format):
    found = read(write_indicators(limited, "zh", out_format), out_format)
    assert not {"hidden", "small"} & set(found.columns)
    hidden = found["not_shown"].notna()
    assert hidden.sum() == limited["hidden"].sum() and set(found.loc[hidden, "not_shown"]) == {"<3", "已隐去"}
    assert found.loc[hidden, FIGURES].isna().all().all()
    assert found.loc[~hidden & (found["state"] == "value"), "value"].notna().all()


def test_a_workbook_says_it_in_the_readers_language(limited):
    found = read(write_indicators(limited, "en", "xlsx"), "xlsx")
    hidden = found["Figure not shown"].notna()
    assert set(found.loc[hidden, "Figure not shown"]) == {"<3", "hidden"}
    assert found.loc[hidden, ["Numerator", "Denominator", "Value"]].isna().all().all()


def test_those_who_may_see_cases_get_every_figure(frames):
    found = read(write_indicators(frames[EVERYTHING], "zh", "csv"), "csv")
    assert found["not_shown"].isna().all()
