"""One small panel a unit, all on one scale, so that units can be compared at a glance."""

from collections.abc import Sequence

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import figure, line, nice_top, note
from analytics.ui.charts.ink import Look
from analytics.ui.charts.labels import spread

HEIGHT = 118


def panel(
    months: Sequence[str],
    values: Sequence[float | None],
    look: Look,
    *,
    top: float,
    shown: Sequence[str],
    second: Sequence[float | None] = (),
    second_shown: Sequence[str] = (),
    target: float | None = None,
    as_rate: bool = False,
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
    tags = []
    for series, printed, color, width in (
        (second, second_shown, look.ink.accent3, 1.25),
        (values, shown, look.ink.accent, 2.5),
    ):
        known = [i for i, v in enumerate(series) if not formats.missing(v)]
        if not known:
            continue
        fig.add_trace(
            go.Scatter(
                x=list(range(len(months))),
                y=[None if formats.missing(v) else v for v in series],
                mode="lines+markers",
                marker={"size": 3 if len(known) > 1 else 6, "color": color, "opacity": 1},
                line={"color": color, "width": width},
                hovertemplate="%{hovertext}<extra></extra>",
                hovertext=[
                    f"{formats.month_name(look.lang, m, True)}：{p}" for m, p in zip(months, printed, strict=True)
                ],
            )
        )
        last = known[-1]
        main = series is values
        tags.append(
            (
                formats.or_zero(series[last]),
                last,
                f"<b>{printed[last]}</b>" if main else printed[last],
                color if main else look.ink.ink2,
                13 if main else 12,
            )
        )
        if main:
            fig.add_trace(
                go.Scatter(
                    x=[last],
                    y=[series[last]],
                    mode="markers",
                    hoverinfo="skip",
                    marker={"size": 6, "color": color, "opacity": 1},
                )
            )
    for (y, x, words, color, size), dy in zip(
        tags, spread([t[0] for t in tags], top * 1.05, HEIGHT - 30, 14), strict=True
    ):
        note(fig, look, x, y, words, dx=7, dy=dy, color=color, size=size)
    for place, side in ((0, "left"), (end, "right")):
        note(
            fig,
            look,
            place,
            0,
            formats.month_name(look.lang, months[place]),
            xanchor=side,
            yanchor="top",
            size=11,
            color=look.ink.ink2,
            dy=-3,
        )
    fig.ranges([0, max(end, 1)], [0, top * 1.05])
    return fig.done()


def common_top(series: Sequence[Sequence[float | None]], target: float | None = None) -> float:
    """The end of the scale that all panels share."""
    known = formats.known(v for values in series for v in values)
    return max([*known, target or 0, 1e-9])
