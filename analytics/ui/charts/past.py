"""A unit's own past months and where this one stands: a quiet band, its middle, a dot a month, this month in full."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import figure, line, month_ticks
from analytics.ui.charts.ink import Look

HEIGHT = 96
ROOM = 1.12


def band(
    months: Sequence[str], values: Sequence[float], look: Look, *, middle: float | None = None,
    low: float | None = None, high: float | None = None, odd: bool = False,
) -> go.Figure:
    """months and values: the past, then this month. middle, low, high: None while the past is too short for a band."""
    ink, last = look.ink, len(values) - 1
    fig = figure(look, HEIGHT, top=4, bottom=20, left=2, right=2)
    if low is not None and high is not None and middle is not None:
        fig.add_shape(type="rect", x0=-0.5, x1=last + 0.5, y0=low, y1=high, line={"width": 0}, fillcolor=ink.band,
                      layer="below", name="band")
        line(fig, -0.5, middle, last + 0.5, middle, ink.accent3, dash="dot")
    line(fig, -0.5, 0, last + 0.5, 0, ink.line)
    words = [
        f"{formats.month_name(look.lang, m, long=True)}：{formats.trimmed(look.lang, v)}"
        for m, v in zip(months, values, strict=True)
    ]
    fig.add_trace(
        go.Scatter(
            x=list(range(len(values))), y=list(values), mode="lines+markers",
            line={"color": ink.line, "width": 1}, hovertext=words, hovertemplate="%{hovertext}<extra></extra>",
            marker={
                "size": [7] * last + [12], "symbol": ["circle"] * last + ["diamond" if odd else "circle"],
                "color": [ink.accent3] * last + [ink.red if odd else ink.accent],
            },
            cliponaxis=False,
        )
    )
    month_ticks(fig, look, months, every=max(last, 1), size=11)
    fig.ranges([-0.5, last + 0.5], [0, max([*values, high or 0, 1]) * ROOM])
    return fig.done()
