"""The page of registers: what who sees; what is typed is judged, shown and stored with a reason; what was before."""

import datetime as dt

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics import process
from analytics.declare import register, registers
from analytics.identity import audit
from analytics.keeping.cells import RawRow
from analytics.keeping.checking import check
from analytics.keeping.committing import commit
from analytics.keeping.reading import kept
from analytics.keeping.surroundings import surroundings
from analytics.scope import EVERYTHING
from tests.fixtures_demonstration import NOW
from tests.ui.return_pages_fixture import fragments, opened, sound, words

KEPT_HERE = ("keep_registers", "keep_reference")
REASON = "按会议纪要补登"


def typed(at: AppTest, name: str, row: int, **cells: str | None) -> AppTest:
    """The page after somebody typed into a row of the grid (counted from 1; the next one is new)."""
    work = at.session_state["_registers"][name]
    frame = (work.base if work.edited is None else work.edited).copy()
    for column, value in cells.items():
        frame.loc[row, column] = value
    work.base, work.carried, work.edited = frame, True, None
    return sound(at.run())


def row_of(at: AppTest, name: str, **cells: str) -> int:
    frame = at.session_state["_registers"][name].base
    for column, value in cells.items():
        frame = frame[frame[column] == value]
    return int(frame.index[0])


def shown(at: AppTest) -> pd.DataFrame:
    return at.dataframe[0].value


def entry(name: str, **key: object) -> dict:
    found = kept(process.warehouse().cursor(), EVERYTHING, name).by_key()
    return dict(found[tuple(key.values())].values)


# ------------------------------------------------------------------------------------------- who sees what
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_office_finds_every_register_and_the_administrator_the_reference_tables(looking, language):
    names = {one.title(language) for one in registers().values() if one.action in KEPT_HERE}
    offered = {option.split("｜")[-1].split(" | ")[-1] for option in opened("registers", language).selectbox[0].options}
    assert offered == names
    at = opened("registers", language, role="administrator")
    offered = {option.split("｜")[-1].split(" | ")[-1] for option in at.selectbox[0].options}
    assert offered == {one.title(language) for one in registers().values() if one.action == "keep_reference"}


@pytest.mark.parametrize("name", [n for n, one in registers().items() if one.action in KEPT_HERE])
def test_every_register_can_be_opened_and_says_how_many_entries_it_has(looking, name):
    at = opened("registers", "en", r=name)
    count = len(kept(process.warehouse().cursor(), EVERYTHING, name).entries)
    assert f"### {register(name).en}" in words(at)
    assert f"{count:,} entries" in words(at)


def test_dates_of_birth_are_shown_to_the_administrator_and_to_others_whether_45_or_younger(looking):
    office, administrator = opened("registers", r="staff"), opened("registers", r="staff", role="administrator")
    assert "birth_date" not in shown(office).columns
    young = dict(zip(shown(office)["staff_id"], shown(office)["_young"], strict=True))
    born = shown(administrator).set_index("staff_id")["birth_date"]
    assert "_young" not in shown(administrator).columns
    for staff_id, day in born.items():
        assert young[staff_id] == ("是" if 2026 - int(day[:4]) <= 45 else "否")
    assert {"是", "否"} <= set(young.values())


def test_who_saw_rows_of_persons_is_noted(looking):
    opened("registers", r="duty")
    noted, *_ = audit.entries(process.identity(), kinds=["persons_seen"], text="registers/duty", limit=5)
    assert noted.detail["row_count"] == len(kept(process.warehouse().cursor(), EVERYTHING, "duty").entries)


def test_the_year_and_words_narrow_what_is_shown(looking):
    at = opened("registers", r="calendar_day")
    assert len(shown(at)) == 365
    assert set(shown(at)["day"].str[:4]) == {"2026"}
    at.text_input[0].set_value("调休 2026-02").run()
    assert set(shown(sound(at))["kind"]) == {"调休上班"}


# ------------------------------------------------------------------------------------------- typing and storing
def test_a_wrong_cell_is_said_with_its_row_and_column_and_nothing_can_be_stored(working):
    at = opened("registers", r="study_session")
    row = row_of(at, "study_session", session_id="2026-S55")
    typed(at, "study_session", row, hours="约3", attendees="QYB1")
    assert "2 处要先改好" in words(at)
    assert f"第 {row} 行「时长」" in fragments(at)
    assert "「约3」不是确数，请填数字" in fragments(at)
    assert "是不是「QYB」" in fragments(at)
    assert not [b for b in at.button if "保存" in b.label]


