"""
What small_cells hides stays hidden: an attacker lists every table that looks the same, and no small count is pinned.

The attacker here shares nothing with the product but the pattern: brute force over all tables of small numbers.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.small_cells import SMALL, Counts, Pattern, decide

TOTAL = -1
MOST = 6  # the attacker tries 0 to 5 in every hidden cell; the tables hold 0 to 4
SHAPES = {"month and year": (True, True), "month": (True, False), "year": (False, True)}


def seen(parts, pattern: Pattern, shape: tuple[bool, bool], total: str) -> Iterator[object]:
    """Everything a table shows: figures of all parts, and the marks of hidden cells."""
    by_month, by_year = shape
    rows, months = range(len(parts[0])), range(len(parts[0][0]))
    for row in [*rows, *([TOTAL] if total != "none" else [])]:
        members = rows if row == TOTAL else [row]
        for m in months:
            for shown, hidden, span in (
                (by_month, pattern.month[row][m], [m]), (by_year, pattern.year[row][m], range(m + 1)),
            ):
                figures = tuple(sum(part[r][k] for r in members for k in span) for part in parts)
                always = row == TOTAL and total == "known"
                if always or shown and not hidden:
                    yield row, m, len(span), figures
                elif shown and row != TOTAL and pattern.told[m] and (len(span) == 1 and by_month or not by_month):
                    yield row, m, "mark", sum(figures) in SMALL


def small_cells(parts, pattern: Pattern, shape: tuple[bool, bool], total: str) -> Iterator[tuple]:
    """(rows, months, weights) of every hidden small count: numerators and denominators, of months, years and totals."""
    rows, months = range(len(parts[0])), range(len(parts[0][0]))
    weights = [(1,)] if len(parts) == 1 else [(1, 0), (1, 1)]
    for row in [*rows, *([TOTAL] if total == "shown" else [])]:
        members = list(rows) if row == TOTAL else [row]
        for m in months:
            spans = [([m], pattern.month[row][m] if shape[0] else True)]
            if shape[1]:
                spans.append((list(range(m + 1)), pattern.year[row][m]))
            for span, hidden in spans:
                for weight in weights:
                    if hidden and value(parts, members, span, weight) in SMALL:
                        yield members, span, weight


def value(parts, rows, months, weight) -> int:
    return sum(w * part[r][m] for w, part in zip(weight, parts, strict=True) for r in rows for m in months)


def lookalikes(parts, pattern, shape, total, zeros, insider: int | None = None) -> Iterator[list]:
    """Every table of small numbers that looks the same; an insider knows her own row."""
    rows, months = range(len(parts[0])), range(len(parts[0][0]))
    free = [
        (r, m) for m in months for r in rows
        if r != insider and (r, m) not in zeros and (pattern.month[r][m] or not shape[0])
    ]
    truth = list(seen(parts, pattern, shape, total))
    other = [[[0 if (r, m) in free else n for m, n in enumerate(row)] for r, row in enumerate(part)] for part in parts]

    def filled(place: int) -> Iterator[list]:
        """Cell by cell; a month is looked at as soon as it is full, so that most guesses end early."""
        month = free[place][1] if place < len(free) else len(months)
        if place == len(free) or place and free[place - 1][1] < month:
            now = [what for what in seen(other, pattern, shape, total) if what[1] < month]
            if now != [what for what in truth if what[1] < month]:
                return
        if place == len(free):
            yield other
            return
        r, m = free[place]
        for numbers in product(range(MOST), repeat=len(parts)):
            for p, number in enumerate(numbers):
                other[p][r][m] = number
            yield from filled(place + 1)
        for part in other:
            part[r][m] = 0

    yield from filled(0)


def attack(parts, shape, total, zeros=frozenset(), *, insiders: bool) -> int:
    """How many small counts were hidden; fails when one of them can only be one number."""
    counts = Counts(tuple(tuple(map(tuple, part)) for part in parts), *shape, zeros)
    pattern = decide([counts], total, insiders=insiders)
    targets = list(small_cells(parts, pattern, shape, total))
    for insider in [None, *(range(len(parts[0])) if insiders else [])]:
        pinned = {
            number: target for number, target in enumerate(targets)
            if target[0] != [insider] and all(hideable(pattern, shape, total, m) for m in target[1])
        }
        for table in lookalikes(parts, pattern, shape, total, zeros, insider) if pinned else ():
            pinned = {n: t for n, t in pinned.items() if value(table, *t) == value(parts, *t)}
            if not pinned:
                break
        assert not pinned, (pinned, insider, pattern)
    return len(targets)


def hideable(pattern: Pattern, shape: tuple[bool, bool], total: str, month: int) -> bool:
    """Whether anything of the month is shown; where all is hidden and unmarked, nothing helps against a known total."""
    shown = [row[month] for rows, given in zip((pattern.month, pattern.year), shape, strict=True) if given
             for row in rows[:TOTAL]]
    return total != "known" or pattern.told[month] or not all(shown)


def tables(parts: int, rows: int, months: int, most: int) -> st.SearchStrategy:
    row = st.lists(st.integers(0, most), min_size=months, max_size=months)
    return st.lists(st.lists(row, min_size=rows, max_size=rows), min_size=parts, max_size=parts)


@pytest.mark.parametrize("total", ["shown", "known", "none"])
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_small_count_can_be_worked_out_from_counts(shape, total, data):
    rows, months = data.draw(st.sampled_from([(2, 3), (3, 2), (1, 4)]))
    attack(data.draw(tables(1, rows, months, 4)), shape, total, insiders=False)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@settings(max_examples=60, deadline=None)
@given(parts=tables(2, 2, 2, 3))
def test_neither_the_numerator_nor_the_denominator_of_a_rate_can_be_worked_out(shape, parts):
    attack(parts, shape, "shown", insiders=False)


@settings(max_examples=60, deadline=None)
@given(parts=tables(1, 3, 2, 4))
def test_the_people_of_one_row_do_not_learn_anothers(parts):
    attack(parts, (True, True), "shown", insiders=True)


@settings(max_examples=60, deadline=None)
@given(parts=tables(1, 3, 2, 4))
def test_zeros_that_everybody_knows_are_no_cover(parts):
    parts[0][2] = [0, 0]
    attack(parts, (True, True), "shown", frozenset({(2, 0), (2, 1)}), insiders=False)


@settings(max_examples=60, deadline=None)
@given(parts=tables(1, 3, 5, 6))
def test_what_is_hidden_does_not_depend_on_later_months(parts):
    whole = decide([Counts(tuple(tuple(map(tuple, part)) for part in parts), True, True)], "shown")
    for months in range(1, 5):
        early = tuple(tuple(tuple(row[:months]) for row in part) for part in parts)
        first = decide([Counts(early, True, True)], "shown")
        assert first.month == tuple(row[:months] for row in whole.month)
        assert first.year == tuple(row[:months] for row in whole.year)


def test_the_attacker_finds_what_is_hidden_too_little():
    """With the small cell alone hidden the total gives it away: the attacker of these tests sees that."""
    parts = [[[1], [6], [7]]]
    only_it = Pattern(((True,), (False,), (False,), (False,)), ((True,), (False,), (False,), (False,)), (True,))
    assert len(list(lookalikes(parts, only_it, (True, False), "shown", frozenset()))) == 1


def shown(pattern: Pattern, row: int) -> str:
    """A letter a month: n nothing hidden, m the month, y the year so far, b both."""
    return "".join("nmyb"[m + 2 * y] for m, y in zip(pattern.month[row], pattern.year[row], strict=True))


def test_large_counts_and_zeros_are_all_shown():
    pattern = decide([Counts((((5, 0, 9), (4, 6, 0)),), True, True)], "shown")
    assert {shown(pattern, row) for row in (0, 1, TOTAL)} == {"nnn"}


def test_a_small_count_takes_two_others_with_it_and_all_come_back_in_the_next_month():
    rows = ((2, 9, 5), (8, 6, 6), (30, 36, 30), (4, 6, 6), (13, 15, 16))
    pattern = decide([Counts((rows,), True, True)], "shown")
    assert [shown(pattern, row) for row in range(5)] == ["bmn", "bmn", "nnn", "bmn", "nnn"]
    assert shown(pattern, TOTAL) == "nnn" and pattern.told == (True, True, True)


def test_a_row_by_itself_shows_the_year_again_when_enough_has_come():
    pattern = decide([Counts((((1, 1, 2, 5),),), False, True)], "none", insiders=False)
    assert pattern.year[0] == (True, True, False, False)


def test_a_small_total_is_hidden_with_everything_that_gives_it_away():
    pattern = decide([Counts((((0,), (1,), (0,)),), True, True)], "shown")
    assert pattern.month[TOTAL] == (True,) and pattern.month[1] == (True,)
