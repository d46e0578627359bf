"""
What the office keeps, as one unit and one month need it: the template is filled from it and a return is checked
against it. Plain Python values, read once, so that checks need no database.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

import duckdb

from analytics.declare import ServiceLimit, Sheet, return_form
from analytics.months import Month
from analytics.rows import Value, plain_title
from analytics.store.warehouse import StoreError
from analytics.workdays import CalendarDay, WorkCalendar


@dataclass(frozen=True, slots=True)
class Unit:
    """aliases: other names of the unit that clerks write. parent_code: None for the root."""

    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str
    kind: str
    parent_code: str | None
    has_window: bool
    must_report: bool
    head_id: str | None = None
    supervisor_id: str | None = None
    contact: str | None = None
    aliases: tuple[str, ...] = ()

    def name(self, lang: str) -> str:
        return self.name_zh if lang == "zh" else self.name_en

    def short(self, lang: str) -> str:
        return self.short_zh if lang == "zh" else self.short_en


@dataclass(frozen=True, slots=True)
class Person:
    """One person as on the last day of the month."""

    staff_id: str
    name: str
    name_en: str
    unit_code: str
    is_cadre: bool
    is_leadership: bool
    is_central_group: bool
    workdays_on_duty: int


@dataclass(frozen=True, slots=True)
class Session:
    """attendees: staff | cadre | central_group | a unit code. status: planned | held | cancelled."""

    session_id: str
    held_on: dt.date
    starts_at: str | None
    hours: float
    type: str
    form: str
    content: str
    title: str
    attendees: str
    status: str


@dataclass(frozen=True, slots=True)
class OffDuty:
    from_on: dt.date
    to_on: dt.date | None
    reason: str

    def covers(self, day: dt.date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class StoredReturn:
    """The newest version of the month; state: submitted | accepted | sent_back."""

    return_id: int
    version: int
    state: str
    received_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Registers:
    """
    Everything about one unit and month.

    people: the unit's own staff (roster order). everyone: the whole agency's roster by staff_id.
    sessions: every session of the calendar by id. expected: (session_id, staff_id) pairs the attendance sheet owes:
    the unit's people in the scope of each held session of the month.
    previous: sheet -> id -> values of the latest earlier month's row (snapshot sheets). carried: the same, but
    only what is still unfinished and must come back this month.
    earlier_case_ids: case ids of this unit and year whose case was already finished in an earlier month.
    suggestion_titles: normalised title -> suggestion id, of the agency's year outside this unit and month.
    note_titles: normalised title -> (staff_id, month) of the unit's earlier notes and other units' this month.
    completed_courses: (staff_id, normalised course name) finished before this month.
    past_counts: measure -> the values of up to six earlier months, oldest first (V31); measures are
    cases_received, suggestions, activities, beneficiaries, self_study_hours.
    due_on: the month's deadline.
    """

    unit: Unit
    month: Month
    now: dt.datetime
    due_on: dt.date
    people: tuple[Person, ...]
    everyone: Mapping[str, Person]
    units: Mapping[str, Unit]
    sessions: Mapping[str, Session]
    expected: tuple[tuple[str, str], ...]
    off_duty: Mapping[str, tuple[OffDuty, ...]]
    calendar: WorkCalendar
    limits: Mapping[str, ServiceLimit]
    reception_days: frozenset[dt.date] = frozenset()
    previous: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)
    carried: Mapping[str, Mapping[str, Mapping[str, Value]]] = field(default_factory=dict)
    earlier_case_ids: frozenset[str] = frozenset()
    suggestion_titles: Mapping[str, str] = field(default_factory=dict)
    note_titles: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    completed_courses: frozenset[tuple[str, str]] = frozenset()
    past_counts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    stored: StoredReturn | None = None

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def workdays(self) -> int:
        return self.calendar.workdays_in(self.month)

    def off_duty_on(self, staff_id: str, day: dt.date) -> bool:
        return any(period.covers(day) for period in self.off_duty.get(staff_id, ()))


# ------------------------------------------------------------------------------------------- reading the store
QUERIES = Path(__file__).parent / "sql"
PAST_MEASURES = ("cases_received", "suggestions", "activities", "beneficiaries", "self_study_hours")


def units_on(cursor: duckdb.DuckDBPyConnection, day: dt.date) -> dict[str, Unit]:
    """Units as on a day, by code, in the office's order."""
    rows = _records(cursor, _query("units.sql"), {"day": day})
    return {r["code"]: Unit(**{**r, "aliases": tuple((r["aliases"] or "").split("、")) if r["aliases"] else ()})
            for r in rows}


def work_calendar(cursor: duckdb.DuckDBPyConnection) -> WorkCalendar:
    """The stored working-day calendar; CalendarError when it is empty."""
    rows = cursor.execute("SELECT day, is_workday, kind, published FROM calendar_day ORDER BY day").fetchall()
    return WorkCalendar(CalendarDay(*row) for row in rows)


