"""What is stored, by whom, and what is not; what a change would move; who changed what."""

import datetime as dt
from dataclasses import replace

import pytest

from analytics.declare import registers
from analytics.identity import audit
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.keeping.cells import RawRow
from analytics.keeping.checking import check
from analytics.keeping.committing import commit
from analytics.keeping.effect import effect
from analytics.keeping.history import history
from analytics.keeping.reading import kept, kept_by
from analytics.keeping.surroundings import surroundings
from analytics.measures import measure
from analytics.scope import EVERYTHING, NO_REGISTERS, NO_UNITS, OutsideScope, Scope
from tests.keeping.conftest import HELD, MONTHS, NOW, checked
from tests.keeping.test_findings import DUTY, EXAM, PERSON, RECEPTION

OFFICE = Scope(viewer="office", birth_dates=False)
NOBODY = Scope(viewer="clerk", registers_kept=NO_REGISTERS, birth_dates=False)


def stored(warehouse, checking, scope=EVERYTHING, **more):
    return commit(warehouse, checking, reason="通知〔2026〕3号", by=scope.viewer, at=NOW, scope=scope, **more)


def rows(warehouse) -> dict[str, int]:
    cursor = warehouse.cursor()
    tables = [*(r.table for r in registers().values()), "event"]
    return {t: cursor.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in tables}


# ------------------------------------------------------------------------------------------- storing
def test_changes_are_one_event_with_who_when_and_why(store):
    outcome = stored(store, checked(store, "exam", EXAM, EXAM | {"staff_id": "A2"}))
    assert outcome.event_no == store.data_version()
    event = store.cursor().execute("SELECT kind, recorded_by, recorded_at, reason, detail FROM event "
                                   "WHERE event_no = ?", [outcome.event_no]).fetchone()
    assert event[:4] == ("registers_changed", "local", NOW, "通知〔2026〕3号")
    assert '"register": "exam", "added": 2, "changed": 0, "withdrawn": 0' in event[4]
    assert [e.values["score"] for e in kept(store.cursor(), EVERYTHING, "exam").entries] == [88.0, 88.0]


def weights(**points: float) -> list[dict]:
    return [{"name": f"evaluation_weight_{item}", "value": str(value)} for item, value in points.items()]


def test_weights_are_changed_together_and_none_of_them_alone(store):
    assert [f.code for f in checked(store, "setting_override", *weights(exam=30.0)).findings] == ["R05.sum"]
    both = checked(store, "setting_override", *weights(exam=30.0, notes=10.0))
    assert stored(store, both).findings == ()
    assert [f.code for f in checked(store, "setting_override", *weights(notes=20.0)).findings] == ["R05.sum"]


def test_of_weights_that_were_changed_together_none_is_taken_back_alone(store):
    stored(store, checked(store, "setting_override", *weights(exam=30.0, notes=10.0)))
    one_gone = checked(store, "setting_override", *weights(exam=30.0), only_new=False)
    assert [(f.code, f.value, f.cells) for f in one_gone.findings] == [("R05.sum", "110", ())]
    all_gone = checked(store, "setting_override", only_new=False)
    assert stored(store, all_gone).findings == ()
    assert kept(store.cursor(), EVERYTHING, "setting_override").entries == ()


def test_weights_that_somebody_else_changed_meanwhile_are_added_up_anew(store):
    mine = checked(store, "setting_override", *weights(exam=30.0, notes=10.0))
    stored(store, checked(store, "setting_override", *weights(plan=15.0, exchange=5.0)))
    assert stored(store, mine).findings == ()  # 25 + 10 + 30 + 15 + 15 + 5
    stored(store, checked(store, "setting_override", *weights(attendance=30.0, debrief=10.0)))
    late = checked(store, "setting_override", *weights(attendance=20.0, debrief=20.0))
    stored(store, checked(store, "setting_override", *weights(debrief=0.0, plan=25.0)))
    assert {f.code for f in stored(store, late).findings} == {"R06.changed_meanwhile"}


def test_an_entry_is_changed_withdrawn_and_entered_again_and_the_past_stays_as_it_was_known(store):
    first = stored(store, checked(store, "exam", EXAM)).event_no
    stored(store, checked(store, "exam", EXAM | {"score": 91}))
    gone = checked(store, "exam", only_new=False)
    assert [c.kind for c in gone.changes] == ["withdrawn"]
    stored(store, gone)
    assert kept(store.cursor(), EVERYTHING, "exam").entries == ()
    stored(store, checked(store, "exam", EXAM | {"score": 95}))
    (now,) = kept(store.cursor(), EVERYTHING, "exam").entries
    (then,) = kept(store.cursor(as_known_event=first), EVERYTHING, "exam").entries
    assert (now.values["score"], then.values["score"]) == (95.0, 88.0)


