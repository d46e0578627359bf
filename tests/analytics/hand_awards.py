"""
Every check of every award, counted by hand: what is seen, on which day, and what the check must say. Days are of 2026
unless they are in the new year.
"""

import datetime as dt
from dataclasses import dataclass

from analytics.award_checks import Figure

JUNE, NOVEMBER, AFTERWARDS = dt.date(2026, 6, 30), dt.date(2026, 11, 30), dt.date(2027, 1, 1)
NONE = Figure()
HIDDEN, MISSING = Figure(why="hidden"), Figure(why="not_reported")


@dataclass(frozen=True)
class Seen:
    """limit: left to the declaration unless the figure brings its own."""

    award: str
    check: str
    figure: Figure
    state: str
    day: dt.date = AFTERWARDS


def of(numerator: float, denominator: float, whole: float | None = None) -> Figure:
    return Figure(numerator / denominator, numerator, denominator, whole=whole)


def yes(value: bool) -> Figure:
    return Figure(float(value))


ATTENDANCE = [
    (of(90, 100), "passed"), (of(8999, 10000), "failed"), (NONE, "not_applicable"), (HIDDEN, "unknown"),
]
# 11 of 12; in six months owed (a department made in July) none may be missed: 11 x 6 / 12 = 5.5, rounded up 6.
RETURNS = [
    (of(11, 12, 12), "passed"), (of(10, 12, 12), "failed"), (of(9, 10, 12), "passed"), (of(8, 10, 12), "failed"),
    (of(6, 6, 6), "passed"), (of(5, 6, 6), "failed"), (NONE, "not_applicable"),
]
OVERDUE = [(Figure(0.0), "passed"), (Figure(1.0), "failed"), (MISSING, "unknown"), (NONE, "not_applicable")]
DEPARTMENT = {
    "goals": [(of(9, 10), "passed"), (of(17, 19), "failed"), (NONE, "not_applicable")],
    "no_red": [(Figure(0.0), "passed"), (Figure(1.0), "failed"), (NONE, "not_applicable")],
    "attendance": ATTENDANCE, "returns": RETURNS, "overdue": OVERDUE,
    "suggestions": [
        (of(5, 5), "passed"), (of(4, 5), "failed"), (of(4, 5), "later", NOVEMBER), (NONE, "not_applicable"),
    ],
    "research": [
        (Figure(1.0), "passed"), (Figure(0.0), "failed"), (Figure(0.0), "later", NOVEMBER), (MISSING, "unknown"),
        (NONE, "not_applicable"),
    ],
    # due on 15 July: on that day it may still come
    "half_year": [
        (of(8, 8), "passed"), (of(7, 8), "failed", NOVEMBER), (of(0, 8), "later", dt.date(2026, 7, 15)),
        (of(0, 8), "failed", dt.date(2026, 7, 16)), (NONE, "failed", NOVEMBER), (NONE, "later", JUNE),
    ],
    "annual": [(of(8, 8), "passed"), (of(7, 8), "failed"), (of(0, 8), "later", NOVEMBER), (NONE, "failed")],
    "learning": [(Figure(75.0), "passed"), (Figure(74.99), "failed"), (NONE, "not_applicable"), (HIDDEN, "unknown")],
}
PERSON = {
    "ranked": [(yes(True), "passed"), (yes(False), "failed")],
    "learning": [(Figure(75.0), "passed"), (Figure(74.9), "failed"), (NONE, "not_applicable")],
    "course": [(yes(True), "passed"), (yes(False), "failed"), (yes(False), "later", NOVEMBER)],
    "hours": [(Figure(1.0), "passed"), (Figure(0.99), "failed"), (MISSING, "unknown")],
    # two; one for somebody on duty for up to six months, as the indicator's own target says
    "suggestions": [
        (Figure(2.0, limit=2.0), "passed"), (Figure(1.0, limit=2.0), "failed"), (Figure(1.0, limit=1.0), "passed"),
        (Figure(1.0, limit=2.0), "later", NOVEMBER), (NONE, "not_applicable"),
    ],
    # 11 of 12; of eight on-duty months 11 x 8 / 12 = 7.3, rounded up 8
    "notes": [
        (of(11, 12, 12), "passed"), (of(10, 12, 12), "failed"), (of(8, 8, 8), "passed"), (of(7, 8, 8), "failed"),
        (of(9, 10, 12), "passed"), (NONE, "not_applicable"),
    ],
    "absences": [(Figure(0.0), "passed"), (Figure(1.0), "failed"), (MISSING, "unknown")],
    "goal": [
        (of(1, 1), "passed"), (of(1, 2), "failed"), (of(1, 2), "later", NOVEMBER), (NONE, "failed"),
        (NONE, "later", NOVEMBER), (Figure(applies=False), "not_applicable"),
    ],
    "assessment": [
        (Figure(90.0), "passed"), (Figure(89.9), "failed"), (Figure(89.9), "later", NOVEMBER), (NONE, "failed"),
    ],
    "complaints": [(Figure(0.0), "passed"), (Figure(1.0), "failed")],
}
SUGGESTION = {
    "reviewed": [(yes(True), "passed"), (yes(False), "failed"), (yes(False), "later", NOVEMBER)],
    "adopted": [(yes(True), "passed"), (yes(False), "failed"), (Figure(why="not_reviewed"), "unknown")],
    "original": [(yes(True), "passed"), (yes(False), "failed"), (Figure(why="not_reviewed"), "unknown")],
    "proposer": [(yes(True), "passed"), (yes(False), "failed")],
}
OUTCOME = {
    "declared": [(yes(True), "passed"), (yes(False), "failed"), (yes(False), "later", NOVEMBER)],
    "evidence": [(yes(True), "passed"), (yes(False), "failed"), (yes(False), "later", NOVEMBER)],
    "creator": [(yes(True), "passed"), (yes(False), "failed")],
    "helpers": [
        (Figure(2.0), "passed"), (Figure(3.0), "failed", NOVEMBER), (NONE, "later", NOVEMBER), (NONE, "failed"),
    ],
    "half_year_check": [
        (yes(True), "passed"), (yes(False), "failed", NOVEMBER), (NONE, "later", NOVEMBER), (NONE, "failed"),
    ],
    "publicity": [
        (Figure(5.0), "passed"), (Figure(4.0), "failed"), (Figure(4.0), "later", NOVEMBER), (NONE, "failed"),
    ],
}
OFFICE = {
    "attendance": ATTENDANCE, "returns": RETURNS, "overdue": OVERDUE,
    "declared": [
        (yes(True), "passed"), (yes(False), "failed", NOVEMBER), (NONE, "later", dt.date(2026, 3, 31)),
        (NONE, "failed", dt.date(2026, 4, 1)),
    ],
}
SEEN = [
    Seen(award, check, *case)
    for award, checks in {
        "advanced_department": DEPARTMENT, "excellent_person": PERSON, "excellent_suggestion": SUGGESTION,
        "excellent_outcome": OUTCOME, "civilised_office": OFFICE,
    }.items()
    for check, cases in checks.items() for case in cases
]
