"""
What a session has done about one unit's month: kept while the reader looks at other pages or changes the language.
Findings are kept as codes and written out anew on every run.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from analytics import clock, continuing, reporting, submitting
from analytics.findings import Finding, Severity
from analytics.months import Month, last_full_month, month_range
from analytics.store.closing import Closed
from analytics.store.kept_checks import KeptCheck
from analytics.store.reading_registers import registers_for
from analytics.store.registers import Registers
from analytics.store.submissions import Overtaken, Receipt
from analytics.store.warehouse import StoreError
from analytics.ui import data
from analytics.ui.choices import choose, choose_unit
from analytics.ui.texts import month_name, t

KEPT_SLOTS = 6
MONTHS_BACK = 12
START, UPLOAD, FIX, COMPARE, DONE = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Slot:
    """What is reported: a unit and a month."""

    unit_code: str
    month: Month

    @property
    def key(self) -> str:
        return f"{self.unit_code}_{self.month}"


@dataclass
class Work:
    """
    checking: the last file that was checked. confirmed: position of a finding -> the reason the clerk gave. reviewing:
    the findings are dealt with. attempt: a new number gives a fresh drop zone. all_ticked: what the boxes to confirm
    start from; tick_round: a new number gives fresh boxes. notice: a text key to show once. grids: what is being put
    right on screen, by sheet; seen_faulty: the columns that were at fault in them; check_no: under which the state of
    the check was kept last.
    """

    checking: submitting.Checking | None = None
    seconds: float = 0.0
    confirmed: dict[int, str] = field(default_factory=dict)
    reviewing: bool = False
    receipt: Receipt | None = None
    attempt: int = 0
    all_ticked: bool = False
    tick_round: int = 0
    notice: str | None = None
    grids: dict[str, Any] = field(default_factory=dict)
    seen_faulty: dict[str, frozenset[str]] = field(default_factory=dict)
    grid_count: int = 0
    check_no: int | None = None

    def next_grid(self) -> int:
        """A number for a fresh grid."""
        self.grid_count += 1
        return self.grid_count

    @property
    def step(self) -> int:
        if self.receipt is not None:
            return DONE
        if self.checking is None:
            return START
        return COMPARE if self.reviewing else FIX

    def findings(self, severity: Severity) -> dict[int, Finding]:
        """Position -> finding, of one severity, in the order of the report."""
        found = self.checking.checked.findings if self.checking else ()
        return {i: f for i, f in enumerate(found) if f.severity is severity}

    def unconfirmed(self) -> dict[int, Finding]:
        return {i: f for i, f in self.findings(Severity.CONFIRM).items() if i not in self.confirmed}


# ------------------------------------------------------------------------------------------- which unit and month
def choose_slot() -> Slot | None:
    """The unit (u) and month (m) of the URL; None when nobody has to report anything yet."""
    months = _months()
    if not months:
        return None
    default = str(last_full_month(data.today()))
    names = {code: month_name(code, long=True) for code in months}
    chosen = choose(
        t("common.month"),
        months,
        "m",
        names.__getitem__,
        default=default,
        width=150,
        label_visibility="collapsed",
    )
    month = Month.parse(chosen)
    units = [u.code for u in data.departments(month) if data.scope().writes(u.code)]
    return Slot(choose_unit(month, units), month) if units else None


def _months() -> list[str]:
    """This month back to the first with a return, and at least a year; newest first, as far as the calendar reaches."""
    now, known = Month.of(data.today()), data.due_dates()
    first = min([now.plus(-MONTHS_BACK), *data.months_available()])
    return [str(m) for m in reversed([*month_range(first, now)]) if str(m) in known and data.departments(m)]


def work_on(slot: Slot) -> Work:
    """The session's work on this unit and month; only the latest few are kept."""
    kept: dict[str, Work] = st.session_state.setdefault("upload_work", {})
    work = kept.pop(slot.key, None) or Work()
    kept[slot.key] = work
    for old in list(kept)[:-KEPT_SLOTS]:
        del kept[old]
    return work


