"""The office's registers of the demonstration: filled for every register, consistent, and kept step by step."""

import datetime as dt
from collections import Counter

import pytest

from analytics.declare import code_list, register, registers
from analytics.months import Month
from sample_data import people
from sample_data.agency import OWN_DEADLINES, units
from sample_data.assessments import WEIGHTS, total
from sample_data.chance import SEED
from sample_data.entries import latest
from sample_data.registers import batches, entries
from tests.sample_data.conftest import LAST

# the demonstration leaves code lists and readings as declared, and exempts nobody from reporting
SETTINGS_ONLY = {"code_override", "setting_override", "return_exemption", "unit_alias"}  # nothing that need be said


@pytest.fixture(scope="module")
def standing():
    """view -> records after the last batch, as the store would show them."""
    return as_of(LAST.last_day)


def as_of(day: dt.date) -> dict[str, list[dict]]:
    found: dict[str, dict] = {}
    for batch in batches(LAST, SEED):
        for view, rows in batch.records.items() if batch.at.date() <= day else ():
            for row in rows:
                found.setdefault(view, {})[tuple(row.get(name) for name in register(view).key)] = row
    return {view: list(rows.values()) for view, rows in found.items()}


def test_every_register_has_entries_of_both_years(standing):
    assert set(standing) == set(registers()) - SETTINGS_ONLY
    for view in ("person_year", "assessment", "institution", "award", "external_rating", "target_override"):
        assert {2025, 2026} <= {row["year"] for row in standing[view]}, view
    for view, column in (("exam", "held_on"), ("appointment", "decided_on"), ("reception_day", "held_on"),
                         ("suggestion_review", "decided_on"), ("leading_group", "from_on")):
        assert {2025, 2026} <= {row[column].year for row in standing[view] if row[column]}, view


def test_values_are_what_the_registers_declare(standing):
    staff = {row["staff_id"] for row in standing["staff"]}
    codes = {row["code"] for row in standing["unit"]} | {"*"}
    for view, rows in standing.items():
        for row in rows:
            for column in register(view).columns:
                value = row.get(column.name)
                where = (view, column.name, row)
                if value is None:
                    assert not column.required or column.default is not None, where
                elif column.type == "list":
                    assert code_list(column.list).get(value) is not None, where
                elif column.type in ("number", "integer"):
                    assert (column.min if column.min is not None else value) <= value <= (column.max or 1e9), where
                if value is not None and column.refers_to in ("staff", "unit"):
                    assert value in (staff if column.refers_to == "staff" else codes), where


def test_no_batch_holds_two_records_of_one_key():
    for batch in batches(LAST, SEED):
        for view, rows in batch.records.items():
            keys = Counter(tuple(row.get(name) for name in register(view).key) for row in rows)
            assert max(keys.values()) == 1, (batch.at, view)


def test_nothing_was_entered_before_it_happened():
    for entry in entries(LAST, SEED):
        days = [v for k, v in entry.record.items() if isinstance(v, dt.date) and k not in ("review_on", "due_on")]
        assert max(days, default=dt.date.min) <= entry.on or entry.view == "external_rating", entry


def test_looking_back_finds_the_registers_as_they_were():
    spring = as_of(dt.date(2026, 3, 31))
    filed = [row for row in spring["person_year"] if row["year"] == 2026]
    assert filed and not any(row["half_year_checked_on"] for row in filed)
    assert {row["status"] for row in spring["reception_day"] if row["held_on"] > dt.date(2026, 4, 1)} == {"planned"}
    applied = {(row["title"], row["status"]) for row in spring["external_rating"] if row["year"] == 2026}
    assert applied == {("target_responsibility", "applied")}
    carried_out = {row["suggestion_id"] for row in spring["suggestion_review"] if row["implemented_on"]}
    later = {row["suggestion_id"] for row in as_of(LAST.last_day)["suggestion_review"] if row["implemented_on"]}
    assert carried_out < later


def test_the_registers_do_not_change_when_the_story_goes_on():
    day = dt.date(2026, 6, 30)
    early, late = (latest(entries(last, SEED), day) for last in (Month(2026, 8), Month(2026, 10)))
    assert early == late


# ------------------------------------------------------------------------------------------- what they show
def test_exams_have_a_resit_somebody_excused_and_somebody_absent(standing):
    exams = [row for row in standing["exam"] if row["type"] == "exam"]
    assert {row["status"] for row in exams} == {"taken", "resit", "excused", "absent"}
    assert ("QYB006", "excused") in {(r["staff_id"], r["status"]) for r in exams if r["held_on"].year == 2026}
    failed = {row["staff_id"] for row in exams if row["score"] is not None and row["score"] < 60}
    assert failed and failed <= {row["staff_id"] for row in exams if row["status"] == "resit" and row["score"] >= 60}
    assert all((row["score"] is not None) == (row["status"] in ("taken", "resit")) for row in exams)
    debriefs = [row for row in standing["exam"] if row["type"] == "debrief"]
    assert {row["grade"] for row in debriefs} == {"excellent", "good", "fair"}


