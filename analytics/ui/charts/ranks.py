"""Places among peers over the years: the first place at the top, every point with its place and how many there were."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.declare import text
from analytics.ui.charts.base import figure, line, note, text_width
from analytics.ui.charts.ink import Look

HEIGHT = 330
LEFT = 54


@dataclass(frozen=True, slots=True)
class Place:
    """peers: how many were compared; None = not told."""

    year: int
    rank: int
    peers: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison, the years in order."""

    name: str
    places: tuple[Place, ...]


def words(place: Place, look: Look) -> str:
    """第2位（共13家）."""
    if place.peers is None:
        return text("charts.rank.place", look.lang, rank=place.rank)
    return text("charts.rank.of", look.lang, rank=place.rank, peers=place.peers)


def places(found: Sequence[Comparison], look: Look) -> go.Figure:
    """One stepped line a comparison; the axis runs down from the first place and says so in words."""
    every = [p for c in found for p in c.places]
    first, last = min(p.year for p in every), max(p.year for p in every)
    lowest = max(p.rank for p in every)
    right = max(text_width(c.name) for c in found) + 18
    fig = figure(look, HEIGHT, left=LEFT, right=right, top=22, bottom=24)
    for rank in sorted({1, (1 + lowest) // 2, lowest}):
        line(fig, first - 0.3, rank, last + 0.3, rank, look.ink.line if rank == 1 else look.ink.grid)
        key = "charts.rank.best" if rank == 1 else "charts.rank.place"
        note(fig, look, 0, rank, text(key, look.lang, rank=rank), xref="paper", dx=-LEFT, size=12, color=look.ink.ink2)
    for i, comparison in enumerate(found):
        color = look.ink.accent if i == 0 else look.ink.accent3
        mine = comparison.places
        fig.add_trace(go.Scatter(
            x=[p.year for p in mine], y=[p.rank for p in mine], mode="lines+markers",
            line={"color": color, "width": 2.5 if i == 0 else 2}, marker={"size": 9, "opacity": 1, "color": color},
            hovertext=[f"<b>{comparison.name}</b><br>{p.year} · {words(p, look)}" for p in mine],
            hovertemplate="%{hovertext}<extra></extra>",
        ))
        for place in mine:
            shown = f"{place.rank}/{place.peers}" if place.peers else str(place.rank)
            note(fig, look, place.year, place.rank, f"<b>{shown}</b>", xanchor="center", yanchor="bottom", size=12,
                 dy=6)
        note(fig, look, mine[-1].year, mine[-1].rank, comparison.name, dx=12, color=look.ink.ink if i == 0 else
             look.ink.ink2)
    for year in range(first, last + 1):
        note(fig, look, year, 0, str(year), yref="paper", xanchor="center", yanchor="top", size=12, dy=-4,
             color=look.ink.ink2)
    fig.ranges([first - 0.3, last + 0.3], [lowest + 0.8, 0.2])
    return fig.done(steady=True)
