"""Registers out to a workbook and back in: nothing is lost on the way, and what is wrong is said at its cell."""

import datetime as dt
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from analytics.declare import Column, code_list, register, registers, return_form
from analytics.exports.registers import RegisterSheet, write_registers
from analytics.keeping import files
from analytics.keeping.checking import Kept
from analytics.keeping.committing import commit
from analytics.keeping.reading import kept
from analytics.keeping.surroundings import surroundings
from analytics.returns.layout import HEADING
from analytics.returns.names import plain_name
from analytics.returns.register_sheets import read_register
from analytics.returns.sheet_titles import TITLE
from analytics.scope import EVERYTHING, Scope
from analytics.store.kept_entries import Entry
from tests.analytics.store_fixture import open_store
from tests.keeping.conftest import NOW, checked, facts
from tests.keeping.test_findings import EXAM

OFFICE = Scope(birth_dates=False)
RISKY = "=HYPERLINK(\"http://x\")"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_store(tmp_path_factory.mktemp("files") / "data", facts()) as warehouse:
        two = checked(warehouse, "exam", EXAM, EXAM | {"staff_id": "A2", "score": 60.5})
        commit(warehouse, two, reason="x", by="x", at=NOW, scope=EVERYTHING)
        yield warehouse


def written(store, name: str, scope=EVERYTHING, lang="zh") -> bytes:
    return files.write(store.cursor(), scope, [name], lang, NOW)[1]


def read(store, name: str, data: bytes, scope=EVERYTHING, **more):
    cursor = store.cursor()
    return files.read(kept(cursor, scope, name), data, "台账.xlsx", surroundings(cursor, NOW), **more)


def changed(data: bytes, **cells: object) -> bytes:
    book = load_workbook(BytesIO(data))
    for address, value in cells.items():
        book.worksheets[0][address].value = value
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


# ------------------------------------------------------------------------------------------- there and back
@pytest.mark.parametrize("scope", [EVERYTHING, OFFICE], ids=["administrator", "office"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", registers())
def test_a_register_that_comes_back_as_it_went_out_changes_nothing(store, name, lang, scope):
    found = read(store, name, written(store, name, scope, lang), scope, complete=True)
    assert found.findings == ()
    assert found.changes == ()


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2026, 3, 1))


def values_of(column: Column) -> st.SearchStrategy:
    known = {"staff": ["A1", "A2", "B1"], "unit": ["FL", "A", "B"], "suggestion": ["A-S1"],
             "indicator": ["study_completion_rate"], "attendees": ["staff", "cadre", "A"]}
    found: st.SearchStrategy
    match column.type:
        case "boolean":
            found = st.booleans()
        case "list":
            found = st.sampled_from([c.code for c in code_list(column.list)])
        case "date":
            found = DAYS
        case "integer":
            found = st.integers(int(column.min or 0), int(column.max or 10_000))
        case "number":
            found = st.floats(column.min or 0, column.max or 1000).map(lambda x: round(x, 2))
        case _ if column.refers_to:
            found = st.sampled_from(known[column.refers_to])
        case _:
            found = TEXTS.map(str.strip).filter(bool)
    return found if column.required else st.none() | found


@pytest.mark.parametrize("name", ["exam", "appointment", "institution", "award", "study_session", "staff"])
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_entries_say_comes_back_as_it_was_written(store, name, data):
    one = register(name)
    rows = data.draw(st.lists(st.fixed_dictionaries({c.name: values_of(c) for c in one.columns}), max_size=4,
                              unique_by=lambda row: tuple(row[k] for k in one.key)))
    around, entries = surroundings(store.cursor(), NOW), tuple(Entry(row, 1) for row in rows)
    content = write_registers([files.sheet_of(Kept(one, entries, entries), around, "zh")], "zh")
    found = files.read(Kept(one, entries, entries), content, "x.xlsx", around, complete=True)
    assert found.changes == ()
    assert [f for f in found.findings if f.severity == "refuse"] == []


