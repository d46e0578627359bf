"""The overview's cards: four types, the grid of lights, the returns. Figures are cached, words made on the spot."""

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
from analytics.ui.views.overview import OUT, Overview, facts

RATES = ("return_submission_rate", "return_on_time_rate", "return_first_pass_rate")


# ------------------------------------------------------------------------------------------- four types
def four_types(o: Overview) -> None:
    types = lights.type_progress(o.figures, data.top(o.month), o.month, lang())
    worst = max(types, key=lambda x: len(x.unmet), default=None)
    if worst and worst.unmet:
        title = t(
            "overview.four.title_gap",
            type=label("type_of_agency", worst.type_of_agency),
            due=worst.due,
            met=len(worst.met),
        )
    else:
        title = t("overview.four.title_met", due=sum(x.due for x in types))
    table = pd.DataFrame(
        [
            (label("type_of_agency", x.type_of_agency), name, t(f"charts.target_state.{state}"))
            for x in types
            for state in ("unmet", "late", "met", "later")
            for name in getattr(x, state)
        ],
        columns=[t("overview.four.type"), t("overview.four.target"), t("overview.four.state")],
    )
    with blocks.card("four"):
        top = data.top(o.month)
        targets = pieces.figures(lights.policy_targets(top.kind), o.month, top.code) if top else ()
        sub = t("overview.four.sub", n=sum(x.total for x in types))
        blocks.head(title, sub, "four", t("overview.four.why"), table, figures=targets)
        blocks.chart(_four_figure(o.month, look()), "c_four", t("overview.four.alt"), height="stretch")


@data.cached
def _four_figure(month: Month, drawn_for: Look) -> Any:
    from analytics.ui.charts import four_types as chart

    progress = lights.type_progress(facts(month).figures, data.top(month), month, drawn_for.lang)
    return chart.progress(progress, drawn_for)


# ------------------------------------------------------------------------------------------- grid of lights
def grid(o: Overview) -> None:
    units, found = data.units(o.month), lights.cells(o.figures, o.units, o.core, o.month, lang())
    red = [c for c in found if c.light == "red"]
    amber = sum(c.light == "amber" for c in found)
    if red:
        counts = {u: sum(c.unit_code == u for c in red) for u in o.units}
        most = max(counts, key=lambda u: counts[u])
        title = t("overview.grid.title", red=len(red), unit=units[most].short(lang()), amber=amber)
    else:
        title = t("overview.grid.title_none", amber=amber)
    with blocks.card("grid"):
        blocks.head(
            title,
            t("overview.grid.sub", n=len(o.core), month=month_name(o.month, long=True)),
            "grid",
            t("overview.grid.why"),
            lambda: _grid_table(o, found),
            f"lights_{o.month}",
            figures=pieces.figures(o.core, o.month, _top_code(o)),
        )
        picked = st.session_state.get("picked_cell")
        for key, compact in (("wide", False), ("narrow", True)):
            with st.container(key=f"grid_{key}"):
                blocks.chart(
                    grid_figure(o.month, look(), compact, picked),
                    f"c_grid_{key}",
                    t("overview.grid.alt"),
                    selection_mode="points",
                    on_select=lambda name=f"c_grid_{key}": _keep(name),
                )
        if picked:
            _picked(o, *picked)


def _top_code(o: Overview) -> str:
    top = data.top(o.month)
    return top.code if top else ""


def _keep(key: str) -> None:
    """A redrawn figure comes back without its selection, so what was clicked is kept here."""
    for point in st.session_state[key]["selection"]["points"]:
        if point.get("customdata"):
            st.session_state["picked_cell"] = tuple(point["customdata"][:2])


@data.cached
def grid_figure(month: Month, drawn_for: Look, compact: bool, picked: tuple[str, str] | None) -> Any:
    from analytics.ui.charts import grid as chart

    o = facts(month)
    departments = data.departments(month)
    found = lights.cells(o.figures, o.units, o.core, month, drawn_for.lang)
    return chart.lights(
        found,
        _missing(o, drawn_for),
        departments,
        [indicator(i) for i in o.core],
        drawn_for,
        compact=compact,
        picked=picked,
    )


def _missing(o: Overview, drawn_for: Look) -> Any:
    from analytics.declare import text
    from analytics.ui.charts.grid import Missing

    now = o.board[(o.board["month"] == str(o.month)) & o.board["state"].isin(OUT)]
    due = formats.day_name(drawn_for.lang, data.due_dates().get(str(o.month)))
    name = formats.month_name(drawn_for.lang, o.month)
    return tuple(
        Missing(
            r.unit_code,
            text(f"overview.grid.{r.state}", drawn_for.lang, month=name, day=due),
            text("overview.grid.missing_short", drawn_for.lang, month=name),
        )
        for r in now.itertuples()
        if r.unit_code in o.units
    )


