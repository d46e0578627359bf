"""Sheet goals_outcomes: department and personal goals, key work, outcomes, experiences and brands."""

import datetime as dt
from collections.abc import Iterator
from random import Random
from typing import Any

from analytics.declare import return_form
from analytics.months import Month
from sample_data.agency import calendar
from sample_data.attendance import Rows
from sample_data.chance import dice, words
from sample_data.people import CLOSED, HEIR, JOINER, MOVED_ON, MOVER, START, roster, steady
from sample_data.stages import Item, Step, left_over, merged
from sample_data.stages import by_month as months_of
from sample_data.story import Story

# department: (title, last day to reach it as month and day) of its innovation goals, the same each year
DEPARTMENT_GOALS = {
    "BGS": (("公文流转时限再压缩三成", (9, 30)), ("月报填报辅导全覆盖", (11, 30))),
    "ZLB": (("妇联执委领办项目机制", (11, 30)),),
    "XCB": (("公众号栏目改版与提质", (6, 30)), ("巾帼宣讲品牌建设", (11, 30))),
    "QYB": (("家事调解室规范化建设", (9, 30)), ("维权热线接通率提升到九成五以上", (12, 10))),
    "FZB": (("巾帼电商助农机制", (9, 30)), ("创业贷款一站式服务", (11, 30))),
    "JEB": (("家庭教育指导站提质", (11, 30)),),
    "YJS": (("妇儿规划监测数据共享", (11, 30)),), "FEG": (("妇儿工委联席会议机制", (11, 30)),),
    "DWB": (("“党建带妇建”联系点", (9, 30)),),
}
LATE_GOALS = {("DWB", 0), ("FZB", 0)}          # past their day in the last year and not done
KEY_WORK = {
    "FZB": (("农村妇女学科技示范基地", "rural_science"), ("下岗失业妇女技能再就业", "reemployment")),
    "JEB": (("家庭美德“最美家庭”创建", "family_virtue"),), "QYB": (("反家庭暴力联动告诫机制", "anti_dv"),),
}
OUTCOMES = {"QYB": "家事调解“三步工作法”", "FZB": "巾帼家政信用服务体系", "JEB": "家庭教育“流动课堂”"}
# declared in the same year, decided early in the next; the last one of each year only becomes a candidate
DECLARED_ON = {"QYB": (10, 16), "FZB": (11, 20)}
EXPERIENCES = {
    "QYB": ("首问责任制落实做法", "provincial", (9, 18)), "JEB": ("社区亲子阅读角做法", "city", (6, 24)),
}
BRANDS = {"FZB": "爱心大姐服务社", "QYB": "妇女热线"}
BRAND_AWARDED_ON = {"FZB": dt.date(2025, 6, 17)}
FINISHED = return_form().sheet("goals_outcomes").finished_codes
NO_PERSONAL_GOAL = {("XCB005", 2026), (JOINER, 2026)}
Decided = tuple[str, str, str, str | None, str, dt.date, list[Step]]


def by_month(story: Story) -> dict[Month, Rows]:
    """The sheet's rows for every month."""
    items = _items(story)
    if story.unit_code == HEIR:
        closed = Story(CLOSED, story.last, story.seed)
        items += left_over(closed, _items(closed), FINISHED)
    return months_of(story, items, FINISHED, _show)


def _items(story: Story) -> list[Item]:
    """What was set out in every year in whose spring the department was there."""
    years = [y for y in range(START.year, story.last.year + 1) if roster(story.unit_code, Month(y, 2))]
    return [_item(story, y, number, one) for y in years for number, one in enumerate(_year(story, y), 1)]


def declared_outcomes(year: int) -> list[str]:
    """The ids of the year's outcomes that are declared."""
    found = []
    for unit_code in DECLARED_ON:
        story = Story(unit_code, Month(year, 12))
        items = [_item(story, year, number, one) for number, one in enumerate(_year(story, year), 1)]
        found += [i.item_id for i in items if i.facts["goal_type"] == "outcome"]
    return found


def _item(story: Story, year: int, number: int, one: Decided) -> Item:
    kind, title, owner, theme, measure, due_on, steps = one
    item_id = f"{story.unit_code}-G-{year}-{number:02d}"
    facts = {"goal_id": item_id, "goal_type": kind, "title": title, "theme": theme, "owner_id": owner,
             "measure": measure, "due_on": due_on}
    return Item(item_id, facts, tuple(steps))


def _year(story: Story, year: int) -> Iterator[Decided]:
    source = dice(story.seed, "goals", story.unit_code, year)
    yield from _department_goals(story, year, source)
    yield from _personal_goals(story, year, source)
    yield from _shared_work(story, year, source)
    if story.unit_code == "FZB" and year == MOVED_ON.year:
        steps = _plain_steps(year, dt.date(year, 11, 30), dt.date(year, 4, 15), source, dt.date(year, 11, 24))
        yield ("personal_goal", "熟悉城乡妇女发展业务", MOVER, None, words("goals")["measures"][3],
               dt.date(year, 11, 30), steps)


def _owner(story: Story, year: int, place: int) -> str:
    people = [m.staff_id for m in steady(story.unit_code, Month(year, 2), dt.date(year, 2, 20))]
    return people[place % len(people)]


def _department_goals(story: Story, year: int, source: Random) -> Iterator[Decided]:
    for place, (title, (month, day)) in enumerate(DEPARTMENT_GOALS[story.unit_code]):
        due_on = dt.date(year, month, day)
        late = (story.unit_code, place) in LATE_GOALS and year == story.last.year
        done = None if late else due_on - dt.timedelta(days=source.randint(2, 30))
        steps = _plain_steps(year, due_on, dt.date(year, 2, 18 + place), source, done)
        measure = f"{words('goals')['measures'][place + 1]}围绕“{title}”每月调度一次。"
        yield "dept_goal", f"{year}年{title}", _owner(story, year, place), None, measure, due_on, steps


