"""
The audit trail: who did what, when, from where, with what outcome. Append-only, each entry tied to the one before by
its hash (audit_table.py); audit_chain.py verifies it.

Never in an entry: passwords, tokens, values of cells, free text of cases. Telephone and ID numbers are masked in
whatever text comes in.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, literal, or_, select, true, tuple_

from analytics.identity.audit_chain import Head, Verification, head, verify
from analytics.identity.audit_table import (
    NOTHING_BEFORE,
    SOURCE,
    any_bytes,
    audit_entry,
    canonical,
    detail_values,
    detail_words,
    entry_hash,
    kinds,
    outcomes,
    protect,
)
from analytics.identity.database import Identity
from analytics.masking import mask
from analytics.months import Month

__all__ = [
    "EVERY_UNIT", "Acting", "AuditFault", "Entry", "Head", "Outcome", "Search", "Verification", "act",
    "actors_beginning_with", "count", "detail_values", "detail_words", "entries", "head", "kinds", "outcomes",
    "protect", "record", "verify", "walk",
]

Outcome = Literal["done", "refused", "failed"]
TEXT_CHARACTERS = 200
DETAIL_CHARACTERS = 4000
WALK_ROWS = 2000
EVERY_UNIT = "*"  # in a list of units
LOCK_NUMBER = 0x53495847  # the advisory lock of this trail on PostgreSQL


class AuditFault(RuntimeError):
    """Our own mistake in what was to be recorded: a kind or a word that is not declared, a value that is too long."""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    One entry. recorded_at is local; None when the stored time cannot be read any more. actor is a sign-in name or
    `operator:<name>`; account_id, session_id, address are None at the machine itself; unit_code, month, target are
    None where the act is about none. detail has declared words only.
    """

    entry_no: int
    recorded_at: dt.datetime | None
    kind: str
    outcome: str
    actor: str
    account_id: str | None
    session_id: str | None
    address: str | None
    unit_code: str | None
    month: str | None
    target: str | None
    detail: Mapping[str, Any]
    entry_hash: str


# ------------------------------------------------------------------------------------------- recording
class Acting(NamedTuple):
    """Whose run this is, and from where: what its changes to accounts are recorded with."""

    login: str
    session_id: str | None
    address: str | None


_acting: ContextVar[Acting | None] = ContextVar("acting", default=None)


def act(acting: Acting | None) -> None:
    """From now on this thread acts for somebody; None: for nobody."""
    _acting.set(acting)


def record(
    where: Connection | Identity, kind: str, *, actor: str, at: dt.datetime, outcome: Outcome = "done",
    account_id: str | None = None, session_id: str | None = None, address: str | None = None,
    unit_code: str | None = None, month: Month | str | None = None, target: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> int:
    """
    Appends one entry and returns its number. With a Connection (of Identity.writing) the entry stands or falls with
    the caller's transaction; with the Identity it is committed at once. `at` is naive local time.

    detail: declared words with a short text, number, truth value, day, month, None, or a list of short texts. actor,
    target and address may come from outside and are cut at 200 characters. AuditFault for our own mistakes.
    """
    if isinstance(where, Identity):
        with where.writing() as connection:
            return record(connection, kind, actor=actor, at=at, outcome=outcome, account_id=account_id,
                          session_id=session_id, address=address, unit_code=unit_code, month=month, target=target,
                          detail=detail)
    if kind not in kinds() or outcome not in outcomes():
        raise AuditFault(f"{SOURCE} declares no kind {kind} with the outcome {outcome}")
    if at.tzinfo is not None:
        raise AuditFault("entries carry naive local times")
    acting = _acting.get()
    if acting and acting.login == actor and session_id is None:
        session_id, address = acting.session_id, address or acting.address
    columns = {
        "recorded_at": at.isoformat(sep=" ", timespec="microseconds"), "kind": kind, "outcome": outcome,
        "actor": _outside(actor), "account_id": account_id, "session_id": session_id, "address": _outside(address),
        "unit_code": unit_code, "month": str(month) if month else None, "target": _outside(target),
        "detail": _detail(kind, detail or {}),
    }
    return _append(where, columns)


def _append(connection: Connection, columns: Mapping[str, Any]) -> int:
    """Reads the head and writes behind it while no other writer can: two entries never follow the same one."""
    if not connection.get_execution_options().get("sixing_writing"):
        raise AuditFault("an entry is recorded in a writing transaction")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_NUMBER})")
    newest = select(audit_entry.c.entry_no, audit_entry.c.entry_hash).order_by(audit_entry.c.entry_no.desc()).limit(1)
    last = connection.execute(newest).first()
    entry = {**columns, "entry_no": last.entry_no + 1 if last else 1,
             "previous_hash": last.entry_hash if last else NOTHING_BEFORE}
    connection.execute(insert(audit_entry).values(**entry, entry_hash=entry_hash(entry)))
    return int(entry["entry_no"])


