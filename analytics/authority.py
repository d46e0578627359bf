"""
What an account may do: its roles of the day, each for a unit and everything below it, and the two scopes they give.

working    figures as they stand now, of the units the roles are for
published  every unit of the agency, as the store was when the office last published a month

The table of roles and actions is declared (declared/authority.toml). Nothing here reads a request: pages, routes and
commands ask `may` and pass the scope on.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import duckdb

from analytics.declare import actions, registers
from analytics.identity.accounts import Account
from analytics.identity.grants import Grant
from analytics.measures import query_text
from analytics.months import Month
from analytics.scope import NO_REGISTERS, NO_UNITS, OutsideScope, Scope, Units
from analytics.store.reading_registers import units_on
from analytics.store.registers import Unit

View = Literal["working", "published"]
EVERY_UNIT = "*"  # what a role is held for before there is a tree of units: the first administrator's


@dataclass(frozen=True, slots=True)
class Publication:
    """The latest state the office has published: the event that did it and the last month it covers."""

    event_no: int
    last_month: Month


@dataclass(frozen=True, slots=True)
class Authority:
    """
    An account's rights on one day. units_by_role: role -> the units it is held for, everything below them included.
    every_unit: all units of that day; publication: None while nothing has been published.
    """

    account: Account
    units_by_role: Mapping[str, frozenset[str]]
    every_unit: frozenset[str]
    publication: Publication | None

    def units(self, action: str) -> frozenset[str]:
        """The units the account may do this for."""
        allowed = (self.units_by_role.get(role, NO_UNITS) for role in actions()[action].roles)
        return frozenset().union(*allowed)

    def may(self, action: str, unit_code: str | None = None) -> bool:
        """Whether the account may do this for the unit, or for any unit when none is named."""
        units = self.units(action)
        return bool(units) if unit_code is None else unit_code in units

    def demand(self, action: str, unit_code: str | None = None) -> None:
        """OutsideScope unless `may`."""
        if not self.may(action, unit_code):
            raise OutsideScope(f"{self.account.login} may not {action}" + (f" for {unit_code}" if unit_code else ""))

    @property
    def views(self) -> tuple[View, ...]:
        """The views of the figures this account has, the first one first shown."""
        working: tuple[View, ...] = ("working",) if self.may("see_working") else ()
        return (*working, "published") if self.may("see_published") else working

    def scope(self, view: View, known_event: int | None = None) -> Scope:
        """
        The scope of one view. known_event: look back at what was known at that event; then nothing may be changed.
        OutsideScope when the account does not have the view; only the working view can look back.
        """
        if view not in self.views or (known_event is not None and view != "working"):
            raise OutsideScope(f"{self.account.login} has no {view} view" + (" of the past" if known_event else ""))
        if view == "published":
            return self._published()
        if known_event is None:
            return self._working()
        return replace(
            self._working(), known_event=known_event, units_written=NO_UNITS, units_reviewed=NO_UNITS,
            units_run=NO_UNITS, results_run=False,
        )

    def _working(self) -> Scope:
        return Scope(
            units_seen=self._units("see_working"), units_written=self._units("submit_return"),
            units_personal=self._units("see_persons"), units_reviewed=self._units("review_return"),
            units_run=self._all_or(self.units("remind") & self.units("publish") & self.units("lock_month")),
            viewer=self.account.login,
            registers_kept=frozenset(r.name for r in registers().values() if self._for_all(r.action)),
            birth_dates=self._for_all("keep_birth_dates"), results_seen=self._for_all("see_results"),
            results_run=self._for_all("publish_results"),
        )

    def _published(self) -> Scope:
        published = self.publication
        return Scope(
            units_seen=None if published else NO_UNITS, units_written=NO_UNITS, units_personal=NO_UNITS,
            units_reviewed=NO_UNITS, units_run=NO_UNITS, viewer=self.account.login,
            known_event=published.event_no if published else 0, last_month=published.last_month if published else None,
            registers_kept=NO_REGISTERS, birth_dates=False, results_seen=False, results_run=False,
        )

    def _for_all(self, action: str) -> bool:
        """Registers are the whole agency's: who may do something for one department alone does not keep them."""
        units = self.units(action)
        return bool(units) and units >= self.every_unit

    def _units(self, action: str) -> Units:
        return self._all_or(self.units(action))

    def _all_or(self, units: frozenset[str]) -> Units:
        """None when it is every unit there is, so that those who see all share what was computed for one of them."""
        return None if units and units >= self.every_unit else units


def authority(
    account: Account, grants: Iterable[Grant], units: Mapping[str, Unit], publication: Publication | None
) -> Authority:
    """The rights that these grants (grants.in_force: the day's, deputies' included) give over the day's units."""
    by_role: dict[str, frozenset[str]] = {}
    for grant in grants:
        by_role[grant.role] = by_role.get(grant.role, NO_UNITS) | below(units, grant.unit_code)
    return Authority(account, by_role, frozenset(units), publication)


def below(units: Mapping[str, Unit], unit_code: str) -> frozenset[str]:
    """The unit and everything under it; empty when there is no such unit on the day. EVERY_UNIT: all there are."""
    if unit_code == EVERY_UNIT:
        return frozenset(units) | {EVERY_UNIT}
    found = {unit_code} & set(units)
    while more := {u.code for u in units.values() if u.parent_code in found} - found:
        found |= more
    return frozenset(found)


def units_today(cursor: duckdb.DuckDBPyConnection, today: dt.date) -> Mapping[str, Unit]:
    """The tree that grants are read against."""
    return units_on(cursor, today)


def publication(cursor: duckdb.DuckDBPyConnection) -> tuple[Publication | None, bool]:
    """What has been published last, and whether the store is marked as made up; the cursor must see all events."""
    row = cursor.execute(query_text("agency/publication.sql")).fetchone()
    assert row is not None
    event_no, last_month, is_demonstration = row
    published = None if event_no is None else Publication(int(event_no), Month.parse(last_month))
    return published, bool(is_demonstration)
