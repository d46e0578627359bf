"""
Running yearly targets, one a row: what there is, where it ought to be by now, the target, and in words whether it will
do. A target of a few things is drawn as that many steps with their dates, never as a fraction of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import plotly.graph_objects as go

from analytics.declare import text
from analytics.ui.charts.base import Drawing, expected_line, figure, line, note, pace_word, text_width
from analytics.ui.charts.ink import Look

ROW, ROW_NARROW = 76, 98  # pixels; on a narrow screen the state has a line of its own
BAR = 18


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a small target: what and by when, in words."""

    words: str
    day: str
    state: Literal["done", "missed", "later"]


@dataclass(frozen=True, slots=True)
class Bullet:
    """
    share and expected: of the target (1 = reached or more; None = no figure). shown, expected_words, target_words,
    needed and detail (on hover) are printed as they are. steps: instead of the bar.
    """

    name: str
    share: float | None
    shown: str
    target_words: str
    expected: float | None = None
    expected_words: str = ""
    needed: str = ""
    pace: str | None = None
    detail: str = ""
    steps: tuple[Step, ...] = ()


def rows(bullets: Sequence[Bullet], look: Look) -> go.Figure:
    """The first at the top. Everything is said beside its mark, so that no key is needed."""
    height = ROW_NARROW if look.narrow else ROW
    right = max((text_width(b.target_words, 12) for b in bullets), default=0) + 12
    fig = figure(look, height * len(bullets) + 4, left=2, right=right)
    for place, bullet in enumerate(reversed(bullets)):
        base = place * height + 30
        _head(fig, look, bullet, base, right)
        if bullet.steps:
            _steps(fig, look, bullet.steps, base)
        else:
            _bar(fig, look, bullet, base)
    fig.ranges([0, 1], [0, height * len(bullets)])
    return fig.done(steady=True)


def _head(fig: Drawing, look: Look, bullet: Bullet, base: float, right: float) -> None:
    """Name and figure; at the right, or below them, how it stands and what is needed a month."""
    top = base + BAR + (36 if look.narrow else 14)
    note(fig, look, 0, top, f"{bullet.name} <b>{bullet.shown}</b>")
    if bullet.pace is None:
        return
    state = f"{pace_word(look, bullet.pace)}" + (f" · {bullet.needed}" if bullet.needed else "")
    if look.narrow:
        note(fig, look, 0, base + BAR + 14, state, size=12)
    else:
        note(fig, look, 1, top, state, xref="paper", xanchor="right", dx=right)


def _bar(fig: Drawing, look: Look, bullet: Bullet, base: float) -> None:
    middle, share = base + BAR / 2, min(bullet.share or 0.0, 1.0)
    strong = bullet.pace not in ("behind", "out_of_reach")
    fig.add_trace(go.Bar(
        x=[1.0, share], y=[middle, middle], width=BAR, orientation="h",
        hovertext=[f"<b>{bullet.name}</b><br>{bullet.detail or bullet.shown}"] * 2,
        hovertemplate="%{hovertext}<extra></extra>",
        marker={"color": [look.ink.track, look.ink.accent if strong else look.ink.accent2], "cornerradius": 2},
    ))
    line(fig, 1, base - 3, 1, base + BAR + 3, look.ink.ink, 1.5, dash="dot", above=True, name="target")
    expected = bullet.expected
    if expected is not None and 0 < expected < 1:
        expected_line(fig, look, expected, base - 5, base + BAR + 2)
        _below(fig, look, expected, base, bullet.expected_words, look.ink.ink)
    note(fig, look, 1, middle, bullet.target_words, dx=8, size=12, color=look.ink.ink2)


def _below(fig: Drawing, look: Look, x: float, base: float, words: str, color: str) -> None:
    side = "left" if x < 0.2 else "right" if x > 0.9 else "center"
    note(fig, look, x, base - 12, words, xanchor=side, size=12, color=color)


def _steps(fig: Drawing, look: Look, steps: Sequence[Step], base: float) -> None:
    """One block a step: solid done, red outline missed, pale not due yet; its date and what it is below it."""
    fills = {"done": look.ink.accent, "missed": look.ink.bg, "later": look.ink.track}
    edges = {"done": look.ink.accent, "missed": look.ink.red, "later": look.ink.track}
    width = 1 / len(steps)
    fig.add_trace(go.Bar(
        x=[width - 0.012] * len(steps), base=[i * width for i in range(len(steps))], y=[base + BAR / 2] * len(steps),
        width=BAR, orientation="h",
        hovertext=[f"<b>{s.day} {s.words}</b><br>{text(f'charts.step.{s.state}', look.lang)}" for s in steps],
        hovertemplate="%{hovertext}<extra></extra>",
        marker={
            "color": [fills[s.state] for s in steps], "cornerradius": 2,
            "line": {"color": [edges[s.state] for s in steps],
                     "width": [1.6 if s.state == "missed" else 0 for s in steps]},
        },
    ))
    for i, step in enumerate(steps):
        mark = {"done": "● ", "missed": "◆ ", "later": ""}[step.state]
        words = f"{mark}{step.day} {step.words}" if not look.narrow or len(steps) < 3 else f"{mark}{step.day}"
        color = look.ink.red if step.state == "missed" else look.ink.ink2
        note(fig, look, i * width, base - 12, words, size=12, color=color)
