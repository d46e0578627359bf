"""The demonstration's returns: repeatable, complete and consistent over the months."""

import datetime as dt
import re
from collections import Counter

import pytest

from analytics.declare import code_list, return_form
from analytics.months import Month, month_range
from sample_data import workbook
from sample_data.agency import DEPARTMENTS, FIRST_MONTH, months_of, units
from sample_data.people import CLOSED, FOUNDED_ON, HEIR, everyone_in, off_duty_on, roster
from sample_data.returns import build
from sample_data.sessions import expected, sessions
from sample_data.story import LATE, MISSING_AGO
from tests.sample_data.conftest import LAST, rows_of

FORM = return_form()


# ------------------------------------------------------------------------------------------- repeatable, complete
def test_the_same_seed_gives_the_same_returns():
    again = build.__wrapped__(LAST)
    assert again == build(LAST)
    assert build.__wrapped__(LAST, 7) != build(LAST)


def test_a_workbook_is_the_same_bytes_each_time(latest):
    demo = latest["QYB", LAST]
    assert workbook.build(demo) == workbook.build(demo)
    assert len(workbook.build(demo)) < 40_000


def test_every_department_and_month_is_there_but_the_late_ones():
    sent = set(build(LAST))
    all_of_them = {(code, month) for code in DEPARTMENTS for month in months_of(code, LAST)}
    assert all_of_them - sent == {("FEG", LAST), ("FEG", LAST.plus(-MISSING_AGO))}
    assert {"FEG", "YJS"} == set(LATE)


def test_another_last_month_works():
    assert len(build(Month(2025, 3))) == 8 * 3 - 2
    assert len(build(Month(2027, 2))) == 8 * 26 - 2


def test_eight_departments_report_and_about_45_people_work_in_every_month(latest):
    for month in month_range(FIRST_MONTH, LAST):
        there = [code for code in DEPARTMENTS if month in months_of(code, LAST)]
        assert len(there) == 8 and (HEIR in there) == (month >= Month.of(FOUNDED_ON)) != (CLOSED in there)
        assert 44 <= len(everyone_in(month)) <= 48
        assert all((code in there) == bool(roster(code, month)) for code in DEPARTMENTS)


def test_the_closed_departments_open_matters_go_on_in_the_heirs_first_return(latest):
    last, first = latest[CLOSED, Month.of(FOUNDED_ON).plus(-1)], latest[HEIR, Month.of(FOUNDED_ON)]
    for sheet in ("goals_outcomes", "research_projects", "service_cases"):
        declared = FORM.sheet(sheet)
        key = declared.key[0]
        left = {r[key] for r in last.sheets[sheet] if r[declared.finished_column] not in declared.finished_codes}
        assert left and left <= {r[key] for r in first.sheets[sheet]}, sheet


def test_it_says_that_it_is_a_demonstration():
    root = units()[0]
    assert "示例" in root["name_zh"] and "Demonstration" in root["name_en"]
    for unit in units():
        assert len(unit["short_en"]) <= 10 and len(unit["short_zh"]) <= 4


# ------------------------------------------------------------------------------------------- what the form asks
def test_values_are_what_the_form_declares(latest):
    for demo in latest.values():
        for sheet in FORM.sheets:
            for row in demo.sheets.get(sheet.name, ()):
                columns = sheet.columns_for(str(demo.month))
                assert set(row) == {c.name for c in columns}, sheet.name
                for column in columns:
                    assert fits(column, row[column.name]), (demo.file_name, column.name, row)


def fits(column, value) -> bool:
    if value is None:
        return not column.required
    if column.type == "list":
        return code_list(column.list).get(value) is not None
    if column.type == "number":
        whole = column.step is None or float(value) % column.step == 0
        return whole and value >= (column.min or 0) and value <= (column.max or 1e9)
    if column.type == "text":
        return (column.min_length or 1) <= len(value) <= (column.max_length or 1000)
    return isinstance(value, dt.datetime if column.type == "datetime" else dt.date)


def test_zero_is_declared_exactly_for_empty_sheets(latest):
    for demo in latest.values():
        assert demo.zero == {name: not rows for name, rows in demo.sheets.items()}
    assert latest["XCB", LAST].zero["service_cases"]


def test_no_personal_data(latest):
    pattern = re.compile(r"\d{11}|\d{17}[\dXx]")
    for demo in latest.values():
        for rows in demo.sheets.values():
            for row in rows:
                assert not any(isinstance(v, str) and pattern.search(v) for v in row.values())


def test_signers_are_on_the_roster_and_differ(latest):
    for (_, month), demo in latest.items():
        names = {m.name for m in everyone_in(month)}
        signers = [demo.cover[who] for who in ("preparer", "reviewer", "head")]
        assert set(signers) <= names and signers[0] != signers[1]
        assert month.last_day - dt.timedelta(days=2) <= demo.cover["prepared_on"]


# ------------------------------------------------------------------------------------------- study
def test_attendance_has_one_row_for_everybody_invited(latest):
    days = {s["session_id"]: s["held_on"] for s in sessions(LAST)}
    for (unit, month), demo in latest.items():
        rows = demo.sheets["study_attendance"]
        pairs = [(r["session_id"], r["staff_id"]) for r in rows]
        assert pairs == [(s["session_id"], m.staff_id) for s, m in expected(unit, month, LAST)]
        for row in rows:
            assert (row["status"] == "off_duty") == off_duty_on(row["staff_id"], days[row["session_id"]])
            if row["made_up_on"]:
                assert row["status"] in ("sick_leave", "personal_leave", "official_leave")
                assert 0 < (row["made_up_on"] - days[row["session_id"]]).days <= 30


