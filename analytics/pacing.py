"""
Where a running figure ought to be by the end of a month, and whether the year's target can still be met.

Codes (catalogue 0, pacing): P-LIN target x month / 12 · P-M one a month · P-FN one a due fortnight · P-WD one hour a
working day · P-H one by 30 June and two by 31 December · P-Q one a quarter · P-STEP the n-th by the n-th date ·
P-STAGE a stage by each date (research, outcomes) · P-DATE one date · P-RATE the same rate every period · none.

People: yearly counts are scaled by the on-duty months of their year, rounded up and at least 1; steps that fell due
before their first on-duty month do not apply. Those with too few on-duty months are not paced (ranked = False).
"""

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.declare import Indicator, indicator
from analytics.months import Month

ALWAYS = "always"
ON_PACE, BEHIND, OUT_OF_REACH = "on_pace", "behind", "out_of_reach"
EVERY_YEAR = 0         # the year of an override that holds for every year
TOLERATED_GAP = 0.10  # of the yearly target, as in colour rule R-PACE
WARNING_DAYS = 30      # before its date a step or milestone comes into sight
EPSILON = 1e-9        # absorbs binary fractions; figures are compared unrounded


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """Due fortnights and working days up to a month and in its whole year."""

    due_fortnights: float
    workdays: float
    year_fortnights: float
    year_workdays: float


@dataclass(frozen=True, slots=True)
class DutyYear:
    """A person's on-duty months of the year (0-12) and the first of them ('2026-03'; None when there is none)."""

    months: float
    since: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """What is paced: a row of measures.measure. duty is None unless the row is a person's."""

    value: float
    numerator: float | None = None
    denominator: float | None = None
    furthest: float | None = None
    target: float | None = None
    green: float | None = None
    duty: DutyYear | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """expected: by the end of the month, in the unit of the value. needed_per_month: to reach the year's target."""

    expected: float | None = None
    needed_per_month: float | None = None
    state: str | None = None


def scaled(chosen: Indicator, number: float | None, duty: DutyYear | None) -> float | None:
    """A yearly number of things for a person who was on duty for part of the year; other numbers stay."""
    counts = chosen.unit in ("count", "per_person") and chosen.better == "higher" and chosen.pace != "P-STAGE"
    if duty is None or number is None or not counts:
        return number
    return max(1.0, float(math.ceil(number * duty.months / 12 - EPSILON)))


def steps_due(
    chosen: Indicator, month: Month, as_of: dt.date, duty: DutyYear | None = None
) -> tuple[float, float | None, dt.date | None]:
    """(value due by as_of, value of the next step, its date); the next two are None after the last step."""
    due = 0.0
    for day, value in chosen.steps:
        on = dt.date(month.year, int(day[:2]), int(day[3:]))
        if duty is not None and (duty.since is None or str(Month.of(on)) < duty.since):
            continue
        wanted = scaled(chosen, value, duty)
        if on <= as_of:
            due = max(due, wanted or 0.0)
        else:
            return due, wanted, on
    return due, None, None


def pace_code(chosen: Indicator, *, person: bool) -> str:
    """The pacing code at a level: P-LIN with steps means that people are judged by the steps."""
    return "P-STEP" if person and chosen.pace == "P-LIN" and chosen.steps else chosen.pace


def year_target(chosen: Indicator, declared: float | None, denominator: float | None, year: YearSoFar) -> float | None:
    """The year's target in the unit of the value: the calendar's for P-FN and P-WD, otherwise as declared."""
    if declared is None and chosen.statistic == "sum":
        if chosen.pace == "P-FN":
            return year.year_fortnights
        if chosen.pace == "P-WD" and denominator is not None:  # working days on duty so far, and those still to come
            return denominator + max(year.year_workdays - year.workdays, 0.0)
    return declared