def registers_for(
    cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month, now: dt.datetime
) -> Registers:
    """Everything the template of a unit's month is filled from and its return is checked against."""
    units = units_on(cursor, month.last_day)
    if unit_code not in units:
        raise StoreError(f"there is no unit {unit_code} in {month}; the units are: {', '.join(units)}")
    slot = {"unit_code": unit_code, "month": str(month)}
    people = {r["staff_id"]: Person(**r) for r in _records(cursor, _query("people.sql"), {"month": str(month)})}
    previous = {s.name: _latest_rows(cursor, s, slot) for s in return_form().sheets if s.kind == "snapshot"}
    return Registers(
        unit=units[unit_code], month=month, now=now, due_on=_due_on(cursor, month), units=units, everyone=people,
        people=tuple(p for p in people.values() if p.unit_code == unit_code),
        sessions={r["session_id"]: Session(**r) for r in _records(cursor, _SESSIONS, {})},
        expected=tuple(cursor.execute(_query("expected_attendance.sql"), slot).fetchall()),
        off_duty=_off_duty(cursor), calendar=work_calendar(cursor), limits=_limits(cursor),
        reception_days=frozenset(r[0] for r in cursor.execute("SELECT held_on FROM reception_day").fetchall()),
        previous=previous, carried={name: _unfinished(name, rows) for name, rows in previous.items()},
        earlier_case_ids=_finished_case_ids(previous.get("service_cases", {}), month),
        suggestion_titles=_suggestion_titles(cursor, slot, month), note_titles=_note_titles(cursor, slot),
        completed_courses=_completed_courses(cursor, slot), past_counts=_past_counts(cursor, slot),
        stored=_stored(cursor, slot),
    )


_SESSIONS = """
    SELECT session_id, held_on, starts_at, hours, type, form, content, title, attendees, status
    FROM study_session ORDER BY held_on, session_id"""


def _query(name: str) -> str:
    return (QUERIES / name).read_text(encoding="utf-8")


def _records(cursor: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, object]) -> list[dict]:
    cursor.execute(sql, dict(values))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _due_on(cursor: duckdb.DuckDBPyConnection, month: Month) -> dt.date:
    row = cursor.execute("SELECT due_on FROM deadline WHERE month = ?", [str(month)]).fetchone()
    if row is None:
        raise StoreError(f"the working-day calendar does not reach the deadline of {month}; extend the calendar")
    return row[0]


def _latest_rows(cursor: duckdb.DuckDBPyConnection, sheet: Sheet, slot: Mapping[str, str]) -> dict[str, dict]:
    """id -> the values of its latest row before the month."""
    key = sheet.key[0]
    names = ", ".join(f'"{c.name}"' for c in sheet.columns)
    rows = _records(
        cursor,
        f"SELECT {names}, month AS reported_month FROM history_{sheet.name} "
        "WHERE unit_code = $unit_code AND month < $month "
        f"QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY month DESC, row_no DESC) = 1 ORDER BY row_no",
        slot,
    )
    return {row[key]: row for row in rows}


def _unfinished(sheet_name: str, rows: Mapping[str, dict]) -> dict[str, dict]:
    sheet = return_form().sheet(sheet_name)
    return {key: row for key, row in rows.items() if row[sheet.finished_column] not in sheet.finished_codes}


def _finished_case_ids(rows: Mapping[str, dict], month: Month) -> frozenset[str]:
    unfinished = _unfinished("service_cases", rows)
    return frozenset(
        key for key, row in rows.items() if key not in unfinished and row["reported_month"][:4] == str(month.year)
    )


def _off_duty(cursor: duckdb.DuckDBPyConnection) -> dict[str, tuple[OffDuty, ...]]:
    found: dict[str, tuple[OffDuty, ...]] = {}
    for staff_id, *period in cursor.execute("SELECT staff_id, from_on, to_on, reason FROM duty").fetchall():
        found[staff_id] = (*found.get(staff_id, ()), OffDuty(*period))
    return found


def _limits(cursor: duckdb.DuckDBPyConnection) -> dict[str, ServiceLimit]:
    names = [f.name for f in fields(ServiceLimit)]
    rows = cursor.execute(f"SELECT {', '.join(names)} FROM service_limit").fetchall()
    return {row[0]: ServiceLimit(*row) for row in rows}


def _suggestion_titles(cursor: duckdb.DuckDBPyConnection, slot: Mapping[str, str], month: Month) -> dict[str, str]:
    rows = cursor.execute(
        "SELECT title, suggestion_id FROM all_suggestions WHERE left(month, 4) = ? "
        "AND NOT (unit_code = ? AND month = ?)", [str(month.year), slot["unit_code"], slot["month"]],
    ).fetchall()
    return {plain_title(title): suggestion_id for title, suggestion_id in rows}


def _note_titles(cursor: duckdb.DuckDBPyConnection, slot: Mapping[str, str]) -> dict[str, tuple]:
    found: dict[str, tuple] = {}
    for title, staff_id, month in cursor.execute(_query("note_titles.sql"), dict(slot)).fetchall():
        key = plain_title(title)
        found[key] = (*found.get(key, ()), (staff_id, month))
    return found


def _completed_courses(cursor: duckdb.DuckDBPyConnection, slot: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    rows = cursor.execute(
        "SELECT staff_id, course_name FROM all_personal_study WHERE course_status = 'completed' "
        "AND course_name IS NOT NULL AND month < $month", {"month": slot["month"]},
    ).fetchall()
    return frozenset((staff_id, plain_title(name)) for staff_id, name in rows)


def _past_counts(cursor: duckdb.DuckDBPyConnection, slot: Mapping[str, str]) -> dict[str, tuple[float, ...]]:
    rows = _records(cursor, _query("past_counts.sql"), slot)
    return {name: tuple(float(row[name]) for row in rows) for name in PAST_MEASURES}


def _stored(cursor: duckdb.DuckDBPyConnection, slot: Mapping[str, str]) -> StoredReturn | None:
    row = cursor.execute(
        "SELECT return_id, version, state, received_at FROM return_state "
        "WHERE unit_code = $unit_code AND month = $month ORDER BY version DESC LIMIT 1", dict(slot),
    ).fetchone()
    return None if row is None else StoredReturn(*row)
