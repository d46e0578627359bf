"""Sheet research_projects: each department's projects of the year, and one led by each leader."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from analytics.declare import return_form
from analytics.months import Month
from sample_data.agency import LEADERS, calendar
from sample_data.attendance import Rows
from sample_data.chance import dice
from sample_data.people import CLOSED, HEIR, START, roster, steady
from sample_data.stages import Item, Step, left_over, merged
from sample_data.stages import by_month as months_of
from sample_data.story import SLIPPING, Story

TITLES = {
    "BGS": ("机关文电运转效率",), "ZLB": ("基层妇联执委履职现状",), "XCB": ("妇女群众网络宣传接受度",),
    "QYB": ("新业态女性劳动者权益保障", "家事纠纷调解成效"), "FZB": ("农村妇女电商增收", "家政服务业从业女性状况"),
    "JEB": ("家庭教育指导服务需求", "社区托育服务供给"), "YJS": ("儿童友好空间使用情况",), "FEG": ("妇儿规划监测指标",),
    "DWB": ("机关党建带妇建路径",),
}
LEADER_TITLES = ("妇联改革深化", "基层妇联组织活力", "家庭家教家风建设", "乡村振兴中的妇女作用")
SLOW_LEADER = "BGS004"               # still doing field work in the last year
PARTNERS = {"QYB": "ZLB", "FZB": "BGS,XCB", "JEB": "FEG"}
# the usual course of a project: stage, month and day
COURSE = (
    ("topic", (2, 17)), ("approved", (3, 17)), ("fieldwork", (5, 12)), ("draft", (8, 14)), ("review", (9, 14)),
    ("completed", (10, 16)), ("submitted", (11, 17)),
)
FINISHED = return_form().sheet("research_projects").finished_codes
FIELD_STAGES = ("fieldwork", "draft")


def by_month(story: Story) -> dict[Month, Rows]:
    """The sheet's rows for every month."""
    items = _items(story)
    if story.unit_code == HEIR:
        closed = Story(CLOSED, story.last, story.seed)
        items += left_over(closed, _items(closed), FINISHED)
    return months_of(story, items, FINISHED, lambda item, reached, month: _show(story, item, reached, month))


def _items(story: Story) -> list[Item]:
    """The projects of every year in whose spring the department was there."""
    years = [y for y in range(START.year, story.last.year + 1) if roster(story.unit_code, Month(y, 2))]
    return [item for year in years for item in _year(story, year)]


def _year(story: Story, year: int) -> Iterator[Item]:
    source = dice(story.seed, "research", story.unit_code, year)
    people = [m.staff_id for m in steady(story.unit_code, Month(year, 2), dt.date(year, 2, 17))]
    people = [p for p in people if p not in LEADERS]
    projects = [(f"{title}调研（{year}）", people[place]) for place, title in enumerate(TITLES[story.unit_code])]
    if story.unit_code == "BGS":
        projects += [(f"{t}专题调研（{year}）", who) for t, who in zip(LEADER_TITLES, LEADERS, strict=True)]
    for number, (title, lead) in enumerate(projects, 1):
        item_id = f"{story.unit_code}-R-{year}-{number:02d}"
        facts = {
            "project_id": item_id, "title": title, "lead_id": lead, "due_on": dt.date(year, 10, 31),
            "co_departments": PARTNERS.get(story.unit_code) if number == 1 else None,
        }
        yield Item(item_id, facts, tuple(_steps(story, year, number, lead, source)))


def _steps(story: Story, year: int, number: int, lead: str, source: Random) -> list[Step]:
    """The usual course, each stage some days earlier or later; the slow ones stop on the way."""
    steps = []
    this_year = year == story.last.year
    for stage, (month, day) in COURSE:
        moved = dt.date(year, month, day) + dt.timedelta(days=source.randint(-6, 9))
        on = calendar(year).next_workday(moved)
        shows = {"submitted_to": f"省妇联研究室，示妇研〔{year}〕{number}号"} if stage == "submitted" else {}
        steps.append(Step(on, stage, shows=shows))
    if this_year and story.unit_code == SLIPPING:
        return steps[:2]
    if this_year and lead == SLOW_LEADER:
        return steps[:3]
    if number == 2 and story.unit_code == "JEB":  # the second project of the department is given up
        return [*steps[:3], Step(dt.date(year, 7, 20), "cancelled")]
    return steps


def _show(story: Story, item: Item, reached: list[Step], month: Month) -> dict[str, Any]:
    now = reached[-1]
    days = None
    if now.stage in FIELD_STAGES or (now.stage == "approved" and story.unit_code == SLIPPING):
        source = dice(story.seed, "field", item.item_id, month)
        most = {"fieldwork": 11, "draft": 3, "approved": 1}[now.stage]
        days = source.randint(most // 4, most) / 2
    return {**item.facts, "stage": now.stage, "stage_on": now.day, "field_days": days, "submitted_to": None,
            **merged(reached)}
