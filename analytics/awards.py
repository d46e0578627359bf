"""
Who qualifies for the year's awards (评优): every candidate of an award with every check of catalogue 9.

The figures are indicators and the learning evaluation; nothing is counted here that they count. Before the year is over
everything is as at the end of the month.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb
import pandas as pd

from analytics import goal_completion
from analytics.award_checks import (
    STANDINGS,
    Award,
    AwardCheck,
    Candidate,
    Eligibility,
    Figure,
    Override,
    Quota,
    Result,
    awards,
    judge,
    most_people,
)
from analytics.declare import indicator
from analytics.measures import measure, query_text, run
from analytics.months import Month
from analytics.pacing import milestone_day
from analytics.scope import Scope
from analytics.store.settings import settings_in

Cursor = duckdb.DuckDBPyConnection
EVERYBODY = "*"  # the nominee of the exception that raises the number of excellent persons
PERSONS = "excellent_person"
AWARDED = "awarded"
NOT_REPORTED, HIDDEN, NOT_REVIEWED = "not_reported", "hidden", "not_reviewed"
PERSON_FIGURES = ("suggestions_per_person", "study_note_monthly_rate", "assessment_score")
GOALS = "creation_goal_completion_rate"


@dataclass(frozen=True, slots=True)
class _Asked:
    cursor: Cursor
    scope: Scope
    award: Award
    month: Month
    today: dt.date
    values: Mapping[str, Any] = field(default_factory=dict)

    def frame(self, query: str, **more: Any) -> pd.DataFrame:
        return run(self.cursor, query_text(f"awards/{query}.sql"), award=self.award.code, month=str(self.month),
                   year=self.month.year, today=self.today, units=self.scope.seen, **more)


def month_of(cursor: Cursor, year: int, today: dt.date) -> Month | None:
    """The month whose end a year is judged at: December when the year is over, else the last one with returns."""
    if year < today.year:
        return Month(year, 12)
    [row] = run(cursor, query_text("awards/last_month.sql"), year=year, today=today).itertuples(index=False)
    return Month.parse(row.month) if isinstance(row.month, str) else None


def eligibility(cursor: Cursor, scope: Scope, award: str, month: Month, *, today: dt.date) -> Eligibility:
    """
    Every candidate of an award the viewer sees, best standing first, equals in the office's order. Persons only of
    scope.persons_seen (OutsideScope: none); a figure hidden from the viewer is not known.
    """
    [month] = scope.months([month])
    asked = _Asked(cursor, scope, awards()[award], month, today, settings_in(cursor))
    found = _FOUND[asked.award.kind](asked)
    exceptions = _exceptions(asked)
    entries = {row["nominee"]: row for row in asked.frame("entries").to_dict("records")}
    judged = [
        with_entry(asked.award, replace(one, exception=exceptions.get(one.key)), entries.get(one.key, {}), month, today)
        for one in found
    ]
    ordered = sorted(judged, key=lambda one: (STANDINGS.index(one.standing), len(one.failing), not one.preferred))
    quota = _quota(asked, entries, exceptions.get(EVERYBODY)) if award == PERSONS else None
    return Eligibility(asked.award, month, tuple(ordered), quota)


def with_entry(award: Award, one: Candidate, entry: Mapping[str, Any], month: Month, today: dt.date) -> Candidate:
    """The candidate with the checks that look at its row of register award, as that row says."""
    day = judged_on(month, today)
    figures = _of_entry(entry, month.year)
    results = tuple(
        judge(result.check, figures[result.check.name], result.limit, month.year, day)
        if result.check.source == "reg_award" else result
        for result in one.results
    )
    return replace(one, results=results, entry=entry)


def judged_on(month: Month, today: dt.date) -> dt.date:
    """The day a month's checks are judged on; a December that is over is judged on New Year's Day."""
    return milestone_day(month, today)


def departments_clear(figures: pd.DataFrame, units: Iterable[str], month: Month, values: Mapping[str, Any],
                      owed: Mapping[str, float], today: dt.date) -> tuple[str, ...]:
    """
    The departments with something judged and no failed check for an advanced department. figures: of measures.measure,
    with DEPARTMENT_FIGURES. owed: unit -> returns of the whole year.
    """
    award = awards()["advanced_department"]
    mine = figures[(figures["month"] == str(month)) & (figures["level"] == "department")]
    clear, found = [], _by_unit(mine, award.code)
    for unit in units:
        results = _department_results(award, found.get(unit, {}), owed.get(unit), values, month, today)
        one = Candidate(unit, unit, "", "", results)
        if not one.failing and any(r.state == "passed" for r in results):
            clear.append(unit)
    return tuple(clear)


def exceptions(cursor: Cursor, scope: Scope, *, today: dt.date) -> pd.DataFrame:
    """
    Every exception on record, the latest first. Columns: award, year, nominee ('*': the number of persons), reason,
    recorded_by, recorded_at. Those of persons only for a viewer who may see every person.
    """
    every = run(cursor, query_text("awards/exceptions.sql"), award=None, year=None, today=today)
    return every if scope.units_personal is None else every[every["award"] != PERSONS].reset_index(drop=True)


def owed_returns(cursor: Cursor, scope: Scope, *, today: dt.date) -> pd.DataFrame:
    """How many returns each department owes in each whole year. Columns: unit_code, year ('2026'), owed."""
    return run(cursor, query_text("awards/owed.sql"), units=scope.seen, today=today)


# ------------------------------------------------------------------------------------------- departments
def department_figures(award: str = "advanced_department") -> tuple[str, ...]:
    """The indicators that the checks of an award look at, with the goals behind the rate of goals where it is one."""
    own = [check.indicator for check in awards()[award].checks if check.indicator]
    return tuple(dict.fromkeys([*own, *(goal_completion.goals_of("department") if GOALS in own else ())]))


def _departments(asked: _Asked) -> list[Candidate]:
    names = department_figures(asked.award.code)
    frame = measure(asked.cursor, asked.scope, [asked.month], names, today=asked.today, levels=("department",))
    found = _by_unit(frame, asked.award.code)
    owed = owed_returns(asked.cursor, asked.scope, today=asked.today)
    returns = {r.unit_code: float(r.owed) for r in owed.itertuples() if r.year == str(asked.month.year)}
    return [
        Candidate(
            row.unit_code, row.unit_code, row.name_zh, row.name_en,
            _department_results(asked.award, found.get(row.unit_code, {}), returns.get(row.unit_code), asked.values,
                                asked.month, asked.today),
        )
        for row in asked.frame("departments").itertuples(index=False)
    ]


def _by_unit(frame: pd.DataFrame, award: str) -> Mapping[str, Mapping[str, Any]]:
    """unit -> indicator -> its row of the year; no_red -> its goals on red (None: none is judged)."""
    wanted = [check.indicator for check in awards()[award].checks if check.indicator]
    mine = frame[(frame["period"] == "year") & frame["indicator"].isin(wanted)]
    found: dict[str, dict[str, Any]] = {}
    for row in mine.itertuples(index=False):
        found.setdefault(row.unit_code, {})[row.indicator] = row
    if GOALS in wanted:
        periods = {n: goal_completion.period_of(indicator(n), "year") for n in goal_completion.goals_of("department")}
        judged = (frame["period"] == frame["indicator"].map(periods)) & (frame["light"] != "grey")
        for row in frame[judged].itertuples(index=False):
            red = found.setdefault(row.unit_code, {}).setdefault("no_red", ())
            found[row.unit_code]["no_red"] = (*red, row.indicator) if row.light == "red" else red
    return found


def _department_results(
    award: Award, found: Mapping[str, Any], owed: float | None, values: Mapping[str, Any], month: Month, today: dt.date
) -> tuple[Result, ...]:
    day, results = judged_on(month, today), []
    for check in award.checks:
        if check.name == "no_red":
            red, rate = found.get("no_red"), _figure(found.get(GOALS))
            figure = Figure(why=rate.why) if red is None else Figure(float(len(red)), why=rate.why, names=red)
        else:
            figure = _figure(found.get(check.indicator)) if check.indicator else Figure()
            figure = replace(figure, whole=owed) if check.test == "of_twelve" else figure
        results.append(judge(check, figure, check.limit_in(values), month.year, day))
    return tuple(results)


def _figure(row: Any) -> Figure:
    """A row of measures.measure as a check looks at it; None: there is no such row."""
    if row is None or row.state == "not_applicable":
        return Figure()
    if row.state in (NOT_REPORTED, HIDDEN):
        return Figure(why=row.state)
    return Figure(_known(row.value), _known(row.numerator), _known(row.denominator), limit=_known(row.target))


def _known(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


# ------------------------------------------------------------------------------------------- persons
def _persons(asked: _Asked) -> list[Candidate]:
    persons = asked.scope.persons_seen
    people = asked.frame("people")
    if persons is not None:
        people = people[people["unit_code"].isin(persons)]
    frame = measure(asked.cursor, asked.scope, [asked.month], PERSON_FIGURES, today=asked.today, levels=("person",))
    year = frame[frame["period"] == "year"]
    figures = {(row.staff_id, row.indicator): row for row in year.itertuples(index=False)}
    day = judged_on(asked.month, asked.today)
    return [
        Candidate(row.staff_id, row.unit_code, row.name, row.name_en or row.name, tuple(
            judge(check, _person_figure(check, row, figures), check.limit_in(asked.values),
                  asked.month.year, day)
            for check in asked.award.checks
        ))
        for row in people.itertuples(index=False)
    ]


def _person_figure(check: AwardCheck, row: Any, figures: Mapping[tuple[str, str], Any]) -> Figure:
    name = check.name
    if name == "ranked":
        return Figure(float(row.not_ranked != "too_few_months"))
    if name == "complaints":
        return Figure(float(row.complaints))
    if name == "goal":
        goals, finished = _known(row.goals), _known(row.goals_finished)
        if goals and finished is not None:
            return Figure(finished / goals, finished, goals)
        return Figure(applies=bool(row.is_cadre))
    if check.indicator in PERSON_FIGURES:
        figure = _figure(figures.get((row.staff_id, check.indicator)))
        return replace(figure, whole=float(row.duty_months))
    if row.not_ranked == NOT_REPORTED or _known(row.absences) is None:
        return Figure(why=NOT_REPORTED)
    of_evaluation = {
        "learning": row.total, "course": float(bool(row.course_completed)), "hours": row.hours_a_day,
        "absences": row.absences,
    }
    return Figure(_known(of_evaluation[name]))


def _quota(asked: _Asked, entries: Mapping[str, Any], approval: Override | None) -> Quota:
    [row] = asked.frame("assessed").itertuples(index=False)
    limit = most_people(row.people, asked.values["award_people_percent"])
    most = most_people(row.people, asked.values["award_people_most_percent"])
    awarded = sum(entry["result"] == AWARDED for entry in entries.values())
    return Quota(int(row.people), limit, most, awarded, approval)


# ------------------------------------------------------------------------------------------- suggestions and outcomes
def _suggestions(asked: _Asked) -> list[Candidate]:
    return [
        _of_facts(asked, row.suggestion_id, row.unit_code, row.title, _suggestion_figures(row),
                  preferred=row.implementation == "implemented")
        for row in asked.frame("suggestions").itertuples(index=False)
    ]


def _suggestion_figures(row: Any) -> Mapping[str, Figure]:
    waits = not isinstance(row.result, str) or row.result == "pending"
    unknown = Figure(why=NOT_REVIEWED)
    return {
        "reviewed": _yes(not waits),
        "adopted": unknown if waits else _yes(row.result in ("adopted", "partly_adopted")),
        "original": unknown if waits else _yes(row.result not in ("duplicate", "withdrawn")),
        "proposer": _yes(row.on_roster),
    }


def _outcomes(asked: _Asked) -> list[Candidate]:
    found = asked.frame("outcomes", persons=None)
    return [
        _of_facts(asked, row.goal_id, row.unit_code, row.title, {
            "declared": _yes(row.declared), "evidence": _yes(_is_filled(row.evidence)),
            "creator": _yes(_is_filled(row.owner_id)),
        })
        for row in found.itertuples(index=False)
    ]


def _of_facts(
    asked: _Asked, key: str, unit_code: str, title: str, figures: Mapping[str, Figure], *, preferred: bool = False
) -> Candidate:
    day = judged_on(asked.month, asked.today)
    return Candidate(key, unit_code, title, title, tuple(
        judge(check, figures.get(check.name, Figure()), check.limit_in(asked.values), asked.month.year, day)
        for check in asked.award.checks
    ), preferred=preferred)


def _yes(fact: Any) -> Figure:
    return Figure(float(bool(fact)))


def _is_filled(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _of_entry(entry: Mapping[str, Any], year: int) -> Mapping[str, Figure]:
    """What the register of awards says of a nominee."""
    declared = entry.get("declared_on")
    if declared is not None and not pd.isna(declared):
        by = pd.Timestamp(declared).date() <= dt.date(year, 3, 31)
        on_time = _yes(by)
    else:
        on_time = Figure()
    passed = entry.get("half_year_passed")
    return {
        "declared": on_time, "helpers": _number(entry.get("helpers")),
        "publicity": _number(entry.get("publicity_days")),
        "half_year_check": Figure() if passed is None or pd.isna(passed) else _yes(passed),
    }


def _number(value: Any) -> Figure:
    return Figure() if value is None or pd.isna(value) else Figure(float(value))


def _exceptions(asked: _Asked) -> dict[str, Override]:
    rows = asked.frame("exceptions").itertuples(index=False)
    return {r.nominee: Override(r.reason, r.recorded_by, r.recorded_at.to_pydatetime()) for r in rows}


_FOUND: Mapping[str, Callable[[_Asked], list[Candidate]]] = {
    "department": _departments, "person": _persons, "suggestion": _suggestions, "outcome": _outcomes,
}
