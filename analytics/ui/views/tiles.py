"""A tile of any indicator: its figure, the change on last month, twelve months, the target, the way to its rows."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analytics.declare import Indicator, indicator
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.blocks import GLYPH
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import lang, t
from analytics.ui.views import lights, pieces

FEWEST_PLACES = 4  # a tile alone is no wider than one of a row


def tiles(month: Month, unit_code: str, names: Sequence[str], measured: tuple[str, ...]) -> None:
    """A row of tiles, one an indicator; those that are not kept at the unit's level are left out."""
    unit = data.units(month).get(unit_code)
    names = [name for name in names if unit is None or unit.kind in indicator(name).levels]
    with st.grid(max(len(names), FEWEST_PLACES), min_column_width=150, gap="small"):
        for name in names:
            indicator_tile(name, month, unit_code, measured)


def indicator_tile(name: str, month: Month, unit_code: str, measured: tuple[str, ...], *, link: bool = True) -> None:
    """One indicator: figure, what it is made of, change on last month, twelve months, target."""
    s = pieces.series(name, month, unit_code, measured)
    chosen, now = s.chosen, s.rows[-1]
    before = s.rows[-2] if len(s.rows) > 1 else None
    shown = formats.NOTHING if now is None else lights.printed(lang(), chosen, now)
    made_of = ""
    if now is not None and now.state == "value" and chosen.statistic == "ratio":
        made_of = formats.counts(lang(), now.numerator, now.denominator)
    elif _each_department(chosen) and now is not None and now.level == "agency":
        made_of = _departments_met(name, month, measured)
    new, old = pieces.value_of(chosen, now), pieces.value_of(chosen, before)
    change = None
    if new is not None and old is not None:
        factor = 100 if chosen.unit in ("rate", "fraction") else 1
        digits = 2 if chosen.unit == "hours_per_day" else 1
        difference = round((new - old) * factor, digits)
        unit = "points" if factor == 100 else "plain"
        change = blocks.change(
            difference,
            lambda d: t(f"learning.change.{unit}", value=formats.signed(lang(), d, digits)),
            more_is="worse" if chosen.better == "lower" else "better",
        )
    caption = target_caption(chosen, s.target) + lights.finality(lang(), now)
    if now is not None and now.light in ("red", "amber"):
        caption = f":{blocks.WORD_COLOUR[now.light]}[{GLYPH[now.light]}] " + caption
    blocks.tile(
        name,
        chosen.name(lang()),
        shown,
        made_of if made_of != shown else "",
        change=change,
        spark=_spark(name, month, unit_code, measured, look()),
        caption=caption,
        to=("indicator", t("common.see_rows")) if link else None,
        params={"i": name, "u": unit_code, "m": str(month)},
    )


def _each_department(chosen: Indicator) -> bool:
    """Whether the target is each department's own, so that the agency's total is not held against it."""
    return chosen.pace == "P-STAGE" and "department" in chosen.levels


def _departments_met(name: str, month: Month, measured: tuple[str, ...]) -> str:
    """A total says little where the target is each department's own: how many of them have met it."""
    rows = [r for r in pieces.department_rows(name, month, measured) if r.state == "value"]
    return t("charts.departments_met", met=sum(r.value >= r.target for r in rows), n=len(rows))


def target_caption(chosen: Any, target: float | None) -> str:
    own = chosen.target_zh if lang() == "zh" else chosen.target_en
    words = pieces.target_short(lang(), chosen, target) or own
    if _each_department(chosen):
        words = t("charts.each_department", target=words)
    return f"{words} · {pieces.mark_words(chosen)}" if words else t("common.mark.none")


@data.cached
def _spark(name: str, month: Month, unit_code: str, measured: tuple[str, ...], drawn_for: Look) -> Any:
    from analytics.ui.charts import spark

    s = pieces.series(name, month, unit_code, measured)
    return spark.bars(s.months, s.values, drawn_for)
