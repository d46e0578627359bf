"""
The innovative agency (创新型): suggestions, innovation goals and outstanding outcomes.

The figures are frames of `measures.measure` (its docstring lists the columns); the lists have their own columns.
suggestions_per_person is suggestions a head (numerator suggestions, denominator cadres on duty); outcomes are counts.
Definitions: catalogue 1 B, in declared/indicators/innovation.toml.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

import duckdb
import pandas as pd

from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.scope import Scope

PER_PERSON = ("suggestions_per_person",)
COVERAGE, FULL_COVERAGE = "suggestion_coverage_rate", "suggestion_full_coverage_rate"
ACTIVITIES = ("golden_idea_count", "suggestion_month_held")
MECHANISM = ("innovation_mechanism_established", "suggestion_box_established", "excellent_suggestion_award_held")
REVIEWS = ("suggestion_adoption_rate", "suggestion_implementation_rate", "suggestion_review_days")
GOALS = (
    "innovation_measure_completion_rate", "dept_innovation_goal_rate", "person_innovation_goal_rate",
    "key_work_innovation_coverage",
)
OUTCOMES = ("outstanding_outcomes_declared", "outstanding_outcomes_awarded")
ALL = (*PER_PERSON, COVERAGE, FULL_COVERAGE, *ACTIVITIES, *MECHANISM, *REVIEWS, *GOALS, *OUTCOMES)
UNITS = ("department", "agency")
Cursor = duckdb.DuckDBPyConnection


def per_person(
    cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date,
    levels: Sequence[str] = ("person", *UNITS),
) -> pd.DataFrame:
    """Valid suggestions a head, the year so far. At person level value is that person's number of suggestions."""
    return measure(cursor, scope, months, PER_PERSON, today=today, levels=levels)


def coverage(cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date) -> pd.DataFrame:
    """Share of cadres with enough suggestions; full_numerator and full_value: with enough for full marks."""
    frame = measure(cursor, scope, months, [COVERAGE, FULL_COVERAGE], today=today, levels=UNITS)
    keys = ["level", "unit_code", "month"]
    full = frame[frame["indicator"] == FULL_COVERAGE].set_index(keys)[["numerator", "value"]]
    return frame[frame["indicator"] == COVERAGE].join(full.add_prefix("full_"), on=keys)


def activities(cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date) -> pd.DataFrame:
    """Golden ideas collected and whether the suggestion month was held; only at agency level."""
    return measure(cursor, scope, months, ACTIVITIES, today=today, levels=("agency",))


def goals(
    cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date, levels: Sequence[str] = UNITS
) -> pd.DataFrame:
    """Innovation goals set and completed, key work covered (n of 4)."""
    return measure(cursor, scope, months, GOALS, today=today, levels=levels)


def outcomes(cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date) -> pd.DataFrame:
    """Outstanding outcomes declared (furthest = the step reached, 1-3) and awarded; counts, only at agency level."""
    return measure(cursor, scope, months, OUTCOMES, today=today, levels=("agency",))


def list_rows(cursor: Cursor, scope: Scope, months: Iterable[Month], *, today: dt.date) -> pd.DataFrame:
    """
    The suggestions behind the figures.

    Grain: one row per suggestion of a counting return of the months. Columns: unit_code, month, suggestion_id,
    proposed_on, staff_id, name, name_en (NULL outside scope.persons_seen), title, channel, field, content, result
    ('pending' when not reviewed), implementation, award, decided_on, awarded (in the review or in the register of
    awards), valid (counts for its proposer), return_id, row_no. Source: sheet suggestions, reg_suggestion_review and
    reg_award.
    """
    return run(
        cursor, query_text("innovative/suggestion_rows.sql"), months=[str(m) for m in scope.months(months)],
        units=scope.seen, persons=_persons(scope),
    )


def chain(found: pd.DataFrame) -> pd.DataFrame:
    """
    How far the suggestions of `list_rows` have come. Grain: one row a step, 'proposed' | 'reviewed' | 'adopted' |
    'implemented' | 'awarded'. Columns: step, suggestions (each once, whatever the number of returns that name it;
    duplicates and withdrawn ones left out), of (those of the step it follows from: reviewed of proposed, adopted of
    reviewed, implemented and awarded of adopted; NaN for proposed).
    """
    kept = found[~found["result"].isin(["duplicate", "withdrawn"])].drop_duplicates("suggestion_id", keep="last")
    reviewed = kept["result"] != "pending"
    adopted = kept["result"].isin(["adopted", "partly_adopted"])
    counts = {
        "proposed": (len(kept), None),
        "reviewed": (reviewed.sum(), len(kept)),
        "adopted": (adopted.sum(), reviewed.sum()),
        "implemented": ((adopted & (kept["implementation"] == "implemented")).sum(), adopted.sum()),
        "awarded": ((adopted & kept["awarded"].astype(bool)).sum(), adopted.sum()),
    }
    rows = [(step, int(n), None if of is None else float(of)) for step, (n, of) in counts.items()]
    return pd.DataFrame(rows, columns=["step", "suggestions", "of"])


def goal_rows(cursor: Cursor, scope: Scope, month: Month, *, today: dt.date) -> pd.DataFrame:
    """
    The goals and outcomes behind the figures, as known from the returns up to the month.

    Grain: one row per goal due in the year or later, or reported this year. Columns: unit_code, goal_id, goal_type,
    title, theme, owner_id (NULL outside scope.persons_seen), measure, due_on, stage, progress (0-100), stage_on,
    promotion_level, evidence, finished, overdue, declared_in and awarded_in (months first reported so), reported_in
    (the month of the row), return_id, row_no. Source: sheet goals_outcomes.
    """
    [month] = scope.months([month])
    return run(
        cursor, query_text("innovative/goal_rows.sql"), month=str(month), year=month.year, today=today,
        units=scope.seen, persons=_persons(scope),
    )


def _persons(scope: Scope) -> list[str] | None:
    return scope.persons_seen if scope.personal else []