def expected(chosen: Indicator, figure: Figure, month: Month, year: YearSoFar, as_of: dt.date) -> float | None:
    """The value due by the end of the month; None when the indicator is not paced or has no target."""
    target = figure.target
    match pace_code(chosen, person=figure.duty is not None):
        case "P-LIN":
            return None if target is None else target * month.month / 12
        case "P-M":
            return float(month.month)
        case "P-FN":
            return year.due_fortnights
        case "P-WD":
            return year.workdays if figure.denominator is None else figure.denominator
        case "P-H":
            return 0.0 if month.month < 6 else 1.0 if month.month < 12 else 2.0
        case "P-Q":
            return None if target is None else (month.month // 3) * target / 4
        case "P-STEP" | "P-STAGE":
            return steps_due(chosen, month, as_of, figure.duty)[0]
        case "P-DATE":
            return None if target is None or chosen.due is None else target * (as_of >= due_date(chosen, month))
        case "P-RATE":
            return target
        case _:
            return None


def due_date(chosen: Indicator, month: Month) -> dt.date:
    """
    The date of a milestone in the month's year: of several the last that has come into sight by the month's end, else
    the first; of one that is due always the month's first day.
    """
    assert chosen.due is not None
    if chosen.due == ALWAYS:
        return month.first_day
    days = (chosen.due,) if isinstance(chosen.due, str) else chosen.due
    dates = [dt.date(month.year, int(day[:2]), int(day[3:])) for day in days]
    in_sight = [date for date in dates if (date - month.last_day).days <= WARNING_DAYS]
    return max(in_sight, default=dates[0])


def milestone_day(month: Month, today: dt.date) -> dt.date:
    """
    The day a milestone is judged on: the month's last day, or today. A December that is over is judged on New Year's
    Day: what was due on 31 December would otherwise never be past due.
    """
    if month.month == 12 and today > month.last_day:
        return month.last_day + dt.timedelta(days=1)
    return min(month.last_day, today)


def attainable_rate(numerator: float, denominator: float, elapsed: float, whole_year: float) -> float | None:
    """The best rate the year can still end with when every duty left is met; None before the first one was due."""
    if not denominator or not elapsed:
        return None
    remaining = denominator * (whole_year / elapsed - 1)
    return (numerator + remaining) / (denominator + remaining)


def judge_pace(chosen: Indicator, figure: Figure, *, month: Month, as_of: dt.date, year: YearSoFar) -> Pace:
    """Pace of one year-to-date figure."""
    due = expected(chosen, figure, month, year, as_of)
    months_left = 12 - month.month + int(as_of < month.last_day)  # the month in progress is one
    if chosen.pace == "P-STAGE":
        return _stage_pace(chosen, figure.furthest or 0.0, due or 0.0, months_left)
    if chosen.colour == "R-DUTY":
        return _duty_pace(chosen, figure, month, year)
    if chosen.pace == "P-RATE" or (chosen.pace == "P-WD" and chosen.statistic == "ratio"):
        return _rate_pace(chosen, figure)
    if figure.target is None or due is None or chosen.better == "lower":
        return Pace(expected=due)
    return _running_pace(chosen, figure, figure.target, due, months_left)


def _running_pace(chosen: Indicator, figure: Figure, target: float, due: float, months_left: int) -> Pace:
    if figure.value >= target - EPSILON:
        return Pace(due, 0.0, ON_PACE)
    if not months_left:
        return Pace(due, None, OUT_OF_REACH)
    code = pace_code(chosen, person=figure.duty is not None)
    if code in ("P-STEP", "P-DATE"):
        behind = figure.value < due - EPSILON
    else:
        behind = (due - figure.value) / target >= TOLERATED_GAP - EPSILON
    needed = None if code == "P-DATE" else (target - figure.value) / months_left
    return Pace(due, needed, BEHIND if behind else ON_PACE)


def _stage_pace(chosen: Indicator, furthest: float, due: float, months_left: int) -> Pace:
    """A stage a month is the fastest a project can go: with more stages left than months it is out of reach."""
    finish = chosen.target_stage
    if furthest >= finish:
        return Pace(due, 0.0, ON_PACE)
    missing = finish - furthest
    if missing > months_left:
        return Pace(due, None, OUT_OF_REACH)
    return Pace(due, missing / months_left, BEHIND if furthest < due else ON_PACE)


def _rate_pace(chosen: Indicator, figure: Figure) -> Pace:
    """A rate that ought to be the same in every period; only R-PACE and the daily hours say whether it is behind."""
    target = figure.target
    if target is None or chosen.better == "lower" or (chosen.colour != "R-PACE" and chosen.pace == "P-RATE"):
        return Pace(expected=target)
    tolerated = TOLERATED_GAP if chosen.colour == "R-PACE" else EPSILON
    return Pace(target, None, BEHIND if (target - figure.value) / target >= tolerated - EPSILON / 2 else ON_PACE)


def _duty_pace(chosen: Indicator, figure: Figure, month: Month, year: YearSoFar) -> Pace:
    line = figure.green if figure.green is not None else 0.9 if figure.duty is not None else 1.0
    match chosen.pace:
        case "P-FN":
            elapsed, whole = year.due_fortnights, year.year_fortnights
        case "P-H":
            elapsed, whole = float(month.month // 6), 2.0
        case "P-Q":
            elapsed, whole = float(month.month // 3), 4.0
        case _:
            elapsed, whole = float(month.month), 12.0
    best = attainable_rate(figure.numerator or 0.0, figure.denominator or 0.0, elapsed, whole)
    if figure.value >= line - EPSILON:
        return Pace(line, None, ON_PACE)
    return Pace(line, None, OUT_OF_REACH if best is not None and best < line - EPSILON else BEHIND)


# ------------------------------------------------------------------------------------------- frames
def pace_columns(
    frame: pd.DataFrame, overrides: pd.DataFrame, *, today: dt.date, calendar: pd.DataFrame
) -> pd.DataFrame:
    """Adds target, full_target, green, amber, expected, needed_per_month and pace to a composed frame (measures.py)."""
    own = {(r.indicator, int(r.year), r.unit_code): r for r in overrides.itertuples(index=False)}
    years = _years_so_far(calendar)
    added = [_added(row, own, years, today) for row in frame.itertuples(index=False)]
    names = ["target", "full_target", "green", "amber", "expected", "needed_per_month", "pace"]
    columns = pd.DataFrame(added, columns=names, index=frame.index)
    numeric = names[:-1]
    columns[numeric] = columns[numeric].astype("float64")
    return pd.concat([frame, columns], axis=1)


def duty_of(row: Any) -> DutyYear | None:
    """The on-duty months of a person's row; None for a unit's row or a person the roster doesn't know."""
    months = _none(row.duty_months) if row.level == "person" else None
    return None if months is None else DutyYear(months, row.duty_since if isinstance(row.duty_since, str) else None)


def is_ranked(row: Any) -> bool:
    """False for a person's yearly figure when the on-duty months are too few to judge (不参评)."""
    return bool(row.ranked) or row.level != "person" or row.period != "year"


def _years_so_far(calendar: pd.DataFrame) -> dict[str, YearSoFar]:
    """month -> its year so far."""
    whole = calendar.assign(year=calendar["month"].str[:4]).groupby("year")[["due_fortnights", "workdays"]].max()
    return {
        r.month: YearSoFar(
            float(r.due_fortnights), float(r.workdays),
            float(whole.loc[r.month[:4], "due_fortnights"]), float(whole.loc[r.month[:4], "workdays"]),
        )
        for r in calendar.itertuples(index=False)
    }


def _added(row: Any, own: Mapping[tuple, Any], years: Mapping[str, YearSoFar], today: dt.date) -> tuple:
    chosen = indicator(row.indicator)
    month = Month.parse(row.month)
    duty = duty_of(row)
    places = ((month.year, row.unit_code), (month.year, "*"), (EVERY_YEAR, "*"))
    overrides = [found for place in places if (found := own.get((row.indicator, *place)))]
    target = year_target(chosen, _first(overrides, "target", chosen.target), _none(row.denominator), years[row.month])
    target = scaled(chosen, target, duty)
    full = scaled(chosen, _first(overrides, "full_target", chosen.full_target), duty)
    green = _first(overrides, "green", chosen.green)
    amber = _first(overrides, "amber", chosen.amber)
    pace = Pace()
    if row.state == "value" and (row.period == "year" or chosen.accumulate == "state") and is_ranked(row):
        figure = Figure(
            row.value, _none(row.numerator), _none(row.denominator), _none(row.furthest), target, green, duty
        )
        pace = judge_pace(
            chosen, figure, month=month, as_of=min(month.last_day, today), year=years[row.month],
        )
    return target, full, green, amber, pace.expected, pace.needed_per_month, pace.state


def _first(overrides: Iterable[Any], name: str, default: float | None) -> float | None:
    """The value of the first override that has one: the unit's own, the year's for all units, the reading's."""
    return next((value for found in overrides if (value := _none(getattr(found, name))) is not None), default)


def _none(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
