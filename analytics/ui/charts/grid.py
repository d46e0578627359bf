"""
The grid of lights: departments down, the core indicators across. A cell is a horizontal bar (Plotly reports clicks on
bars with their data, not on heatmap cells): quiet when green, tinted with a triangle when amber, solid with a diamond
when red.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go

from analytics.declare import Indicator, code_list, text
from analytics.store.registers import Unit
from analytics.ui.charts.base import CLEAR, Drawing, figure, label_width, light_word, line, note, unit_labels
from analytics.ui.charts.ink import FONT, SYMBOL, Look

HALF, GAP = 0.47, 0.28


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure of one unit. shown: as printed; detail: with its numerator and denominator; change: -1, 0, 1."""

    unit_code: str
    indicator: str
    shown: str
    detail: str
    light: str
    state: str
    change: int = 0
    before: str = ""
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """A unit whose return is missing: one band across its row, with the words to put in it."""

    unit_code: str
    words: str
    short_words: str


@dataclass(slots=True)
class _Marks:
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def add(self, x: float, y: float, words: str = "") -> None:
        self.x.append(x)
        self.y.append(y)
        self.words.append(words)


def places(chosen: Sequence[Indicator]) -> list[float]:
    """Where each column stands: a gap between the groups."""
    found, x = [], 0.0
    for i, indicator in enumerate(chosen):
        x += GAP if i and chosen[i - 1].type_of_agency != indicator.type_of_agency else 0
        found.append(x)
        x += 1
    return found


def lights(
    cells: Sequence[Cell],
    missing: Sequence[Missing],
    units: Sequence[Unit],
    chosen: Sequence[Indicator],
    look: Look,
    *,
    compact: bool = False,
    picked: tuple[str, str] | None = None,
) -> go.Figure:
    """
    compact: for narrow screens, without the values. picked: (unit, indicator) to outline. Clicked points carry
    [unit code, indicator id] as customdata.
    """
    row_height = 30 if compact else 42
    head = 74 if not compact else 96 if look.lang == "zh" else 128
    labels = [u.short(look.lang) for u in units] if compact else unit_labels(units, look)
    left = label_width(look, labels, size=12 if compact else 13, most=76 if compact else 150)
    fig = figure(look, row_height * len(units) + head + 2, left=left, top=2, bottom=2)
    x_of = {i.id: x for i, x in zip(chosen, places(chosen), strict=True)}
    y_of = {u.code: len(units) - 1 - row for row, u in enumerate(units)}
    names = {u.code: u.name(look.lang) for u in units}
    _cells(fig, look, cells, {i.id: i for i in chosen}, x_of, y_of, names, compact)
    for unit, name in zip(units, labels, strict=True):
        note(fig, look, 0, y_of[unit.code], name, xref="paper", dx=-left, dy=1, size=12 if compact else 13)
    for gone in missing:
        _band(fig, look, gone, chosen, x_of, y_of[gone.unit_code], compact)
    top = len(units) - 0.48
    _heads(fig, look, chosen, x_of, top, head, row_height, compact)
    if picked and picked[0] in y_of and picked[1] in x_of:
        x, y = x_of[picked[1]], y_of[picked[0]]
        fig.add_shape(
            type="rect", x0=x - HALF, x1=x + HALF, y0=y - 0.42, y1=y + 0.42, line={"color": look.ink.ink, "width": 2}
        )
    fig.ranges([-0.5, max(x_of.values(), default=0) + 0.5], [-0.46, top + (head - 2) / row_height])
    fig.update_layout(clickmode="event+select")
    return fig.done(steady=True)


