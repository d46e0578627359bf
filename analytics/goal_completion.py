"""
How far a unit is with the policy's targets: the state of each goal, and creation_goal_completion_rate, which is counted
from their lights rather than from rows of the store (accumulate = "derived").

A goal of a unit is an indicator at the unit's level whose target the policy sets (mark P) and that is judged by a
light. Everything here works on frames of measures.measure, as their viewer sees them: a figure hidden from the viewer
is grey, so it is left out and nothing can be worked out from the rate.
"""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd

from analytics.declare import Indicator, Lang, code_list, indicator, indicators, text
from analytics.months import Month
from analytics.pacing import due_date, milestone_day, steps_due

COMPLETION = "creation_goal_completion_rate"
MET, LATE, UNMET, LATER = "met", "late", "unmet", "later"
STATES = (MET, LATE, UNMET, LATER)
DUE = STATES[:3]
UNIT_LEVELS = ("department", "agency")
BY_DATE = ("R-STEP", "R-MILE")
GOAL = ["level", "unit_code", "month"]


# ------------------------------------------------------------------------------------------- goals
@cache
def goals_of(level: str) -> tuple[str, ...]:
    """The indicators whose target the policy sets and that a unit of this kind is judged by, in the declared order."""
    return tuple(
        i.id for i in indicators().values()
        if i.mark == "P" and i.colour != "R-INFO" and level in i.levels and not i.is_derived
    )


@cache
def goals() -> tuple[str, ...]:
    """The goals of departments and of the agency."""
    return tuple(dict.fromkeys(name for level in UNIT_LEVELS for name in goals_of(level)))


def goal_state(row: Any, today: dt.date) -> str:
    """
    How a goal stands, from its row of measures.measure: met (green), late (amber: done after its date, or the next step
    is near), unmet (due and not met) or later (nothing of it is due yet, or nothing to judge).
    """
    if row.state != "value" or row.light == "grey":
        return LATER
    chosen, month = indicator(row.indicator), Month.parse(row.month)
    if row.light == "green":
        return LATER if _is_not_due(chosen, month, today) and not row.value else MET
    if row.light == "amber" and chosen.colour in BY_DATE:
        return LATER if _is_not_due(chosen, month, today) else LATE
    return UNMET


def _is_not_due(chosen: Indicator, month: Month, today: dt.date) -> bool:
    if chosen.colour == "R-STEP":
        return not steps_due(chosen, month, min(month.last_day, today))[0]
    if chosen.colour != "R-MILE" or chosen.due is None:
        return False
    return milestone_day(month, today) <= due_date(chosen, month)


def goal_rows(frame: pd.DataFrame, period: str, today: dt.date) -> pd.DataFrame:
    """
    The goals of every unit and month of a frame of measures.measure that has them all.

    Grain: one row per unit, month and goal. Columns: those of the frame, type_of_agency and goal ('met' | 'late' |
    'unmet' | 'later'). The figure is that of the period ('month' | 'year') where the indicator has it, else its other.
    """
    wanted = {name: period_of(indicator(name), period) for name in goals()}
    rows = frame[frame["level"].isin(UNIT_LEVELS) & (frame["period"] == frame["indicator"].map(wanted))]
    judged = rows[["indicator", "month", "state", "light", "value"]].itertuples(index=False)
    kinds = rows["indicator"].map({name: indicator(name).type_of_agency for name in goals()})
    return rows.assign(type_of_agency=kinds, goal=[goal_state(row, today) for row in judged]).reset_index(drop=True)


def period_of(chosen: Indicator, period: str) -> str:
    """The period in which a goal is judged: the one asked for where the indicator has it, else its other."""
    return period if period in chosen.periods else chosen.periods[0]


def by_type(rows: pd.DataFrame) -> pd.DataFrame:
    """
    Goals counted by type. Grain: one row per unit, month and type of agency that has goals for the unit. Columns:
    level, unit_code, month, type_of_agency, met, late, unmet, later (numbers of goals), due (the first three), value
    (met / due, NULL when nothing is due). rows: goal_rows of one period.
    """
    keys = [*GOAL, "type_of_agency"]
    counted = pd.DataFrame({state: (rows["goal"] == state).astype(int) for state in STATES}).groupby(
        [rows[key] for key in keys]
    ).sum().reset_index()
    due = counted[list(DUE)].sum(axis=1)
    return counted.assign(due=due, value=counted[MET] / due.where(due > 0))


# ------------------------------------------------------------------------------------------- the rate
def completion_rows(frame: pd.DataFrame, periods: Sequence[str], today: dt.date, few_under: float) -> pd.DataFrame:
    """
    creation_goal_completion_rate of every unit and month of a frame that has all goals: the columns of compose.sql.
    numerator: goals that are green. denominator: goals that are due, grey ones left out.
    """
    return pd.concat([_of_period(frame, period, today, few_under) for period in periods], ignore_index=True)


def _of_period(frame: pd.DataFrame, period: str, today: dt.date, few_under: float) -> pd.DataFrame:
    rows = goal_rows(frame, period, today)
    rows["numerator"], rows["denominator"] = _counts(rows)
    found = rows.groupby(GOAL, as_index=False).agg(
        numerator=("numerator", "sum"), denominator=("denominator", "sum"), provisional=("provisional", "any")
    )
    some = found["denominator"] > 0
    return found.assign(
        indicator=COMPLETION, staff_id=None, period=period, state=some.map({True: "value", False: "not_applicable"}),
        n=found["denominator"], few=found["denominator"] < few_under, ranked=True, duty_since=None,
        value=found["numerator"].where(some) / found["denominator"].where(some),
        p90=float("nan"), furthest=float("nan"), duty_months=float("nan"),
    )


def _counts(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    return (rows["goal"] == MET).astype(float), rows["goal"].isin(DUE).astype(float)


def observations(frame: pd.DataFrame, period: str, today: dt.date) -> pd.DataFrame:
    """
    The goals behind the rate as observations (head of measures.py): one row per unit and goal, those that are not due
    or not judged as nought of nought. note: the goal and its light, '<indicator>/<light>'.
    """
    rows = goal_rows(frame, period, today)
    return pd.DataFrame({
        "unit_code": rows["unit_code"], "staff_id": None, "month": rows["month"],
        "numerator": _counts(rows)[0], "denominator": _counts(rows)[1],
        "return_id": None, "sheet": None, "row_no": None, "note": rows["indicator"] + "/" + rows["light"],
    })


def note_words(note: str, lang: Lang) -> str:
    """An observation's note in words: the goal and its light."""
    name, _, light = note.partition("/")
    return text("note.goal", lang, goal=indicator(name).name(lang), light=code_list("light").label(light, lang))
