"""Scores made of parts: each part as long as its weight times its score, so that the bar ends at the total."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.ui import formats
from analytics.ui.charts.base import Drawing, figure, label_width, line, note
from analytics.ui.charts.ink import Look

ROW = 36
TOP = 100.0  # of the scale: every part is scored on 100
RIGHT, RIGHT_NARROW = 118, 104


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: its name, and its weight as a share of the whole (0-1)."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Total:
    """One row. scores: of each part, 0-100 (None: not scored); shown: the total; note: beside it; detail: on hover."""

    name: str
    scores: tuple[float | None, ...]
    shown: str
    note: str = ""
    detail: str = ""


def scores(totals: Sequence[Total], parts: Sequence[Part], look: Look) -> go.Figure:
    """The first row at the top; the parts are named above it, with their weights."""
    labels = [t.name for t in totals]
    left = label_width(look, labels, most=96 if look.narrow else 170)
    right = RIGHT_NARROW if look.narrow else RIGHT
    fig = figure(look, ROW * len(totals) + 44, left=left, right=right, top=42)
    colors = [look.ink.accent, look.ink.accent3, look.ink.accent2]
    inks = [look.ink.onbar, look.ink.onbar, look.ink.ink]
    rows = list(reversed(range(len(totals))))
    base = [0.0] * len(totals)
    for place, part in enumerate(parts):
        lengths = [part.weight * formats.or_zero(t.scores[place]) for t in totals]
        fig.add_trace(go.Bar(
            x=lengths, base=list(base), y=rows, orientation="h", width=0.56,
            marker={"color": colors[place % 3], "line": {"width": 1, "color": look.ink.bg}},
            hovertext=[f"<b>{t.name}</b><br>{t.detail}" for t in totals], hovertemplate="%{hovertext}<extra></extra>",
        ))
        for y, start, length, total in zip(rows, base, lengths, totals, strict=True):
            score = total.scores[place]
            if score is not None and not look.narrow:
                words = formats.number(look.lang, score, 1)
                note(fig, look, start + length / 2, y, words, xanchor="center", size=12, color=inks[place % 3])
        base = [b + n for b, n in zip(base, lengths, strict=True)]
    _heads(fig, look, parts, len(totals) - 0.5)
    for y, total in zip(rows, totals, strict=True):
        note(fig, look, 0, y, total.name, xref="paper", dx=-left)
        words = f"<b>{total.shown}</b>" + (f" {total.note}" if total.note else "")
        note(fig, look, 1, y, words, xref="paper", dx=8)
    fig.ranges([0, TOP], [-0.5, len(totals) - 0.5])
    return fig.done(steady=True)


def _heads(fig: Drawing, look: Look, parts: Sequence[Part], y: float) -> None:
    """Name and weight of each part, where it begins when every score is full; the line is the full score."""
    start = 0.0
    for part in parts:
        share = formats.percent(look.lang, part.weight)
        words = share if look.narrow else f"{part.name}<br>{share}"  # too little room: the card names the parts too
        note(fig, look, start * TOP, y, words, yanchor="bottom", size=12, color=look.ink.ink2, dy=3)
        start += part.weight
    line(fig, TOP, -0.5, TOP, y, look.ink.line)
