"""A version whose file has been erased stays on the page, with its day of erasure in place of the link."""

import datetime as dt

import pytest

from analytics import process, retention
from tests.ui.return_pages_fixture import ACCEPTED_UNIT, fragments, opened, words

pytestmark = pytest.mark.usefixtures("working")


@pytest.mark.parametrize(("language", "said"), [
    ("zh", "原表已于 2031-01-01 按保存期限清除"), ("en", "File erased on 2031-01-01, its time was over"),
])
def test_the_return_pages_work_and_say_when_a_file_was_erased(language, said):
    before = opened("upload", language, u=ACCEPTED_UNIT, m="2026-10")
    assert "/files/original/" in fragments(before)
    assert said not in words(before)
    retention.apply(process.warehouse(), process.identity(), by="operator:x", at=dt.datetime(2031, 1, 1))
    after = opened("upload", language, u=ACCEPTED_UNIT, m="2026-10")
    assert said in words(after)
    assert "/files/original/" not in fragments(after)
    opened("returns", language, m="2026-10")
