"""The office publishes a month: from then on everybody sees the figures as they stand at that moment."""

from functools import partial

import streamlit as st

from analytics import clock, submitting
from analytics.authority import Publication
from analytics.ui import blocks, data, viewing
from analytics.ui.texts import day_name, month_name, t
from analytics.ui.views import markup
from analytics.ui.views.returns_page import Board


def card(found: Board) -> None:
    """For those who may publish the whole agency's results; nothing for anybody else."""
    root = data.root(found.month)
    if root is None or not data.authority().may("publish", root.code) or not data.scope().runs(root.code):
        return
    waiting, unreviewed = len(found.waiting()), int((found.now["status"] == "provisional").sum())
    with blocks.card("publish", stretch=False):
        st.markdown(f"### {t('access.publish.title')}\n\n{t('access.publish.words')}", anchors=False)
        st.caption(_state(data.authority().publication))
        month = month_name(found.month, long=True)
        if waiting or unreviewed:
            left = t("access.publish.open", month=month, missing=waiting, waiting=unreviewed)
            markup.show(markup.tone("warn", f"▲ {left}"))
        else:
            markup.show(markup.tone("good", f"● {t('access.publish.ready', month=month)}"))
        st.button(
            t("access.publish.button", month=month), key="publish", icon=":material/campaign:",
            on_click=_publish, args=(root.code, found),
        )
        if st.session_state.pop("published", None) == str(found.month):
            markup.show(markup.tone("good", f"● {t('access.publish.done', month=month)}"))


def _state(published: Publication | None) -> str:
    if published is None:
        return t("access.publish.never")
    when = data.event_time(published.event_no)
    return t(
        "access.publish.state", month=month_name(published.last_month, long=True),
        day=day_name(when.date(), year=True) if when else "—",
    )


def _publish(root_code: str, found: Board) -> None:
    done = viewing.guarded(
        partial(
            submitting.publish, data.warehouse(), root_code, found.month, by=data.scope().viewer, at=clock.now(),
            scope=data.scope(), trail=data.trail(),
        )
    )
    if done is not None:
        st.session_state["published"] = str(found.month)
    data.changed()
