"""Suggestions per person by department, against the pace of the year."""

from typing import Any

import pandas as pd

from analytics.declare import indicator, text
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import amount, label, lang, number, t
from analytics.ui.views import lights, pieces

ID = "suggestions_per_person"


def rows(month: Month, ids: tuple[str, ...] = ()) -> list:
    """The departments' rows of the year so far, most per person first."""
    return pieces.department_rows(ID, month, ids)


def card(month: Month, ids: tuple[str, ...] = ()) -> None:
    """The card of the overview and of the suggestions page. ids: what the page measures in one statement."""
    root = data.root(month)
    if not lights.computed((ID,)) or root is None:
        return
    agency, found, chosen = pieces.series(ID, month, root.code, ids).rows[-1], rows(month, ids), indicator(ID)
    behind = sum(r.pace in ("behind", "out_of_reach") for r in found)
    value = amount(agency.value if agency else None, chosen)
    key = "title" if behind else "title_none"
    sub = t(
        "overview.suggestions.sub",
        total=number(agency.numerator if agency else 0),
        n=number(agency.denominator if agency else 0),
        article=chosen.article,
    ) + lights.finality(lang(), agency)
    with blocks.card("suggestions"):
        blocks.head(
            t(f"overview.suggestions.{key}", value=value, n=behind),
            sub,
            "suggestions",
            pieces.formula(chosen),
            lambda: table(month, ids),
            f"{ID}_{month}",
            figures=pieces.figures((ID,), month, root.code),
        )
        blocks.chart(figure(month, ids, look()), "c_suggestions", t("overview.suggestions.alt"))


@data.cached
def figure(month: Month, ids: tuple[str, ...], drawn_for: Look) -> Any:
    from analytics.ui.charts import bars
    from analytics.ui.charts.base import unit_labels

    chosen, units = indicator(ID), data.units(month)
    found, lang = rows(month, ids), drawn_for.lang
    names = unit_labels([units[r.unit_code] for r in found], drawn_for)
    shown = [
        bars.Bar(
            name,
            r.value if r.state == "value" else None,
            formats.figure(lang, chosen, r),
            lights.detail(lang, chosen, r),
            r.light,
            r.pace,
            r.unit_code,
        )
        for name, r in zip(names, found, strict=True)
    ]
    first = found[0] if found else None
    expected = None if first is None or formats.missing(first.expected) else first.expected
    low = chosen.target if first is None or formats.missing(first.target) else first.target
    high = chosen.full_target or low
    return bars.horizontal(
        shown,
        drawn_for,
        state="pace",
        expected=expected,
        top=max(3.0, high or 0),
        band=(low, high) if low and high else None,
        expected_words=text(
            "overview.suggestions.expected",
            lang,
            month=formats.month_name(lang, month),
            value=formats.amount(lang, chosen, expected),
        ),
        band_words=text(
            "overview.suggestions.band", lang, low=formats.trimmed(lang, low), high=formats.trimmed(lang, high)
        ),
    )


def table(month: Month, ids: tuple[str, ...] = ()) -> pd.DataFrame:
    units, found = data.units(month), rows(month, ids)
    return pd.DataFrame(
        {
            t("common.department"): [units[r.unit_code].name(lang()) for r in found],
            t("overview.suggestions.total"): [r.numerator for r in found],
            t("overview.suggestions.people"): [r.denominator for r in found],
            t("overview.suggestions.per_person"): [round(r.value, 2) if r.value == r.value else None for r in found],
            t("overview.suggestions.expected_column"): [
                round(r.expected, 2) if r.expected == r.expected else None for r in found
            ],
            t("overview.suggestions.needed"): [
                round(r.needed_per_month, 2) if r.needed_per_month == r.needed_per_month else None for r in found
            ],
            t("overview.suggestions.pace"): [label("pace", r.pace) for r in found],
        }
    )
