"""
One entry of a reference table changed from a form: what is typed becomes a checked change that waits in the session, is
shown with the figures it would move, and is stored with a reason like any change of a register.
"""

from collections.abc import Mapping
from typing import Any

from analytics.keeping.changes import Change
from analytics.keeping.checking import Checked
from analytics.keeping.reading import kept
from analytics.ui import data
from analytics.ui.views import registers_entry, registers_review
from analytics.ui.views import registers_state as state


def propose(register: str, title: str, *entries: Mapping[str, Any]) -> None:
    """The entries with these values, to be looked at before they are stored. title: what the change is called."""
    _wait(register, title, registers_entry.checked(register, *entries))


def propose_default(register: str, title: str, *keys: tuple) -> None:
    """The office's own entries taken back, so that what is declared holds again."""
    table = kept(data.cursor(), data.scope(), register)
    own = table.by_key()
    changes = tuple(Change("withdrawn", key, own[key], None) for key in keys if key in own)
    _wait(register, title, Checked(table.register, changes, ()))


def _wait(register: str, title: str, checked: Checked) -> None:
    state.reload(state.work_on(register))
    work = state.work_on(register)
    work.file = (title, checked)


def waiting(register: str) -> bool:
    """Whether a change of the register waits to be stored."""
    return state.work_on(register).file is not None


def put_away(register: str) -> None:
    """Nothing is to be changed after all."""
    state.reload(state.work_on(register))


def said(register: str) -> str | None:
    """What was stored last, once."""
    work = state.work_on(register)
    notice, work.notice = work.notice, None
    return notice


def review(register: str) -> None:
    """What would change, which figures move, and storing it; nothing while no change waits."""
    work = state.work_on(register)
    if work.file is not None:
        registers_review.show(work, work.file[1])
