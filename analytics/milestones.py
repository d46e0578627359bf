"""Milestones (R-MILE): the months they fall due in, and whether one was done late."""

from collections.abc import Sequence

import pandas as pd

from analytics.declare import Indicator, indicator
from analytics.months import Month
from analytics.pacing import ALWAYS, due_date


def milestone_months(chosen: Sequence[Indicator], asked: Sequence[Month]) -> set[Month]:
    """The months milestones were due in, needed to tell whether one was done late."""
    due = {Month.of(due_date(i, month)) for i in chosen if _has_date(i) for month in asked}
    return {month for month in due if month <= asked[-1]}


def _has_date(chosen: Indicator) -> bool:
    """Whether it is a milestone that can be done late."""
    return chosen.colour == "R-MILE" and chosen.due not in (None, ALWAYS)


def done_late(frame: pd.DataFrame) -> pd.Series:
    """Whether each row's milestone is done and was still open at the end of the month it was due in."""
    dated = [i for i in frame["indicator"].unique() if _has_date(indicator(i))]
    months = [Month.parse(m) for m in frame["month"].unique()]
    due = {(i, str(m)): str(Month.of(due_date(indicator(i), m))) for i in dated for m in months}
    rows = frame[frame["indicator"].isin(dated)]
    done = rows["value"] >= rows["target"].fillna(1)
    who = rows["staff_id"].where(rows["level"] == "person", rows["unit_code"])
    keys = list(zip(rows["indicator"], rows["level"], who, rows["period"], strict=True))
    open_then = {(*key, month) for key, month, is_done in zip(keys, rows["month"], done, strict=True) if not is_done}
    late = [
        is_done and (*key, due[key[0], month]) in open_then
        for key, month, is_done in zip(keys, rows["month"], done, strict=True)
    ]
    return pd.Series(late, index=rows.index, dtype=bool).reindex(frame.index, fill_value=False)
