"""Rules about the personal-study sheet: hours, notes, courses."""

import datetime as dt
from collections.abc import Iterator

from analytics.findings import Finding
from analytics.months import Month
from analytics.returns.rules.judged import CONFIRM, REFUSE, Judged
from analytics.returns.values import UNFINISHED_NOTE
from analytics.rows import Row, plain_title

SHEET = "personal_study"
HOURS_A_DAY, MANY_HOURS = 24, 3
SHORTEST_TITLE = 4
COPIED_FROM = 3         # from this many people on the same hours look copied


def _first_rows(judged: Judged) -> dict[str, Row]:
    """Each person's first row, which carries the month's hours and note; later ones hold further events."""
    first: dict[str, Row] = {}
    for row in judged.rows(SHEET, "staff_id"):
        staff_id = row.values["staff_id"]
        if staff_id is not None:
            first.setdefault(str(staff_id), row)
    return first


def v14_hours_range(judged: Judged) -> Iterator[Finding]:
    """hours between 0 and 24 × days of month; above 3 × working days"""
    most, many = HOURS_A_DAY * judged.month.days, MANY_HOURS * judged.registers.workdays
    for row in judged.rows(SHEET, "self_study_hours"):
        hours = row.values["self_study_hours"]
        if isinstance(hours, float) and hours > most:
            yield judged.at("V14.impossible", REFUSE, SHEET, row, "self_study_hours", most=most)
        elif isinstance(hours, float) and hours > many:
            yield judged.at("V14.many", CONFIRM, SHEET, row, "self_study_hours", most=many,
                            workdays=judged.registers.workdays)


def v14_hours_filled(judged: Judged) -> Iterator[Finding]:
    """自学时数 ● (a second event in the same month: a second row, hours and note left empty)"""
    if not judged.has(SHEET, "self_study_hours"):
        return
    for staff_id, row in _first_rows(judged).items():
        person = judged.registers.everyone.get(staff_id)
        on_duty = person is None or person.workdays_on_duty > 0
        if on_duty and judged.missing(SHEET, row, "self_study_hours"):
            yield judged.at("V14.hours_missing", REFUSE, SHEET, row, "self_study_hours")


def v14_everybody(judged: Judged) -> Iterator[Finding]:
    """one prefilled row per person"""
    first = _first_rows(judged)
    if not first or any(not judged.known(SHEET, row, "staff_id") for row in judged.rows(SHEET)):
        return
    if any(staff_id not in judged.registers.everyone for staff_id in first):
        return  # a mistyped number is reported by V07
    missing = [p for p in judged.registers.people if p.staff_id not in first and p.workdays_on_duty > 0]
    if missing:
        yield Finding("V14.people_missing", CONFIRM, SHEET, (), None, {
            "people": [p.name for p in missing], "count": len(missing), "keys": [p.staff_id for p in missing]})


def v15_copied_hours(judged: Judged) -> Iterator[Finding]:
    """all persons have identical hours and the value is exactly the target"""
    rows = [row for row in _first_rows(judged).values() if isinstance(row["self_study_hours"], float)]
    hours = {row["self_study_hours"] for row in rows}
    # the target depends on sessions attended and duty days, so any number all share is asked about
    if len(rows) >= COPIED_FROM and len(hours) == 1 and hours != {0.0}:
        cells = tuple(judged.typed.cell(SHEET, "self_study_hours", row.row_no) for row in rows)
        yield Finding("V15.same_hours", CONFIRM, SHEET, cells, None,
                      {"column": "self_study_hours", "count": len(rows), "hours": hours.pop()})


def v16_note_complete(judged: Judged) -> Iterator[Finding]:
    """note present ⇒ type and date; date in period (补交)"""
    for row in judged.rows(SHEET, "note_title", "note_type", "note_date"):
        title = row.values["note_title"]
        if title is None or title == UNFINISHED_NOTE:
            yield from _without_note(judged, row)
            continue
        if len(str(title)) < SHORTEST_TITLE:
            yield judged.at("V16.short_title", REFUSE, SHEET, row, "note_title", least=SHORTEST_TITLE)
        for column in ("note_type", "note_date"):
            if judged.missing(SHEET, row, column):
                yield judged.at("V16.incomplete", REFUSE, SHEET, row, column, other="note_title")
        yield from _note_date(judged, row)


