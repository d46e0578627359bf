"""Twelve months as upright bars from 0: a rate against its target, or an amount."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import figure, gap_words, month_ticks, nice_top, note, scale, target_line
from analytics.ui.charts.ink import Look
from analytics.ui.charts.labels import spread

HEIGHT = 280


def rate_bars(
    months: Sequence[str],
    rates: Sequence[float | None],
    look: Look,
    *,
    hover: Sequence[str],
    target: float | None = None,
    target_words: str = "",
    shown: str = "",
    height: int = HEIGHT,
    strong: Sequence[bool] | None = None,
    gaps: Sequence[str] = (),
) -> go.Figure:
    """
    Bars of a rate, 0 to 100 %, pale where the target is missed (strong overrides); the last value is named. gaps: what
    stands in each month without a figure, else a dash.
    """
    fig = figure(look, height, left=46, right=80 if look.lang == "zh" else 88, top=18, bottom=24)
    end = len(months) - 1
    met = (
        strong
        if strong is not None
        else [target is None or formats.or_zero(r) >= target - 1e-9 for r in rates]
    )
    fig.add_trace(
        go.Bar(
            x=list(range(len(months))),
            y=[formats.or_zero(r) for r in rates],
            width=0.62,
            marker={"color": [look.ink.accent if m else look.ink.accent2 for m in met], "cornerradius": 2},
            hovertext=list(hover),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    ticks = [0, 0.25, 0.5, 0.75, 1]
    scale(fig, look, ticks, -0.5, end + 0.5, [formats.percent(look.lang, v) for v in ticks])
    tags = []
    if target is not None:
        target_line(fig, look, -0.5, end + 0.5, target)
        tags.append((target, target_words, look.ink.ink, 12))
    if rates and not formats.missing(rates[-1]):
        tags.append((formats.or_zero(rates[-1]), f"<b>{shown}</b>", look.ink.accent if met[-1] else look.ink.ink, 13))
    for (y, words, color, size), dy in zip(tags, spread([t[0] for t in tags], 1.04, height - 42), strict=True):
        note(fig, look, 1, y, words, xref="paper", dx=6, dy=dy, color=color, size=size)
    gap_words(fig, look, rates, gaps or [formats.NOTHING] * len(rates))
    month_ticks(fig, look, months)
    fig.ranges([-0.5, end + 0.5], [0, 1.04])
    return fig.done(steady=True)


def amount_bars(
    months: Sequence[str],
    values: Sequence[float | None],
    look: Look,
    *,
    hover: Sequence[str],
    shown: str = "",
    height: int = HEIGHT,
    target: float | None = None,
    target_words: str = "",
    gaps: Sequence[str] = (),
) -> go.Figure:
    """Bars of an amount from 0, this month in the accent. gaps: what stands in each month without a figure."""
    known = formats.known([*values, target])
    top, step = nice_top(max([*known, 1]) * 1.02)
    fig = figure(look, height, left=46, right=84, top=18, bottom=24)
    end = len(months) - 1
    fig.add_trace(
        go.Bar(
            x=list(range(len(months))),
            y=[formats.or_zero(v) for v in values],
            width=0.62,
            marker={
                "color": [look.ink.accent if i == end else look.ink.accent2 for i in range(len(months))],
                "cornerradius": 2,
            },
            hovertext=list(hover),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    ticks = [step * i for i in range(int(top / step + 1e-6) + 1)]
    scale(fig, look, ticks, -0.5, end + 0.5, [formats.trimmed(look.lang, v, 2) for v in ticks])
    tags = [] if target is None else [(target, target_words, look.ink.ink, 12)]
    if target is not None:
        target_line(fig, look, -0.5, end + 0.5, target)
    if values and not formats.missing(values[-1]):
        tags.append((formats.or_zero(values[-1]), f"<b>{shown}</b>", look.ink.accent, 13))
    for (y, words, color, size), dy in zip(tags, spread([t[0] for t in tags], top * 1.04, height - 42), strict=True):
        note(fig, look, 1, y, words, xref="paper", dx=6, dy=dy, color=color, size=size)
    gap_words(fig, look, values, gaps)
    month_ticks(fig, look, months)
    fig.ranges([-0.5, end + 0.5], [0, top * 1.04])
    return fig.done(steady=True)
