"""
What a viewer may see and change. An argument of every query and write, and a part of every cache key.

Three circles of units, each inside the one before where the roles say so: units whose figures are seen, units whose
rows about single persons and single cases are seen, units that are written or reviewed. Each is a set of unit codes
with everything below them already in it, or None for every unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from analytics.months import Month

Units = frozenset[str] | None
NO_UNITS: frozenset[str] = frozenset()
NO_REGISTERS: frozenset[str] = frozenset()


class OutsideScope(PermissionError):
    """The viewer asked for something that is not theirs to see or change; nothing was read or changed."""


@dataclass(frozen=True, slots=True)
class Scope:
    """
    units_seen: whose figures may be seen. units_personal: whose rows of single persons and cases may be seen.
    units_written: for whom returns may be submitted. units_reviewed: whose returns may be accepted or sent back.
    units_run: whose reporting the viewer runs: reminds, locks and unlocks months, and publishes when it is the whole
    agency.
    viewer: the account that is looking (its sign-in name); recorded with every change.
    known_event: the event up to which the store is seen, None for all of it; last_month: no month after this one.
    Both are set for those who see only what has been published.
    registers_kept: the registers and reference tables (by name) that may be read and changed, None for all; not changed
    while known_event is set. birth_dates: whether columns for the administrator alone are among what is shown.
    results_seen: the year's learning results before they are published, with the objections; results_run: whether the
    viewer announces and publishes them.
    """

    units_seen: Units = None
    units_written: Units = None
    units_personal: Units = None
    units_reviewed: Units = None
    viewer: str = "local"
    known_event: int | None = None
    last_month: Month | None = None
    units_run: Units = None
    registers_kept: frozenset[str] | None = None
    birth_dates: bool = True
    results_seen: bool = True
    results_run: bool = True

    @property
    def right(self) -> "Scope":
        """The same right, whoever has it: what is computed for one may be shown to another with the same right."""
        return replace(self, viewer="")

    def sees(self, unit_code: str) -> bool:
        return _holds(self.units_seen, unit_code)

    def writes(self, unit_code: str) -> bool:
        return _holds(self.units_written, unit_code)

    def reviews(self, unit_code: str) -> bool:
        return _holds(self.units_reviewed, unit_code)

    def runs(self, unit_code: str) -> bool:
        return _holds(self.units_run, unit_code)

    def keeps(self, register: str) -> bool:
        """Whether a register or reference table may be read and, unless looking back, changed."""
        return _holds(self.registers_kept, register)

    def sees_persons(self, unit_code: str) -> bool:
        """Whether rows of single persons and cases of the unit may be seen."""
        return self.sees(unit_code) and _holds(self.units_personal, unit_code)

    @property
    def personal(self) -> bool:
        """Whether rows of single persons and cases of any unit may be seen."""
        return self.units_personal is None or bool(self.units_personal)

    @property
    def seen(self) -> list[str] | None:
        """units_seen as a query binds it."""
        return _listed(self.units_seen)

    @property
    def persons_seen(self) -> list[str] | None:
        """Units whose single rows may be seen, as a query binds it. OutsideScope when there are none."""
        if not self.personal:
            raise OutsideScope("rows of single persons and cases are outside this viewer's scope")
        if self.units_seen is None or self.units_personal is None:
            return _listed(self.units_personal if self.units_seen is None else self.units_seen)
        return _listed(self.units_seen & self.units_personal)

    def months(self, months: Iterable[Month]) -> list[Month]:
        """The months in order, each once; OutsideScope when one of them has not been published to this viewer."""
        asked = sorted(set(months))
        if asked and self.last_month is not None and asked[-1] > self.last_month:
            raise OutsideScope(f"{asked[-1]} has not been published")
        return asked


EVERYTHING = Scope()


def _holds(units: Units, unit_code: str) -> bool:
    return units is None or unit_code in units


def _listed(units: Units) -> list[str] | None:
    return None if units is None else sorted(units)
