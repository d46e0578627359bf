"""Figures and dates as words."""

import datetime as dt
from types import SimpleNamespace

import pytest

from analytics.declare import indicator
from analytics.months import Month
from analytics.ui import formats


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.9167, "91.7%"),
        (1.0, "100%"),
        (0.0, "0%"),
        (0.9999, "99.9%"),
        (None, "—"),
        (float("nan"), "—"),
        (1.06, "106.0%"),
    ],
)
def test_a_rate_has_one_decimal_and_is_never_rounded_up_to_all(value, shown):
    assert formats.rate("zh", value) == shown


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [(33, 36, "91.7%"), (3, 4, "3/4"), (4, 4, "4/4"), (5, 5, "100%"), (0, 0, "—"), (None, 3, "—")],
)
def test_a_small_denominator_is_shown_as_it_is(numerator, denominator, shown):
    assert formats.share("en", numerator, denominator, 5) == shown


def test_numbers_have_separators_and_a_real_minus():
    assert formats.number("zh", 12345.6, 1) == "12,345.6"
    assert formats.trimmed("en", 12.0) == "12"
    assert formats.signed("zh", -1.25, 1).startswith("−1.2")
    assert formats.signed("zh", 0.04, 1) == "0"
    assert formats.percent("zh", 0.95) == "95%"


def test_dates_are_those_of_the_language():
    assert formats.month_name("zh", "2026-10") == "10月"
    assert formats.month_name("en", Month(2026, 10), long=True) == "October 2026"
    assert formats.day_name("zh", dt.date(2026, 11, 5)) == "11月5日"
    assert formats.day_name("en", dt.date(2026, 11, 5)) == "5 Nov"
    assert formats.moment("zh", dt.datetime(2026, 11, 4, 17)) == "2026年11月4日 17:00"
    assert formats.day_name("zh", None) == "—"


def test_a_missing_return_and_an_empty_denominator_are_not_zero():
    chosen = indicator("collective_study_attendance_rate")
    row = {"value": None, "numerator": 0, "denominator": 0}
    assert formats.figure("zh", chosen, SimpleNamespace(state="not_reported", **row)) == "未报"
    assert formats.figure("zh", chosen, SimpleNamespace(state="not_applicable", **row)) == "—"


def test_clerks_words_are_never_markup():
    assert formats.plain("**粗** [x](y) <b> :red[a] $1$") == (r"\*\*粗\*\* \[x\]\(y\) \<b\> \:red\[a\] \$1\$")
