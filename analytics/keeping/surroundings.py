"""What judging an entry needs to know besides the entry: what may be referred to, the day, the working days."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import duckdb

from analytics import awards
from analytics.award_checks import Eligibility
from analytics.declare import Code, Named, code_list, code_lists, indicators, return_form, text
from analytics.readings import readings
from analytics.returns.sheet_titles import COVER
from analytics.scope import EVERYTHING
from analytics.store import kept_entries
from analytics.store.reading_registers import work_calendar
from analytics.store.unfinished import unfinished
from analytics.workdays import CalendarError, WorkCalendar

DOMESTIC_VIOLENCE = "dv"  # a key of the service limits that is no matter type but a subcategory

ATTENDEES = ("staff", "cadre", "central_group")  # groups of people, besides single departments

Unfinished = Callable[[], Mapping[str, int]]
Conditions = Callable[[str, int], Eligibility | None]  # (award, year) -> who qualifies; None: the year has no figures


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    references: kind -> id -> its name. calendar: None in a store that has none yet. conditions: who qualifies for an
    award; unfinished: what units have not finished (store.unfinished); both computed when they are asked for.
    """

    now: dt.datetime
    references: Mapping[str, Mapping[str, Named]]
    calendar: WorkCalendar | None
    conditions: Conditions
    unfinished: Unfinished

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def names(self, kind: str) -> Mapping[str, Named]:
        """id -> name of what a column or rule of this kind refers to."""
        return self.references.get(kind, {})


def surroundings(cursor: duckdb.DuckDBPyConnection, now: dt.datetime) -> Surroundings:
    """As the cursor's view of the store has them. To be used by the thread that owns the cursor, as long as it does."""
    references = kept_entries.references(cursor) | declared_references()
    units = {code: Named(f"{code} {unit.zh}", f"{code} {unit.en}") for code, unit in references["unit"].items()}
    references["attendees"] |= units
    return Surroundings(
        now, references, _calendar(cursor), _conditions(cursor, now.date()), cache(partial(unfinished, cursor))
    )


def _conditions(cursor: duckdb.DuckDBPyConnection, today: dt.date) -> Conditions:
    @cache
    def of(award: str, year: int) -> Eligibility | None:
        month = awards.month_of(cursor, year, today)
        return awards.eligibility(cursor, EVERYTHING, award, month, today=today) if month else None

    return of


def declared_references() -> dict[str, dict[str, Named]]:
    """What is declared and not kept in the store: indicators, lists of codes, matter types, readings, sheets."""
    return {
        "indicator": {i.id: Named(i.zh, i.en) for i in indicators().values()},
        "code_list": {one.name: Named(one.zh, one.en) for one in code_lists().values()},
        "matter_type": {c.code: _named(c) for c in code_list("matter_type")} | {
            DOMESTIC_VIOLENCE: _named(code_list("subcategory").get(DOMESTIC_VIOLENCE))},
        "attendees": {one: Named(text(f"registers.attendees.{one}", "zh"), text(f"registers.attendees.{one}", "en"))
                      for one in ATTENDEES},
        "form_sheet": form_sheets(),
        "setting": {one.name: Named(one.zh, one.en) for one in readings().values()},
    }


def form_sheets() -> dict[str, Named]:
    """The cover and the sheets of the return: name -> title."""
    form = return_form()
    return {COVER: Named(form.cover.zh, form.cover.en)} | {s.name: Named(s.zh, s.en) for s in form.sheets}


def _named(code: Code | None) -> Named:
    assert code is not None
    return Named(code.zh, code.en)


def _calendar(cursor: duckdb.DuckDBPyConnection) -> WorkCalendar | None:
    try:
        return work_calendar(cursor)
    except CalendarError:
        return None
