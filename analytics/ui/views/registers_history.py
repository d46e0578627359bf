"""Who changed what in a register, when and why; the latest first."""

import datetime as dt

import streamlit as st

from analytics.keeping.history import Event, history
from analytics.ui import blocks, data
from analytics.ui.texts import number, t
from analytics.ui.views import markup
from analytics.ui.views import registers_state as state
from analytics.ui.views.markup import esc, text
from analytics.ui.views.registers_review import MARKS, entry_name, fields_in_words
from analytics.ui.views.registers_state import ALL, Work

ROWS_SHOWN = 100
OPERATOR = "operator:"


@data.cached
def _events(name: str) -> tuple[Event, ...]:
    return history(data.cursor(), data.scope(), name)


def show(name: str) -> None:
    """Every change, by person, kind, day and words."""
    markup.css()
    work, every = Work(*state.loaded(name)), _events(name)
    with blocks.card(f"history_{name}", stretch=False):
        found = _chosen(work, every)
        st.markdown(f"### {t('registers.history.found', count=number(len(found)))}", anchors=False)
        if not found:
            st.caption(t("registers.history.none"))
            return
        heads = [text(f"registers.history.{column}") for column in ("at", "by", "kind", "reason")]
        heads[3:3] = [text("registers.entry"), text("registers.what")]
        markup.show(markup.table(heads, [_row(work, event) for event in found[:ROWS_SHOWN]]))
        if len(found) > ROWS_SHOWN:
            st.caption(t("registers.more", count=number(len(found) - ROWS_SHOWN)))


def _chosen(work: Work, every: tuple[Event, ...]) -> list[Event]:
    people = {ALL: t("registers.history.everybody"), **{by: _who(by) for by in dict.fromkeys(e.by for e in every)}}
    kinds = {ALL: t("registers.history.every_kind"), **{kind: t(f"registers.kind.{kind}") for kind in MARKS}}
    name = work.register.name
    with st.container(horizontal=True, vertical_alignment="bottom"):
        who = st.selectbox(t("registers.history.by"), list(people), format_func=people.__getitem__, width=180,
                           key=f"history_by_{name}")
        kind = st.selectbox(t("registers.history.kind"), list(kinds), format_func=kinds.__getitem__, width=140,
                            key=f"history_kind_{name}")
        since = st.date_input(t("registers.history.since"), None, key=f"history_since_{name}", format="YYYY-MM-DD",
                              width=150)
        find = st.text_input(t("registers.find"), key=f"history_find_{name}", icon=":material/search:", max_chars=60,
                             placeholder=t("registers.history.find_hint"), width=220)
    words = (find or "").casefold().split()
    return [
        e for e in every
        if who in (ALL, e.by) and kind in (ALL, e.kind)
        and (not isinstance(since, dt.date) or e.at.date() >= since)
        and all(word in f"{state.label(work, e.values)} {' '.join(map(str, e.key))}".casefold() for word in words)
    ]


def _who(by: str) -> str:
    return data.account_names().get(by, by.removeprefix(OPERATOR))


def _row(work: Work, event: Event) -> list[str]:
    tone, mark = MARKS[event.kind]
    return [
        f'<span class="nowrap">{event.at:%Y-%m-%d %H:%M}</span>', esc(_who(event.by)),
        f'<span class="{tone} nowrap">{mark} {text(f"registers.kind.{event.kind}")}</span>',
        entry_name(work, event.values), fields_in_words(work, event.kind, event.values, event.fields),
        esc(event.reason or ""),
    ]
