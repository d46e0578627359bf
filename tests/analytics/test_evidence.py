"""What stands behind a figure: what was left out and why, in which cells it stood, who sent and recorded it."""

import datetime as dt
import re

import pytest

from analytics import agency, evidence
from analytics.declare import SQL, indicator, indicators, return_form, texts
from analytics.measures import observations
from analytics.months import Month
from analytics.scope import EVERYTHING, Scope
from tests.analytics.case_fixture import random_case_facts
from tests.analytics.store_fixture import open_store, random_facts, small_agency

TODAY, DECEMBER = dt.date(2027, 1, 10), Month(2026, 12)
LISTS = {path.stem: path.read_text(encoding="utf-8") for path in (SQL / "left_out").glob("*.sql")}
LEAVING_OUT = [i.id for i in indicators().values() if i.left_out]


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """One store of people and goals, one of cases."""
    opened = [open_store(tmp_path_factory.mktemp("s"), facts) for facts in (random_facts(3), random_case_facts(5))]
    yield opened
    for store in opened:
        store.close()


@pytest.fixture(scope="module")
def people(stores):
    return stores[0].cursor()


@pytest.fixture(scope="module")
def cases(stores):
    return stores[1].cursor()


def rows_of(frame) -> set[tuple[int, str, int]]:
    named = frame.dropna(subset=["return_id", "sheet", "row_no"])
    return {(int(a), b, int(c)) for a, b, c in zip(named["return_id"], named["sheet"], named["row_no"], strict=True)}


# ------------------------------------------------------------------------------------------- declared
def test_every_list_is_named_by_an_indicator_and_every_name_is_a_list():
    assert set(LISTS) == {name for i in indicators().values() for name in i.left_out}


def test_every_reason_in_a_list_has_words_and_every_words_a_list():
    keys = {key.removeprefix("left_out.") for key in texts() if key.startswith("left_out.")}
    used = {code for sql in LISTS.values() for code in re.findall(r"'(\w+)'", sql) if code in keys}
    assert used == keys
    for name, sql in LISTS.items():
        assert set(re.findall(r"'(\w+)'", sql)) & keys, name


def test_cells_are_columns_of_the_sheets_an_indicator_is_fed_by():
    sheets = {sheet.name: {c.name for c in sheet.columns} for sheet in return_form().sheets}
    for one in indicators().values():
        for cell in one.cells:
            sheet, _, column = cell.partition(".")
            assert sheet in one.fed_by and column in sheets[sheet], (one.id, cell)
        if set(one.fed_by) & set(sheets):
            assert one.cells, f"{one.id} is fed by a sheet: name the columns that decide"


# ------------------------------------------------------------------------------------------- left out
@pytest.mark.parametrize("name", LEAVING_OUT)
def test_what_is_left_out_is_not_counted_too_and_has_its_reason(people, cases, name):
    for cursor in (people, cases):
        asked = {"period": "year", "today": TODAY}
        left = evidence.left_out(cursor, EVERYTHING, DECEMBER, name, **asked)
        counted = observations(cursor, EVERYTHING, DECEMBER, name, **asked)
        assert set(left["note"]) <= {key.removeprefix("left_out.") for key in texts()}
        assert set(left["month"]) <= {f"2026-{m:02d}" for m in range(1, 13)}
        assert not rows_of(left) & rows_of(counted)


def test_suggestions_counted_and_left_out_are_all_there_were(people):
    asked = {"period": "year", "today": TODAY}
    left = evidence.left_out(people, EVERYTHING, DECEMBER, "suggestions_per_person", **asked)
    counted = observations(people, EVERYTHING, DECEMBER, "suggestions_per_person", **asked)
    everything = people.execute(
        "SELECT return_id, row_no FROM all_suggestions WHERE left(month, 4) = '2026'").fetchall()
    assert rows_of(left) | rows_of(counted) == {(a, "suggestions", b) for a, b in everything}
    assert {"suggestion_duplicate", "suggestion_withdrawn"} & set(left["note"])


def test_matters_closed_are_rated_or_left_out_as_not_rated(cases):
    asked = {"period": "year", "today": TODAY}
    left = evidence.left_out(cases, EVERYTHING, DECEMBER, "satisfaction_rate", **asked)
    counted = observations(cases, EVERYTHING, DECEMBER, "satisfaction_rate", **asked)
    [closed] = cases.execute(
        "SELECT count(*) FROM case_clock AS c JOIN current_return AS r ON r.unit_code = c.unit_code "
        "AND r.month = strftime(c.done_on, '%Y-%m') WHERE year(c.done_on) = 2026"
    ).fetchone()
    there, not_rated = months_of(cases), left[left["note"] == "not_rated"]
    reported = [key for key in zip(not_rated["unit_code"], not_rated["month"], strict=True) if key in there]
    assert (counted["sheet"] == "service_cases").sum() + len(reported) == closed > 0


