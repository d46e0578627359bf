"""Many returns at once on the upload page: a table of what became of each, for those who send for several units."""

import pytest

from analytics.ui import data
from tests.ui.return_pages_fixture import (
    LATE_UNIT,
    OCTOBER,
    SENT_BACK_UNIT,
    filled,
    opened,
    saved,
    sound,
    template_of,
    with_mistakes,
    words,
)

KIND = "application/octet-stream"


@pytest.mark.parametrize(("language", "said"), [
    ("zh", ("入库 1 份，没有入库 1 份", "有问题要改，未入库", "已入库，待审核", "FEG-202610-")),
    ("en", ("Stored: 1, not stored: 1", "something to fix, not stored", "stored, awaiting review", "FEG-202610-")),
])
def test_several_files_are_stored_or_left_out_one_by_one(working, language, said):
    good = saved(filled(template_of(LATE_UNIT), OCTOBER.first_day))
    wrong = saved(with_mistakes(filled(template_of(SENT_BACK_UNIT), OCTOBER.first_day)))
    at = opened("upload", language, u=LATE_UNIT, m="2026-10")
    at.text_input(key="bulk_reason").input("已逐份核实").run()
    at.file_uploader(key="bulk_files_0").set_value([("FEG.xlsx", good, KIND), ("XCB.xlsx", wrong, KIND)]).run()
    sound(at.button(key="bulk_submit").click().run())
    for each in said:
        assert each in words(at)
    versions = data.warehouse().cursor().execute(
        "SELECT unit_code FROM return_version WHERE month = '2026-10' AND received_by = 'demo-office'"
    ).fetchall()
    assert versions == [(LATE_UNIT,)]


def test_a_clerk_of_one_unit_is_not_offered_it(working):
    at = opened("upload", role="clerk", m="2026-10")
    assert not [u for u in at.file_uploader if u.key and u.key.startswith("bulk")]
