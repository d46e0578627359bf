"""指标目标: every indicator's declared target and the office's own for a year and a unit, with its lines of colour."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics.declare import Indicator, indicator, indicators
from analytics.keeping.reading import kept
from analytics.ui import blocks, data, formats
from analytics.ui.choices import choose
from analytics.ui.texts import amount, lang, t
from analytics.ui.views import settings_change

REGISTER = "target_override"
EVERY_UNIT = "*"
FIELDS = ("target", "full_target", "green", "amber")
PERCENT = 100.0
YEARS_AHEAD = 1


def show() -> None:
    year, unit_code = _place()
    own = _own(year, unit_code)
    left, right = st.columns([5, 7], gap="small")
    with left:
        _form(year, unit_code, own)
    with right, blocks.card("targets", stretch=False):
        st.markdown(f"### {t('settings.targets.title', count=len(_offered()), own=len(own))}", anchors=False)
        st.dataframe(_table(own), hide_index=True, height=640, alt=t("settings.section.targets"))


def _offered() -> list[Indicator]:
    """Indicators with a target of their own; one that is a reading of the policy is changed among the readings."""
    return [i for i in indicators().values() if i.mark and not i.target_reading]


def _place() -> tuple[int, str]:
    """The year and the unit the targets hold for."""
    year = data.today().year
    months = data.months_available()
    first = months[0].year if months else year
    years = [str(y) for y in range(year + YEARS_AHEAD, first - 1, -1)]
    units = data.units(months[-1]) if months else {}
    with st.container(horizontal=True):
        chosen = choose(t("settings.targets.year"), years, "year", str, default=str(year), width=120)
        unit = choose(
            t("common.unit"), [EVERY_UNIT, *units], "of",
            lambda code: t("settings.targets.every_unit") if code == EVERY_UNIT else units[code].short(lang()),
            width=200,
        )
    return int(chosen), unit


def _own(year: int, unit_code: str) -> Mapping[str, Mapping[str, Any]]:
    """indicator -> the office's own target of that year and unit."""
    entries = kept(data.cursor(), data.scope(), REGISTER).entries
    return {
        e.values["indicator"]: e.values for e in entries
        if e.values["year"] == year and e.values["unit_code"] == unit_code
    }


def fields_of(chosen: Indicator) -> tuple[str, ...]:
    """What may be set: lines of colour only where the indicator's light looks at them."""
    lines = {"R-BANDS": ("green", "amber"), "R-DUTY": ("green",)}.get(chosen.colour, ())
    full = ("full_target",) if chosen.full_target is not None else ()
    return ("target", *full, *lines)


def declared(chosen: Indicator, field: str) -> float | None:
    return getattr(chosen, field)


def _table(own: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    rows = []
    for chosen in _offered():
        mine = own.get(chosen.id, {})
        line = {
            t("settings.targets.indicator"): chosen.name(lang()),
            t("settings.targets.mark"): t(f"common.mark.{chosen.mark}") if chosen.mark else "",
            t("settings.default"): _shown(chosen, chosen.target),
        }
        for field in FIELDS:
            value = mine.get(field)
            line[t(f"settings.targets.own_{field}")] = "" if value is None else _shown(chosen, value)
        rows.append(line)
    return pd.DataFrame(rows)


def _shown(chosen: Indicator, value: float | None) -> str:
    return formats.NOTHING if value is None else amount(value, chosen)


# ------------------------------------------------------------------------------------------- changing one
def _form(year: int, unit_code: str, own: Mapping[str, Mapping[str, Any]]) -> None:
    with blocks.card("target_form", stretch=False):
        st.markdown(f"### {t('settings.change')}", anchors=False)
        if done := settings_change.said(REGISTER):
            st.success(done, icon=":material/check_circle:")
        name = choose(
            t("settings.targets.indicator"), [i.id for i in _offered()], "indicator",
            lambda code: indicator(code).name(lang()),
        )
        chosen = indicator(name)
        st.caption(t("settings.targets.declared", target=_shown(chosen, chosen.target)))
        mine = own.get(name, {})
        typed = {field: _field(chosen, field, mine.get(field), f"{year}_{unit_code}") for field in fields_of(chosen)}
        with st.container(horizontal=True):
            looked = st.button(t("settings.look"), key="target_look", type="primary", icon=":material/visibility:")
            back = st.button(t("settings.reset"), key="target_reset", icon=":material/undo:", disabled=not mine)
        title = chosen.name(lang())
        if looked:
            place = {"indicator": name, "year": year, "unit_code": unit_code}
            settings_change.propose(REGISTER, title, {**place, **typed})
            st.rerun()
        if back:
            settings_change.propose_default(REGISTER, title, (name, year, unit_code))
            st.rerun()
        if settings_change.waiting(REGISTER):
            st.button(t("settings.put_away"), key="target_put_away", type="tertiary", icon=":material/close:",
                      on_click=settings_change.put_away, args=(REGISTER,))
    settings_change.review(REGISTER)


def _field(chosen: Indicator, field: str, value: float | None, place: str) -> float | None:
    """Rates are typed in percent; nothing typed is as declared."""
    scale = PERCENT if chosen.unit == "rate" else 1.0
    label = t(f"settings.targets.{field}" if scale == 1.0 else f"settings.targets.{field}_percent")
    typed = st.number_input(
        label, None, None, None if value is None else value * scale, key=f"target_{chosen.id}_{field}_{place}",
        placeholder=_shown(chosen, declared(chosen, field)),
    )
    return None if typed is None else round(typed / scale, 6)
