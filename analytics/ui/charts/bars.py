"""Horizontal bars, one unit a row: running totals against their pace, rates against a target, plain amounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import (
    Drawing,
    expected_line,
    figure,
    glyph,
    label_width,
    light_word,
    nice_top,
    note,
    pace_word,
)
from analytics.ui.charts.ink import Look

ROW = 36


@dataclass(frozen=True, slots=True)
class Bar:
    """
    name: beside the bar; shown: printed in or after it; detail: on hover; light and pace: at the right.

    warned: why the light warns though the target is met: 'open_cases' near or past their limit, or 'done_late'.
    """

    name: str
    value: float | None
    shown: str
    detail: str = ""
    light: str = "grey"
    pace: str | None = None
    code: str = ""
    warned: str = ""


def _state(look: Look, bar: Bar, by: str) -> str:
    if by == "pace":
        return pace_word(look, bar.pace) if bar.pace else ""
    if by == "light":
        word = light_word(look, bar.warned or bar.light)
        return f"{glyph(look, bar.light)} {word}" if bar.light != "grey" else ""
    return ""


def horizontal(
    bars: Sequence[Bar],
    look: Look,
    *,
    state: str = "light",
    expected: float | None = None,
    expected_words: str = "",
    band: tuple[float, float] | None = None,
    band_words: str = "",
    target: float | None = None,
    target_words: str = "",
    top: float | None = None,
    as_rate: bool = False,
    row: int = ROW,
) -> go.Figure:
    """
    Bars from 0, the first at the top. state: what is said at the right, 'light', 'pace' or 'none'. expected: where a
    running total ought to be; target: a level; band: the range asked for by the year's end.
    """
    labels = [b.name for b in bars]
    left = label_width(look, labels, most=84 if look.narrow else 150)
    right = 24 if state == "none" else 104
    marks = [v for v in (expected, target, *(band or ())) if v is not None]
    reach = max(formats.known(b.value for b in bars) + marks + [0])
    limit, step = (top, top / 3 if top % 3 == 0 else top / 4) if top else (1.0, 0.25) if as_rate else nice_top(reach)
    limit = max(limit, reach)
    fig = figure(look, row * len(bars) + 48, left=left, right=right, top=26, bottom=22)
    last = len(bars) - 0.5
    if band:
        fig.add_shape(
            type="rect",
            x0=band[0],
            x1=min(band[1], limit),
            y0=-0.5,
            y1=last,
            fillcolor=look.ink.band,
            line_width=0,
            layer="below",
        )
    _bars(fig, look, bars, limit, left, state)
    _level(fig, look, expected, expected_words, last, limit)
    if target is not None:
        _level(fig, look, target, target_words, last, limit, dotted=True)
    if band:
        _band_words(fig, look, band, band_words, last, expected, limit)
    ticks = [round(i * step, 6) for i in range(int(limit / step + 1e-6) + 1)]
    for value in ticks:
        words = formats.percent(look.lang, value) if as_rate else formats.trimmed(look.lang, value, 2)
        note(fig, look, value, -0.5, words, xanchor="center", yanchor="top", size=12, color=look.ink.ink2, dy=-3)
    fig.ranges([0, limit * 1.005], [-0.5, last])
    return fig.done()


def _bars(fig: Drawing, look: Look, bars: Sequence[Bar], limit: float, left: int, state: str) -> None:
    behind = {"amber", "red"}
    strong = [b.pace not in ("behind", "out_of_reach") if state == "pace" else b.light not in behind for b in bars]
    rows = list(reversed(range(len(bars))))
    fig.add_trace(
        go.Bar(
            x=[formats.or_zero(b.value) for b in bars],
            y=rows,
            orientation="h",
            width=0.56,
            marker={"color": [look.ink.accent if s else look.ink.accent2 for s in strong], "cornerradius": 2},
            customdata=[[b.code] for b in bars],
            hovertext=[f"<b>{b.name}</b><br>{b.detail or b.shown}" for b in bars],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    for y, bar, full in zip(rows, bars, strong, strict=True):
        note(fig, look, 0, y, bar.name, xref="paper", dx=-left)
        value = formats.or_zero(bar.value)
        inside = value > limit * (0.06 + 0.022 * len(bar.shown))
        color = look.ink.ink2 if formats.missing(bar.value) else look.ink.onbar if inside and full else look.ink.ink
        note(fig, look, 0 if inside else value, y, f"<b>{bar.shown}</b>", dx=6, color=color)
        words = _state(look, bar, state)
        if words:
            note(fig, look, 1, y, words, xref="paper", dx=12, color=look.ink.ink2 if full else look.ink.ink)


def _level(fig: Any, look: Look, x: float | None, words: str, last: float, limit: float, dotted: bool = False) -> None:
    if x is None:
        return
    if dotted:
        fig.add_shape(
            type="line",
            x0=x,
            x1=x,
            y0=-0.5,
            y1=last,
            name="target",
            line={"color": look.ink.ink, "width": 1.5, "dash": "dot"},
        )
    else:
        expected_line(fig, look, x, -0.5, last)
    side = "left" if x < limit * 0.25 else "right"
    note(fig, look, x, last, words, xanchor=side, yanchor="bottom", size=12, dx=6 if side == "right" else -4, dy=2)


def _band_words(fig: Any, look: Look, band: Any, words: str, last: float, expected: float | None, limit: float) -> None:
    close = expected is not None and abs(band[0] - expected) < limit * 0.18
    note(fig, look, band[0], last, words, yanchor="bottom", size=12, color=look.ink.ink2, dx=8 if close else 0, dy=2)
