"""
Who is looking, by what right, and at which of their two views. Asked anew on every run: a role that was taken away a
moment ago is gone. Identity comes from the gate through st.user; without the gate nobody is let in.
"""

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import streamlit as st

from analytics import clock, entry, process
from analytics.authority import Authority, View
from analytics.declare import actions
from analytics.identity import audit, sessions
from analytics.identity.database import Identity
from analytics.identity.trail import Trail
from analytics.scope import NO_REGISTERS, NO_UNITS, OutsideScope, Scope
from analytics.ui import hindsight

PAGE = "_page"  # in session_state: the page this session shows
Result = TypeVar("Result")


class NotSignedIn(Exception):
    """There is no session behind this run: it has ended, or the gate is not there."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """The account and session of this run. address: where the request came from."""

    account_id: str
    login: str
    name: str
    session_id: str
    address: str | None


@dataclass(frozen=True, slots=True)
class _Viewing:
    viewer: Viewer
    authority: Authority
    scope: Scope
    view: View | None
    known_on: dt.date | None = None


class _Run(threading.local):
    """What was found out at the start of this run, which has its own thread."""

    viewing: _Viewing | None = None


_run = _Run()


def settle() -> None:
    """Finds out who is looking; before anything else of a run. NotSignedIn when nobody is."""
    _run.viewing = found_out(st.user)
    who = _run.viewing.viewer
    audit.act(audit.Acting(who.login, who.session_id, who.address))


def leave() -> None:
    """After a run. What a button calls runs before the next one begins, and finds out anew who is looking."""
    _run.viewing = None
    audit.act(None)


def found_out(user: Mapping[str, Any]) -> "_Viewing":
    """Whose session it is, by what the gate says of it, and what they may do today; no scope yet. NotSignedIn."""
    account_id, session_id = user.get("account"), user.get("session")
    now = clock.now()
    if not account_id or not session_id or not sessions.is_alive(process.identity(), session_id, now):
        raise NotSignedIn("no session")
    found = entry.authority_of(account_id, now.date())
    if found is None:
        raise NotSignedIn("no such account, or it is disabled")
    account = found.account
    viewer = Viewer(account_id, account.login, account.name, session_id, user.get("address") or None)
    nothing = Scope(
        NO_UNITS, NO_UNITS, NO_UNITS, NO_UNITS, viewer=account.login, known_event=0, units_run=NO_UNITS,
        registers_kept=NO_REGISTERS, birth_dates=False, results_seen=False, results_run=False,
    )
    return _Viewing(viewer, found, nothing, None)


def look_at(page: str) -> None:
    """Settles what may be seen on a page: of figures in the chosen view, of everything else as things are now."""
    st.session_state[PAGE] = page
    now = _now()
    views = now.authority.views
    view = _chosen(views) if is_of_figures(page) else ("working" if "working" in views else None)
    if view:
        back = hindsight.chosen() if view == "working" and looks_back(page) else None
        day, event_no = back or (None, None)
        _run.viewing = replace(now, scope=now.authority.scope(view, event_no), view=view, known_on=day)


def is_of_figures(page: str) -> bool:
    """Whether the page shows figures, and so in either view; all others are about work and show how things are now."""
    return page in actions()["see_published"].pages


def looks_back(page: str) -> bool:
    """Whether the page can show what was known on an earlier day: pages of figures, and the registers behind them."""
    return is_of_figures(page) or page == "registers"


def _chosen(views: tuple[View, ...]) -> View | None:
    """The link's ?v= first, then this session's choice, then the first view the account has."""
    if not views:
        return None
    asked = st.query_params.get("v")
    kept = st.session_state.get("view")
    wanted = [asked, kept] if asked != st.session_state.get("_link_view") else [kept, asked]
    chosen = next((view for view in (*wanted, *views) if view in views), views[0])
    st.session_state["view"] = chosen
    if len(views) > 1 and chosen != views[0]:
        st.query_params["v"] = chosen
    elif "v" in st.query_params:
        del st.query_params["v"]
    st.session_state["_link_view"] = st.query_params.get("v")
    return chosen


def choose_view(chosen: View) -> None:
    """Switches this session to one of the account's views; settle checks that it has it."""
    st.session_state["view"] = chosen
    st.session_state["_link_view"] = st.query_params.get("v")


def _now() -> _Viewing:
    if _run.viewing is None:
        settle()
        look_at(st.session_state.get(PAGE, "overview"))
    assert _run.viewing is not None
    return _run.viewing


def may_open(page: str) -> bool:
    """Whether the page is for this viewer."""
    return any(page in action.pages and authority().may(action.key) for action in actions().values())


def has_role() -> bool:
    """Whether the viewer's account has been given any role for today."""
    return bool(authority().units_by_role)


def viewer() -> Viewer:
    return _now().viewer


def authority() -> Authority:
    """The rights of the viewer in this run."""
    return _now().authority


def scope() -> Scope:
    """What the viewer may see on this page."""
    return _now().scope


def view() -> View | None:
    """Which view the page shows; None when the account has none."""
    return _now().view


def known_on() -> dt.date | None:
    """The earlier day this page looks back to; None when it shows what is known now."""
    return _now().known_on


def identity() -> Identity:
    return process.identity()


def trail() -> Trail:
    """Who acts, for whatever changes or gives out something."""
    who = viewer()
    return Trail(process.identity(), who.login, who.account_id, who.session_id, who.address)


def refused(page: str) -> None:
    """Notes that a page was asked for that is not the viewer's, once a session."""
    asked: set[str] = st.session_state.setdefault("_refused_pages", set())
    if page not in asked:
        asked.add(page)
        trail().record("access_refused", at=clock.now(), outcome="refused", target=f"page {page}")


def guarded(do: Callable[[], Result]) -> Result | None:
    """Does what a button asked for; an attempt outside the viewer's rights is noted and changes nothing."""
    try:
        return do()
    except OutsideScope as error:
        trail().record("access_refused", at=clock.now(), outcome="refused", target=f"{error}"[:200])
        return None