# ------------------------------------------------------------------------------------------- facts of the store
@data.cached
def registers(slot: Slot) -> Registers:
    """What the template is filled from."""
    return registers_for(data.cursor(), slot.unit_code, slot.month, clock.now())


@data.cached
def versions(slot: Slot) -> pd.DataFrame:
    """Everything that was sent for the month, newest first (submissions.versions)."""
    return submitting.versions(data.warehouse(), slot.unit_code, slot.month)


def newest(slot: Slot) -> Any:
    """The newest stored version of the month (a row of versions); there is one."""
    found = versions(slot)
    return next(found[found["version"].notna()].itertuples(index=False))


def standing(slot: Slot) -> Any:
    """The board's row of this return (reporting.board); None when none is owed."""
    board = data.ask(reporting.board, (slot.month,))
    return next(board[board["unit_code"] == slot.unit_code].itertuples(index=False), None)


# ------------------------------------------------------------------------------------------- what the clerk does
def check(slot: Slot, work: Work, content: bytes, file_name: str) -> None:
    """Checks a file and notes a refused one, once a file."""
    started = time.perf_counter()
    now, scope = clock.now(), data.scope()
    checking = submitting.check(
        data.warehouse(), content, file_name, unit_code=slot.unit_code, month=slot.month, now=now, scope=scope
    )
    if checking.refused:
        submitting.record_refusal(data.warehouse(), checking, by=scope.viewer, at=now, trail=data.trail())
    work.seconds = time.perf_counter() - started
    _begin(work, checking, {})
    _keep(work)


def start_from(work: Work, return_id: int) -> None:
    """Goes on from a stored version, with what was put right in it. Nothing new was sent, so no refusal is noted."""
    started = time.perf_counter()
    try:
        checking = continuing.from_version(data.warehouse(), return_id, at=clock.now(), scope=data.scope())
    except StoreError:
        work.notice = "upload.asked.gone"
        return
    work.seconds = time.perf_counter() - started
    _begin(work, checking, {})
    _keep(work)


def _begin(work: Work, checking: submitting.Checking, confirmed: dict[int, str]) -> None:
    work.checking, work.confirmed, work.reviewing, work.receipt = checking, confirmed, False, None
    work.all_ticked, work.tick_round = False, work.tick_round + 1
    work.grids, work.seen_faulty = {}, {}


def _keep(work: Work) -> None:
    """So that nothing is lost when the page is left, the session ends or the server is started again."""
    if work.checking is not None:
        scope = data.scope()
        work.check_no = continuing.keep(
            data.warehouse(), work.checking, work.confirmed, by=scope.viewer, at=clock.now(), scope=scope,
            is_open=_open_page(),
        )


def _open_page() -> Callable[[], bool]:
    """Whether the page that is being drawn is still open in a browser; asked later, from outside it, of the server."""
    context = get_script_run_ctx()
    session_id = context.session_id if context else ""
    return lambda: not runtime.exists() or runtime.get_instance().is_active_session(session_id)


def put_right(slot: Slot, work: Work, changes: Sequence[continuing.Change], *, afresh: bool = False) -> None:
    """Cells typed over, and everything checked again. afresh: not from a grid, so grids start from the new cells."""
    if work.checking is None:
        return
    started, scope = time.perf_counter(), data.scope()
    after = continuing.put_right(
        data.warehouse(), work.checking, changes, by=scope.viewer, at=clock.now(), scope=scope
    )
    _go_on(work, after, started, afresh=afresh)


def take_sheets(work: Work, chosen: Mapping[str, str | None]) -> None:
    """Sheets of the file taken for sheets of the form, or no longer (continuing.take_sheets)."""
    if work.checking is None:
        return
    started, scope = time.perf_counter(), data.scope()
    after = continuing.take_sheets(
        data.warehouse(), work.checking, chosen, by=scope.viewer, at=clock.now(), scope=scope
    )
    _go_on(work, after, started, afresh=True)


