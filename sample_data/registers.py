"""
The office's registers as they were kept over time: dated batches of records, so that the store can also be asked
what was known on an earlier day.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.months import Month, month_range
from sample_data import agency, appointments, assessments, institutions, own_values, recognition, year_registers
from sample_data.entries import Entry, latest
from sample_data.people import START, duty_records, staff_records
from sample_data.returns import build
from sample_data.sessions import sessions
from sample_data.suggestions import review_entries, reviews

Records = dict[str, list[dict[str, Any]]]
BY_LEADERS = ("award_override",)                      # what a leader enters, at once
CLOSING = ("valid_to", "left_on", "successor_code")   # what a version gets only when its time is over


@dataclass(frozen=True, slots=True)
class Batch:
    """Records entered at one moment by somebody (staff number), the office if nobody else: view -> records."""

    at: dt.datetime
    records: Mapping[str, list[dict[str, Any]]]
    by: str = agency.OFFICE


def batches(last: Month, seed: int) -> Iterator[Batch]:
    """The first setting-up, then what each month changed, entered at its end."""
    entered = sorted(entries(last, seed), key=lambda entry: entry.on)
    first = _setting_up(last)
    _add(first, (e for e in entered if e.on <= START))
    yield Batch(dt.datetime.combine(START, dt.time(9)), first)
    for month in month_range(agency.FIRST_MONTH, last):
        changes = _changes(month, last)
        of_the_month = [e for e in entered if e.on > START and Month.of(e.on) == month]
        for entry in of_the_month:
            if entry.view in BY_LEADERS:
                at = dt.datetime.combine(entry.on, dt.time(16, 30))
                yield Batch(at, {entry.view: [dict(entry.record)]}, agency.LEADERS[0])
        _add(changes, (e for e in of_the_month if e.view not in BY_LEADERS))
        yield Batch(dt.datetime.combine(month.last_day, dt.time(17, 45)), {k: v for k, v in changes.items() if v})


def entries(last: Month, seed: int) -> Iterator[Entry]:
    """Every entry of the office's registers and of its own values up to the last month, in no particular order."""
    reviewing = [*review_entries(_suggested(last, seed), last, seed)]
    yield from reviewing
    awarded = {e.record["suggestion_id"]: None for e in reviewing if e.record["award"]}
    yield from institutions.entries(last)
    yield from year_registers.entries(last)
    yield from assessments.entries(last)
    yield from appointments.entries(last)
    yield from recognition.entries(last, list(awarded))
    yield from own_values.entries(last)


def reviewed(last: Month, seed: int) -> list[dict[str, Any]]:
    """The review register for every suggestion that was reported."""
    return reviews(_suggested(last, seed), last, seed)


def _suggested(last: Month, seed: int) -> list[dict[str, Any]]:
    sent = [versions[-1] for versions in build(last, seed).values()]
    return [row for demo in sent for row in demo.sheets["suggestions"]]


def _add(records: Records, entered: Iterable[Entry]) -> None:
    """Adds entries to a batch; of several of the same key in it the last one."""
    for view, rows in latest(entered, dt.date.max).items():
        records.setdefault(view, []).extend(rows)


def _setting_up(last: Month) -> Records:
    first_of = {"unit": agency.units(), "staff": [dict(r) for r in staff_records()]}
    records: Records = {
        view: [_still_open(r) for r in rows if r["valid_from"] == START] for view, rows in first_of.items()
    }
    records["calendar_day"] = agency.calendar_records(last.year + 1)
    records["study_session"] = _planned(START.year, last)
    records["reception_day"] = _receptions_planned(START.year, last)
    return records


def _still_open(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if name in CLOSING else value for name, value in record.items()}


def _planned(year: int, last: Month) -> list[dict[str, Any]]:
    return [s | {"status": "planned"} for s in map(dict, sessions(last)) if s["held_on"].year == year]


def _receptions_planned(year: int, last: Month) -> list[dict[str, Any]]:
    """A year's reception days as they were planned before it began."""
    nothing_yet = {"status": "planned", "actual_leader_id": None, "visitors": None, "matters": None}
    return [r | nothing_yet for r in agency.reception_days(last) if r["held_on"].year == year]


def _changes(month: Month, last: Month) -> Records:
    """What happened in the month: new and ended versions, leave, sessions held, reception days, rules in force."""
    def within(day: dt.date | None) -> bool:
        return day is not None and Month.of(day) == month

    changes: Records = {
        view: [dict(r) for r in rows if r["valid_from"] != START and within(r["valid_from"])
               or within(r["valid_to"] and r["valid_to"] + dt.timedelta(days=1))]
        for view, rows in (("unit", agency.units()), ("staff", staff_records()))
    }
    changes["duty"] = [r for r in duty_records() if within(r["from_on"])]
    changes["study_session"] = [dict(s) for s in sessions(last) if within(s["held_on"])]
    if month.month == 12 and month < last:
        changes["study_session"] += _planned(month.year + 1, last)
    changes["reception_day"] = [r for r in agency.reception_days(last) if within(r["held_on"])]
    if month.month == 12 and month < last:
        changes["reception_day"] += _receptions_planned(month.year + 1, last)
    return changes
