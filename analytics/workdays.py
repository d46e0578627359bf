"""
Working days and working time: statutory holidays out, make-up weekends (调休) in, lunch out.

The calendar comes from the store (built from the State Council notices through `chinesecalendar`, changed by the
office where needed); this module only computes with it. Months without a published notice count Monday to Friday
and say so (`published`).  Source: catalogue 0 (working days, fortnights) and design section 8.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from types import ModuleType

from analytics.months import Month
from analytics.readings import declared_values


class CalendarError(Exception):
    """A day lies outside the working-day calendar; the office has to extend the calendar."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """kind: workday, weekend, holiday or make_up_workday. published: False while the year's notice is not out."""

    day: dt.date
    is_workday: bool
    kind: str
    published: bool = True


@dataclass(frozen=True, slots=True)
class Fortnight:
    """Fourteen days from a Monday. due: False when holidays leave fewer working days than the setting asks."""

    first_day: dt.date
    last_day: dt.date
    workdays: int
    due: bool


def default_calendar(first_year: int, last_year: int) -> list[CalendarDay]:
    """Every day of the years, from the published notices; years without a notice: Monday to Friday, unpublished."""
    import chinese_calendar

    days = []
    day = dt.date(first_year, 1, 1)
    while day.year <= last_year:
        try:
            days.append(_published_day(chinese_calendar, day))
        except NotImplementedError:
            weekend = day.weekday() >= 5
            days.append(CalendarDay(day, not weekend, "weekend" if weekend else "workday", published=False))
        day += dt.timedelta(days=1)
    return days


def _published_day(chinese_calendar: ModuleType, day: dt.date) -> CalendarDay:
    is_workday = chinese_calendar.is_workday(day)
    weekend = day.weekday() >= 5
    if is_workday:
        return CalendarDay(day, True, "make_up_workday" if weekend else "workday")
    _, holiday_name = chinese_calendar.get_holiday_detail(day)
    return CalendarDay(day, False, "holiday" if holiday_name else "weekend")


class WorkCalendar:
    """Answers questions about working days and minutes over a list of consecutive CalendarDays."""

    def __init__(self, days: Iterable[CalendarDay], periods: Iterable[str] | None = None) -> None:
        """periods: the spells of a working day, such as 08:30-12:00; by default the declared ones."""
        self._days = sorted(days, key=lambda d: d.day)
        if not self._days:
            raise CalendarError("the working-day calendar is empty; fill it before anything is computed")
        self._first = self._days[0].day
        self._cumulative = list(accumulate(int(d.is_workday) for d in self._days))
        self._workdays = [d.day for d in self._days if d.is_workday]
        spells = declared_values()["working_hours_periods"] if periods is None else periods
        self._periods = tuple((_minutes(spell[:5]), _minutes(spell[6:])) for spell in spells)

    def _index(self, day: dt.date) -> int:
        index = (day - self._first).days
        if not 0 <= index < len(self._days):
            raise CalendarError(f"{day} is outside the working-day calendar ({self._first} to {self._days[-1].day})")
        return index

    @property
    def minutes_per_day(self) -> int:
        return sum(end - start for start, end in self._periods)

    def covers(self, day: dt.date) -> bool:
        return 0 <= (day - self._first).days < len(self._days)

    def is_workday(self, day: dt.date) -> bool:
        return self._days[self._index(day)].is_workday

    def published(self, day: dt.date) -> bool:
        return self._days[self._index(day)].published

    def workdays_between(self, first: dt.date, last: dt.date) -> int:
        """Working days from first to last, both included; 0 when last is before first."""
        if last < first:
            return 0
        before = self._index(first) - 1
        return self._cumulative[self._index(last)] - (self._cumulative[before] if before >= 0 else 0)

    def workdays_in(self, month: Month) -> int:
        return self.workdays_between(month.first_day, month.last_day)

    def next_workday(self, day: dt.date) -> dt.date:
        """The day itself when it is a working day, otherwise the next one."""
        return self._nth(bisect_left(self._workdays, day), day)

    def add_workdays(self, day: dt.date, count: int) -> dt.date:
        """
        The last day of a limit of `count` working days for something received on `day`: the count-th working day
        after it. A limit of 0 (当日) ends the same day, or on the next working day when `day` is a rest day.
        """
        if count == 0:
            return self.next_workday(day)
        return self._nth(bisect_right(self._workdays, day) + count - 1, day)

    def _nth(self, position: int, day: dt.date) -> dt.date:
        if position >= len(self._workdays):
            raise CalendarError(f"the working-day calendar ends before the limit that starts on {day}")
        return self._workdays[position]

    def working_minutes(self, start: dt.datetime, end: dt.datetime) -> int:
        """Minutes of working time between two moments (negative when end is before start)."""
        return self._minutes_until(end) - self._minutes_until(start)

    def _minutes_until(self, moment: dt.datetime) -> int:
        index = self._index(moment.date())
        before = self._cumulative[index] - int(self._days[index].is_workday)
        return before * self.minutes_per_day + (self._minutes_into_day(moment) if self._days[index].is_workday else 0)

    def _minutes_into_day(self, moment: dt.datetime) -> int:
        clock = moment.hour * 60 + moment.minute
        return sum(min(max(clock - start, 0), end - start) for start, end in self._periods)

    def fortnights(self, year: int) -> list[Fortnight]:
        """The complete Monday fortnights that begin and end within the year (ambiguity A4)."""
        minimum = declared_values()["fortnight_min_workdays"]
        start = dt.date(year, 1, 1)
        start += dt.timedelta(days=-start.weekday() % 7)
        found = []
        while (end := start + dt.timedelta(days=13)).year == year:
            workdays = self.workdays_between(start, end)
            found.append(Fortnight(start, end, workdays, workdays >= minimum))
            start = end + dt.timedelta(days=1)
        return found


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
