"""
Research (二(四)2): each project on its way, how many each department finished, and days in the field.

Every function takes (cursor, scope, months, *, today) and returns a tidy frame. Source: 调研课题, as reported month
by month.
"""

import datetime as dt
from collections.abc import Iterable

import duckdb
import pandas as pd

from analytics.declare import code_list, indicator
from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.pacing import Figure, YearSoFar, judge_pace, steps_due
from analytics.scope import Scope

COUNTS = (
    "department_research_count", "leader_research_report_rate", "research_conversion_rate", "opinion_report_count",
)
NO_CALENDAR = YearSoFar(0, 0, 0, 0)  # stages go by dates


def projects(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Projects of the year as at the end of the last of the months: all not finished or cancelled in an earlier year.

    Grain: one row a project. Columns: unit_code, project_id, title, lead_id, lead and lead_en (all three NULL outside
    scope.persons_seen), led_by_leader, co_departments, stage (code), stage_no (1 topic ... 6 completed ... 8 put to
    use, 0 cancelled), stage_on, due_on, completed_on, submitted_on, submitted_as (NULL = not yet), field_days (year so
    far), track (list of {stage, reached_on} in order), reported_in, return_id, sheet, row_no, expected_stage (code due
    by now; None before the first date), pace ('on_pace' | 'behind' | 'out_of_reach'; None = cancelled, or due in a
    later year), overdue (past its own due date and not finished).
    """
    month = scope.months(months)[-1]
    as_of = min(month.last_day, today)
    frame = run(
        cursor, query_text("service/research_projects.sql"), month=str(month), units=scope.seen,
        persons=scope.persons_seen if scope.personal else [],
    )
    due_days = [day.date() for day in frame["due_on"]]
    finished = frame["completed_on"].notna()
    paces = [
        _pace(stage_no, due_on, month, as_of) for stage_no, due_on in zip(frame["stage_no"], due_days, strict=True)
    ]
    open_ = ~finished & (frame["stage_no"] > 0)
    return frame.assign(
        expected_stage=pd.Series(
            [_expected_stage(month, as_of) if pace else None for pace in paces], index=frame.index, dtype=object
        ),
        pace=pd.Series(paces, index=frame.index, dtype=object),
        overdue=open_ & pd.Series([day < as_of for day in due_days], index=frame.index, dtype=bool),
    )


def _pace(stage_no: int, due_on: dt.date, month: Month, as_of: dt.date) -> str | None:
    if stage_no == 0 or due_on.year > month.year:
        return None
    figure = Figure(value=0.0, furthest=float(stage_no))
    return judge_pace(indicator(COUNTS[0]), figure, month=month, as_of=as_of, year=NO_CALENDAR).state


def _expected_stage(month: Month, as_of: dt.date) -> str | None:
    number = int(steps_due(indicator(COUNTS[0]), month, as_of)[0])
    return code_list("research_stage").codes[number - 1].code if number else None


def counts(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """
    Projects finished, leaders with a report, share put to use, opinion reports: columns of measures.measure, year so
    far. furthest = the stage a department's best project stands at; for the agency, of the slowest department.
    """
    return measure(cursor, scope, months, COUNTS, today=today)


def field_days(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, months: Iterable[Month], *, today: dt.date
) -> pd.DataFrame:
    """Days in the field (下基层) per lead and for the agency, month and year so far: columns of measures.measure."""
    return measure(cursor, scope, months, ["grassroots_days"], today=today)
