"""What a set of rows would change in a register: entries added, changed and withdrawn, field by field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from analytics.declare import Register
from analytics.store.kept_entries import Entry, Values

Kind = Literal["added", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Change:
    """One entry. before: as it stands in the store (None when added); after: what it becomes (None when withdrawn)."""

    kind: Kind
    key: tuple
    before: Entry | None
    after: Values | None

    @property
    def values(self) -> Values:
        """What the entry says, or said last."""
        if self.after is not None:
            return self.after
        assert self.before is not None
        return self.before.values

    def fields(self) -> tuple[tuple[str, Any, Any], ...]:
        """(column, old, new) of every field that differs; nothing for an entry that is withdrawn."""
        if self.after is None:
            return ()
        old = self.before.values if self.before else {}
        return tuple((name, old.get(name), new) for name, new in self.after.items() if old.get(name) != new)

    def record(self) -> dict[str, Any]:
        """As it is appended to the store."""
        return {**self.values, "withdrawn": self.after is None}


def filled_in(register: Register, typed: Values, before: Entry | None) -> dict[str, Any]:
    """Every column's value: as typed, else as the store has it, else the column's default."""
    old = before.values if before else {column.name: column.default for column in register.columns}
    return {column.name: typed.get(column.name, old[column.name]) for column in register.columns}


def compare(
    register: Register, kept: Mapping[tuple, Entry], rows: Iterable[Values], shown: Sequence[Entry] = ()
) -> tuple[Change, ...]:
    """
    kept: every entry by key. rows: complete entries as they are to be. shown: entries that are withdrawn when no row
    has their key. Withdrawals first, then in the order of the rows.
    """
    found: list[Change] = []
    keys = set()
    for values in rows:
        key = tuple(values[name] for name in register.key)
        keys.add(key)
        before = kept.get(key)
        if before is None:
            found.append(Change("added", key, None, values))
        elif dict(before.values) != dict(values):
            found.append(Change("changed", key, before, values))
    gone = [Change("withdrawn", key, entry, None) for entry in shown if (key := entry.key(register)) not in keys]
    return (*gone, *found)
