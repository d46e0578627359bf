"""Rows that are missing are added as the template would have held them, and what is left to fill in is found."""

import datetime as dt
from dataclasses import replace

import pytest

from analytics.declare import return_form
from analytics.findings import Finding, Severity
from analytics.returns.checking import check as judged
from analytics.returns.correcting import Correction, corrected, corrected_book
from analytics.returns.missing_rows import added_rows, cells_of, missing_rows, sheet_of
from analytics.returns.reading import read
from analytics.returns.sheet_titles import sheets_by_name
from sample_data.small_return import cases, goals, research, saved, study, workbook
from tests.returns.building import changed, check, opened, title
from tests.returns.registers_fixture import registers

ATTENDANCE, STUDY, CASES, GOALS, RESEARCH = (
    "study_attendance", "personal_study", "service_cases", "goals_outcomes", "research_projects",
)


def added(data: bytes, code: str, known=None):
    """The corrections that add what a finding of the file says is missing, and the file as read."""
    known, raw = known or registers(), read(data)
    before = judged(raw, known)
    [finding] = [f for f in before.findings if f.code == code]
    name = sheet_of(finding)
    rows = missing_rows(finding, known)
    cells = cells_of(rows, name, sheets_by_name(raw)[name], before.typed)
    return raw, [Correction(name, cell, column, "", words) for cell, column, words in cells]


def without(sheet: str, *rows: int) -> bytes:
    """The small return with rows of a sheet emptied."""
    width = len(return_form().sheet(sheet).columns)
    return changed(sheet, {f"{chr(65 + i)}{row}": None for row in rows for i in range(width)})


def test_attendances_are_added_as_present_and_for_who_is_away_as_off_duty():
    raw, corrections = added(without(ATTENDANCE, 8, 15), "V11.people_missing")
    written = {(c.cell, c.new) for c in corrections}
    assert {("A15", "2026-S20"), ("B15", "QYB001"), ("C15", "张红"), ("D15", "出席")} <= written
    assert {("A16", "2026-S21"), ("B16", "QYB004"), ("D16", "不在岗")} <= written
    assert check(saved(workbook())).rows.row_count == judged(corrected(raw, corrections), registers()).rows.row_count


def test_a_person_is_added_and_what_only_they_know_is_asked_for():
    raw, corrections = added(without(STUDY, 7), "V14.people_missing")
    assert [(c.cell, c.new) for c in corrections] == [("A7", "QYB004"), ("B7", "陈桂芳")]
    after = judged(corrected(raw, corrections), registers())
    asked = {(f.code, f.cells) for f in after.findings if f.rule in ("V14", "V16")}
    assert asked == {("V14.hours_missing", ("C7",)), ("V16.note_missing", ("D7",))}


def test_an_open_case_comes_back_as_it_was_and_its_closing_date_is_asked_for_when_it_is_closed():
    first = dict(zip((c.name for c in return_form().sheet(CASES).columns), cases()[0], strict=True))
    carried = {
        "case_id": "QYB-2609-01", "received_at": first["received_at"], "channel": "visit",
        "first_responder_id": "QYB001", "matter_type": "request", "rights_category": "marriage_family",
        "jurisdiction": "in_scope", "first_response_at": first["first_response_at"], "status": "open",
        "chase_count": 2.0, "reported_month": "2026-09",
    }
    known = registers()
    known = replace(known, carried={**known.carried, CASES: {**known.carried[CASES], "QYB-2609-01": carried}})
    raw, corrections = added(without(CASES, 4), "V27.cases_missing", known)
    written = {c.column: (c.cell, c.new) for c in corrections}
    assert written["case_id"] == ("A10", "QYB-2609-01")
    assert written["received_at"] == ("B10", "2026-09-21 10:15")
    assert written["channel"][1] == "来访"
    assert written["chase_count"][1] == "2"
    after = judged(corrected(raw, corrections), known)
    assert after.rows is not None
    back = next(row for row in after.rows.sheets[CASES] if row["case_id"] == "QYB-2609-01")
    assert (back.row_no, back["received_at"], back["chase_count"]) == (10, dt.datetime(2026, 9, 21, 10, 15), 2.0)
    letter = written["status"][0]
    closed = judged(corrected(raw, [*corrections, Correction(CASES, letter, "status", "", "已办结")]), known)
    assert ("V24.date_missing", 10) in {(f.code, int(f.cells[0][1:])) for f in closed.findings if f.cells}


@pytest.mark.parametrize(("name", "rows", "key"), [
    (GOALS, goals(), "QYB-G-2026-02"), (RESEARCH, research(), "QYB-R-2026-01"),
])
def test_a_goal_or_project_under_way_comes_back_without_what_is_asked_anew_each_month(name, rows, key):
    known = registers()
    columns = return_form().sheet(name).columns
    data = without(name, 3 + len(rows))
    carried = {c.name: None for c in columns} | known.carried[name][key] | {columns[0].name: key, "field_days": 3.0}
    known = replace(known, carried={**known.carried, name: {**known.carried[name], key: carried}})
    if name == RESEARCH:
        data = changed(RESEARCH, {f"{chr(65 + i)}4": None for i in range(len(columns))} | {"A5": "QYB-R-2026-09"})
    _, corrections = added(data, "V20.items_missing", known)
    assert corrections[0].new == key
    assert "field_days" not in {c.column for c in corrections}


def test_a_sheet_left_empty_that_is_declared_to_have_data_gets_all_its_rows():
    raw, corrections = added(without(STUDY, 4, 5, 6, 7), "V05.empty_with_data")
    assert [c.new for c in corrections if c.column == "staff_id"] == [row[0] for row in study()]
    assert len(judged(corrected(raw, corrections), registers()).typed.sheets[STUDY]) == 4


def test_the_corrected_workbook_has_the_added_rows_and_they_look_like_the_row_above():
    book = opened(without(STUDY, 7))
    book[title(STUDY)]["A6"].number_format = "@"
    data = saved(book)
    raw, corrections = added(data, "V14.people_missing")
    sheet = opened(corrected_book(data, raw, corrections).content)[title(STUDY)]
    assert (sheet["A7"].value, sheet["B7"].value, sheet["A7"].number_format) == ("QYB004", "陈桂芳", "@")


def test_added_rows_are_known_by_their_name_standing_in_empty_cells():
    _, corrections = added(without(STUDY, 7), "V14.people_missing")
    typed_over = Correction(STUDY, "A4", "staff_id", "QYB0O1", "QYB001")
    assert added_rows(STUDY, [*corrections, typed_over]) == [7]
    assert added_rows(CASES, corrections) == []


def test_a_finding_about_something_else_offers_no_rows():
    other = Finding("V24.date_missing", Severity.REFUSE, CASES, ("O7",), None, {"column": "closed_on"})
    assert sheet_of(other) is None
    assert missing_rows(other, registers()) == []
