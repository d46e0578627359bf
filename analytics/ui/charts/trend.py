"""Twelve months as a line with its target, and a second, quieter line for the ninetieth percentile."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import (
    Drawing,
    figure,
    gap_words,
    month_ticks,
    nice_top,
    note,
    scale,
    target_line,
    text_width,
)
from analytics.ui.charts.ink import Look
from analytics.ui.charts.labels import spread

HEIGHT = 280
PADDING = 42  # pixels of the height that are margins
ROOM = 1.06  # of the scale, so that a point at its top is whole


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, a value a month (None: no figure, the line breaks) and each value as printed."""

    name: str
    values: Sequence[float | None]
    shown: Sequence[str] = ()

    @property
    def last(self) -> int | None:
        """The place of the last value."""
        return next((i for i in reversed(range(len(self.values))) if not formats.missing(self.values[i])), None)

    def gaps(self) -> list[float | None]:
        return [None if formats.missing(v) else v for v in self.values]

    def tag(self) -> str:
        """The name and the last value, to stand at the end of the line."""
        at = self.last
        return " ".join(w for w in (self.name, self.shown[at] if self.shown and at is not None else "") if w)


def lines(
    months: Sequence[str], main: Line, look: Look, *, second: Line | None = None, expected: Line | None = None,
    target: float | None = None, target_words: str = "", hover: Sequence[str] = (), height: int = HEIGHT,
    gaps: Sequence[str] = (),
) -> go.Figure:
    """
    expected: where a running total ought to be each month, dotted. hover: one a month, else month and value. gaps: what
    stands in each month where the line breaks.
    """
    drawn = [line for line in (expected, second, main) if line is not None]
    known = formats.known([target, *(v for line in drawn for v in line.values)])
    top, step = nice_top(max([*known, 0]) * 1.02)
    widest = max(text_width(words) for words in (target_words, *(line.tag() for line in drawn)))
    fig = figure(look, height, left=36, right=min(34 + widest, 128), top=18, bottom=24)
    end = len(months) - 1
    if expected is not None:
        _line(fig, months, expected, look.ink.grey, 1.5, (), look, dash="dot")
    if second is not None:
        _line(fig, months, second, look.ink.accent3, 2, (), look)
    _line(fig, months, main, look.ink.accent, 2.5, hover, look, markers=True)
    if target is not None:
        target_line(fig, look, -0.3, end + 0.3, target)
    _ends(fig, look, main, second, expected, (target, target_words), end, (top * ROOM, height - PADDING))
    ticks = [step * i for i in range(int(top / step + 1e-6) + 1)]
    scale(fig, look, ticks, -0.3, end + 0.3, [formats.trimmed(look.lang, v, 2) for v in ticks])
    gap_words(fig, look, main.values, gaps)
    month_ticks(fig, look, months)
    fig.ranges([-0.3, end + 0.3], [0, top * ROOM])
    return fig.done(steady=True)


def _line(
    fig: Drawing, months: Sequence[str], line: Line, color: str, width: float, hover: Sequence[str], look: Look, *,
    dash: str = "solid", markers: bool = False,
) -> None:
    words = hover or [
        f"{formats.month_name(look.lang, m, True)}<br>{line.name} {s}" for m, s in zip(months, line.shown, strict=False)
    ]
    fig.add_trace(go.Scatter(
        x=list(range(len(months))), y=line.gaps(), mode="lines+markers" if markers else "lines",
        line={"color": color, "width": width, "dash": dash}, marker={"size": 4, "opacity": 1, "color": color},
        hoverinfo="skip" if not words else None, hovertext=list(words) or None,
        hovertemplate="%{hovertext}<extra></extra>" if words else None,
    ))


def _ends(
    fig: Drawing, look: Look, main: Line, second: Line | None, expected: Line | None,
    target: tuple[float | None, str], end: int, scale_and_pixels: tuple[float, float],
) -> None:
    """Names at the ends of the lines, moved apart where they would cover each other."""
    tags: list[tuple[float, str, str, int]] = []
    named = ((main, look.ink.accent, look.ink.accent), (second, look.ink.accent3, look.ink.ink2))
    for line, color, word_color in named:
        if line is None or line.last is None:
            continue
        value = formats.or_zero(line.values[line.last])
        tags.append((value, f"<b>{line.tag()}</b>" if line is main else line.tag(), word_color, 13))
        fig.add_trace(go.Scatter(
            x=[line.last], y=[value], mode="markers", hoverinfo="skip",
            marker={"size": 8, "opacity": 1, "color": color},
        ))
    if target[0] is not None:
        tags.append((target[0], target[1], look.ink.ink, 12))
    if expected is not None and expected.last is not None:
        tags.append((formats.or_zero(expected.values[expected.last]), expected.name, look.ink.ink2, 12))
    for (y, words, color, size), dy in zip(tags, spread([t[0] for t in tags], *scale_and_pixels), strict=True):
        note(fig, look, end + 0.3, y, words, dx=6, dy=dy, color=color, size=size)
