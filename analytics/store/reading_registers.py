"""Reads what the office keeps out of the store, as one unit and one month need it (store/registers.py says what)."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from analytics.declare import ServiceLimit, Sheet, return_form
from analytics.months import Month
from analytics.rows import plain_title
from analytics.store.closing import closure_of
from analytics.store.creation import identity
from analytics.store.registers import OffDuty, Person, Registers, Session, StoredReturn, Unit
from analytics.store.settings import setting_in, settings_in
from analytics.store.submissions import asked_cells
from analytics.store.warehouse import StoreError, register_version
from analytics.workdays import CalendarDay, WorkCalendar

QUERIES = Path(__file__).parent / "sql"
V31_MONTHS = 6
PAST_MEASURES = ("cases_received", "suggestions", "activities", "beneficiaries", "self_study_hours")


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """A unit as it was from one day to another, both included; valid_to None = still so."""

    valid_from: dt.date
    valid_to: dt.date | None
    unit: Unit


def unit_versions(cursor: duckdb.DuckDBPyConnection) -> tuple[UnitVersion, ...]:
    """Every version of every unit, in the office's order, the older version of a unit first."""
    found = []
    for row in _records(cursor, _query("units.sql"), {}):
        valid_from, valid_to = row.pop("valid_from"), row.pop("valid_to")
        aliases = tuple(row["aliases"].split("、")) if row["aliases"] else ()
        found.append(UnitVersion(valid_from, valid_to, Unit(**{**row, "aliases": aliases})))
    return tuple(found)


def units_of(versions: Iterable[UnitVersion], day: dt.date) -> dict[str, Unit]:
    """The units as on a day, by code, in the order of the versions."""
    return {v.unit.code: v.unit for v in versions if v.valid_from <= day <= (v.valid_to or dt.date.max)}


def units_on(cursor: duckdb.DuckDBPyConnection, day: dt.date) -> dict[str, Unit]:
    """Units as on a day, by code, in the office's order."""
    return units_of(unit_versions(cursor), day)


def work_calendar(cursor: duckdb.DuckDBPyConnection) -> WorkCalendar:
    """The stored working-day calendar; CalendarError when it is empty."""
    rows = cursor.execute("SELECT day, is_workday, kind, published FROM calendar_day ORDER BY day").fetchall()
    return WorkCalendar((CalendarDay(*row) for row in rows), setting_in(cursor, "working_hours_periods"))


def registers_for(
    cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month, now: dt.datetime
) -> Registers:
    """Everything the template of a unit's month is filled from and its return is checked against."""
    agency = _agency(cursor, month)
    if unit_code not in agency.units:
        raise StoreError(f"there is no unit {unit_code} in {month}; the units are: {', '.join(agency.units)}")
    slot = {"unit_code": unit_code, "month": str(month)}
    own = tuple(person for person in agency.people.values() if person.unit_code == unit_code)
    answered_for = [unit_code, *(closed for closed, heir in agency.heirs.items() if heir == unit_code)]
    asked = {"units": answered_for, "month": slot["month"]}
    stored = _stored(cursor, slot)
    previous = {s.name: _latest_rows(cursor, s, asked) for s in return_form().sheets if s.kind == "snapshot"}
    return Registers(
        unit=agency.units[unit_code], month=month, now=now, due_on=agency.due_on, units=agency.units,
        everyone=agency.people, people=own, sessions=agency.sessions, expected=_expected(own, agency.sessions, month),
        off_duty=agency.off_duty, calendar=agency.calendar, limits=agency.limits, reception_days=agency.reception_days,
        previous=previous, carried={name: _unfinished(name, rows) for name, rows in previous.items()},
        earlier_case_ids=_finished_case_ids(previous.get("service_cases", {}), month),
        suggestion_titles=_suggestion_titles(cursor, slot, month), note_titles=_note_titles(cursor, slot),
        completed_courses=_completed_courses(cursor, slot), past_counts=_past_counts(cursor, unit_code, month),
        stored=stored, closure=closure_of(cursor, unit_code, month), settings=agency.settings,
        unit_words=unit_words_of(cursor, unit_code).get(unit_code, {}),
        asked=asked_cells(cursor, stored.return_id) if stored and stored.state == "sent_back" else (),
    )


@dataclass(frozen=True, slots=True)
class _Agency:
    """What is the same for every unit of a month. heirs: closed unit -> who answers in it for what that one left."""

    units: Mapping[str, Unit]
    heirs: Mapping[str, str]
    people: Mapping[str, Person]
    sessions: Mapping[str, Session]
    off_duty: Mapping[str, tuple[OffDuty, ...]]
    calendar: WorkCalendar
    limits: Mapping[str, ServiceLimit]
    reception_days: frozenset[dt.date]
    due_on: dt.date
    settings: Mapping[str, Any]


_KEPT: OrderedDict[tuple, _Agency] = OrderedDict()  # by database, newest register record and month
_KEPT_LOCK = Lock()
_KEPT_MONTHS = 24


