"""Why a number is what it is: formula, what went in, target, and the rows with the return each came from."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.declare import Indicator, indicator, source_name
from analytics.months import Month
from analytics.ui import blocks, formats
from analytics.ui.texts import day_name, label, lang, month_name, number, t
from analytics.ui.viewing import known_on
from analytics.ui.views import indicator_rows, lights, pieces
from analytics.ui.views.indicator_page import row_now


def why(name: str, month: Month, unit_code: str, period: str) -> None:
    """The formula, what went in, what was left out, the target, and the rows with the return each came from."""
    chosen, row = indicator(name), row_now(name, month, unit_code, period)
    with st.expander(t("indicator.why.title"), expanded=True, icon=":material/functions:"):
        if row is None:
            st.markdown(t("common.no_rows"))
            return
        found = indicator_rows.behind(name, month, unit_code, period)
        parts = [_which(month, unit_code, period, row), *_formula(chosen, row, found)]
        half = (len(parts) + 1) // 2
        for column, key, mine in zip(st.columns(2, gap="medium"), "ab", (parts[:half], parts[half:]), strict=True):
            with column, st.container(key=f"formula_{key}", gap=None):
                for part in mine:
                    st.markdown(part)
        indicator_rows.show(chosen, month, found)
        indicator_rows.registers(chosen, month, unit_code, period, found)


def _formula(chosen: Indicator, row: Any, found: pd.DataFrame | None) -> list[str]:
    zh = lang() == "zh"
    words = chosen.numerator_zh if zh else chosen.numerator_en
    if chosen.denominator_zh:
        words += f" ÷ {chosen.denominator_zh if zh else chosen.denominator_en}"
    parts = [t("indicator.why.formula", words=words)]
    if chosen.statistic == "ratio" and row.state == "value":
        parts.append(
            t(
                "indicator.why.values",
                numerator=formats.trimmed(lang(), row.numerator, 2),
                denominator=formats.trimmed(lang(), row.denominator, 2),
                value=lights.printed(lang(), chosen, row),
            )
        )
    elif row.state == "value":
        parts.append(t("indicator.why.value", value=lights.printed(lang(), chosen, row), n=number(row.n)))
    if chosen.excluded_zh:
        parts.append(t("indicator.why.excluded", words=chosen.excluded_zh if zh else chosen.excluded_en))
    if found is not None and len(found):
        parts += _counts(chosen, found)
    own = chosen.target_zh if zh else chosen.target_en
    goal = own or (formats.goal(lang(), chosen, row.target) if not formats.missing(row.target) else "")
    parts.append(
        t("indicator.why.target", words=goal or t("common.mark.none"), mark=pieces.mark_words(chosen) if goal else "")
    )
    if chosen.steps:
        parts.append(
            t("indicator.why.steps", words=formats.names(lang(), [_step(d, v, chosen) for d, v in chosen.steps]))
        )
    if chosen.article:
        quote = t("common.quoted", words=chosen.quote) if chosen.quote else ""
        parts.append(t("indicator.why.source", article=chosen.article, quote=quote))
    sources = [source_name(name, lang()) for name in chosen.fed_by]
    parts.append(t("indicator.why.fed_by", words=formats.names(lang(), sources)))
    colour = t(f"indicator.colour.{chosen.colour.removeprefix('R-').lower()}")
    glyph = f":{blocks.WORD_COLOUR[row.light]}[{blocks.GLYPH[row.light]}]"
    now = t("indicator.why.now", glyph=glyph, light=label("light", row.light))
    parts.append(t("indicator.why.colour", words=colour + now))
    if chosen.pace not in ("none", "P-RATE"):
        parts.append(t("indicator.why.pace", words=t(f"definitions.pacing.{chosen.pace.removeprefix('P-').lower()}")))
    return parts


def _step(day: str, value: float, chosen: Indicator) -> str:
    return f"{formats.day_name(lang(), pd.Timestamp(f'2000-{day}').date())} {formats.trimmed(lang(), value)}"


def _which(month: Month, unit_code: str, period: str, row: Any) -> str:
    """Which figure this is: unit and months, as known on which day, and whether it may still change."""
    day, months = known_on(), month_name(month, long=True)
    if period == "year" and month.month > 1:
        months = t("indicator.why.months", first=month_name(Month(month.year, 1), long=True), last=months)
    words = t("indicator.why.which", unit=pieces.unit_name(unit_code, month), months=months)
    if day is not None:
        words += t("indicator.why.known_on", day=day_name(day, year=True))
    return words + (t("indicator.why.provisional") if row.provisional else t("indicator.why.final"))


def _counts(chosen: Indicator, found: pd.DataFrame) -> list[str]:
    """How many rows count as what, and how many are left out for which reason."""
    left = found["left_out"].notna()
    counted = found[~left]["note"].fillna("").value_counts()
    shown = [f"{indicator_rows.note_word(chosen, code or None)} {number(n)}" for code, n in counted.items()]
    parts = [t("indicator.why.notes", words=formats.names(lang(), shown))] if shown else []
    reasons = found["left_out"].value_counts().items()
    out = [f"{indicator_rows.left_out_word(chosen, code)} {number(n)}" for code, n in reasons]
    if out:
        parts.append(t("indicator.why.left_out", n=number(left.sum()), words=formats.names(lang(), out)))
    return parts
