"""
creation_goal_completion_rate recomputed with plain loops: every goal's figure by its own naive function, and its light
by the catalogue's rules (section 0) written out once more. Only what is declared about the goals is the product's.
"""

import datetime as dt
import math
from dataclasses import dataclass

from analytics.declare import Indicator, indicators, return_form
from tests.analytics.store_fixture import ROOT
from tests.naive.common import Naive, Sum, Tally, World, first_day, last_day, levels, month_of
from tests.naive.research import furthest_stage

CLOSE = 1e-9
THIRTY_DAYS = dt.timedelta(days=30)


@dataclass
class Question:
    """One goal of one unit, as asked on a day."""

    world: World
    goal: Indicator
    unit: str
    month: str
    period: str
    today: dt.date

    def at(self, month: str) -> "Question":
        return Question(self.world, self.goal, self.unit, month, self.period, self.today)

    @property
    def level(self) -> str:
        return "agency" if self.unit == ROOT else "department"

    @property
    def as_of(self) -> dt.date:
        return min(last_day(self.month), self.today)


def creation_goal_completion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    """A tally for each goal of each unit that is due; the agency's are its own and no sum of the departments'."""
    found = []
    for unit in (ROOT, *world.departments(month)):
        for goal in indicators().values():
            level = "agency" if unit == ROOT else "department"
            if goal.mark != "P" or goal.colour == "R-INFO" or level not in goal.levels:
                continue
            one = Question(world, goal, unit, month, period if period in goal.periods else goal.periods[0], today)
            if (colour := light(one)) and is_due(one, colour):
                found.append(Tally(unit, None, int(colour == "green"), 1))
    return found


# ------------------------------------------------------------------------------------------- figures
def tallies(one: Question) -> list[Tally]:
    from tests.analytics.two_proofs import naive_functions

    memory = one.world.__dict__.setdefault("goal_tallies", {})
    key = one.goal.id, one.month, one.period, one.today
    if key not in memory:
        memory[key] = naive_functions()[one.goal.id](one.world, one.month, one.period, one.today)
    return memory[key]


def figure(one: Question) -> float | None:
    """The goal's value; None: no return, or nothing to count."""
    needs_return = {s.name for s in return_form().sheets} & set(one.goal.fed_by)
    if one.level == "department" and needs_return and (one.unit, one.month) not in one.world.returned:
        return None
    total = levels(tallies(one), [one.level]).get((one.level, one.unit), Sum(0, 0, 0, math.nan))
    if one.goal.statistic == "sum":
        return total.numerator
    return total.numerator / total.denominator if total.denominator else None


def stage(one: Question) -> float:
    """How far a goal that goes by stages has come; the agency is where its slowest department is."""
    if one.goal.id == "outstanding_outcomes_declared":
        return min(t.denominator for t in tallies(one) if t.denominator is not None)
    if one.level == "department":
        return furthest_stage(one.world, one.month, one.unit)
    return min((
        furthest_stage(one.world, one.month, d) for d in one.world.departments(one.month)
        if one.world.heard_of(d, one.month)
    ), default=0)


# ------------------------------------------------------------------------------------------- lights
def light(one: Question) -> str | None:
    """green, amber or red; None when it is not judged."""
    value = figure(one)
    if value is None:
        return None
    match one.goal.colour:
        case "R-PACE" if one.goal.unit == "rate" and one.month.endswith("-12"):
            return floor(value, 1.0, 0.9, strict=True)
        case "R-PACE":
            return pace(one, value)
        case "R-RATE":
            return floor(value, one.goal.target, one.goal.target - 0.1, strict=True)
        case "R-DUTY":
            return floor(value, one.goal.green or 1.0, 0.8)
        case "R-BANDS":
            return floor(value, one.goal.green, one.goal.amber)
        case "R-STEP":
            return step(one, stage(one) if one.goal.pace == "P-STAGE" else value)
        case "R-MILE":
            return milestone(one, value)
    raise AssertionError(one.goal.colour)


def floor(value: float, green: float, amber: float, *, strict: bool = False) -> str:
    if value >= green - CLOSE:
        return "green"
    return "amber" if value > amber + CLOSE or not strict and value >= amber - CLOSE else "red"


def pace(one: Question, value: float) -> str:
    """Behind the share of the year's number that is due, in hundredths of that number."""
    number = int(one.month[5:])
    target, due = one.goal.target, (one.goal.target or 0) * number / 12
    if one.goal.pace == "P-FN":
        fortnights = one.world.due_fortnights(one.month[:4])
        target, due = len(fortnights), sum(end <= last_day(one.month) for _, end in fortnights)
    behind = (due - value) / target
    return "green" if behind < 0.1 - CLOSE else "amber" if behind <= 0.3 + CLOSE else "red"


def dates(one: Question) -> list[tuple[dt.date, float]]:
    return [(dt.date.fromisoformat(f"{one.month[:4]}-{day}"), value) for day, value in one.goal.steps]


def step(one: Question, reached: float) -> str:
    if any(day <= one.as_of and reached < value - CLOSE for day, value in dates(one)):
        return "red"
    coming = [(day, value) for day, value in dates(one) if day > one.as_of][:1]
    near = any(reached < value - CLOSE and day - one.as_of <= THIRTY_DAYS for day, value in coming)
    return "amber" if near else "green"


def due_on(one: Question) -> dt.date:
    """Of several dates the last that is within 30 days of the month's end, or past."""
    days = [one.goal.due] if isinstance(one.goal.due, str) else list(one.goal.due or ())
    all_dates = [dt.date.fromisoformat(f"{one.month[:4]}-{day}") for day in days]
    return max((d for d in all_dates if d - last_day(one.month) <= THIRTY_DAYS), default=all_dates[0])


def judged_on(one: Question) -> dt.date:
    """A December that is over is judged in the new year."""
    over = one.month.endswith("-12") and one.today > last_day(one.month)
    return dt.date(int(one.month[:4]) + 1, 1, 1) if over else one.as_of


def is_done(one: Question) -> bool:
    value = figure(one)
    return value is not None and value >= (one.goal.target or 1)


def milestone(one: Question, value: float) -> str | None:
    always = one.goal.due == "always"
    if is_done(one):
        if always or one.goal.due is None:
            return "green"
        then = month_of(due_on(one))
        existed = one.unit == ROOT or one.unit in one.world.departments(then)
        return "amber" if then <= one.month and existed and not is_done(one.at(then)) else "green"
    if one.goal.due is None:
        return None
    if always or judged_on(one) > due_on(one):
        return "red"
    return "amber" if due_on(one) - judged_on(one) <= THIRTY_DAYS else None


def is_due(one: Question, colour: str) -> bool:
    """What has no step or date behind it yet is due only when something of it is done in good time."""
    not_yet = False
    if one.goal.colour == "R-STEP":
        not_yet = not any(day <= one.as_of for day, _ in dates(one))
    elif one.goal.colour == "R-MILE" and one.goal.due is not None:
        day = first_day(one.month) if one.goal.due == "always" else due_on(one)
        not_yet = judged_on(one) <= day
    return not not_yet or colour == "red" or (colour == "green" and bool(figure(one)))


NAIVE: dict[str, Naive] = {"creation_goal_completion_rate": creation_goal_completion_rate}
