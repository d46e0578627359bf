"""The research indicators recomputed with plain loops."""

import datetime as dt
from dataclasses import dataclass

from tests.analytics.store_fixture import Row
from tests.naive.common import Naive, Tally, World, months_of

ORDER = ("topic", "approved", "fieldwork", "draft", "review", "completed", "submitted", "adopted")


@dataclass
class Project:
    """A project as known from the returns up to a month; the day it first was finished, and first sent up."""

    row: Row
    stage: int
    finished: dt.date | None
    sent_up: dt.date | None
    sent_to: str | None


def projects(world: World, month: str) -> list[Project]:
    told: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(world.rows("research_projects"), key=lambda r: r["month"]):
        if row["month"] <= month:
            told.setdefault((world.line(row["unit_code"]), row["project_id"]), []).append(row)
    found = []
    for rows in told.values():
        finished = [r for r in rows if _stage(r) >= 6]
        sent = [r for r in rows if _stage(r) >= 7]
        named = [r["submitted_to"] for r in sent if r["submitted_to"] is not None]
        found.append(Project(
            rows[-1] | {"unit_code": world.heir(rows[-1]["unit_code"], month)}, _stage(rows[-1]),
            finished[0]["stage_on"] if finished else None,
            sent[0]["stage_on"] if sent else None, named[0] if named else None,
        ))
    return found


def _stage(row: Row) -> int:
    return 0 if row["stage"] == "cancelled" else ORDER.index(row["stage"]) + 1


def _finished(world: World, month: str) -> list[Project]:
    return [p for p in projects(world, month) if p.stage >= 6 and p.finished and p.finished.year == int(month[:4])]


def _sent_up(world: World, month: str) -> list[Project]:
    return [p for p in projects(world, month) if p.stage >= 7 and p.sent_up and p.sent_up.year == int(month[:4])]


def department_research_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    """Projects finished; and of each department heard of, the stage it stands at (in the denominator)."""
    return [Tally(p.row["unit_code"], None, 1, None) for p in _finished(world, month)] + [
        Tally(d, None, 0, furthest_stage(world, month, d))
        for d in world.departments(month) if world.heard_of(d, month)
    ]


def furthest_stage(world: World, month: str, unit_code: str) -> int:
    """How far the department's best project of the year has come; 0 without any."""
    year = int(month[:4])
    return max((
        p.stage for p in projects(world, month)
        if p.row["unit_code"] == unit_code and (p.finished is None or p.finished.year >= year)
    ), default=0)


def leader_research_report_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    authors = {p.row["lead_id"] for p in _sent_up(world, month)}
    return [
        Tally(person.unit_code, staff_id, int(staff_id in authors), 1)
        for staff_id, person in world.roster(month).items() if person.row["is_leadership"] and person.on_duty
    ]


def grassroots_days(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(r["unit_code"], r["lead_id"], r["field_days"], None) for r in world.rows("research_projects")
        if r["month"] in months_of(month, period) and r["field_days"] is not None
    ]


def research_conversion_rate(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [Tally(p.row["unit_code"], None, int(p.stage == 8), 1) for p in _finished(world, month)]


def opinion_report_count(world: World, month: str, period: str, today: dt.date) -> list[Tally]:
    return [
        Tally(p.row["unit_code"], None, 1, None) for p in _sent_up(world, month) if p.sent_to and p.sent_to.strip()
    ]


NAIVE: dict[str, Naive] = {
    f.__name__: f for f in (
        department_research_count, leader_research_report_rate, grassroots_days, research_conversion_rate,
        opinion_report_count,
    )
}