def _agency(cursor: duckdb.DuckDBPyConnection, month: Month) -> _Agency:
    """The agency's registers for a month; kept until any register changes, because every unit asks for the same."""
    key = (*register_version(cursor), month)
    with _KEPT_LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    agency = _read_agency(cursor, month)
    with _KEPT_LOCK:
        _KEPT[key] = agency
        while len(_KEPT) > _KEPT_MONTHS:
            _KEPT.popitem(last=False)
    return agency


def _read_agency(cursor: duckdb.DuckDBPyConnection, month: Month) -> _Agency:
    people = _records(cursor, _query("people.sql"), {"month": str(month)})
    return _Agency(
        units=units_on(cursor, month.last_day), heirs=_heirs(cursor, month),
        people={r["staff_id"]: Person(**r) for r in people},
        sessions={r["session_id"]: Session(**r) for r in _records(cursor, _SESSIONS, {})},
        off_duty=_off_duty(cursor), calendar=work_calendar(cursor), limits=_limits(cursor),
        reception_days=frozenset(r[0] for r in cursor.execute("SELECT held_on FROM reception_day").fetchall()),
        due_on=_due_on(cursor, month), settings=settings_in(cursor),
    )


def _heirs(cursor: duckdb.DuckDBPyConnection, month: Month) -> dict[str, str]:
    rows = cursor.execute("SELECT closed_code, heir_of(closed_code, ?) FROM takeover", [str(month)]).fetchall()
    return {closed: heir for closed, heir in rows if closed != heir}


def _expected(
    people: tuple[Person, ...], sessions: Mapping[str, Session], month: Month
) -> tuple[tuple[str, str], ...]:
    return tuple(
        (session.session_id, person.staff_id)
        for session in sessions.values() if session.status == "held" and Month.of(session.held_on) == month
        for person in people if person.attends(session)
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


def _latest_rows(cursor: duckdb.DuckDBPyConnection, sheet: Sheet, asked: Mapping[str, object]) -> dict[str, dict]:
    """
    id -> the values of its latest row before the month, of the units (one, and those it has taken over from); of an id
    used again in a later year, the later one. Reads the table: the view would look for every unit's line.
    """
    key = sheet.key[0]
    names = ", ".join(f'"{c.name}"' for c in sheet.columns)
    rows = _records(
        cursor,
        f"SELECT {names}, month AS reported_month FROM sheet_{sheet.name} "
        "WHERE unit_code IN (SELECT unnest($units)) AND month < $month "
        "AND return_id IN (SELECT return_id FROM current_return) "
        f"QUALIFY row_number() OVER (PARTITION BY {identity(sheet)} ORDER BY month DESC, row_no DESC) = 1 "
        f"ORDER BY {f'year({sheet.key_year}), ' if sheet.key_year else ''}row_no",
        dict(asked),
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


def past_counts(
    cursor: duckdb.DuckDBPyConnection, slots: Sequence[tuple[str, Month]], most: int
) -> dict[tuple[str, Month], list[dict[str, Any]]]:
    """
    month and PAST_MEASURES of each unit's latest returns before its month, oldest first. slots: pairs of unit and the
    month before which; those without any have an empty list.
    """
    found: dict[tuple[str, Month], list[dict[str, Any]]] = {slot: [] for slot in slots}
    asked = {"units": [unit for unit, _ in found], "months": [str(before) for _, before in found], "most": most}
    for row in _records(cursor, _query("past_counts.sql"), asked):
        found[row["unit_code"], Month.parse(row["before"])].append(row)
    return found


def _past_counts(cursor: duckdb.DuckDBPyConnection, unit_code: str, month: Month) -> dict[str, tuple[float, ...]]:
    rows = past_counts(cursor, [(unit_code, month)], V31_MONTHS)[unit_code, month]
    return {name: tuple(float(row[name]) for row in rows) for name in PAST_MEASURES}


def unit_words_of(
    cursor: duckdb.DuckDBPyConnection, unit_code: str | None = None
) -> dict[str, dict[tuple[str, str], dict[str, str]]]:
    """Unit -> its own words, as Registers.unit_words has them; of all units that have any, or of one."""
    found: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for unit, sheet, column, written, meant in cursor.execute(
        "SELECT unit_code, sheet, column_name, written, meant FROM unit_alias WHERE unit_code = coalesce(?, unit_code) "
        "ORDER BY unit_code", [unit_code]
    ).fetchall():
        found.setdefault(unit, {}).setdefault((sheet, column), {})[written] = meant
    return found


def _stored(cursor: duckdb.DuckDBPyConnection, slot: Mapping[str, str]) -> StoredReturn | None:
    row = cursor.execute(
        "SELECT return_id, version, state, received_at FROM return_state "
        "WHERE unit_code = $unit_code AND month = $month ORDER BY version DESC LIMIT 1", dict(slot),
    ).fetchone()
    return None if row is None else StoredReturn(*row)
