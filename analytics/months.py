"""The month of a return, as a value."""

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """One calendar month; orders by time and prints as ``2026-10`` (the code used in URLs, files and the store)."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1900 <= self.year <= 2999):
            raise ValueError(f"not a month: {self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Reads ``2026-10``; ValueError for anything else."""
        year, separator, month = text.partition("-")
        if not (separator and len(year) == 4 and len(month) == 2 and year.isdigit() and month.isdigit()):
            raise ValueError(f"a month is written like 2026-10, not {text!r}")
        return cls(int(year), int(month))

    @classmethod
    def of(cls, day: dt.date) -> "Month":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> "Month":
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.month, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.month, self.days)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.month)[1]

    @property
    def half(self) -> int:
        return 1 if self.month <= 6 else 2

    @property
    def quarter(self) -> int:
        return (self.month - 1) // 3 + 1


def month_range(first: Month, last: Month) -> Iterator[Month]:
    """Every month from first to last, both included; empty when last is before first."""
    month = first
    while month <= last:
        yield month
        month = month.plus(1)


def year_to(month: Month) -> list[Month]:
    """January of the month's year up to the month itself."""
    return list(month_range(Month(month.year, 1), month))


def last_full_month(today: dt.date) -> Month:
    """The latest month that has ended before today."""
    return Month.of(today).plus(-1)
