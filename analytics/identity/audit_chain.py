"""
Verifies the audit trail: walks it in order, in constant memory, and names the first place where the chain is broken.

A trail that was cut at its end, or written anew from some entry on, is a sound chain in itself. Only a head (number and
hash) noted elsewhere earlier can tell; that is what `expected_head` is for.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

from sqlalchemy import Connection, select

from analytics.identity.audit_table import NOTHING_BEFORE, any_bytes, audit_entry, entry_hash
from analytics.identity.database import Identity

BATCH_ROWS = 2000

Reason = Literal["changed", "missing", "inserted", "reordered", "cut", "rewritten"]
Values = Mapping[Any, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry: its number (0 while there is none) and its hash; written `12345:9f...`."""

    entry_no: int
    entry_hash: str

    def __str__(self) -> str:
        return f"{self.entry_no}:{self.entry_hash}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """ValueError for anything that is not a number, a colon and 64 hex digits."""
        match = re.fullmatch(r"\s*([0-9]{1,18}):([0-9a-fA-F]{64})\s*", written)
        if match is None:
            raise ValueError(f"a head is written as number:hash, not {written!r}")
        return cls(int(match[1]), match[2].lower())


@dataclass(frozen=True, slots=True)
class Verification:
    """
    entry_count, head_hash: of the part found sound. broken_at: the number of the first entry that is not as it was
    written, None when the whole chain is sound; reason says in which way.

    changed    a column of the entry is not what was hashed      missing    the entry was taken out
    inserted   the entry was put in between two others           reordered  another entry stands in its place
    cut        the trail ends before the expected head           rewritten  the chain up to here is not the one noted
    """

    entry_count: int
    head_hash: str
    broken_at: int | None = None
    reason: Reason | None = None

    @property
    def is_sound(self) -> bool:
        return self.broken_at is None

    @property
    def head(self) -> Head:
        return Head(self.entry_count, self.head_hash)


def head(identity: Identity) -> Head:
    """The newest entry's number and hash, to be noted where the keeper of this database cannot write."""
    newest = select(audit_entry.c.entry_no, audit_entry.c.entry_hash).order_by(audit_entry.c.entry_no.desc()).limit(1)
    with identity.reading() as connection, any_bytes(connection):
        row = connection.execute(newest).first()
    return Head(int(row.entry_no), str(row.entry_hash)) if row else Head(0, NOTHING_BEFORE)


def verify(
    identity: Identity, expected_head: Head | None = None, *, progress: Callable[[int], None] | None = None
) -> Verification:
    """
    Walks the whole trail as it stands at the start. expected_head: a head noted earlier; the entry of that number must
    be there and have that hash. progress is told how many entries have been read, after each part.
    """
    number, before, one_earlier = 0, NOTHING_BEFORE, NOTHING_BEFORE
    with identity.reading() as connection, any_bytes(connection):
        for part in _parts(connection):
            for row in part:
                if not _follows(row, number, before):
                    broken_at, reason = _diagnosis(connection, number, before, row)
                    if number and broken_at == number:  # the one before this is what does not belong
                        number, before = number - 1, one_earlier
                    return Verification(number, before, broken_at, reason)
                number, before, one_earlier = number + 1, row["entry_hash"], before
                if expected_head and number == expected_head.entry_no and before != expected_head.entry_hash:
                    return Verification(number, before, number, "rewritten")
            if progress:
                progress(number)
    if expected_head and expected_head.entry_no > number:
        return Verification(number, before, number + 1, "cut")
    return Verification(number, before)


def _follows(row: Values, number: int, before: str) -> bool:
    """Whether the row is whole and the next one after entry `number` with the hash `before`."""
    return row["entry_no"] == number + 1 and row["previous_hash"] == before and entry_hash(row) == row["entry_hash"]


def _parts(connection: Connection) -> Iterator[Sequence[Values]]:
    """The trail in order of its numbers, whatever numbers somebody may have written past us."""
    after: int | None = None
    while True:
        query = select(audit_entry).order_by(audit_entry.c.entry_no).limit(BATCH_ROWS)
        if after is not None:
            query = query.where(audit_entry.c.entry_no > after)
        part = connection.execute(query).mappings().all()
        if part:
            yield part
        if len(part) < BATCH_ROWS:
            return
        after = part[-1]["entry_no"]


# ------------------------------------------------------------------------------------------- what happened
def _diagnosis(connection: Connection, sound: int, before: str, row: Values) -> tuple[int, Reason]:
    """The broken number and the reason, from the first row that does not continue the sound part."""
    number = row["entry_no"]
    if number <= sound:  # below 1: nothing of ours is numbered so
        return number, "inserted"
    if number > sound + 1:
        return sound + 1, "missing"
    if _was(row, number - 1) and row["entry_hash"] != before:
        return number - 1, "inserted"  # this one was written as number - 1; what stands there now fits, but is another
    successor = _entry_no(connection, number + 1)
    if successor is not None and successor["previous_hash"] == before and _was(successor, number):
        return number, "reordered" if _was(row, number + 1) else "inserted"
    if row["previous_hash"] == before:
        return number, "changed"
    if sound and _was(row, number):
        return sound, "changed"  # this one is whole, and names another hash: the one before was changed with its hash
    return number, _moved(connection, row)


def _moved(connection: Connection, row: Values) -> Reason:
    """Why a row that is not whole under its number names another predecessor than the entry before it."""
    number = row["entry_no"]
    if _was(row, number + 1):
        return "missing"  # an entry was taken out here and the later ones were numbered anew
    follows = select(audit_entry.c.entry_no).where(audit_entry.c.entry_hash == row["previous_hash"]).limit(1)
    predecessor = connection.execute(follows).scalar()
    return "reordered" if predecessor is not None and _was(row, predecessor + 1) else "changed"


def _was(row: Values, number: int) -> bool:
    """Whether the row is whole as the entry of that number."""
    return entry_hash({**row, "entry_no": number}) == row["entry_hash"]


def _entry_no(connection: Connection, number: int) -> Values | None:
    found = connection.execute(select(audit_entry).where(audit_entry.c.entry_no == number)).first()
    return dict(found._mapping) if found else None
