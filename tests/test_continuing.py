"""Between check and receipt: cells put right on screen, checks taken up again, copies, back to an earlier version."""

import datetime as dt
import gc
from io import BytesIO

import pytest
from openpyxl import load_workbook

from analytics import continuing, retention, submitting
from analytics.continuing import Change, UnitWord
from analytics.findings import Severity
from analytics.months import Month
from analytics.returns.layout import HEADING
from analytics.returns.sheet_titles import TITLE
from analytics.scope import OutsideScope, Scope
from analytics.store import kept_checks, originals, submissions
from analytics.store.warehouse import StoreError, Warehouse, append_records, record_event
from sample_data.small_return import PEOPLE, SESSIONS
from tests.returns.building import changed, saved, title
from tests.store.conftest import fill, person

NOW = dt.datetime(2026, 11, 2, 9)
OCTOBER = Month(2026, 10)
CASES = "service_cases"
CLERK = Scope(units_written=frozenset({"QYB"}), viewer="clerk")
STRANGER = Scope(units_written=frozenset({"XCB"}), viewer="stranger")
FAULTY = {"H7": "本部门"}


@pytest.fixture
def warehouse(tmp_path):
    """The small store with the people and sessions of the small return."""
    with Warehouse.open(tmp_path / "data") as store:
        fill(store)
        with store.writing() as cursor:
            number = record_event(cursor, "registers_changed", by="office", at=dt.datetime(2025, 1, 3))
            append_records(cursor, "unit", [{
                "code": "QYB", "valid_from": dt.date(2025, 1, 1), "name_zh": "权益部", "name_en": "Rights",
                "short_zh": "权益部", "short_en": "Rights", "kind": "department", "parent_code": "FL", "position": 1,
                "has_window": True, "must_report": True,
            }], number)
            append_records(cursor, "staff", [person(i, "QYB") | {"name": name} for i, name in PEOPLE], number)
            append_records(cursor, "duty", [
                {"staff_id": "QYB004", "from_on": dt.date(2026, 10, 20), "reason": "maternity"}], number)
            append_records(cursor, "study_session", [
                {"session_id": s, "held_on": dt.date(2026, 10, day), "hours": 2.0, "type": "exchange",
                 "form": "lecture", "content": "womens_work", "title": "专题", "attendees": "staff", "status": "held"}
                for s, day in zip(SESSIONS, (16, 23, 30), strict=True)], number)
        yield store


def checking(warehouse, cells=FAULTY, **more):
    return submitting.check(
        warehouse, changed(CASES, cells), "十月.xlsx", unit_code="QYB", month=OCTOBER, now=NOW, scope=CLERK, **more
    )


def must(checked) -> list[str]:
    return [f.code for f in checked.checked.findings if f.severity is Severity.REFUSE]


def put_right(warehouse, checked, *changes: Change):
    return continuing.put_right(warehouse, checked, changes, by="clerk", at=NOW, scope=CLERK)


def sent(warehouse, checked, at=NOW):
    reasons = dict.fromkeys(checked.to_confirm(), "属实")
    return submitting.submit(warehouse, checked, by="clerk", at=at, confirmations=reasons, scope=CLERK)


RIGHT = Change(CASES, "H7", "jurisdiction", "职责内")


def test_a_cell_put_right_on_screen_may_be_submitted_and_the_file_stays_as_it_was_sent(warehouse):
    first = checking(warehouse)
    assert must(first) == ["V03.unknown_value"]
    second = put_right(warehouse, first, RIGHT)
    assert must(second) == []
    receipt = sent(warehouse, second)
    assert originals.read(warehouse, receipt.sha256) == first.data
    [found] = kept_checks.corrections_of(warehouse.cursor(), [receipt.return_id])[receipt.return_id]
    assert (found["cell"], found["old"], found["new"], found["by"]) == ("H7", "本部门", "职责内", "clerk")
    row = warehouse.cursor().execute("SELECT jurisdiction FROM all_service_cases WHERE row_no = 7").fetchone()
    assert row == ("in_scope",)


