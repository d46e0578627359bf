"""
The light of a figure (catalogue 0, colour rules). grey = not judged: no rule, no figure, or too few to judge.

R-PACE, R-STEP, R-DUTY, R-RATE, R-MILE, R-LIMIT and R-INFO as in the catalogue; R-BANDS reads the indicator's own
`green` and `amber` bounds (bounds are included; with better = "lower" they are upper bounds). R-PACE of a yearly
number that has steps judges units by the pace and people by the steps; R-PACE of a rate with P-LIN is R-RATE in
December. A person with too few on-duty months in the year is not judged on yearly figures.
"""

import datetime as dt
from typing import Any

import pandas as pd

from analytics.declare import Indicator, indicator
from analytics.months import Month
from analytics.pacing import (
    ALWAYS,
    WARNING_DAYS,
    DutyYear,
    due_date,
    duty_of,
    is_ranked,
    milestone_day,
    pace_code,
    steps_due,
)

GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"
EPSILON = 1e-9     # a rate is compared unrounded; this only absorbs binary fractions such as 0.9
POINTS = {"rate": 0.10, "fraction": 0.10}  # what "ten points" are of a rate; of days or points they are ten of them


def lights(frame: pd.DataFrame, *, today: dt.date) -> list[str]:
    """The light of each row of a composed and paced frame, in its order."""
    return [light_of(row, today) for row in frame.itertuples(index=False)]


def light_of(row: Any, today: dt.date) -> str:
    """The light of one row of measures.measure (a named tuple with its columns)."""
    chosen = indicator(row.indicator)
    if row.state != "value" or row.value is None or row.value != row.value:
        return GREY
    if not is_ranked(row):
        return GREY
    if chosen.small_n and row.few:
        return GREY
    month = Month.parse(row.month)
    as_of = min(month.last_day, today)
    yearly = row.period == "year" or chosen.accumulate == "state"
    match colour_code(chosen, row.level, month):
        case "R-RATE":
            return rate_light(row.value, row.target, better=chosen.better, points=POINTS.get(chosen.unit, 10.0))
        case "R-DUTY":
            default = 0.9 if row.level == "person" else 1.0
            return duty_light(row.value, row.green if row.green == row.green else default)
        case "R-BANDS":
            return band_light(row.value, row.green, row.amber, chosen.better)
        case "R-PACE":
            return pace_light(row.value, row.expected, row.target) if yearly else GREY
        case "R-STEP":
            reached = row.furthest if chosen.pace == "P-STAGE" else row.value
            return step_light(chosen, reached, month, as_of, duty_of(row)) if yearly else GREY
        case "R-LIMIT":
            return limit_light(row.value, row.open_past_limit, row.open_near_limit, row.past_statutory_limit)
        case "R-MILE":
            done = row.value >= (row.target if row.target == row.target else 1) - EPSILON
            return mile_light(done, chosen, month, milestone_day(month, today), late=row.done_late)
        case _:
            return GREY


def colour_code(chosen: Indicator, level: str, month: Month) -> str:
    """The colour rule at a level and in a month (see the head of this module)."""
    if chosen.colour == "R-PACE" and pace_code(chosen, person=level == "person") == "P-STEP":
        return "R-STEP"
    if chosen.colour == "R-PACE" and chosen.unit == "rate" and chosen.pace == "P-LIN" and month.month == 12:
        return "R-RATE"
    return chosen.colour


def rate_light(value: float, target: float, *, better: str = "higher", points: float = 0.10) -> str:
    """R-RATE: at the target green, less than ten points short of it amber, otherwise red. points: ten in its unit."""
    short = target - value if better == "higher" else value - target
    if short <= EPSILON:
        return GREEN
    return AMBER if short < points - EPSILON else RED


def duty_light(value: float, green_from: float) -> str:
    """R-DUTY: the green line (person 90 %, unit 100 % unless declared), from 80 % amber, otherwise red."""
    if value >= green_from - EPSILON:
        return GREEN
    return AMBER if value >= 0.80 - EPSILON else RED


def band_light(value: float, green: float, amber: float, better: str) -> str:
    """R-BANDS: the indicator's own bounds, included."""
    sign = 1 if better == "higher" else -1
    if sign * value >= sign * green - EPSILON:
        return GREEN
    return AMBER if sign * value >= sign * amber - EPSILON else RED


def pace_light(value: float, expected: float, target: float) -> str:
    """R-PACE: behind the expected share of the yearly target by < 10 points green, to 30 amber, more red."""
    if expected != expected or target != target or not target:
        return GREY
    gap = (expected - value) / target
    if gap < 0.10 - EPSILON:
        return GREEN
    return AMBER if gap <= 0.30 + EPSILON else RED


def step_light(
    chosen: Indicator, reached: float | None, month: Month, as_of: dt.date, duty: DutyYear | None = None
) -> str:
    """R-STEP: a passed step unmet red; the next step within 30 days and unmet amber; otherwise green."""
    if reached is None or reached != reached:
        reached = 0.0
    due, next_value, next_on = steps_due(chosen, month, as_of, duty)
    if reached < due - EPSILON:
        return RED
    if next_on is not None and next_value is not None and reached < next_value - EPSILON:
        return AMBER if (next_on - as_of).days <= WARNING_DAYS else GREEN
    return GREEN


def mile_light(done: bool, chosen: Indicator, month: Month, as_of: dt.date, *, late: bool = False) -> str:
    """
    R-MILE: done green (late: amber); within 30 days of its date amber; past it red; grey before that window. One that
    is due always is red whenever it is not done.
    """
    if done:
        return AMBER if late else GREEN
    if chosen.due is None:
        return GREY
    if chosen.due == ALWAYS:
        return RED
    due = due_date(chosen, month)
    if as_of > due:
        return RED
    return AMBER if (due - as_of).days <= WARNING_DAYS else GREY


def limit_light(value: float, open_past: float, open_near: float, past_statutory: float) -> str:
    """R-LIMIT: >= 95 % and nothing open past its limit green; < 85 % or any past a statutory limit red; else amber."""
    if value < 0.85 - EPSILON or past_statutory > 0:
        return RED
    if value < 0.95 - EPSILON or open_past > 0 or open_near > 0:
        return AMBER
    return GREEN
