"""Sheet quick_consultations: questions answered on the spot, by channel and category, and the hotline's calls."""

from typing import Any

from analytics.months import Month
from sample_data.agency import DEPARTMENTS
from sample_data.attendance import Rows
from sample_data.chance import dice
from sample_data.story import Story

# answers a month by channel and category
PLAN = {
    "QYB": {("hotline", "marriage_family"): 62, ("hotline", "personal"): 14, ("hotline", "labour_social"): 19,
            ("hotline", "property"): 11, ("hotline", "education"): 6, ("hotline", "general"): 12,
            ("visit", "marriage_family"): 9, ("online", "marriage_family"): 8},
    "JEB": {("phone", "marriage_family"): 9, ("phone", "education"): 14, ("visit", "education"): 5},
    "FZB": {("phone", "labour_social"): 13, ("visit", "labour_social"): 6, ("phone", "general"): 5},
    "FEG": {("phone", "education"): 6}, "YJS": {("phone", "education"): 6}, "ZLB": {("phone", "general"): 4},
}
OFTEN_NONE = {"ZLB": 0.3, "FEG": 0.15, "YJS": 0.15}   # share of months without any
HOTLINE = "QYB"
WEAK_MONTHS = (7, 8)                     # fewer calls get through in the holiday months


def by_month(story: Story) -> dict[Month, Rows]:
    """The sheet's rows for every month; none for departments without a window."""
    window = DEPARTMENTS[story.unit_code][-1]
    return {month: _rows(story, month) if window else [] for month in story.months()}


def _rows(story: Story, month: Month) -> Rows:
    source = dice(story.seed, "quick", story.unit_code, month)
    if source.random() < OFTEN_NONE.get(story.unit_code, 0):
        return []
    rows = []
    for (channel, category), usual in PLAN[story.unit_code].items():
        answered = max(1, round(usual * source.uniform(0.82, 1.18)))
        rated = round(answered * source.uniform(0.3, 0.55))
        satisfied = sum(source.random() < 0.96 for _ in range(rated))
        rows.append(_row(channel, category, answered=answered, rated=rated, satisfied=satisfied))
    if story.unit_code == HOTLINE:
        through = sum(r["answered"] for r in rows if r["channel"] == "hotline") + source.randint(35, 60)
        share = source.uniform(0.915, 0.94) if month.month in WEAK_MONTHS else source.uniform(0.95, 0.985)
        rows.append(_row("hotline", "total", calls_in=round(through / share), calls_answered=through))
    return rows


def _row(channel: str, category: str, **counts: int) -> dict[str, Any]:
    empty = dict.fromkeys(("answered", "rated", "satisfied", "calls_in", "calls_answered"))
    return {"channel": channel, "rights_category": category, **empty, **counts}
