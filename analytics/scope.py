"""What a viewer may see and change. An argument of every query and write, and a part of every cache key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """
    units_seen / units_written: unit codes, or None for every unit. A unit includes the units below it.
    personal: whether rows about single persons and single cases may be shown.
    viewer: who is looking; recorded with every change.
    """

    units_seen: frozenset[str] | None = None
    units_written: frozenset[str] | None = None
    personal: bool = True
    viewer: str = "local"

    def sees(self, unit_code: str) -> bool:
        return self.units_seen is None or unit_code in self.units_seen

    def writes(self, unit_code: str) -> bool:
        return self.units_written is None or unit_code in self.units_written


EVERYTHING = Scope()
