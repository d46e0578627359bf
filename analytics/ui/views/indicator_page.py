"""One indicator: how it stands, its trend, the departments, why the number is what it is, and the rows behind it."""

from typing import Any

import streamlit as st

from analytics.declare import Indicator, code_list, indicator, indicators
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, month_name, number, plain, t
from analytics.ui.views import lights, pieces, tiles


def offered() -> list[str]:
    """Indicators that are computed for units (not only for persons), in the order of the types."""
    order = [c.code for c in code_list("type_of_agency")]
    found = [i for i in indicators().values() if {"department", "agency"} & set(i.levels)]
    return [i.id for i in sorted(found, key=lambda i: order.index(i.type_of_agency))]


def units_for(chosen: Indicator, month: Month) -> list[str]:
    """The units an indicator is shown for; the whole agency first."""
    return [u.code for u in data.units(month).values() if u.kind in chosen.levels]


def row_now(name: str, month: Month, unit_code: str, period: str) -> Any:
    frame = data.measured((name,), pieces.last_months(month), pieces.EVERY_LEVEL)
    found = frame[(frame["unit_code"] == unit_code) & (frame["month"] == str(month)) & (frame["period"] == period)]
    return next(found.itertuples(index=False), None)


def lead(name: str, month: Month, unit_code: str) -> str:
    """The figure and how it stands, in a sentence."""
    chosen, period = indicator(name), lights.shown_period(indicator(name))
    row = row_now(name, month, unit_code, period)
    if row is None or row.state == "not_reported":
        return t("indicator.lead_missing", unit=pieces.unit_name(unit_code, month), month=month_name(month, long=True))
    if row.state == "hidden":
        return t("privacy.indicator", unit=pieces.unit_name(unit_code, month), month=month_name(month, long=True))
    if row.state == "not_applicable":
        return t("indicator.lead_none", unit=pieces.unit_name(unit_code, month), month=month_name(month, long=True))
    words = t(
        "indicator.lead",
        unit=pieces.unit_name(unit_code, month),
        month=month_name(month, long=True),
        period=t(f"indicator.period.{period}"),
        value=lights.printed(lang(), chosen, row),
        of=t(f"common.unit_of.{chosen.unit}") if chosen.unit in ("hours", "days", "hours_per_day", "points") else "",
    )
    parts = [words]
    if chosen.statistic == "ratio":
        parts.append(formats.counts(lang(), row.numerator, row.denominator).replace("/", " ÷ "))
    goal = pieces.target_short(lang(), chosen, row.target)
    if goal and chosen.pace != "P-STAGE":
        parts.append(f"{goal} [{chosen.mark}]" if chosen.mark else goal)
    if row.light != "grey":
        parts.append(f":{blocks.WORD_COLOUR[row.light]}[{blocks.GLYPH[row.light]}] {label('light', row.light)}")
    if row.pace:
        parts.append(label("pace", row.pace))
    if row.provisional:
        parts.append(t("common.provisional_short"))
    return (" · " if lang() == "en" else "，").join(parts)


def figures(name: str, month: Month, unit_code: str) -> None:
    """This month, the year so far, the target, the pace: those that the indicator has."""
    found = _tiles(indicator(name), {p: row_now(name, month, unit_code, p) for p in indicator(name).periods})
    with st.grid(1 + len(found), min_column_width=150, gap="small"):
        tiles.indicator_tile(name, month, unit_code, (name,), link=False)
        for key, question, value, of, caption in found:
            blocks.tile(f"plain_{key}", question, value, of if of != value else "", caption=caption)


def _tiles(chosen: Indicator, rows: dict) -> list[tuple[str, str, str, str, str]]:
    """(key, question, value, of, caption) of the tiles beside the first."""
    found = []
    other = "year" if lights.shown_period(chosen) == "month" else "month"
    if rows.get(other) is not None:
        found.append(
            (
                "other",
                t(f"indicator.tile.{other}"),
                lights.printed(lang(), chosen, rows[other]),
                _made_of(chosen, rows[other]),
                _light(rows[other]),
            )
        )
    main = rows.get("year") if rows.get("year") is not None else rows.get("month")
    if main is None:
        return found
    if not formats.missing(main.target):
        found.append(
            (
                "target",
                t("indicator.tile.target"),
                formats.goal(lang(), chosen, main.target),
                f"[{chosen.mark}]" if chosen.mark else "",
                _own_target(chosen),
            )
        )
    if not formats.missing(main.expected) and chosen.pace not in ("P-RATE", "none"):
        needed = (
            ""
            if formats.missing(main.needed_per_month) or not main.needed_per_month
            else t("indicator.tile.needed", value=formats.trimmed(lang(), main.needed_per_month, 2))
        )
        found.append(
            (
                "expected",
                t("indicator.tile.expected"),
                _expected(chosen, main.expected),
                label("pace", main.pace) if main.pace else "",
                needed,
            )
        )
    if chosen.statistic == "quantiles":
        now: Any = rows.get("month") if rows.get("month") is not None else main
        found.append(
            (
                "p90",
                t("indicator.tile.p90"),
                number(now.p90, 1),
                t(f"common.unit_of.{chosen.unit}"),
                t("indicator.tile.p90_note", n=number(now.n)),
            )
        )
    return found


