"""Which rows an export holds, for whom, and in what types."""

import datetime as dt

import pyarrow as pa
import pytest

from analytics.declare import DeclarationError, return_form
from analytics.exports.consolidated import consolidated, table
from analytics.months import Month
from analytics.scope import EVERYTHING, NO_UNITS, OutsideScope, Scope

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


def test_all_sheets_in_the_order_of_the_form(cursor):
    assert list(consolidated(cursor, EVERYTHING, None, None, "zh")) == [s.name for s in return_form().sheets]


def test_chosen_sheets_only(cursor):
    assert list(consolidated(cursor, EVERYTHING, None, None, "zh", ["suggestions"])) == ["suggestions"]


def test_unknown_sheet_is_named(cursor):
    with pytest.raises(DeclarationError, match="no sheet elephants"):
        table(cursor, EVERYTHING, "elephants")


def test_event_rows_add_up_over_months(cursor):
    found = table(cursor, EVERYTHING, "service_activities", "zh", SEPTEMBER, OCTOBER)
    assert sum(found["beneficiaries"].to_pylist()) == 181
    assert table(cursor, EVERYTHING, "service_activities", "zh", OCTOBER, OCTOBER).num_rows == 2


def test_a_case_appears_once_in_its_latest_state(cursor):
    found = table(cursor, EVERYTHING, "service_cases", "zh", SEPTEMBER, OCTOBER).to_pylist()
    assert {(r["case_id"], r["status"], r["month"]) for r in found} == {
        ("1", "closed", "2026-10"), ("2", "open", "2026-09"), ("3", "open", "2026-10"),
    }
    september = table(cursor, EVERYTHING, "service_cases", "zh", SEPTEMBER, SEPTEMBER).to_pylist()
    assert {(r["case_id"], r["status"]) for r in september} == {("1", "open"), ("2", "open")}


def test_where_a_row_comes_from_and_words_beside_codes(cursor):
    row = table(cursor, EVERYTHING, "service_cases", "en", SEPTEMBER, SEPTEMBER).to_pylist()[0]
    assert list(row)[:7] == [
        "unit_code", "unit_name", "month", "version", "return_status", "return_status_label", "row_no",
    ]
    assert (row["return_status"], row["return_status_label"], row["row_no"]) == ("accepted", "Accepted", 4)
    assert (row["channel"], row["channel_label"]) == ("visit", "Visit")
    assert row["satisfaction_label"] is None


def test_types(cursor):
    schema = table(cursor, EVERYTHING, "service_cases").schema
    assert schema.field("received_at").type == pa.timestamp("us") and schema.field("closed_on").type == pa.date32()
    assert schema.field("chase_count").type == pa.float64() and schema.field("row_no").type == pa.int32()


def test_scope_limits_units(cursor):
    only = Scope(units_seen=frozenset({"XCB"}))
    assert set(table(cursor, only, "service_activities")["unit_code"].to_pylist()) == {"XCB"}
    assert table(cursor, Scope(units_seen=frozenset()), "service_activities").num_rows == 0


def test_a_unit_asked_for_includes_the_units_below_it(cursor):
    assert table(cursor, Scope(units_seen=frozenset({"FL"})), "service_activities").num_rows == 0  # it names all
    assert table(cursor, EVERYTHING, "service_activities", units=["FL"]).num_rows == 3


def test_asking_for_a_unit_outside_the_scope_gives_nothing(cursor):
    only = Scope(units_seen=frozenset({"XCB"}))
    assert table(cursor, only, "service_activities", units=["QYB"]).num_rows == 0


def test_single_cases_need_the_right_to_personal_data(cursor):
    found = consolidated(cursor, Scope(units_personal=NO_UNITS), None, None, "zh")
    assert found["service_cases"].num_rows == 0 and found["service_activities"].num_rows == 3
    assert "case_id" in found["service_cases"].column_names


def test_rows_of_persons_and_cases_are_of_the_units_one_may_see_them_for(cursor):
    only = Scope(units_personal=frozenset({"XCB"}))
    assert table(cursor, only, "service_cases").num_rows == table(cursor, only, "personal_study").num_rows == 0
    assert table(cursor, Scope(units_personal=frozenset({"QYB"})), "service_cases").num_rows == 3
    assert table(cursor, only, "service_activities").num_rows == 3


def test_no_personal_value_reaches_a_viewer_without_the_right(store):
    """Every column the form calls personal, and every row of a sheet whose rows are, for each kind of right."""
    cursor = store.cursor()
    for persons in (NO_UNITS, frozenset({"XCB"})):
        tables = consolidated(cursor, Scope(units_personal=persons), None, None, "zh")
        everything = consolidated(cursor, EVERYTHING, None, None, "zh")
        for name, found in tables.items():
            sheet = return_form().sheet(name)
            rows = [row for row in found.to_pylist() if row["unit_code"] not in persons]
            assert not (sheet.personal and rows), name
            for column in sheet.columns:
                assert not column.personal or all(row[column.name] is None for row in rows), column.name
                assert not column.personal or everything[name][column.name].null_count == 0, "the test has rows to hide"


def test_every_column_that_names_a_person_is_declared_personal():
    for sheet in return_form().sheets:
        for column in sheet.columns:
            if column.refers_to in ("staff", "staff_name"):
                assert sheet.personal == "rows" or column.personal, f"{sheet.name}.{column.name}"


def test_a_published_viewer_gets_no_later_month(cursor):
    published = Scope(last_month=SEPTEMBER)
    found = consolidated(cursor, published, None, None, "zh")
    assert {m for t in found.values() for m in t["month"].to_pylist()} == {"2026-09"}
    for first, last in ((SEPTEMBER, OCTOBER), (OCTOBER, None)):
        with pytest.raises(OutsideScope):
            table(cursor, published, "service_activities", "zh", first, last)


def test_values_are_typed(cursor):
    row = table(cursor, EVERYTHING, "service_activities", "zh", OCTOBER, OCTOBER).to_pylist()[0]
    assert row["held_on"] == dt.date(2026, 10, 8) and row["beneficiaries"] == 61.0
