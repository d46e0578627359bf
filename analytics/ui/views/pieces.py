"""Cards that any indicator can have: its twelve months with the target, and its departments compared."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd

from analytics.declare import Indicator, Lang, indicator, text
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.blocks import Figure
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, t
from analytics.ui.views import lights
from analytics.ui.views.series import EVERY_LEVEL, Series, department_rows, last_months, met, series, value_of

__all__ = ["EVERY_LEVEL", "department_rows", "last_months", "series", "value_of"]

# ------------------------------------------------------------------------------------------- words
def target_short(language: Lang, chosen: Indicator, target: float | None) -> str:
    """目标 95%."""
    if formats.missing(target):
        return ""
    sign = "≤ " if chosen.better == "lower" else ""
    return text("charts.target", language, value=sign + formats.goal(language, chosen, target))


def formula(chosen: Indicator) -> str:
    """The indicator's formula, what is left out, and where the policy says so, in Markdown."""
    zh = lang() == "zh"
    words = f"**{chosen.name(lang())}** = {chosen.numerator_zh if zh else chosen.numerator_en}"
    if chosen.denominator_zh:
        words += f" ÷ {chosen.denominator_zh if zh else chosen.denominator_en}"
    lines = [words]
    if chosen.excluded_zh:
        lines.append(chosen.excluded_zh if zh else chosen.excluded_en)
    if chosen.quote:
        lines.append(t("charts.finding.article", article=chosen.article, quote=chosen.quote))
    return "\n\n".join(lines)


def remarks(*words: str, may_change: bool) -> str:
    """What is said beside a person's figures; that a return behind them has not been accepted yet comes last."""
    return " · ".join(filter(None, (*words, t("common.provisional_short") if may_change else "")))


def unit_name(code: str, month: Month) -> str:
    unit = data.units(month).get(code)
    return unit.name(lang()) if unit else code


def kept_at(name: str, month: Month, unit_code: str) -> str:
    """The unit whose figure is shown for a chosen unit: itself, or the top where only that has the figure."""
    unit, top = data.units(month).get(unit_code), data.top(month)
    return unit_code if top is None or unit is None or unit.kind in indicator(name).levels else top.code


def short_name(code: str) -> str:
    """A unit's short name as it is now."""
    unit = data.units(data.months_available()[-1]).get(code)
    return unit.short(lang()) if unit else code


def mark_words(chosen: Indicator) -> str:
    return t(f"common.mark.{chosen.mark or 'none'}")


def trend_title(s: Series, month: Month) -> str:
    """The finding of twelve months, in words."""
    if not s.judged():
        now = s.rows[-1]
        return t(
            "charts.finding.now",
            indicator=s.chosen.name(lang()),
            value=lights.detail(lang(), s.chosen, now) if now is not None else formats.NOTHING,
        )
    below = s.below()
    if not below:
        return t("charts.finding.always", indicator=s.chosen.name(lang()), n=s.judged())
    return t("charts.finding.below", indicator=s.chosen.name(lang()), n=s.judged(), below=below)


def department_title(name: str, rows: Sequence[Any], month: Month) -> str:
    chosen = indicator(name)
    judged = [r for r in rows if met(chosen, r) is not None]
    low = [r for r in judged if not met(chosen, r)]
    if not judged:
        return t("charts.finding.by_department", indicator=chosen.name(lang()))
    if not low:
        return t("charts.finding.all_met", indicator=chosen.name(lang()), n=len(judged))
    worst = min(low, key=lambda r: (r.light != "red", r.value if chosen.better == "higher" else -r.value))
    return t(
        "charts.finding.some_low" if chosen.better == "higher" else "charts.finding.some_high",
        indicator=chosen.name(lang()),
        n=len(low),
        unit=short_name(worst.unit_code),
        value=lights.printed(lang(), chosen, worst),
    )


