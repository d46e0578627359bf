"""
Rows of the service sheets for Facts (store_fixture.py), and an agency of random but valid service data: cases that
return every month until they are finished, projects that move from stage to stage, activities and hotline rows;
missing returns, numbers used again in a new year, rest days, extensions, withdrawals.
"""

import datetime as dt
import itertools
from collections.abc import Iterator
from random import Random
from typing import Any

from analytics.declare import code_list
from analytics.months import Month, month_range
from tests.analytics import random_registers_service
from tests.analytics.store_fixture import ROOT, Facts, Return, Row, person, unit, years

CATEGORIES = [c.code for c in code_list("rights_category")]
CHANNELS = [c.code for c in code_list("case_channel")]
AREAS = [c.code for c in code_list("service_area")]
MEASURES = [c.code for c in code_list("outcome_measure")]
TYPES = [c.code for c in code_list("matter_type")]
STAGES = [c.code for c in code_list("research_stage")][:8]
FIRST, LAST = Month(2025, 11), Month(2026, 12)
FINISHED = ("closed_on_spot", "closed", "referred_replied", "not_accepted", "withdrawn")


# ------------------------------------------------------------------------------------------- rows
def case(case_id: str, received_at: dt.datetime, **more: Any) -> Row:
    """An in-scope request, open, by visit."""
    return {
        "case_id": case_id, "received_at": received_at, "channel": "visit", "first_responder_id": "A1",
        "matter_type": "request", "rights_category": "general", "subcategory": None, "jurisdiction": "in_scope",
        "first_response_at": None, "referred_to": None, "referred_on": None, "chase_count": None, "status": "open",
        "extended_on": None, "closed_on": None, "result": None, "satisfaction": None, **more,
    }


def project(project_id: str, stage: str, stage_on: dt.date, **more: Any) -> Row:
    return {
        "project_id": project_id, "title": project_id, "lead_id": "A1", "co_departments": None, "stage": stage,
        "stage_on": stage_on, "due_on": dt.date(2026, 10, 31), "field_days": None, "submitted_to": None, **more,
    }


def activity(held_on: dt.date, area: str = "rights", beneficiaries: float = 10, **more: Any) -> Row:
    return {
        "held_on": held_on, "service_area": area, "title": "activity", "activity_type": "other",
        "beneficiaries": beneficiaries, "women": None, "outcome_measure": None, "outcome_value": None, **more,
    }


def quick(category: str, channel: str = "hotline", **more: Any) -> Row:
    """A row of the hotline sheet: answered, rated, satisfied; with category total calls_in and calls_answered."""
    return {"channel": channel, "rights_category": category, "answered": None, "rated": None, "satisfied": None,
            "calls_in": None, "calls_answered": None, **more}


# ------------------------------------------------------------------------------------------- random facts
def random_case_facts(seed: int) -> Facts:
    """Departments A to D (D from July); the same seed gives the same facts."""
    dice = Random(seed)
    facts = Facts(
        calendar=list(years(2025, 2027)),
        units=[unit(ROOT, None), unit("A"), unit("B"), unit("C"), unit("D", valid_from=dt.date(2026, 7, 1))],
        staff=[
            *(person(f"{u}{n}", u, is_leadership=n == 1) for u in "ABC" for n in (1, 2, 3)), person("D1", "D"),
            person("HEAD", ROOT, is_leadership=True), person("GONE", "A", left_on=dt.date(2026, 4, 20)),
            person("LATE", "B", joined_on=dt.date(2026, 6, 10), is_leadership=True),
        ],
        duty=[{"staff_id": "B1", "from_on": dt.date(2026, 3, 1), "to_on": dt.date(2026, 5, 31), "reason": "maternity"}],
    )
    for code in "ABCD":
        months = [m for m in month_range(FIRST, LAST) if code != "D" or m >= Month(2026, 7)]
        facts.returns += _returns(dice, code, months)
    random_registers_service.fill(Random(seed), facts)
    return facts


def _returns(dice: Random, code: str, months: list[Month]) -> Iterator[Return]:
    fates = list(_fates(dice, code, months))
    projects = [
        project(f"{code}P{n}", dice.choice(STAGES[:6]), months[0].first_day, lead_id=_lead(dice, code),
                due_on=dt.date(2026, dice.randint(3, 12), 28)) for n in range(dice.randint(0, 3))
    ]
    reported: set[int] = set()
    for month in months:
        for one in projects:
            _advance(dice, one, month)
        if dice.random() < 0.12:
            continue
        sheets = {
            "service_cases": list(_reported_cases(fates, reported, month)),
            "research_projects": [dict(one) for one in projects],
            "service_activities": list(_activities(dice, month)), "quick_consultations": list(_quick(dice)),
        }
        if dice.random() < 0.1:  # a first version that the second replaces, or that was sent back
            fate = dice.choice(("accepted", "sent_back"))
            yield Return(code, str(month), {**sheets, "service_activities": []}, 1, fate)
            yield Return(code, str(month), sheets, 2, "submitted")
        else:
            yield Return(code, str(month), sheets, 1, dice.choice(("accepted", "accepted", "submitted")))


def _lead(dice: Random, code: str) -> str:
    return dice.choice((f"{code}1", f"{code}1", "HEAD", f"{code}2"))


