"""Sending reminders from the page: who is reached by which channel, what became of each, and the log of them."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from analytics import chasing, clock, declare, notifying, process
from analytics.chasing import Contact
from analytics.declare import Lang
from analytics.months import Month
from analytics.notifying import Channels, ChannelsUnreadable, Sent
from analytics.store import submissions
from analytics.store.registers import Unit
from analytics.ui import data, formats, viewing
from analytics.ui.texts import label, lang, moment, names, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text
from analytics.ui.views.upload_receipt import who

SHOWN = 20


@data.cached
def _contacts() -> tuple[Contact, ...]:
    return chasing.contacts(data.cursor(), data.scope())


def contact_words(unit: Unit) -> str:
    """The unit's telephone and, for those who chase, the persons written to (markup); a unit without any is flagged."""
    said = [esc(unit.contact)] if unit.contact else []
    if data.scope().runs(unit.code):
        found = [c for c in _contacts() if c.unit_code == unit.code]
        said += [esc(t("returns.sending.contact", person=c.person, channel=label("notify_channel", c.channel)))
                 for c in found]
        if not found:
            said.append(f'<span class="warn">▲ {text("returns.sending.nobody")}</span>')
    elif not said:
        said.append(f'<span class="warn">▲ {text("returns.chase.no_contact")}</span>')
    return "　".join(said)


def _channels() -> Channels | None:
    """What the operator has set up; None, with words on the page, when it cannot be read."""
    try:
        return notifying.channels(process.data_directory())
    except ChannelsUnreadable as error:
        st.warning(t(f"returns.sending.{error.problem}", file=notifying.FILE_NAME), icon=":material/warning:")
        return None


def button(month: Month, messages: Mapping[str, str], language: Lang) -> None:
    """Sends each unit its own message; says what there is to send it by."""
    channels = _channels()
    if channels is None:
        return
    if not channels.names:
        st.caption(t("returns.sending.not_set_up"))
        return
    ways = names([label("notify_channel", name) for name in channels.names])
    letters = sum(c.unit_code in messages for c in _contacts())
    if letters:
        st.button(
            t("returns.sending.button", count=letters, ways=ways), icon=":material/send:", key="send_reminders",
            type="primary", on_click=_send, args=(month, dict(messages), language),
        )
    for sent in st.session_state.pop("reminders_sent", ()):
        markup.show(_outcome(sent, month))


def _send(month: Month, messages: Mapping[str, str], language: Lang) -> None:
    title = declare.text("returns.sending.title", language, month=formats.month_name(language, month, long=True))
    try:
        channels = notifying.channels(process.data_directory())
    except ChannelsUnreadable:
        return  # the page says why where the button would be
    done = viewing.guarded(
        partial(
            chasing.remind, data.warehouse(), channels,
            {code: (title, words) for code, words in messages.items()}, month, by=data.scope().viewer,
            at=clock.now(), scope=data.scope(), trail=data.trail(),
        )
    )
    st.session_state["reminders_sent"] = done or []
    data.changed()


def _outcome(sent: Sent, month: Month) -> str:
    units = data.units(month)
    unit = units[sent.unit_code].name(lang()) if sent.unit_code in units else sent.unit_code
    way = label("notify_channel", sent.channel) if sent.channel else ""
    words = t(f"returns.sending.outcome.{sent.problem or 'sent'}")
    return markup.tone("warn" if sent.problem else "good", " ".join(filter(None, ("▲" if sent.problem else "●", unit,
                                                                                  way, words))))


# ------------------------------------------------------------------------------------------- the log
@data.cached
def _reminders(month: Month) -> Any:
    return submissions.reminders(data.cursor(), month)


def log(month: Month) -> None:
    """Every reminder of the month with its channel and what became of it; for those who chase."""
    rows = _reminders(month)
    rows = rows[[data.scope().runs(code) for code in rows["unit_code"]]]
    if rows.empty:
        return
    units = data.units(month)
    with st.expander(t("returns.sending.log", count=len(rows))):
        lines = []
        for row in rows.head(SHOWN).itertuples(index=False):
            by_hand = not isinstance(row.channel, str)
            way = text("returns.sending.by_hand") if by_hand else esc(label("notify_channel", row.channel))
            failed = isinstance(row.problem, str)
            words = t(f"returns.sending.outcome.{row.problem if failed else 'sent'}")
            unit = units[row.unit_code].name(lang()) if row.unit_code in units else row.unit_code
            outcome = markup.tone("warn" if failed else "calm", words)
            lines.append([esc(moment(row.recorded_at)), esc(unit), way, outcome, esc(who(row.recorded_by))])
        heads = [text(f"returns.sending.head.{name}") for name in ("when", "unit", "way", "outcome", "by")]
        markup.show(markup.table(heads, lines))
