"""
What every figure shares. No legends, axes or toolbar: labels stand beside what they name, on fixed margins, so that
cards line up and a phone stays legible.
"""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from analytics.declare import text
from analytics.store.registers import Unit
from analytics.ui import formats
from analytics.ui.charts.ink import FONT, GLYPH, Look

CLEAR = "rgba(0,0,0,0)"
WIDEST_NAME = 128  # pixels; longer names of units are shown short


class Drawing:
    """
    A figure while it is drawn: traces, notes and lines are collected and become a Figure once, in `done`. (Adding them
    to a Figure one by one copies all earlier ones each time: half a second for the grid.)
    """

    def __init__(self, layout: dict[str, Any]) -> None:
        self.traces: list[Any] = []
        self.layout = layout | {"annotations": [], "shapes": []}

    def add_trace(self, trace: Any) -> None:
        self.traces.append(trace)

    def add_annotation(self, **note: Any) -> None:
        self.layout["annotations"].append(note)

    def add_shape(self, **shape: Any) -> None:
        self.layout["shapes"].append(shape)

    def update_layout(self, **more: Any) -> None:
        self.layout |= more

    def ranges(self, x: Sequence[float], y: Sequence[float]) -> None:
        """Where the axes begin and end."""
        self.layout["xaxis"] |= {"range": list(x)}
        self.layout["yaxis"] |= {"range": list(y)}

    def done(self, *, steady: bool = False) -> go.Figure:
        """steady: a click must not fade the rest; Plotly dims every trace that does not say otherwise."""
        figure = go.Figure(self.traces, self.layout)
        for trace in figure.data if steady else ():
            mode = getattr(trace, "mode", None)
            if mode != "lines":
                kept = {"textfont": {"color": trace.textfont.color}} if mode == "text" else {"marker": {"opacity": 1}}
                trace.update(selected=kept, unselected=kept)
        return figure


def figure(
    look: Look, height: float, *, left: float = 0, right: float = 0, top: float = 0, bottom: float = 0
) -> Drawing:
    """An empty drawing on a clear ground, with margins in pixels and no axes."""
    ink = look.ink
    axis = {"visible": False, "fixedrange": True, "zeroline": False, "showgrid": False}
    return Drawing(
        {
            "height": height,
            "margin": {"l": left, "r": right, "t": top, "b": bottom, "pad": 0},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"family": FONT, "size": 13, "color": ink.ink2},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "bargap": 0,
            "barmode": "overlay",
            "hoverlabel": {
                "bgcolor": ink.bg,
                "bordercolor": ink.line,
                "align": "left",
                "font": {"family": FONT, "size": 13, "color": ink.ink},
            },
            "uirevision": "steady",
            "xaxis": axis,
            "yaxis": dict(axis),
        }
    )


def note(
    fig: Drawing,
    look: Look,
    x: Any,
    y: Any,
    words: str,
    *,
    xanchor: str = "left",
    yanchor: str = "middle",
    color: str | None = None,
    size: int = 13,
    dx: float = 0,
    dy: float = 0,
    xref: str = "x",
    yref: str = "y",
    **more: Any,
) -> None:
    """Words at a place; dx, dy move them by pixels."""
    fig.add_annotation(
        x=x,
        y=y,
        text=words,
        showarrow=False,
        xanchor=xanchor,
        yanchor=yanchor,
        xref=xref,
        yref=yref,
        xshift=dx,
        yshift=dy,
        align=xanchor,
        font={"size": size, "color": color or look.ink.ink, "family": FONT},
        **more,
    )


def line(
    fig: Drawing,
    x0: Any,
    y0: Any,
    x1: Any,
    y1: Any,
    color: str,
    width: float = 1,
    *,
    dash: str = "solid",
    above: bool = False,
    **more: Any,
) -> None:
    """A straight line, below the marks unless said."""
    fig.add_shape(
        type="line",
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        line={"color": color, "width": width, "dash": dash},
        layer="above" if above else "below",
        **more,
    )


