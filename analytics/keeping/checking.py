"""
Are these rows right, and what would they change? The one place that decides, for the page, files and the command line.
Every problem is found at once. Rows that say what the store says already are not judged: they were once, and what was
right then must not stand in the way of another entry now.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics.declare import Named, Register
from analytics.findings import SEVERITY_ORDER, Finding, Severity, refused
from analytics.keeping import closed_units, sums
from analytics.keeping.awarding import gate
from analytics.keeping.cells import Addresses, RawRow, RowReader, TypedRow
from analytics.keeping.changes import Change, compare, filled_in
from analytics.keeping.judged import CONFIRM, REFUSE, Judged, shown_text
from analytics.keeping.rules import PERIODS, RULES
from analytics.keeping.surroundings import Surroundings
from analytics.returns.arranging import arranged
from analytics.returns.names import place_of
from analytics.store.kept_entries import Entry


@dataclass(frozen=True, slots=True)
class Kept:
    """A register as it was read: all its entries, those that were shown, and the columns that are not the viewer's."""

    register: Register
    entries: tuple[Entry, ...]
    shown: tuple[Entry, ...]
    hidden: frozenset[str] = frozenset()

    def by_key(self) -> dict[tuple, Entry]:
        return {entry.key(self.register): entry for entry in self.entries}


@dataclass(frozen=True, slots=True)
class Checked:
    """changes: what storing the rows would change; empty while something is refused."""

    register: Register
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]

    @property
    def refused(self) -> bool:
        return refused(self.findings)

    @property
    def to_confirm(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.severity is Severity.CONFIRM)


def check(
    kept: Kept, rows: Sequence[RawRow], around: Surroundings, *, addresses: Addresses | None = None,
    withdraw_missing: bool, date_1904: bool = False, before: Sequence[Finding] = (),
) -> Checked:
    """
    before: what had to be said already (about the file). withdraw_missing: entries that were shown and are in no row
    are withdrawn.
    """
    register, by_key = kept.register, kept.by_key()
    kept = kept if withdraw_missing else replace(kept, shown=())
    around = _with_own_ids(register, rows, around)
    places = addresses or Addresses.of(register)
    reader = RowReader(register, around, places, date_1904)
    typed: list[TypedRow] = []
    findings = list(before)
    for raw in rows:
        if raw.is_blank:
            continue
        own, said = _without_hidden(kept, raw, places)
        findings += said  # whether the value is the one in the store or not, which is nobody else's to find out
        row, found = reader.read(own)
        row, stored, found = _complete(register, own, row, found, by_key)
        if row.unreadable or stored is None or dict(stored.values) != dict(row.values):
            findings += found
        typed.append(row)
    findings += _judged(kept, typed, around, places, by_key)
    final = tuple(sorted(arranged(findings), key=_position))
    changes = () if refused(final) else compare(register, by_key, [row.values for row in typed], kept.shown)
    if not refused(final):
        final += tuple(_collisions(kept, changes, withdraw_missing))
        changes = () if refused(final) else changes
    return Checked(register, changes, final)


def judge_again(
    register: Register, entries: Sequence[Entry], changes: Sequence[Change], around: Surroundings
) -> tuple[Finding, ...]:
    """What there is to say about changes that were checked before, now that they are about to be stored."""
    rows = [TypedRow(number, change.after) for number, change in enumerate(changes, 1) if change.after is not None]
    kept = Kept(register, tuple(entries), tuple(c.before for c in changes if c.kind == "withdrawn" and c.before))
    raw = [RawRow(row.row_no, row.values) for row in rows]
    around, places = _with_own_ids(register, raw, around), Addresses.of(register)
    reader = RowReader(register, around, places)
    findings = [f for row in raw for f in reader.read(row)[1]]
    findings += _judged(kept, rows, around, places, kept.by_key())
    return tuple(f for f in findings if f.severity is not Severity.NOTE)


# ------------------------------------------------------------------------------------------- rows
def _complete(
    register: Register, raw: RawRow, row: TypedRow, found: list[Finding], by_key: Mapping[tuple, Entry]
) -> tuple[TypedRow, Entry | None, list[Finding]]:
    """
    The row with what its columns leave out as the store has it, the entry it is a new version of, and what remains to
    be said: a cell that would not be taken today but stands in the store as it is (a suggestion sent back since) stays.
    """
    typed = {name: _as_typed(raw, row, name) for name in register.key}
    stored = by_key.get(tuple(typed.values()))
    kept = {
        name for name in row.unreadable
        if stored is not None and shown_text(stored.values[name]) == shown_text(_as_typed(raw, row, name))
    }
    values = {name: value for name, value in row.values.items() if name not in kept}
    row = replace(row, values=filled_in(register, values, stored), unreadable=row.unreadable - kept)
    return row, stored, [f for f in found if f.params["column"] not in kept]


def _as_typed(raw: RawRow, row: TypedRow, name: str) -> Any:
    """The value, or the text of a cell that could not be taken."""
    if name in row.unreadable and isinstance(cell := raw.cells.get(name), str):
        return cell.strip()
    return row.values.get(name)


def _without_hidden(kept: Kept, raw: RawRow, places: Addresses) -> tuple[RawRow, list[Finding]]:
    """Columns that are for the administrator alone are left as they are; who fills one in is told."""
    if not kept.hidden & set(raw.cells):
        return raw, []
    cells = {name: value for name, value in raw.cells.items() if name not in kept.hidden}
    said = [
        Finding("R07.administrator_only", REFUSE, kept.register.name, (places.cell(raw.row_no, name),), None,
                {"column": name})
        for name in kept.register.columns_among(kept.hidden) if raw.cells.get(name) not in (None, "")
    ]
    return replace(raw, cells=cells), said


