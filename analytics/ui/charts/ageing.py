"""Matters waiting, by how long: each bar split into within, near and past the limit."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.declare import text
from analytics.ui import formats
from analytics.ui.charts.base import figure, glyph, label_width, line, note
from analytics.ui.charts.ink import Look

ROW = 44


@dataclass(frozen=True, slots=True)
class AgeBand:
    """
    cases of a length of waiting; near and past: how many of them are near and past their limit. withheld: what is
    printed in place of a count that is hidden.
    """

    name: str
    cases: int
    near: int = 0
    past: int = 0
    withheld: str = ""

    def parts(self) -> tuple[tuple[str, int], ...]:
        return (("within", self.cases - self.near - self.past), ("near", self.near), ("past", self.past))


def bars(bands: Sequence[AgeBand], look: Look) -> go.Figure:
    """Stacked bars from 0, the freshest at the top; what is near or past is also said at the right."""
    colors = {"within": look.ink.accent2, "near": look.ink.amber, "past": look.ink.red}
    lights = {"near": "amber", "past": "red"}
    left = label_width(look, [b.name for b in bands])
    fig = figure(look, ROW * len(bands) + 16, left=left, right=96, top=8, bottom=8)
    most = max([b.cases for b in bands] + [1])
    rows = list(reversed(range(len(bands))))
    for state, color in colors.items():
        amounts = [dict(b.parts())[state] for b in bands]
        starts = [sum(n for s, n in b.parts()[: list(colors).index(state)]) for b in bands]
        words = [
            f"{b.name}<br>{b.withheld or text(f'charts.limit.{state}', look.lang) + f' {n}'}"
            for b, n in zip(bands, amounts, strict=True)
        ]
        fig.add_trace(
            go.Bar(
                x=amounts,
                base=starts,
                y=rows,
                orientation="h",
                width=0.5,
                marker={"color": color, "cornerradius": 2},
                hovertext=words,
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    for y, band in zip(rows, bands, strict=True):
        note(fig, look, 0, y, band.name, xref="paper", dx=-left)
        note(fig, look, band.cases, y, f"<b>{band.withheld or formats.number(look.lang, band.cases)}</b>", dx=8)
        said = "　".join(f"{glyph(look, lights[s])} {n}" for s, n in reversed(band.parts()) if s in lights and n)
        if said:
            note(fig, look, 1, y, said, xref="paper", dx=12)
    line(fig, 0, -0.5, 0, len(bands) - 0.5, look.ink.line)
    fig.ranges([0, most * 1.12], [-0.5, len(bands) - 0.5])
    return fig.done()
