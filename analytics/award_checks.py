"""
What is checked before an award is given (declared/awards.toml), and what a check says of one candidate. Values only:
where the figures come from is awards.py.
"""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from analytics.declare import DeclarationError, InBothLanguages, Lang, build, code_list, indicators, load, settings
from analytics.months import Month
from analytics.readings import declared_values

State = Literal["passed", "failed", "later", "unknown", "not_applicable"]
PASSED: State = "passed"
FAILED: State = "failed"
LATER: State = "later"
UNKNOWN: State = "unknown"
NOT_APPLICABLE: State = "not_applicable"
STATES = (FAILED, UNKNOWN, LATER, PASSED, NOT_APPLICABLE)  # what a reader has to know first
QUALIFIES, OPEN, ONE, SEVERAL = "qualifies", "open", "one", "several"
STANDINGS = (QUALIFIES, OPEN, ONE, SEVERAL)
MONTHS = 12
EPSILON = 1e-9  # absorbs binary fractions; figures are compared unrounded


@dataclass(frozen=True, slots=True)
class AwardCheck(InBothLanguages):
    """One condition (the words are explained at the head of awards.toml)."""

    name: str
    zh: str
    en: str
    unit: Literal["rate", "fraction", "points", "count", "hours", "yes"]
    test: Literal["at_least", "at_most", "of_twelve"]
    indicator: str = ""
    source: str = ""
    limit: float | None = None
    setting: str = ""
    percent: bool = False
    settles: str = ""
    owed: str = ""

    def limit_in(self, values: Mapping[str, Any]) -> float | None:
        """The limit under the office's settings (flat names); None when the figure brings its own."""
        if not self.setting:
            return self.limit
        return float(values[self.setting]) / (100 if self.percent else 1)

    def is_settled(self, year: int, day: dt.date, *, recorded: bool) -> bool:
        """Whether an unmet check is failed by that day: the figure can no longer get there, or come."""
        until = self.settles if recorded else self.owed
        return not until or day > dt.date(year, int(until[:2]), int(until[3:]))


@dataclass(frozen=True, slots=True)
class Award:
    """code: of the list `award`. kind: what may be nominated."""

    code: str
    kind: Literal["department", "person", "suggestion", "outcome"]
    article: str
    checks: tuple[AwardCheck, ...]

    def title(self, lang: Lang) -> str:
        return code_list("award").label(self.code, lang)


@cache
def awards() -> Mapping[str, Award]:
    """Every award by code, in the order of the file."""
    source, found = "awards.toml", {}
    for code, entry in load(source).items():
        values = dict(entry)
        checks = tuple(build(AwardCheck, source, code, one) for one in values.pop("check"))
        found[code] = build(Award, source, code, {"code": code, **values, "checks": checks})
        for check in checks:
            _demand_sound(source, code, check)
    if set(found) != {code.code for code in code_list("award")}:
        raise DeclarationError(f"{source}: the awards are not those of the code list award")
    return found


def _demand_sound(source: str, code: str, check: AwardCheck) -> None:
    if bool(check.indicator) == bool(check.source):
        raise DeclarationError(f"{source}: {code}.{check.name}: either an indicator or a source")
    if check.indicator and check.indicator not in indicators():
        raise DeclarationError(f"{source}: {code}.{check.name}: no indicator {check.indicator}")
    if check.setting and check.setting not in declared_values():
        raise DeclarationError(f"{source}: {code}.{check.name}: {check.setting} is no setting of {sorted(settings())}")


