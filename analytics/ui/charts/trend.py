"""Twelve months as a line with its target, and a second, quieter line for the ninetieth percentile."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import figure, month_ticks, nice_top, note, scale, target_line
from analytics.ui.charts.ink import Look
from analytics.ui.charts.labels import spread

HEIGHT = 280


def lines(
    months: Sequence[str],
    values: Sequence[float | None],
    look: Look,
    *,
    name: str,
    shown: Sequence[str],
    second: Sequence[float | None] = (),
    second_name: str = "",
    second_shown: Sequence[str] = (),
    target: float | None = None,
    target_words: str = "",
    hover: Sequence[str] = (),
    height: int = HEIGHT,
    expected: Sequence[float | None] = (),
    expected_name: str = "",
) -> go.Figure:
    """
    The main line with its last value named, a second line (P90) quieter, the target dotted. expected: where the line
    ought to be each month (a stepped quiet line). A month without a figure breaks the line.
    """
    known = formats.known([*values, *second, *expected, target])
    top, step = nice_top(max([*known, 0]) * 1.02)
    right = 34 + int(
        max(
            _width(f"{name} {shown[-1] if shown else ''}"),
            _width(f"{second_name} 00"),
            _width(target_words),
            _width(expected_name),
        )
    )
    fig = figure(look, height, left=36, right=min(right, 128), top=18, bottom=24)
    x, end = list(range(len(months))), len(months) - 1
    if expected:
        fig.add_trace(
            go.Scatter(
                x=x,
                y=_gaps(expected),
                mode="lines",
                hoverinfo="skip",
                line={"color": look.ink.grey, "width": 1.5, "shape": "linear", "dash": "dot"},
            )
        )
    if second:
        fig.add_trace(
            go.Scatter(
                x=x,
                y=_gaps(second),
                mode="lines",
                line={"color": look.ink.accent3, "width": 2},
                hovertext=[
                    f"{formats.month_name(look.lang, m, True)}<br>{second_name} {s}"
                    for m, s in zip(months, second_shown, strict=True)
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    words = hover or [f"{formats.month_name(look.lang, m, True)}<br>{s}" for m, s in zip(months, shown, strict=True)]
    fig.add_trace(
        go.Scatter(
            x=x,
            y=_gaps(values),
            mode="lines+markers",
            line={"color": look.ink.accent, "width": 2.5},
            marker={"size": 4, "opacity": 1, "color": look.ink.accent},
            hovertext=list(words),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    if target is not None:
        target_line(fig, look, -0.3, end + 0.3, target)
    _end_labels(
        fig,
        look,
        values,
        second,
        name,
        shown,
        second_name,
        second_shown,
        target,
        target_words,
        top,
        height,
        expected,
        expected_name,
    )
    ticks = [step * i for i in range(int(top / step + 1e-6) + 1)]
    scale(fig, look, ticks, -0.3, end + 0.3, [formats.trimmed(look.lang, v, 2) for v in ticks])
    month_ticks(fig, look, months)
    fig.ranges([-0.3, end + 0.3], [0, top * 1.06])
    return fig.done(steady=True)


def _gaps(values: Sequence[float | None]) -> list[float | None]:
    return [None if formats.missing(v) else v for v in values]


def _width(words: str) -> float:
    return sum(13 if ord(c) > 0x2E7F else 7.4 for c in words)


def _last(values: Sequence[float | None]) -> int | None:
    return next((i for i in range(len(values) - 1, -1, -1) if not formats.missing(values[i])), None)


def _end_labels(
    fig: Any,
    look: Any,
    values: Any,
    second: Any,
    name: Any,
    shown: Any,
    second_name: Any,
    second_shown: Any,
    target: Any,
    target_words: Any,
    top: Any,
    height: Any,
    expected: Any,
    expected_name: Any,
) -> None:
    main, other = _last(values), _last(second)
    end = len(values) - 1
    tags = []
    if main is not None:
        tags.append([values[main], f"<b>{name} {shown[main]}</b>".replace("<b> ", "<b>"), look.ink.accent, 13])
        fig.add_trace(
            go.Scatter(
                x=[main],
                y=[values[main]],
                mode="markers",
                hoverinfo="skip",
                marker={"size": 8, "opacity": 1, "color": look.ink.accent},
            )
        )
    if other is not None:
        tags.append([second[other], f"{second_name} {second_shown[other]}", look.ink.ink2, 13])
        fig.add_trace(
            go.Scatter(
                x=[other],
                y=[second[other]],
                mode="markers",
                hoverinfo="skip",
                marker={"size": 8, "opacity": 1, "color": look.ink.accent3},
            )
        )
    if target is not None:
        tags.append([target, target_words, look.ink.ink, 12])
    if expected and not formats.missing(expected[-1]):
        tags.append([expected[-1], expected_name, look.ink.ink2, 12])
    for (y, words, color, size), dy in zip(tags, spread([t[0] for t in tags], top * 1.06, height - 42), strict=True):
        note(fig, look, end + 0.3, y, words, dx=6, dy=dy, color=color, size=size)