def sub_line(chosen: Indicator, row: Any) -> str:
    """Measure, unit, n and mark."""
    parts = [t("charts.measure", indicator=chosen.name(lang()), unit=t(f"common.unit_of.{chosen.unit}"))]
    period = t(f"charts.period.{lights.shown_period(chosen)}")
    if row is not None and row.state == "value":
        if chosen.statistic == "ratio":
            parts.append(
                t("charts.n_of", made_of=formats.counts(lang(), row.numerator, row.denominator), period=period)
            )
        else:
            parts.append(t("charts.n", n=formats.number(lang(), row.n), period=period))
    parts.append(mark_words(chosen))
    if chosen.article:
        parts[-1] += f" {chosen.article}"
    return " · ".join(parts) + lights.finality(lang(), row)


def figures(names: Iterable[str], month: Month, unit_code: str) -> tuple[Figure, ...]:
    """Computed indicators of a unit; those that are not kept at its level as of the highest unit the viewer sees."""
    known, top = data.units(month), data.top(month)
    found = []
    for name in lights.computed(tuple(dict.fromkeys(names))):
        levels = indicator(name).levels
        unit = next((u for u in (known.get(unit_code), top) if u is not None and u.kind in levels), None)
        if unit is not None:
            found.append(Figure(indicator(name).name(lang()), name, unit.code, str(month)))
    return tuple(found)


# ------------------------------------------------------------------------------------------- cards
def trend_card(name: str, month: Month, unit_code: str, ids: tuple[str, ...] = (), *, title: str | None = None) -> None:
    """Twelve months of one unit with the target line."""
    s = series(name, month, unit_code, ids)
    with blocks.card(f"trend_{name}"):
        blocks.head(
            title or trend_title(s, month),
            sub_line(s.chosen, s.rows[-1]),
            f"trend_{name}",
            formula(s.chosen),
            lambda: trend_table(s),
            f"{name}_{unit_code}",
            figures=figures((name,), month, unit_code),
        )
        alt = t("charts.alt.trend", indicator=s.chosen.name(lang()))
        blocks.chart(trend_figure(name, month, unit_code, ids, look()), f"c_trend_{name}", alt)


@data.cached
def trend_figure(
    name: str, month: Month, unit_code: str, ids: tuple[str, ...], drawn_for: Look, height: int = 260
) -> Any:
    """Bars for rates and monthly amounts, a line for everything else."""
    from analytics.ui.charts import columns

    s, language = series(name, month, unit_code, ids), drawn_for.lang
    shown = [formats.NOTHING if r is None else lights.printed(language, s.chosen, r) for r in s.rows]
    hover = [
        f"{formats.month_name(language, m, True)}<br>"
        + (formats.NOTHING if r is None else lights.detail(language, s.chosen, r) + lights.finality(language, r))
        for m, r in zip(s.months, s.rows, strict=True)
    ]
    common: dict[str, Any] = {
        "target": s.target, "target_words": target_short(language, s.chosen, s.target), "hover": hover,
        "height": height, "gaps": _gaps(s, shown),
    }
    if s.chosen.statistic == "ratio" and s.chosen.unit in ("rate", "fraction"):
        strong = [met(s.chosen, r) is not False for r in s.rows]
        return columns.rate_bars(s.months, s.values, drawn_for, shown=shown[-1], strong=strong, **common)
    if lights.shown_period(s.chosen) == "month" and s.chosen.statistic == "sum":
        return columns.amount_bars(s.months, s.values, drawn_for, shown=shown[-1], **common)
    return _trend_lines(s, shown, drawn_for, common)


def _gaps(s: Series, shown: list[str]) -> list[str]:
    """What stands on the axis where a month has no figure: what it is hidden as, or a dash in bars of rates."""
    nothing = formats.NOTHING if s.chosen.statistic == "ratio" else ""
    return [
        words if r is not None and r.state == "hidden" else nothing for r, words in zip(s.rows, shown, strict=True)
    ]


def _trend_lines(s: Series, shown: list[str], drawn_for: Look, common: dict[str, Any]) -> Any:
    """The median with the ninetieth percentile, or a running figure with where it ought to be."""
    from analytics.ui.charts.trend import Line, lines

    language = drawn_for.lang
    if s.chosen.statistic == "quantiles":
        p90 = [None if r is None or formats.missing(r.p90) else float(r.p90) for r in s.rows]
        second = Line("P90", p90, [formats.number(language, v, 1) for v in p90])
        median = Line(text("charts.median", language), s.values, shown)
        return lines(s.months, median, drawn_for, second=second, **common)
    expected = [None if r is None or formats.missing(r.expected) else float(r.expected) for r in s.rows]
    paced = s.chosen.pace not in ("P-RATE", "none") and any(e is not None for e in expected)
    due = Line(text("charts.expected", language), expected) if paced else None
    return lines(s.months, Line("", s.values, shown), drawn_for, expected=due, **common)


