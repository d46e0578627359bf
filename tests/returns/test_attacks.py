"""Every attack ends in the finding it should, soon and without much memory of the server, and harms nobody after it."""

import pytest

from analytics.findings import Severity
from analytics.footprint import taken_by
from analytics.returns.checking import check_file
from sample_data.attacks import ATTACKS, Attack
from sample_data.small_return import saved, workbook
from tests.returns.registers_fixture import registers

RETURN = saved(workbook())
LIGHT = {name: attack for name, attack in ATTACKS.items() if not attack.heavy}
MOST_SECONDS, MOST_MEGABYTES = 25, 200


@pytest.mark.parametrize("attack", LIGHT.values(), ids=LIGHT.keys())
def test_an_attack_is_told_by_name_or_is_harmless(attack: Attack):
    data = attack.build()
    checked, taken = taken_by(lambda: check_file(data, "x.xlsx", registers()))
    assert taken.seconds < MOST_SECONDS
    assert taken.megabytes is None or taken.megabytes < MOST_MEGABYTES
    if attack.finding is None:
        assert checked.findings == ()
        assert checked.rows.sheets == check_file(RETURN, "x.xlsx", registers()).rows.sheets
    else:
        assert attack.finding in [f.code for f in checked.findings]
        refused = any(f.severity is Severity.REFUSE for f in checked.findings)
        assert (checked.rows is None) == refused
    assert check_file(RETURN, "y.xlsx", registers()).findings == ()