def _advance(dice: Random, one: Row, month: Month) -> None:
    one["field_days"] = dice.choice((None, 0, 0.5, 1, 2.5))
    if one["stage"] == "cancelled" or dice.random() < 0.35:
        return
    if dice.random() < 0.03:
        one.update(stage="cancelled", stage_on=_day(dice, month))
        return
    step = min(STAGES.index(one["stage"]) + dice.choice((1, 1, 2)), 7)
    if STAGES[step] != one["stage"]:
        one.update(stage=STAGES[step], stage_on=_day(dice, month))
        if step >= 6:
            one["submitted_to"] = dice.choice(("city committee, no. 12", "city committee, no. 13", " ", None))


def _day(dice: Random, month: Month) -> dt.date:
    return month.first_day + dt.timedelta(days=dice.randrange(month.days))


def _fates(dice: Random, code: str, months: list[Month]) -> Iterator[Row]:
    """Cases as they will have ended; numbers begin again each year."""
    numbers: dict[int, itertools.count] = {}
    for month in months:
        for _ in range(dice.randint(0, 7)):
            received_at = dt.datetime.combine(_day(dice, month), dt.time(dice.randint(0, 23), dice.randint(0, 59)))
            number = next(numbers.setdefault(month.year, itertools.count(1)))
            yield _fate(dice, case(f"{number:03}", received_at), code)


def _fate(dice: Random, row: Row, code: str) -> Row:
    received_on = row["received_at"].date()

    def later(most: int) -> dt.date:
        return received_on + dt.timedelta(days=dice.randint(0, most))

    row.update(
        channel=dice.choice((*CHANNELS, "reception_day", "hotline")), matter_type=dice.choice(TYPES),
        rights_category=dice.choice(CATEGORIES), subcategory=dice.choice((None, None, "dv", "divorce", "other")),
        jurisdiction=dice.choice(("in_scope", "in_scope", "out_of_scope")),
        first_responder_id=dice.choice((f"{code}1", f"{code}2", "GONE", "LATE", "nobody")),
    )
    if dice.random() < 0.85:
        delay = dt.timedelta(minutes=dice.choice((5, 60, 600, 2000, 6000, 20000)) * dice.random())
        row["first_response_at"] = (row["received_at"] + delay).replace(second=0, microsecond=0)
    if dice.random() < 0.15:
        row["extended_on"] = later(40)
    if row["jurisdiction"] == "out_of_scope" and dice.random() < 0.8:
        row.update(referred_on=later(8), referred_to="court", final_chases=dice.choice((0, 0, 1, 3)))
    _ending(dice, row, later)
    return row


def _ending(dice: Random, row: Row, later) -> None:
    kind = dice.random()
    if kind < 0.08:
        row.update(final="withdrawn", closed_on=dice.choice((None, later(20))), withdrawn_from=later(40))
        return
    if kind < 0.2:
        return
    closings = ("referred_replied",) if row["referred_on"] else ("closed", "closed", "closed_on_spot", "not_accepted")
    earliest = row["referred_on"] or row["received_at"].date()
    row.update(
        final=dice.choice(closings), closed_on=max(later(dice.choice((0, 3, 12, 30, 120))), earliest),
        result=dice.choice(("resolved", "resolved", "in_progress", "planned", "explained", None)),
        satisfaction=dice.choice(("satisfied", "satisfied", "basically", "dissatisfied", "not_rated", None)),
    )


def _reported_cases(fates: list[Row], reported: set[int], month: Month) -> Iterator[Row]:
    """What a return of the month says: nothing that comes after it; finished cases once."""
    for number, fate in enumerate(fates):
        if number in reported or Month.of(fate["received_at"].date()) > month:
            continue
        row = _as_known(fate, month.last_day)
        if row["status"] in FINISHED:
            reported.add(number)
        yield row


def _as_known(fate: Row, day: dt.date) -> Row:
    row = {k: v for k, v in fate.items() if k not in ("final", "withdrawn_from", "final_chases")}
    for name in ("referred_on", "extended_on", "closed_on"):
        if row[name] is not None and row[name] > day:
            row[name] = None
    if row["first_response_at"] is not None and row["first_response_at"].date() > day:
        row["first_response_at"] = None
    if row["referred_on"] is not None:
        row.update(status="referred", chase_count=min(fate["final_chases"], (day - row["referred_on"]).days // 20))
    ended = fate.get("withdrawn_from") or row["closed_on"]
    if fate.get("final") and ended is not None and ended <= day:
        row["status"] = fate["final"]
    else:
        row.update(closed_on=None, result=None, satisfaction=None)
    return row


def _activities(dice: Random, month: Month) -> Iterator[Row]:
    for _ in range(dice.randint(0, 3)):
        measured = dice.random() < 0.7
        yield activity(
            _day(dice, month), dice.choice(AREAS), float(dice.randint(0, 300)), women=None,
            outcome_measure=dice.choice(MEASURES) if measured else None,
            outcome_value=float(dice.randint(0, 40)) if measured else None,
        )


def _quick(dice: Random) -> Iterator[Row]:
    for category in CATEGORIES:
        if dice.random() < 0.3:
            answered = dice.randint(0, 30)
            rated = dice.choice((None, dice.randint(0, answered)))
            yield quick(category, dice.choice(("hotline", "visit")), answered=float(answered),
                        rated=rated, satisfied=None if rated is None else float(dice.randint(0, rated)))
    if dice.random() < 0.6:
        calls = dice.randint(0, 60)
        yield quick("total", calls_in=float(calls), calls_answered=float(dice.randint(0, calls)))
