"""Whether the chain of the audit trail is sound, in words: as it was found last, and a button to look again."""

import datetime as dt
import threading
from dataclasses import dataclass

import streamlit as st

from analytics import clock, process
from analytics.identity import audit
from analytics.identity.audit import Head, Verification
from analytics.ui import blocks, data
from analytics.ui.texts import moment, number, t
from analytics.ui.views import markup
from analytics.ui.views.markup import esc, text

AT_ONCE = 20_000    # entries that are verified without being asked, in less than a second
GOOD_FOR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Found:
    verification: Verification
    at: dt.datetime


_found: dict[str, _Found] = {}  # by data directory: what this process found last, for everybody who looks
_turn = threading.Lock()


def show() -> None:
    """The state of the chain, its head to be noted elsewhere, and the button."""
    data.authority().demand("read_audit")
    head = audit.head(data.identity())
    with st.container(key="audit_state", gap="small"):
        found = _found.get(_place())
        asked = st.session_state.pop("_verify_audit", False)
        if asked or (head.entry_no <= AT_ONCE and (found is None or clock.now() - found.at > GOOD_FOR)):
            found = _verified(head)
        _strip(found, head)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.button(t("audit.verify"), icon=":material/verified_user:", key="verify_audit", on_click=_ask)
            with st.popover(t("audit.head.title"), icon=":material/tag:", key="audit_head"):
                st.markdown(t("audit.head.words"))
                st.code(str(head), language=None, wrap_lines=True)


def _ask() -> None:
    st.session_state["_verify_audit"] = True


def _place() -> str:
    return str(process.data_directory())


def _verified(head: Head) -> _Found:
    """One at a time: whoever waits for another's walk takes what that one found."""
    waited = not _turn.acquire(blocking=False)
    if waited:
        _turn.acquire()
    try:
        if waited and _place() in _found:
            return _found[_place()]
        bar = st.progress(0.0, text=t("audit.verifying", count=number(0)))

        def progress(entry_count: int) -> None:
            bar.progress(min(entry_count / max(head.entry_no, 1), 1.0),
                         text=t("audit.verifying", count=number(entry_count)))

        at = clock.now()
        found = _found[_place()] = _Found(audit.verify(data.identity(), progress=progress), at)
        bar.empty()
        return found
    finally:
        _turn.release()


def _strip(found: _Found | None, head: Head) -> None:
    count = t("audit.state.count", count=number(head.entry_no))
    if found is None:
        markup.strip("calm", count, [text("audit.state.unverified")])
        return
    seen, when = found.verification, esc(moment(found.at))
    if seen.broken_at is not None:
        words = t(f"audit.broken.{seen.reason}", number=number(seen.broken_at))
        sound = text("audit.state.sound_before", count=number(seen.entry_count))
        markup.strip("bad", f"{blocks.GLYPH['red']} {words}", [sound, f"{text('audit.state.as_of')} {when}"])
        return
    newer = head.entry_no - seen.entry_count
    markup.strip("good", f"{blocks.GLYPH['green']} {t('audit.state.sound', count=number(seen.entry_count))}", [
        f"{text('audit.state.as_of')} {when}",
        text("audit.state.newer", count=number(newer)) if newer > 0 else "",
        f"{text('audit.state.head')} <code>{head.entry_no}:{esc(head.entry_hash[:12])}…</code>",
    ])
