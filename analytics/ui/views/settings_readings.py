"""口径: every reading with the policy's words, its value, who set it and why; one at a time is changed."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import streamlit as st

from analytics.declare import code_list
from analytics.keeping.history import Event, history
from analytics.readings import TOGETHER, Reading, UnfitValue, ambiguities, reading, readings, sum_of, together, written
from analytics.ui import blocks, data, formats
from analytics.ui.choices import choose
from analytics.ui.texts import day_name, lang, names, t
from analytics.ui.views import markup, settings_change
from analytics.ui.views.markup import esc, text

REGISTER = "setting_override"


def show() -> None:
    own = latest()
    left, right = st.columns([5, 7], gap="small")  # on a phone the form comes before the long list
    with left:
        _form(own)
    with right:
        grouped = [(group, tuple(found)) for group, found in groupby(readings().values(), key=lambda one: one.group)]
        for tab, (group, found) in zip(st.tabs([t(f"settings.group.{g}") for g, _ in grouped]), grouped, strict=True):
            with tab, blocks.card(f"readings_{group}", stretch=False):
                markup.show("".join(_entry(one, own.get(one.name)) for one in found))


def latest() -> Mapping[str, Event]:
    """name -> how the office's own value came about; readings that stand as declared are not there."""
    found: dict[str, Event] = {}
    for event in history(data.cursor(), data.scope(), REGISTER):
        found.setdefault(event.key[0], event)
    return {name: event for name, event in found.items() if event.kind != "withdrawn"}


# ------------------------------------------------------------------------------------------- as they stand
def _entry(one: Reading, own: Event | None) -> str:
    """One reading: markup."""
    value = one.default if own is None else one.value(own.values["value"])
    mark = "" if own is None else f' <span class="warn">{text("settings.own")}</span>'
    rows = [(t("settings.value"), f"<b>{esc(in_words(one, value))}</b>{mark}")]
    if own is not None:
        rows += [(t("settings.default"), esc(in_words(one, one.default))), (t("settings.changed"), _who(own))]
    if one.ambiguity:
        words = ambiguities()[one.ambiguity]
        quote = text("settings.words", words=words.words, article=words.article, key=words.key)
        rows += [(t("settings.policy"), quote), (t("settings.recommended"), esc(words.reading(lang())))]
    return (
        f'<div class="def"><div class="name">{esc(one.title(lang()))}</div>{markup.pairs(rows)}'
        f'<span class="calm">{esc(one.help(lang()))}</span></div>'
    )


def _who(event: Event) -> str:
    name = data.account_names().get(event.by, event.by)
    return text("settings.by", day=day_name(event.at.date(), year=True), who=name, why=event.reason or "—")


def in_words(one: Reading, value: Any) -> str:
    """A reading's value as the reader's language has it."""
    if one.kind == "boolean":
        return t("settings.yes" if value else "settings.no")
    if one.kind == "choice":
        return next(c[lang()] for c in one.choices if c.code == value)
    if one.kind == "codes":
        return names([code_list(one.list).label(code, lang()) for code in value])
    if one.kind == "periods":
        return names(list(value))
    return f"{value}{'' if lang() == 'zh' else ' '}{one.unit(lang())}".strip()


# ------------------------------------------------------------------------------------------- changing one
def _form(own: Mapping[str, Event]) -> None:
    with blocks.card("reading_form", stretch=False):
        st.markdown(f"### {t('settings.change')}", anchors=False)
        if done := settings_change.said(REGISTER):
            st.success(done, icon=":material/check_circle:")
        name = choose(t("settings.which"), list(readings()), "reading", lambda code: reading(code).title(lang()))
        asked = together(name)
        now = {one.name: one.value(own[one.name].values["value"]) if one.name in own else one.default for one in asked}
        new = {one.name: _widget(one, now[one.name]) for one in asked}
        st.caption(reading(name).help(lang()))
        if len(asked) > 1:
            _sum(new, name)
        with st.container(horizontal=True):
            looked = st.button(t("settings.look"), key="reading_look", type="primary", icon=":material/visibility:")
            back = st.button(t("settings.reset"), key="reading_reset", icon=":material/undo:",
                             disabled=not set(now) & set(own))
        title = reading(name).title(lang()) if len(asked) == 1 else t(f"finding_words.together.{asked[0].together}")
        if looked and not [one for one in asked if not _fits(one, new[one.name])]:  # each that does not fit is told
            changed = [one for one in asked if new[one.name] != now[one.name]] or asked
            settings_change.propose(
                REGISTER, title, *({"name": one.name, "value": written(new[one.name])} for one in changed))
            st.rerun()
        if back:
            settings_change.propose_default(REGISTER, title, *((one.name,) for one in asked))
            st.rerun()
        if settings_change.waiting(REGISTER):
            st.button(t("settings.put_away"), key="reading_put_away", type="tertiary", icon=":material/close:",
                      on_click=settings_change.put_away, args=(REGISTER,))
    settings_change.review(REGISTER)


def _sum(values: Mapping[str, Any], name: str) -> None:
    """What the readings that are changed together are in all: said while they are typed."""
    found = sum_of(values, name)
    words = t("settings.sum", found=formats.trimmed(lang(), found), limit=TOGETHER)
    st.markdown(f":green[● {words}]" if found == TOGETHER else f":red[◆ {words}]")


def _fits(one: Reading, value: Any) -> bool:
    try:
        one.check(value)
    except UnfitValue as error:
        st.error(t(f"settings.problem.{error.code}", **error.params), icon=":material/error:")
        return False
    return True


def _widget(one: Reading, value: Any) -> Any:
    """The input that fits the kind of reading, holding its value; what it holds now."""
    label, key = one.title(lang()), f"reading_{one.name}"
    if one.kind == "boolean":
        return st.radio(label, [True, False], index=int(not value), horizontal=True, key=key,
                        format_func=lambda v: t("settings.yes" if v else "settings.no"))
    if one.kind == "choice":
        codes = [c.code for c in one.choices]
        return st.radio(label, codes, index=codes.index(value), key=key, format_func=lambda v: in_words(one, v))
    if one.kind == "codes":
        codes = [c.code for c in code_list(one.list)]
        return tuple(st.multiselect(label, codes, default=list(value), key=key,
                                    format_func=lambda v: code_list(one.list).label(v, lang())))
    if one.kind == "periods":
        typed = st.text_input(label, written(value), key=key, max_chars=60)
        return tuple(part.strip() for part in (typed or "").replace("，", ",").split(",") if part.strip())
    kind: Any = int if one.kind == "integer" else float
    bounds = [None if bound is None else kind(bound) for bound in (one.min, one.max)]
    return st.number_input(label, bounds[0], bounds[1], kind(value), step=kind(1) if kind is int else 0.05, key=key)
