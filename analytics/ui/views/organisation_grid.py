"""What each department owes in the organisation's work, and the targets it meets type by type; cells lead on."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics.declare import indicator
from analytics.months import Month
from analytics.ui import blocks, data, formats, navigation
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, month_name, t
from analytics.ui.views import lights, pieces
from analytics.ui.views.organisation_page import BY_DEPARTMENT, ids

PICKED = "picked_duty"
COMPLETION = "creation_goal_completion_rate"


def columns() -> tuple[str, ...]:
    return tuple(i for i in lights.computed(BY_DEPARTMENT) if "department" in indicator(i).levels)


@data.cached
def _cells(month: Month, language: Any) -> Any:
    frame = data.measured(ids(), pieces.last_months(month), pieces.EVERY_LEVEL)
    units = [u.code for u in data.departments(month)]
    return lights.cells(frame, units, columns(), month, language)


def grid_card(month: Month) -> None:
    """Departments down, their duties across; a click says the figure in words and leads to its rows."""
    found = _cells(month, lang())
    open_ = [c for c in found if c.light == "red"]
    with blocks.card("duties_grid"):
        blocks.head(
            t("organisation.grid.title" if open_ else "organisation.grid.title_none", n=len(open_),
              units=len({c.unit_code for c in open_})),
            t("organisation.grid.sub", month=month_name(month, long=True)),
            "duties_grid",
            "\n\n".join(pieces.formula(indicator(i)) for i in columns()),
            lambda: _table(month),
            f"organisation_{month}",
        )
        for key, compact in (("wide", False), ("narrow", True)):
            with st.container(key=f"grid_{key}"):
                blocks.chart(
                    _figure(month, look(), compact, st.session_state.get(PICKED)),
                    f"c_duties_{key}",
                    t("organisation.grid.alt"),
                    selection_mode="points",
                    on_select=lambda name=f"c_duties_{key}": _keep(name),
                )
        if st.session_state.get(PICKED):
            _picked(month, *st.session_state[PICKED])


def _keep(key: str) -> None:
    """A redrawn figure comes back without its selection, so what was clicked is kept here."""
    for point in st.session_state[key]["selection"]["points"]:
        if point.get("customdata"):
            st.session_state[PICKED] = tuple(point["customdata"][:2])


@data.cached
def _figure(month: Month, drawn_for: Look, compact: bool, picked: tuple[str, str] | None) -> Any:
    from analytics.ui.charts import grid

    chosen = [indicator(i) for i in columns()]
    return grid.lights(_cells(month, drawn_for.lang), (), data.departments(month), chosen, drawn_for, compact=compact,
                       picked=picked)


def _picked(month: Month, unit_code: str, name: str) -> None:
    """The clicked cell in words, and the way to its rows."""
    cell = next((c for c in _cells(month, lang()) if (c.unit_code, c.indicator) == (unit_code, name)), None)
    unit = data.units(month).get(unit_code)
    if cell is None or unit is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="picked"):
        st.markdown(
            f":{blocks.WORD_COLOUR[cell.light]}[{blocks.GLYPH[cell.light]}] **{unit.name(lang())} · "
            f"{indicator(name).name(lang())}**　{cell.detail}",
            width="content",
        )
        navigation.link("indicator", t("common.see_rows"), i=name, u=unit_code, m=str(month))


def _table(month: Month) -> pd.DataFrame:
    shown = {(c.unit_code, c.indicator): c for c in _cells(month, lang())}
    rows = []
    for unit in data.departments(month):
        row = {t("common.department"): unit.name(lang())}
        for name in columns():
            cell = shown.get((unit.code, name))
            row[indicator(name).name(lang())] = f"{blocks.GLYPH[cell.light]} {cell.detail}" if cell else (
                t("common.not_reported"))
        rows.append(row)
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------------------------- targets met
def completion_card(month: Month) -> None:
    """Policy targets met of those due, by unit and type of agency."""
    table = completion_table(month)
    with blocks.card("completion"):
        blocks.head(
            t("organisation.completion.title"),
            t("organisation.completion.sub"),
            "completion",
            pieces.formula(indicator(COMPLETION)) if COMPLETION in ids() else t("overview.four.why"),
            table,
            f"targets_met_{month}",
        )
        st.dataframe(table, hide_index=True, height="content", alt=t("organisation.completion.alt"))


def completion_table(month: Month) -> pd.DataFrame:
    """One row a unit, the agency first: met/due of each type, and of all."""
    frame = data.measured(ids(), pieces.last_months(month), pieces.EVERY_LEVEL)
    rows = []
    for unit in data.units(month).values():
        types = {p.type_of_agency: p for p in lights.type_progress(frame, unit, month, lang())}
        met, due = (sum(getattr(p, n) if n == "due" else len(p.met) for p in types.values()) for n in ("met", "due"))
        row = {t("common.unit"): unit.short(lang())}
        for kind in lights.TYPES:
            one = types.get(kind)
            row[label("type_of_agency", kind)] = formats.NOTHING if one is None or not one.due else (
                formats.counts(lang(), len(one.met), one.due))
        row[t("organisation.completion.all")] = formats.NOTHING if not due else (
            f"{formats.counts(lang(), met, due)} · {formats.rate(lang(), met / due)}")
        rows.append(row)
    return pd.DataFrame(rows)