def _outside(value: str | None) -> str | None:
    """Text that may come from outside: one line, storable, without private numbers, of bounded length."""
    if value is None:
        return None
    storable = value.encode("utf-8", "replace").decode("utf-8")
    return mask("".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in storable))[:TEXT_CHARACTERS]


def _detail(kind: str, detail: Mapping[str, Any]) -> str:
    if unknown := set(detail) - set(detail_words()):
        raise AuditFault(f"{kind}: {SOURCE} declares no word of detail {', '.join(sorted(unknown))}")
    whole = canonical({word: _value(f"{kind}: {word}", value) for word, value in detail.items()})
    if len(whole) > DETAIL_CHARACTERS:
        raise AuditFault(f"{kind}: detail has {len(whole)} characters, more than {DETAIL_CHARACTERS}")
    return whole


def _value(where: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dt.date | Month):
        return str(value)
    if isinstance(value, str):
        if len(value) > TEXT_CHARACTERS:
            raise AuditFault(f"{where} has {len(value)} characters, more than {TEXT_CHARACTERS}")
        return _outside(value)
    if isinstance(value, list | tuple | set | frozenset):
        if not all(isinstance(v, str) for v in value):
            raise AuditFault(f"{where} is a list of other things than texts")
        return [_value(where, v) for v in (sorted(value) if isinstance(value, set | frozenset) else value)]
    raise AuditFault(f"{where} is a {type(value).__name__}")


# ------------------------------------------------------------------------------------------- reading
@dataclass(frozen=True, slots=True)
class Search:
    """
    Which entries: since <= time < until; any of the kinds; one actor, outcome; about a unit alone or among the units
    that detail lists (EVERY_UNIT included); every word of text in any part of actor, target, address, unit or detail,
    without regard to case of ASCII letters. None: no condition.
    """

    since: dt.datetime | None = None
    until: dt.datetime | None = None
    kinds: Collection[str] | None = None
    actor: str | None = None
    unit_code: str | None = None
    outcome: str | None = None
    text: str | None = None


def entries(
    identity: Identity, *, since: dt.datetime | None = None, until: dt.datetime | None = None,
    kinds: Collection[str] | None = None, actor: str | None = None, unit_code: str | None = None,
    outcome: str | None = None, text: str | None = None, limit: int, before: int | None = None,
    after: int | None = None,
) -> list[Entry]:
    """
    Entries as Search says, newest first, at most `limit`. before: only entries older than that one (a number); after:
    the `limit` entries next newer than that one, still newest first.
    """
    search = Search(since, until, kinds, actor, unit_code, outcome, text)
    with identity.reading() as connection, any_bytes(connection):
        return _page(connection, search, limit, before, after)


def walk(identity: Identity, search: Search, up_to: int | None = None) -> Iterator[Entry]:
    """Every entry of a search with a number up to `up_to`, newest first, read in parts so that any trail fits."""
    before: int | None = None
    while True:
        with identity.reading() as connection, any_bytes(connection):
            part = _page(connection, search, WALK_ROWS, before, None)
        yield from (entry for entry in part if up_to is None or entry.entry_no <= up_to)
        if len(part) < WALK_ROWS:
            return
        before = part[-1].entry_no


def count(identity: Identity, search: Search, most: int) -> int:
    """How many entries a search has; counting stops at `most`, so that a page need not wait for a million."""
    one_way = or_(*(and_(true(), *unit) for unit in _ways(search)))
    part = select(audit_entry.c.entry_no).where(one_way, *_conditions(search)).limit(most).subquery()
    query = select(func.count()).select_from(part)
    with identity.reading() as connection:
        return connection.execute(query).scalar_one()