def test_a_version_is_gone_on_from_with_what_was_put_right_in_it(warehouse):
    first = put_right(warehouse, checking(warehouse), RIGHT)
    receipt = sent(warehouse, first)
    submissions.send_back(warehouse, receipt.return_id, by="office", at=NOW, reason="请核实")
    again = continuing.from_version(warehouse, receipt.return_id, at=NOW, scope=CLERK)
    assert (again.data, again.file_name) == (first.data, first.file_name)
    assert [(c.cell, c.old, c.new) for c in again.corrections] == [("H7", "本部门", "职责内")]
    assert must(again) == []
    with pytest.raises(OutsideScope):
        continuing.from_version(warehouse, receipt.return_id, at=NOW, scope=STRANGER)


def test_whoever_may_not_submit_puts_nothing_right_keeps_nothing_and_takes_nothing_up(warehouse):
    first = checking(warehouse)
    number = continuing.keep(warehouse, first, {}, by="clerk", at=NOW, scope=CLERK)
    with pytest.raises(OutsideScope):
        continuing.put_right(warehouse, first, [RIGHT], by="x", at=NOW, scope=STRANGER)
    with pytest.raises(OutsideScope):
        continuing.keep(warehouse, first, {}, by="x", at=NOW, scope=STRANGER)
    with pytest.raises(OutsideScope):
        continuing.take_up(warehouse, number, at=NOW, scope=STRANGER)
    with pytest.raises(OutsideScope):
        continuing.copy_of(warehouse, number, "marked", scope=STRANGER)
    assert continuing.unfinished(warehouse, "QYB", OCTOBER, scope=STRANGER) == ()


def test_a_check_is_taken_up_where_it_was_left_also_after_a_restart(warehouse):
    first = put_right(warehouse, checking(warehouse, FAULTY | {"D7": "QYB027"}), RIGHT)
    reasons = dict.fromkeys(first.to_confirm(), "属实，已核对")
    continuing.keep(warehouse, first, reasons, by="clerk", at=NOW, scope=CLERK)
    directory = warehouse.directory
    warehouse.close()
    with Warehouse.open(directory) as again:
        [kept] = continuing.unfinished(again, "QYB", OCTOBER, scope=CLERK)
        assert kept.has_file
        after, given = continuing.take_up(again, kept.check_no, at=NOW, scope=CLERK)
        assert after.checked.findings == first.checked.findings
        assert [(c.cell, c.new) for c in after.corrections] == [("H7", "职责内")]
        assert given == reasons


def test_only_the_last_state_of_a_file_is_offered_and_nothing_after_it_was_submitted(warehouse):
    first = checking(warehouse)
    continuing.keep(warehouse, first, {}, by="clerk", at=NOW, scope=CLERK)
    second = put_right(warehouse, first, RIGHT)
    continuing.keep(warehouse, second, {}, by="clerk", at=NOW, scope=CLERK)
    [kept] = continuing.unfinished(warehouse, "QYB", OCTOBER, scope=CLERK)
    assert len(kept.corrections) == 1
    sent(warehouse, second, at=NOW + dt.timedelta(minutes=1))
    assert continuing.unfinished(warehouse, "QYB", OCTOBER, scope=CLERK) == ()


def test_a_file_with_private_numbers_is_never_kept_not_even_when_they_were_taken_out_on_screen(warehouse):
    first = checking(warehouse, {"J8": "联系电话13812345621"})
    assert must(first) == ["V28.phone"]
    number = continuing.keep(warehouse, first, {}, by="clerk", at=NOW, scope=CLERK)
    assert not kept_checks.kept_check(warehouse, number).has_file
    with pytest.raises(StoreError, match="not kept"):
        continuing.take_up(warehouse, number, at=NOW, scope=CLERK)
    second = put_right(warehouse, first, Change(CASES, "J8", "referred_to", "市人社局"))
    assert must(second) == []
    continuing.keep(warehouse, second, {}, by="clerk", at=NOW, scope=CLERK)
    receipt = sent(warehouse, second)
    stored = originals.read(warehouse, receipt.sha256)
    assert load_workbook(BytesIO(stored))[title(CASES)]["J8"].value == "市人社局"
    assert "13812345621" not in str(kept_checks.corrections_of(warehouse.cursor(), [receipt.return_id]))
    kept_files = [path.read_bytes() for path in (warehouse.directory / "originals").glob("*/*")]
    assert first.data not in kept_files