def test_suggestions_are_reviewed_adopted_implemented_and_awarded(standing):
    rows = standing["suggestion_review"]
    assert {row["result"] for row in rows} == {c.code for c in code_list("suggestion_result")}
    for row in rows:
        assert (row["implemented_on"] is not None) == (row["implementation"] == "implemented")
        assert (row["implementation"] is not None) == (row["result"] in ("adopted", "partly_adopted"))
    won = {row["suggestion_id"] for row in rows if row["award"]}
    assert len(won) == 3
    assert won == {row["nominee"] for row in standing["award"] if row["award"] == "excellent_suggestion"}


def test_appointments_show_every_way_into_a_post(standing):
    rows = standing["appointment"]
    assert {"lateral", "grade_promotion", "competition"} <= {row["type"] for row in rows}
    steps = {row["staff_id"]: (row["exam"], row["open_competition"], row["recommendation"]) for row in rows
             if row["type"] in ("competition", "open_selection")}
    assert (True, True, True) in steps.values() and (True, True, False) in steps.values()
    ranks = {(r["staff_id"], r["post_since"]): r["post_rank"] for r in standing["staff"]}
    for row in rows:
        reached = [rank for (who, since), rank in ranks.items() if who == row["staff_id"]]
        assert row["post_rank"] in reached, row


def test_the_leading_group_misses_the_new_head_for_a_while(standing):
    def missing(day: dt.date) -> set[str]:
        heads = {u["head_id"] for u in units() if u["kind"] == "department"
                 and u["valid_from"] <= day <= (u["valid_to"] or day)}
        members = {r["staff_id"] for r in standing["leading_group"] if r["from_on"] <= day <= (r["to_on"] or day)}
        return heads - members

    assert missing(dt.date(2026, 3, 31)) == set() and missing(LAST.last_day) == set()
    assert missing(dt.date(2026, 4, 30)) == missing(dt.date(2026, 5, 31)) == {people.MOVER}


def test_assessments_rise_and_fall(standing):
    rows = {(r["subject"], r["year"], r["round"]): r for r in standing["assessment"]}
    rounds = ((2025, "half_year"), (2025, "year"), (2026, "half_year"))
    rising, falling = ([total(rows[code, *one]) for one in rounds] for code in ("JEB", "XCB"))
    assert rising == sorted(rising) and falling == sorted(falling, reverse=True)
    assert sum(WEIGHTS.values()) == 1
    incomplete = [r for r in standing["assessment"] if None in (r[name] for name in WEIGHTS)]
    assert len(incomplete) == 2
    of_the_year = [r for r in standing["assessment"] if r["subject_kind"] == "person" and r["round"] == "year"]
    graded = Counter(r["grade"] for r in of_the_year)
    assert 0 < graded["excellent"] <= 0.2 * sum(graded.values()) and graded["basically_competent"]


def test_awards_have_an_exception_with_its_reason(standing):
    decided = [row for row in standing["award"] if row["year"] == 2025]
    assert {row["result"] for row in decided} == {"awarded", "not_awarded"}
    assert {row["award"] for row in decided} == {c.code for c in code_list("award")}
    excused = {(row["award"], row["year"], row["nominee"]) for row in standing["award_override"]}
    for row in decided:
        failed_but_won = row["result"] == "awarded" and row["check_passed"] is not True
        assert failed_but_won == ((row["award"], row["year"], row["nominee"]) in excused), row
    assert {row["result"] for row in standing["award"] if row["year"] == 2026} == {"declared", "nominated"}


def test_external_ratings_have_peers_over_several_years(standing):
    ranked = [row for row in standing["external_rating"] if row["rank"]]
    assert all(1 <= row["rank"] <= row["peers"] for row in ranked)
    assert len({row["year"] for row in ranked if row["title"] == "peer_comparison"}) >= 3
    assert {row["status"] for row in standing["external_rating"]} == {"applied", "held", "lost"}


def test_departments_file_gaps_and_measures_and_one_forgets_the_measures(standing):
    filed = {(r["item"], r["unit_code"]) for r in standing["institution"] if r["year"] == 2026 and r["unit_code"]}
    gaps, measures = ({unit for item, unit in filed if item == name}
                      for name in ("department_gaps", "department_measures"))
    assert gaps - measures == {"DWB"} and len(gaps) == 9


def test_own_deadlines_are_kept_to():
    for month, (decided_on, due_on) in OWN_DEADLINES.items():
        assert decided_on <= month.last_day < due_on