def _personal_goals(story: Story, year: int, source: Random) -> Iterator[Decided]:
    stock = words("goals")
    people = [m.staff_id for m in steady(story.unit_code, Month(year, 2), dt.date(year, 2, 20))]
    for place, staff_id in enumerate(p for p in people if (p, year) not in NO_PERSONAL_GOAL):
        due_on = dt.date(year, *source.choice(((6, 30), (9, 30), (11, 30), (12, 10))))
        begun = dt.date(year, *source.choice(((2, 20), (2, 26), (3, 10), (3, 20))))
        keeps_day = source.random() < 0.88 or year < story.last.year
        done = due_on + dt.timedelta(days=-source.randint(1, 25) if keeps_day else source.randint(20, 70))
        steps = _plain_steps(year, due_on, begun, source, min(done, dt.date(year, 12, 25)))
        if year == START.year and (story.unit_code, place) == ("XCB", 2):
            steps = [*steps[:-1], Step(dt.date(year, 9, 8), "dropped", steps[-2].progress)]
        title = stock["personal"][(place * 5 + year + sum(map(ord, story.unit_code))) % len(stock["personal"])]
        yield "personal_goal", title, staff_id, None, source.choice(stock["measures"]), due_on, steps


def _shared_work(story: Story, year: int, source: Random) -> Iterator[Decided]:
    unit, measures = story.unit_code, words("goals")["measures"]
    for place, (title, theme) in enumerate(KEY_WORK.get(unit, ())):
        due_on = dt.date(year, 12, 10)
        steps = _plain_steps(year, due_on, dt.date(year, 3, 5 + place), source, dt.date(year, 11, 28))
        yield "key_work", f"{year}年{title}", _owner(story, year, place + 2), theme, measures[place], due_on, steps
    if unit in OUTCOMES:
        due_on = dt.date(year, 11, 30)
        yield ("outcome", f"{OUTCOMES[unit]}（{year}）", _owner(story, year, 1), None, measures[4], due_on,
               _outcome_steps(unit, year))
    if unit in EXPERIENCES:
        title, level, day = EXPERIENCES[unit]
        promoted = Step(dt.date(year, *day), "promoted", 100,
                        {"promotion_level": level, "evidence": f"示妇简报〔{year}〕{day[0]}期"})
        steps = [*_plain_steps(year, promoted.day, dt.date(year, 3, 12), source, None)[:2], promoted]
        yield "experience", f"{title}（{year}）", _owner(story, year, 2), None, measures[3], promoted.day, steps
    if unit in BRANDS and year == START.year:
        yield ("brand", BRANDS[unit], _owner(story, year, 1), None, measures[1], dt.date(year + 1, 12, 20),
               _brand_steps(unit))


def _plain_steps(
    year: int, due_on: dt.date, begun: dt.date, source: Random, done: dt.date | None
) -> list[Step]:
    """Drafted, in progress, completed (unless done is None)."""
    begun = calendar(year).next_workday(begun)
    going = calendar(year).next_workday(begun + dt.timedelta(days=source.randint(20, 45)))
    steps = [Step(begun, "drafted", 5), Step(going, "in_progress", 15 + source.randint(0, 3) * 5)]
    if done is None:
        return steps
    return [*steps, Step(max(done, going + dt.timedelta(days=20)), "completed", 100)]


def _outcome_steps(unit: str, year: int) -> list[Step]:
    steps = [Step(dt.date(year, 4, 14), "drafted", 10), Step(dt.date(year, 6, 22), "in_progress", 40)]
    if unit in DECLARED_ON:
        declared = {"evidence": f"示妇报〔{year}〕{21 + len(unit) + ord(unit[0]) % 7}号"}
        steps.append(Step(dt.date(year, *DECLARED_ON[unit]), "declared", 100, declared))
        decision = "awarded" if unit == "QYB" else "not_awarded"
        steps.append(Step(dt.date(year + 1, 2, 25), decision, 100, declared))
    else:
        steps.append(Step(dt.date(year, 12, 18), "dropped", 40))
    return steps


def _brand_steps(unit: str) -> list[Step]:
    steps = [Step(dt.date(2025, 2, 19), "drafted", 20), Step(dt.date(2025, 3, 26), "in_progress", 60)]
    if unit in BRAND_AWARDED_ON:
        steps.append(Step(BRAND_AWARDED_ON[unit], "awarded", 100, {"evidence": "示直工委〔2025〕12号"}))
    return steps


def _show(item: Item, reached: list[Step], month: Month) -> dict[str, Any]:
    """The row of a month. Progress grows between the stages and is full only when the last one says so."""
    now, progress = reached[-1], reached[-1].progress
    if now.stage == "in_progress":
        progress = _on_the_way(item, now, month.last_day)
    elif now.stage == "dropped":  # stays where it was
        progress = _on_the_way(item, reached[-2], now.day)
    return {**item.facts, "stage": now.stage, "progress": progress, "stage_on": now.day,
            "promotion_level": None, "evidence": None, **merged(reached)}


def _on_the_way(item: Item, since: Step, day: dt.date) -> int:
    """Progress between a stage and the next one, in steps of five; never full."""
    later = [s.day for s in item.steps if s.day > since.day]
    until = later[0] if later else item.facts["due_on"] + dt.timedelta(days=60)
    passed = (day - since.day).days / max((until - since.day).days, 1)
    return min(95, since.progress + int(passed * (90 - since.progress)) // 5 * 5)
