"""The learning indicators that registers feed, recomputed with plain loops."""

import datetime as dt
from collections.abc import Iterable

from tests.analytics.store_fixture import ROOT, Row
from tests.naive.common import Naive, Tally, World, last_day, setting


def register(world: World, table: str) -> list[Row]:
    return world.facts.registers.get(f"{table}_record", [])


def by(day: dt.date | None, month: str, today: dt.date) -> bool:
    """Whether something dated had happened by the day the month is judged on."""
    return day is not None and day <= min(last_day(month), today)


def in_force(world: World, item: str, month: str, today: dt.date) -> list[Row]:
    return [r for r in world.facts.institutions if r["item"] == item and by(r.get("effective_on"), month, today)]


def yes(met: bool) -> list[Tally]:
    return [Tally(ROOT, None, int(met), 1)]


def on_duty(world: World, month: str) -> Iterable[tuple[str, str]]:
    """(person, unit) of everybody on duty in the month."""
    for staff_id, person in world.roster(month).items():
        if person.on_duty:
            yield staff_id, person.unit_code


def learning_plan_completion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    filed = {
        r["staff_id"] for r in register(world, "person_year")
        if r["year"] == int(month[:4]) and by(r["plan_filed_on"], month, today)
    }
    found = []
    for staff_id, unit_code in on_duty(world, month):
        since = (min(last_day(month), today) - world.roster(month)[staff_id].row["joined_on"]).days
        due = staff_id in filed or since > setting("plan", "joiner_days")
        found.append(Tally(unit_code, staff_id, int(staff_id in filed), int(due)))
    return found


def learning_system_established(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    systems = ("learning_system", "exam_system", "debrief_system")
    return [tally for item in systems for tally in yes(bool(in_force(world, item, month, today)))]


def learning_evaluation_published(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    published = in_force(world, "learning_results_published", month, today)
    return yes(any(r["year"] == int(month[:4]) for r in published))


def learning_result_in_appraisal_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(ROOT, r["subject"], int(r["learning_cited"]), 1) for r in register(world, "assessment")
        if r["subject_kind"] == "person" and r["round"] == "year" and r["year"] == int(month[:4])
        and by(r["decided_on"], month, today)
    ]


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        learning_plan_completion_rate, learning_system_established, learning_evaluation_published,
        learning_result_in_appraisal_rate,
    )
}
