"""Duties that recur: one block for each time it was due, filled when it was done."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.declare import text
from analytics.ui.charts.base import figure, label_width, note
from analytics.ui.charts.ink import Look

ROW = 54


@dataclass(frozen=True, slots=True)
class Duty:
    """
    state: done, stand_in (somebody else did it), moved (to another day), missed, waived (nothing was due) or later.
    name: the month, fortnight or day, on hover.
    """

    name: str
    state: str
    at: float  # months since January began, 0-12
    width: float


@dataclass(frozen=True, slots=True)
class DutyRow:
    name: str
    duties: tuple[Duty, ...]
    tally: str
    note: str = ""


def strip(rows: Sequence[DutyRow], months: Sequence[str], look: Look) -> go.Figure:
    """One row a duty along the year; months: their names under the axis. Missed ones have a red outline and a mark."""
    left = label_width(look, [r.name for r in rows], most=122 if look.narrow else 170)
    fig = figure(look, ROW * len(rows) + 26, left=left, right=92, bottom=24, top=2)
    styles = {
        "done": (look.ink.accent, look.ink.accent, 0),
        "stand_in": (look.ink.accent2, look.ink.accent2, 0),
        "moved": (look.ink.bg, look.ink.accent, 1.6),
        "missed": (look.ink.bg, look.ink.red, 1.6),
        "waived": (look.ink.bg, look.ink.grey, 1),
        "later": (look.ink.track, look.ink.track, 0),
    }
    for y, row in zip(reversed(range(len(rows))), rows, strict=True):
        note(fig, look, 0, y, row.name, xref="paper", dx=-left)
        note(fig, look, 1, y + (0.14 if row.note else 0), f"<b>{row.tally}</b>", xref="paper", dx=14, size=14)
        if row.note:
            note(fig, look, 1, y - 0.2, row.note, xref="paper", dx=14, size=12, color=look.ink.ink2)
        fig.add_trace(
            go.Bar(
                x=[d.width for d in row.duties],
                base=[d.at for d in row.duties],
                y=[y] * len(row.duties),
                orientation="h",
                width=0.46,
                hovertext=[f"{d.name}<br>{text(f'charts.duty.{d.state}', look.lang)}" for d in row.duties],
                hovertemplate="%{hovertext}<extra></extra>",
                marker={
                    "color": [styles[d.state][0] for d in row.duties],
                    "cornerradius": 2,
                    "line": {
                        "color": [styles[d.state][1] for d in row.duties],
                        "width": [styles[d.state][2] for d in row.duties],
                    },
                },
            )
        )
        missed = [d for d in row.duties if d.state == "missed"]
        if missed:
            fig.add_trace(
                go.Scatter(
                    x=[d.at + d.width / 2 for d in missed],
                    y=[y] * len(missed),
                    mode="markers",
                    hoverinfo="skip",
                    marker={"symbol": "diamond", "size": 7, "color": look.ink.red, "opacity": 1},
                )
            )
    for place, name in enumerate(months):
        if not look.narrow or place % 3 == 0:
            note(
                fig, look, place + 0.5, -0.5, name, xanchor="center", yanchor="top", size=12, color=look.ink.ink2, dy=-4
            )
    fig.ranges([0, 12], [-0.5, len(rows) - 0.5])
    return fig.done()
