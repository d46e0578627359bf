"""Every finding has a faulty workbook that yields exactly it, at its cell, with words in both languages."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest

from analytics.declare import settings, texts
from analytics.findings import Finding, Severity
from analytics.returns import opening
from analytics.returns.checking import Checked, check_file
from analytics.returns.reader_pool import ReaderPool
from analytics.returns.wording import render
from analytics.store.registers import AskedCell, Closure, Registers
from sample_data.faulty import FAULTS, Fault, build
from tests.returns.registers_fixture import CASE, accepted, registers

NOT_ALLOWED = re.compile("非法|错误|失败|invalid|illegal|error(?!.*#DIV)|fail", re.IGNORECASE)
WITHOUT_SLOT = {"V02.no_slot"}

REMEMBERED = {
    "V03.remembered": {("service_cases", "jurisdiction"): {"本部门": "职责内"}},
    "V01.remembered_heading": {("service_cases", "heading"): {"管不管": "jurisdiction"}},
    "V01.remembered_sheet": {("service_activities", "sheet_title"): {"九月下乡记录": "service_activities"}},
}


def declared_codes() -> set[str]:
    """
    Of the checks of a return; those of registers (R) have their own tests in tests/keeping, and what is said when a
    reading process is killed from outside has its own in test_reader_pool.py.
    """
    codes = {key.split(".", 1)[1].rpartition(".")[0] for key in texts() if key.startswith("findings.V")}
    return codes - {"V35.stopped"}


def registers_for(fault: Fault) -> Registers | None:
    if fault.code in WITHOUT_SLOT:
        return None
    if fault.code in REMEMBERED:
        return replace(registers(), unit_words=REMEMBERED[fault.code])
    if fault.code == "V07.zeros_lost":
        known = registers()
        return replace(known, carried={**known.carried, "service_cases": {
            **known.carried["service_cases"], "0071": CASE}})
    if fault.closed_as:
        return replace(registers(), closure=Closure(fault.closed_as, "FL", dt.datetime(2026, 11, 9, 10)))
    if fault.asked:
        return replace(registers(), asked=(AskedCell(**fault.asked),))
    return accepted() if fault.after_acceptance else registers()


@cache
def checked(code: str) -> Checked:
    fault = FAULTS[code]
    with reading_within(fault.limits):
        return check_file(build(fault), "QYB_202610.xlsx", registers_for(fault))


@contextmanager
def reading_within(limits: Mapping[str, float]) -> Iterator[None]:
    """With readers that have lower limits, where there are any."""
    if not limits:
        yield
        return
    pool = ReaderPool({**settings()["limits"], **limits})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "readers", lambda: pool)
        yield
    pool.close()


def test_every_finding_has_a_faulty_workbook_and_every_workbook_a_finding():
    assert set(FAULTS) == declared_codes()


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.code)
def test_a_faulty_workbook_yields_exactly_its_finding_at_its_cell(fault: Fault):
    found = [f for f in checked(fault.code).findings if f.code not in fault.inherent]
    assert [f.code for f in found] == [fault.code], found
    assert found[0].sheet == fault.sheet
    assert found[0].cells == fault.cells


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.code)
def test_a_finding_is_worded_in_both_languages_and_survives_the_store(fault: Fault):
    for finding in checked(fault.code).findings:
        again = Finding.from_record(finding.as_record())
        for lang in ("zh", "en"):
            rendered = render(finding, lang)
            assert rendered.title and rendered.fix and rendered.where
            assert "{" not in rendered.title + rendered.fix
            assert render(again, lang) == rendered
            assert not NOT_ALLOWED.search(re.sub("「[^」]*」|\"[^\"]*\"", "", rendered.title + rendered.fix)), rendered


@pytest.mark.parametrize("fault", FAULTS.values(), ids=lambda fault: fault.code)
def test_only_refusals_keep_a_return_from_being_taken(fault: Fault):
    result = checked(fault.code)
    refuses = any(f.severity is Severity.REFUSE for f in result.findings)
    assert (result.rows is None) == refuses


def test_no_finding_repeats_a_private_number():
    for code in ("V28.phone", "V28.id_number"):
        for finding in checked(code).findings:
            assert "13812345621" not in str(finding)
            assert "110101199003074514" not in str(finding)
