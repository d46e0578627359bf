"""The last twelve months in a tile: quiet bars from 0, this month in the accent."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import figure, line
from analytics.ui.charts.ink import Look

SHOWN = 12


def bars(months: Sequence[str], values: Sequence[float | None], look: Look) -> go.Figure:
    """One bar a month; a month without a figure stays empty."""
    months, values = months[-SHOWN:], values[-SHOWN:]
    fig = figure(look, 34, top=2, bottom=1)
    first, last = SHOWN - len(values), len(values) - 1
    words = [
        f"{formats.month_name(look.lang, m, long=True)}：{formats.trimmed(look.lang, v)}"
        for m, v in zip(months, values, strict=True)
    ]
    heights = [formats.or_zero(v) for v in values]
    fig.add_trace(
        go.Bar(
            x=list(range(first, SHOWN)),
            y=heights,
            width=0.62,
            hovertext=words,
            hovertemplate="%{hovertext}<extra></extra>",
            marker={
                "color": [look.ink.accent if i == last else look.ink.accent2 for i in range(len(values))],
                "cornerradius": 1,
            },
        )
    )
    line(fig, -0.5, 0, SHOWN - 0.5, 0, look.ink.line)
    fig.ranges([-0.5, SHOWN - 0.5], [0, max([*heights, 1]) * 1.02])
    return fig.done()
