"""What waits for review, the oldest first, with what is odd about each; several clean ones accepted at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from analytics import clock, reviewing
from analytics.months import Month
from analytics.ui import blocks, data
from analytics.ui.choices import choose
from analytics.ui.texts import day_name, lang, month_name, names, number, t
from analytics.ui.views import markup
from analytics.ui.views.markup import text
from analytics.ui.views.upload_state import Slot

SHOWN = 40
PICK = "r"  # the return looked at, in the URL: QYB_2026-10


@dataclass(frozen=True, slots=True)
class Chosen:
    """The return that is looked at. row: of reviewing.queue; None when it no longer waits."""

    slot: Slot
    return_id: int
    row: Any


def waiting() -> pd.DataFrame:
    return _queue()


@data.cached
def _queue() -> pd.DataFrame:
    return reviewing.queue(data.cursor(), data.scope())


@data.cached
def _pasts() -> Mapping[tuple[str, Month], tuple[reviewing.Past, ...]]:
    slots = [(r.unit_code, Month.parse(r.month)) for r in _queue().itertuples(index=False)]
    return reviewing.past(data.cursor(), data.scope(), slots)


def past(slot: Slot) -> tuple[reviewing.Past, ...]:
    """The figures of a return that waits, against the unit's own past."""
    return _pasts().get((slot.unit_code, slot.month), ())


def chosen(rows: pd.DataFrame) -> Chosen | None:
    """The return of the URL, else the one that has waited longest; None when nothing waits and none is named."""
    codes = [_code(r) for r in rows.itertuples(index=False)]
    if not codes:
        return None
    words = {code: _name(code) for code in codes}
    picked = choose(t("review.which"), codes, PICK, words.__getitem__, label_visibility="collapsed", width=260)
    row = next(r for r in rows.itertuples(index=False) if _code(r) == picked)
    return Chosen(slot_of(picked), int(row.return_id), row)


def _code(row: Any) -> str:
    return f"{row.unit_code}_{row.month}"


def slot_of(code: str) -> Slot:
    unit_code, _, month = code.rpartition("_")
    return Slot(unit_code, Month.parse(month))


def unit_name(slot: Slot) -> str:
    units = data.units(slot.month)
    return units[slot.unit_code].name(lang()) if slot.unit_code in units else slot.unit_code


def _name(code: str) -> str:
    slot = slot_of(code)
    return t("review.name", unit=unit_name(slot), month=month_name(slot.month, long=True))


# ------------------------------------------------------------------------------------------- how many wait
def bar(rows: pd.DataFrame) -> None:
    """How many wait and for how long; and what became of the decision just taken."""
    for word in st.session_state.pop("review_said", ()):
        st.info(word, icon=":material/info:")
    if rows.empty:
        markup.strip("good", t("review.bar.none"), [])
        return
    days = (data.today() - rows["received_at"].iloc[0].date()).days
    clean = sum(is_clean(r) for r in rows.itertuples(index=False))
    markup.strip(
        "warn" if days > 2 else "calm", t("review.bar.waiting", count=len(rows)),
        [f"<em>{text('review.bar.oldest', days=days)}</em>", text("review.bar.clean", count=clean)],
    )


def nothing() -> None:
    with blocks.card("nothing", stretch=False):
        st.markdown(f"### {t('review.nothing.title')}\n\n{t('review.nothing.words')}", anchors=False)


# ------------------------------------------------------------------------------------------- the list
def oddities(row: Any) -> list[tuple[str, str]]:
    """What is out of the ordinary about a return, each with the tone it is said in; empty for a clean one."""
    found = []
    if row.received_by == data.scope().viewer:
        found.append(("bad", t("review.odd.own")))
    if row.is_correction:
        found.append(("warn", t("review.odd.correction")))
    if row.confirmed:
        found.append(("warn", t("review.odd.confirmed", count=number(row.confirmed))))
    far = [t(f"finding_words.measure.{one.measure}") for one in past(slot_of(_code(row))) if one.score.odd]
    if far:
        found.append(("warn", t("review.odd.outlier", measures=names(far))))
    return found


def is_clean(row: Any) -> bool:
    return not oddities(row)


def card(rows: pd.DataFrame, looked_at: Chosen | None) -> None:
    if rows.empty:
        return
    with blocks.card("queue", stretch=False):
        st.markdown(f"### {t('review.queue.title', count=len(rows))}", anchors=False)
        ticked = [
            int(r.return_id) for r in rows.head(SHOWN).itertuples(index=False) if _line(r, looked_at)
        ]
        if len(rows) > SHOWN:
            st.caption(t("review.queue.more", count=len(rows) - SHOWN))
        if any(is_clean(r) for r in rows.itertuples(index=False)):
            st.button(
                t("review.queue.accept", count=len(ticked)), key="accept_several", icon=":material/done_all:",
                disabled=not ticked, width="stretch", on_click=_accept, args=(tuple(ticked),),
            )
            st.caption(t("review.queue.clean"))


def _line(row: Any, looked_at: Chosen | None) -> bool:
    """One return: looked at by its name; ticked to be accepted with others when nothing is odd about it."""
    odd = oddities(row)
    mine = looked_at is not None and looked_at.return_id == int(row.return_id)
    with st.container(key=f"queue_{_code(row)}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
            ticked = st.checkbox(
                t("review.queue.tick", name=_name(_code(row))), key=f"tick_{row.return_id}", disabled=bool(odd),
                label_visibility="collapsed",
            )
            st.button(
                _name(_code(row)), key=f"look_{row.return_id}", type="primary" if mine else "tertiary",
                on_click=look_at, args=(_code(row),),
            )
        when = text("review.queue.when", day=day_name(row.received_at.date()), version=int(row.version))
        late = f"　{markup.tone('warn', t('review.odd.late'))}" if row.is_late else ""
        words = "　".join(markup.tone(tone, word) for tone, word in odd) or markup.tone("good", t("review.odd.none"))
        markup.show(f'<div class="asked queued">{when}{late}<br>{words}</div>')
    return ticked and not odd


def look_at(code: str) -> None:
    st.session_state[PICK] = code


def after(code: str, rows: pd.DataFrame) -> str | None:
    """The one to look at when this one is decided on: the next in the list, else the first that is left."""
    codes = [_code(r) for r in rows.itertuples(index=False)]
    rest = [c for c in codes if c != code]
    place = codes.index(code) if code in codes else 0
    return rest[place] if place < len(rest) else rest[0] if rest else None


def _accept(return_ids: tuple[int, ...]) -> None:
    outcomes = reviewing.accept_several(
        data.warehouse(), return_ids, by=data.scope().viewer, at=clock.now(), scope=data.scope(), trail=data.trail()
    )
    counted = Counter(outcomes.values())
    st.session_state["review_said"] = [t(f"review.outcome.{what}", count=n) for what, n in counted.items()]
    data.changed()


