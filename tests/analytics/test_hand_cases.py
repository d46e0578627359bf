"""Every indicator against figures counted by hand (hand_*.py say how)."""

import math

import pytest

from analytics.measures import measure
from analytics.scope import EVERYTHING
from tests.analytics.store_fixture import open_store
from tests.analytics.two_proofs import hand_cases


@pytest.mark.parametrize(
    ("name", "case"),
    [pytest.param(n, c, id=f"{n}-{i}") for n, cases in hand_cases().items() for i, c in enumerate(cases)],
)
def test_hand_case(name, case, tmp_path):
    with open_store(tmp_path, case.facts()) as warehouse:
        frame = measure(warehouse.cursor(), EVERYTHING, case.months, [name], today=case.today)
    for expect in case.expects:
        who = frame["staff_id" if expect.level == "person" else "unit_code"] == expect.who
        rows = frame[who & (frame["level"] == expect.level) & (frame["month"] == expect.month)
                     & (frame["period"] == expect.period)]
        assert len(rows) == 1, (expect, len(rows))
        row = rows.iloc[0]
        for column, value in expect.columns.items():
            assert equal(row[column], value), f"{expect}: {column} is {row[column]!r}, not {value!r}\n{row}"


def equal(found, wanted):
    if wanted is None:
        return found is None or found != found
    if isinstance(wanted, int | float):
        return math.isclose(found, wanted, rel_tol=1e-12)
    return found == wanted