def _expected(chosen: Indicator, expected: float) -> str:
    if chosen.pace == "P-STAGE":
        return formats.counts(lang(), lights.steps_reached(chosen, expected), len(chosen.steps))
    return formats.goal(lang(), chosen, expected)


def _own_target(chosen: Indicator) -> str:
    return (chosen.target_zh if lang() == "zh" else chosen.target_en) or pieces.mark_words(chosen)


def _made_of(chosen: Indicator, row: Any) -> str:
    return (
        formats.counts(lang(), row.numerator, row.denominator)
        if chosen.statistic == "ratio" and row.state == "value"
        else ""
    )


def _light(row: Any) -> str:
    return (
        ""
        if row.light == "grey"
        else f":{blocks.WORD_COLOUR[row.light]}[{blocks.GLYPH[row.light]}] {label('light', row.light)}"
    )


# ------------------------------------------------------------------------------------------- small multiples
def panels_card(name: str, month: Month) -> None:
    """Each department's twelve months on one scale."""
    chosen = indicator(name)
    if "department" not in chosen.levels:
        return
    units = [u for u in data.units(month).values() if u.kind == "department"]
    all_series = {u.code: pieces.series(name, month, u.code) for u in units}
    known = [u for u in units if any(v is not None for v in all_series[u.code].values)]
    if not known or len(pieces.last_months(month)) < 2:
        return
    with blocks.card("panels"):
        blocks.head(t("indicator.panels.title", indicator=chosen.name(lang())), t("indicator.panels.sub"), "panels")
        with st.grid(4, min_column_width=190, gap="small"):
            for unit in known:
                with st.container(gap=None, key=f"panel_{unit.code}"):
                    row = all_series[unit.code].rows[-1]
                    n = (
                        t("indicator.panels.n", n=number(row.n))
                        if row is not None and row.state == "value"
                        else lights.printed(lang(), chosen, row)
                        if row is not None and row.state in ("not_reported", "hidden")
                        else ""
                    )
                    st.markdown(f"**{plain(unit.name(lang()))}** :small[:gray[{n}]]")
                    blocks.chart(
                        _panel(name, month, unit.code, tuple(u.code for u in known), look()),
                        f"c_panel_{unit.code}",
                        unit.name(lang()),
                    )
        silent = [
            u.short(lang()) for u in units
            if u not in known and not any(r is not None and r.state == "hidden" for r in all_series[u.code].rows)
        ]
        if silent:
            st.caption(t("indicator.panels.silent", units=formats.names(lang(), silent)))


@data.cached
def _panel(name: str, month: Month, unit_code: str, known: tuple[str, ...], drawn_for: Look) -> Any:
    from analytics.ui.charts import small_multiples as chart
    from analytics.ui.charts.trend import Line

    s = pieces.series(name, month, unit_code)
    p90 = (
        {
            c: [
                None if r is None or formats.missing(r.p90) else float(r.p90)
                for r in pieces.series(name, month, c).rows
            ]
            for c in known
        }
        if s.chosen.statistic == "quantiles"
        else {}
    )
    everyone = [pieces.series(name, month, c).values for c in known] + list(p90.values())
    shown = [formats.NOTHING if r is None else lights.printed(drawn_for.lang, s.chosen, r) for r in s.rows]
    target = None if s.chosen.pace in ("P-STAGE", "P-STEP", "P-LIN", "P-WD") else s.target
    second = None
    if unit_code in p90:
        second = Line("", p90[unit_code], [formats.number(drawn_for.lang, v, 1) for v in p90[unit_code]])
    as_rate = s.chosen.unit in ("rate", "fraction") and s.chosen.statistic == "ratio"
    return chart.panel(
        s.months, Line("", s.values, shown), drawn_for, top=chart.common_top(everyone, target), second=second,
        target=target, as_rate=as_rate,
    )
