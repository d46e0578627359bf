"""Which figure of an indicator stands for a month, its change on the month before, and how the policy's targets are."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import pandas as pd

from analytics.declare import Indicator, Lang, indicator, indicators, text
from analytics.goal_completion import LATER, MET, STATES, goal_rows, goal_state, goals_of
from analytics.months import Month
from analytics.store.registers import Unit
from analytics.ui import data, formats
from analytics.ui.charts.four_types import TypeProgress
from analytics.ui.charts.grid import Cell

ARROW_FROM = 0.015  # 1.5 points: smaller changes get no arrow
TYPES = ("learning", "innovative", "competitive", "service", "organisation")  # as the policy orders them


def shown_period(chosen: Indicator) -> str:
    """The month's own figure; the year so far for running totals, steps, the discipline of returns and targets met."""
    if "month" not in chosen.periods:
        return "year"
    running = chosen.colour in ("R-PACE", "R-STEP") or chosen.type_of_agency == "reporting" or chosen.is_derived
    return "year" if running and "year" in chosen.periods else "month"


@cache
def computed(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the ids that are declared."""
    return tuple(i for i in ids if i in indicators())


def shown(frame: pd.DataFrame) -> pd.DataFrame:
    """One row an indicator, unit and month: the period that stands for it."""
    periods = {i: shown_period(indicator(i)) for i in frame["indicator"].unique()}
    return frame[frame["period"] == frame["indicator"].map(periods)]


def standing(chosen: Indicator, row: Any) -> float | None:
    """What is compared from month to month: the value; for running totals how far it is from where it ought to be."""
    if row.state != "value" or formats.missing(row.value):
        return None
    if chosen.pace == "P-STAGE":
        return (
            None if formats.missing(row.furthest) else (row.furthest - (row.expected or 0)) / (chosen.target_stage or 1)
        )
    if chosen.colour == "R-PACE" and not formats.missing(row.expected) and row.target:
        return (row.value - row.expected) / row.target
    return row.value if chosen.unit in ("rate", "fraction") or not row.target else row.value / row.target


def direction(chosen: Indicator, now: Any, before: Any) -> int:
    """1 up, -1 down, 0 about the same or not comparable."""
    new, old = (None if r is None else standing(chosen, r) for r in (now, before))
    if new is None or old is None or abs(new - old) < ARROW_FROM:
        return 0
    return 1 if new > old else -1


def by_key(frame: pd.DataFrame) -> dict[tuple[str, str, str], Any]:
    """(unit, indicator, month) -> row."""
    return {(r.unit_code, r.indicator, r.month): r for r in frame.itertuples(index=False)}


def printed(lang: Lang, chosen: Indicator, row: Any) -> str:
    """As in a cell: research by the stage reached, everything else by its figure."""
    if chosen.pace == "P-STAGE" and row.state == "value" and row.level == "department":
        return formats.counts(lang, steps_reached(chosen, row.furthest), len(chosen.steps))
    return formats.figure(lang, chosen, row)


def steps_reached(chosen: Indicator, furthest: float | None) -> int:
    """How many of the dated steps a project's stage has come to."""
    return sum(formats.or_zero(furthest) >= stage for _, stage in chosen.steps)


def detail(lang: Lang, chosen: Indicator, row: Any) -> str:
    """The figure with what it is made of: 91.7% (33/36)."""
    words = printed(lang, chosen, row)
    if row.state == "hidden":
        return f"{words} · {text('privacy.meaning', lang)}"
    if row.state != "value":
        return words if row.state == "not_reported" else text("common.not_applicable", lang)
    if chosen.statistic == "ratio" and not formats.missing(row.denominator):
        made_of = formats.counts(lang, row.numerator, row.denominator)
        words = words if made_of == words else f"{words} ({made_of})"
    if chosen.colour == "R-LIMIT":
        for state, amount in (("past", row.open_past_limit), ("near", row.open_near_limit)):
            if not formats.missing(amount) and amount:
                words += text(f"charts.open.{state}", lang, n=formats.number(lang, amount))
    return words


def finality(lang: Lang, row: Any) -> str:
    """What is said after a figure that may still change: a return behind it has not been accepted yet."""
    return f" · {text('common.provisional_short', lang)}" if row is not None and row.provisional else ""


def cells(frame: pd.DataFrame, units: Sequence[str], ids: Iterable[str], month: Month, lang: Lang) -> tuple[Cell, ...]:
    """The grid's cells for a month; a unit without a return has cells only where no return is needed."""
    rows, before = by_key(shown(frame)), str(month.plus(-1))
    found = []
    for unit in units:
        for name in ids:
            row, chosen = rows.get((unit, name, str(month))), indicator(name)
            if row is None or row.state == "not_reported":
                continue
            last = rows.get((unit, name, before))
            found.append(
                Cell(
                    unit,
                    name,
                    printed(lang, chosen, row),
                    detail(lang, chosen, row),
                    row.light,
                    row.state,
                    direction(chosen, row, last),
                    printed(lang, chosen, last) if last is not None and last.state == "value" else "",
                    bool(row.provisional),
                )
            )
    return tuple(found)


# ------------------------------------------------------------------------------------------- the policy's targets
@cache
def policy_targets(level: str) -> tuple[str, ...]:
    """The policy's targets of the four types that a unit of this kind is judged by."""
    return tuple(name for name in goals_of(level) if indicator(name).type_of_agency in TYPES)


def target_state(row: Any) -> str:
    """met, late, unmet or later (goal_completion.goal_state), as of today."""
    return goal_state(row, data.today())


def year_rows(frame: pd.DataFrame, unit: Unit) -> pd.DataFrame:
    """A unit's rows of the policy's targets with how each goal stands (goal_completion.goal_rows)."""
    rows = goal_rows(frame[frame["unit_code"] == unit.code], "year", data.today())
    return rows[rows["indicator"].isin(policy_targets(unit.kind))]


def type_progress(frame: pd.DataFrame, unit: Unit | None, month: Month, lang: Lang) -> tuple[TypeProgress, ...]:
    """Each type that has policy targets for the unit, with last month's number of met ones."""
    if unit is None:
        return ()
    rows = year_rows(frame, unit)
    states = dict(zip(zip(rows["month"], rows["indicator"], strict=True), rows["goal"], strict=True))
    found = []
    for kind in TYPES:
        ids = [i for i in policy_targets(unit.kind) if indicator(i).type_of_agency == kind]
        if not ids:
            continue
        met, late, unmet, later = (
            tuple(indicator(i).name(lang) for i in ids if states.get((str(month), i), LATER) == s) for s in STATES
        )
        previous = month.plus(-1)
        before = [states.get((str(previous), i)) for i in ids]
        known = previous.year == month.year and any(before)
        found.append(TypeProgress(kind, met, late, unmet, later, before.count(MET) if known else None))
    return tuple(found)


def outlook(frame: pd.DataFrame, unit: Unit | None, month: Month) -> dict[str, list[str]]:
    """Whether each of the unit's policy targets can still be met this year: on_pace | behind | out_of_reach -> ids."""
    found: dict[str, list[str]] = {"on_pace": [], "behind": [], "out_of_reach": []}
    if unit is None:
        return found
    rows = year_rows(frame, unit)
    for row in rows[rows["month"] == str(month)].itertuples(index=False):
        by_light = {"amber": "behind", "red": "behind"}.get(row.light, "on_pace")
        state = row.pace if row.pace in found else by_light
        found[state].append(row.indicator)
    return found