def test_everybody_has_a_study_row_and_notes_are_dated_in_the_month(latest):
    for (unit, month), demo in latest.items():
        rows = demo.sheets["personal_study"]
        people = [m.staff_id for m in roster(unit, month)]
        assert [r["staff_id"] for r in rows][:len(people)] == people
        for row in rows:
            if row["note_title"] not in (None, "未完成"):
                assert row["note_type"] and row["note_date"] <= month.last_day
            if row["course_status"] == "completed":
                assert row["course_result"]


def test_note_titles_are_nobody_elses(latest):
    titles = Counter(r["note_title"] for r in rows_of(latest, "personal_study") if r["note_title"])
    titles.pop("未完成")
    assert titles.most_common(1)[0][1] == 1


# ------------------------------------------------------------------------------------------- ids and carrying on
@pytest.mark.parametrize("sheet", ["suggestions", "goals_outcomes", "research_projects", "service_cases"])
def test_ids_are_unique_within_a_return(latest, sheet):
    key = FORM.sheet(sheet).key[0]
    for demo in latest.values():
        ids = [row[key] for row in demo.sheets.get(sheet, ())]
        assert len(ids) == len(set(ids))


def test_suggestions_have_an_id_and_a_title_of_their_own(latest):
    rows = rows_of(latest, "suggestions")
    assert len({r["suggestion_id"] for r in rows}) == len(rows)
    for year in (2025, 2026):
        titles = [r["title"] for r in rows if r["proposed_on"].year == year]
        assert len(titles) == len(set(titles))


@pytest.mark.parametrize("sheet", ["goals_outcomes", "research_projects", "service_cases"])
def test_what_is_unfinished_comes_back_until_it_is_finished(latest, sheet):
    declared = FORM.sheet(sheet)
    for unit in set(DEPARTMENTS) - {CLOSED}:
        unfinished: set[str] = set()
        finished: set[str] = set()
        for month in month_range(FIRST_MONTH, LAST):
            demo = latest.get((unit, month)) or (latest.get((CLOSED, month)) if unit == HEIR else None)
            if demo is None:
                continue
            rows = {r[declared.key[0]]: r for r in demo.sheets.get(sheet, ())}
            assert unfinished <= set(rows), (unit, month)
            assert not finished & set(rows), (unit, month)
            ended = {key for key, r in rows.items() if r[declared.finished_column] in declared.finished_codes}
            finished |= ended
            unfinished = set(rows) - ended


@pytest.mark.parametrize(
    ("sheet", "codes"), [("goals_outcomes", "goal_stage"), ("research_projects", "research_stage")]
)
def test_stages_and_progress_never_go_back(latest, sheet, codes):
    order = [c.code for c in code_list(codes)]
    before: dict[str, dict] = {}
    for row in rows_of(latest, sheet):
        key = row[FORM.sheet(sheet).key[0]]
        if key in before:
            assert order.index(before[key]["stage"]) <= order.index(row["stage"])
            assert before[key]["stage_on"] <= row["stage_on"]
            assert before[key].get("progress", 0) <= row.get("progress", 0)
        before[key] = row


def test_goals_show_what_their_stage_needs(latest):
    for row in rows_of(latest, "goals_outcomes"):
        assert row["stage"] != "completed" or row["progress"] == 100
        assert row["evidence"] or row["stage"] not in ("declared", "awarded", "promoted")
        assert row["theme"] or row["goal_type"] != "key_work"
    for row in rows_of(latest, "research_projects"):
        assert row["submitted_to"] or row["stage"] != "submitted"


def test_cases_make_sense(latest):
    closed = ("closed_on_spot", "closed", "referred_replied", "not_accepted")
    chased: dict[str, int] = {}
    for (unit, month), demo in latest.items():
        people = {m.staff_id for m in roster(unit, month)}
        for row in demo.sheets.get("service_cases", ()):
            assert row["first_responder_id"] in people
            received = row["received_at"]
            assert received.date() <= month.last_day
            assert row["first_response_at"] is None or row["first_response_at"] >= received
            assert (row["closed_on"] is not None) == (row["status"] in closed)
            assert (row["result"] is None) == (row["satisfaction"] is None) == (row["closed_on"] is None)
            assert row["closed_on"] is None or row["closed_on"] >= received.date()
            assert (row["referred_on"] is None) == (row["referred_to"] is None)
            assert row["jurisdiction"] == "in_scope" or row["status"] != "closed"
            assert (row["chase_count"] or 0) >= chased.get(row["case_id"], 0)
            chased[row["case_id"]] = row["chase_count"] or 0


def test_counts_agree(latest):
    for row in rows_of(latest, "service_activities"):
        assert row["women"] <= row["beneficiaries"]
        assert (row["outcome_measure"] is None) == (row["outcome_value"] is None)
    for demo in latest.values():
        rows = demo.sheets.get("quick_consultations", ())
        answered = sum(r["answered"] or 0 for r in rows if r["channel"] == "hotline")
        for row in rows:
            assert (row["satisfied"] or 0) <= (row["rated"] or 0) <= (row["answered"] or 0)
            assert row["calls_in"] is None or answered <= row["calls_answered"] <= row["calls_in"]