def _without_note(judged: Judged, row: Row) -> Iterator[Finding]:
    if not judged.known(SHEET, row, "note_title") or row.values["note_title"] == UNFINISHED_NOTE:
        return
    for column in ("note_type", "note_date"):
        if row.values[column] is not None:
            yield judged.at("V16.no_title", REFUSE, SHEET, row, "note_title", other=column)
            return


def _note_date(judged: Judged, row: Row) -> Iterator[Finding]:
    day = row.values["note_date"]
    if not isinstance(day, dt.date) or Month.of(day) == judged.month:
        return
    if day < judged.month.first_day:
        yield judged.at("V16.late_note", CONFIRM, SHEET, row, "note_date", month=str(judged.month))
    else:
        yield judged.at("V16.next_month", REFUSE, SHEET, row, "note_date", month=str(judged.month),
                        last=judged.month.last_day.isoformat())


def v16_note_missing(judged: Judged) -> Iterator[Finding]:
    """笔记题目 ● or 未完成"""
    if not judged.has(SHEET, "note_title"):
        return
    for staff_id, row in _first_rows(judged).items():
        person = judged.registers.everyone.get(staff_id)
        on_duty = person is None or person.workdays_on_duty > 0
        begun = row.values.get("note_type") or row.values.get("note_date")  # then V16.no_title speaks
        if on_duty and not begun and judged.missing(SHEET, row, "note_title"):
            yield judged.at("V16.note_missing", CONFIRM, SHEET, row, "note_title")


def v17_same_note(judged: Judged) -> Iterator[Finding]:
    """same note title for two people, or used before by the person"""
    titles: dict[str, list[Row]] = {}
    for row in judged.rows(SHEET, "staff_id", "note_title"):
        title = row.values["note_title"]
        if isinstance(title, str) and title != UNFINISHED_NOTE and plain_title(title):
            titles.setdefault(plain_title(title), []).append(row)
    for key, rows in titles.items():
        if len({row.values["staff_id"] for row in rows}) > 1:
            cells = tuple(judged.typed.cell(SHEET, "note_title", row.row_no) for row in rows)
            yield Finding("V17.two_people", CONFIRM, SHEET, cells, str(rows[0].values["note_title"]),
                          {"column": "note_title"})
            continue
        yield from _noted_before(judged, rows[0], judged.registers.note_titles.get(key, ()))


def _noted_before(judged: Judged, row: Row, earlier: tuple[tuple[str, str], ...]) -> Iterator[Finding]:
    for staff_id, month in earlier:
        if staff_id == row.values["staff_id"]:
            yield judged.at("V17.used_before", CONFIRM, SHEET, row, "note_title", month=month)
            return
        if month == str(judged.month):
            yield judged.at("V17.other_person", CONFIRM, SHEET, row, "note_title", staff_id=staff_id)
            return


def v18_courses(judged: Judged) -> Iterator[Finding]:
    """结业 ⇒ result; course not 结业 twice"""
    for row in judged.rows(SHEET, "course_name", "course_type", "course_status", "course_result"):
        given = [c for c in ("course_name", "course_type", "course_status") if row.values[c] is not None]
        for column in ("course_name", "course_type", "course_status"):
            if given and judged.missing(SHEET, row, column):
                yield judged.at("V18.incomplete", REFUSE, SHEET, row, column, other=given[0])
        if row.values["course_status"] != "completed":
            continue
        if judged.missing(SHEET, row, "course_result"):
            yield judged.at("V18.result_missing", REFUSE, SHEET, row, "course_result")
        course = (str(row.values["staff_id"]), plain_title(str(row.values["course_name"])))
        if course in judged.registers.completed_courses:
            yield judged.at("V18.completed_before", CONFIRM, SHEET, row, "course_name")


RULES = (
    v14_hours_range, v14_hours_filled, v14_everybody, v15_copied_hours, v16_note_complete, v16_note_missing,
    v17_same_note, v18_courses,
)
