"""Suggestions per person by department, against the pace of the year."""

import pandas as pd

from analytics.declare import indicator, text
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import amount, label, lang, number, t
from analytics.ui.views import lights, pieces

ID = "suggestions_per_person"


def rows(month: Month) -> pd.DataFrame:
    """The departments' rows of the year so far, most per person first."""
    frame = data.measured((ID,), (month,), ("person", "department", "agency"))
    return frame[frame["level"] == "department"].sort_values("value", ascending=False, na_position="last")


def whole(month: Month):
    """The agency's row."""
    frame = data.measured((ID,), (month,), ("person", "department", "agency"))
    mine = frame[frame["level"] == "agency"]
    return next(mine.itertuples(index=False), None)


def card(month: Month) -> None:
    """The card of the overview and of the suggestions page."""
    if not lights.computed((ID,)):
        return
    agency, found, chosen = whole(month), rows(month), indicator(ID)
    behind = int(found["pace"].isin(["behind", "out_of_reach"]).sum())
    value = amount(agency.value if agency else None, chosen)
    key = "title" if behind else "title_none"
    sub = t("overview.suggestions.sub", total=number(agency.numerator if agency else 0),
            n=number(agency.denominator if agency else 0), article=chosen.article)
    with blocks.card("suggestions"):
        blocks.head(t(f"overview.suggestions.{key}", value=value, n=behind), sub, "suggestions", pieces.formula(chosen),
                    lambda: table(month), f"{ID}_{month}")
        blocks.chart(figure(month, look()), "c_suggestions", t("overview.suggestions.alt"))


@data.cached
def figure(month: Month, drawn_for: Look):
    from analytics.ui.charts import bars

    chosen, units = indicator(ID), data.units(month)
    found, lang = rows(month), drawn_for.lang
    shown = [
        bars.Bar(
            units[r.unit_code].short(lang) if drawn_for.narrow else units[r.unit_code].name(lang),
            r.value if r.state == "value" else None, formats.figure(lang, chosen, r), lights.detail(lang, chosen, r), r.light, r.pace, r.unit_code,
        )
        for r in found.itertuples() if r.unit_code in units
    ]
    first = next(found.itertuples(), None)
    expected = None if first is None or formats.missing(first.expected) else first.expected
    low = chosen.target if first is None or formats.missing(first.target) else first.target
    high = chosen.full_target or low
    return bars.horizontal(
        shown, drawn_for, state="pace", expected=expected, top=max(3.0, high or 0), band=(low, high) if low and high else None,
        expected_words=text("overview.suggestions.expected", lang, month=formats.month_name(lang, month),
                            value=formats.amount(lang, chosen, expected)),
        band_words=text("overview.suggestions.band", lang, low=formats.trimmed(lang, low), high=formats.trimmed(lang, high)),
    )


def table(month: Month) -> pd.DataFrame:
    units = data.units(month)
    found = [r for r in rows(month).itertuples() if r.unit_code in units]
    return pd.DataFrame({
        t("common.department"): [units[r.unit_code].name(lang()) for r in found],
        t("overview.suggestions.total"): [r.numerator for r in found],
        t("overview.suggestions.people"): [r.denominator for r in found],
        t("overview.suggestions.per_person"): [round(r.value, 2) if r.value == r.value else None for r in found],
        t("overview.suggestions.expected_column"): [round(r.expected, 2) if r.expected == r.expected else None for r in found],
        t("overview.suggestions.needed"): [round(r.needed_per_month, 2) if r.needed_per_month == r.needed_per_month else None
                                           for r in found],
        t("overview.suggestions.pace"): [label("pace", r.pace) for r in found],
    })
