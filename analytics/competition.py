"""
Lists behind the competitive agency's figures (竞争型): three-part assessments, appointments with their steps, what
others have judged. The figures themselves are indicators (declared/indicators/competition.toml).
"""

import datetime as dt
from typing import Any

import duckdb
import pandas as pd

from analytics import privacy
from analytics.declare import code_list
from analytics.measures import query_text, run
from analytics.months import Month
from analytics.scope import Scope

Cursor = duckdb.DuckDBPyConnection
PARTS = ("duties", "civility", "key_work")
STEPS = ("exam", "open_competition", "recommendation")


def results(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    Assessments of the year and the year before, as known by the month's end.

    Grain: one row per subject and round. Columns: subject_kind ('person' | 'department'), subject (staff number or unit
    code), unit_code (of a person: the department at the month's end), year, round ('half_year' | 'year'), known_on,
    duties_score, civility_score, key_work_score, score (their weighted mean; all 0-100, NULL = not recorded), grade
    (code or NULL). People only of scope.persons_seen, nobody when there are none. Source: reg_assessment.
    """
    [month] = scope.months([month])
    return _asked(cursor, "competitive/assessments.sql", month, today, units=scope.seen, persons=_persons(scope))


def grades(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    How many people of the whole agency have each grade. Grain: one row per round with grades and grade (code), zeros
    included. Columns: round, grade, people (NULL where hidden), hidden, small. Counts of 1 and 2, and a second one from
    which they could be worked out, are hidden from those who may not see every person. Empty in the scope of some
    departments only. Source: reg_assessment.
    """
    [month] = scope.months([month])
    found = _asked(cursor, "competitive/assessment_grades.sql", month, today)
    if scope.units_seen is not None:
        found = found.iloc[:0]
    rows = []
    for round_, mine in found.groupby("round"):
        every = [code.code for code in code_list("assessment_grade")]
        counts = mine.set_index("grade")["people"].reindex(every, fill_value=0)
        limited = privacy.is_limited(scope)
        marks = privacy.line_marks(list(counts)) if limited else ["shown"] * len(counts)
        rows += [(round_, grade, n if mark == "shown" else None, mark != "shown", mark == "small")
                 for (grade, n), mark in zip(counts.items(), marks, strict=True)]
    return pd.DataFrame(rows, columns=["round", "grade", "people", "hidden", "small"])


def appointments(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    Appointments of the year up to the month's end, of people in scope.persons_seen (OutsideScope: none).

    Grain: one row per appointment, the latest first. Columns: staff_id, unit_code, decided_on, post, post_rank, type
    (codes), exam, open_competition, recommendation, assessment_cited, publicity_days (working days), competitive (all
    three steps are required), exempt (why they are not, NULL when they are). Source: reg_appointment.
    """
    persons, [month] = scope.persons_seen, scope.months([month])
    return _asked(cursor, "competitive/appointments.sql", month, today, persons=persons)


def steps(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    The three figures of competition_step_coverage: each step by itself, for the year up to the month's end.

    Grain: one row per step ('exam' | 'open_competition' | 'recommendation'), in the policy's order. Columns: step,
    done, appointments (to posts of section head and above; lateral moves, transfers and promotions in grade left out),
    value (0-1, NULL without appointments). Empty in the scope of some departments only: they are the whole agency's.
    Source: reg_appointment.
    """
    [month] = scope.months([month])
    [counted] = _asked(cursor, "competitive/steps.sql", month, today).itertuples(index=False)
    due = int(counted.appointments) if scope.units_seen is None else 0
    rows = [(s, int(getattr(counted, s)), due, getattr(counted, s) / due if due else float("nan")) for s in STEPS]
    found = pd.DataFrame(rows, columns=["step", "done", "appointments", "value"])
    return found if scope.units_seen is None else found.iloc[:0]


def ratings(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    What others have judged, year by year, as known by the month's end.

    Grain: one row per title, level and year. Columns: title, level, status (codes), year, grade, rank, peers (units
    compared), decided_on; NULL = not told. Source: reg_external.
    """
    [month] = scope.months([month])
    found = _asked(cursor, "competitive/ratings.sql", month, today)
    return found.astype({"rank": "float64", "peers": "float64"})


def ranks_with_ties(scores: list[float]) -> list[int]:
    """The place of each score, the highest first; equal scores share a place, the next is left out: 1, 2, 2, 4."""
    return [1 + sum(other > score for other in scores) for score in scores]


def _asked(cursor: Cursor, query: str, month: Month, today: dt.date, **values: Any) -> pd.DataFrame:
    return run(cursor, query_text(query), month=str(month), year=month.year, as_of=min(month.last_day, today), **values)


def _persons(scope: Scope) -> list[str] | None:
    return scope.persons_seen if scope.personal else []
