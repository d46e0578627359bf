"""Scores counted by hand: ten months 10, 12, 14, 10, 12, 14, 10, 12, 14, 12, whose median is 12 and whose MAD is 2."""

import pytest

from analytics.outliers import score

PAST = (10.0, 12.0, 14.0, 10.0, 12.0, 14.0, 10.0, 12.0, 14.0, 12.0)


def test_a_figure_is_held_against_median_and_mean():
    found = score(30.0, PAST)
    assert (found.mean, found.median, found.months) == (12.0, 12.0, 10)
    assert found.z == pytest.approx(18 / (24 / 9) ** 0.5)  # six values differ by 2: squares 24, of ten values
    assert found.modified_z == pytest.approx(0.6745 * 18 / 2)
    assert (found.low, found.high) == (pytest.approx(12 - 7 / 0.6745), pytest.approx(12 + 7 / 0.6745))
    assert found.odd


def test_one_odd_month_of_the_past_does_not_hide_the_next():
    spoiled = (*PAST[:-1], 400.0)
    found = score(60.0, spoiled)
    assert found.z < 1
    assert found.odd


def test_fewer_than_five_months_give_no_score():
    found = score(99.0, PAST[:4])
    assert (found.months, found.z, found.modified_z, found.median, found.odd) == (4, None, None, None, False)


def test_a_past_that_never_varied_has_no_scores_but_a_band():
    found = score(20.0, (3.0,) * 6)
    assert (found.z, found.modified_z, found.low, found.high) == (None, None, 3.0, 3.0)
    assert found.odd
    assert not score(7.0, (3.0,) * 6).odd  # less than five more


def test_where_more_than_half_are_the_same_the_mean_deviation_stands_in():
    past = (0.0, 0.0, 0.0, 0.0, 0.0, 20.0)
    found = score(20.0, past)
    assert found.modified_z == pytest.approx(20 / (20 / 6 / 0.7979))
    assert found.low == 0.0