def expected_line(fig: Drawing, look: Look, x: float, y0: float, y1: float, *, above: bool = True) -> None:
    """Expected by now: an ink line with a halo, so it can be seen on bars of any colour."""
    for width, color in ((4.5, look.ink.bg), (1.75, look.ink.ink)):
        line(fig, x, y0, x, y1, color, width, above=above)


def target_line(fig: Drawing, look: Look, x0: float, x1: float, y: float) -> None:
    """A level to reach or to stay under: dotted, in ink; named so that it can be found."""
    line(fig, x0, y, x1, y, look.ink.ink, 1.5, dash="dot", above=True, name="target")


def scale(fig: Drawing, look: Look, ticks: Sequence[float], x0: float, x1: float, words: Sequence[str]) -> None:
    """Quiet horizontal grid lines with their values at the left; the line at 0 is stronger."""
    for value, word in zip(ticks, words, strict=True):
        line(fig, x0, value, x1, value, look.ink.grid if value else look.ink.line)
        note(fig, look, 0, value, word, xref="paper", xanchor="right", dx=-8, size=12, color=look.ink.ink2)


def gap_words(fig: Drawing, look: Look, values: Sequence[float | None], words: Sequence[str]) -> None:
    """What stands on the axis in months that have no figure; words: one a month, or none at all."""
    for place, (value, word) in enumerate(zip(values, words, strict=False)):
        if value is None or value != value:
            upright = look.narrow and len(word) > 2  # side by side they would cover each other
            note(fig, look, place, 0, word, xanchor="center", yanchor="bottom", size=11, color=look.ink.grey,
                 textangle=-90 if upright else 0)


def month_ticks(fig: Drawing, look: Look, months: Sequence[str], *, every: int | None = None, size: int = 12) -> None:
    """Names of months below the axis, the last always named."""
    step = every or (1 if len(months) <= 6 and not look.narrow else 2 if len(months) <= 12 else 3)
    for place, month in enumerate(months):
        if (len(months) - 1 - place) % step == 0:
            note(
                fig,
                look,
                place,
                0,
                formats.month_name(look.lang, month),
                yref="paper",
                xanchor="center",
                yanchor="top",
                size=size,
                color=look.ink.ink2,
                dy=-4,
            )


def glyph(look: Look, light: str) -> str:
    """The mark of a light in its colour, for annotations."""
    return f"<span style='color:{look.ink.word(light)}'>{GLYPH[light]}</span>"


PACE_LIGHT = {"on_pace": "green", "behind": "amber", "out_of_reach": "red"}


def pace_word(look: Look, pace: str | None) -> str:
    """● 按进度, ▲ 落后, ◆ 已无法达成."""
    light = PACE_LIGHT.get(pace or "", "grey")
    word = text(f"charts.pace.{pace or 'none'}", look.lang)
    return f"{glyph(look, light)} {word}"


def light_word(look: Look, light: str) -> str:
    return text(f"charts.light.{light}", look.lang)


def label_width(look: Look, labels: Sequence[str], *, size: int = 13, least: int = 40, most: int = 150) -> int:
    """Pixels that the longest label needs, with some air."""
    widest = max((text_width(name, size) for name in labels), default=0)
    return int(min(most, max(least, widest + 18)))


def text_width(words: str, size: int = 13) -> float:
    """About how many pixels words take: a full-width character one em, others 0.56."""
    return sum(1 if ord(c) > 0x2E7F else 0.56 for c in words) * size


def unit_labels(units: Sequence[Unit], look: Look) -> list[str]:
    """Names of units beside a chart: in full where all fit, else all short."""
    names = [u.name(look.lang) for u in units]
    if look.narrow or any(text_width(name) > WIDEST_NAME for name in names):
        return [u.short(look.lang) for u in units]
    return names


def nice_top(value: float) -> tuple[float, float]:
    """(top of the scale, step) so that 3 to 5 round steps reach above the value."""
    if value <= 0:
        return 1.0, 1.0
    magnitude = 1.0
    while magnitude * 10 <= value:
        magnitude *= 10
    while magnitude > value:
        magnitude /= 10
    for step in (0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10):
        if value / (step * magnitude) <= 4.6:
            size = step * magnitude
            return size * (int(value / size - 1e-9) + 1), size
    return value, value
