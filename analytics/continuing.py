"""
Between the check and the receipt: cells put right on screen and checked again, what was found kept so that it can be
taken up later, the marked and the corrected workbook, and going back to an earlier version.
"""

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from analytics import open_checks
from analytics.findings import Finding
from analytics.identity.trail import Trail
from analytics.masking import mask
from analytics.months import Month
from analytics.returns import copies
from analytics.returns.copies import Copy, NotCopied
from analytics.returns.correcting import Correction, cell_text, numbers_taken_out, retitled, with_correction
from analytics.returns.sheet_titles import TITLE, form_title, sheets_by_name
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store import kept_checks, originals, submissions
from analytics.store.kept_checks import KeptCheck
from analytics.store.reading_registers import units_on
from analytics.store.stored_rows import stored_rows
from analytics.store.submissions import Receipt
from analytics.store.warehouse import StoreError, Warehouse, append_records, record_event
from analytics.submitting import Checking, check

WORDS_REGISTER = "unit_alias"
PRIVATE = "V28"  # findings of telephone and ID numbers: such a file is not kept before it is submitted


@dataclass(frozen=True, slots=True)
class Change:
    """A cell as the clerk wants it. column: as in correcting.Correction."""

    sheet: str
    cell: str
    column: str
    new: str


# ------------------------------------------------------------------------------------------- put right on screen
def put_right(
    warehouse: Warehouse, checking: Checking, changes: Sequence[Change], *, by: str, at: dt.datetime,
    scope: Scope = EVERYTHING,
) -> Checking:
    """The same file with more cells put right, checked anew. A cell set back to what the file says is no correction."""
    if checking.raw is None:
        raise StoreError("this file could not be read, so no cell of it can be put right")
    corrections = checking.corrections
    sheets = sheets_by_name(retitled(checking.raw, corrections))
    for change in changes:
        if change.sheet in sheets:
            old = cell_text(sheets[change.sheet], change.cell)
            one = Correction(change.sheet, change.cell, change.column, old, change.new.strip(), by, f"{at}")
            corrections = with_correction(corrections, one)
    return again(warehouse, checking, corrections, at=at, scope=scope)


def take_sheets(
    warehouse: Warehouse, checking: Checking, chosen: Mapping[str, str | None], *, by: str, at: dt.datetime,
    scope: Scope = EVERYTHING,
) -> Checking:
    """
    The same file with sheets of it taken for sheets of the form, checked anew. chosen: name of a sheet of the form ->
    the title of the one taken for it; None: none any more, and what was put right in it goes as well.
    """
    kept = [c for c in checking.corrections if c.sheet not in chosen]
    taken = [
        Correction(name, "", TITLE, title, form_title(name), by, f"{at}") for name, title in chosen.items() if title
    ]
    return again(warehouse, checking, (*kept, *taken), at=at, scope=scope)


def again(
    warehouse: Warehouse, checking: Checking, corrections: Sequence[Correction], *, at: dt.datetime,
    scope: Scope = EVERYTHING,
) -> Checking:
    """The same file checked against the registers of this moment, with these corrections."""
    return check(
        warehouse, checking.data, checking.file_name, unit_code=checking.registers.unit.code,
        month=checking.registers.month, now=at, scope=scope, corrections=corrections, raw=checking.raw,
    )


def carried_reasons(before: Checking, after: Checking, reasons: Mapping[int, str]) -> dict[int, str]:
    """The reasons given so far, by the positions that the same findings have now."""
    return _placed(after, [(before.checked.findings[place], reason) for place, reason in reasons.items()])


def _placed(checking: Checking, given: Sequence[tuple[Finding, str]]) -> dict[int, str]:
    """Position among the findings of a check -> the reason given for the same finding before."""
    known = list(checking.checked.findings)
    return {known.index(finding): reason for finding, reason in given if finding in known}


@dataclass(frozen=True, slots=True)
class UnitWord:
    """
    What a unit means by a word of its own in a column, to be taken so from now on; of column HEADING: over which column
    one of its own headings stands; of column TITLE: which sheet of the form one of its own titles stands for.
    """

    sheet: str
    column: str
    written: str
    meant: str


