"""
Whether a hidden small count could as well be another number: looks for a second table that looks exactly the same.

What is shown of a row says the sum over groups of its months: a single month, or the months between two years so far
that are shown, less those shown themselves. The same holds for the total. So every hidden cell lies in one group of its
row and one of the total, or in one whose sum nobody knows. A second table is found by changing a cell by one and
walking from group to group, changing a cell in each, until all sums are as before.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.small_cells.table import TOTAL, Cell, Counts, Hidden, Move, is_small

FREE = None  # the group whose sum nobody knows
MOST_CHANGES = 200  # looked at in one search; giving up hides more than needed, never less
Node = tuple[int, int] | None
Change = dict[Cell, int]


@dataclass(frozen=True, slots=True)
class Table:
    """What is known at the end of a month. insiders: those of one row know its numbers as well."""

    counts: Counts
    hidden: Hidden
    total_known: bool
    insiders: bool

    @property
    def month_count(self) -> int:
        return len(self.hidden.told)


def gives_nothing_away(table: Table, since: int = 0) -> bool:
    """
    Whether every hidden small count could be another number, as far as anybody can tell. since: the first month of the
    counts to look at, when nothing more has become known of those before it.
    """
    net = _Net(table)
    return all(net.is_open(rows, months) for rows, months in _small_cells(table, since))


def _small_cells(table: Table, since: int) -> Iterator[tuple[list[int], list[int]]]:
    """(rows, months) of every hidden cell with a small count."""
    counts, hidden = table.counts, table.hidden
    every = list(range(counts.row_count))
    for row in [*every, *([] if table.total_known else [TOTAL])]:
        rows = every if row == TOTAL else [row]
        for month in range(since, table.month_count):
            alone, so_far = [month], list(range(month + 1))
            if (hidden.month[row][month] or not counts.by_month) and counts.has_small(rows, alone):
                yield rows, alone
            if counts.by_year and hidden.year[row][month] and counts.has_small(rows, so_far):
                yield rows, so_far


class _Net:
    """The groups that hidden cells lie in."""

    def __init__(self, table: Table) -> None:
        self.table, self.counts = table, table.counts
        total = self._groups(TOTAL)
        self.ends: dict[Cell, tuple[Node, Node]] = {}
        for row in range(self.counts.row_count):
            mine = self._groups(row)
            for month in range(table.month_count):
                is_seen = self.counts.by_month and not table.hidden.month[row][month]
                if not is_seen and (row, month) not in self.counts.zeros:
                    self.ends[row, month] = mine[month], total[month]
        self.at: dict[Node, list[Cell]] = {}
        for cell, ends in self.ends.items():
            for node in set(ends):
                self.at.setdefault(node, []).append(cell)

    def _groups(self, row: int) -> list[Node]:
        """The group of each month; of a total that is known, each month is one."""
        counts, hidden, last = self.counts, self.table.hidden, self.table.month_count
        if row == TOTAL and self.table.total_known:
            return [(TOTAL, month) for month in range(last)]
        found: list[Node] = [FREE] * last
        waiting: list[int] = []
        for month in range(last):
            if counts.by_month and not hidden.month[row][month]:
                found[month] = (row, month)
            else:
                waiting.append(month)
            if counts.by_year and not hidden.year[row][month]:
                for one in waiting:
                    found[one] = (row, month + last)
                waiting = []
        return found

    def is_open(self, rows: Sequence[int], months: Sequence[int]) -> bool:
        """Whether each small count of the cell could be one more or one less, for anybody who looks."""
        return all(
            self._can_change(rows, months, moves)
            for weights, moves in self.counts.shown() if is_small(self.counts.count(weights, rows, months))
        )

    def _can_change(self, rows: Sequence[int], months: Sequence[int], moves: Sequence[Move]) -> bool:
        change = self._change(rows, months, moves, None)
        if change is None or not self.table.insiders:
            return change is not None
        others = {row for row, _ in change} - (set(rows) if len(rows) == 1 else set())
        return all(self._change(rows, months, moves, insider) is not None for insider in others)

    def _change(
        self, rows: Sequence[int], months: Sequence[int], moves: Sequence[Move], insider: int | None
    ) -> Change | None:
        """A change of the cell that leaves everything else as it is for those who know the insider's row as well."""
        inside = [(r, m) for r in rows if r != insider for m in months if (r, m) in self.ends]
        for move in moves:
            for sign in (1, -1):
                for first in inside:
                    if self._may(first, move, sign):
                        for change in self._changes(first, move, sign, insider):
                            if sum(change.get(cell, 0) for cell in inside) and self._keeps_marks(change, move):
                                return change
        return None

    def _changes(self, first: Cell, move: Move, sign: int, insider: int | None) -> Iterator[Change]:
        """Changes by one that begin with this cell and leave every known sum as it is; short ones first."""
        mine, total = self.ends[first]
        if mine is FREE and total is FREE:
            yield {first: sign}
            return
        begin, goal = (total, mine) if total is not FREE else (mine, total)
        waiting: deque[tuple[Node, int, Change]] = deque([(begin, sign, {first: sign})])
        seen: set[tuple[Node, int]] = {(begin, sign)}
        left = MOST_CHANGES
        while waiting and left:
            node, excess, change = waiting.popleft()
            for cell, step in self._next(node, excess, move, insider):
                ends = self.ends[cell]
                other = ends[1] if ends[0] == node else ends[0]
                if cell in change:
                    continue
                if other == goal:
                    if goal is FREE or step == -sign:
                        left -= 1
                        yield {**change, cell: step}
                elif (other, step) not in seen:
                    seen.add((other, step))
                    waiting.append((other, step, {**change, cell: step}))

    def _next(self, node: Node, excess: int, move: Move, insider: int | None) -> Iterator[tuple[Cell, int]]:
        for step in ((1, -1) if node is FREE else (-excess,)):
            for cell in self.at.get(node, ()):
                if cell[0] != insider and self._may(cell, move, step):
                    yield cell, step

    def _may(self, cell: Cell, move: Move, sign: int) -> bool:
        """Whether the cell may be one more or less: no part below zero, and as small or not as its mark says."""
        row, month = cell
        if any(part[row][month] + sign * by < 0 for part, by in zip(self.counts.parts, move, strict=True)):
            return False
        if not (self.counts.by_month and self.table.hidden.told[month]):
            return True
        base = self.counts.base(row, month)
        return is_small(base) == is_small(base + sign * sum(move))

    def _keeps_marks(self, change: Change, move: Move) -> bool:
        """Where only the year so far is shown, its marks say what is small."""
        if self.counts.by_month or not sum(move):
            return True
        hidden = self.table.hidden
        for row in {r for r, _ in change}:
            base = so_far = 0
            for month in range(self.table.month_count):
                base += self.counts.base(row, month)
                so_far += change.get((row, month), 0) * sum(move)
                told = hidden.year[row][month] and hidden.told[month]
                if base + so_far < 0 or told and is_small(base) != is_small(base + so_far):
                    return False
        return True