def trend_table(s: Series) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                t("common.month"): m,
                t("charts.column.value"): formats.NOTHING if r is None
                else lights.printed(lang(), s.chosen, r) + lights.finality(lang(), r),
                t("charts.column.numerator"): None if r is None else r.numerator,
                t("charts.column.denominator"): None if r is None else r.denominator,
                t("charts.column.target"): formats.amount(lang(), s.chosen, None if r is None else r.target),
                t("charts.column.light"): "" if r is None else label("light", r.light),
            }
            for m, r in zip(s.months, s.rows, strict=True)
        ]
    )


def department_card(name: str, month: Month, ids: tuple[str, ...] = (), *, state: str = "light") -> None:
    """The departments compared, with the target line."""
    rows, chosen = department_rows(name, month, ids), indicator(name)
    root = data.top(month)
    whole = series(name, month, root.code, ids).rows[-1] if root else None
    with blocks.card(f"by_{name}"):
        blocks.head(
            department_title(name, rows, month),
            sub_line(chosen, whole),
            f"by_{name}",
            formula(chosen),
            lambda: department_table(name, rows, month),
            f"{name}_{month}",
            figures=figures((name,), month, root.code if root else ""),
        )
        alt = t("charts.alt.by_department", indicator=chosen.name(lang()))
        blocks.chart(department_figure(name, month, ids, look(), state), f"c_by_{name}", alt)


def _warned(chosen: Indicator, row: Any) -> str:
    """Why the light is amber though the target is met, as bars say it; empty where it is not."""
    if row.light != "amber":
        return ""
    if row.done_late:
        return "done_late"
    return "open_cases" if chosen.colour == "R-LIMIT" and met(chosen, row) is True else ""


@data.cached
def department_figure(name: str, month: Month, ids: tuple[str, ...], drawn_for: Look, state: str = "light") -> Any:
    from analytics.ui.charts import bars
    from analytics.ui.charts.base import unit_labels

    chosen, units, language = indicator(name), data.units(month), drawn_for.lang
    rows = department_rows(name, month, ids)
    names = unit_labels([units[r.unit_code] for r in rows], drawn_for)
    shown = [
        bars.Bar(
            name,
            value_of(chosen, r),
            lights.printed(language, chosen, r),
            lights.detail(language, chosen, r) + lights.finality(language, r),
            r.light,
            r.pace,
            r.unit_code,
            warned=_warned(chosen, r),
        )
        for name, r in zip(names, rows, strict=True)
    ]
    target = next((float(r.target) for r in rows if not formats.missing(r.target)), None)
    expected = next((float(r.expected) for r in rows if not formats.missing(r.expected)), None)
    paced = state == "pace" and expected is not None
    return bars.horizontal(
        shown,
        drawn_for,
        state=state,
        as_rate=chosen.unit in ("rate", "fraction"),
        target=None if paced else target,
        target_words=target_short(language, chosen, target),
        expected=expected if paced else None,
        expected_words=text("charts.expected_value", language, value=formats.amount(language, chosen, expected))
        if paced
        else "",
        row=32,
    )


def department_table(name: str, rows: Sequence[Any], month: Month) -> pd.DataFrame:
    chosen = indicator(name)
    return pd.DataFrame(
        [
            {
                t("common.department"): unit_name(r.unit_code, month),
                t("charts.column.value"): lights.printed(lang(), chosen, r) + lights.finality(lang(), r),
                t("charts.column.numerator"): r.numerator,
                t("charts.column.denominator"): r.denominator,
                t("charts.column.target"): formats.amount(lang(), chosen, r.target),
                t("charts.column.light"): label("light", r.light),
                t("charts.column.pace"): label("pace", r.pace),
            }
            for r in rows
        ]
    )