def test_the_file_of_an_unfinished_check_is_erased_in_time_and_its_findings_stay(warehouse):
    from analytics.declare import settings

    continuing.keep(warehouse, checking(warehouse), {}, by="clerk", at=NOW, scope=CLERK)
    later = dt.datetime.now() + dt.timedelta(days=settings()["retention"]["unnamed_days"] + 1)
    assert retention.plan(warehouse, later).unnamed_count == 1
    for path in (warehouse.directory / "originals").glob("*/*"):
        path.unlink()
    [kept] = continuing.unfinished(warehouse, "QYB", OCTOBER, scope=CLERK)
    assert not kept.has_file
    assert [c.finding.code for c in kept.findings if c.finding.severity is Severity.REFUSE] == ["V03.unknown_value"]


def test_both_copies_of_a_kept_check_are_had_with_what_was_put_right(warehouse):
    first = put_right(warehouse, checking(warehouse, FAULTY | {"D7": "QYB027"}), RIGHT)
    number = continuing.keep(warehouse, first, {}, by="clerk", at=NOW, scope=CLERK)
    sheet = load_workbook(BytesIO(continuing.copy_of(warehouse, number, "marked", scope=CLERK).content))[title(CASES)]
    assert (sheet["H7"].value, sheet["H7"].comment) == ("职责内", None)
    assert "QYB007" in sheet["D7"].comment.text or "QYB00" in sheet["D7"].comment.text
    content = continuing.copy_of(warehouse, number, "corrected", scope=CLERK).content
    assert load_workbook(BytesIO(content))[title(CASES)]["H7"].value == "职责内"


def test_a_reason_stays_with_its_finding_when_another_cell_is_put_right(warehouse):
    first = checking(warehouse)
    reasons = {place: f"原因{place}" for place in first.to_confirm()}
    assert reasons
    second = put_right(warehouse, first, RIGHT)
    carried = continuing.carried_reasons(first, second, reasons)
    left = [f for f in first.to_confirm().values() if f in second.checked.findings]
    assert left
    assert [second.checked.findings[place] for place in sorted(carried)] == left


def test_a_units_own_word_is_remembered_taken_at_the_next_check_and_withdrawn_by_the_office(warehouse):
    word = UnitWord(CASES, "jurisdiction", "本部门", "职责内")
    with pytest.raises(OutsideScope):
        continuing.remember(warehouse, "QYB", [word], by="x", at=NOW, scope=STRANGER)
    number = continuing.remember(warehouse, "QYB", [word], by="clerk", at=NOW, scope=CLERK)
    after = checking(warehouse)
    assert must(after) == []
    [note] = [f for f in after.checked.findings if f.code == "V03.remembered"]
    assert (note.cells, note.params["old"], note.params["meant"]) == (("H7",), "本部门", "职责内")
    event = warehouse.cursor().execute(
        "SELECT kind, recorded_by, unit_code FROM event WHERE event_no = ?", [number]).fetchone()
    assert event == ("registers_changed", "clerk", "QYB")
    with warehouse.writing() as cursor:
        again = record_event(cursor, "registers_changed", by="office", at=NOW)
        append_records(cursor, "unit_alias", [{
            "unit_code": "QYB", "sheet": CASES, "column_name": "jurisdiction", "written": "本部门", "meant": "职责内",
            "withdrawn": True}], again)
    assert must(checking(warehouse)) == ["V03.unknown_value"]


