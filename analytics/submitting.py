"""
From a file to a stored return: check, compare with what counts now, store. The one path that pages, the command line
and HTTP take, so that they cannot disagree.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pandas as pd

from analytics.findings import Finding, Severity, refused
from analytics.identity.trail import Trail
from analytics.masking import mask
from analytics.months import Month
from analytics.returns.asked_cells import CellNote, in_words, noted_cells
from analytics.returns.checking import Checked, as_the_unit_says, check_opened, slot_of, titles_in
from analytics.returns.comparing import Comparison, compare
from analytics.returns.copies import to_keep
from analytics.returns.correcting import Correction, corrected
from analytics.returns.opening import open_workbook
from analytics.returns.reading import RawReturn
from analytics.returns.sheet_titles import COVER, with_own_titles
from analytics.rows import ReturnRows
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store import originals, submissions
from analytics.store.closing import Closed
from analytics.store.reading_registers import registers_for, unit_words_of, units_on
from analytics.store.registers import Registers, Unit
from analytics.store.stored_rows import stored_rows
from analytics.store.submissions import Receipt
from analytics.store.warehouse import StoreError, Warehouse

# refusals that are no mistake in the file
NOT_OF_THE_FILE = frozenset({"V33.month_locked", "V33.month_approved", "V35.busy"})


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Checking:
    """
    A checked file, ready to be shown and, when nothing is refused, stored. current: the rows that count for the
    month now (None when there are none); comparison: what storing this file would change (None when refused). raw: the
    file as it was read (None when it could not be); corrections: cells put right on screen, as which it was checked.
    """

    checked: Checked
    registers: Registers
    data: bytes
    file_name: str
    sha256: str
    current: ReturnRows | None
    comparison: Comparison | None
    raw: RawReturn | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def refused(self) -> bool:
        return refused(self.checked.findings)

    def to_confirm(self) -> dict[int, object]:
        """Position in checked.findings -> finding, of those the clerk must confirm."""
        return {i: f for i, f in enumerate(self.checked.findings) if f.severity is Severity.CONFIRM}


def check(
    warehouse: Warehouse, data: bytes, file_name: str, *, unit_code: str, month: Month, now: dt.datetime,
    scope: Scope = EVERYTHING, corrections: Sequence[Correction] = (), raw: RawReturn | None = None,
) -> Checking:
    """
    Checks a file for a unit's month and compares it with what counts now. Changes nothing. Telephone and ID numbers are
    made unreadable in whatever is kept of it beside its rows: findings, the file's name, reasons. corrections: cells
    put right on screen; raw: the file, when it has been read already.
    """
    _may_write(scope, unit_code)
    cursor = warehouse.cursor()
    registers = registers_for(cursor, unit_code, month, now)
    opened = raw or open_workbook(data, file_name)
    if isinstance(opened, RawReturn):
        opened = as_the_unit_says(opened, registers)  # before what was put right, which is in these sheets
    checked = check_opened(corrected(opened, corrections) if isinstance(opened, RawReturn) else opened, registers)
    counting = cursor.execute(
        "SELECT return_id FROM current_return WHERE unit_code = ? AND month = ?", [unit_code, str(month)]
    ).fetchone()
    current = stored_rows(cursor, counting[0]) if counting else None
    comparison = compare(checked.rows, current) if checked.rows is not None else None
    return Checking(
        checked, registers, data, mask(file_name), originals.sha256_of(data), current, comparison,
        opened if isinstance(opened, RawReturn) else None, tuple(corrections),
    )


def submit(
    warehouse: Warehouse, checking: Checking, *, by: str, at: dt.datetime, confirmations: Mapping[int, str],
    scope: Scope = EVERYTHING, trail: Trail | None = None,
) -> Receipt:
    """
    Stores a checked return. confirmations: position in checking.checked.findings -> the reason given; StoreError when
    something is still to be fixed or confirmed.
    """
    rows = checking.checked.rows
    if rows is None or checking.refused:
        raise StoreError("the return still has something that must be fixed")
    unconfirmed = set(checking.to_confirm()) - set(confirmations)
    if unconfirmed:
        raise StoreError(f"{len(unconfirmed)} findings still have to be confirmed")
    _may_write(scope, rows.unit_code)
    records = [
        f.as_record() | ({"reason": mask(confirmations[i])} if i in confirmations else {})
        for i, f in enumerate(checking.checked.findings)
    ]
    stored = checking.registers.stored
    kept = to_keep(checking.data, checking.registers, checking.corrections, checking.checked.findings)
    receipt = submissions.submit(
        warehouse, rows, data=kept, file_name=checking.file_name, findings=records,
        replaces_version=stored.version if stored else 0, by=by, at=at,
        corrections=[correction.as_record() for correction in checking.corrections],
    )
    _note(trail, "return_submitted", at, rows.unit_code, rows.month, f"{receipt.return_id}", version=receipt.version)
    return receipt


def record_refusal(
    warehouse: Warehouse, checking: Checking, *, by: str, at: dt.datetime, trail: Trail | None = None
) -> bool:
    """
    Notes a refused file once; it counts in the unit's reporting discipline. False when it was noted before, and where
    nothing is wrong with the file itself: the month is closed, or the server was busy.
    """
    unit_code, month = checking.registers.unit.code, checking.registers.month
    codes = [f.code for f in checking.checked.findings if f.severity is Severity.REFUSE]
    if set(codes) <= NOT_OF_THE_FILE:
        return False
    is_new = submissions.record_refusal(
        warehouse, unit_code=unit_code, month=month, sha256=checking.sha256, file_name=checking.file_name, at=at, by=by,
        codes=codes,
    )
    if is_new:
        _note(trail, "return_refused", at, unit_code, month, checking.sha256[:12])
    return is_new


# ------------------------------------------------------------------------------------------- the office
def accept(
    warehouse: Warehouse, return_id: int, *, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> None:
    """A version's figures are no longer provisional. OwnReturn when the reviewer has sent it in."""
    unit_code, month = _to_review(warehouse, return_id, by, scope)
    submissions.accept(warehouse, return_id, by=by, at=at)
    _note(trail, "return_accepted", at, unit_code, month, f"{return_id}")


