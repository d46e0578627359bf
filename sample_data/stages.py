"""Things that go through dated stages (goals, research projects) and how a return shows them month by month."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from analytics.months import Month
from sample_data.attendance import Rows
from sample_data.story import Story


@dataclass(frozen=True, slots=True)
class Step:
    """A stage reached on a day, with the progress it stands for and what the row has to show from then on."""

    day: dt.date
    stage: str
    progress: int = 0
    shows: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """A goal or project: its id, what stays the same in its row, and its stages in order of time."""

    item_id: str
    facts: dict[str, Any]
    steps: tuple[Step, ...]

    def reached(self, month: Month) -> list[Step]:
        return [s for s in self.steps if s.day <= month.last_day]


Show = Callable[[Item, list[Step], Month], dict[str, Any]]


def by_month(story: Story, items: Iterable[Item], finished: Collection[str], show: Show) -> dict[Month, Rows]:
    """Each month's rows: what has begun and whose end has not been reported in an earlier return."""
    return _reported(story, items, finished, show)[0]


def left_over(story: Story, items: Iterable[Item], finished: Collection[str]) -> list[Item]:
    """What a closed department had begun and whose end it never reported: the heir carries it on."""
    items = list(items)
    done = _reported(story, items, finished, lambda item, reached, month: {})[1]
    return [i for i in items if i.item_id not in done and any(i.reached(m) for m in story.months())]


def _reported(
    story: Story, items: Iterable[Item], finished: Collection[str], show: Show
) -> tuple[dict[Month, Rows], set[str]]:
    """Each month's rows, and the ids whose end was reported."""
    items = sorted(items, key=lambda item: item.item_id)
    done: set[str] = set()
    found: dict[Month, Rows] = {}
    for month in story.months():
        rows = []
        for item in items:
            reached = item.reached(month)
            if not reached or item.item_id in done:
                continue
            rows.append(show(item, reached, month))
            if reached[-1].stage in finished and story.is_sent(month):
                done.add(item.item_id)
        found[month] = rows
    return found, done


def merged(reached: Iterable[Step]) -> dict[str, Any]:
    """What the stages so far leave in the row."""
    shown: dict[str, Any] = {}
    for step in reached:
        shown |= step.shows
    return shown
