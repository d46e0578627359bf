"""The office's own words of code lists: everywhere at once, while what was stored keeps its code."""

import datetime as dt

import pytest

from analytics.code_lists import code_list, declared_code_lists
from analytics.declare import return_form
from analytics.months import Month
from analytics.returns.template_lists import lists_of
from analytics.returns.values import ListReader, Said
from analytics.store.reading_registers import registers_for
from analytics.store.warehouse import Warehouse, append_records, record_event
from tests.analytics.store_fixture import goal, open_store, small_agency

THEME = return_form().sheet("goals_outcomes").column("theme")
RENAMED = {"list": "theme", "code": "reemployment", "name_zh": "失业妇女再就业", "name_en": "Women back to work"}
OLD_WORD = "下岗失业妇女再就业"


def say(warehouse, *rows, withdrawn=False):
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=dt.datetime(2026, 7, 1))
        append_records(cursor, "code_override", [{**row, "withdrawn": withdrawn} for row in rows], number)


@pytest.fixture
def warehouse(tmp_path):
    one = goal("k1", "key_work", "A1", dt.date(2026, 12, 10), theme="reemployment")
    facts = small_agency(returns={("A", "2026-03"): {"goals_outcomes": [one]}})
    with open_store(tmp_path, facts) as warehouse:
        yield warehouse


def drop_down(warehouse, month=None):
    found = registers_for(warehouse.cursor(), "A", month or Month(2026, 7), dt.datetime(2026, 8, 1))
    return lists_of(found, "zh")["theme"]


def test_the_template_offers_the_new_word_and_the_check_takes_it(warehouse):
    assert OLD_WORD in drop_down(warehouse)
    say(warehouse, RENAMED)
    assert "失业妇女再就业" in drop_down(warehouse)
    assert OLD_WORD not in drop_down(warehouse)
    assert ListReader(THEME, "2026-07")("失业妇女再就业") == "reemployment"


def test_the_old_word_is_still_understood_and_said_to_be_another_now(warehouse):
    say(warehouse, RENAMED)
    said = ListReader(THEME, "2026-07")(OLD_WORD)
    assert isinstance(said, Said)
    assert (said.value, said.code) == ("reemployment", "V03.normalised")


def test_what_was_stored_keeps_its_code_and_is_called_by_the_new_word(warehouse):
    say(warehouse, RENAMED)
    [[stored]] = warehouse.cursor().execute("SELECT theme FROM all_goals_outcomes").fetchall()
    assert stored == "reemployment"
    assert code_list("theme").label(stored, "zh") == "失业妇女再就业"
    assert code_list("theme").label(stored, "en") == "Women back to work"


def test_a_code_may_be_added_and_one_retired_from_a_month_on(warehouse):
    say(warehouse, {"list": "theme", "code": "digital_skills", "name_zh": "数字技能", "name_en": "Digital skills",
                    "active_from": "2026-07"},
        {**RENAMED, "active_until": "2026-06"})
    assert "数字技能" in drop_down(warehouse)
    assert "失业妇女再就业" not in drop_down(warehouse)
    assert "数字技能" not in drop_down(warehouse, Month(2026, 6))
    assert "失业妇女再就业" in drop_down(warehouse, Month(2026, 6))


def test_a_list_that_includes_another_has_its_new_words(warehouse):
    say(warehouse, {"list": "rights_category", "code": "general", "name_zh": "其他权益", "name_en": "Other rights"})
    assert code_list("rights_category_or_total").label("general", "zh") == "其他权益"


def test_a_word_taken_back_is_the_declared_one_again(warehouse):
    say(warehouse, RENAMED)
    say(warehouse, RENAMED, withdrawn=True)
    assert code_list("theme") == declared_code_lists()["theme"]


def test_the_words_are_there_when_the_store_is_opened_again_and_gone_when_it_is_closed(tmp_path):
    directory = tmp_path / "again"
    with open_store(directory, small_agency()) as warehouse:
        say(warehouse, RENAMED)
    assert code_list("theme").label("reemployment", "zh") == OLD_WORD
    with Warehouse.open(directory):
        assert code_list("theme").label("reemployment", "zh") == "失业妇女再就业"
    assert code_list("theme").label("reemployment", "zh") == OLD_WORD


def test_words_that_are_only_tried_change_nothing(warehouse):
    with warehouse.trying() as (cursor, number):
        append_records(cursor, "code_override", [RENAMED], number)
    assert OLD_WORD in drop_down(warehouse)