def _with_own_ids(register: Register, rows: Sequence[RawRow], around: Surroundings) -> Surroundings:
    """A unit may be named by another that is added with it, and so may a person."""
    if register.name not in ("unit", "staff"):
        return around
    own = {str(raw.cells[register.key[0]]).strip(): Named("", "") for raw in rows if raw.cells.get(register.key[0])}
    kinds = around.references
    return replace(around, references={**kinds, register.name: own | dict(kinds.get(register.name, {}))})


# ------------------------------------------------------------------------------------------- judging
def _judged(
    kept: Kept, rows: Sequence[TypedRow], around: Surroundings, places: Addresses, by_key: Mapping[tuple, Entry]
) -> Iterator[Finding]:
    register = kept.register
    changed = [row for row in rows if row.unreadable or _differs(register, row, by_key)]
    yield from _duplicates(register, rows, places)
    every = [Judged(register, row, around, places) for row in changed]
    for judged in every:
        for rule in RULES.get(register.name, ()):
            yield from rule(judged)
    if register.name == "award":
        own = {_key(register, row) for row in changed}
        yield from gate(every, [entry.values for key, entry in by_key.items() if key not in own])
    if register.name == closed_units.REGISTER:
        yield from closed_units.left_behind(every, by_key)
    if register.name in PERIODS:
        yield from _overlaps(kept, rows, changed, places, by_key)
    if register.name == sums.REGISTER:
        own = {_key(register, row) for row in rows}
        gone = [str(e.values["name"]) for e in kept.shown if e.key(register) not in own]
        yield from sums.sums(changed, gone, places, by_key)


def _differs(register: Register, row: TypedRow, by_key: Mapping[tuple, Entry]) -> bool:
    stored = by_key.get(_key(register, row))
    return stored is None or dict(stored.values) != dict(row.values)


def _key(register: Register, row: TypedRow) -> tuple:
    return tuple(row[name] for name in register.key)


def _duplicates(register: Register, rows: Sequence[TypedRow], places: Addresses) -> Iterator[Finding]:
    """Two rows with the same key: which of them is meant?"""
    seen: dict[tuple, list[TypedRow]] = {}
    for row in rows:
        if not row.unreadable & set(register.key):
            seen.setdefault(_key(register, row), []).append(row)
    for key, twice in seen.items():
        if len(twice) > 1:
            cells = tuple(places.cell(row.row_no, register.key[0]) for row in twice)
            yield Finding("R01.duplicate", REFUSE, register.name, cells, key_text(key), {"columns": list(register.key)})


def _collisions(kept: Kept, changes: Sequence[Change], partly_shown: bool) -> Iterator[Finding]:
    """A new row with the key of an entry that was not among those shown would change it unseen."""
    if not partly_shown:
        return
    shown = {entry.key(kept.register) for entry in kept.shown}
    for change in changes:
        if change.kind == "changed" and change.key not in shown:
            yield Finding("R01.kept_already", REFUSE, kept.register.name, (), key_text(change.key))


def key_text(key: Sequence[Any]) -> str:
    """What tells an entry from others, in words."""
    return " · ".join(filter(None, map(shown_text, key)))


def _overlaps(
    kept: Kept, rows: Sequence[TypedRow], changed: Sequence[TypedRow], places: Addresses,
    by_key: Mapping[tuple, Entry],
) -> Iterator[Finding]:
    """Two versions of a unit or person, or two periods of somebody, that hold on the same day; two units on top."""
    register = kept.register
    what, first, last = PERIODS[register.name]
    own = {_key(register, row) for row in rows}
    gone = {entry.key(register) for entry in kept.shown} - own
    others = [entry.values for key, entry in by_key.items() if key not in own | gone]
    every = [*others, *(row.values for row in rows)]
    for row in changed:
        if row[what] is None or row[first] is None or last in row.unreadable:
            continue
        for other in every:
            if other is not row.values and _key(register, row) != tuple(other[n] for n in register.key):
                if other[what] == row[what] and _meet(row.values, other, first, last):
                    yield Finding("R03.overlap", REFUSE, register.name, (places.cell(row.row_no, first),),
                                  str(row[what]), {"column": what, "date": shown_text(other[first])})
                elif _both_on_top(register, row, other) and _meet(row.values, other, first, last):
                    yield Finding("R05.second_root", CONFIRM, register.name, (places.cell(row.row_no, "parent_code"),),
                                  str(other[what]), {"column": "parent_code"})


def _meet(one: Mapping[str, Any], other: Mapping[str, Any], first: str, last: str) -> bool:
    if other[first] is None:
        return False
    forever = dt.date.max
    return one[first] <= (other[last] or forever) and other[first] <= (one[last] or forever)


def _both_on_top(register: Register, one: TypedRow, other: Mapping[str, Any]) -> bool:
    if register.name != "unit" or "parent_code" in one.unreadable:
        return False
    return one["parent_code"] is None and other["parent_code"] is None and one["code"] != other["code"]


def _position(finding: Finding) -> tuple:
    return SEVERITY_ORDER[finding.severity], place_of(finding.cells[0]) if finding.cells else (0, 0), finding.code