UNIT_WORDS = (  # as stored
    ("A", "study_attendance", "status", "外出采访", "公假"), ("A", "service_cases", "status", "快好了", "办理中"),
    ("A", "personal_study", HEADING, "自学小时", "self_study_hours"),
    ("A", "suggestions", TITLE, "点子", "suggestions"),
)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sheets_columns_and_words_of_the_return_are_shown_by_their_titles_and_stored_by_their_codes(store, lang):
    one = register("unit_alias")
    names = [c.name for c in one.columns]
    entries = tuple(Entry(dict(zip(names, row, strict=True)), 1) for row in UNIT_WORDS)
    around, table = surroundings(store.cursor(), NOW), Kept(one, entries, entries)
    content = write_registers([files.sheet_of(table, around, lang)], lang)
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    form = return_form()
    for number, row in enumerate(UNIT_WORDS, 2):
        shown = [sheet.cell(number, place).value for place in (2, 3, 5)]
        assert shown[0] == form.sheet(row[1]).title(lang)
        assert not set(shown) & {row[1], row[2], "self_study_hours"}
        if row[2] == TITLE:
            assert shown[2] == shown[0]
        elif row[2] != HEADING:
            column = form.sheet(row[1]).column(row[2])
            assert shown[1:] == [column.title(lang), next(
                c.zh if lang == "zh" else c.en for c in code_list(column.list) if c.zh == row[4])]
        else:
            assert shown[2] == form.sheet(row[1]).column(row[4]).title(lang)
    found = files.read(table, content, "x.xlsx", around, complete=True)
    assert (found.findings, found.changes) == ((), ())


def test_whom_an_entry_is_about_is_named_and_understood_by_the_kind_that_another_column_says(store):
    one, around = register("assessment"), surroundings(store.cursor(), NOW)
    rows = [{c.name: None for c in one.columns} | {"subject_kind": kind, "subject": subject, "year": 2026,
                                                   "round": "year", "learning_cited": True}
            for kind, subject in (("person", "A1"), ("department", "A"))]
    entries = tuple(Entry(row, 1) for row in rows)
    table = Kept(one, entries, entries)
    content = write_registers([files.sheet_of(table, around, "zh")], "zh")
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [sheet["B2"].value, sheet["B3"].value] == ["A1 王丽", f"A {around.names('unit')['A'].zh}"]
    found = files.read(table, content, "x.xlsx", around, complete=True)
    assert (found.findings, found.changes) == ((), ())
    by_name = files.read(table, changed(content, B2="王丽", B3="李华"), "x.xlsx", around)
    assert [(f.code, f.cells) for f in by_name.findings if f.severity == "refuse"] == [("R02.unknown", ("B3",))]
    twice = files.read(table, changed(content, A3="个人", B3="李华"), "x.xlsx", around)  # two people are called so
    assert [(f.code, f.cells) for f in twice.findings if f.severity == "refuse"] == [("R02.unknown", ("B3",))]


def test_every_title_of_a_column_of_the_return_means_one_column():
    titles: dict[str, set[str]] = {}
    for sheet in return_form().sheets:
        for column in sheet.columns:
            for title in (column.zh, column.en):
                titles.setdefault(plain_name(title), set()).add(column.name)
    assert [title for title, names in titles.items() if len(names) > 1] == []


def test_who_attends_a_session_is_said_in_words_and_a_department_with_its_code(store):
    sheet = load_workbook(BytesIO(written(store, "study_session"))).worksheets[0]
    assert {sheet.cell(row, 9).value for row in (2, 3)} == {"全体职工"}
    data = changed(written(store, "study_session"), I2="A", I3="All cadres")
    assert [c.fields() for c in read(store, "study_session", data).changes] == [
        (("attendees", "staff", "A"),), (("attendees", "staff", "cadre"),)]


