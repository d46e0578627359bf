"""One candidate: all conditions with the way to their rows, and a leader's exception."""

import streamlit as st

from analytics.award_checks import STATES, AwardCheck, Candidate, Eligibility, Result
from analytics.award_words import behind_words, figure_words, limit_words, source_words
from analytics.awards import EVERYBODY
from analytics.declare import registers
from analytics.ui import blocks, data
from analytics.ui.blocks import Matter
from analytics.ui.choices import choose
from analytics.ui.texts import day_name, label, lang, month_name, plain, t
from analytics.ui.views import registers_entry
from analytics.ui.views.awards_page import LIGHTS, by_name, may_override, name_of, standing_words

REGISTER = "award_override"
REASON_CHARACTERS = 300
GOALS_SHEET = "goals_outcomes"  # what of it counts is listed on the page of the innovative type


def card(found: Eligibility, clicked: Candidate | None) -> None:
    """The candidate that was clicked or is named in the URL (c=), the first one otherwise."""
    keys = [one.key for one in found.candidates]
    by_key = {one.key: one for one in found.candidates}
    if clicked is not None and st.session_state.get("_awards_clicked") != (found.award.code, clicked.key):
        st.session_state["_awards_clicked"] = (found.award.code, clicked.key)
        st.session_state["c"] = clicked.key
    with blocks.card("award_one", stretch=False):
        key = choose(t("awards.one.choose"), keys, "c", lambda code: name_of(by_key[code]), width=320)
        one = by_key[key]
        counts = {state: sum(r.state == state for r in one.results) for state in STATES}
        blocks.head(
            t("awards.one.title", name=plain(name_of(one)), standing=standing_words(one)),
            t("awards.one.sub", met=counts["passed"], failed=counts["failed"],
              open=counts["later"] + counts["unknown"], month=month_name(found.month, long=True)),
            "award_one",
        )
        if one.entry:
            st.markdown(t("awards.one.entered", result=label("award_result", one.entry["result"])))
        if one.exception:
            st.markdown(t("awards.one.exception", reason=plain(one.exception.reason),
                          by=plain(by_name(one.exception.by)), day=day_name(one.exception.at.date(), True)))
        ordered = sorted(one.results, key=lambda result: STATES.index(result.state))
        matters = [_matter(result, one, found) for result in ordered]
        half = (len(matters) + 1) // 2
        for number, column in enumerate(st.columns(2, gap="medium")):
            with column:
                blocks.attention(matters[number * half:(number + 1) * half], key=f"award{number}_")
        if may_override() and one.failing and one.exception is None:
            _form(found, one.key, t("awards.override.title"), t("awards.override.words"))


def quota_form(found: Eligibility) -> None:
    """A leader may approve more persons than the quota, once there are as many in the register as it allows."""
    if found.quota is None or found.quota.approval is not None or not may_override():
        return
    entered = sum(one.entry.get("result") not in (None, "not_awarded") for one in found.candidates)
    if entered >= found.quota.limit:
        with blocks.card("award_quota", stretch=False):
            _form(found, EVERYBODY, t("awards.override.quota"), t("awards.override.words"))


def _matter(result: Result, one: Candidate, found: Eligibility) -> Matter:
    limit, source = limit_words(result.check, result.limit, lang()), source_words(result.check, lang())
    why = t("awards.one.limit", limit=limit, source=source) if limit else t("awards.one.source", source=source)
    if result.figure.names:
        why += " · " + t("awards.one.red", names=behind_words(result, lang()))
    page, params = _source(result.check, one, found)
    return Matter(
        LIGHTS.get(result.state, "grey"), f"{result.check.title(lang())}　{figure_words(result, lang())}", why,
        t(f"awards.state.{result.state}"), "", page=page, params=params,
    )


def _source(check: AwardCheck, one: Candidate, found: Eligibility) -> tuple[str, dict[str, str]]:
    """The page with what the figure comes from, and its filters; no page for a register that is not the viewer's."""
    where = {"u": one.unit_code, "m": str(found.month)}
    if check.indicator:
        return "indicator", {"i": check.indicator, **where}
    kept = {register.catalogue: name for name, register in registers().items() if data.scope().keeps(name)}
    if check.source in kept:
        return "registers", {"r": kept[check.source]}
    return ("suggestions", where) if check.source == GOALS_SHEET else ("", {})


# ------------------------------------------------------------------------------------------- an exception
def _form(found: Eligibility, nominee: str, title: str, words: str) -> None:
    with st.form(f"override_{found.award.code}_{nominee}", border=False):
        st.markdown(f"**{title}**")
        st.caption(words)
        reason = st.text_area(t("awards.override.reason"), max_chars=REASON_CHARACTERS, height=80)
        if not st.form_submit_button(t("awards.override.store"), icon=":material/gavel:"):
            return
    if not reason.strip():
        st.toast(t("awards.override.reason_first"), icon=":material/error:")
        return
    row = {"award": found.award.code, "year": found.month.year, "nominee": nominee, "reason": reason.strip()}
    registers_entry.store(REGISTER, row, reason=reason.strip(), done="awards.override.stored")
