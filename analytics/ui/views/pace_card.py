"""Running yearly targets of a unit: actual, target, expected by now, what is needed a month, and whether it will do."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from analytics.declare import Indicator, Lang, indicator, indicators, text
from analytics.months import Month
from analytics.pacing import steps_due
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, t
from analytics.ui.views import lights, pieces

RUNNING = ("R-PACE", "R-STEP")
SMALL_TARGET = 3  # up to here a yearly target is shown as its dated steps
ORDER = {"out_of_reach": 0, "behind": 1, "on_pace": 2}


@cache
def running(*types: str) -> tuple[str, ...]:
    """The computed indicators of some types that add up to a target of the year."""
    return tuple(
        i.id
        for i in indicators().values()
        if i.type_of_agency in types and i.colour in RUNNING and i.pace not in ("none", "P-RATE")
        and "year" in i.periods
    )


def _rows(names: Iterable[str], month: Month, unit_code: str, ids: tuple[str, ...]) -> list[Any]:
    """The unit's rows that have a target and a pace, those out of reach first."""
    unit, asked = data.units(month).get(unit_code), set(names)
    frame = data.measured(ids, pieces.last_months(month), pieces.EVERY_LEVEL)
    mine = frame[(frame["unit_code"] == unit_code) & (frame["month"] == str(month)) & (frame["period"] == "year")
                 & frame["indicator"].isin(asked)]
    kept = [r for r in mine.itertuples(index=False)
            if unit is not None and unit.kind in indicator(r.indicator).levels and r.state == "value"
            and r.pace in ORDER and not formats.missing(r.target)]
    own = [r for r in kept if not (indicator(r.indicator).pace == "P-STAGE" and unit is not None
                                   and unit.kind == "agency" and "department" in indicator(r.indicator).levels)]
    return sorted(own, key=lambda r: ORDER[r.pace])  # a target that each department has says nothing as a total


def card(names: tuple[str, ...], month: Month, unit_code: str, ids: tuple[str, ...], *, columns: int = 1) -> None:
    """The card; left out where nothing is paced. ids: what the page measures in one statement."""
    rows = _rows(names, month, unit_code, ids)
    if not rows:
        return
    counted = {state: sum(r.pace == state for r in rows) for state in ORDER}
    key = "title_lost" if counted["out_of_reach"] else "title" if counted["behind"] else "title_none"
    with blocks.card("pace"):
        blocks.head(
            t(f"pace.{key}", n=len(rows), **counted),
            t("pace.sub", unit=pieces.unit_name(unit_code, month)),
            "pace",
            t("pace.why"),
            lambda: _table(rows),
            f"pace_{unit_code}_{month}",
            figures=pieces.figures((r.indicator for r in rows), month, unit_code),
        )
        parts = min(columns, len(rows))
        for part, column in enumerate(st.columns(parts, gap="medium")):
            with column:
                figure = _figure(names, month, unit_code, ids, look(), part, parts)
                blocks.chart(figure, f"c_pace_{part}", t("pace.alt"))


def _table(rows: list[Any]) -> pd.DataFrame:
    chosen = [indicator(r.indicator) for r in rows]
    return pd.DataFrame(
        {
            t("pace.column.target_of"): [i.name(lang()) for i in chosen],
            t("charts.column.value"): [
                lights.detail(lang(), i, r) + lights.finality(lang(), r) for i, r in zip(chosen, rows, strict=True)
            ],
            t("charts.expected"): [formats.amount(lang(), i, r.expected) for i, r in zip(chosen, rows, strict=True)],
            t("charts.column.target"): [formats.goal(lang(), i, r.target) for i, r in zip(chosen, rows, strict=True)],
            t("pace.column.needed"): [formats.amount(lang(), i, r.needed_per_month)
                                      for i, r in zip(chosen, rows, strict=True)],
            t("charts.column.pace"): [label("pace", r.pace) for r in rows],
        }
    )


@data.cached
def _figure(names: tuple[str, ...], month: Month, unit_code: str, ids: tuple[str, ...], drawn_for: Look,
            part: int, parts: int) -> Any:
    """One of the parts that the rows are spread over, in their order."""
    from analytics.ui.charts import bullet

    rows = _rows(names, month, unit_code, ids)
    height = -(-len(rows) // parts)
    mine = rows[part * height : (part + 1) * height]
    return bullet.rows([_bullet(r, month, drawn_for) for r in mine], drawn_for)


def _bullet(row: Any, month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts.bullet import Bullet

    language, chosen = drawn_for.lang, indicator(row.indicator)
    mark = f" [{chosen.mark}]" if chosen.mark else ""
    staged = chosen.pace == "P-STAGE"
    expected = None if staged or formats.missing(row.expected) else float(row.expected)
    words = text("pace.expected", language, value=formats.amount(language, chosen, expected)) if expected else ""
    return Bullet(
        chosen.name(language),
        min(float(row.value) / float(row.target), 9.0) if row.target else None,
        f"{formats.figure(language, chosen, row)}{mark}" if staged else formats.figure(language, chosen, row),
        text("charts.target", language, value=formats.goal(language, chosen, row.target)) + mark,
        expected / float(row.target) if expected is not None and row.target else None,
        words,
        "" if staged else _needed(language, chosen, row),
        row.pace,
        lights.detail(language, chosen, row) + lights.finality(language, row),
        _steps(chosen, row, month, language) if staged else (),
    )


def _needed(language: Lang, chosen: Indicator, row: Any) -> str:
    """每月还需 0.2 条/人; nothing when the target is reached or out of reach."""
    if formats.missing(row.needed_per_month) or not row.needed_per_month:
        return text("pace.reached", language) if row.value >= row.target else ""
    if chosen.unit in ("rate", "fraction"):
        points = formats.number(language, row.needed_per_month * 100, 1)
        return text("pace.needed_points", language, value=points)
    return text("pace.needed", language, value=formats.trimmed(language, row.needed_per_month, 2))


def _steps(chosen: Indicator, row: Any, month: Month, language: Lang) -> Any:
    """The dated steps of a small target, by the stage that has been reached."""
    from analytics.ui.charts.bullet import Step

    as_of, names = min(month.last_day, data.today()), chosen.step_names(language)
    due, _, _ = steps_due(chosen, month, as_of)
    reached = formats.or_zero(row.furthest)
    return tuple(
        Step(
            names[i] if i < len(names) else "",
            formats.day_name(language, dt.date(month.year, int(day[:2]), int(day[3:]))),
            "done" if reached >= value else "missed" if value <= due else "later",
        )
        for i, (day, value) in enumerate(chosen.steps)
    )
