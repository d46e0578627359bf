"""The duties of the service agency that registers feed, recomputed with plain loops."""

import datetime as dt

from tests.analytics.store_fixture import ROOT, Row
from tests.naive.common import Naive, Tally, World, last_day, month_of, months_of, setting
from tests.naive.innovation import _goals
from tests.naive.learning_year import in_force, register, yes
from tests.naive.research import projects


def reception_day_fulfilment_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    found = []
    for one in register(world, "reception_day"):
        held = one["status"] in ("held", "stand_in")
        passed = one["held_on"] < today or one["held_on"] == today and held
        if not passed or month_of(one["held_on"]) not in months_of(month, period):
            continue
        leader = world.roster(month_of(one["held_on"])).get(one["planned_leader_id"])
        counts = int(not _moved(world, one, today))
        found.append(Tally(leader.unit_code if leader else ROOT, one["planned_leader_id"], int(held), counts))
    planned = [month_of(one["held_on"]) for one in register(world, "reception_day")]
    for past in months_of(month, period):
        if planned and past >= min(planned) and last_day(past) < today:
            missing = max(setting("reception", "days_per_month") - planned.count(past), 0)
            found += [Tally(ROOT, None, 0, 1)] * missing
    return found


def _moved(world: World, one: Row, today: dt.date) -> bool:
    """Whether another day counts instead, or still may."""
    later = [
        r["held_on"] for r in register(world, "reception_day")
        if r["planned_leader_id"] == one["planned_leader_id"] and r["held_on"] > one["held_on"]
    ]
    until = one["held_on"] + dt.timedelta(days=setting("reception", "moved_within_days"))
    return one["status"] == "moved" and (today <= until or any(day <= until for day in later))


def service_brand_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(g["unit_code"], None, 1, None) for g in _goals(world, month) if g["goal_type"] == "brand"
        and (g["stage"] in ("awarded", "promoted") or g["stage"] == "completed" and (g.get("evidence") or "").strip())
    ]


def service_responsibility_system(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    items = ("service_responsibility", "service_limits_published")
    return yes(all(in_force(world, item, month, today) for item in items))


def research_system_established(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    owned = {
        p.row["unit_code"] for p in projects(world, month)
        if p.stage and p.row["lead_id"] and (p.finished is None or p.finished.year >= int(month[:4]))
    }
    everybody = set(world.departments(month)) <= owned
    return yes(everybody and bool(in_force(world, "research_system", month, today)))


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        reception_day_fulfilment_rate, service_brand_count, service_responsibility_system,
        research_system_established,
    )
}
