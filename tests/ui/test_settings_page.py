"""设置: who may open it, every section in both languages; a reading and a target changed and taken back."""

import pytest

from analytics.code_lists import code_list
from analytics.process import warehouse
from analytics.readings import readings
from analytics.store.settings import settings_in
from analytics.ui.views.settings_page import SECTIONS
from tests.ui.return_pages_fixture import opened, sound, words


def pressed(at, key):
    return sound(at.button(key=key).click().run())


def give_reason(at, words):
    sound(at.text_input(key=next(t.key for t in at.text_input if t.key.startswith("reason_"))).input(words).run())


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("role", ["office", "administrator"])
def test_every_section_runs(looking, section, language, role):
    at = opened("settings", language, role, part=section)
    assert at.selectbox(key="part").value == section


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_runs_in_an_empty_store(nothing, language):
    for section in SECTIONS:
        opened("settings", language, "office", part=section)


def test_every_reading_is_there_with_the_policys_words(looking):
    seen = words(opened("settings", "zh", part="readings"))
    for one in readings().values():
        assert one.zh in seen
    assert "每人每年至少提2-3条" in seen


def test_a_reading_is_changed_with_what_it_moves_shown_before_and_taken_back(working):
    at = opened("settings", part="readings", reading="suggestion_pass")
    sound(at.number_input(key="reading_suggestion_pass").set_value(3).run())
    pressed(at, "reading_look")
    assert settings_in(warehouse().cursor())["suggestion_pass"] == 2
    pressed(at, "try_setting_override")
    moved = next(d.value for d in at.dataframe if "改前" in d.value.columns)
    assert "建议达标率" in set(moved["指标"])
    give_reason(at, "党组会议定")
    pressed(at, "store_setting_override")
    assert settings_in(warehouse().cursor())["suggestion_pass"] == 3
    assert "党组会议定" in words(at)
    pressed(at, "reading_reset")
    give_reason(at, "恢复")
    sound(at.checkbox(key=next(c.key for c in at.checkbox if c.key.startswith("gone_"))).check().run())
    pressed(at, "store_setting_override")
    assert settings_in(warehouse().cursor())["suggestion_pass"] == 2


def test_a_value_that_makes_no_sense_is_refused_in_words(working):
    at = opened("settings", part="readings", reading="working_hours_periods")
    sound(at.text_input(key="reading_working_hours_periods").input("8点到12点").run())
    pressed(at, "reading_look")
    assert "不是时段" in at.error[0].value


def test_a_target_of_a_year_is_changed_and_its_figures_are_shown_before(working):
    at = opened("settings", part="targets", year="2026", indicator="collective_study_attendance_rate")
    field = "target_collective_study_attendance_rate_target_2026_*"
    sound(at.number_input(key=field).set_value(99.0).run())
    pressed(at, "target_look")
    pressed(at, "try_target_override")
    moved = next(d.value for d in at.dataframe if "改前" in d.value.columns)
    assert set(moved["指标"]) == {"集中学习出勤率"}
    give_reason(at, "目标责任书")
    pressed(at, "store_target_override")
    [row] = warehouse().cursor().execute(
        "SELECT target FROM target_override WHERE indicator = 'collective_study_attendance_rate' AND year = 2026 "
        "AND unit_code = '*'"
    ).fetchall()
    assert row == (0.99,)


def test_the_list_of_codes_says_what_is_declared(looking):
    at = opened("settings", part="codes", list="theme")
    table = next(d.value for d in at.dataframe if "默认名称" in d.value.columns)
    assert list(table["代码"]) == [c.code for c in code_list("theme")]


def test_weights_are_typed_side_by_side_with_their_sum_and_stored_only_as_a_hundred(working):
    at = opened("settings", part="readings", reading="evaluation_weight_exam")
    sound(at.number_input(key="reading_evaluation_weight_exam").set_value(30.0).run())
    assert "合计 110，应为 100" in words(at)
    pressed(at, "reading_look")
    assert "综合评定六项分值合计是 110，应为 100" in words(at)
    sound(at.number_input(key="reading_evaluation_weight_notes").set_value(10.0).run())
    assert "合计 100，应为 100" in words(at)
    pressed(at, "reading_look")
    give_reason(at, "党组会议定")
    pressed(at, "store_setting_override")
    found = settings_in(warehouse().cursor())
    assert (found["evaluation_weight_exam"], found["evaluation_weight_notes"]) == (30.0, 10.0)
    pressed(at, "reading_reset")
    give_reason(at, "恢复")
    for box in [c.key for c in at.checkbox if c.key.startswith("gone_")]:
        sound(at.checkbox(key=box).check().run())
    pressed(at, "store_setting_override")
    assert settings_in(warehouse().cursor())["evaluation_weight_exam"] == 20.0
