"""
The office's registers as they were kept over time: dated batches of records, so that the store can also be asked
what was known on an earlier day.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analytics.months import Month, month_range
from sample_data import agency
from sample_data.people import START, duty_records, staff_records
from sample_data.returns import build
from sample_data.sessions import sessions
from sample_data.suggestions import reviews

Records = dict[str, list[dict[str, Any]]]
CLOSING = ("valid_to", "left_on")      # what a version gets only when its time is over


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that the office entered at one moment: view -> records."""

    at: dt.datetime
    records: Mapping[str, list[dict[str, Any]]]


def batches(last: Month, seed: int) -> Iterator[Batch]:
    """The first setting-up, then what each month changed, entered at its end."""
    yield Batch(dt.datetime.combine(START, dt.time(9)), _setting_up(last))
    decided = reviewed(last, seed)
    for month in month_range(agency.FIRST_MONTH, last):
        changes = _changes(month, last)
        changes["suggestion_review"] = [r for r in decided if _shown_in(r, month, last)]
        yield Batch(dt.datetime.combine(month.last_day, dt.time(17, 45)), {k: v for k, v in changes.items() if v})


def reviewed(last: Month, seed: int) -> list[dict[str, Any]]:
    """The review register for every suggestion that was reported."""
    latest = [versions[-1] for versions in build(last, seed).values()]
    return reviews([row for demo in latest for row in demo.sheets["suggestions"]], last, seed)


def _shown_in(review: Mapping[str, Any], month: Month, last: Month) -> bool:
    return Month.of(review["decided_on"]) == month if review["decided_on"] else month == last


def _setting_up(last: Month) -> Records:
    first_of = {"unit": agency.units(), "staff": [dict(r) for r in staff_records()]}
    records: Records = {
        view: [_still_open(r) for r in rows if r["valid_from"] == START] for view, rows in first_of.items()
    }
    records["calendar_day"] = agency.calendar_records(last.year + 1)
    records["study_session"] = _planned(START.year, last)
    return records


def _still_open(record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: None if name in CLOSING else value for name, value in record.items()}


def _planned(year: int, last: Month) -> list[dict[str, Any]]:
    return [s | {"status": "planned"} for s in map(dict, sessions(last)) if s["held_on"].year == year]


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
    if month == last:
        changes["reception_day"] += [r for r in agency.reception_days(last) if r["held_on"] > last.last_day]
    changes["institution"] = [r for r in agency.institutions(last) if within(r["effective_on"])]
    return changes
