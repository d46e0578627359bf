"""
The learning file (学习档案, catalogue 8): a person's year, one page. Who may see one: those who see the rows of the
person's unit, and the person.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from analytics import evaluation
from analytics.measures import query_text, run
from analytics.months import Month
from analytics.scope import EVERYTHING, OutsideScope, Scope

EXCHANGE = "exchange"
Cursor = duckdb.DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class LearningFile:
    """
    A person's year up to the end of a month.

    person: staff_id, name, name_en, unit_code, unit_zh, unit_en, education, degree_in_progress, post_rank (codes),
    post_since, is_cadre, is_leadership, is_central_group, joined_on, left_on, duty_months, and of the plan
    plan_filed_on, plan_topics, half_year_checked_on; None where nothing is known.
    sessions: one row per held session the person is on the list of: held_on, title, type, hours, status, attended,
    excused, made_up_on, made_up (in the days allowed), spoke.
    months: one row per month on the roster: month, workdays_on_duty, reported, own_hours and session_hours (NULL: the
    unit has not reported), notes (a list of title, note_type, note_date).
    courses: as learning.courses, of the person. exams: one row per debrief and exam: type, held_on, status, score
    (points of 100), grade, peer_score. result: the person's row of evaluation.results, as things stand.
    """

    person: dict[str, Any]
    month: Month
    sessions: pd.DataFrame
    months: pd.DataFrame
    courses: pd.DataFrame
    exams: pd.DataFrame
    result: dict[str, Any]

    @property
    def exchanges(self) -> pd.DataFrame:
        """The sessions that were exchanges, and those the person spoke at."""
        return self.sessions[(self.sessions["type"] == EXCHANGE) | self.sessions["spoke"]]


def last_month(year: int, today: dt.date) -> Month:
    """The month a file of the year goes up to."""
    return min(Month(year, 12), Month.of(today))


def years(cursor: Cursor) -> tuple[int, ...]:
    """The years any return is of, the newest first."""
    found = cursor.execute("SELECT DISTINCT left(month, 4)::INTEGER AS year FROM current_return ORDER BY year DESC")
    return tuple(year for (year,) in found.fetchall())


def people(cursor: Cursor, scope: Scope, month: Month, *, own: str | None = None) -> pd.DataFrame:
    """
    Whose files the viewer may open: everybody on the roster in the month of the units whose rows they see, and `own`,
    the person the viewer is. Grain and columns: LearningFile.person, in roster order; none is no error.
    """
    frame = run(cursor, query_text("learning/file_people.sql"), month=str(month), staff_id=None)
    mine = [scope.sees_persons(code) or staff_id == own
            for code, staff_id in zip(frame["unit_code"], frame["staff_id"], strict=True)]
    return frame[pd.Series(mine, index=frame.index, dtype=bool)].reset_index(drop=True)


def read(
    cursor: Cursor, scope: Scope, staff_id: str, month: Month, *, today: dt.date, own: str | None = None
) -> LearningFile:
    """A person's file up to a month. OutsideScope for whoever may not see it, also when there is no such person."""
    found = people(cursor, scope, month, own=own)
    mine = found[found["staff_id"] == staff_id]
    if mine.empty:
        raise OutsideScope(f"the learning file of {staff_id} is outside this viewer's scope")
    first, last = str(Month(month.year, 1)), str(month)

    def of_person(name: str, **values: Any) -> pd.DataFrame:
        return run(cursor, query_text(name), staff_id=staff_id, first_month=first, month=last,
                   **values)

    courses = run(cursor, query_text("learning/courses.sql"), first_month=first, month=last, units=None)
    results = evaluation.results(cursor, EVERYTHING, month, today=today)  # places are among the whole agency
    return LearningFile(
        _plain(mine), month, of_person("learning/file_sessions.sql"), of_person("learning/file_months.sql"),
        courses[courses["staff_id"] == staff_id].reset_index(drop=True),
        of_person("learning/file_exams.sql", year=month.year, today=min(today, month.last_day)),
        _plain(results[results["staff_id"] == staff_id]),
    )


def _plain(frame: pd.DataFrame) -> dict[str, Any]:
    """The one row of a frame; what is not known is None, dates are dates."""
    [row] = frame.to_dict("records")
    return {name: _known(value) for name, value in row.items()}


def _known(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value