def actors_beginning_with(identity: Identity, beginning: str, most: int = 200) -> list[str]:
    """The first `most` actors with this beginning, in the database's order; one look into the index for each."""
    found: list[str] = []
    actor = audit_entry.c.actor
    with identity.reading() as connection, any_bytes(connection):
        fits = [actor.startswith(beginning, autoescape=True)]
        if connection.dialect.name == "sqlite":  # its LIKE cannot use an index; elsewhere text may be sorted otherwise
            fits += [actor >= beginning, actor < beginning[:-1] + chr(ord(beginning[-1]) + 1)]
        while len(found) < most:
            after = [actor > found[-1]] if found else []
            following = connection.execute(select(func.min(actor)).where(*fits, *after)).scalar()
            if following is None:
                break
            found.append(following)
    return found


_PLACE = tuple_(audit_entry.c.recorded_at, audit_entry.c.entry_no)
_NEWEST = (audit_entry.c.recorded_at.desc(), audit_entry.c.entry_no.desc())
_OLDEST = (audit_entry.c.recorded_at, audit_entry.c.entry_no)


def _page(connection: Connection, search: Search, limit: int, before: int | None, after: int | None) -> list[Entry]:
    """Each way to fit the search is read from its own index in order; the first `limit` of all are the page."""
    found: list[Row[Any]] = []
    for unit in _ways(search):
        query = select(audit_entry).where(*unit, *_conditions(search))
        if before is not None:
            query = query.where(_place_of(before) > _PLACE)
        if after is not None:
            query = query.where(_place_of(after) < _PLACE)
        found += connection.execute(query.order_by(*(_NEWEST if after is None else _OLDEST)).limit(limit))
    found.sort(key=lambda row: (str(row.recorded_at), row.entry_no), reverse=True)
    return [_entry(row) for row in (found[:limit] if after is None else found[-limit:])]


def _place_of(number: int) -> Any:
    """Where an entry stands, to compare with; compares as false where there is no such entry."""
    other = audit_entry.alias()
    return tuple_(select(other.c.recorded_at).where(other.c.entry_no == number).scalar_subquery(), literal(number))


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    c = audit_entry.c
    found: list[ColumnElement[bool]] = []
    if search.since is not None:
        found.append(c.recorded_at >= search.since.isoformat(sep=" ", timespec="microseconds"))
    if search.until is not None:
        found.append(c.recorded_at < search.until.isoformat(sep=" ", timespec="microseconds"))
    if search.kinds is not None:
        found.append(c.kind.in_(sorted(search.kinds)))
    for column, value in ((c.actor, search.actor), (c.outcome, search.outcome)):
        if value is not None:
            found.append(column == value)
    if search.text:
        found.append(and_(*(_holds(word) for word in search.text.split())))
    return found


def _ways(search: Search) -> list[list[ColumnElement[bool]]]:
    """The ways to be about the unit searched for; an entry fits one of them at most."""
    unit_code = audit_entry.c.unit_code
    if search.unit_code is None:
        return [[]]
    return [[unit_code == search.unit_code], [unit_code == EVERY_UNIT], [unit_code.is_(None), _lists(search.unit_code)]]


def _lists(unit_code: str) -> ColumnElement[bool]:
    """Whether detail's list of units has the unit, or stands for every unit."""
    detail = audit_entry.c.detail
    return or_(*(detail.like(f'%"units":[%{_literally(canonical(code))}%', escape="/")
                 for code in (unit_code, EVERY_UNIT)))


def _literally(words: str) -> str:
    return words.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _holds(word: str) -> ColumnElement[bool]:
    c = audit_entry.c
    in_json = canonical(word)[1:-1]  # as detail writes it: other letters than ASCII are escaped there
    columns = ((c.actor, word), (c.target, word), (c.address, word), (c.unit_code, word), (c.detail, in_json))
    return or_(*(column.icontains(part, autoescape=True) for column, part in columns))


def _entry(row: Row[Any]) -> Entry:
    """The row for people; what somebody wrote past us is shown as far as it can be, verify names it."""
    values = {name: _readable(value) for name, value in row._mapping.items() if name != "previous_hash"}
    try:
        values["recorded_at"] = dt.datetime.fromisoformat(values["recorded_at"])
    except (TypeError, ValueError):
        values["recorded_at"] = None
    try:
        detail = json.loads(values["detail"])
    except (TypeError, ValueError):
        detail = None
    values["detail"] = detail if isinstance(detail, dict) else {}
    return Entry(**values)


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value if value is None or isinstance(value, int) else repr(value)
