"""The return's figures against the unit's own past: how far each is from it, and what is usual."""

import streamlit as st

from analytics.outliers import LEAST_MONTHS
from analytics.reviewing import Past
from analytics.ui import blocks, formats
from analytics.ui.style import look
from analytics.ui.texts import lang, number, signed, t
from analytics.ui.views import markup
from analytics.ui.views.markup import text
from analytics.ui.views.review_queue import Chosen, past


def card(chosen: Chosen) -> None:
    found = past(chosen.slot)
    if not found:
        return
    odd = sum(one.score.odd for one in found)
    with blocks.card("past", stretch=False):
        title = t("review.past.title", count=odd) if odd else t("review.past.title_none")
        blocks.head(title, t("review.past.sub", months=len(found[0].months)), "past", t("review.past.why"))
        with st.grid(3, min_column_width=230, gap="small"):
            for one in found:
                _figure(one, str(chosen.slot.month))


def _figure(one: Past, month: str) -> None:
    from analytics.ui.charts import past as chart

    score = one.score
    name = t(f"finding_words.measure.{one.measure}")
    with st.container(key=f"past_{one.measure}", gap=None):
        value = formats.trimmed(lang(), score.now)
        mark = markup.tone("bad", f"◆ {t('review.past.odd')}") if score.odd else ""
        markup.show(f'<div class="pastfig"><b>{value}</b> {text(f"finding_words.measure.{one.measure}")} {mark}</div>')
        figure = chart.band(
            [*one.months, month], [*one.values, score.now], look(), middle=score.median, low=score.low,
            high=score.high, odd=score.odd,
        )
        blocks.chart(figure, f"c_past_{one.measure}", t("review.past.alt", name=name))
        st.caption(_words(one))


def _words(one: Past) -> str:
    score = one.score
    if not score.scored:
        return t("review.past.too_few", months=score.months, least=LEAST_MONTHS)
    usual = t("review.past.usual", low=number(score.low), high=number(score.high))
    scores = [
        t(f"review.past.{name}", value=signed(value))
        for name, value in (("modified_z", score.modified_z), ("z", score.z)) if value is not None
    ]
    return t("review.past.line", usual=usual, scores=formats.names(lang(), scores)) if scores else usual