def _go_on(work: Work, after: submitting.Checking, started: float, *, afresh: bool) -> None:
    """The check as it stands after something was put right; the reasons given so far stay."""
    if work.checking is None:
        return
    work.confirmed = continuing.carried_reasons(work.checking, after, work.confirmed)
    work.checking, work.seconds, work.reviewing = after, time.perf_counter() - started, False
    work.tick_round += 1
    if afresh:
        work.grids = {}
    _keep(work)


def remember(slot: Slot, words: Sequence[continuing.UnitWord], *, withdrawn: bool = False) -> None:
    """The unit's own words, to be taken as meant from the next check on; withdrawn: no longer."""
    continuing.remember(
        data.warehouse(), slot.unit_code, words, by=data.scope().viewer, at=clock.now(), scope=data.scope(),
        trail=data.trail(), withdrawn=withdrawn,
    )
    data.changed()


def unfinished(slot: Slot) -> tuple[KeptCheck, ...]:
    """Checks of this month that were not submitted. Asked for on every run: keeping one is no event."""
    return continuing.unfinished(data.warehouse(), slot.unit_code, slot.month, scope=data.scope())


def take_up(work: Work, check_no: int) -> None:
    """Goes on with a check where it was left."""
    started = time.perf_counter()
    try:
        checking, reasons = continuing.take_up(data.warehouse(), check_no, at=clock.now(), scope=data.scope())
    except StoreError:
        work.notice = "upload.kept.gone"
        return
    work.seconds, work.check_no = time.perf_counter() - started, check_no
    _begin(work, checking, reasons)


def go_back(slot: Slot, work: Work, return_id: int, reason: str) -> None:
    """Makes a new version of an earlier one's rows."""
    try:
        work.receipt = continuing.go_back(
            data.warehouse(), return_id, reason=reason, by=data.scope().viewer, at=clock.now(), scope=data.scope(),
            trail=data.trail(),
        )
        work.checking, work.reviewing = None, False
    except Closed:
        work.notice = "upload.closed_meanwhile"
    except StoreError as error:
        logging.getLogger("sixing").warning("an earlier version of %s was not taken: %s", slot.key, error)
        work.notice = "upload.not_stored"


def confirm(work: Work, positions: Mapping[int, str]) -> None:
    work.confirmed.update(positions)
    _keep(work)


def unconfirm(work: Work, position: int) -> None:
    work.confirmed.pop(position, None)
    _keep(work)


def start_again(work: Work) -> None:
    """Back to the drop zone, with an empty one."""
    work.checking = work.receipt = None
    work.confirmed, work.reviewing, work.attempt = {}, False, work.attempt + 1


def submit(slot: Slot, work: Work) -> None:
    """Stores the checked return. When another version came in meanwhile, the file is checked again first."""
    checking = work.checking
    if checking is None:
        return
    try:
        work.receipt = submitting.submit(
            data.warehouse(),
            checking,
            by=data.scope().viewer,
            at=clock.now(),
            confirmations=work.confirmed,
            scope=data.scope(),
            trail=data.trail(),
        )
    except Closed:
        _check_again(work, checking, "upload.closed_meanwhile")
    except Overtaken:
        _check_again(work, checking, "upload.overtaken")
    except StoreError as error:
        logging.getLogger("sixing").warning("the return of %s was not stored: %s", slot.key, error)
        work.notice = "upload.not_stored"


def _check_again(work: Work, checking: submitting.Checking, notice: str) -> None:
    """Against what has changed meanwhile; what was put right and confirmed stays."""
    started = time.perf_counter()
    after = continuing.again(data.warehouse(), checking, checking.corrections, at=clock.now(), scope=data.scope())
    _go_on(work, after, started, afresh=True)
    work.notice = notice