def remember(
    warehouse: Warehouse, unit_code: str, words: Sequence[UnitWord], *, by: str, at: dt.datetime,
    scope: Scope = EVERYTHING, trail: Trail | None = None, withdrawn: bool = False,
) -> int:
    """
    Records a unit's own words in the register unit_alias, where the office sees and withdraws them; withdrawn: that
    they no longer hold. For those who may submit for the unit. Returns the number of the event.
    """
    if not scope.writes(unit_code) or scope.known_event is not None:
        raise OutsideScope(f"you may not submit for {unit_code}")
    rows = [
        {"unit_code": unit_code, "sheet": word.sheet, "column_name": word.column, "written": mask(word.written.strip()),
         "meant": mask(word.meant.strip()), "withdrawn": withdrawn}
        for word in words
    ]
    with warehouse.writing() as cursor:
        event_no = record_event(
            cursor, "registers_changed", by=by, at=at, unit_code=unit_code,
            detail={"register": WORDS_REGISTER, "added": 0 if withdrawn else len(rows), "changed": 0,
                    "withdrawn": len(rows) if withdrawn else 0},
        )
        append_records(cursor, WORDS_REGISTER, rows, event_no)
    if trail is not None:
        trail.record("registers_changed", at=at, unit_code=unit_code, target=WORDS_REGISTER,
                     detail={"event_no": event_no, "count": len(rows)})
    return event_no


# ------------------------------------------------------------------------------------------- workbooks
def marked_copy(
    warehouse: Warehouse, data: bytes, slot: tuple[str, Month], findings: Sequence[Finding], checked_at: dt.datetime
) -> Copy | None:
    """The file with every finding at its cell; None when it cannot be opened. findings: of a check of this file."""
    unit = units_on(warehouse.cursor(), slot[1].last_day)[slot[0]]
    try:
        return copies.copy_of(data, "marked", unit, slot[1], checked_at=checked_at, findings=findings)
    except NotCopied:
        return None


def copy_of(warehouse: Warehouse, check_no: int, kind: Literal["marked", "corrected"], *, scope: Scope) -> Copy:
    """
    The workbook of a kept check, with what was put right on screen; kind marked: and every finding at its cell. A file
    that is not kept is had by whoever has it open, for as long as that lasts. OutsideScope when the check is not the
    viewer's to go on with; StoreError when the file is no longer there or cannot be copied.
    """
    kept = kept_checks.kept_check(warehouse, check_no)
    if not scope.writes(kept.unit_code):
        raise OutsideScope(f"you may not go on with checks of {kept.unit_code}")
    unit = units_on(warehouse.cursor(), kept.month.last_day)[kept.unit_code]
    found = [carried.finding for carried in kept.findings]
    at_hand = open_checks.held(warehouse.directory, check_no) if scope.viewer == kept.checked_by else None
    data = at_hand.data if at_hand is not None else originals.read(warehouse, kept.sha256)
    corrections = at_hand.corrections if at_hand is not None else _corrections(kept)
    try:
        return copies.copy_of(
            data, kind, unit, kept.month, checked_at=kept.checked_at, findings=found, corrections=corrections,
        )
    except NotCopied as error:
        raise StoreError(f"the file of check {check_no} cannot be copied: {error}") from error


# ------------------------------------------------------------------------------------------- kept and taken up again
def keep(
    warehouse: Warehouse, checking: Checking, reasons: Mapping[int, str], *, by: str, at: dt.datetime,
    scope: Scope = EVERYTHING, is_open: Callable[[], bool] = lambda: True,
) -> int:
    """
    Keeps the state of a check; returns its number. The file is kept with it, for as long as [retention] keeps files
    that no return names - unless it holds telephone or ID numbers: then the findings alone, and copies of it are had
    from this very check while somebody holds it and is_open() says that their page is open.
    """
    unit_code = checking.registers.unit.code
    if not scope.writes(unit_code):
        raise OutsideScope(f"you may not submit for {unit_code}")
    findings = checking.checked.findings
    check_no = kept_checks.keep_check(
        warehouse, unit_code=unit_code, month=checking.registers.month, data=checking.data,
        with_file=keeps_file(checking), file_name=checking.file_name, by=by, at=at,
        findings=[f.as_record() | ({"reason": mask(reasons[i])} if i in reasons else {})
                  for i, f in enumerate(findings)],
        corrections=[c.as_record() for c in checking.corrections],
    )
    if checking.raw is not None and not keeps_file(checking):
        open_checks.hold(warehouse.directory, check_no, checking, is_open)
    return check_no


def keeps_file(checking: Checking) -> bool:
    """Whether the file is kept with its check: not one that is no workbook or holds telephone or ID numbers."""
    private = any(f.rule == PRIVATE for f in checking.checked.findings)
    return checking.raw is not None and not private and not numbers_taken_out(checking.corrections)


