"""Cells as clerks write them: the certain is normalised and said, the rest is asked about, nothing crashes."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.declare import code_lists, return_form
from analytics.findings import Severity
from analytics.returns.typed_rows import reader_for
from analytics.returns.values import Said, Surroundings
from tests.returns.registers_fixture import NOW, OCTOBER, registers

KNOWN = registers()
AROUND = Surroundings(
    OCTOBER, NOW, ids={"staff": frozenset(KNOWN.everyone), "session": frozenset(KNOWN.sessions)},
    names={p.name: p.staff_id for p in KNOWN.everyone.values()},
    people={p.staff_id: p.name for p in KNOWN.everyone.values()}, known_keys=frozenset({"0071"}),
)
COLUMNS = [(sheet, column) for sheet in return_form().sheets for column in sheet.columns]
ANYTHING = st.one_of(
    st.text(), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.dates(), st.times(), st.timedeltas(),
    st.from_regex(r"[0-9０-９年月日点半:./\- 上下午约小时%]{1,20}", fullmatch=True),
)


def read(sheet: str, column: str, raw: object) -> object:
    form = return_form().sheet(sheet)
    return reader_for(form.column(column), AROUND, column in form.key)(raw)


def value_of(read_value: object) -> object:
    return read_value.value if isinstance(read_value, Said) else read_value


@given(ANYTHING, st.sampled_from(COLUMNS))
def test_no_cell_whatever_is_in_it_stops_the_check(raw, chosen):
    sheet, column = chosen
    found = reader_for(column, AROUND, column.name in sheet.key)(raw)
    assert isinstance(found, Said | str | float | dt.date)


@given(st.sampled_from(sorted(code_lists())), st.data())
def test_every_list_value_is_taken_silently_in_both_languages_and_as_its_code(name, data):
    columns = [(s.name, c.name) for s, c in COLUMNS if c.list == name]
    if not columns:
        return
    sheet, column = data.draw(st.sampled_from(columns))
    code = data.draw(st.sampled_from(code_lists()[name].codes))
    silent = {code.zh, code.en, code.code}
    for word in silent:
        assert read(sheet, column, word) == code.code
    for alias in set(code.aliases) - silent:
        said = read(sheet, column, alias)
        assert value_of(said) == code.code
        assert isinstance(said, Said) and said.severity is Severity.NOTE


MOMENTS = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2026, 10, 31))


@given(MOMENTS.map(lambda moment: moment.replace(second=0, microsecond=0)))
def test_a_time_typed_as_the_form_asks_comes_back_as_it_was(moment):
    text = f"{moment:%Y-%m-%d %H:%M}"
    if (moment.hour, moment.minute) != (0, 0):
        assert read("service_cases", "received_at", text) == moment
        assert read("service_cases", "received_at", moment) == moment
    assert read("service_cases", "closed_on", f"{moment:%Y-%m-%d}") == moment.date()
    assert read("service_cases", "closed_on", moment.date()) == moment.date()


@given(st.floats(0, 100).map(lambda n: round(n * 2) / 2))
def test_a_number_comes_back_as_it_was(number):
    assert read("personal_study", "self_study_hours", number) == number


@pytest.mark.parametrize(("text", "value"), [
    ("2026年3月5日", dt.date(2026, 3, 5)), ("2026.3.5", dt.date(2026, 3, 5)), ("2026/3/5", dt.date(2026, 3, 5)),
    ("3月5日", dt.date(2026, 3, 5)), ("２０２６－０３－０５", dt.date(2026, 3, 5)),
    ("20260305", dt.date(2026, 3, 5)), ("2026年3月5日（周四）", dt.date(2026, 3, 5)),
    ("46310", dt.date(2026, 10, 15)), (46310.0, dt.date(2026, 10, 15)),
    ("\u00a02026-3-5 ", dt.date(2026, 3, 5)),
])
def test_a_date_written_otherwise_is_read_and_said(text, value):
    said = read("service_cases", "closed_on", text)
    assert isinstance(said, Said)
    assert (said.value, said.severity, said.code) == (value, Severity.NOTE, "V04.normalised")


@pytest.mark.parametrize(("text", "value"), [
    ("2026年10月21日下午2点半", "14:30"), ("10月21日 上午9点", "09:00"), ("2026-10-21 14时05分", "14:05"),
    ("10月21日下午两点三刻", "14:45"), ("2026-10-21T14:30", "14:30"), (46316.604166667, "14:30"),
    ("2026/10/21 2:30 PM", "14:30"), ("10月21日中午12点", "12:00"),
])
def test_a_time_written_otherwise_is_read_and_said(text, value):
    said = read("service_cases", "received_at", text)
    assert isinstance(said, Said) and said.severity is Severity.NOTE
    assert f"{said.value:%Y-%m-%d %H:%M}" == f"2026-10-21 {value}"


@pytest.mark.parametrize(("text", "code", "expected"), [
    ("2点半", "V04.half_day", "14:30"), ("10月21日2点半", "V04.half_day", "2026-10-21 14:30"),
    ("9点半", "V04.half_day", "09:30"), ("2026-02-30", "V04.impossible", None), ("下周三", "V04.not_a_date", None),
    ("26.3.5", "V04.likely_date", "2026-03-05"), ("下午三点", "V04.date_missing", "15:00"),
    ("10月21-22日", "V04.not_a_date", None), ("上午15点", "V04.not_a_date", None),
])
def test_a_date_that_could_mean_two_things_is_asked_about(text, code, expected):
    said = read("service_cases", "received_at", text)
    assert isinstance(said, Said) and said.severity is Severity.REFUSE
    assert (said.code, said.params.get("expected"), said.value) == (code, expected, None)


def test_serial_numbers_of_a_workbook_that_counts_from_1904():
    around = Surroundings(OCTOBER, NOW, date_1904=True)
    reader = reader_for(return_form().sheet("service_cases").column("closed_on"), around)
    assert value_of(reader(46310.0 - 1462)) == dt.date(2026, 10, 15)


@pytest.mark.parametrize(("sheet", "column", "text", "value"), [
    ("personal_study", "self_study_hours", "22小时", 22), ("personal_study", "self_study_hours", "90分钟", 1.5),
    ("personal_study", "self_study_hours", "1小时30分钟", 1.5),
    ("personal_study", "self_study_hours", "半小时", 0.5),
    ("personal_study", "self_study_hours", "２２．５", 22.5),
    ("service_activities", "beneficiaries", "1,200", 1200),
    ("service_activities", "beneficiaries", "80人次", 80), ("goals_outcomes", "progress", "90%", 90),
    ("goals_outcomes", "progress", "90％", 90), ("research_projects", "field_days", "1天半", 1.5),
    ("goals_outcomes", "progress", "0.5%", 0.5),
])
def test_a_number_with_the_columns_own_unit_is_read_and_said(sheet, column, text, value):
    said = read(sheet, column, text)
    assert isinstance(said, Said) and said.severity is Severity.NOTE
    assert said.value == value


VAGUE = ("约3", "3-5", "3至5", "3左右", "十几", "10+", "两个半小时", "22天", "满座", True, "1e5")


@pytest.mark.parametrize("text", VAGUE)
def test_a_vague_number_is_never_guessed(text):
    said = read("service_activities", "beneficiaries", text)
    assert isinstance(said, Said) and said.severity is Severity.REFUSE and said.value is None


@pytest.mark.parametrize(("sheet", "column", "raw", "value"), [
    ("study_attendance", "status", "到", "present"), ("study_attendance", "status", "√", "present"),
    ("study_attendance", "status", " 出 席 ", "present"), ("study_attendance", "spoke", True, "yes"),
    ("study_attendance", "spoke", 1.0, "yes"), ("service_cases", "channel", "来电（妇女热线）", "hotline"),
    ("service_cases", "channel", "women's  hotline", "hotline"), ("service_cases", "channel", "12338", "hotline"),
    ("service_cases", "first_responder_id", "ｑｙｂ００３", "QYB003"),
    ("service_cases", "first_responder_id", "QYB003 刘文静", "QYB003"),
    ("service_cases", "first_responder_id", "刘 文 静", "QYB003"),
    ("personal_study", "name", "李 晓 梅", "李晓梅"), ("personal_study", "name", "QYB002 李晓梅", "李晓梅"),
    ("service_cases", "case_id", "ＱＹＢ－１", "QYB-1"),
    ("service_cases", "case_id", 26101004.0, "26101004"),
])
def test_words_whose_meaning_is_certain_are_taken_with_a_note(sheet, column, raw, value):
    said = read(sheet, column, raw)
    assert isinstance(said, Said) and said.severity is Severity.NOTE
    assert said.value == value


def test_an_id_that_lost_its_zeros_is_asked_about():
    said = read("service_cases", "case_id", 71.0)
    assert isinstance(said, Said)
    assert (said.code, said.params["expected"]) == ("V07.zeros_lost", "0071")


def test_the_nearest_value_is_suggested():
    said = read("service_cases", "jurisdiction", "职责里")
    assert isinstance(said, Said) and said.params["expected"] == "in_scope"
