"""Who there is and what has come in: units of a month, months with returns, people's names, the demonstration mark."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics import privacy
from analytics.measures import query_text, run
from analytics.months import Month, last_full_month, month_range
from analytics.scope import Scope
from analytics.small_cells import SMALL
from analytics.store.reading_registers import UnitVersion, units_of
from analytics.store.registers import Unit


@dataclass(frozen=True, slots=True)
class PersonName:
    """
    A person for display: the name in both languages and the latest unit. answers_for: where a register names the person
    for what the whole agency has to have: (item of code list institution_item, year, number of the entry).
    """

    staff_id: str
    name: str
    name_en: str
    unit_code: str
    answers_for: tuple[tuple[str, int, int], ...] = ()

    def shown(self, lang: str) -> str:
        return self.name if lang == "zh" else (self.name_en or self.name)


@dataclass(frozen=True, slots=True)
class Holdings:
    """
    What a store holds. is_demonstration: it was filled with the made-up agency. as_of: last return or decision.
    first_day: of its first event; it can be looked back to from then on. due_dates: month -> the day its returns are
    due, as far as the calendar goes.
    """

    is_demonstration: bool
    as_of: dt.datetime | None
    first_month: Month | None
    last_month: Month | None
    first_day: dt.date | None
    due_dates: Mapping[str, dt.date]


def holdings(cursor: duckdb.DuckDBPyConnection) -> Holdings:
    """What the store holds, in one query."""
    row = cursor.execute(query_text("agency/holdings.sql")).fetchone()
    assert row is not None
    first, last = (Month.parse(m) if m else None for m in row[2:4])
    due = {one["month"]: one["due_on"] for one in row[5] or ()}
    return Holdings(bool(row[0]), row[1], first, last, row[4], due)


def units(versions: Iterable[UnitVersion], scope: Scope, month: Month) -> dict[str, Unit]:
    """The units a viewer sees, by code, in the office's order, as on the last day of the month."""
    return {code: unit for code, unit in units_of(versions, month.last_day).items() if scope.sees(code)}


def months_with_data(held: Holdings, today: dt.date) -> tuple[Month, ...]:
    """From the first month with a return to the later of its last and the last full one that the calendar knows."""
    if held.first_month is None or held.last_month is None:
        return ()
    last = max(held.last_month, last_full_month(today))
    return tuple(m for m in month_range(held.first_month, last) if str(m) in held.due_dates)


def month_shown_first(held: Holdings, today: dt.date) -> Month:
    """
    The month whose figures are shown unless another is asked for: the last full one as soon as it has a return or its
    deadline is over; until then the one before, because nothing could be said.
    """
    last = last_full_month(today)
    begun = held.last_month is not None and held.last_month >= last
    return last if begun or today > held.due_dates.get(str(last), dt.date.max) else last.plus(-1)


def people(cursor: duckdb.DuckDBPyConnection) -> Mapping[str, PersonName]:
    """Everybody who is or was on the roster, by staff id, as last recorded."""
    rows = cursor.execute(query_text("agency/people.sql")).fetchall()
    return {
        staff_id: PersonName(
            staff_id, name, name_en, unit_code, tuple((n["item"], n["year"], n["recorded_no"]) for n in named or ())
        )
        for staff_id, name, name_en, unit_code, named in rows
    }


def responsible(everybody: Mapping[str, PersonName], year: int) -> dict[str, str]:
    """
    Who answers for what the whole agency has to have: item (code list institution_item) -> staff_id, by the latest
    entry up to the year that names anybody. everybody: of `people`.
    """
    named = sorted(
        (of_year, number, item, person.staff_id)
        for person in everybody.values() for item, of_year, number in person.answers_for if of_year <= year
    )
    return {item: staff_id for _, _, item, staff_id in named}


def in_post(cursor: duckdb.DuckDBPyConnection, today: dt.date) -> Mapping[str, PersonName]:
    """Everybody on the roster on a day, by staff id, unit by unit."""
    rows = cursor.execute(query_text("agency/in_post.sql"), {"today": today}).fetchall()
    return {row[0]: PersonName(*row) for row in rows}


def event_time(cursor: duckdb.DuckDBPyConnection, event_no: int) -> dt.datetime | None:
    """When an event was recorded; None when there is no such event."""
    row = cursor.execute("SELECT recorded_at FROM event WHERE event_no = ?", [event_no]).fetchone()
    return row[0] if row else None


def event_on(cursor: duckdb.DuckDBPyConnection, day: dt.date) -> int:
    """The number of the last event up to the end of a day; 0 when there was none yet."""
    row = cursor.execute(query_text("agency/event_on.sql"), {"day": day}).fetchone()
    assert row is not None
    return int(row[0])


def case_pressure(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Open cases by unit at the end of each month (or today): counts only, so that no single case is shown.

    Grain: one row per month and unit of scope.persons_seen with open cases. Columns: month, unit_code, open, near
    (within setting service.near_workdays of the next limit), past (it), dv_past (of these domestic violence),
    first_near_on, first_past_on, longest_past (working days). For those who may not see all single cases the whole
    agency is one row a month: open, near and past, NULL where they are 1 or 2; nothing else, it would be of single
    cases. Source: sheet service_cases.
    """
    asked, sql = [str(month) for month in scope.months(months)], query_text("agency/case_pressure.sql")
    persons = scope.persons_seen if scope.personal else []
    own = run(cursor, sql, months=asked, today=today, units=persons)
    root = privacy.limited_root(cursor, scope) if privacy.is_limited(scope) else None
    if root is None:
        return own
    counts = ["open", "near", "past"]
    every = run(cursor, sql, months=asked, today=today, units=None)
    whole = every.groupby("month", as_index=False)[counts].sum().assign(unit_code=root)
    whole[counts] = whole[counts].astype("Float64").mask(whole[counts].isin(SMALL))
    whole = whole.reindex(columns=own.columns)
    return whole if own.empty else pd.concat([own, whole], ignore_index=True)
