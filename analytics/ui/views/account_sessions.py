"""Where an account is signed in: each session with its device in words, and the way to end one or all the others."""

import re

import streamlit as st

from analytics import clock
from analytics.identity import sessions
from analytics.identity.sessions import Session
from analytics.ui import blocks, data
from analytics.ui.texts import moment, number, t
from analytics.ui.views import account_page_parts as parts
from analytics.ui.views import markup
from analytics.ui.views.account_page import me
from analytics.ui.views.markup import esc, text

# The first that fits: browsers name others' names in their own. A key without a text of its own is a proper name.
BROWSERS = (
    ("wecom", r"wxwork"), ("wechat", r"micromessenger"), ("dingtalk", r"dingtalk"), ("Edge", r"edga?/|edgios/"),
    ("Opera", r"opr/"), ("qq", r"qqbrowser"), ("huawei", r"huaweibrowser"), ("Firefox", r"firefox|fxios"),
    ("Chrome", r"chrome|crios|chromium"), ("Safari", r"safari"), ("Excel", r"excel|microsoft\.data\.mashup"),
)
SYSTEMS = (
    ("HarmonyOS", r"harmonyos|openharmony"), ("iPhone", r"iphone"), ("iPad", r"ipad"), ("Android", r"android"),
    ("Windows", r"windows"), ("macOS", r"mac os x|macintosh"), ("Linux", r"linux|x11"),
)
KEY_CHARACTERS = 12  # of a session id, to tell the rows apart
NAMED = ("wecom", "wechat", "dingtalk", "qq", "huawei")


def device(agent: str) -> str:
    """`Chrome · Windows` of what a browser says of itself; unknown parts are left out."""
    found = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    names = [t(f"account.browser_of.{name}") if name in NAMED else name for name in found if name]
    return " · ".join(names) or t("account.unknown_device")


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((name for name, sign in known if re.search(sign, agent, re.IGNORECASE)), None)


# ------------------------------------------------------------------------------------------- one's own
def card() -> None:
    """This session first. A demonstration account is everybody's: what others do with it is not shown."""
    found, this = _own()
    with blocks.card("sessions", stretch=False):
        st.markdown(f"### {t('account.sessions.title', count=number(len(found)))}", anchors=False)
        if me().is_demonstration:
            st.caption(t("account.sessions.shared"))
        for session in found:
            _row(session, is_this=session.session_id == this)
        if len(found) > 1:
            with parts.asking(t("account.sessions.end_others"), "ending_others", icon=":material/logout:"):
                st.markdown(t("account.sessions.end_others_words", count=number(len(found) - 1)))
                st.button(t("account.sessions.end_others_now"), key="end_others", on_click=_end_others)


def _own() -> tuple[list[Session], str]:
    """The open sessions of the viewer, this one first, and its id."""
    this = data.viewer().session_id
    found = sessions.open_sessions(data.identity(), data.viewer().account_id, clock.now())
    if me().is_demonstration:
        found = [session for session in found if session.session_id == this]
    return sorted(found, key=lambda session: session.session_id != this), this


def _row(session: Session, *, is_this: bool) -> None:
    key = session.session_id[:KEY_CHARACTERS]
    with st.container(horizontal=True, vertical_alignment="center", key=f"session_{key}", wrap=False):
        markup.show(session_words(session, is_this=is_this))
        if not is_this:
            with parts.asking(t("account.sessions.end"), f"ending_{key}", type="tertiary"):
                st.markdown(t("account.sessions.end_words"))
                st.button(t("account.sessions.end_now"), key=f"end_{key}", on_click=_end, args=(session.session_id,))


def session_words(session: Session, *, is_this: bool = False) -> str:
    """Markup: device, where from, how and when."""
    here = f' <span class="tag good">{text("account.sessions.this")}</span>' if is_this else ""
    facts = t("account.sessions.facts", address=session.address or "—", how=t(f"account.how.{session.how}"),
              since=moment(session.opened_at), seen=moment(session.seen_at))
    return f'<b>{esc(device(session.agent))}</b>{here}<div class="under">{esc(facts)}</div>'


def _end(session_id: str) -> None:
    parts.carry_out(lambda: end(session_id))


def end(session_id: str) -> None:
    """Ends one of one's own sessions; Refused when it is somebody else's."""
    data.authority().demand("own_account")
    now = clock.now()
    if session_id not in {session.session_id for session in _own()[0]}:
        if sessions.is_alive(data.identity(), session_id, now):
            raise parts.Refused("end_session", "not_yours")
        parts.say("warn", t("account.sessions.gone"))
        return
    sessions.end(data.identity(), session_id, by=data.viewer().login, at=now)
    parts.say("good", t("account.sessions.ended", count=number(1)))


def _end_others() -> None:
    parts.carry_out(end_others)


def end_others() -> None:
    """Ends one's sessions but this one; Refused for a demonstration account, whose sessions are other people's."""
    data.authority().demand("own_account")
    who = data.viewer()
    if me().is_demonstration:
        raise parts.Refused("end_sessions", "demonstration")
    count = sessions.end_all(data.identity(), who.account_id, by=who.login, at=clock.now(), keep=who.session_id)
    parts.say("good", t("account.sessions.ended", count=number(count)))


def listed(found: list[Session]) -> None:
    """Somebody else's sessions, to look at."""
    markup.show("".join(f'<div class="session">{session_words(session)}</div>' for session in found))