def _grid_table(o: Overview, found: Any) -> pd.DataFrame:
    units, shown = data.units(o.month), {(c.unit_code, c.indicator): c for c in found}
    rows = []
    for unit in o.units:
        row = {t("common.department"): units[unit].name(lang())}
        for name in o.core:
            cell = shown.get((unit, name))
            title = indicator(name).short(lang()).replace("|", "" if lang() == "zh" else " ")
            row[title] = f"{blocks.GLYPH[cell.light]} {cell.detail}" if cell else t("common.not_reported")
        rows.append(row)
    return pd.DataFrame(rows)


def _picked(o: Overview, unit: str, name: str) -> None:
    """The clicked cell in words, and the way to its rows."""
    row = lights.by_key(lights.shown(o.figures)).get((unit, name, str(o.month)))
    units, chosen = data.units(o.month), indicator(name)
    if row is None or unit not in units:
        return
    made_of = formats.counts(lang(), row.numerator, row.denominator) if chosen.statistic == "ratio" else ""
    goal = target_words(chosen, row.target)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="picked"):
        st.markdown(
            f":{blocks.WORD_COLOUR[row.light]}[{blocks.GLYPH[row.light]}] "
            + t(
                "overview.grid.picked",
                unit=units[unit].name(lang()),
                indicator=chosen.name(lang()),
                value=lights.printed(lang(), chosen, row),
                made_of=made_of.replace("/", " ÷ "),
                target=goal,
            ),
            width="content",
        )
        navigation.link("indicator", t("common.see_rows"), i=name, u=unit, m=str(o.month))


def target_words(chosen: Any, target: float | None) -> str:
    """目标 95% [D]; the target in words where a number does not say it."""
    mark = f"[{chosen.mark}]" if chosen.mark else ""
    own = chosen.target_zh if lang() == "zh" else chosen.target_en
    if own:
        return t("overview.grid.target", value=own, mark=mark)
    if formats.missing(target):
        return ""
    sign = "≤ " if chosen.better == "lower" else ""
    return t("overview.grid.target", value=sign + formats.goal(lang(), chosen, target), mark=mark)


# ------------------------------------------------------------------------------------------- returns board
def board(o: Overview) -> None:
    months = [f"{o.month.year}-{m:02d}" for m in range(1, 13)]
    year = o.board[
        o.board["month"].isin(months) & o.board["unit_code"].isin(o.units) & (o.board["month"] <= str(o.month))
    ]
    bad = {u: int(((year["unit_code"] == u) & year["state"].isin(["late", "missing"])).sum()) for u in o.units}
    due = year[year["state"] != "not_due"]
    most = max(bad, key=lambda u: bad[u])
    on_time = int(due["state"].isin(["on_time", "zero"]).sum())
    if sum(bad.values()):
        title = t(
            "overview.board.title",
            ok=on_time,
            n=len(due),
            bad=sum(bad.values()),
            most=bad[most],
            unit=data.units(o.month)[most].short(lang()),
        )
    else:
        title = t("overview.board.title_all", n=len(due))
    with blocks.card("board"):
        rates = pieces.figures(RATES, o.month, _top_code(o))
        name = f"returns_{o.month.year}"
        blocks.head(title, board_key(), "board", None, lambda: _board_table(o, months), name, figures=rates)
        blocks.chart(_board_figure(o.month, look()), "c_board", t("overview.board.alt"))


def board_key() -> str:
    """The marks of the returns board with their words."""
    from analytics.ui.charts.board import GLYPHS, LIGHTS

    parts = []
    for state, glyph in GLYPHS.items():
        colour = blocks.WORD_COLOUR[LIGHTS[state]]
        parts.append(f":{colour}[{glyph}]\u00a0{label('return_state', state)}")
    return "　".join(parts)


@data.cached
def _board_figure(month: Month, drawn_for: Look) -> Any:
    from analytics.declare import text
    from analytics.ui.charts import board as chart

    o = facts(month)
    months = [f"{month.year}-{m:02d}" for m in range(1, 13)]
    states = {(r.unit_code, r.month): r.state for r in o.board.itertuples() if r.month <= str(month)}
    tallies = {}
    for unit in o.units:
        due = [s for (u, m), s in states.items() if u == unit and m in months and s != "not_due"]
        tallies[unit] = f"<b>{sum(s in ('on_time', 'zero') for s in due)}</b>/{len(due)}"
    # a month to come is not due; a past one without a state is one in which the unit did not exist
    states |= {(u, m): "not_due" for u in o.units for m in months if m > str(month)}
    return chart.returns(
        states,
        data.departments(month),
        months,
        str(month),
        tallies,
        text("overview.board.on_time", drawn_for.lang),
        drawn_for,
    )


def _board_table(o: Overview, months: list[str]) -> pd.DataFrame:
    states = {(r.unit_code, r.month): r.state for r in o.board.itertuples()}
    states |= {(u, m): "not_due" for u in o.units for m in months if m > str(o.month)}
    units = data.units(o.month)
    return pd.DataFrame(
        [
            {
                t("common.department"): units[u].name(lang()),
                **{month_name(m): label("return_state", states.get((u, m))) or "—" for m in months},
            }
            for u in o.units
        ]
    )
