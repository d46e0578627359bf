"""What judging an entry needs to know besides the entry: what may be referred to, the day, the working days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from analytics.declare import Code, Named, code_list, code_lists, indicators
from analytics.readings import readings
from analytics.store import kept_entries
from analytics.store.reading_registers import work_calendar
from analytics.workdays import CalendarError, WorkCalendar

DOMESTIC_VIOLENCE = "dv"  # a key of the service limits that is no matter type but a subcategory


@dataclass(frozen=True, slots=True)
class Surroundings:
    """references: kind -> id -> its name. calendar: None in a store that has none yet."""

    now: dt.datetime
    references: Mapping[str, Mapping[str, Named]]
    calendar: WorkCalendar | None

    @property
    def today(self) -> dt.date:
        return self.now.date()

    def names(self, kind: str) -> Mapping[str, Named]:
        """id -> name of what a column or rule of this kind refers to."""
        return self.references.get(kind, {})


def surroundings(cursor: duckdb.DuckDBPyConnection, now: dt.datetime) -> Surroundings:
    """As the cursor's view of the store has them."""
    return Surroundings(now, kept_entries.references(cursor) | declared_references(), _calendar(cursor))


def declared_references() -> dict[str, dict[str, Named]]:
    """What is declared and not kept in the store: indicators, lists of codes, matter types, readings."""
    return {
        "indicator": {i.id: Named(i.zh, i.en) for i in indicators().values()},
        "code_list": {one.name: Named(one.zh, one.en) for one in code_lists().values()},
        "matter_type": {c.code: _named(c) for c in code_list("matter_type")} | {
            DOMESTIC_VIOLENCE: _named(code_list("subcategory").get(DOMESTIC_VIOLENCE))},
        "setting": {one.name: Named(one.zh, one.en) for one in readings().values()},
    }


def _named(code: Code | None) -> Named:
    assert code is not None
    return Named(code.zh, code.en)


def _calendar(cursor: duckdb.DuckDBPyConnection) -> WorkCalendar | None:
    try:
        return work_calendar(cursor)
    except CalendarError:
        return None
