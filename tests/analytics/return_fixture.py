"""Facts with returns that come early, late or never, are sent back, accepted and corrected; refusals and reminders."""

import datetime as dt
import json
from collections.abc import Iterator
from random import Random

from analytics.months import Month, month_range
from tests.analytics.store_fixture import ROOT, Facts, Return, Row, unit, years

FIRST, LAST = Month(2025, 11), Month(2026, 11)


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    """A moment in 2026."""
    return dt.datetime(2026, month, day, hour)


def came(unit_code: str, month: str, when: dt.datetime, *decisions: tuple[str, dt.datetime], version: int = 1,
         sheets: dict | None = None) -> Return:
    """A version, when it came, and what the office decided."""
    state = decisions[-1][0] if decisions else "submitted"
    return Return(unit_code, month, sheets if sheets is not None else {"suggestions": [_row()]}, version, state, 0,
                  when, decisions)


def _row() -> Row:
    return {"suggestion_id": "1", "staff_id": "A1", "channel": "routine", "field": "service", "title": "title"}


def event(kind: str, unit_code: str, month: str, when: dt.datetime, *codes: str) -> Row:
    detail = json.dumps({"sha256": "0", "codes": list(codes)}) if codes else None
    return {"recorded_at": when, "kind": kind, "unit_code": unit_code, "month": month, "detail": detail}


def random_return_facts(seed: int) -> Facts:
    """Departments A to D (D from July); the same seed gives the same facts."""
    dice = Random(seed)
    facts = Facts(
        calendar=list(years(2025, 2027)),
        units=[unit(ROOT, None), unit("A"), unit("B"), unit("C"), unit("D", valid_from=dt.date(2026, 7, 1))],
    )
    for month in month_range(FIRST, LAST):
        for code in "ABCD":
            if code == "D" and month < Month(2026, 7):
                continue
            facts.returns += _versions(dice, code, month)
            facts.events += _events(dice, code, month)
    return facts


def _versions(dice: Random, code: str, month: Month) -> Iterator[Return]:
    if dice.random() < 0.1:
        return
    when = dt.datetime.combine(month.plus(1).first_day, dt.time(9)) + dt.timedelta(days=dice.randint(-2, 14))
    for version in range(1, dice.choice((1, 1, 1, 2, 2, 3)) + 1):
        decisions, moment = [], when
        for _ in range(dice.choice((0, 1, 1, 1, 2))):
            moment += dt.timedelta(hours=dice.randint(1, 30))
            last = decisions[-1][0] if decisions else None
            decisions.append(("sent_back" if last == "accepted" or (last is None and dice.random() < 0.3)
                              else "accepted", moment))
        sheets = {} if dice.random() < 0.2 else None
        yield came(code, str(month), when, *decisions, version=version, sheets=sheets)
        when = moment + dt.timedelta(hours=dice.randint(1, 60))


def _events(dice: Random, code: str, month: Month) -> Iterator[Row]:
    start = dt.datetime.combine(month.plus(1).first_day, dt.time(8))
    for _ in range(dice.choice((0, 0, 1, 3))):
        yield event("reminded", code, str(month), start + dt.timedelta(days=dice.randint(0, 9)))
    for _ in range(dice.choice((0, 0, 1, 2))):
        codes = dice.choice((("V05.empty_with_data", "V05.say_zero"), ("V05.say_zero",), ("V05.data_with_zero",)))
        yield event("refused", code, str(month), start + dt.timedelta(days=dice.randint(0, 9)), *codes)
