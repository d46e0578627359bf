"""
Yearly requirements of any list of declared indicators: what it is now, its light, by when, how many days that is away
or ago, and where its rows are. Works from the declarations, whatever the type of agency.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from analytics.declare import Indicator, indicator, indicators
from analytics.months import Month
from analytics.pacing import ALWAYS, due_date, steps_due
from analytics.ui import blocks, data, formats
from analytics.ui.blocks import GLYPH, Matter
from analytics.ui.texts import day_name, lang, t
from analytics.ui.views import lights, pieces
from analytics.ui.views.series import met

URGENCY = {"red": 0, "amber": 1, "grey": 2, "green": 3}
IN_TWO = 5  # from so many on they stand in two columns
YES_OR_NO = 1  # the denominator of a fraction that is done or not


@dataclass(frozen=True, slots=True)
class Requirement:
    """
    chosen's row of the year for a unit. state: met, unmet (due and not met), soon (its date is near) or later. due_on:
    its date, or that of the step that is missing or comes next; None when it holds all year. days: from the day the
    month is judged on to due_on, negative when that has passed.
    """

    chosen: Indicator
    row: Any
    state: str
    due_on: dt.date | None
    days: int | None

    @property
    def is_open(self) -> bool:
        return self.row.light in ("red", "amber") and self.state != "met"


@cache
def yearly(*types: str) -> tuple[str, ...]:
    """The computed indicators of some types that a year is judged by, in the order they are declared."""
    return tuple(
        i.id
        for i in indicators().values()
        if i.type_of_agency in types and i.colour != "R-INFO" and "year" in i.periods
    )


@cache
def dated(*types: str) -> tuple[str, ...]:
    """Those of them that have to be done by a date."""
    return tuple(i for i in yearly(*types) if indicator(i).colour in ("R-MILE", "R-STEP"))


def found(names: Iterable[str], month: Month, unit_code: str, ids: tuple[str, ...]) -> list[Requirement]:
    """Each indicator kept at the unit's level, most urgent first. ids: what the page measures in one statement."""
    unit, asked = data.units(month).get(unit_code), set(names)
    frame = data.measured(ids, pieces.last_months(month), pieces.EVERY_LEVEL)
    mine = frame[
        (frame["unit_code"] == unit_code) & (frame["month"] == str(month)) & (frame["period"] == "year")
        & frame["indicator"].isin(asked)
    ]
    rows = [_requirement(row, month) for row in mine.itertuples(index=False)
            if unit is not None and unit.kind in indicator(row.indicator).levels and is_asked(row)]
    return sorted(rows, key=lambda r: (URGENCY[r.row.light], r.due_on or dt.date.max))


def is_asked(row: Any) -> bool:
    """A running total asks for nothing while the unit has set no plan of its own."""
    return indicator(row.indicator).colour != "R-PACE" or not formats.missing(row.target)


def _requirement(row: Any, month: Month) -> Requirement:
    chosen, as_of = indicator(row.indicator), min(month.last_day, data.today())
    due_on = _due_on(chosen, row, month, as_of)
    days = (due_on - as_of).days if due_on else None
    return Requirement(chosen, row, _state(chosen, row, days), due_on, days)


def _state(chosen: Indicator, row: Any, days: int | None) -> str:
    if chosen.colour == "R-LIMIT" and met(chosen, row):
        return "met"  # its light also warns of open cases
    if row.light == "amber" and days is not None and days >= 0 and not row.done_late:
        return "soon"
    state = lights.target_state(row)
    return "met" if state == "late" else state  # state_words says that it was late


def _due_on(chosen: Indicator, row: Any, month: Month, as_of: dt.date) -> dt.date | None:
    """The milestone's date, None when it is due always; of steps the last one when it was missed, else the next."""
    if chosen.due == ALWAYS:
        return None
    if chosen.due:
        return due_date(chosen, month)
    if not chosen.steps or chosen.colour != "R-STEP":
        return None
    _, _, coming = steps_due(chosen, month, as_of)
    passed = [on for day, _ in chosen.steps if (on := dt.date(month.year, int(day[:2]), int(day[3:]))) <= as_of]
    return passed[-1] if passed and (row.light == "red" or coming is None) else coming


