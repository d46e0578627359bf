"""Every declared indicator is worked out once by hand and once, over random data, by plain loops."""

from analytics.declare import indicators
from tests.analytics.two_proofs import hand_cases, naive_functions


def test_every_indicator_has_a_naive_recomputation():
    assert set(naive_functions()) == set(indicators())


def test_every_indicator_has_a_case_worked_out_by_hand():
    assert set(hand_cases()) == set(indicators())