def unfinished(
    warehouse: Warehouse, unit_code: str, month: Month, *, scope: Scope = EVERYTHING
) -> tuple[KeptCheck, ...]:
    """Checks of a unit's month that were not submitted, for those who may; the newest first."""
    return kept_checks.unfinished(warehouse, unit_code, month) if scope.writes(unit_code) else ()


def take_up(
    warehouse: Warehouse, check_no: int, *, at: dt.datetime, scope: Scope = EVERYTHING
) -> tuple[Checking, dict[int, str]]:
    """
    A kept check as it stands against the registers of this moment, and the reasons given so far by position. StoreError
    when its file is not kept (any more).
    """
    kept = kept_checks.kept_check(warehouse, check_no)
    if not scope.writes(kept.unit_code):
        raise OutsideScope(f"you may not go on with checks of {kept.unit_code}")
    if not kept.has_file:
        raise StoreError(f"the file of check {check_no} is not kept; upload it again")
    checking = check(
        warehouse, originals.read(warehouse, kept.sha256), kept.file_name, unit_code=kept.unit_code, month=kept.month,
        now=at, scope=scope, corrections=_corrections(kept),
    )
    return checking, _placed(checking, [(one.finding, one.reason) for one in kept.findings if one.reason])


def from_version(
    warehouse: Warehouse, return_id: int, *, at: dt.datetime, scope: Scope = EVERYTHING
) -> Checking:
    """
    A stored version as a check of this moment: its file with what was put right on screen in it. OutsideScope for those
    who may not submit for its unit; StoreError when its file has been erased.
    """
    cursor = warehouse.cursor()
    row = cursor.execute(
        "SELECT unit_code, month, original_sha256, file_name FROM return_version WHERE return_id = ?", [return_id]
    ).fetchone()
    if row is None or not scope.writes(row[0]):
        raise OutsideScope(f"you may not submit for the unit of return {return_id}")
    unit_code, month, sha256, file_name = row
    records = kept_checks.corrections_of(cursor, [return_id]).get(return_id, ())
    return check(
        warehouse, originals.read(warehouse, sha256), file_name, unit_code=unit_code, month=Month.parse(month), now=at,
        scope=scope, corrections=tuple(Correction.from_record(record) for record in records),
    )


def _corrections(kept: KeptCheck) -> tuple[Correction, ...]:
    return tuple(Correction.from_record(record) for record in kept.corrections)


# ------------------------------------------------------------------------------------------- back to an earlier version
def go_back(
    warehouse: Warehouse, return_id: int, *, reason: str, by: str, at: dt.datetime, scope: Scope = EVERYTHING,
    trail: Trail | None = None,
) -> Receipt:
    """
    A new version with the rows of an earlier one of the same unit and month; provisional until it is reviewed. The rows
    are not judged again: they were taken as they are. StoreError without a reason, and when that version counts now.
    """
    cursor = warehouse.cursor()
    row = cursor.execute(
        "SELECT unit_code, version, original_sha256, file_name, findings, return_id IN (SELECT return_id FROM "
        "current_return), (SELECT max(version) FROM return_version AS n WHERE (n.unit_code, n.month) = "
        "(v.unit_code, v.month)) FROM return_version AS v WHERE return_id = ?", [return_id],
    ).fetchone()
    if row is None or not scope.writes(row[0]):
        raise OutsideScope(f"you may not submit for the unit of return {return_id}")
    _, version, sha256, file_name, findings, counts, newest = row
    if not reason.strip():
        raise StoreError("going back to an earlier version needs a reason")
    if counts:
        raise StoreError(f"version {version} counts already")
    rows = stored_rows(cursor, return_id)
    cover = {**rows.cover, "return_type": "correction", "correction_note": mask(reason.strip())}
    receipt = submissions.submit(
        warehouse, replace(rows, cover=cover), data=originals.read(warehouse, sha256), file_name=file_name,
        findings=json.loads(findings), replaces_version=newest, by=by, at=at, from_version=version,
        corrections=kept_checks.corrections_of(cursor, [return_id]).get(return_id, ()),
    )
    if trail is not None:
        trail.record(
            "return_submitted", at=at, unit_code=rows.unit_code, month=str(rows.month), target=f"{receipt.return_id}",
            detail={"version": receipt.version},
        )
    return receipt
