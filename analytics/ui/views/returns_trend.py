"""How reporting has been over the months: on time, passed at once, days late; and each agency of the tree."""

from typing import Any

import pandas as pd
import streamlit as st

from analytics import reporting
from analytics.declare import indicator
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, month_name, number, plain, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text
from analytics.ui.views.returns_page import Board, monthly

RATES = ("return_on_time_rate", "return_first_pass_rate")
STATES = ("on_time", "zero", "late", "sent_back", "missing", "not_due")
HEIGHT = 150


def card(found: Board) -> None:
    top = data.top(found.month)
    if top is None:
        return
    with blocks.card("discipline", stretch=False):
        blocks.head(
            t("returns.trend.title"), t("returns.trend.sub", unit=plain(top.name(lang()))), "discipline",
            t("returns.trend.why"), lambda: table(top.code, found.months), f"discipline_{found.month}",
        )
        for name in (*RATES, "days_late"):
            with st.container(key=f"trend_{name}", gap=None):
                st.markdown(f"**{t(f'returns.trend.{name}')}**")
                figure = _figure(name, top.code, found.months, look())
                blocks.chart(figure, f"c_trend_{name}", t(f"returns.trend.{name}"))
    _agencies(found)


def values(name: str, unit_code: str, months: tuple[Month, ...]) -> list[float | None]:
    """One a month: a rate of the unit with everything below it, or the working days late for each return due."""
    if name == "days_late":
        board = data.ask(reporting.board, months)
        board = board[board["state"] != "not_due"]
        mean = board.groupby("month")["days_late"].mean()
        return [float(mean[str(m)]) if str(m) in mean.index else None for m in months]
    mine = monthly(name, unit_code, months)
    mine = mine[mine["state"] == "value"]
    by_month = dict(zip(mine["month"], mine["value"], strict=True))
    return [None if formats.missing(by_month.get(str(m))) else float(by_month[str(m)]) for m in months]


@data.cached
def _figure(name: str, unit_code: str, months: tuple[Month, ...], drawn_for: Look) -> Any:
    from analytics.ui.charts import columns

    found, codes = values(name, unit_code, months), [str(m) for m in months]
    shown = [_shown(name, value) for value in found]
    names = [month_name(m, long=True) for m in months]
    hover = [f"{month}：{value}" for month, value in zip(names, shown, strict=True)]
    if name == "days_late":
        return columns.amount_bars(codes, found, drawn_for, hover=hover, shown=shown[-1], height=HEIGHT)
    return columns.rate_bars(
        codes, found, drawn_for, hover=hover, height=HEIGHT, shown=shown[-1], target=indicator(name).target
    )


def _shown(name: str, value: float | None) -> str:
    return formats.trimmed(lang(), value) if name == "days_late" else formats.rate(lang(), value)


def table(unit_code: str, months: tuple[Month, ...]) -> pd.DataFrame:
    """The three lines in figures."""
    columns = {t("common.month"): [month_name(m, long=True) for m in months]}
    for name in (*RATES, "days_late"):
        columns[t(f"returns.trend.{name}")] = [_shown(name, v) for v in values(name, unit_code, months)]
    return pd.DataFrame(columns)


def _agencies(found: Board) -> None:
    """Where the tree has more than one agency: how each stands this month, everything below it added up."""
    units = data.units(found.month)
    if sum(unit.kind == "agency" for unit in units.values()) < 2:
        return
    rows = data.ask(reporting.roll_up, (found.month,))
    with blocks.card("agencies", stretch=False):
        st.markdown(f"### {t('returns.trend.agencies', month=month_name(found.month))}", anchors=False)
        heads = [text("common.unit"), text("returns.trend.owed"), *(esc(label("return_state", s)) for s in STATES)]
        lines = [
            [esc(units[r.unit_code].name(lang()) if r.unit_code in units else r.unit_code), number(r.owed),
             *(number(getattr(r, state)) for state in STATES)]
            for r in rows.itertuples(index=False)
        ]
        markup.show(markup.table(heads, lines, right=frozenset(range(1, len(heads)))))
