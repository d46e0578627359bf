"""The readings of the policy: the office's value takes effect in every figure, from the day it was recorded."""

import datetime as dt
from importlib import import_module

import pytest

from analytics.colours import light_of
from analytics.measures import measure, with_readings
from analytics.months import Month
from analytics.readings import UnfitValue, ambiguities, declared_values, reading, readings, written
from analytics.scope import EVERYTHING
from analytics.store.reading_registers import registers_for, work_calendar
from analytics.store.settings import settings_in
from analytics.store.warehouse import append_records, record_event
from tests.analytics import hand_learning, readings_document
from tests.analytics.both_readings import BOTH, TRIED_ELSEWHERE
from tests.analytics.store_fixture import open_store, small_agency
from tests.analytics.test_hand_cases import equal

OFFICE_DECIDED = dt.datetime(2027, 1, 4)


def decide(warehouse, values, at=OFFICE_DECIDED):
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=at)
        rows = [{"name": name, "value": value, "reason": "meeting"} for name, value in values.items()]
        append_records(cursor, "setting_override", rows, number)


def row_of(cursor, both, expect):
    frame = measure(cursor, EVERYTHING, [Month.parse(both.month)], [both.indicator], today=both.today)
    who = frame["staff_id" if both.level == "person" else "unit_code"] == both.who
    [found] = frame[who & (frame["level"] == both.level) & (frame["period"] == both.period)].to_dict("records")
    for column, value in expect.items():
        assert equal(found[column], value), f"{both.ambiguity} {both.settings}: {column} is {found[column]!r}"


@pytest.mark.parametrize("both", BOTH, ids=lambda b: f"{b.ambiguity}-{'-'.join(b.settings)}")
def test_an_ambiguity_is_read_as_recommended_until_the_office_reads_it_otherwise(both, tmp_path):
    with open_store(tmp_path, both.facts()) as warehouse:
        row_of(warehouse.cursor(), both, both.recommended)
        decide(warehouse, both.settings)
        row_of(warehouse.cursor(), both, both.other)
        row_of(warehouse.cursor(as_known_on=OFFICE_DECIDED - dt.timedelta(days=1)), both, both.recommended)


def test_every_setting_of_an_ambiguity_is_tried_both_ways():
    tried = {(both.ambiguity, name) for both in BOTH for name in both.settings}
    assert tried | set(TRIED_ELSEWHERE) == {(a.key, name) for a in ambiguities().values() for name in a.settings}
    for module, test in TRIED_ELSEWHERE.values():
        assert callable(getattr(import_module(module), test))


def test_the_other_value_is_one_the_reading_may_have_and_not_its_default():
    for both in BOTH:
        for name, value in both.settings.items():
            assert reading(name).value(value) != reading(name).default


def test_a_store_nobody_has_changed_holds_the_declared_values(tmp_path):
    with open_store(tmp_path, small_agency()) as warehouse:
        found = settings_in(warehouse.cursor())
    assert {name: found[name] for name in readings()} == {n: declared_values()[n] for n in readings()}


def test_every_reading_is_its_own_value_again_after_being_written():
    for one in readings().values():
        assert one.value(written(one.default)) == one.default


@pytest.mark.parametrize(("name", "value", "problem"), [
    ("fortnight_min_workdays", "0", "out_of_range"), ("fortnight_min_workdays", "six", "not_whole"),
    ("duty_min_share_of_workdays", "half", "not_a_number"), ("hours_include_collective", "maybe", "not_yes_or_no"),
    ("working_hours_periods", "8:30-12", "not_a_period"), ("working_hours_periods", "", "nothing_chosen"),
    ("working_hours_periods", "09:00-12:00,11:00-18:00", "periods_overlap"),
])
def test_a_value_that_makes_no_sense_is_refused_by_name(name, value, problem):
    with pytest.raises(UnfitValue) as refused:
        reading(name).value(value)
    assert refused.value.code == problem


def test_a_query_takes_readings_from_the_store_and_leaves_other_names_to_be_bound():
    sql = with_readings("SELECT $fortnight_min_workdays, $note_unfinished_title, $today, $make_up_within_days",
                        {"make_up_within_days"})
    assert "FROM setting WHERE name = 'fortnight_min_workdays'" in sql
    assert sql.endswith("$note_unfinished_title, $today, $make_up_within_days")


def test_the_check_of_a_return_and_the_working_calendar_follow_the_offices_values(tmp_path):
    with open_store(tmp_path, small_agency()) as warehouse:
        before = registers_for(warehouse.cursor(), "A", Month(2026, 3), dt.datetime(2026, 4, 1))
        decide(warehouse, {"make_up_within_days": "7", "working_hours_periods": "09:00-17:00"})
        after = registers_for(warehouse.cursor(), "A", Month(2026, 3), dt.datetime(2026, 4, 1))
        assert (before.settings["make_up_within_days"], after.settings["make_up_within_days"]) == (30, 7)
        assert (before.calendar.minutes_per_day, after.calendar.minutes_per_day) == (480, 480)
        morning, evening = dt.datetime(2026, 3, 2, 9), dt.datetime(2026, 3, 2, 12, 30)
        assert before.calendar.working_minutes(morning, evening) == 180
        assert work_calendar(warehouse.cursor()).working_minutes(morning, evening) == 210


def test_the_smallest_denominator_decides_what_is_few_and_what_gets_a_light(tmp_path):
    with open_store(tmp_path, hand_learning.education()) as warehouse:
        def few():
            frame = measure(warehouse.cursor(), EVERYTHING, [Month(2026, 3)], ["bachelor_attainment_rate_u45"],
                            today=dt.date(2027, 1, 4), levels=["agency"])
            return next(r for r in frame.itertuples(index=False) if r.period == "month")

        assert (few().n, few().few) == (3, True)
        decide(warehouse, {"small_numbers_min_denominator": "3"})
        assert not few().few
        assert light_of(few(), dt.date(2027, 1, 4)) == "red"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_document_of_readings_is_what_the_declarations_and_the_examples_say(lang):
    stands = (readings_document.DOCS / readings_document.NAMES[lang]).read_text(encoding="utf-8")
    assert stands == readings_document.document(lang), "python -m tests.analytics.readings_document writes it anew"
