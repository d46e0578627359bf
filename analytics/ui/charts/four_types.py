"""Progress of the four types: one block for each target that the policy sets."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from analytics.declare import code_list, text
from analytics.goal_completion import STATES
from analytics.ui import formats
from analytics.ui.charts.base import Drawing, figure, line, note
from analytics.ui.charts.ink import Look

ROW = 66


@dataclass(frozen=True, slots=True)
class TypeProgress:
    """
    Names of targets by goal_completion.goal_state: met + late + unmet = due now. met_before: met a month ago (None: no
    month before).
    """

    type_of_agency: str
    met: tuple[str, ...]
    late: tuple[str, ...]
    unmet: tuple[str, ...]
    later: tuple[str, ...]
    met_before: int | None = None

    @property
    def due(self) -> int:
        return len(self.met) + len(self.late) + len(self.unmet)

    @property
    def total(self) -> int:
        return self.due + len(self.later)


def progress(types: Sequence[TypeProgress], look: Look) -> go.Figure:
    """
    Solid = met, amber outline = late, red outline = due and not met, pale = not due yet; thick tick = due now, triangle
    = last month.
    """
    labels = [code_list("type_of_agency").label(t.type_of_agency, look.lang) for t in types]
    left = 64 if look.lang == "zh" else 92
    fig = figure(look, ROW * len(types) + 34, left=left, right=92 if look.narrow else 112, top=34)
    rows = list(zip(reversed(range(len(types))), types, labels, strict=True))
    _blocks(fig, look, rows)
    for y, group, name in rows:
        line(fig, group.due, y - 0.36, group.due, y + 0.36, look.ink.ink, 2.5, above=True)
        note(fig, look, 0, y, f"<b>{name}</b>", xref="paper", dx=-left)
        _tally(fig, look, y, group)
    _key(fig, look, rows)
    fig.ranges([-0.02, max(t.total for t in types) + 0.05], [-0.55, len(types) - 0.5])
    return fig.done()


def _blocks(fig: Drawing, look: Look, rows: list[tuple[int, TypeProgress, str]]) -> None:
    styles = {
        "met": (look.ink.accent, look.ink.accent, 0),
        "late": (look.ink.bg, look.ink.amber, 1.4),
        "unmet": (look.ink.bg, look.ink.red, 1.4),
        "later": (look.ink.track, look.ink.track, 0),
    }
    x, y, fill, edge, width, words = [], [], [], [], [], []
    for row, group, _ in rows:
        place = 0
        for state in STATES:
            for name in getattr(group, state):
                x.append(place + 0.05)
                y.append(row)
                fill.append(styles[state][0])
                edge.append(styles[state][1])
                width.append(styles[state][2])
                words.append(f"<b>{name}</b><br>{text(f'charts.target_state.{state}', look.lang)}")
                place += 1
    fig.add_trace(
        go.Bar(
            x=[0.9] * len(x),
            base=x,
            y=y,
            orientation="h",
            width=0.4,
            hovertext=words,
            hovertemplate="%{hovertext}<extra></extra>",
            marker={"color": fill, "line": {"color": edge, "width": width}, "cornerradius": 2},
        )
    )


def _tally(fig: Drawing, look: Look, y: int, group: TypeProgress) -> None:
    share = f"&nbsp; {len(group.met) / group.due:.0%}" if group.due else ""
    note(fig, look, 1, y + 0.12, f"<b>{len(group.met)}/{group.due}</b>{share}", xref="paper", dx=14, size=14)
    if group.met_before is None:
        return
    change = len(group.met) - group.met_before
    words = (
        text("charts.change.none", look.lang)
        if not change
        else text("charts.change.last_month", look.lang, change=formats.signed(look.lang, change))
    )
    note(fig, look, 1, y - 0.19, words, xref="paper", dx=14, size=12, color=look.ink.ink2)
    fig.add_trace(
        go.Scatter(
            x=[group.met_before],
            y=[y - 0.36],
            mode="markers",
            hoverinfo="skip",
            marker={"symbol": "triangle-up", "size": 7, "color": look.ink.ink2, "opacity": 1},
        )
    )


def _key(fig: Drawing, look: Look, rows: list[tuple[int, TypeProgress, str]]) -> None:
    """The first row names what the tick and the triangle mean."""
    y, group, _ = rows[0]
    words = text("charts.due_by_now", look.lang, n=group.due)
    side = "center" if 3 <= group.due <= group.total - 2 else "right" if group.due > 3 else "left"
    note(fig, look, group.due, y + 0.36, words, xanchor=side, yanchor="bottom", size=12, dy=2)
    if group.met_before is not None:
        near_left = group.met_before < 3
        note(
            fig,
            look,
            group.met_before,
            y - 0.36,
            text("charts.last_month", look.lang),
            size=11,
            dy=-1,
            xanchor="left" if near_left else "right",
            dx=7 if near_left else -7,
            color=look.ink.ink2,
        )
