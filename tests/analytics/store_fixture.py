"""
A store made from plain Python rows, without Excel: what the office keeps, and returns as lists of dicts.

`Facts` is all a store knows. `open_store` puts it into a Warehouse; the naive recomputations (tests/naive) read the
same Facts with plain loops. `random_facts` makes an agency of odd but valid data: missing and zero returns, corrected
and sent-back versions, a mover, a joiner, a leaver, people off duty, sessions nobody attended.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from analytics.declare import registers
from analytics.months import Month, month_range
from analytics.store.warehouse import Warehouse, record_event
from analytics.workdays import CalendarDay, default_calendar
from tests.analytics import random_registers_learning

START = dt.date(2024, 1, 1)
ROOT = "FL"
FIRST, LAST = Month(2025, 11), Month(2026, 12)
FIELDS_OF_FACTS = ("suggestion_review", "institution")  # registers that Facts has a field of its own for
Row = dict[str, Any]


@dataclass
class Return:
    """
    One stored version of a return; the last one that was not sent back counts. received_at: by default in the days
    after the month. decisions: (accepted | sent_back, when) in order, by default what the state says at once.
    """

    unit_code: str
    month: str
    sheets: dict[str, list[Row]]
    version: int = 1
    state: str = "accepted"      # submitted | accepted | sent_back
    return_id: int = 0
    received_at: dt.datetime | None = None
    decisions: tuple[tuple[str, dt.datetime], ...] | None = None

    def moment(self) -> dt.datetime:
        early = dt.datetime.combine(Month.parse(self.month).plus(1).first_day, dt.time(9))
        return self.received_at or early + dt.timedelta(self.version)

    def decided(self) -> tuple[tuple[str, dt.datetime], ...]:
        if self.decisions is not None:
            return self.decisions
        return () if self.state == "submitted" else ((self.state, self.moment()),)


@dataclass
class Facts:
    """Rows as stored. `registers`: further tables of records, table -> rows. `events`: refused, reminded."""

    units: list[Row] = field(default_factory=list)
    staff: list[Row] = field(default_factory=list)
    duty: list[Row] = field(default_factory=list)
    sessions: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)
    institutions: list[Row] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    registers: dict[str, list[Row]] = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)
    calendar: list[CalendarDay] = field(default_factory=lambda: list(years(2025, 2026)))

    def counting(self) -> dict[tuple[str, str], Return]:
        """(unit, month) -> the version that counts."""
        found: dict[tuple[str, str], Return] = {}
        for one in sorted(self.returns, key=lambda r: r.version):
            if one.state != "sent_back":
                found[one.unit_code, one.month] = one
        return found

    def rows(self, sheet: str) -> list[Row]:
        """Every row of a sheet that counts, with its unit_code, month and row_no."""
        return [
            {**row, "unit_code": unit, "month": month, "row_no": number}
            for (unit, month), one in self.counting().items()
            for number, row in enumerate(one.sheets.get(sheet, ()), 4)
        ]


@cache
def years(first: int, last: int) -> tuple[CalendarDay, ...]:
    return tuple(default_calendar(first, last))


# ------------------------------------------------------------------------------------------- rows
def unit(code: str, parent: str | None = ROOT, **more: Any) -> Row:
    kind = "agency" if parent is None else "department"
    return {
        "code": code, "valid_from": START, "valid_to": None, "name_zh": code, "name_en": code, "short_zh": code,
        "short_en": code, "parent_code": parent, "kind": kind, "position": 1, "has_window": parent is not None,
        "must_report": parent is not None, **more,
    }


def person(staff_id: str, unit_code: str, **more: Any) -> Row:
    return {
        "staff_id": staff_id, "valid_from": START, "valid_to": None, "name": staff_id, "name_en": staff_id,
        "unit_code": unit_code, "position": 1, "birth_date": dt.date(1985, 5, 5), "education": "bachelor",
        "degree_in_progress": None, "is_cadre": True, "is_leadership": False, "is_central_group": False,
        "joined_on": START, "left_on": None, **more,
    }


def session(session_id: str, held_on: dt.date, type_: str = "cadre_theory", **more: Any) -> Row:
    return {
        "session_id": session_id, "held_on": held_on, "starts_at": "09:00", "hours": 2.0, "type": type_,
        "form": "lecture", "content": "political_theory", "title": session_id, "attendees": "staff", "status": "held",
        **more,
    }


def attendance(session_id: str, staff_id: str, status: str = "present", **more: Any) -> Row:
    return {"session_id": session_id, "staff_id": staff_id, "status": status, "spoke": None, "made_up_on": None, **more}


def study(staff_id: str, hours: float | None = None, note_date: dt.date | None = None, **more: Any) -> Row:
    return {
        "staff_id": staff_id, "self_study_hours": hours, "note_title": "note" if note_date else None,
        "note_date": note_date, "course_name": None, "course_type": None, "course_status": None, **more,
    }


def suggestion(suggestion_id: str, staff_id: str, channel: str = "routine", **more: Any) -> Row:
    return {"suggestion_id": suggestion_id, "staff_id": staff_id, "channel": channel, "field": "service",
            "title": suggestion_id, "proposed_on": None, **more}


def goal(goal_id: str, goal_type: str, owner_id: str, due_on: dt.date, stage: str = "in_progress", **more: Any) -> Row:
    return {"goal_id": goal_id, "goal_type": goal_type, "owner_id": owner_id, "due_on": due_on, "stage": stage,
            "title": goal_id, "measure": "what will be done", "theme": None, **more}


def small_agency(**more: Any) -> Facts:
    """
    Departments A (A1, A2, both cadres, A1 in the central group) and B (B1 a cadre, B2 a clerical worker).
    returns = {("A", "2026-03"): {sheet: rows}}: accepted first versions; other words as in Facts.
    """
    returns = [Return(*key, sheets) for key, sheets in more.pop("returns", {}).items()]
    people = [
        person("A1", "A", is_central_group=True), person("A2", "A"), person("B1", "B"),
        person("B2", "B", is_cadre=False),
    ]
    values = {"units": [unit(ROOT, None), unit("A"), unit("B")], "staff": people, "returns": returns, **more}
    return Facts(**values)


def empty_returns(units: Iterable[str], first: Month, last: Month) -> dict[tuple[str, str], dict[str, list[Row]]]:
    """Zero returns of some units for some months, to be filled in."""
    return {(u, str(m)): {} for u in units for m in month_range(first, last)}


# ------------------------------------------------------------------------------------------- storing
def open_store(directory: Path, facts: Facts) -> Warehouse:
    """A new Warehouse that knows the facts."""
    warehouse = Warehouse.open(directory)
    with warehouse.writing() as cursor:
        number = record_event(cursor, "registers_changed", by="office", at=dt.datetime(2025, 1, 1))
        days = [{"day": d.day, "is_workday": d.is_workday, "kind": d.kind, "published": d.published}
                for d in facts.calendar]
        records = {
            "unit_record": facts.units, "staff_record": facts.staff, "duty_record": facts.duty,
            "session_record": facts.sessions, "calendar_record": days, "suggestion_review_record": facts.reviews,
            "institution_record": facts.institutions, **facts.registers,
        }
        for table, rows in records.items():
            insert(cursor, table, [{**row, "recorded_no": number} for row in rows])
        store_returns(cursor, facts.returns, facts.events)
    return warehouse


def facts_of(warehouse: Warehouse) -> Facts:
    """The facts of a store that was filled by other means, such as the demonstration."""
    cursor = warehouse.cursor()

    def rows(sql: str) -> list[Row]:
        found = cursor.execute(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, values, strict=True)) for values in found.fetchall()]

    sheets = [row["sheet"] for row in rows("SELECT DISTINCT sheet FROM return_sheet ORDER BY sheet")]
    content = {sheet: rows(f"SELECT * FROM sheet_{sheet} ORDER BY row_no") for sheet in sheets}
    returns = []
    for one in rows("SELECT return_id, unit_code, month, version, state FROM return_state ORDER BY return_id"):
        mine = {sheet: [r for r in found if r["return_id"] == one["return_id"]] for sheet, found in content.items()}
        returns.append(Return(one["unit_code"], one["month"], mine, one["version"], one["state"], one["return_id"]))
    days = rows("SELECT day, is_workday, kind, published FROM calendar_day")
    more = [r for r in registers().values() if r.group == "register" and r.name not in FIELDS_OF_FACTS]
    return Facts(
        rows("SELECT * FROM unit"), rows("SELECT * FROM staff"), rows("SELECT * FROM duty"),
        rows("SELECT * FROM study_session"), rows("SELECT * FROM suggestion_review"), rows("SELECT * FROM institution"),
        returns, {r.table: rows(f"SELECT * FROM {r.name}") for r in more},
        calendar=[CalendarDay(**row) for row in days],
    )


def store_returns(cursor, returns: list[Return], more_events: Iterable[Row] = ()) -> None:
    """Versions, their sheets and rows in the order of the list, and all events in the order of time."""
    versions, sheets, events = [], [], [{"recorded_by": "office", **event} for event in more_events]
    rows: dict[str, list[Row]] = {}
    for number, one in enumerate(returns, 1):
        one.return_id = number
        versions.append(_version(one, one.moment()))
        events += [{"recorded_at": at, "recorded_by": "office", "kind": kind, "unit_code": one.unit_code,
                    "month": one.month, "return_id": number}
                   for kind, at in (("submitted", one.moment()), *one.decided())]
        for sheet, found in one.sheets.items():
            sheets.append({"return_id": number, "sheet": sheet, "zero_declared": not found, "row_count": len(found)})
            rows.setdefault(sheet, []).extend(
                {**row, "return_id": number, "row_no": row_no, "unit_code": one.unit_code, "month": one.month}
                for row_no, row in enumerate(found, 4)
            )
    insert(cursor, "return_version", versions)
    insert(cursor, "return_sheet", sheets)
    insert(cursor, "event", sorted(events, key=lambda event: event["recorded_at"]))
    for sheet, found in rows.items():
        insert(cursor, f"sheet_{sheet}", found)


def _version(one: Return, moment: dt.datetime) -> Row:
    return {
        "return_id": one.return_id, "unit_code": one.unit_code, "month": one.month, "version": one.version,
        "return_type": "original" if one.version == 1 else "correction", "form_version": "test",
        "original_sha256": "", "file_name": "", "received_at": moment, "received_by": "clerk",
        "row_count": sum(len(r) for r in one.sheets.values()), "is_zero_return": not any(one.sheets.values()),
        "findings": "[]",
    }


def insert(cursor, table: str, rows: list[Mapping[str, Any]]) -> None:
    """Inserts dicts by column name; columns that are not named get their default."""
    if not rows:
        return
    names = list(dict.fromkeys(itertools.chain.from_iterable(rows)))
    cursor.register("rows_to_insert", pa.table({name: [row.get(name) for row in rows] for name in names}))
    cursor.execute(f"INSERT INTO {table} BY NAME SELECT * FROM rows_to_insert")
    cursor.unregister("rows_to_insert")


# ------------------------------------------------------------------------------------------- random facts
STATUSES = ("present",) * 12 + (
    "late", "left_early", "official_leave", "statutory_leave", "sick_leave", "personal_leave", "unexcused", "off_duty",
)
STAGES = ("drafted", "in_progress", "in_progress", "completed", "declared", "awarded", "not_awarded", "dropped")


def random_facts(seed: int, first: Month = FIRST, last: Month = LAST) -> Facts:
    """An agency of four departments over some months; the same seed gives the same facts."""
    from tests.analytics.random_registers_competition import add_competition  # which are made of this module's rows

    dice = Random(seed)
    months = list(month_range(first, last))
    facts = Facts(
        units=[unit(ROOT, None), unit("A"), unit("B"), unit("C"), unit("D", valid_from=dt.date(2026, 7, 1))],
        staff=list(_people(dice)), sessions=list(_sessions(dice, months)),
    )
    facts.duty = list(_off_duty(dice, facts.staff))
    facts.returns = list(_returns(dice, facts, months))
    facts.reviews = [
        {"suggestion_id": row["suggestion_id"], "decided_on": None,
         "result": dice.choice(("adopted", "not_adopted", "duplicate", "withdrawn", "kept_for_reference"))}
        for row in facts.rows("suggestions") if dice.random() < 0.4
    ]
    if dice.random() < 0.7:
        facts.institutions = [{"item": "suggestion_month", "year": 2026, "document_no": "1"}]
    random_registers_learning.fill(Random(seed), facts)
    add_competition(facts, seed)
    return facts


def _people(dice: Random) -> Iterable[Row]:
    for number in range(16):
        born = dt.date(dice.randint(1966, 1998), 6, 1)
        yield person(
            f"P{number:02}", dice.choice("ABC"), is_cadre=dice.random() < 0.85, birth_date=born,
            is_central_group=dice.random() < 0.3,
            education=dice.choice(("college", "bachelor", "postgraduate", "secondary", None)),
            degree_in_progress=dice.choice((None, None, None, "degree_bachelor", "degree_postgraduate")),
        )
    mover = person("MOVER", "A", valid_to=dt.date(2026, 5, 10))
    yield mover
    yield {**mover, "unit_code": "B", "valid_from": dt.date(2026, 5, 11), "valid_to": None}
    yield person("JOINER", "C", joined_on=dt.date(2026, dice.randint(2, 9), 12))
    yield person("LEAVER", "B", left_on=dt.date(2026, dice.randint(3, 10), 20))
    yield person("NEW", "D", valid_from=dt.date(2026, 7, 1), joined_on=dt.date(2026, 7, 1))


def _off_duty(dice: Random, staff: list[Row]) -> Iterable[Row]:
    for staff_id in sorted({p["staff_id"] for p in staff}):
        if dice.random() < 0.35:
            begins = dt.date(2026, 1, 1) + dt.timedelta(days=dice.randint(-60, 300))
            ends = None if dice.random() < 0.2 else begins + dt.timedelta(days=dice.randint(5, 200))
            yield {"staff_id": staff_id, "from_on": begins, "to_on": ends, "reason": "maternity"}
            if dice.random() < 0.5:  # overlapping periods must not count twice
                later = begins + dt.timedelta(days=3)
                yield {"staff_id": staff_id, "from_on": later, "to_on": ends, "reason": "secondment"}


def _sessions(dice: Random, months: list[Month]) -> Iterable[Row]:
    types = ("central_group", "cadre_theory", "cadre_theory", "exchange", "department", "topic_training",
             "mobilisation")
    for month in months:
        for number in range(dice.randint(2, 5)):
            yield session(
                f"S{month}-{number}", month.first_day + dt.timedelta(days=dice.randrange(month.days)),
                dice.choice(types), hours=dice.choice((1.0, 1.5, 2.0)),
                form=dice.choice(("lecture", "film", "party_class", "sharing", "other")),
                content=dice.choice(("political_theory", "womens_work", "science_market")),
                status="held" if dice.random() < 0.9 else dice.choice(("planned", "cancelled")),
            )


def _returns(dice: Random, facts: Facts, months: list[Month]) -> Iterable[Return]:
    goals: dict[str, list[Row]] = {code: _goals(dice, facts, code) for code in "ABCD"}
    for month, code in itertools.product(months, "ABCD"):
        if code == "D" and month < Month(2026, 7) or dice.random() < 0.15:
            continue
        _progress(dice, goals[code])
        sheets = _sheets(dice, facts, code, month, goals[code])
        fate = dice.random()
        if fate < 0.1:
            yield Return(code, str(month), _sheets(dice, facts, code, month, goals[code]), 1, "sent_back")
        elif fate < 0.2:
            yield Return(code, str(month), _sheets(dice, facts, code, month, goals[code]), 1, "accepted")
        state = "sent_back" if fate > 0.97 else "submitted" if fate > 0.9 else "accepted"
        yield Return(code, str(month), sheets, 2 if fate < 0.2 else 1, state)


def _sheets(dice: Random, facts: Facts, code: str, month: Month, goals: list[Row]) -> dict[str, list[Row]]:
    if dice.random() < 0.05:
        return {"study_attendance": [], "personal_study": [], "suggestions": [], "goals_outcomes": []}
    people = sorted({p["staff_id"] for p in facts.staff if p["unit_code"] == code and p["joined_on"] <= month.last_day})
    return {
        "study_attendance": list(_attendance(dice, facts, people, month)),
        "personal_study": list(_study(dice, people, month)),
        "suggestions": [
            suggestion(f"{code}{month}{n}", dice.choice(people),
                       dice.choice(("suggestion_box", "idea_call", "suggestion_month", "routine", "routine")))
            for n in range(dice.randint(0, 3)) if people
        ],
        "goals_outcomes": [dict(row) for row in goals],
    }


def _attendance(dice: Random, facts: Facts, people: list[str], month: Month) -> Iterable[Row]:
    for one in facts.sessions:
        if Month.of(one["held_on"]) != month or one["status"] != "held" or dice.random() < 0.1:
            continue
        for staff_id in people:
            status = dice.choice(STATUSES)
            leave = status in ("sick_leave", "personal_leave", "official_leave")
            made_up = one["held_on"] + dt.timedelta(days=dice.randint(1, 33)) if leave and dice.random() < 0.5 else None
            spoke = "yes" if dice.random() < 0.1 and one["type"] in ("exchange", "central_group") else None
            yield attendance(one["session_id"], staff_id, status, made_up_on=made_up, spoke=spoke)


def _study(dice: Random, people: list[str], month: Month) -> Iterable[Row]:
    for staff_id in people:
        written = month.first_day + dt.timedelta(days=dice.randrange(month.days))
        yield study(staff_id, dice.randint(20, 56) / 2, written if dice.random() < 0.7 else None)
        if dice.random() < 0.2:
            before, after = -dice.randint(1, 40), month.days - 1 + dice.randint(1, 28)
            yield study(staff_id, note_date=month.first_day + dt.timedelta(days=dice.choice((before, after))))
        if dice.random() < 0.15:
            kinds = ("single_subject", "single_subject", "degree_postgraduate", "degree_bachelor", "training")
            yield study(staff_id, course_name="course", course_type=dice.choice(kinds),
                        course_status=dice.choice(("enrolled", "completed", "failed", "withdrawn")))


def _goals(dice: Random, facts: Facts, code: str) -> list[Row]:
    people = sorted({p["staff_id"] for p in facts.staff if p["unit_code"] == code}) or ["NEW"]
    kinds = ("dept_goal", "personal_goal", "personal_goal", "key_work", "outcome", "outcome", "experience", "brand")
    return [
        goal(f"{code}{n}", dice.choice(kinds), dice.choice(people),
             dt.date(2025, 12, 1) + dt.timedelta(days=dice.randint(0, 430)), "drafted",
             measure="what will be done" if dice.random() < 0.9 else " ",
             theme=dice.choice((None, None, "rural_science", "reemployment", "family_virtue", "anti_dv", "other")))
        for n in range(dice.randint(0, 7))
    ]


def _progress(dice: Random, goals: list[Row]) -> None:
    for row in goals:
        if dice.random() < 0.2:
            row["stage"] = dice.choice(STAGES)
