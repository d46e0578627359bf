"""How far the year's suggestions have come, and how many goals of each kind are finished."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analytics import suggestions
from analytics.declare import code_list, text
from analytics.months import Month
from analytics.ui import blocks, data, formats
from analytics.ui.charts.ink import Look
from analytics.ui.style import look
from analytics.ui.texts import label, lang, number, t
from analytics.ui.views import pieces

REVIEW_DAYS = "suggestion_review_days"


# ------------------------------------------------------------------------------------------- the chain
@data.cached
def _chain(month: Month, unit_code: str) -> pd.DataFrame:
    months = tuple(Month(month.year, m) for m in range(1, month.month + 1))
    found = data.ask(suggestions.list_rows, months)
    return suggestions.chain(found[found["unit_code"].isin(data.below(unit_code, month))])


def chain_card(month: Month, unit_code: str, ids: tuple[str, ...]) -> None:
    """Proposed, reviewed, adopted, implemented, awarded; each with its share of the step it follows from."""
    steps = _chain(month, unit_code).set_index("step")["suggestions"]
    with blocks.card("chain"):
        blocks.head(
            t("suggestions.chain.title", proposed=int(steps["proposed"]), adopted=int(steps["adopted"]),
              implemented=int(steps["implemented"])),
            t("suggestions.chain.sub") + _review_time(month, unit_code, ids),
            "chain",
            t("suggestions.chain.why"),
            lambda: _chain_table(month, unit_code),
            f"suggestion_chain_{month}",
            ("indicator", t("common.see_rows"), {"i": "suggestions_per_person", "u": unit_code, "m": str(month)}),
        )
        blocks.chart(_chain_figure(month, unit_code, look()), "c_chain", t("suggestions.chain.alt"))


def _review_time(month: Month, unit_code: str, ids: tuple[str, ...]) -> str:
    """The median days to a decision, where it is measured."""
    if REVIEW_DAYS not in ids:
        return ""
    row = pieces.series(REVIEW_DAYS, month, unit_code, ids).rows[-1]
    if row is None or row.state != "value":
        return ""
    return t("suggestions.chain.days", days=formats.trimmed(lang(), row.value), n=number(row.n))


def _chain_table(month: Month, unit_code: str) -> pd.DataFrame:
    found, few = _chain(month, unit_code), data.setting("small_numbers_min_denominator")
    return pd.DataFrame(
        {
            t("suggestions.chain.step"): [t(f"suggestions.chain.{s}") for s in found["step"]],
            t("overview.suggestions.total"): found["suggestions"],
            t("suggestions.chain.share"): [
                formats.share(lang(), n, of, few) for n, of in zip(found["suggestions"], found["of"], strict=True)
            ],
        }
    )


@data.cached
def _chain_figure(month: Month, unit_code: str, drawn_for: Look) -> Any:
    from analytics.ui.charts import bars

    language, few = drawn_for.lang, data.setting("small_numbers_min_denominator")
    rows = []
    for r in _chain(month, unit_code).itertuples():
        share = formats.share(language, r.suggestions, r.of, few)
        of = "" if formats.missing(r.of) or not r.of else text(f"suggestions.chain.of.{r.step}", language, share=share)
        words = " · ".join(w for w in (formats.number(language, r.suggestions), of) if w)
        rows.append(bars.Bar(text(f"suggestions.chain.{r.step}", language), float(r.suggestions), words, light="green"))
    return bars.horizontal(rows, drawn_for, state="none")


# ------------------------------------------------------------------------------------------- goals by kind
def kinds_card(month: Month, unit_code: str) -> None:
    """Of each kind of goal the finished ones, and how many are overdue."""
    found = _kinds(month, unit_code)
    late = sum(overdue for _, _, _, overdue in found)
    with blocks.card("kinds"):
        blocks.head(
            t("suggestions.kinds.title" if late else "suggestions.kinds.title_none", late=late),
            t("suggestions.kinds.sub", n=sum(n for _, n, _, _ in found)),
            "kinds",
            None,
            lambda: _kinds_table(found),
            f"goals_by_kind_{month}",
            ("indicator", t("common.see_rows"),
             {"i": "innovation_measure_completion_rate", "u": unit_code, "m": str(month)}),
        )
        blocks.chart(_kinds_figure(month, unit_code, look()), "c_kinds", t("suggestions.kinds.alt"))


def _kinds(month: Month, unit_code: str) -> Sequence[tuple[str, int, int, int]]:
    """(kind, goals, finished, overdue) in the order of the code list; dropped ones left out."""
    found = data.ask(suggestions.goal_rows, month)
    mine = found[found["unit_code"].isin(data.below(unit_code, month)) & (found["stage"] != "dropped")]
    sums = mine.groupby("goal_type").agg(
        goals=("goal_id", "size"), finished=("finished", "sum"), overdue=("overdue", "sum")
    )
    sums = sums.reindex([c.code for c in code_list("goal_type")], fill_value=0)
    return [(str(r.Index), int(r.goals), int(r.finished), int(r.overdue)) for r in sums.itertuples()]


def _kinds_table(found: Sequence[tuple[str, int, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("suggestions.column.type"): [label("goal_type", kind) for kind, *_ in found],
            t("suggestions.kinds.goals"): [n for _, n, _, _ in found],
            t("suggestions.kinds.finished"): [n for _, _, n, _ in found],
            t("suggestions.column.overdue"): [n for _, _, _, n in found],
        }
    )


@data.cached
def _kinds_figure(month: Month, unit_code: str, drawn_for: Look) -> Any:
    from analytics.ui.charts import bars

    language, rows = drawn_for.lang, []
    for kind, goals, finished, overdue in _kinds(month, unit_code):
        words = formats.counts(language, finished, goals) if goals else formats.NOTHING
        if overdue:
            words += " · " + text("suggestions.kinds.late", language, n=overdue)
        rows.append(
            bars.Bar(
                code_list("goal_type").label(kind, language),
                finished / goals if goals else None,
                words,
                light="red" if overdue else "green" if goals else "grey",
            )
        )
    return bars.horizontal(rows, drawn_for, state="none", as_rate=True)
