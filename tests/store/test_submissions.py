"""Versions, states and the union of returns."""

import datetime as dt

import pytest

from analytics.months import Month
from analytics.rows import Row
from analytics.store import originals, submissions
from analytics.store.warehouse import StoreError
from tests.store.conftest import a_case, a_return

AT = dt.datetime(2026, 11, 3, 9)
OCTOBER = Month(2026, 10)


def submit(warehouse, rows=None, *, replaces=0, data=b"file", at=AT):
    return submissions.submit(
        warehouse, rows or a_return(), data=data, file_name="a.xlsx", findings=[], replaces_version=replaces,
        by="clerk", at=at,
    )


def hours(warehouse, **known):
    return warehouse.cursor(**known).execute(
        "SELECT coalesce(sum(self_study_hours), 0), any_value(return_status) FROM all_personal_study"
    ).fetchone()


def test_a_submitted_return_counts_at_once_and_is_marked_provisional_until_it_is_accepted(warehouse):
    receipt = submit(warehouse)
    assert hours(warehouse) == (40.0, "provisional")
    submissions.accept(warehouse, receipt.return_id, by="office", at=AT)
    assert hours(warehouse) == (40.0, "accepted")


def test_a_resubmission_replaces_the_whole_month(warehouse):
    submit(warehouse)
    second = submit(warehouse, a_return(hours=10), replaces=1, data=b"other")
    assert second.version == 2
    assert hours(warehouse)[0] == 20.0


def test_a_return_that_was_sent_back_no_longer_counts_and_the_accepted_one_before_it_does(warehouse):
    first = submit(warehouse)
    submissions.accept(warehouse, first.return_id, by="office", at=AT)
    second = submit(warehouse, a_return(hours=1), replaces=1)
    submissions.send_back(warehouse, second.return_id, by="office", at=AT, reason="hours?")
    assert hours(warehouse) == (40.0, "accepted")


def test_a_return_is_not_sent_back_without_a_reason(warehouse):
    receipt = submit(warehouse)
    with pytest.raises(StoreError, match="reason"):
        submissions.send_back(warehouse, receipt.return_id, by="office", at=AT, reason="  ")


def test_two_clerks_who_checked_the_same_month_cannot_both_store_it(warehouse):
    submit(warehouse)
    with pytest.raises(submissions.Overtaken):
        submit(warehouse, a_return(hours=2), replaces=0)
    assert hours(warehouse)[0] == 40.0


def test_a_case_that_returns_every_month_is_counted_once_with_its_latest_state(warehouse):
    submit(warehouse, a_return("2026-09", cases=(a_case("C1", "open"), a_case("C2", "closed", 5))))
    submit(warehouse, a_return("2026-10", cases=(a_case("C1", "closed"),)))
    rows = warehouse.cursor().execute("SELECT case_id, status, month FROM all_service_cases ORDER BY 1").fetchall()
    assert rows == [("C1", "closed", "2026-10"), ("C2", "closed", "2026-09")]
    assert warehouse.cursor().execute("SELECT count(*) FROM history_service_cases").fetchone() == (3,)


def test_the_store_can_be_read_as_it_was_known_on_an_earlier_day(warehouse):
    submit(warehouse, at=dt.datetime(2026, 11, 3))
    submit(warehouse, a_return(hours=1), replaces=1, at=dt.datetime(2026, 11, 20))
    assert hours(warehouse, as_known_on=dt.datetime(2026, 11, 10))[0] == 40.0
    assert hours(warehouse, as_known_on=dt.datetime(2026, 11, 1))[0] == 0.0
    assert hours(warehouse)[0] == 2.0


def test_every_row_of_the_union_names_its_return_sheet_and_row(warehouse):
    receipt = submit(warehouse)
    rows = warehouse.cursor().execute("SELECT return_id, sheet, row_no, version FROM all_personal_study").fetchall()
    assert rows == [(receipt.return_id, "personal_study", 4, 1), (receipt.return_id, "personal_study", 5, 1)]


def test_the_original_file_is_kept_under_its_fingerprint_and_a_changed_one_is_noticed(warehouse):
    receipt = submit(warehouse, data=b"the clerk's file")
    assert originals.read(warehouse, receipt.sha256) == b"the clerk's file"
    originals.path_of(warehouse.directory, receipt.sha256).write_bytes(b"tampered")
    with pytest.raises(StoreError, match="changed on disk"):
        originals.read(warehouse, receipt.sha256)


def test_a_failure_in_the_middle_of_a_submit_leaves_nothing_behind(warehouse, monkeypatch):
    version = warehouse.data_version()

    def fail(*_, **__):
        raise RuntimeError("power cut")

    monkeypatch.setattr(submissions, "record_event", fail)
    with pytest.raises(RuntimeError):
        submit(warehouse)
    cursor = warehouse.cursor()
    assert warehouse.data_version() == version
    for table in ("return_version", "return_sheet", "sheet_personal_study"):
        assert cursor.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_a_refused_file_is_noted_once_however_often_it_is_dropped(warehouse):
    refusal = {
        "unit_code": "QYB", "month": OCTOBER, "sha256": "a" * 64, "file_name": "a.xlsx", "codes": ["V03.unknown_value"],
        "by": "clerk", "at": AT,
    }
    assert submissions.record_refusal(warehouse, **refusal)
    assert not submissions.record_refusal(warehouse, **refusal)
    history = submissions.versions(warehouse.cursor(), "QYB", OCTOBER)
    assert history["state"].tolist() == ["refused"]


def test_the_history_of_a_month_lists_every_version_and_says_which_one_counts(warehouse):
    submit(warehouse)
    second = submit(warehouse, a_return(hours=1), replaces=1, at=AT + dt.timedelta(hours=1))
    submissions.send_back(warehouse, second.return_id, by="office", at=AT, reason="please look at hours")
    history = submissions.versions(warehouse.cursor(), "QYB", OCTOBER)
    assert history[["version", "state", "counts"]].values.tolist() == [[2, "sent_back", False], [1, "submitted", True]]
    assert history["reason"].iloc[0] == "please look at hours"


def test_a_desk_that_starts_its_numbers_anew_each_year_keeps_last_year_s_cases(warehouse):
    last_year = Row(4, {**a_case("001", "closed").values, "received_at": dt.datetime(2025, 12, 1, 9)})
    submit(warehouse, a_return("2025-12", cases=(last_year,)))
    submit(warehouse, a_return("2026-09", cases=(a_case("001", "open"),)))
    rows = warehouse.cursor().execute("SELECT month, status FROM all_service_cases ORDER BY 1").fetchall()
    assert rows == [("2025-12", "closed"), ("2026-09", "open")]
