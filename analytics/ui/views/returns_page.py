"""报送情况: how many returns are in, and unit by month what became of each."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analytics import reporting
from analytics.declare import text as declared
from analytics.months import Month, month_range
from analytics.ui import blocks, data
from analytics.ui.charts.board import GLYPHS, LIGHTS
from analytics.ui.charts.ink import Look
from analytics.ui.style import look, narrow
from analytics.ui.texts import day_name, label, lang, month_name, number, t, value_text
from analytics.ui.views import lights, markup, pieces, upload_head
from analytics.ui.views.markup import esc, text

SPANS = (6, 12)
OPEN = ("missing", "sent_back", "not_due")  # nothing counts yet
IN_TIME = ("on_time", "zero")
RATES = ("return_submission_rate", "return_on_time_rate")
MEASURED = (*RATES, "return_first_pass_rate")  # asked for at once, by whatever shows one of them


@dataclass(frozen=True, slots=True)
class Board:
    """The months shown, the month looked at, and the rows of reporting.board."""

    month: Month
    months: tuple[Month, ...]
    rows: pd.DataFrame

    @property
    def now(self) -> pd.DataFrame:
        return self.rows[self.rows["month"] == str(self.month)]

    @property
    def units(self) -> list[str]:
        return list(self.now["unit_code"])

    def waiting(self) -> pd.DataFrame:
        """Returns of the month of which no version counts; the most urgent first."""
        found = self.now[self.now["state"].isin(OPEN)]
        return found.assign(order=found["state"].map(OPEN.index)).sort_values("order", kind="stable")


def board(month: Month, span: int) -> Board:
    known = data.months_available()
    months = tuple(m for m in month_range(month.plus(1 - span), month) if m in known)
    return Board(month, months, data.ask(reporting.board, months))


# ------------------------------------------------------------------------------------------- the month in one bar
def bar(found: Board) -> None:
    """Who is missing, how many came, the two rates, and the deadline."""
    now, waiting = found.now, len(found.waiting())
    if now.empty:
        return
    due_on = upload_head.as_date(now["due_on"].iloc[0])
    late = due_on < data.today()
    tone = "good" if not waiting else "bad" if late else "warn"
    words = (
        t("returns.bar.waiting", month=month_name(found.month), count=waiting)
        if waiting
        else t("returns.bar.complete", month=month_name(found.month))
    )
    received = text("returns.bar.received", owed=len(now), received=len(now) - waiting)
    due = text(
        "returns.bar.due_past" if late else "returns.bar.due",
        day=day_name(due_on),
        weekday=upload_head.weekday(due_on),
        days=(due_on - data.today()).days,
    )
    markup.strip(tone, words, [f"<em>{received}</em>", *(_rate(name, found) for name in RATES), due])


def _rate(name: str, found: Board) -> str:
    root = data.top(found.month)
    if root is None:
        return ""
    mine = monthly(name, root.code, found.months)
    row = next(mine[mine["month"] == str(found.month)].itertuples(index=False), None)
    return text(f"returns.bar.{name}", value=value_text(row, name)) if row is not None else ""


def monthly(name: str, unit_code: str, months: tuple[Month, ...]) -> pd.DataFrame:
    """One of MEASURED for a unit with everything below it, one row a month (measures.measure)."""
    rows = data.measured(MEASURED, months) if lights.computed(MEASURED) else pd.DataFrame()
    if rows.empty:
        return pd.DataFrame(columns=["month", "state", "value"])
    return rows[(rows["indicator"] == name) & (rows["unit_code"] == unit_code) & (rows["period"] == "month")]


# ------------------------------------------------------------------------------------------- unit by month
def card(found: Board, span_key: str) -> None:
    """The board; the states above it are its key and its filter. The return looked at is framed."""
    judged = found.rows[found.rows["state"] != "not_due"]
    on_time = int(judged["state"].isin(IN_TIME).sum())
    first, last = (month_name(m, long=True) for m in (found.months[0], found.months[-1]))
    with blocks.card("board", stretch=False):
        blocks.head(
            t("returns.board.title", ok=on_time, n=len(judged)),
            t("returns.board.sub", first=first, last=last),
            "board",
            t("returns.board.why"),
            lambda: table(found),
            f"returns_{found.month}",
            figures=pieces.figures(RATES, found.month, ""),
        )
        with st.container(
            horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="filters_board"
        ):
            picked = _pills(found)
            spans = {n: t("returns.board.span", months=n) for n in SPANS}
            st.segmented_control(
                t("returns.board.spans"),
                SPANS,
                format_func=spans.__getitem__,
                key=span_key,
                required=True,
                label_visibility="collapsed",
            )
        figure = _figure(found.month, found.months, look(), tuple(picked), st.session_state.get("u"))
        blocks.chart(figure, "c_returns", t("returns.board.alt"), selection_mode="points", on_select=_clicked)
        st.caption(t("returns.board.hint"))


def _pills(found: Board) -> list[str]:
    counts = Counter(found.rows["state"])
    states = [s for s in GLYPHS if counts[s] or s in ("on_time", "late", "sent_back", "zero", "missing")]
    words = {
        s: f":{blocks.WORD_COLOUR[LIGHTS[s]]}[{GLYPHS[s]}] {label('return_state', s)} {number(counts[s])}"
        for s in states
    }
    with st.container(key="pills", width="content"):
        return st.pills(
            t("returns.board.filter"),
            states,
            format_func=words.__getitem__,
            selection_mode="multi",
            key="states",
            label_visibility="collapsed",
        )


def _clicked() -> None:
    """A click on a mark looks at that return: the unit and month of the filters change."""
    for point in st.session_state["c_returns"]["selection"]["points"]:
        if point.get("customdata"):
            st.session_state["u"], st.session_state["m"] = point["customdata"][:2]


@data.cached
def _figure(
    month: Month, months: tuple[Month, ...], drawn_for: Look, picked: tuple[str, ...], looked_at: str | None
) -> Any:
    from analytics.ui.charts import board as chart

    rows = data.ask(reporting.board, months)
    states = {(r.unit_code, r.month): r.state for r in rows.itertuples(index=False)}
    units = data.departments(month)
    tallies = {}
    for unit in units:
        judged = [s for (code, _), s in states.items() if code == unit.code and s != "not_due"]
        tallies[unit.code] = f"<b>{sum(s in IN_TIME for s in judged)}</b>/{len(judged)}"
    shown = {key: state for key, state in states.items() if not picked or state in picked}
    figure = chart.returns(
        shown,
        units,
        [str(m) for m in months],
        str(month),
        tallies,
        declared("returns.board.tally", drawn_for.lang),
        drawn_for,
        _closed(rows),
    )
    codes = [unit.code for unit in units]
    if looked_at in codes:  # units from the top, the first has the highest place
        x, y = months.index(month), len(codes) - 1 - codes.index(looked_at)
        figure.add_shape(
            type="rect",
            x0=x - 0.42,
            x1=x + 0.42,
            y0=y - 0.42,
            y1=y + 0.42,
            line={"color": drawn_for.ink.accent, "width": 2},
        )
    return figure


def _closed(rows: pd.DataFrame) -> dict[str, str]:
    """month -> how it is closed to most of its units: locked | approved; one that was unlocked does not open it."""
    found = rows[["month", "closed_as"]].dropna()
    return {str(month): str(kinds.mode().iloc[0]) for month, kinds in found.groupby("month")["closed_as"]}


def table(found: Board) -> pd.DataFrame:
    """The board in words."""
    units = data.units(found.month)
    return pd.DataFrame(
        [
            {
                t("common.department"): units[r.unit_code].name(lang()) if r.unit_code in units else r.unit_code,
                t("common.month"): r.month,
                t("returns.state"): label("return_state", r.state),
                t("returns.days_late"): number(r.days_late) if known(r.days_late) else "",
                t("returns.received"): f"{r.received_at:%Y-%m-%d %H:%M}" if known(r.received_at) else "",
            }
            for r in found.rows.itertuples(index=False)
        ]
    )


def default_span() -> int:
    return SPANS[0] if narrow() else SPANS[-1]


def known(value: Any) -> bool:
    """Whether a cell of a frame holds anything; pandas has three ways of saying no."""
    return not pd.isna(value)


def mark(state: str) -> str:
    """The mark of a state with its word, as markup."""
    tone = {"green": "good", "amber": "warn", "red": "bad"}.get(LIGHTS[state], "calm")
    return f'<span class="{tone} nowrap">{GLYPHS[state]} {esc(label("return_state", state))}</span>'