def test_a_heading_is_mapped_once_and_known_the_next_time(warehouse):
    first = checking(warehouse, {"H3": "管不管"})
    assert "V01.column_missing" in must(first)
    second = put_right(warehouse, first, Change(CASES, "H3", HEADING, "职责范围"))
    assert must(second) == []
    continuing.remember(warehouse, "QYB", [UnitWord(CASES, HEADING, "管不管", "jurisdiction")], by="clerk", at=NOW,
                        scope=CLERK)
    third = checking(warehouse, {"H3": "管 不 管"})
    assert must(third) == []
    assert third.checked.rows.sheets == second.checked.rows.sheets
    assert "V01.remembered_heading" in [f.code for f in third.checked.findings]


def test_a_remembered_heading_never_displaces_the_column_of_that_name(warehouse):
    continuing.remember(warehouse, "QYB", [UnitWord(CASES, HEADING, "另一列", "jurisdiction")], by="clerk", at=NOW,
                        scope=CLERK)
    found = checking(warehouse, {"T3": "另一列", "T4": "职责外"})
    assert must(found) == []
    assert {row["jurisdiction"] for row in found.checked.rows.sheets[CASES] if row.row_no == 4} == {
        row["jurisdiction"] for row in checking(warehouse, {}).checked.rows.sheets[CASES] if row.row_no == 4
    }


def renamed(own: str, sheet: str = CASES, cells=None) -> bytes:
    book = load_workbook(BytesIO(changed(CASES, cells or {})))
    book[title(sheet)].title = own
    return saved(book)


def of_own(warehouse, data):
    return submitting.check(warehouse, data, "十月.xlsx", unit_code="QYB", month=OCTOBER, now=NOW, scope=CLERK)


def test_a_sheet_under_another_title_is_taken_kept_taken_up_again_and_stored_with_the_return(warehouse):
    first = of_own(warehouse, renamed("十月来访", cells=FAULTY))
    assert must(first) == ["V01.sheet_missing"]
    second = continuing.take_sheets(warehouse, first, {CASES: "十月来访"}, by="clerk", at=NOW, scope=CLERK)
    assert must(second) == ["V03.unknown_value"]
    third = put_right(warehouse, second, RIGHT)
    number = continuing.keep(warehouse, third, {}, by="clerk", at=NOW, scope=CLERK)
    again, _ = continuing.take_up(warehouse, number, at=NOW, scope=CLERK)
    assert again.checked == third.checked
    book = load_workbook(BytesIO(continuing.copy_of(warehouse, number, "corrected", scope=CLERK).content))
    assert book[title(CASES)]["H7"].value == "职责内"
    receipt = sent(warehouse, again)
    found = kept_checks.corrections_of(warehouse.cursor(), [receipt.return_id])[receipt.return_id]
    assert [(c["column"], c["cell"], c["old"], c["new"]) for c in found] == [
        (TITLE, "", "十月来访", title(CASES)), ("jurisdiction", "H7", "本部门", "职责内"),
    ]


def test_a_sheet_that_is_no_longer_taken_takes_what_was_put_right_in_it_along(warehouse):
    first = of_own(warehouse, renamed("十月来访", cells=FAULTY))
    second = continuing.take_sheets(warehouse, first, {CASES: "十月来访"}, by="clerk", at=NOW, scope=CLERK)
    third = put_right(warehouse, second, RIGHT)
    back = continuing.take_sheets(warehouse, third, {CASES: None}, by="clerk", at=NOW, scope=CLERK)
    assert (back.corrections, back.checked) == ((), first.checked)


