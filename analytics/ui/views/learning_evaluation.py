"""The learning page's evaluation: every person's points, item by item, for those who may see them; means for others."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from analytics import evaluation
from analytics.declare import code_list
from analytics.months import Month
from analytics.ui import blocks, data, formats, watching
from analytics.ui.texts import label, lang, number, t
from analytics.ui.views import pieces

SCORE = "learning_evaluation_score"


@data.cached
def weights() -> Mapping[str, float]:
    """The points of each item, in the order they are published."""
    return evaluation.weights(data.cursor())


def card(month: Month, unit_code: str, ids: tuple[str, ...]) -> None:
    """The year's evaluation so far, best first; people who are not ranked last, with the reason."""
    if not data.scope().personal:
        if SCORE in ids:
            pieces.department_card(SCORE, month, ids)
        return
    found = data.ask(evaluation.results, month)
    mine = found[found["unit_code"].isin(data.below(unit_code, month))]
    mine = mine.sort_values("place", na_position="last", kind="stable")
    ranked = mine[mine["place"].notna()]
    watching.saw_persons("learning/evaluation", set(mine["unit_code"]), len(mine))
    good = int(ranked["band"].isin(["excellent", "good"]).sum())
    mean = number(ranked["total"].mean(), 1) if len(ranked) else formats.NOTHING
    table = _table(mine)
    items = " + ".join(f"{label('evaluation_item', item)} {number(points)}" for item, points in weights().items())
    with blocks.card("evaluation"):
        blocks.head(
            t("learning.evaluation.title", n=len(ranked), mean=mean, good=good),
            t("learning.evaluation.sub", items=items),
            "evaluation",
            t("learning.evaluation.why"),
            table,
            f"learning_evaluation_{month}",
            ("indicator", t("common.see_definition"), {"i": SCORE, "u": unit_code, "m": str(month)}),
        )
        points = [t("learning.evaluation.total"), *(label("evaluation_item", item) for item in weights())]
        st.dataframe(
            table,
            hide_index=True,
            height=min(460, 38 + 35 * max(len(table), 1)),
            alt=t("learning.evaluation.alt"),
            placeholder="—",
            column_config={name: st.column_config.NumberColumn(format="%.1f") for name in points},
        )


def _table(found: pd.DataFrame) -> pd.DataFrame:
    names = found["name"] if lang() == "zh" else found["name_en"].fillna(found["name"])
    kinds = evaluation.CODE_LISTS
    rows = {
        t("learning.evaluation.place"): found["place"].astype("Int64").array,
        t("common.person"): list(names),
        t("common.department"): [pieces.short_name(code) for code in found["unit_code"]],
        t("learning.evaluation.total"): list(found["total"]),
        t("learning.evaluation.band"): [_word(kinds["band"], code) for code in found["band"]],
    }
    rows |= {label("evaluation_item", item): list(found[item]) for item in weights()}
    rows[t("learning.evaluation.gates")] = [
        " ".join(f"{'●' if met else '◆'} {t(f'learning.evaluation.{gate}')}" for gate, met in zip(
            ("course", "hours"), gates, strict=True))
        for gates in zip(found["course_completed"], found["hours_met"], strict=True)
    ]
    rows[t("learning.column.remark")] = [
        pieces.remarks(_word(kinds["not_ranked"], code), may_change=may_change)
        for code, may_change in zip(found["not_ranked"], found["provisional"], strict=True)
    ]
    return pd.DataFrame(rows)


def _word(list_name: str, code: object) -> str:
    return "" if formats.missing(code) else code_list(list_name).label(str(code), lang())
