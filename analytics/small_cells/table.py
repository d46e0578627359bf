"""The numbers of a table, and what somebody who reads it knows: which sums, and of which cells that they are small."""

from collections.abc import Sequence
from dataclasses import dataclass

SMALL = frozenset({1, 2})
TOTAL = -1  # the row of totals
Move = tuple[int, ...]
Cell = tuple[int, int]  # row, month


def is_small(count: int) -> bool:
    return count in SMALL


@dataclass(frozen=True, slots=True)
class Counts:
    """
    One indicator. parts[p][row][month]: whole numbers that add up over rows and months: (counted,), or (met, not met)
    of a rate, whose numerator and denominator are shown. by_month, by_year: which figures are shown at all; a month's
    figure that is not shown is worked out from two years so far. zeros: cells that everybody knows to be zero (nothing
    was reported, or the row has never counted anything): they are no cover for others.
    """

    parts: tuple[tuple[tuple[int, ...], ...], ...]
    by_month: bool
    by_year: bool
    zeros: frozenset[Cell] = frozenset()

    @property
    def row_count(self) -> int:
        return len(self.parts[0])

    def shown(self) -> tuple[tuple[Move, tuple[Move, ...]], ...]:
        """
        Each count that is shown, as weights of the parts, and the changes of the parts that would change it by one:
        the numerator changes with or without the denominator.
        """
        if len(self.parts) == 1:
            return (((1,), ((1,),)),)
        return ((1, 0), ((1, 0), (1, -1))), ((1, 1), ((1, 0), (0, 1)))

    def base(self, row: int, month: int) -> int:
        """How many matters a cell counts: the denominator, or the count."""
        return sum(part[row][month] for part in self.parts)

    def count(self, weights: Move, rows: Sequence[int], months: Sequence[int]) -> int:
        return sum(
            weight * part[r][m] for weight, part in zip(weights, self.parts, strict=True) for r in rows for m in months
        )

    def has_small(self, rows: Sequence[int], months: Sequence[int]) -> bool:
        """Whether a count shown in the cell with these rows and months is 1 or 2."""
        return any(is_small(self.count(weights, rows, months)) for weights, _ in self.shown())


@dataclass(slots=True)
class Hidden:
    """Which cells of rows and of the total (row TOTAL, the last) are hidden so far; told: marks say which are small."""

    month: list[list[bool]]
    year: list[list[bool]]
    told: list[bool]

    @classmethod
    def nothing(cls, row_count: int) -> "Hidden":
        return cls([[] for _ in range(row_count + 1)], [[] for _ in range(row_count + 1)], [])

    def copy(self) -> "Hidden":
        return Hidden([list(r) for r in self.month], [list(r) for r in self.year], list(self.told))