# ------------------------------------------------------------------------------------------- figures and results
@dataclass(frozen=True, slots=True)
class Figure:
    """
    What a check looks at. value None: there is none; why: then the reason it is not known (not_reported | hidden), or
    None when there is nothing to judge. whole: how many the numerator could be of in the whole year. limit: the
    figure's own. names: what is behind it (the red targets). applies: whether the check is meant for the candidate.
    """

    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    why: str | None = None
    whole: float | None = None
    limit: float | None = None
    names: tuple[str, ...] = ()
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What a check says of one candidate. limit: as it is for this candidate."""

    check: AwardCheck
    state: State
    figure: Figure
    limit: float | None


@dataclass(frozen=True, slots=True)
class Override:
    """An exception: why, who made it and when."""

    reason: str
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    One that may be nominated, or is. unit_code: whose it is. entry: its row of register award, empty when it has none.
    exception: a leader's, None when there is none. preferred: to be placed before its equals (already implemented).
    """

    key: str
    unit_code: str
    zh: str
    en: str
    results: tuple[Result, ...]
    entry: Mapping[str, Any] = field(default_factory=dict)
    exception: Override | None = None
    preferred: bool = False

    def name(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en

    @property
    def failing(self) -> tuple[Result, ...]:
        return tuple(one for one in self.results if one.state == FAILED)

    @property
    def undecided(self) -> tuple[Result, ...]:
        """What is not known yet."""
        return tuple(one for one in self.results if one.state in (UNKNOWN, LATER))

    @property
    def standing(self) -> str:
        """qualifies: every condition is met; open: none fails, some are not known; one, several: so many fail."""
        if self.failing:
            return ONE if len(self.failing) == 1 else SEVERAL
        return OPEN if self.undecided or not any(one.state == PASSED for one in self.results) else QUALIFIES


@dataclass(frozen=True, slots=True)
class Quota:
    """
    How many excellent persons there may be: people to be assessed in the year, `limit` of them, `most` with approval
    (None while there is none), and how many have been given the award.
    """

    people: int
    limit: int
    most: int
    awarded: int
    approval: Override | None = None

    @property
    def allowed(self) -> int:
        return self.most if self.approval else self.limit


@dataclass(frozen=True, slots=True)
class Eligibility:
    """An award in a year, as at the end of month. quota: of excellent persons only."""

    award: Award
    month: Month
    candidates: tuple[Candidate, ...]
    quota: Quota | None = None

    def of(self, key: str) -> Candidate | None:
        return next((one for one in self.candidates if one.key == key), None)

    def counted(self) -> Mapping[str, int]:
        """standing -> candidates."""
        return {name: sum(one.standing == name for one in self.candidates) for name in STANDINGS}


def judge(check: AwardCheck, figure: Figure, limit: float | None, year: int, day: dt.date) -> Result:
    """What a check says of a figure on a day of the award's year or after it."""
    limit = figure.limit if limit is None else limit
    return Result(check, _state(check, figure, limit, year, day), figure, limit)


def _state(check: AwardCheck, figure: Figure, limit: float | None, year: int, day: dt.date) -> State:
    if figure.why is not None:
        return UNKNOWN
    if figure.value is None and not (check.owed and figure.applies):
        return NOT_APPLICABLE
    if figure.value is not None and limit is not None and _is_met(check, figure, limit):
        return PASSED
    return FAILED if check.is_settled(year, day, recorded=figure.value is not None) else LATER


def _is_met(check: AwardCheck, figure: Figure, limit: float) -> bool:
    assert figure.value is not None
    if check.test == "at_most":
        return figure.value <= limit + EPSILON
    if check.test == "at_least":
        return figure.value >= limit - EPSILON
    missed = (figure.denominator or 0.0) - (figure.numerator or 0.0)
    return missed <= most_missed(limit, figure.whole) + EPSILON


def most_missed(limit: float, whole: float | None) -> int:
    """How often a duty that is to be met `limit` times of twelve may be missed in a year that has it `whole` times."""
    due = MONTHS if whole is None else whole
    return int(due - math.ceil(limit * due / MONTHS - EPSILON))


def most_people(people: int, percent: float) -> int:
    """How many of all the people a share allows; never a part of one."""
    return int(people * percent / 100 + EPSILON)