def test_the_history_of_an_entry_says_field_by_field_what_was_changed(store):
    stored(store, checked(store, "exam", EXAM))
    stored(store, checked(store, "exam", EXAM | {"staff_id": "A2"}))
    stored(store, checked(store, "exam", EXAM | {"score": 91}))
    stored(store, checked(store, "exam", EXAM | {"staff_id": "A2"}, only_new=False))
    key = ("A1", "exam", dt.date(2026, 2, 10))
    found = history(store.cursor(), EVERYTHING, "exam", key)
    assert [(e.kind, e.fields if e.kind == "changed" else ()) for e in found] == [
        ("withdrawn", ()), ("changed", (("score", 88.0, 91.0),)), ("added", ())]
    assert {(e.by, e.at, e.reason) for e in found} == {("local", NOW, "通知〔2026〕3号")}
    assert len(history(store.cursor(), EVERYTHING, "exam")) == 4


def test_rows_that_say_what_the_store_says_change_nothing_and_are_no_event(store):
    stored(store, checked(store, "exam", EXAM))
    before = rows(store)
    again = checked(store, "exam", EXAM)
    assert again.changes == ()
    assert stored(store, again).event_no is None
    assert rows(store) == before


def test_without_a_reason_or_a_confirmation_nothing_is_stored(store):
    before = rows(store)
    one = checked(store, "exam", EXAM)
    outcome = commit(store, one, reason="  ", by="x", at=NOW, scope=EVERYTHING)
    assert [f.code for f in outcome.findings] == ["R06.reason"]
    odd = checked(store, "exam", EXAM | {"status": "absent"})
    assert [f.code for f in stored(store, odd).findings] == ["R04.out_of_place"]
    assert rows(store) == before
    assert stored(store, odd, confirmed=True).event_no is not None


def test_a_refused_row_is_not_stored_however_it_gets_there(store):
    wrong = checked(store, "exam", EXAM | {"score": 120})
    before = rows(store)
    assert [f.code for f in stored(store, wrong, confirmed=True).findings] == ["V29.out_of_range"]
    right = checked(store, "exam", EXAM)
    forged = replace(right, changes=(replace(right.changes[0], after=right.changes[0].after | {"score": 120.0}),))
    assert [f.code for f in stored(store, forged, confirmed=True).findings] == ["V29.out_of_range"]
    assert rows(store) == before


@pytest.mark.parametrize(("meanwhile", "code"), [
    ({"score": 60}, "R06.changed_meanwhile"), (None, "R06.withdrawn_meanwhile"),
])
def test_an_entry_somebody_else_has_changed_or_withdrawn_is_not_overwritten(store, meanwhile, code):
    stored(store, checked(store, "exam", EXAM))
    mine = checked(store, "exam", EXAM | {"score": 91})
    other = checked(store, "exam", EXAM | meanwhile) if meanwhile else checked(store, "exam", only_new=False)
    assert stored(store, other).event_no
    before = rows(store)
    outcome = stored(store, mine)
    assert [(f.code, f.value) for f in outcome.findings] == [(code, "A1 · exam · 2026-02-10")]
    assert rows(store) == before


def test_an_entry_somebody_else_has_just_added_is_not_added_twice(store):
    mine, other = checked(store, "exam", EXAM), checked(store, "exam", EXAM | {"score": 60})
    stored(store, other)
    assert [f.code for f in stored(store, mine).findings] == ["R06.added_meanwhile"]


def test_what_was_right_when_it_was_checked_is_judged_again_against_the_store_of_the_moment(store):
    mine = checked(store, "duty", DUTY)
    stored(store, checked(store, "duty", DUTY | {"from_on": "2026-02-05", "to_on": "2026-02-20"}))
    assert [f.code for f in stored(store, mine).findings] == ["R03.overlap"]


def test_a_row_with_the_key_of_an_entry_that_is_not_shown_is_refused(store):
    stored(store, checked(store, "exam", EXAM))
    cursor = store.cursor()
    table = kept(cursor, EVERYTHING, "exam", lambda entry: entry.values["staff_id"] == "A2")
    found = check(table, [RawRow(2, EXAM | {"score": 12})], surroundings(cursor, NOW), withdraw_missing=True)
    assert [f.code for f in found.findings] == ["R01.kept_already"]
    assert found.changes == ()


def test_a_telephone_number_in_the_reason_is_not_kept(store):
    outcome = commit(store, checked(store, "exam", EXAM), reason="问13912345678", by="x", at=NOW, scope=EVERYTHING)
    said = store.cursor().execute("SELECT reason FROM event WHERE event_no = ?", [outcome.event_no]).fetchone()[0]
    assert "12345678" not in said


def test_a_change_is_in_the_audit_trail(store, tmp_path):
    identity = Identity.open(tmp_path / "data")
    outcome = stored(store, checked(store, "exam", EXAM), trail=Trail(identity, "lihua"))
    (entry,) = audit.entries(identity, kinds=["registers_changed"], limit=10)
    assert (entry.actor, entry.target) == ("lihua", "exam")
    assert entry.detail == {"event_no": outcome.event_no, "count": 1}
    identity.close()


