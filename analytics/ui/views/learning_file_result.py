"""A person's evaluation in the learning file: item by item, of the list that counts; objections and answers."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from analytics import evaluation, results
from analytics.learning_file import LearningFile
from analytics.store.learning_results import Objection, ResultList
from analytics.ui import blocks, data, formats
from analytics.ui.texts import day_name, label, month_name, number, t
from analytics.ui.views import markup
from analytics.ui.views.learning_results_list import code_word, points
from analytics.ui.views.markup import esc

Known = tuple[ResultList, pd.DataFrame, tuple[Objection, ...]] | None  # results.of_person


def card(found: LearningFile, known: Known) -> None:
    """Total, band and place, the items below; what it would be by the figures of now where that differs."""
    row, _ = _row(found, known)
    with blocks.card("file_result", stretch=False):
        blocks.head(_title(row), _source(found, known), "file_result")
        frame = table(found, known)
        cells = [[esc(cell) for cell in line] for line in frame.itertuples(index=False)]
        heads = [esc(head) for head in frame.columns]
        markup.show(markup.table(heads, cells, right=frozenset({1, 2}), kind="spaced narrow"))
        if known is not None and points(row["total"]) != points(found.result["total"]):
            st.caption(t("learning_files.file.now_differs", total=points(found.result["total"])))


def table(found: LearningFile, known: Known) -> pd.DataFrame:
    """Item, its points, what was earned, why it is left out; then the two gates."""
    row, weights = _row(found, known)
    lines = [
        (label("evaluation_item", item), number(weight, 2 if weight % 1 else 0), points(row[item]),
         code_word("missing", row[f"{item}.missing"]))
        for item, weight in weights.items()
    ]
    lines.append((t("learning_files.list.total"), number(sum(weights.values())), points(row["total"]),
                  code_word("band", row["band"])))
    hours = t("learning_files.file.hours_a_day", hours=number(row["hours_a_day"], 2)) \
        if not formats.missing(row["hours_a_day"]) else ""
    for gate, column, remark in (("course", "course_completed", ""), ("hours", "hours_met", hours)):
        met = not formats.missing(row[column]) and bool(row[column])
        mark = f"{'●' if met else '◆'} {t('learning_files.list.met' if met else 'learning_files.list.not_met')}"
        lines.append((t(f"learning_files.file.gate_{gate}"), "", mark, remark))
    heads = [t(f"learning_files.file.{name}") for name in ("item", "weight", "score", "why")]
    return pd.DataFrame(lines, columns=heads)


def _row(found: LearningFile, known: Known) -> tuple[Mapping[str, Any], Mapping[str, float]]:
    if known is None:
        return found.result, evaluation.weights(data.warehouse().cursor())
    return known[1].iloc[0].to_dict(), known[0].weights


def _title(row: Mapping[str, Any]) -> str:
    if formats.missing(row["place"]):
        return t("learning_files.file.result_left", reason=code_word("not_ranked", row["not_ranked"]))
    return t("learning_files.file.result_title", total=points(row["total"]), band=code_word("band", row["band"]),
             place=int(row["place"]))


def _source(found: LearningFile, known: Known) -> str:
    if known is None:
        return t("learning_files.file.so_far", month=month_name(found.month, long=True))
    one = known[0]
    state = "published" if one.published_at else "announced" if data.today() <= one.objections_until else "closed"
    return t("learning_files.file.of_list", version=one.version, state=t(f"learning_files.state.{state}"),
             day=day_name(one.announced_on, year=True))


# ------------------------------------------------------------------------------------------- objections
def objections_card(found: tuple[Objection, ...]) -> None:
    """The person's own objections and what came of them; nothing where there is none to see."""
    if not found:
        return
    frame = objections_table(found)
    with blocks.card("file_objections", stretch=False):
        st.markdown(f"### {t('learning_files.file.objections')}", anchors=False)
        cells = [[esc(cell) for cell in line] for line in frame.itertuples(index=False)]
        markup.show(markup.table([esc(head) for head in frame.columns], cells, kind="spaced"))


def objections_table(found: tuple[Objection, ...]) -> pd.DataFrame:
    rows = [
        (f"{day_name(one.received_on, year=True)}　{t('learning_files.objections.about', version=one.version)}",
         one.words,
         label(results.OUTCOMES, one.outcome) if one.outcome else t("learning_files.objections.waiting"),
         one.reply or "")
        for one in found
    ]
    heads = [t(f"learning_files.objections.{name}") for name in ("received", "words", "outcome", "reply")]
    return pd.DataFrame(rows, columns=heads)