def test_what_changes_is_shown_and_stored_with_a_reason_as_one_event(working):
    at = opened("registers", r="study_session")
    row = row_of(at, "study_session", session_id="2026-S55")
    typed(at, "study_session", row, hours="2")
    assert "将要改动：修改 1 条" in words(at)
    assert "<del>3</del> → <ins>2</ins>" in fragments(at)
    before = process.warehouse().data_version()
    at.button(key="store_study_session").click().run()
    assert process.warehouse().data_version() == before  # no reason yet
    at.text_input[-1].set_value(REASON).run()
    at.button(key="store_study_session").click().run()
    assert "已保存 1 处改动" in [s.value for s in sound(at).success]
    assert process.warehouse().data_version() == before + 1
    assert entry("study_session", id="2026-S55")["hours"] == 2.0
    (noted,) = audit.entries(process.identity(), kinds=["registers_changed"], limit=5)
    assert (noted.actor, noted.target, noted.detail["count"]) == ("demo-office", "study_session", 1)


def test_a_new_row_is_an_entry_and_a_row_left_out_is_withdrawn_only_with_a_tick(working):
    at = opened("registers", r="duty")
    work = at.session_state["_registers"]["duty"]
    work.base, work.carried = work.base.iloc[1:], True
    sound(at.run())
    assert "将要改动：撤销 1 条" in words(at)
    at.text_input[-1].set_value(REASON).run()
    before = process.warehouse().data_version()
    at.button(key="store_duty").click().run()
    assert process.warehouse().data_version() == before
    at.checkbox[-1].check().run()
    at.button(key="store_duty").click().run()
    assert process.warehouse().data_version() == before + 1


def test_the_figures_that_would_move_are_shown_before_anything_is_stored(working):
    at = opened("registers", r="study_session")
    before = process.warehouse().data_version()
    typed(at, "study_session", row_of(at, "study_session", session_id="2026-S56"), status="取消")
    at.button(key="try_study_session").click().run()
    moved = at.dataframe[1].value
    count = moved[(moved["指标"] == "机关干部理论学习次数") & (moved["时段"] == "年初至2026年10月")].iloc[0]
    assert (count["改前"], count["改后"]) == ("19", "18")
    assert process.warehouse().data_version() == before


def test_what_was_typed_stays_while_the_reader_looks_at_the_history_or_changes_the_language(working):
    at = opened("registers", r="study_session")
    typed(at, "study_session", row_of(at, "study_session", session_id="2026-S55"), hours="2", status="取消")
    at.segmented_control(key="registers_part").set_value("history").run()
    at.segmented_control(key="registers_part").set_value("entries").run()
    assert "将要改动：修改 1 条" in words(sound(at))
    at.segmented_control(key="language_switch").set_value("en").run()
    assert "What will change: 1 changed" in words(sound(at))
    assert "<ins>Cancelled</ins>" in fragments(at)


def test_an_entry_that_somebody_else_has_changed_meanwhile_is_not_overwritten(working):
    at = opened("registers", r="study_session")
    typed(at, "study_session", row_of(at, "study_session", session_id="2026-S55"), hours="2")
    cursor = process.warehouse().cursor()
    table = kept(cursor, EVERYTHING, "study_session")
    other = check(table, [RawRow(2, {"session_id": "2026-S55", "title": "别人改的题目"})], surroundings(cursor, NOW),
                  withdraw_missing=False)
    commit(process.warehouse(), other, reason="别人", by="other", at=NOW, scope=EVERYTHING)
    at.text_input[-1].set_value(REASON).run()
    at.button(key="store_study_session").click().run()
    assert "「2026-S55」刚才已被别人修改" in fragments(sound(at))
    assert entry("study_session", id="2026-S55")["hours"] == 3.0
    at.button(key="again_study_session").click().run()
    row = row_of(sound(at), "study_session", session_id="2026-S55")
    assert shown(at).loc[row, "title"] == "别人改的题目"


# ------------------------------------------------------------------------------------------- the past
def test_looking_back_shows_the_register_of_that_day_and_nothing_to_change(looking):
    now = len(kept(process.warehouse().cursor(), EVERYTHING, "suggestion_review").entries)
    at = opened("registers", r="suggestion_review", k="2026-07-31")
    assert "回看时只能看，不能修改。" in words(at)
    assert 0 < len(shown(at)) < now
    assert not [b for b in at.button if "保存" in b.label]


def test_the_history_says_who_changed_what_and_can_be_searched(looking):
    at = opened("registers", "zh", r="staff")
    at.segmented_control(key="registers_part").set_value("history").run()
    every = words(sound(at))
    assert "失效日期" in fragments(at)
    at.selectbox(key="history_kind_staff").set_value("changed").run()
    assert "次修改" in words(sound(at)) and words(at) != every
    at.date_input(key="history_since_staff").set_value(dt.date(2026, 11, 1)).run()
    assert "没有符合条件的修改。" in words(sound(at))