def _cells(
    fig: Drawing, look: Look, cells: Sequence[Cell], chosen: Mapping[str, Indicator], x_of: Mapping[str, float],
    y_of: Mapping[str, int], names: Mapping[str, str], compact: bool,
) -> None:
    ink = look.ink
    fill = {"red": ink.redfill, "amber": ink.amberfill, "green": ink.cell, "grey": ink.bg}
    text_color = {"red": ink.onred, "amber": ink.onamber, "green": ink.ink, "grey": ink.ink, "none": ink.grey}
    bars, colors, edges, data, words = _Marks(), [], [], [], []
    texts: dict[str, _Marks] = {key: _Marks() for key in text_color}
    marks = {light: _Marks() for light in ("red", "amber", "green")}
    arrows = {"red": _Marks(), "quiet": _Marks()}
    for cell in cells:
        x, y = x_of[cell.indicator], y_of[cell.unit_code]
        valued = cell.state == "value"
        bars.add(x, y)
        colors.append(fill[cell.light])
        edges.append(ink.line if cell.light == "grey" and valued else CLEAR)
        data.append([cell.unit_code, cell.indicator])
        words.append(_hover(look, cell, chosen[cell.indicator], names[cell.unit_code]))
        if cell.light in marks:
            marks[cell.light].add(x if compact else x - 0.36, y)
        if not compact:
            texts[cell.light if valued else "none"].add(x + (0.02 if cell.light in marks else 0), y, cell.shown)
            if cell.change and valued:
                arrows["red" if cell.light == "red" else "quiet"].add(x + 0.385, y, "↑" if cell.change > 0 else "↓")
        elif not valued:
            texts["none"].add(x, y, cell.shown)
    fig.add_trace(
        go.Bar(
            x=[2 * HALF] * len(bars.x),
            base=[x - HALF for x in bars.x],
            y=bars.y,
            orientation="h",
            width=0.84,
            customdata=data,
            hovertext=words,
            hovertemplate="%{hovertext}<extra></extra>",
            marker={"color": colors, "line": {"color": edges, "width": 1}, "cornerradius": 3},
        )
    )
    for key, marked in texts.items():
        _text(fig, marked, text_color[key], 13)
    for light, marked in marks.items():
        size = (6 if light == "green" else 9) + (1 if compact else 0)
        color = ink.onred if light == "red" else ink.light(light)
        if marked.x:
            fig.add_trace(
                go.Scatter(
                    x=marked.x,
                    y=marked.y,
                    mode="markers",
                    hoverinfo="skip",
                    marker={"symbol": SYMBOL[light], "size": size, "color": color, "opacity": 1},
                )
            )
    _text(fig, arrows["quiet"], ink.ink2, 12)
    _text(fig, arrows["red"], ink.onred, 12)


def _text(fig: Drawing, marks: _Marks, color: str, size: int) -> None:
    if marks.x:
        fig.add_trace(
            go.Scatter(
                x=marks.x,
                y=marks.y,
                text=marks.words,
                mode="text",
                hoverinfo="skip",
                textfont={"size": size, "color": color, "family": FONT},
            )
        )


def _hover(look: Look, cell: Cell, chosen: Indicator, unit: str) -> str:
    lines = [f"<b>{unit} · {chosen.name(look.lang)}</b>", cell.detail, light_word(look, cell.light)]
    if cell.before:
        lines[2] += " · " + text("charts.before", look.lang, value=cell.before)
    if cell.provisional:
        lines.append(text("common.provisional", look.lang))
    return "<br>".join(lines)


def _band(fig: Drawing, look: Look, gone: Missing, chosen: Any, x_of: Any, y: float, compact: bool) -> None:
    """From the first column that needs the return to the last."""
    across = [x_of[i.id] for i in chosen if i.type_of_agency != "reporting"]
    if not across:
        return
    x0, x1 = min(across) - HALF, max(across) + HALF
    fig.add_shape(
        type="rect", x0=x0, x1=x1, y0=y - 0.42, y1=y + 0.42, line={"color": look.ink.grey, "width": 1, "dash": "dot"}
    )
    note(
        fig,
        look,
        (x0 + x1) / 2,
        y,
        gone.short_words if compact else gone.words,
        xanchor="center",
        color=look.ink.ink2,
        size=12 if compact else 13,
    )


def _heads(
    fig: Drawing, look: Look, chosen: Sequence[Indicator], x_of: Mapping[str, float], top: float, head: float,
    row_height: float, compact: bool,
) -> None:
    above = head - 24 if compact else 44
    for group in dict.fromkeys(i.type_of_agency for i in chosen):
        across = [x_of[i.id] for i in chosen if i.type_of_agency == group]
        x0, x1 = min(across) - HALF, max(across) + HALF
        name = code_list("type_of_agency").label(group, look.lang)
        if not compact or len(across) > 1:
            note(
                fig,
                look,
                (x0 + x1) / 2 if compact else x0,
                top,
                name,
                xanchor="center" if compact else "left",
                yanchor="bottom",
                dy=above + 4,
                size=12,
                color=look.ink.ink2,
            )
        y = top + above / row_height
        line(fig, x0, y, x1, y, look.ink.ink2)
    for indicator in chosen:
        words = indicator.short(look.lang).split("|")
        x = x_of[indicator.id]
        if not compact:
            note(fig, look, x, top, "<br>".join(words), xanchor="center", yanchor="bottom", dy=4, size=12)
        elif look.lang == "zh":
            note(fig, look, x, top, "<br>".join("".join(words)), xanchor="center", yanchor="bottom", dy=2, size=11)
        else:
            note(fig, look, x, top, " ".join(words), xanchor="center", yanchor="bottom", dy=2, size=11, textangle=-90)
