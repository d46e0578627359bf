"""A page opened by somebody: an account of the demonstration, or in a store without any a new one."""

import streamlit as st
from streamlit.testing.v1 import AppTest

from analytics import clock, process
from analytics.authority import EVERY_UNIT
from analytics.identity import accounts, grants, sessions
from analytics.ui import viewing


def signed_in(at: AppTest, role: str = "office") -> AppTest:
    """The same page, seen through a session of the account demo-<role>."""
    at.user = _session(role)
    return at


def _session(role: str) -> dict[str, str]:
    """What the gate tells the pages about a new session of the account."""
    identity, now = process.identity(), clock.now()
    account = accounts.by_login(identity, f"demo-{role}")
    if account is None:
        account = accounts.create(
            identity, login=f"demo-{role}", name=role, with_password=False, by="test", at=now
        ).account
        grants.give(
            identity, account.account_id, role=role, unit_code=EVERY_UNIT, from_on=now.date(), to_on=None, by="test",
            at=now,
        )
    token = sessions.open_session(
        identity, account.account_id, address="127.0.0.1", agent="test", how="password", at=now
    )
    session = sessions.session_of(identity, token, now)
    assert session is not None
    return {"account": account.account_id, "session": session.session_id, "address": "127.0.0.1"}


def viewing_as(role: str = "office", page: str = "overview") -> None:
    """What analytics.ui finds out at the start of a run, for functions of pages that a test calls without a page."""
    st.session_state.clear()  # outside a page there is one for all tests
    viewing._run.viewing = viewing.found_out(_session(role))
    viewing.look_at(page)
