"""What the office does with the year's results: announces, records and answers objections, corrects, publishes."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from analytics import clock, learning_file, reporting, results
from analytics.declare import code_list
from analytics.results import NotYet
from analytics.store.learning_results import Objection
from analytics.store.reading_registers import work_calendar
from analytics.ui import blocks, data, viewing
from analytics.ui.texts import day_name, label, lang, month_name, t
from analytics.ui.views import markup
from analytics.ui.views.learning_files_page import Shown
from analytics.ui.views.learning_results_list import name_of, unit_of
from analytics.ui.views.markup import esc, text
from analytics.workdays import CalendarError

SAID = "results_said"  # in session_state: (tone, key, params) of what the last button came to


def show(found: Shown) -> None:
    """The objections, for those who see results before publication; the steps, for those who take them."""
    if not data.scope().results_seen:
        return
    objections = results.objections(data.warehouse(), data.scope(), found.year)
    published = any(one.published_at for one in found.lists)
    runs = data.scope().results_run and not published
    if runs:
        _steps_card(found, objections)
    if found.lists:
        _objections_card(found, objections, runs)


def _take(do: Callable[..., Any], done: str, *args: Any, **named: Any) -> None:
    """Takes a step for the viewer and keeps what came of it for the next run."""
    try:
        came = viewing.guarded(partial(
            do, data.warehouse(), *args, by=data.scope().viewer, at=clock.now(), scope=data.scope(), trail=data.trail(),
            **named,
        ))
    except NotYet as error:
        st.session_state[SAID] = ("bad", f"learning_files.problem.{error.code}", _printed(error.params))
    else:
        refused = came is None and do is not results.answer
        st.session_state[SAID] = ("bad", "access.refused.words", {}) if refused else ("good", done, {})
    data.changed()


def _printed(params: dict[str, Any]) -> dict[str, Any]:
    return {k: day_name(v, year=True) if isinstance(v, dt.date) else v for k, v in params.items()}


def _say() -> None:
    said = st.session_state.pop(SAID, None)
    if said is not None:
        tone, key, params = said
        mark = "◆ " if tone == "bad" else ""
        markup.show(f'<p role="status">{markup.tone(tone, mark + t(key, **params))}</p>')


# ------------------------------------------------------------------------------------------- announcing, publishing
def _steps_card(found: Shown, objections: tuple[Objection, ...]) -> None:
    with blocks.card("result_steps", stretch=False):
        blocks.head(t("learning_files.steps.title"), t("learning_files.steps.words"), "result_steps")
        _say()
        if found.lists:
            _publish(found, objections)
            with st.expander(t("learning_files.steps.again", version=found.lists[0].version + 1),
                             icon=":material/edit_document:"):
                _announce(found)
        else:
            _announce(found)


def _publish(found: Shown, objections: tuple[Objection, ...]) -> None:
    newest = found.lists[0]
    problem = results.in_the_way(newest, objections, clock.today())
    if problem is None:
        markup.show(markup.tone("good", t("learning_files.steps.publish_ready")))
    else:
        words = t(f"learning_files.problem.{problem.code}", **_printed(problem.params))
        markup.show(markup.tone("warn", f"▲ {words}"))
    st.button(
        t("learning_files.steps.publish", version=newest.version), key="publish_results", type="primary",
        icon=":material/campaign:", disabled=problem is not None, on_click=_take,
        args=(results.publish, "learning_files.steps.done_published", found.year, newest.version),
    )


def _announce(found: Shown) -> None:
    if clock.today() < dt.date(found.year, 12, 1):
        st.caption(t("learning_files.problem.year_not_over", year=found.year))
        return
    _open_returns(found.year)
    days = data.setting("evaluation_objection_days")
    try:
        until = work_calendar(data.warehouse().cursor()).add_workdays(clock.today(), days)
    except CalendarError:
        markup.show(markup.tone("bad", f"◆ {t('learning_files.problem.no_calendar')}"))
        return
    st.caption(t("learning_files.steps.until", days=days, until=day_name(until, year=True)))
    with st.form("announce_form", border=False):
        if found.lists:
            st.text_input(t("learning_files.steps.reason"), key="announce_reason",
                          placeholder=t("learning_files.steps.reason_hint"))
        st.form_submit_button(t("learning_files.steps.announce", year=found.year), icon=":material/description:",
                              on_click=_announce_now, args=(found.year,))


def _announce_now(year: int) -> None:
    _take(results.announce, "learning_files.steps.done_announced", year,
          reason=st.session_state.get("announce_reason", ""))


def _open_returns(year: int) -> None:
    """Says how many returns of the year's last month are not in or not accepted yet."""
    month = learning_file.last_month(year, clock.today())
    board = data.ask(reporting.board, (month,))
    count = int((board["status"] != "accepted").sum())
    if count:
        words = t("learning_files.steps.open_returns", month=month_name(month, long=True), count=count)
        markup.show(markup.tone("warn", words))


