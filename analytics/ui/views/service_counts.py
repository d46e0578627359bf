"""
How many matters are open and what the year's were about: the counts of the service page that are partly hidden from
those who may not see single matters.
"""

from typing import Any

import pandas as pd
import streamlit as st

from analytics import agency, service
from analytics.declare import Lang, code_list, text
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, number, t
from analytics.ui.views import pieces


def is_limited(unit_code: str, month: Month) -> bool:
    """Whether the viewer sees the unit, or one below it, without the right to its single matters."""
    return not all(data.scope().sees_persons(code) for code in data.below(unit_code, month))


def of_unit(found: pd.DataFrame, unit_code: str, month: Month) -> pd.DataFrame:
    """Rows of the unit and those below it; with hidden counts only its own: those of the whole agency, or none."""
    if is_limited(unit_code, month):
        return found[found["unit_code"] == unit_code]
    return found[found["unit_code"].isin(data.below(unit_code, month))]


def count(value: float | None) -> str:
    """A count in words; one that is hidden says so."""
    return t("privacy.withheld") if formats.missing(value) else number(value)


def sums(found: pd.DataFrame, names: tuple[str, ...]) -> tuple[float | None, ...]:
    """The sum of each column; None where a part of it is hidden."""
    return tuple(None if found[name].isna().any() else float(found[name].sum()) for name in names)


def pressure(month: Month, unit_code: str) -> tuple[float | None, ...]:
    """(open, near, past) at the month's end; None = hidden."""
    found = data.ask(agency.case_pressure, pieces.last_months(month))
    mine = of_unit(found[found["month"] == str(month)], unit_code, month)
    root = data.units(month).get(unit_code)
    if is_limited(unit_code, month) and (root is None or root.parent_code is not None):
        return None, None, None
    return sums(mine, ("open", "near", "past"))


# ------------------------------------------------------------------------------------------- waiting
def ageing_card(month: Month, unit_code: str) -> None:
    """Matters still waiting, by working days since receipt; past and near their limit counted."""
    limited, found = is_limited(unit_code, month), _waiting(month, unit_code)
    with blocks.card("ageing"):
        if limited:
            blocks.head(
                t("privacy.ageing"), t("privacy.ageing_sub") if len(found) else t("privacy.departments"), "ageing"
            )
            if found.empty:
                return
        else:
            total, past, near = (int(found[c].sum()) for c in ("cases", "past", "near"))
            blocks.head(
                t("service.ageing.title", n=total, past=past, near=near),
                t("service.ageing.sub", n=total),
                "ageing",
                t("service.ageing.why"),
                lambda: _ageing_table(found),
                f"ageing_{month}",
                figures=pieces.figures(("closure_rate", "statutory_overdue_count"), month, unit_code),
            )
        blocks.chart(_ageing_figure(month, unit_code, look()), "c_ageing", t("service.ageing.alt"))


def _waiting(month: Month, unit_code: str) -> pd.DataFrame:
    """One row a bucket: cases, near, past; NULL cases = hidden."""
    mine = of_unit(data.ask(service.ageing, (month,)), unit_code, month)
    if is_limited(unit_code, month):
        return mine.sort_values("bucket_no")
    return (
        mine.groupby(["bucket_no", "bucket"], as_index=False)[["cases", "near", "past"]].sum().sort_values("bucket_no")
    )


@data.cached
def _ageing_figure(month: Month, unit_code: str, drawn_for: Look) -> Any:
    from analytics.ui.charts import ageing as chart

    bands = [
        chart.AgeBand(
            text(f"service.ageing.bucket.{r.bucket}", drawn_for.lang),
            _whole(r.cases),
            _whole(r.near),
            _whole(r.past),
            withheld=formats.withheld(drawn_for.lang, r) if pd.isna(r.cases) else "",
        )
        for r in _waiting(month, unit_code).itertuples()
    ]
    return chart.bars(bands, drawn_for)


def _whole(count: float) -> int:
    """A count; 0 for one that is hidden."""
    return 0 if pd.isna(count) else int(count)


def _ageing_table(found: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("service.column.waited"): [t(f"service.ageing.bucket.{b}") for b in found["bucket"]],
            t("service.column.cases"): found["cases"],
            t("charts.limit.near"): found["near"],
            t("charts.limit.past"): found["past"],
        }
    )


# ------------------------------------------------------------------------------------------- what they were about
def categories_card(month: Month, unit_code: str) -> None:
    """What the year's matters were about."""
    found = _categories(month, unit_code, lang())
    with blocks.card("categories"):
        blocks.head(*_categories_words(found, is_limited(unit_code, month)), "categories")
        if found:
            blocks.chart(_categories_figure(month, unit_code, look()), "c_categories", t("service.categories.alt"))


def _categories_words(found: list[tuple[str, float | None, str]], limited: bool) -> tuple[str, str]:
    """Title and what is measured. The total would tell what is hidden, so it is only said where nothing is."""
    top = found[0] if found else None
    if limited:
        sub = t("privacy.categories_sub") if found else t("privacy.departments")
        name = label("rights_category", top[0]) if top and top[1] is not None else ""
        return t("privacy.categories", code=name) if name else t("common.no_rows"), sub
    total = int(sum(v or 0 for _, v, _ in found))
    title = t("common.no_rows")
    if top and total:
        share = formats.share(lang(), top[1], total, data.setting("small_numbers_min_denominator"))
        title = t("service.categories.title", code=label("rights_category", top[0]), share=share)
    return title, t("service.categories.sub", n=number(total))


def _categories(month: Month, unit_code: str, language: Lang) -> list[tuple[str, float | None, str]]:
    """(code, matters, how they are printed), most first; what is hidden comes last and has None."""
    mine = of_unit(data.ask(service.categories, month), unit_code, month)
    if not is_limited(unit_code, month):
        summed = mine.groupby("code", as_index=False)["matters"].sum()
        mine = summed[summed["matters"] > 0].assign(hidden=False, small=False)
    rows = [
        (r.code, None, formats.withheld(language, r)) if r.hidden
        else (r.code, float(r.matters), formats.trimmed(language, float(r.matters)))
        for r in mine.itertuples()
    ]
    return sorted(rows, key=lambda row: -(row[1] or 0))


@data.cached
def _categories_figure(month: Month, unit_code: str, drawn_for: Look) -> Any:
    from analytics.ui.charts import bars

    names = code_list("rights_category")
    shown = [
        bars.Bar(names.label(code, drawn_for.lang), value, words, _hover(words, value, drawn_for))
        for code, value, words in _categories(month, unit_code, drawn_for.lang)
    ]
    return bars.horizontal(shown, drawn_for, state="none", row=32)


def _hover(words: str, value: float | None, drawn_for: Look) -> str:
    return words if value is not None else f"{words} · {text('privacy.meaning', drawn_for.lang)}"


def note(unit_code: str, month: Month) -> None:
    """Why some figures of the page are not there."""
    if is_limited(unit_code, month):
        st.caption(t("privacy.note"))
