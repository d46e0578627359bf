"""Decides month by month which cells are hidden: the small ones, and as few others as are needed to keep them so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from analytics.small_cells.table import TOTAL, Counts, Hidden
from analytics.small_cells.witness import Table, gives_nothing_away

Total = Literal["shown", "known", "none"]
# what becomes of a row whose last year so far is hidden: (its month hidden, its year so far hidden)
ENDINGS = ((False, False), (True, False), (False, True))


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    Which cells are hidden: month[row][m] and year[row][m], rows in their order and the total last. told[m]: whether
    hidden cells of that month may be marked as small or not small.
    """

    month: tuple[tuple[bool, ...], ...]
    year: tuple[tuple[bool, ...], ...]
    told: tuple[bool, ...]


def decide(family: Sequence[Counts], total: Total, *, insiders: bool = True) -> Pattern:
    """
    The cells to hide of indicators that hide the same ones. All have the same rows and months.

    total: the row of totals is shown where nothing speaks against it, known whatever is done, or not there.
    insiders: people of one row know its numbers and must not learn another's.
    """
    rows, months = family[0].row_count, len(family[0].parts[0][0])
    hidden = Hidden.nothing(rows)
    for month in range(months):
        hidden = _decided(family, hidden, month, total, insiders)
    return Pattern(tuple(map(tuple, hidden.month)), tuple(map(tuple, hidden.year)), tuple(hidden.told))


def _decided(family: Sequence[Counts], before: Hidden, month: int, total: Total, insiders: bool) -> Hidden:
    choices = list(_choices(family, before, month, total))
    safe = (choice for choice in choices if _safe(family, choice, total, insiders))
    return next(safe, choices[-1])  # the last one hides all and tells nothing, so that nobody learns anything new


def _safe(family: Sequence[Counts], hidden: Hidden, total: Total, insiders: bool) -> bool:
    """Whether nobody learns a small count: neither somebody from outside nor those who know one row."""
    last = len(hidden.told) - 1
    # earlier months stay as they were, unless a year so far is shown again or marked: both tell of the months before
    again = any(row[last - 1] and not row[last] for row in hidden.year if last)
    tables = [Table(counts, hidden, total == "known", insiders) for counts in family]
    return all(gives_nothing_away(table, 0 if again or not table.counts.by_month else last) for table in tables)


def _choices(family: Sequence[Counts], before: Hidden, month: int, total: Total) -> Iterator[Hidden]:
    """What may be hidden in the month, from little to everything."""
    count = family[0].row_count
    small = [_is_small(family, [row], month) for row in range(count)]
    whole = _is_small(family, list(range(count)), month)
    partners = _partners(family, month, small)
    totals = {"shown": (True,) if whole[0] else (False, True)}.get(total, (False,))
    amounts = range(len(partners) + 1)
    # the total is worth more than to be told which cells are small, and that more than another row
    for hide_total, told, partner_count, ending in product(totals, (True, False), amounts, ENDINGS):
        found = before.copy()
        found.told.append(told)
        chosen = set(partners[:partner_count])
        for row in range(count):
            pending = month > 0 and before.year[row][month - 1]
            in_month, in_year = ending if pending else (False, False)
            cell_small, year_small = small[row]
            found.month[row].append(cell_small or in_month or row in chosen)
            found.year[row].append(year_small or in_year or row in chosen or cell_small and not pending)
        found.month[TOTAL].append(total == "none" or hide_total)
        found.year[TOTAL].append(total == "none" or hide_total or total == "shown" and whole[1])
        yield found


def _is_small(family: Sequence[Counts], rows: Sequence[int], month: int) -> tuple[bool, bool]:
    """Whether the month's and the year's cell have a small count."""
    so_far = range(month + 1)
    return (
        any(counts.has_small(rows, [month]) for counts in family),
        any(counts.by_year and counts.has_small(rows, so_far) for counts in family),
    )


def _partners(family: Sequence[Counts], month: int, small: Sequence[tuple[bool, bool]]) -> list[int]:
    """Rows that may be hidden besides the small ones: first those that lose least and can be one more or one less."""
    base = [max(counts.base(row, month) for counts in family) for row in range(family[0].row_count)]
    others = [row for row, (cell, _) in enumerate(small) if not cell and (row, month) not in family[0].zeros]
    return sorted(others, key=lambda row: (base[row] < 4, base[row], row))