# ------------------------------------------------------------------------------------------- rights
def test_only_who_keeps_a_register_reads_or_changes_it(store):
    checking = checked(store, "exam", EXAM)
    assert kept_by(NOBODY) == ()
    for do in (lambda: kept(store.cursor(), NOBODY, "exam"), lambda: stored(store, checking, NOBODY),
               lambda: history(store.cursor(), NOBODY, "exam"),
               lambda: effect(store, NOBODY, checking.register, checking.changes, today=NOW.date())):
        before = rows(store)
        with pytest.raises(OutsideScope):
            do()
        assert rows(store) == before


def test_registers_of_persons_need_the_right_to_rows_of_persons(store):
    without = Scope(units_personal=NO_UNITS)
    assert {r.name for r in registers().values()} - {r.name for r in kept_by(without)} == {
        r.name for r in registers().values() if r.personal}
    with pytest.raises(OutsideScope):
        kept(store.cursor(), without, "exam")


def test_looking_back_nothing_is_changed(store):
    past = replace(EVERYTHING, known_event=1)
    with pytest.raises(OutsideScope):
        stored(store, checked(store, "exam", EXAM), past)


def test_dates_of_birth_are_the_administrators_alone(store):
    table = kept(store.cursor(), OFFICE, "staff")
    assert table.hidden == {"birth_date"}
    mine = checked(store, "staff", {"staff_id": "A1", "valid_from": dt.date(2024, 1, 1), "education": "研究生"},
                   scope=OFFICE)
    assert mine.changes[0].fields() == (("education", "bachelor", "postgraduate"),)
    assert stored(store, mine, OFFICE).event_no
    kept_birth = kept(store.cursor(), EVERYTHING, "staff").by_key()["A1", dt.date(2024, 1, 1)].values["birth_date"]
    assert kept_birth == dt.date(1985, 5, 5)
    forged = checked(store, "staff", PERSON | {"birth_date": "1990-01-01"})
    with pytest.raises(OutsideScope):
        stored(store, forged, OFFICE)
    assert all(field != "birth_date" for e in history(store.cursor(), OFFICE, "staff") for field, _, _ in e.fields)
    assert any(field == "birth_date" for e in history(store.cursor(), EVERYTHING, "staff") for field, _, _ in e.fields)


# ------------------------------------------------------------------------------------------- what it moves
def test_a_change_says_which_figures_it_moves_and_leaves_nothing_behind(store):
    before, version = rows(store), store.data_version()
    held = checked(store, "study_session", {"session_id": "S1", "status": "取消"})
    moved = effect(store, EVERYTHING, held.register, held.changes, today=NOW.date(), months=MONTHS)
    count = moved[(moved["indicator"] == "central_group_session_count") & (moved["month"] == "2026-02")
                  & (moved["period"] == "month")].iloc[0]
    assert (count["unit_code"], count["before_value"], count["after_value"]) == ("FL", 1.0, 0.0)
    assert "2026-01" not in set(moved["month"])  # the session was in February
    assert rows(store) == before
    assert store.data_version() == version
    assert kept(store.cursor(), EVERYTHING, "study_session").by_key()["S1",].values["status"] == "held"


def test_what_was_foretold_is_what_happens(store):
    held = checked(store, "study_session", {"session_id": "S1", "held_on": HELD.replace(day=10), "type": "exchange"})
    moved = effect(store, EVERYTHING, held.register, held.changes, today=NOW.date(), months=MONTHS)
    assert stored(store, held).event_no
    now = measure(store.cursor(), EVERYTHING, MONTHS, list(dict.fromkeys(moved["indicator"])), today=NOW.date(),
                  levels=("department", "agency"))
    grain = ["indicator", "level", "unit_code", "period", "month"]
    both = moved.merge(now, on=grain, how="left", validate="1:1")
    assert len(both) == len(moved) > 0
    assert both["after_value"].equals(both["value"])
    assert both["after_light"].equals(both["light"])


def test_a_change_that_moves_no_figure_says_so(store):
    held = checked(store, "study_session", {"session_id": "S1", "title": "另一个题目"})
    assert held.changes
    assert effect(store, EVERYTHING, held.register, held.changes, today=NOW.date(), months=MONTHS).empty
    assert effect(store, EVERYTHING, held.register, (), today=NOW.date(), months=MONTHS).empty


def test_other_writers_need_not_wait_while_figures_are_tried(store):
    with store.trying() as (cursor, number):
        cursor.execute("INSERT INTO reception_day_record (held_on, planned_leader_id, status, recorded_no) "
                       "VALUES (DATE '2026-02-10', 'A1', 'planned', ?)", [number])
        assert stored(store, checked(store, "reception_day", RECEPTION)).event_no
    (entry,) = kept(store.cursor(), EVERYTHING, "reception_day").entries
    assert entry.values["status"] == "held"


def test_two_trials_never_carry_the_same_number(store):
    with store.trying() as (_, one), store.trying() as (_, other):
        assert store.data_version() < one < other