def test_a_title_that_was_remembered_is_known_in_every_way_in_until_the_office_withdraws_it(warehouse):
    word = UnitWord("cover", TITLE, "九月封面", "cover")
    data = renamed("十月封面", "cover", FAULTY)
    assert not isinstance(submitting.find_slot(warehouse, data, "x.xlsx", NOW), tuple)
    continuing.remember(warehouse, "QYB", [word], by="clerk", at=NOW, scope=CLERK)
    assert submitting.find_slot(warehouse, data, "x.xlsx", NOW)[:2] == ("QYB", OCTOBER)
    outcome = submitting.submit_file(
        warehouse, renamed("十月封面", "cover"), "x.xlsx", by="clerk", at=NOW, confirm=True, reason="属实", scope=CLERK
    )
    assert outcome.receipt is not None
    first = of_own(warehouse, data)
    second = put_right(warehouse, first, RIGHT, Change("cover", "B8", "reviewer", "李晓梅"))
    number = continuing.keep(warehouse, second, {}, by="clerk", at=NOW, scope=CLERK)
    book = load_workbook(BytesIO(continuing.copy_of(warehouse, number, "corrected", scope=CLERK).content))
    assert book["十月封面"]["B8"].value == "李晓梅"
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=NOW)
        append_records(cursor, "unit_alias", [{
            "unit_code": "QYB", "sheet": "cover", "column_name": TITLE, "written": "九月封面", "meant": "cover",
            "withdrawn": True}], number)
    assert not isinstance(submitting.find_slot(warehouse, data, "x.xlsx", NOW), tuple)


def test_copies_of_a_file_with_private_numbers_are_had_by_who_has_it_open_and_by_nobody_after(warehouse):
    first = checking(warehouse, {"J8": "联系电话13812345621"})
    number = continuing.keep(warehouse, first, {}, by="clerk", at=NOW, scope=CLERK)
    sheet = load_workbook(BytesIO(continuing.copy_of(warehouse, number, "marked", scope=CLERK).content))[title(CASES)]
    assert sheet["J8"].value == "联系电话13812345621"
    assert "13812345621" not in sheet["J8"].comment.text
    colleague = Scope(units_written=frozenset({"QYB"}), viewer="colleague")
    with pytest.raises(StoreError):
        continuing.copy_of(warehouse, number, "marked", scope=colleague)
    assert not [*(warehouse.directory / "originals").glob("*/*")]
    closed = continuing.keep(warehouse, first, {}, by="clerk", at=NOW, scope=CLERK, is_open=lambda: False)
    with pytest.raises(StoreError):
        continuing.copy_of(warehouse, closed, "marked", scope=CLERK)
    del first
    gc.collect()
    with pytest.raises(StoreError):
        continuing.copy_of(warehouse, number, "marked", scope=CLERK)


def test_going_back_makes_a_new_version_with_the_rows_of_the_earlier_one(warehouse):
    one = sent(warehouse, checking(warehouse, {}))
    two = submitting.check(
        warehouse, changed("personal_study", {"C4": 21}), "b.xlsx", unit_code="QYB", month=OCTOBER, now=NOW, scope=CLERK
    )
    sent(warehouse, two, at=NOW + dt.timedelta(hours=1))
    later = NOW + dt.timedelta(hours=2)
    with pytest.raises(StoreError, match="reason"):
        continuing.go_back(warehouse, one.return_id, reason=" ", by="clerk", at=later, scope=CLERK)
    with pytest.raises(OutsideScope):
        continuing.go_back(warehouse, one.return_id, reason="弄错", by="x", at=later, scope=STRANGER)
    three = continuing.go_back(warehouse, one.return_id, reason="第 2 版弄错了", by="clerk", at=later, scope=CLERK)
    assert (three.version, three.sha256) == (3, one.sha256)
    found = submitting.versions(warehouse, "QYB", OCTOBER)
    assert list(found["version"]) == [3, 2, 1]
    assert list(found["counts"]) == [True, False, False]
    assert found["reason"].iloc[0] == "第 2 版弄错了"
    with pytest.raises(StoreError, match="counts already"):
        continuing.go_back(warehouse, three.return_id, reason="x", by="clerk", at=later, scope=CLERK)
