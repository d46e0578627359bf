"""One small panel a unit, all on one scale, so that units can be compared at a glance."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import Drawing, figure, line, nice_top, note
from analytics.ui.charts.ink import Look
from analytics.ui.charts.labels import spread
from analytics.ui.charts.trend import Line

HEIGHT = 118


def panel(
    months: Sequence[str], main: Line, look: Look, *, top: float, second: Line | None = None,
    target: float | None = None, as_rate: bool = False,
) -> go.Figure:
    """top: the common end of the scale, from common_top. Thick line, thin second line, dotted target."""
    fig = figure(look, HEIGHT, left=40 if as_rate else 30, right=50, top=10, bottom=20)
    end = len(months) - 1
    top, step = nice_top(top * 0.98) if not as_rate else (1.0, 0.5)
    for value in (0, step * round(top / step / 2), top):
        line(fig, 0, value, end, value, look.ink.grid if value else look.ink.line)
        words = formats.percent(look.lang, value) if as_rate else formats.trimmed(look.lang, value)
        note(fig, look, 0, value, words, xref="paper", xanchor="right", dx=-5, size=11, color=look.ink.ink2)
    if target is not None:
        line(fig, 0, target, end, target, look.ink.ink, 1, dash="dot", name="target")
    _ends(fig, look, main, second, top)
    if second is not None:
        _line(fig, months, second, look.ink.accent3, 1.25, look)
    _line(fig, months, main, look.ink.accent, 2.5, look)
    for place, side in ((0, "left"), (end, "right")):
        words = formats.month_name(look.lang, months[place])
        note(fig, look, place, 0, words, xanchor=side, yanchor="top", size=11, color=look.ink.ink2, dy=-3)
    fig.ranges([0, max(end, 1)], [0, top * 1.05])
    return fig.done()


def _line(fig: Drawing, months: Sequence[str], drawn: Line, color: str, width: float, look: Look) -> None:
    known = len(formats.known(drawn.values))
    fig.add_trace(go.Scatter(
        x=list(range(len(months))), y=drawn.gaps(), mode="lines+markers", line={"color": color, "width": width},
        marker={"size": 3 if known > 1 else 6, "color": color, "opacity": 1},
        hovertext=[f"{formats.month_name(look.lang, m, True)}：{p}" for m, p in zip(months, drawn.shown, strict=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    ))


def _ends(fig: Drawing, look: Look, main: Line, second: Line | None, top: float) -> None:
    """The last values, moved apart where they would cover each other."""
    found = [(drawn, drawn.last) for drawn in (second, main) if drawn is not None]
    ends = [(drawn, at, formats.or_zero(drawn.values[at])) for drawn, at in found if at is not None]
    moved = spread([value for _, _, value in ends], top * 1.05, HEIGHT - 30, 14)
    for (drawn, at, value), dy in zip(ends, moved, strict=True):
        strong = drawn is main
        words = f"<b>{drawn.shown[at]}</b>" if strong else drawn.shown[at]
        note(fig, look, at, value, words, dx=7, dy=dy, size=13 if strong else 12,
             color=look.ink.accent if strong else look.ink.ink2)
        if strong:
            fig.add_trace(go.Scatter(x=[at], y=[value], mode="markers", hoverinfo="skip",
                                     marker={"size": 6, "color": look.ink.accent, "opacity": 1}))


def common_top(series: Sequence[Sequence[float | None]], target: float | None = None) -> float:
    """The end of the scale that all panels share."""
    return max([*formats.known(v for values in series for v in values), target or 0, 1e-9])
