"""Research projects as tracks: one line a project, dots for the stages it has reached."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.declare import text
from analytics.ui.charts.base import Drawing, expected_line, figure, label_width, line, note, pace_word
from analytics.ui.charts.ink import Look

ROW = 36
CROWDED = 0.38  # of a row, for each project of a unit that has many


@dataclass(frozen=True, slots=True)
class Track:
    """reached: 0 (nothing yet) to the number of stages. name: who leads it; title: on hover."""

    name: str
    reached: int
    title: str


@dataclass(frozen=True, slots=True)
class TrackRow:
    """One row of the chart: a unit (or a person) with its projects, furthest first, and how it stands."""

    name: str
    tracks: tuple[Track, ...]
    pace: str | None


def stages(rows: Sequence[TrackRow], steps: Sequence[str], due: int, due_words: str, look: Look) -> go.Figure:
    """steps: the names of the stages in order; due: the stage that ought to be reached by now (0 = none yet)."""
    labels = [r.name for r in rows]
    left = label_width(look, labels, most=84 if look.narrow else 150)
    heights = [max(1.0, CROWDED * len(r.tracks)) for r in rows]
    fig = figure(look, ROW * sum(heights) + 48, left=left, right=106 if look.lang == "zh" else 116, top=26, bottom=22)
    top, last = sum(heights), len(steps)
    for place in range(1, last + 1):
        line(fig, place, 0, place, top, look.ink.grid)
    if due:
        expected_line(fig, look, due, 0, top, above=False)
        side = "left" if due == 1 else "right" if due == last else "center"
        note(fig, look, due, top, due_words, xanchor=side, yanchor="bottom", size=12, dy=2)
    base = top
    for row, height in zip(rows, heights, strict=True):
        base -= height
        _row(fig, look, base + height / 2, row, last, left)
    for place, name in enumerate(steps, 1):
        shown = name if look.lang == "zh" or not look.narrow or place in (1, last) else ""
        note(
            fig,
            look,
            place,
            0,
            shown,
            xanchor="center",
            yanchor="top",
            size=12,
            dy=-3,
            color=look.ink.ink if place == due else look.ink.ink2,
        )
    fig.ranges([0.66, last + 0.34], [0, top])
    return fig.done()


def _row(fig: Drawing, look: Look, y: float, row: TrackRow, last: int, left: int) -> None:
    note(fig, look, 0, y, row.name, xref="paper", dx=-left)
    note(
        fig,
        look,
        1,
        y,
        pace_word(look, row.pace),
        xref="paper",
        dx=12,
        color=look.ink.ink2 if row.pace in ("on_pace", None) else look.ink.ink,
    )
    if not row.tracks:
        line(fig, 1, y, last, y, look.ink.track, 2)
        note(fig, look, 1, y, text("charts.no_project", look.lang), size=12, color=look.ink.ink2, dy=9)
    gap = 0.34 if len(row.tracks) == 2 else CROWDED * 0.9
    for i, track in enumerate(row.tracks):
        at = y if len(row.tracks) == 1 else y + gap * (len(row.tracks) - 1) / 2 - gap * i
        color = look.ink.accent if i == 0 else look.ink.accent3
        line(fig, 1, at, last, at, look.ink.track, 2)
        if track.reached < 1:
            continue
        line(fig, 1, at, track.reached, at, color, 3)
        fig.add_trace(
            go.Scatter(
                x=list(range(1, track.reached + 1)),
                y=[at] * track.reached,
                mode="markers",
                hovertext=[f"<b>{track.title}</b><br>{track.name}"] * track.reached,
                hovertemplate="%{hovertext}<extra></extra>",
                marker={"opacity": 1, "line": {"width": 0}, "size": [6] * (track.reached - 1) + [11], "color": color},
            )
        )