# ------------------------------------------------------------------------------------------- in words
def value_words(chosen: Indicator, row: Any) -> str:
    """The figure; a fraction of one is done or not."""
    if row.state == "value" and chosen.unit == "fraction" and row.denominator == YES_OR_NO:
        return t("requirements.done") if row.value >= YES_OR_NO else t("requirements.not_done")
    return lights.detail(lang(), chosen, row)


def target_words(chosen: Indicator, row: Any) -> str:
    """The target in the policy's terms, its mark and its article."""
    own = chosen.target_zh if lang() == "zh" else chosen.target_en
    number = "" if formats.missing(row.target) else pieces.target_short(lang(), chosen, row.target)
    planned = chosen.target is None and number  # the unit's own plan: the declared words say no number
    goal = " · ".join(w for w in (number, own) if w) if planned else own or number
    mark = f"[{chosen.mark}]" if chosen.mark else ""
    return " ".join(w for w in (goal, mark, chosen.article) if w)


def state_words(one: Requirement) -> str:
    """Met, met late, due and not met; how many days are left or have passed."""
    if one.row.state != "value":
        return t("common.not_applicable") if one.row.state == "not_applicable" else lights.printed(
            lang(), one.chosen, one.row)
    if one.state == "met":
        return t("requirements.state.late" if one.row.done_late else "requirements.state.met")
    words = t(f"requirements.state.{one.state}")
    if one.days is None:
        return words
    if not one.days:
        return f"{words} · " + t("requirements.days_none")
    return f"{words} · " + t("requirements.days_left" if one.days > 0 else "requirements.days_past", n=abs(one.days))


def due_words(one: Requirement) -> str:
    if one.due_on:
        return day_name(one.due_on)
    return t("requirements.always" if one.chosen.due == ALWAYS else "requirements.all_year")


def matter(one: Requirement, month: Month, unit_code: str) -> Matter:
    """The requirement as a line of a list, leading to its rows."""
    late = one.state == "unmet" and one.days is not None and one.days <= 0
    return Matter(
        one.row.light,
        f"{one.chosen.name(lang())} {value_words(one.chosen, one.row)}",
        target_words(one.chosen, one.row),
        state_words(one) + lights.finality(lang(), one.row),
        due_words(one),
        late,
        "indicator",
        {"i": one.chosen.id, "u": unit_code, "m": str(month)},
    )


def table(rows: Sequence[Requirement]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("requirements.column.item"): [r.chosen.name(lang()) for r in rows],
            t("charts.column.value"): [value_words(r.chosen, r.row) for r in rows],
            t("requirements.column.state"): [
                f"{GLYPH[r.row.light]} {state_words(r)}{lights.finality(lang(), r.row)}" for r in rows
            ],
            t("requirements.column.due"): [due_words(r) for r in rows],
            t("charts.column.target"): [target_words(r.chosen, r.row) for r in rows],
        }
    )


def card(names: Iterable[str], month: Month, unit_code: str, ids: tuple[str, ...]) -> None:
    """The list, those that are due and not met first."""
    rows = found(names, month, unit_code, ids)
    counted = {s: sum(r.state == s for r in rows) for s in ("met", "unmet")}
    with blocks.card("requirements"):
        blocks.head(
            t("requirements.title" if counted["unmet"] else "requirements.title_none", n=len(rows), **counted,
              later=len(rows) - sum(counted.values())),
            t("requirements.sub"),
            "requirements",
            t("requirements.why"),
            lambda: table(rows),
            f"requirements_{unit_code}_{month}",
        )
        matters = [matter(r, month, unit_code) for r in rows]
        if len(matters) < IN_TWO:
            blocks.attention(matters, none=t("common.no_rows"))
            return
        half = (len(matters) + 1) // 2
        for column, part in zip(st.columns(2, gap="medium"), (matters[:half], matters[half:]), strict=True):
            with column:
                blocks.attention(part, key=f"{part[0].params['i']}_")
