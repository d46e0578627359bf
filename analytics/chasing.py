"""Chasing (催报): a reminder to every contact of a unit, and a log of each with its channel and what became of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from analytics.identity.trail import Trail
from analytics.months import Month
from analytics.notifying import Channels, Letter, Sent, send
from analytics.scope import EVERYTHING, OutsideScope, Scope
from analytics.store import submissions
from analytics.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is reminded for a unit. address: in the channel (code list notify_channel); None where it is a group."""

    unit_code: str
    person: str
    duty: str | None
    channel: str
    address: str | None


def contacts(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> tuple[Contact, ...]:
    """The contacts of the units whose reporting the viewer runs, by unit; nobody else sees any."""
    if not scope.keeps("unit_contact"):
        return ()
    rows = cursor.execute(
        "SELECT unit_code, person, duty, channel, address FROM unit_contact ORDER BY unit_code, channel, person"
    ).fetchall()
    return tuple(Contact(*row) for row in rows if scope.runs(row[0]))


def remind(
    warehouse: Warehouse, channels: Channels, messages: Mapping[str, tuple[str, str]], month: Month, *, by: str,
    at: dt.datetime, scope: Scope = EVERYTHING, trail: Trail | None = None, timeout_seconds: float | None = None,
) -> list[Sent]:
    """
    Sends each unit's message (title, body) to its contacts and logs every one: sent, or why not. A unit without a
    contact is among the outcomes with no_contact, and nothing is logged for it. OutsideScope when one of the units is
    not the viewer's to chase; then nothing is sent at all.
    """
    for unit_code in messages:
        if not scope.runs(unit_code):
            raise OutsideScope(f"you may not remind {unit_code}")
    known = [c for c in contacts(warehouse.cursor(), scope) if c.unit_code in messages]
    letters = [Letter(c.unit_code, c.channel, c.address, *messages[c.unit_code]) for c in known]
    outcomes = send(channels, letters, timeout_seconds)
    for sent in outcomes:
        _log(warehouse, sent, month, by, at, trail)
    reached = {c.unit_code for c in known}
    return [*outcomes, *(Sent(unit_code, None, "no_contact") for unit_code in messages if unit_code not in reached)]


def _log(warehouse: Warehouse, sent: Sent, month: Month, by: str, at: dt.datetime, trail: Trail | None) -> None:
    submissions.remind(
        warehouse, sent.unit_code, month, by=by, at=at, channel=sent.channel, problem=sent.problem
    )
    if trail is not None:
        trail.record(
            "reminded", at=at, outcome="failed" if sent.problem else "done", unit_code=sent.unit_code, month=str(month),
            detail={"channel": sent.channel, **({"reason": sent.problem} if sent.problem else {})},
        )
