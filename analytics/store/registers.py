"""
What the office keeps, as one unit and one month need it: the template is filled from it and a return is checked
against it. Plain Python values, read once, so that checks need no database.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.declare import ServiceLimit
from analytics.months import Month
from analytics.readings import declared_values
from analytics.rows import Value
from analytics.workdays import WorkCalendar


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
    """One person as on the last day of the month. from_on, to_on: the days of the month they were on the roster."""

    staff_id: str
    name: str
    name_en: str
    unit_code: str
    is_cadre: bool
    is_leadership: bool
    is_central_group: bool
    workdays_on_duty: int
    from_on: dt.date = dt.date.min
    to_on: dt.date = dt.date.max

    def attends(self, session: "Session") -> bool:
        """Whether the session was for this person and they were on the roster that day."""
        invited = {
            "staff": True, "cadre": self.is_cadre, "central_group": self.is_central_group,
        }.get(session.attendees, session.attendees == self.unit_code)
        return invited and self.from_on <= session.held_on <= self.to_on


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
class Closure:
    """Why a month's return may not change: closed_as locked | approved, by which agency, when."""

    closed_as: str
    by_unit: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class AskedCell:
    """
    A cell the newest version was sent back for. key names its row (returns.comparing.row_key); value: what stands
    there, as text; words: what the reviewer says is wrong with it; cell: its address in the file as it was sent.
    """

    sheet: str
    column: str
    row_no: int
    key: str
    value: str | None
    words: str
    cell: str = ""


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
    closure: why the month may not be reported now; None when it may. asked: cells the newest version was sent back for.
    unit_words: (sheet, column) -> what the unit writes, plainly spelt -> what it means by it; column heading: headings
    of its own -> the columns they stand over; column sheet_title: titles of its own -> the sheets they stand for.
    settings: by flat name (make_up_within_days), the office's own value where it has one.
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
    closure: Closure | None = None
    asked: tuple[AskedCell, ...] = ()
    unit_words: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=declared_values)

    @property
    def today(self) -> dt.date:
        return self.now.date()

    @property
    def workdays(self) -> int:
        return self.calendar.workdays_in(self.month)

    def off_duty_on(self, staff_id: str, day: dt.date) -> bool:
        return any(period.covers(day) for period in self.off_duty.get(staff_id, ()))