def months_of(cursor) -> set[tuple[str, str]]:
    return set(cursor.execute("SELECT unit_code, month FROM current_return").fetchall())


def test_months_that_are_not_reported_are_named_unit_by_unit(cases):
    asked = {"period": "year", "today": TODAY, "unit_code": "A"}
    left = evidence.left_out(cases, EVERYTHING, DECEMBER, "service_beneficiary_count", **asked)
    owed = {m for (m,) in cases.execute(
        "SELECT month FROM unit_month WHERE unit_code = 'A' AND left(month, 4) = '2026'").fetchall()}
    there = {month for unit, month in months_of(cases) if unit == "A"}
    assert set(left["month"]) == owed - there and set(left["unit_code"]) <= {"A"}


# ------------------------------------------------------------------------------------------- returns and registers
def test_a_return_says_who_sent_it_and_only_an_accepted_one_when_it_was_accepted(people):
    ids = [i for (i,) in people.execute("SELECT return_id FROM return_version").fetchall()]
    found = evidence.of_returns(people, EVERYTHING, ids)
    assert len(found) == len(ids) and found["received_by"].notna().all() and found["erased_at"].isna().all()
    accepted = found["state"] == "accepted"
    assert accepted.any() and not accepted.all()
    assert found[accepted][["accepted_at", "accepted_by"]].notna().all(axis=None)
    assert found[~accepted][["accepted_at", "accepted_by"]].isna().all(axis=None)


def test_values_of_the_cells_are_those_of_the_sheet(people):
    ids = [i for (i,) in people.execute("SELECT DISTINCT return_id FROM sheet_study_attendance").fetchall()]
    found = evidence.row_values(people, EVERYTHING, "study_attendance", ("status", "made_up_on"), ids)
    assert found == {(a, b): (c, d) for a, b, c, d in people.execute(
        "SELECT return_id, row_no, status, made_up_on FROM sheet_study_attendance").fetchall()}


def test_register_entries_are_those_of_the_days_the_unit_and_the_people(people):
    first, last = dt.date(2026, 6, 1), dt.date(2026, 6, 30)
    staff = [s for (s,) in people.execute("SELECT DISTINCT staff_id FROM staff WHERE unit_code = 'A'").fetchall()]
    about = evidence.Behind(["A"], first, last, staff)
    found = {e.register.name: e for e in evidence.of_registers(
        people, EVERYTHING, indicator("collective_study_fortnight_compliance"), about)}
    [sessions] = people.execute(
        "SELECT count(*) FROM study_session WHERE held_on BETWEEN ? AND ?", [first, last]).fetchone()
    assert found["study_session"].count == sessions > 0
    assert set(found["staff"].rows["staff_id"]) <= set(staff)
    assert found["calendar_day"].count == 30
    assert "birth_date" not in found["staff"].rows
    one = found["study_session"].rows.iloc[0]
    assert one["recorded_by"] and one["recorded_at"].year >= 2024


def test_entries_about_units_whose_persons_are_not_the_viewers_are_left_out(people):
    about = evidence.Behind(["A", "B"], dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    asked = indicator("dept_innovation_goal_rate")
    [found] = evidence.of_registers(people, Scope(units_personal=frozenset({"A"})), asked, about)
    assert set(found.rows["code"]) == {"A"}


# ------------------------------------------------------------------------------------------- what the register asks for
def entry(item: str, year: int, who: str | None, unit_code: str | None = None) -> dict:
    return {"item": item, "year": year, "unit_code": unit_code, "document_no": f"{item} {year}",
            "effective_on": dt.date(year, 3, 1), "responsible_id": who}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """Who keeps the suggestion box: A1 in 2025, A2 in 2026; the exams: B1 since 2025; nobody the debriefs."""
    facts = small_agency(institutions=[
        entry("suggestion_box", 2025, "A1"), entry("suggestion_box", 2026, "A2"), entry("exam_system", 2025, "B1"),
        entry("debrief_system", 2026, None), entry("department_gaps", 2026, "B2", "B"),
    ])
    with open_store(tmp_path_factory.mktemp("s"), facts) as store:
        yield store.cursor()


def test_the_entries_behind_a_figure_are_those_of_the_items_it_asks_for(rules):
    about = evidence.Behind(["A", "B"], dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    [found] = evidence.of_registers(rules, EVERYTHING, indicator("suggestion_box_established"), about)
    assert found.rows["document_no"].to_list() == ["suggestion_box 2026"]


def test_whoever_the_latest_entry_names_is_responsible_and_departments_own_matters_are_left_out(rules):
    everybody = agency.people(rules)
    assert agency.responsible(everybody, 2026) == {"suggestion_box": "A2", "exam_system": "B1"}
    assert agency.responsible(everybody, 2025) == {"suggestion_box": "A1", "exam_system": "B1"}
    assert agency.responsible(everybody, 2024) == {}
