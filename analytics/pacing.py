"""
Where a running figure ought to be by the end of a month, and whether the year's target can still be met.

Codes (catalogue 0, pacing): P-LIN target x month / 12 · P-M one a month · P-FN one a due fortnight · P-WD one hour a
working day · P-H one by 30 June and two by 31 December · P-Q one a quarter · P-STEP the n-th by the n-th date ·
P-STAGE a stage by each date (research) · P-DATE one date · P-RATE the same rate every period · none.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from analytics.declare import Indicator, indicator
from analytics.months import Month

ON_PACE, BEHIND, OUT_OF_REACH = "on_pace", "behind", "out_of_reach"
TOLERATED_GAP = 0.10  # of the yearly target, as in colour rule R-PACE


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """Due fortnights and working days up to a month and in its whole year."""

    due_fortnights: float
    workdays: float
    year_fortnights: float
    year_workdays: float


@dataclass(frozen=True, slots=True)
class Pace:
    """expected: by the end of the month, in the unit of the value. needed_per_month: to reach the target by year's end."""

    expected: float | None = None
    needed_per_month: float | None = None
    state: str | None = None


def steps_due(chosen: Indicator, month: Month, as_of: dt.date) -> tuple[float, float | None, dt.date | None]:
    """(value due by as_of, value of the next step, its date); the next two are None after the last step."""
    due = 0.0
    for day, value in chosen.steps:
        on = dt.date(month.year, int(day[:2]), int(day[3:]))
        if on <= as_of:
            due = max(due, value)
        else:
            return due, value, on
    return due, None, None


def expected(chosen: Indicator, month: Month, target: float | None, year: YearSoFar, as_of: dt.date) -> float | None:
    """The value due by the end of the month; None when the indicator is not paced or has no target."""
    match chosen.pace:
        case "P-LIN":
            return None if target is None else target * month.month / 12
        case "P-M":
            return float(month.month)
        case "P-FN":
            return year.due_fortnights
        case "P-WD":
            return year.workdays
        case "P-H":
            return 0.0 if month.month < 6 else 1.0 if month.month < 12 else 2.0
        case "P-Q":
            return None if target is None else (month.month // 3) * target / 4
        case "P-STEP" | "P-STAGE":
            return steps_due(chosen, month, as_of)[0]
        case "P-RATE":
            return target
        case _:
            return None


def attainable_rate(numerator: float, denominator: float, elapsed: float, whole_year: float) -> float | None:
    """The best rate the year can still end with when every duty left is met; None before the first one was due."""
    if not denominator or not elapsed:
        return None
    remaining = denominator * (whole_year / elapsed - 1)
    return (numerator + remaining) / (denominator + remaining)


def judge_pace(
    chosen: Indicator, *, value: float, numerator: float | None, denominator: float | None, furthest: float | None,
    target: float | None, month: Month, as_of: dt.date, year: YearSoFar, person: bool,
) -> Pace:
    """Pace of one year-to-date figure."""
    due = expected(chosen, month, target, year, as_of)
    months_left = 12 - month.month
    if chosen.pace == "P-STAGE":
        return _stage_pace(chosen, furthest or 0.0, due or 0.0, months_left)
    if chosen.colour == "R-DUTY" or (chosen.pace in ("P-M", "P-FN", "P-H", "P-Q") and chosen.statistic == "ratio"):
        return _duty_pace(chosen, value, numerator, denominator, month, year, person)
    if chosen.pace == "P-WD":
        due = denominator if denominator is not None else due
        target = None if due is None else due + max(year.year_workdays - year.workdays, 0.0)
    if target is None or due is None or chosen.better == "lower" or chosen.pace == "P-RATE":
        return Pace(expected=due)
    if value >= target:
        return Pace(due, 0.0, ON_PACE)
    needed = (target - value) / months_left if months_left else None
    if needed is None:
        return Pace(due, None, OUT_OF_REACH)
    behind = value < due if chosen.pace == "P-STEP" else (due - value) / target >= TOLERATED_GAP
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


def _duty_pace(
    chosen: Indicator, value: float, numerator: float | None, denominator: float | None, month: Month,
    year: YearSoFar, person: bool,
) -> Pace:
    target = chosen.green if chosen.green is not None else 0.9 if person else 1.0
    elapsed, whole = (
        (year.due_fortnights, year.year_fortnights) if chosen.pace == "P-FN"
        else (float(month.month // 6), 2.0) if chosen.pace == "P-H"
        else (float(month.month // 3), 4.0) if chosen.pace == "P-Q"
        else (float(month.month), 12.0)
    )
    best = attainable_rate(numerator or 0.0, denominator or 0.0, elapsed, whole)
    if value >= target:
        return Pace(target, None, ON_PACE)
    return Pace(target, None, OUT_OF_REACH if best is not None and best < target - 1e-9 else BEHIND)


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


def _added(row, own, years: dict[str, YearSoFar], today: dt.date) -> tuple:
    chosen = indicator(row.indicator)
    month = Month.parse(row.month)
    override = own.get((row.indicator, month.year, row.unit_code)) or own.get((row.indicator, month.year, "*"))
    target = _first(override, "target", chosen.target)
    full = _first(override, "full_target", chosen.full_target)
    green = _first(override, "green", chosen.green)
    amber = _first(override, "amber", chosen.amber)
    pace = Pace()
    if row.state == "value" and row.period == "year":
        pace = judge_pace(
            chosen, value=row.value, numerator=_none(row.numerator), denominator=_none(row.denominator),
            furthest=_none(row.furthest), target=target, month=month, as_of=min(month.last_day, today),
            year=years[row.month], person=row.level == "person",
        )
    return target, full, green, amber, pace.expected, pace.needed_per_month, pace.state


def _first(override, name: str, default: float | None) -> float | None:
    value = None if override is None else _none(getattr(override, name))
    return default if value is None else value


def _none(value) -> float | None:
    return None if value is None or value != value else float(value)
