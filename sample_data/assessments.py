"""Register assessment: the half-year's and the year's scores of every person and department."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from analytics.months import Month
from sample_data.agency import FIRST_MONTH, calendar
from sample_data.chance import SEED, dice
from sample_data.entries import Entry
from sample_data.people import everyone_in, off_duty_on

ROUNDS = {"half_year": (6, (7, 10)), "year": (12, (12, 17))}    # last month of the round, day of the decision
LATE_ROUND = {("XCB", 2026, "half_year"): (7, 21)}               # a department decided after 15 July
# points a round that a department's scores rise or fall, counted from the first round
TREND = {"JEB": 1.3, "QYB": 0.7, "XCB": -2.6, "DWB": -0.8}
WEIGHTS = {"duties_score": 0.5, "civility_score": 0.2, "key_work_score": 0.3}
NO_KEY_WORK = {("DWB005", 2026, "half_year"), ("XCB006", 2025, "half_year")}   # a component not yet scored
NOT_CITED = {("XCB004", 2025), ("BGS008", 2025)}                 # the year's file leaves the learning score out
SHARE_EXCELLENT = 0.2
MONTHS_FOR_A_GRADE = 6
WEAK = {("XCB006", 2025)}                                        # only basically competent


def entries(last: Month) -> Iterator[Entry]:
    """Every entry up to the last month."""
    for place, (year, name) in enumerate((y, r) for y in range(FIRST_MONTH.year, last.year + 1) for r in ROUNDS):
        month, day = ROUNDS[name]
        if dt.date(year, *day) <= last.last_day:
            yield from _round(year, name, Month(year, month), place)


def _round(year: int, name: str, month: Month, place: int) -> Iterator[Entry]:
    people = [m for m in everyone_in(month) if m.to_on == month.last_day and not off_duty_on(m.staff_id, m.to_on)]
    scored = {m.staff_id: _scores(m.staff_id, m.unit_code, place, year, name) for m in people}
    best = _best(scored) if name == "year" else set()
    for member in people:
        who = (member.staff_id, year)
        scores: dict[str, float | None] = dict(scored[member.staff_id])
        if (*who, name) in NO_KEY_WORK:
            scores["key_work_score"] = None
        grade = _grade(member.staff_id, year, best) if name == "year" else None
        cited = name == "year" and who not in NOT_CITED
        yield _entry("person", member.staff_id, member.unit_code, year, name,
                     scores | {"grade": grade, "learning_cited": cited})
    for unit_code in dict.fromkeys(m.unit_code for m in people):
        mine = [scored[m.staff_id] for m in people if m.unit_code == unit_code]
        mean = {key: round(sum(s[key] for s in mine) / len(mine), 1) for key in mine[0]}
        yield _entry("department", unit_code, unit_code, year, name,
                     mean | {"grade": None, "learning_cited": name == "year"})


def _entry(
    kind: str, subject: str, unit_code: str, year: int, name: str, facts: Mapping[str, Any]
) -> Entry:
    day = LATE_ROUND.get((unit_code, year, name), ROUNDS[name][1])
    decided = calendar(year + 1).next_workday(dt.date(year, *day))
    return Entry(decided, "assessment", {
        "subject_kind": kind, "subject": subject, "year": year, "round": name, "decided_on": decided, **facts,
    })


def _scores(staff_id: str, unit_code: str, place: int, year: int, name: str) -> dict[str, float]:
    source = dice(SEED, "assessment", staff_id, year, name)
    usual = 84 + dice(SEED, "talent", staff_id).randint(0, 11) + TREND.get(unit_code, 0.2) * place
    names = (*WEIGHTS, "peer_score")
    return {key: round(min(99.0, max(61.0, usual + source.uniform(-3, 3))), 1) for key in names}


def total(scores: Mapping[str, Any]) -> float:
    """The three components by the weights of the scheme."""
    return sum(scores[name] * weight for name, weight in WEIGHTS.items())


def _best(scored: Mapping[str, Mapping[str, float]]) -> set[str]:
    ranked = sorted(scored, key=lambda who: (-total(scored[who]), who))
    return set(ranked[:int(len(ranked) * SHARE_EXCELLENT)])


def _grade(staff_id: str, year: int, best: set[str]) -> str:
    if _duty_months(staff_id, year) < MONTHS_FOR_A_GRADE:
        return "not_graded"
    if (staff_id, year) in WEAK:
        return "basically_competent"
    return "excellent" if staff_id in best else "competent"


def _duty_months(staff_id: str, year: int) -> int:
    """Months of the year in whose middle the person was on the roster and on duty."""
    days = (dt.date(year, month, 15) for month in range(1, 13))
    return sum(
        not off_duty_on(staff_id, day)
        and any(m.staff_id == staff_id and m.from_on <= day <= m.to_on for m in everyone_in(Month.of(day)))
        for day in days
    )


def excellent(year: int) -> list[str]:
    """Who is graded excellent in a year's assessment, in roster order."""
    entries = _round(year, "year", Month(year, 12), list(ROUNDS).index("year") + 2 * (year - FIRST_MONTH.year))
    return [e.record["subject"] for e in entries if e.record["grade"] == "excellent"]
