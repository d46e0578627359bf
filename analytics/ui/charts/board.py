"""The returns board: units down, months of the year across, one mark for each state."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import plotly.graph_objects as go

from analytics.declare import code_list, text
from analytics.store.registers import Unit
from analytics.ui import formats
from analytics.ui.charts.base import Drawing, figure, label_width, line, note, unit_labels
from analytics.ui.charts.ink import Look

# state -> (symbol, light, size): shape and colour both say it
MARKS = {
    "on_time": ("circle", "green", 9),
    "zero": ("circle-open-dot", "green", 9),
    "late": ("triangle-up", "amber", 10),
    "sent_back": ("square-open", "amber", 10),
    "missing": ("diamond", "red", 11),
    "not_due": ("circle-open", "grey", 6),
}
CLOSED_MARKS = {"locked": "square", "approved": "square-open"}  # of a month, below its units
NONE_CLOSED: Mapping[str, str] = MappingProxyType({})
GLYPHS = {"on_time": "●", "zero": "◉", "late": "▲", "sent_back": "□", "missing": "◆", "not_due": "○"}
LIGHTS = {state: light for state, (_, light, _) in MARKS.items()}


def returns(
    states: Mapping[tuple[str, str], str],
    units: Sequence[Unit],
    months: Sequence[str],
    month: str,
    tallies: Mapping[str, str],
    tally_word: str,
    look: Look,
    closed: Mapping[str, str] = NONE_CLOSED,
) -> go.Figure:
    """
    states: (unit code, month) -> state; month: the one looked at, on a band; tallies: unit code -> at the right;
    closed: month -> locked | approved, in a row of its own below.
    """
    labels = unit_labels(units, look)
    left = label_width(look, labels, most=76 if look.narrow else 150)
    rows_below = int(any(m in closed for m in months))
    fig = figure(look, 30 * (len(units) + rows_below) + 26, left=left, right=56, top=26)
    top = len(units) - 0.5
    if month in months:
        at = months.index(month)
        fig.add_shape(
            type="rect",
            x0=at - 0.42,
            x1=at + 0.42,
            y0=-0.5,
            y1=top,
            fillcolor=look.ink.cell,
            line_width=0,
            layer="below",
        )
    rows = list(zip(reversed(range(len(units))), units, labels, strict=True))
    for y, unit, name in rows:
        note(fig, look, 0, y, name, xref="paper", dx=-left)
        line(fig, -0.5, y - 0.5, len(months) - 0.5, y - 0.5, look.ink.grid)
        note(fig, look, 1, y, tallies.get(unit.code, ""), xref="paper", xanchor="right", dx=52)
    _marks(fig, look, states, rows, months)
    if rows_below:
        _closed(fig, look, closed, months, -left)
    _heads(fig, look, months, month, top)
    note(fig, look, 1, top, tally_word, xref="paper", xanchor="right", yanchor="bottom", size=12,
         color=look.ink.ink2, dx=52, dy=2)
    fig.ranges([-0.5, len(months) - 0.5], [-0.5 - rows_below, top])
    return fig.done(steady=True)


def _heads(fig: Drawing, look: Look, months: Sequence[str], month: str, top: float) -> None:
    """The months' names; on a telephone every fourth and the one looked at."""
    for place, name in enumerate(months):
        current = name == month
        near = month in months and abs(place - months.index(month)) <= 1
        if current or not look.narrow or (place % 4 == 0 and not near):
            words = formats.month_name(look.lang, name)
            note(fig, look, place, top, f"<b>{words}</b>" if current else words, xanchor="center", yanchor="bottom",
                 size=12, dy=2, color=look.ink.ink if current else look.ink.ink2)


def _closed(fig: Drawing, look: Look, closed: Mapping[str, str], months: Sequence[str], dx: float) -> None:
    """Below the units: which months take no returns any more."""
    note(fig, look, 0, -1, text("returns.board.closed", look.lang), xref="paper", dx=dx, size=12, color=look.ink.ink2)
    for kind, symbol in CLOSED_MARKS.items():
        found = [(x, m) for x, m in enumerate(months) if closed.get(m) == kind]
        words = text(f"returns.board.closed_as.{kind}", look.lang)
        fig.add_trace(go.Scatter(
            x=[x for x, _ in found], y=[-1] * len(found), mode="markers",
            hovertext=[
                text("returns.board.closed_in", look.lang, month=formats.month_name(look.lang, m, long=True),
                     closed_as=words) for _, m in found
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            marker={"symbol": symbol, "size": 7, "opacity": 1, "color": look.ink.ink2,
                    "line": {"width": 0 if kind == "locked" else 1.5, "color": look.ink.ink2}},
        ))


def _marks(fig: Drawing, look: Look, states: Any, rows: Any, months: Sequence[str]) -> None:
    names = code_list("return_state")
    for state, (symbol, light, size) in MARKS.items():
        found = [(x, y, u, m) for y, u, _ in rows for x, m in enumerate(months) if states.get((u.code, m)) == state]
        if not found:
            continue
        color, hollow = look.ink.light(light), "open" in symbol
        fig.add_trace(
            go.Scatter(
                x=[f[0] for f in found],
                y=[f[1] for f in found],
                mode="markers",
                customdata=[[u.code, m] for _, _, u, m in found],
                hovertext=[
                    f"{u.name(look.lang)} · {formats.month_name(look.lang, m, long=True)}："
                    f"{names.label(state, look.lang)}"
                    for _, _, u, m in found
                ],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={
                    "symbol": symbol,
                    "size": size,
                    "opacity": 1,
                    "color": color,
                    "line": {"width": (1 if state == "not_due" else 2) if hollow else 0, "color": color},
                },
            )
        )
