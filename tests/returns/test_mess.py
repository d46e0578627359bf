"""How clerks really write: what can mean one thing only is taken and said, what cannot is refused, never guessed."""

import datetime as dt

import pytest

from analytics.returns.checking import Checked
from tests.returns.building import changed, check

CASES, ATTENDANCE, STUDY = "service_cases", "study_attendance", "personal_study"
ACTIVITIES, GOALS = "service_activities", "goals_outcomes"
# (sheet, cell, what was typed, the finding that says so, what it was taken as)
TAKEN = (
    (CASES, "D7", "ＱＹＢ００３", "V07.normalised", "QYB003"),
    (CASES, "D7", "QYB\u00a0003", "V07.normalised", "QYB003"),
    (CASES, "D7", "李 晓 梅", "V07.normalised", "QYB002"),
    (CASES, "D7", "QYB003 刘文静", "V07.normalised", "QYB003"),
    (CASES, "O7", "2026年10月19日", "V04.normalised", dt.date(2026, 10, 19)),
    (CASES, "O7", "2026.10.19", "V04.normalised", dt.date(2026, 10, 19)),
    (CASES, "O7", "10月19日", "V04.normalised", dt.date(2026, 10, 19)),
    (CASES, "O7", "46314", "V04.normalised", dt.date(2026, 10, 19)),
    (CASES, "B7", "10月14日下午2点半", "V04.normalised", dt.datetime(2026, 10, 14, 14, 30)),
    (CASES, "B7", "2026年10月14日 14：30", "V04.normalised", dt.datetime(2026, 10, 14, 14, 30)),
    (ATTENDANCE, "E4", "√", "V03.normalised", "yes"),
    (ATTENDANCE, "E4", 1, "V03.normalised", "yes"),
    (ATTENDANCE, "D4", "到", "V03.normalised", "present"),
    (ATTENDANCE, "C4", "张 红", "V08.normalised", "张红"),
    (STUDY, "C4", "90分钟", "V29.normalised", 1.5),
    (STUDY, "C4", "1小时30分", "V29.normalised", 1.5),
    (STUDY, "C4", "22 小时", "V29.normalised", 22.0),
    (STUDY, "C4", "２２", "V29.number_as_text", 22.0),
    (GOALS, "I4", "60％", "V29.normalised", 60.0),
)
REFUSED = (
    (CASES, "B7", "2点半", "V04.half_day", "14:30"),
    (ACTIVITIES, "A4", "10/15", "V04.likely_date", "2026-10-15"),
    (ACTIVITIES, "F4", "约3", "V29.vague", None),
    (ACTIVITIES, "F4", "3-5", "V29.vague", None),
    (ACTIVITIES, "F4", "六十", "V29.not_a_number", None),
    (GOALS, "I4", 0.9, "V29.bare_fraction", "90"),
    (CASES, "A9", 2026100400000000000, "V03.digits_lost", None),
    (CASES, "D7", "QYB0O2", "V07.near_id", "QYB002"),
    (CASES, "D7", "外聘甲", "V07.unknown_id", None),
)


def said_at(found: Checked, cell: str) -> dict:
    return {f.code: f for f in found.findings if cell in f.cells}


def value_at(found: Checked, sheet: str, cell: str) -> object:
    letter, row_no = cell.rstrip("0123456789"), int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    name = next(n for (of, n), at in found.typed.addresses.items() if of == sheet and at == letter)
    return next(row[name] for row in found.typed.sheets[sheet] if row.row_no == row_no)


@pytest.mark.parametrize(("sheet", "cell", "typed", "code", "taken"), TAKEN)
def test_what_means_one_thing_is_taken_so_and_said_with_what_stood_there(sheet, cell, typed, code, taken):
    found = check(changed(sheet, {cell: typed}))
    finding = said_at(found, cell)[code]
    assert value_at(found, sheet, cell) == taken
    assert finding.severity == "note"
    if "old" in finding.params:
        assert finding.params["old"] == str(typed)


@pytest.mark.parametrize(("sheet", "cell", "typed", "code", "likely"), REFUSED)
def test_what_may_mean_two_things_is_refused_with_the_likeliest_and_never_guessed(sheet, cell, typed, code, likely):
    found = check(changed(sheet, {cell: typed}))
    finding = said_at(found, cell)[code]
    assert finding.severity == "refuse"
    assert finding.params.get("expected") == likely
    assert found.rows is None