# ------------------------------------------------------------------------------------------- what is in the file
def test_the_workbook_has_both_languages_types_lists_and_locked_keys(store):
    sheet = load_workbook(BytesIO(written(store, "exam"))).worksheets[0]
    assert sheet.title == "述学考学"
    assert [sheet["A1"].value, sheet["C1"].value] == ["工号＊\nStaff number", "日期＊\nDate"]
    assert sheet["A2"].value == "A1 王丽"
    assert sheet["C2"].value == dt.datetime(2026, 2, 10)
    assert sheet["E3"].value == 60.5
    assert sheet.protection.sheet
    assert [sheet[cell].protection.locked for cell in ("A2", "C2", "E2")] == [True, True, False]
    assert not sheet.column_dimensions["A"].protection.locked  # where new entries are typed
    lists = {str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists["B2"] == '"述学,考学"'
    assert "A1 王丽" in lists["A2"]


def test_dates_of_birth_leave_for_the_administrator_alone(store):
    def heads(scope):
        return [c.value for c in load_workbook(BytesIO(written(store, "staff", scope))).worksheets[0][1]]

    assert any("出生日期" in head for head in heads(EVERYTHING))
    assert not any("出生日期" in head for head in heads(OFFICE))
    found = read(store, "staff", changed(written(store, "staff"), H2="1999-01-01"), OFFICE)
    assert {(f.code, f.cells) for f in found.findings if f.severity == "refuse"} == {
        ("R07.administrator_only", ("H2", "H3", "H4"))}


def test_a_text_that_looks_like_a_formula_stays_a_text(store):
    one = register("award")
    row = {c.name: None for c in one.columns} | {"nominee": RISKY}
    sheet = load_workbook(BytesIO(write_registers([RegisterSheet(one, one.columns, [row], {})], "zh"))).worksheets[0]
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet["C2"].quotePrefix) == (RISKY, "s", True)


# ------------------------------------------------------------------------------------------- what comes back
def test_what_is_wrong_in_a_file_is_said_at_its_cell_and_changes_nothing(store):
    found = read(store, "exam", changed(written(store, "exam"), E2=101, C3="昨天", A4="A11"))
    assert {(f.code, f.cells) for f in found.findings if f.severity == "refuse"} >= {
        ("V29.out_of_range", ("E2",)), ("V04.not_a_date", ("C3",)), ("R02.near", ("A4",))}
    assert found.changes == ()


def test_a_changed_cell_and_a_new_row_are_changes_and_a_row_left_out_only_when_the_file_is_complete(store):
    data = changed(written(store, "exam"), E2=90, A4="B1", B4="考学", C4="2026-02-11", D4="参加", E4=70)
    assert [(c.kind, c.key[0]) for c in read(store, "exam", data).changes] == [("changed", "A1"), ("added", "B1")]
    without = changed(written(store, "exam"), **{f"{letter}3": None for letter in "ABCDEFG"})
    assert read(store, "exam", without).changes == ()
    assert [(c.kind, c.key[0]) for c in read(store, "exam", without, complete=True).changes] == [("withdrawn", "A2")]


def test_columns_may_stand_in_any_order_and_carry_either_language(store):
    book = Workbook()
    book.active.title = "Debriefs and exams"
    book.active.append(["Exam score", "日期", "Staff number", "Type", "参加情况"])
    book.active.append([55, dt.date(2026, 2, 12), "B1", "考学", "Taken"])
    book.active.append([155, dt.date(2026, 2, 13), "B1", "考学", "Taken"])
    stream = BytesIO()
    book.save(stream)
    found = read(store, "exam", stream.getvalue())
    assert [(f.code, f.cells) for f in found.findings if f.severity == "refuse"] == [("V29.out_of_range", ("A3",))]


@pytest.mark.parametrize(("data", "code"), [
    (b"", "V00.empty_file"), (b"%PDF-1.7", "V00.pdf"), (b"PK\x03\x04 cut off", "V00.damaged"),
    (b"<html><table></table></html>", "V00.markup"), (b"a,b\n1,2\n", "V00.csv"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "V00.encrypted"),
])
def test_a_file_that_is_no_workbook_is_a_finding(store, data, code):
    (finding,) = read(store, "exam", data).findings
    assert finding.code == code


def test_another_workbook_is_named_by_the_sheets_it_has(store):
    book = Workbook()
    book.create_sheet("一")
    book.create_sheet("二")
    stream = BytesIO()
    book.save(stream)
    (finding,) = read(store, "exam", stream.getvalue()).findings
    assert (finding.code, finding.params["titles"]) == ("R07.no_sheet", ["Sheet", "一", "二"])


def test_a_formula_without_a_result_is_said_at_its_cell(store):
    found = read(store, "exam", changed(written(store, "exam"), E2="=1+1"))
    assert ("V34.not_calculated", ("E2",)) in {(f.code, f.cells) for f in found.findings}


def test_rows_keep_the_numbers_they_have_in_excel(store):
    found = read_register(written(store, "exam"), "x.xlsx", register("exam"))
    assert [row_no for row_no, _ in found.rows] == [2, 3]
    assert found.letters["score"] == "E"
