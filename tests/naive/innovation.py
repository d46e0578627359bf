"""The innovation indicators recomputed with plain loops."""

import datetime as dt
import math
from collections.abc import Iterator

from tests.analytics.store_fixture import ROOT, Row
from tests.naive.common import Naive, Tally, World, first_day, last_day, months_of, setting, year_to

FINISHED = ("completed", "declared", "awarded", "not_awarded", "promoted")
DECLARED = ("declared", "awarded", "not_awarded", "promoted")


# ------------------------------------------------------------------------------------------- suggestions
def golden_idea_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(r["unit_code"], r["staff_id"], 1, None) for r in world.rows("suggestions")
        if r["channel"] == "idea_call" and r["month"] in months_of(month, period)
    ]


def suggestion_month_held(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    registered = any(
        i["item"] == "suggestion_month" and i["year"] == int(month[:4]) for i in world.facts.institutions
    )
    came = any(r["channel"] == "suggestion_month" and r["month"] in year_to(month) for r in world.rows("suggestions"))
    return [Tally(ROOT, None, int(registered and came), 1)]


def _valid(world: World, month: str) -> Iterator[Row]:
    """Suggestions of the year so far by cadres that are neither duplicates nor withdrawn."""
    refused = {r["suggestion_id"] for r in world.facts.reviews if r["result"] in ("duplicate", "withdrawn")}
    for row in world.rows("suggestions"):
        proposer = world.roster(row["month"]).get(row["staff_id"])
        cadre = proposer is not None and proposer.row["is_cadre"]
        if cadre and row["month"] in year_to(month) and row["suggestion_id"] not in refused:
            yield row


def suggestions_per_person(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    made = [Tally(r["unit_code"], r["staff_id"], 1, 0) for r in _valid(world, month)]
    heads = [Tally(p.unit_code, s, 0, 1) for s, p in world.to_judge(month) if p.row["is_cadre"]]
    return made + heads


def _coverage(world: World, month: str, wanted: int) -> list[Tally]:
    made: dict[str, int] = {}
    for row in _valid(world, month):
        made[row["staff_id"]] = made.get(row["staff_id"], 0) + 1
    found = []
    for staff_id, person in world.to_judge(month):
        if person.row["is_cadre"] and world.is_ranked(staff_id, month[:4]):
            due = math.ceil(wanted * world.duty_months(staff_id, month[:4]) / 12)
            found.append(Tally(person.unit_code, staff_id, int(made.get(staff_id, 0) >= due), 1))
    return found


def suggestion_coverage_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _coverage(world, month, setting("suggestion", "pass"))


def suggestion_full_coverage_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return _coverage(world, month, setting("suggestion", "full"))


# ------------------------------------------------------------------------------------------- goals and outcomes
def _goals(world: World, month: str) -> list[Row]:
    """Every goal as last reported up to the month."""
    latest: dict[tuple[str, str], Row] = {}
    for row in world.rows("goals_outcomes"):
        key = world.line(row["unit_code"]), row["goal_id"]
        if row["month"] <= month and (key not in latest or latest[key]["month"] < row["month"]):
            latest[key] = row
    return [row | {"unit_code": world.heir(row["unit_code"], month)} for row in latest.values()]


def _live(world: World, month: str) -> list[Row]:
    """Goals for the year with both a goal and a measure that are not dropped."""
    return [
        g for g in _goals(world, month)
        if g["title"].strip() and g["measure"].strip() and g["stage"] != "dropped"
        and g["due_on"] >= first_day(f"{month[:4]}-01")
    ]


def dept_innovation_goal_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    with_goal = {g["unit_code"] for g in _live(world, month) if g["goal_type"] == "dept_goal"}
    return [Tally(u, None, int(u in with_goal), 1) for u in world.departments(month) if world.heard_of(u, month)]


def person_innovation_goal_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    with_goal = {g["owner_id"] for g in _live(world, month) if g["goal_type"] == "personal_goal"}
    return [
        Tally(p.unit_code, staff_id, int(staff_id in with_goal), 1)
        for staff_id, p in world.to_judge(month) if p.row["is_cadre"]
    ]


def key_work_innovation_coverage(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    covered = {g["theme"] for g in _live(world, month)}
    return [
        Tally(ROOT, None, int(theme in covered), 1)
        for theme in ("rural_science", "reemployment", "family_virtue", "anti_dv")
    ]


def innovation_measure_completion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    now = min(last_day(month), today)
    return [
        Tally(g["unit_code"], None, int(g["stage"] in FINISHED), 1) for g in _goals(world, month)
        if first_day(f"{month[:4]}-01") <= g["due_on"] <= now
    ]


def _first_reported(world: World, goal: Row, month: str, stages: tuple[str, ...]) -> str | None:
    """The first month up to now in which the goal was reported at one of these stages."""
    return min((
        row["month"] for row in world.rows("goals_outcomes")
        if world.line(row["unit_code"]) == world.line(goal["unit_code"]) and row["goal_id"] == goal["goal_id"]
        and row["month"] <= month and row["stage"] in stages
    ), default=None)


def outstanding_outcomes_declared(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    outcomes = [g for g in _goals(world, month) if g["goal_type"] == "outcome" and g["stage"] != "dropped"]
    since = {g["goal_id"]: _first_reported(world, g, month, DECLARED) for g in outcomes}
    declared = [g for g in outcomes if since[g["goal_id"]] is not None and since[g["goal_id"]][:4] == month[:4]]
    candidates = declared + [
        g for g in outcomes if since[g["goal_id"]] is None and g["due_on"] >= first_day(f"{month[:4]}-01")
    ]
    drafts = [g for g in candidates if g["stage"] in FINISHED]
    step = 3 if len(declared) >= 2 else 2 if drafts else 1 if len(candidates) >= 2 else 0
    return [Tally(g["unit_code"], None, 1, None) for g in declared] + [Tally(ROOT, None, 0, step)]


def outstanding_outcomes_awarded(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(g["unit_code"], None, 1, None) for g in _goals(world, month)
        if g["goal_type"] == "outcome"
        and (_first_reported(world, g, month, ("awarded",)) or "")[:4] == month[:4]
    ]


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        golden_idea_count, suggestion_month_held, suggestions_per_person, suggestion_coverage_rate,
        suggestion_full_coverage_rate, dept_innovation_goal_rate, person_innovation_goal_rate,
        key_work_innovation_coverage, innovation_measure_completion_rate, outstanding_outcomes_declared,
        outstanding_outcomes_awarded,
    )
}