def send_back(
    warehouse: Warehouse, return_id: int, *, by: str, at: dt.datetime, reason: str, scope: Scope = EVERYTHING,
    trail: Trail | None = None, cells: Sequence[CellNote] = (),
) -> None:
    """
    A version no longer counts; an earlier accepted one does again. A reason is needed, or cells with what is wrong with
    each; without a reason of its own the cells are the reason.
    """
    unit_code, month = _to_review(warehouse, return_id, by, scope)
    asked = noted_cells(warehouse, return_id, cells, at)
    said = mask(reason.strip()) or "; ".join(in_words(asked))
    submissions.send_back(warehouse, return_id, by=by, at=at, reason=said, cells=asked)
    _note(trail, "return_sent_back", at, unit_code, month, f"{return_id}", count=len(asked))


def remind(
    warehouse: Warehouse, unit_code: str, month: Month, *, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> None:
    """Logs that a unit was reminded; for those who run its reporting."""
    _may_run(scope, unit_code)
    submissions.remind(warehouse, unit_code, month, by=by, at=at)
    _note(trail, "reminded", at, unit_code, month, None)


def publish(
    warehouse: Warehouse, root_code: str, month: Month, *, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> int:
    """
    Publishes the results up to a month as they stand now: everybody sees exactly this state until the next
    publication. For those who run the whole agency's reporting. Returns the number of the event.
    """
    if not scope.runs(root_code) or scope.known_event is not None:
        raise OutsideScope(f"you may not publish the results of {root_code}")
    event_no = submissions.publish(warehouse, root_code, month, by=by, at=at)
    _note(trail, "published", at, root_code, month, f"{event_no}")
    return event_no


class OwnReturn(StoreError):
    """Nobody decides on a return they have sent in themselves."""


def _to_review(warehouse: Warehouse, return_id: int, by: str, scope: Scope) -> tuple[str, Month]:
    """The unit and month of a return the viewer may decide on."""
    row = warehouse.cursor().execute(
        "SELECT unit_code, month, received_by FROM return_version WHERE return_id = ?", [return_id]
    ).fetchone()
    if row is None or not scope.reviews(row[0]):
        raise OutsideScope(f"you may not decide on return {return_id}")
    if row[2] == by:
        raise OwnReturn(f"return {return_id} was sent in by {by}; somebody else has to decide on it")
    return row[0], Month.parse(row[1])


def _may_run(scope: Scope, unit_code: str) -> None:
    if not scope.runs(unit_code):
        raise OutsideScope(f"you do not run the reporting of {unit_code}")


def _note(
    trail: Trail | None, kind: str, at: dt.datetime, unit_code: str, month: Month, target: str | None, **detail: int
) -> None:
    if trail is not None:
        trail.record(kind, at=at, unit_code=unit_code, month=str(month), target=target, detail=detail or None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file on the command line: a receipt, or the findings that stand in the way."""

    file_name: str
    unit_code: str | None
    month: Month | None
    receipt: Receipt | None
    findings: tuple = field(default_factory=tuple)


def submit_file(
    warehouse: Warehouse, data: bytes, file_name: str, *, by: str, at: dt.datetime, confirm: bool = False,
    reason: str = "", scope: Scope = EVERYTHING, trail: Trail | None = None,
    found: tuple[str, Month, RawReturn] | Checked | None = None,
) -> Outcome:
    """
    Checks and stores one file whose cover says which unit and month it is for. With confirm=True the findings that
    only ask for confirmation are confirmed with the reason. A refused file is noted and nothing is stored. found: what
    find_slot has said of the file already.
    """
    slot = found or find_slot(warehouse, data, file_name, at)
    if isinstance(slot, Checked):
        return Outcome(file_name, None, None, None, slot.findings)
    unit_code, month, raw = slot
    checking = check(
        warehouse, data, file_name, unit_code=unit_code, month=month, now=at, scope=scope, raw=raw
    )
    waiting = checking.to_confirm()
    if checking.refused:
        record_refusal(warehouse, checking, by=by, at=at, trail=trail)
    if checking.refused or (waiting and not confirm):
        return Outcome(file_name, unit_code, month, None, checking.checked.findings)
    try:
        receipt = submit(
            warehouse, checking, by=by, at=at, confirmations=dict.fromkeys(waiting, reason), scope=scope, trail=trail
        )
    except Closed:  # approved or locked since it was checked a moment ago: checked again, it says so
        checking = check(warehouse, data, file_name, unit_code=unit_code, month=month, now=at, scope=scope)
        return Outcome(file_name, unit_code, month, None, checking.checked.findings)
    return Outcome(file_name, unit_code, month, receipt, checking.checked.findings)


def find_slot(
    warehouse: Warehouse, data: bytes, file_name: str, now: dt.datetime
) -> tuple[str, Month, RawReturn] | Checked:
    """The unit and month a file's cover names, and the file as read; a Checked when the cover cannot tell."""
    opened = open_workbook(data, file_name)
    cursor = warehouse.cursor()
    unit, month = _named_slot(opened, cursor, now)
    if unit is None and isinstance(opened, RawReturn):
        unit, month = _remembered_slot(opened, cursor, now)
    if unit is None or month is None or not isinstance(opened, RawReturn):
        return check_opened(opened, None)
    return unit.code, month, opened


def _named_slot(
    opened: RawReturn | Finding, cursor: duckdb.DuckDBPyConnection, now: dt.datetime
) -> tuple[Unit | None, Month | None]:
    unit_text, month_text = slot_of(opened)
    month = _month(month_text)
    return _unit(unit_text, units_on(cursor, (month or Month.of(now.date())).last_day)), month


def _remembered_slot(
    opened: RawReturn, cursor: duckdb.DuckDBPyConnection, now: dt.datetime
) -> tuple[Unit | None, Month | None]:
    """Of a cover under a title that some unit has said is its own: what it says counts when it names that unit."""
    for code, words in unit_words_of(cursor).items():
        titles = titles_in(words)
        if COVER in titles.values():
            unit, month = _named_slot(with_own_titles(opened, titles, None), cursor, now)
            if unit is not None and unit.code == code:
                return unit, month
    return None, None


def _month(text: str | None) -> Month | None:
    try:
        return Month.parse(text or "")
    except ValueError:
        return None


def _unit(text: str | None, units: Mapping[str, Unit]) -> Unit | None:
    words = set((text or "").split())
    for unit in units.values():
        if words & {unit.code, unit.name_zh, unit.short_zh, *unit.aliases} or text in (unit.name_en, unit.short_en):
            return unit
    return None


def versions(warehouse: Warehouse, unit_code: str, month: Month) -> pd.DataFrame:
    """Everything that was sent for a month (store.submissions.versions)."""
    return submissions.versions(warehouse.cursor(), unit_code, month)


def original(warehouse: Warehouse, sha256: str, *, scope: Scope = EVERYTHING) -> bytes:
    """A stored original, for those who see its unit's persons and cases. OutsideScope when no such return names it."""
    rows = warehouse.cursor().execute(
        "SELECT DISTINCT unit_code FROM return_version WHERE original_sha256 = ?", [sha256]
    ).fetchall()
    if not any(scope.sees_persons(row[0]) for row in rows):
        raise OutsideScope("no return in your scope names this file")
    return originals.read(warehouse, sha256)


def _may_write(scope: Scope, unit_code: str) -> None:
    if not scope.writes(unit_code):
        raise OutsideScope(f"you may not submit for {unit_code}")