# ------------------------------------------------------------------------------------------- objections
def _objections_card(found: Shown, objections: tuple[Objection, ...], runs: bool) -> None:
    waiting = [one for one in objections if one.outcome is None]
    with blocks.card("objections", stretch=False):
        title = t("learning_files.objections.title", count=len(objections), waiting=len(waiting))
        st.markdown(f"### {title}", anchors=False)
        if objections:
            heads = [text(f"learning_files.objections.{name}")
                     for name in ("who", "received", "words", "outcome", "reply")]
            markup.show(markup.table(heads, [_line(one) for one in objections], kind="spaced"))
        else:
            st.caption(t("learning_files.objections.none"))
        if runs:
            for one in waiting:
                _answer_form(found.year, one)
            with st.expander(t("learning_files.objections.record"), icon=":material/add_circle:"):
                _objection_form(found)


def _line(one: Objection) -> list[str]:
    received = f"{day_name(one.received_on, year=True)}　{t('learning_files.objections.about', version=one.version)}"
    outcome = (
        markup.tone("warn", f"▲ {t('learning_files.objections.waiting')}") if one.outcome is None
        else esc(label(results.OUTCOMES, one.outcome))
    )
    reply = esc(one.reply or "")
    if one.answered_at is not None:
        reply += f' <span class="calm small nowrap">{esc(day_name(one.answered_at.date(), year=True))}</span>'
    who = one.name if lang() == "zh" else one.name_en or one.name
    return [esc(who), esc(received), esc(one.words), outcome, reply]


def _answer_form(year: int, one: Objection) -> None:
    key = f"answer_{one.objection_no}"
    with st.form(f"{key}_form"):
        who = one.name if lang() == "zh" else one.name_en or one.name
        st.markdown(f"**{blocks.plain(who)}** · {blocks.plain(one.words)}")
        st.selectbox(t("learning_files.objections.outcome"), [c.code for c in code_list(results.OUTCOMES)], index=None,
                     format_func=lambda code: label(results.OUTCOMES, code), key=f"{key}_outcome", width=280)
        st.text_area(t("learning_files.objections.reply"), key=f"{key}_words", height=90,
                     placeholder=t("learning_files.objections.reply_hint"))
        st.form_submit_button(t("learning_files.objections.answer"), on_click=_answer_now,
                              args=(year, one.objection_no))


def _answer_now(year: int, objection_no: int) -> None:
    key = f"answer_{objection_no}"
    _take(results.answer, "learning_files.steps.done_answered", year, objection_no,
          st.session_state.get(f"{key}_outcome") or "", st.session_state.get(f"{key}_words", ""))


def _objection_form(found: Shown) -> None:
    newest = found.lists[0]
    names = {
        row["staff_id"]: f"{name_of(row)} · {unit_of(row)}"
        for row in results.rows(data.warehouse(), data.scope(), newest).to_dict("records")
    }
    with st.form("objection_form", border=False):
        with st.container(horizontal=True):
            st.selectbox(t("learning_files.objections.who"), list(names), format_func=names.__getitem__,
                         key="objection_who", width=280)
            st.date_input(t("learning_files.objections.received"), min(clock.today(), newest.objections_until),
                          format="YYYY-MM-DD", key="objection_on", width=180)
        st.text_area(t("learning_files.objections.words"), key="objection_words", height=90,
                     placeholder=t("learning_files.objections.words_hint"))
        st.form_submit_button(t("learning_files.objections.save"), on_click=_object_now, args=(found.year,))


def _object_now(year: int) -> None:
    state = st.session_state
    _take(results.object_to, "learning_files.steps.done_objection", year, state.get("objection_who") or "",
          state.get("objection_words", ""), received_on=state.get("objection_on") or dt.date.min)
