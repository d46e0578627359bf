"""
The learning agency (学习型): attendance, study time, notes, sessions, courses and education.

The figures are frames of `measures.measure` (its docstring lists the columns); the lists have their own columns. Rates
are 0-1, hours are hours, `fraction` indicators are n of N (numerator of denominator). Definitions: catalogue 1 A, in
declared/indicators/learning.toml.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

import duckdb
import pandas as pd

from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.scope import Scope

ATTENDANCE = ("collective_study_attendance_rate", "study_completion_rate", "central_group_attendance_rate")
FORTNIGHTS = ("cadre_session_fortnight_coverage", "collective_study_fortnight_compliance")
STUDY_TIME = ("daily_study_hours",)
NOTES = ("study_note_monthly_rate",)
EXCHANGES = ("study_exchange_participation_rate",)
COURSES = (
    "single_subject_course_completion_rate", "single_subject_course_enrolment_rate",
    "continuing_education_participation_rate", "postgraduate_participation_count",
)
EDUCATION = ("bachelor_attainment_rate_u45",)
PLANS_AND_EXAMS = (
    "learning_plan_completion_rate", "learning_debrief_rate", "exam_participation_rate", "exam_pass_rate",
    "exam_mean_score", "learning_evaluation_score",
)
SYSTEMS = ("learning_system_established", "learning_evaluation_published", "learning_result_in_appraisal_rate")
SESSIONS = (
    "central_group_session_count", "cadre_session_fortnight_coverage", "cadre_session_count",
    "cadre_session_max_gap_days", "learning_content_coverage", "study_form_coverage",
)
PEOPLE = (
    "collective_study_attendance_rate", "study_completion_rate", "collective_study_fortnight_compliance",
    "unexcused_absence_count", "daily_study_hours", "study_hours_total", "study_note_monthly_rate",
    "study_exchange_participation_rate", "exchange_speech_count", "single_subject_course_completion_rate",
)
ALL = tuple(dict.fromkeys((*SESSIONS, *ATTENDANCE, *FORTNIGHTS, *STUDY_TIME, *NOTES, *EXCHANGES, *COURSES, *EDUCATION,
                           *PLANS_AND_EXAMS, *SYSTEMS, *PEOPLE)))
UNITS = ("department", "agency")
Cursor = duckdb.DuckDBPyConnection


def attendance(
    cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date, levels: Sequence[str] = UNITS
) -> pd.DataFrame:
    """Attendance and completion incl. make-up (rates); the central group's own rate for persons and the agency."""
    return measure(cursor, scope, months, ATTENDANCE, today=today, levels=levels)


def study_time(
    cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date, levels: Sequence[str] = UNITS
) -> pd.DataFrame:
    """Study hours per working day on duty: numerator hours, denominator working days, value hours a day."""
    return measure(cursor, scope, months, STUDY_TIME, today=today, levels=levels)


def notes(
    cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date, levels: Sequence[str] = UNITS
) -> pd.DataFrame:
    """Monthly notes: on-duty months with a note of on-duty months. The year counts notes handed in late as well."""
    return measure(cursor, scope, months, NOTES, today=today, levels=levels)


def fortnight_rates(
    cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date, levels: Sequence[str] = UNITS
) -> pd.DataFrame:
    """Fortnights with an agency session (agency) and fortnights people attended (persons, departments, agency)."""
    return measure(cursor, scope, months, FORTNIGHTS, today=today, levels=levels)


def sessions(cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date) -> pd.DataFrame:
    """What the agency owes in sessions, contents and forms; only at agency level."""
    return measure(cursor, scope, months, SESSIONS, today=today, levels=("agency",))


def sessions_held(cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date) -> pd.DataFrame:
    """
    The list of sessions, planned and cancelled ones too.

    Grain: one row per session dated in the months, in order of date. Columns: session_id, held_on, month, type, form,
    content (codes), title, hours, attendees, status, attended and due (people, official and statutory leave and off
    duty taken out), rows_reported (NULL counts: no return names the session yet). Source: ref_session and sheet
    study_attendance, units of the scope only.
    """
    return run(cursor, query_text("learning/sessions_held.sql"), months=_codes(scope, months), units=scope.seen)


def fortnights(cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date) -> pd.DataFrame:
    """
    The fortnights judged in the months.

    Grain: one row per fortnight. Columns: month (it ends and is judged in), first_day, last_day, workdays, due (False:
    waived, too few working days), ended, cadre_sessions (held, of the agency), sessions (held, of any type).
    Source: ref_calendar and ref_session.
    """
    return run(cursor, query_text("learning/fortnights.sql"), months=_codes(scope, months), today=today)


def people(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    The year's learning figures of every person on the roster in the month, of scope.persons_seen (OutsideScope: none).

    Grain: one row per person, in roster order. Columns: staff_id, name, name_en, unit_code, is_cadre, is_leadership,
    is_central_group, on_duty, workdays_on_duty (of the month), duty_months (of the year), ranked, and for each id of
    PEOPLE the columns <id> (value), <id>.numerator, <id>.denominator, <id>.target, <id>.light, <id>.pace; provisional
    (a return behind any of them is not accepted yet). NULL value: nothing to judge yet.
    """
    persons, [month] = scope.persons_seen, scope.months([month])
    roster = run(cursor, query_text("learning/people.sql"), month=str(month), units=persons)
    frame = measure(cursor, scope, [month], PEOPLE, today=today, levels=("person",))
    frame = frame[frame["period"] == "year"].set_index("staff_id")
    for name in PEOPLE:
        mine = frame[frame["indicator"] == name]
        for column in ("value", "numerator", "denominator", "target", "light", "pace"):
            roster[name if column == "value" else f"{name}.{column}"] = roster["staff_id"].map(mine[column])
    roster["provisional"] = roster["staff_id"].isin(frame.index[frame["provisional"].astype(bool)])
    return roster


def courses(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    Courses and degree study of the year so far, of scope.persons_seen (OutsideScope: none).

    Grain: one row per person and course. Columns: unit_code, staff_id, course_name, course_type, course_status (the
    latest, codes), course_result, first_month, latest_month, return_id, row_no. Source: sheet personal_study.
    """
    persons, [month] = scope.persons_seen, scope.months([month])
    first = str(Month(month.year, 1))
    sql = query_text("learning/courses.sql")
    return run(cursor, sql, first_month=first, month=str(month), units=persons)


def _codes(scope: Scope, months: Iterable[Month]) -> list[str]:
    return [str(month) for month in scope.months(months)]
