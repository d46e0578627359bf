"""When each return came in and what the office did with it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.months import Month
from analytics.readings import declared_values
from sample_data.agency import CLERKS, OFFICE, OWN_DEADLINES, ROOT, calendar
from sample_data.chance import at, dice
from sample_data.people import staff_records
from sample_data.story import CORRECTED, CORRECTED_AGO, LATE, SENT_BACK_AGO, WORDY, WORDY_AGO, Story

LATE_SHARE, OTHERS_LATE_SHARE = 0.55, 0.035
PUBLISHED_AFTER_WORKDAYS = 6
APPROVED_AFTER_WORKDAYS, LOCKED_AFTER_WORKDAYS = 15, 16  # after the deadline: all late ones are in and reviewed by then
OPEN_MONTHS = 3                            # the last ones, which the office has not locked yet
UNLOCKED_AFTER_WORKDAYS = 2                # after its month was locked: the unit that corrects its return
UNLOCK_REASON = "漏报一场服务活动，经分管领导同意解锁，补登后重报。"
ACCEPTED_AT_ONCE = ("BGS", "ZLB", "DWB")   # of the last month; the others are still provisional
OBJECTOR = "QYB004"
OBJECTION = "下半年学习交流我发过言，交流发言一项没有计入发言分，请核实。"
REPLY = "已查学习交流的会议记录和签到表，当天由部室负责人代表发言，本人没有发言，维持原分。已当面向本人说明。"
SENT_BACK_REASON = "个人学习表第一行的自学时数明显偏高（单元格 C4），请核实后重报。"


@dataclass(frozen=True, slots=True)
class Deed:
    """
    Something done with a month's return: submit | accept | send_back | remind | unlock | remember (words of the unit's
    own, while its file is checked); with the month: publish | approve | lock; or, in the year's last month, with the
    learning results: announce | object | answer | publish_results.
    """

    at: dt.datetime
    kind: str
    unit_code: str
    month: Month
    version: int
    by: str
    reason: str = ""


def name_of(staff_id: str) -> str:
    return next(r["name"] for r in staff_records() if r["staff_id"] == staff_id)


def due_on(month: Month) -> dt.date:
    """The fifth of the next month, moved to a working day; or the day the office set instead."""
    if month in OWN_DEADLINES:
        return OWN_DEADLINES[month][1]
    return calendar(month.year + 1).next_workday(month.plus(1).first_day.replace(day=5))


def received_at(story: Story, month: Month, version: int = 1) -> dt.datetime:
    """When a version came in."""
    source = dice(story.seed, "received", story.unit_code, month, version)
    clock = source.choice((source.randint(535, 705), source.randint(820, 1065)))
    if version == 2 and _is_corrected(story, month):
        return at(_after(_unlocked_at(month).date(), 1), clock)
    return at(_after(_first_day(story, month), {1: 0, 2: 2}[version]), clock)


def _is_corrected(story: Story, month: Month) -> bool:
    return story.unit_code == CORRECTED and story.ago(month) == CORRECTED_AGO


def _unlocked_at(month: Month) -> dt.datetime:
    return at(_after(due_on(month), LOCKED_AFTER_WORKDAYS + UNLOCKED_AFTER_WORKDAYS), 14 * 60 + 35)


def _first_day(story: Story, month: Month) -> dt.date:
    source = dice(story.seed, "punctual", story.unit_code, month)
    late = source.random() < (LATE_SHARE if story.unit_code in LATE else OTHERS_LATE_SHARE)
    special = (story.unit_code, story.ago(month)) in SENT_BACK_AGO or story.ago(month) == 0
    if late and not special:
        return _after(due_on(month), source.randint(1, 5) if story.unit_code in LATE else 1)
    days = [month.plus(1).first_day + dt.timedelta(days=n) for n in range(14)]
    days = [d for d in days if calendar(d.year).is_workday(d) and d <= due_on(month)]
    return days[0] if special else source.choice(days[-2:] if story.unit_code in LATE else days)


def _after(day: dt.date, workdays: int) -> dt.date:
    return calendar(day.year).add_workdays(day, workdays)


def deeds(story: Story) -> Iterator[Deed]:
    """Everything that happened to the returns of one department."""
    for month in story.months():
        yield from _reminders(story, month)
        if story.is_sent(month):
            yield from _submissions(story, month)


def _submissions(story: Story, month: Month) -> Iterator[Deed]:
    unit, clerk, office = story.unit_code, name_of(CLERKS[story.unit_code]), name_of(OFFICE)
    first = received_at(story, month)
    source = dice(story.seed, "office", unit, month)
    decided = at(_after(first.date(), source.randint(1, 2)), source.randint(540, 1050))
    if (unit, story.ago(month)) == (WORDY, WORDY_AGO):
        yield Deed(first - dt.timedelta(minutes=6), "remember", unit, month, 1, clerk)
    yield Deed(first, "submit", unit, month, 1, clerk)
    sent_back = (unit, story.ago(month)) in SENT_BACK_AGO
    if sent_back:
        returned = at(_after(first.date(), 1), 10 * 60 + 20)
        yield Deed(returned, "send_back", unit, month, 1, office, SENT_BACK_REASON)
        if story.ago(month) == 0:
            return
    elif story.ago(month) or unit in ACCEPTED_AT_ONCE:
        yield Deed(decided, "accept", unit, month, 1, office)
    if _is_corrected(story, month):
        yield Deed(_unlocked_at(month), "unlock", unit, month, 1, office, UNLOCK_REASON)
    if sent_back or _is_corrected(story, month):
        again = received_at(story, month, 2)
        yield Deed(again, "submit", unit, month, 2, clerk)
        yield Deed(at(_after(again.date(), 1), 15 * 60 + 5), "accept", unit, month, 2, office)


def publications(story: Story) -> Iterator[Deed]:
    """The office publishes each month six working days after the deadline; the last month not yet."""
    for month in story.months():
        if story.ago(month):
            when = at(_after(due_on(month), PUBLISHED_AFTER_WORKDAYS), 16 * 60 + 30)
            yield Deed(when, "publish", ROOT, month, 0, name_of(OFFICE))


def closings(story: Story) -> Iterator[Deed]:
    """The office approves each month and locks it the working day after; the last ones not yet."""
    for month in story.months():
        if story.ago(month) >= OPEN_MONTHS:
            approved, locked = (_after(due_on(month), n) for n in (APPROVED_AFTER_WORKDAYS, LOCKED_AFTER_WORKDAYS))
            yield Deed(at(approved, 15 * 60 + 30), "approve", ROOT, month, 0, name_of(OFFICE))
            yield Deed(at(locked, 9 * 60 + 5), "lock", ROOT, month, 0, name_of(OFFICE))


def learning_results(story: Story) -> Iterator[Deed]:
    """The results of each year that is over: announced after December's returns, one objection, published."""
    for month in story.months():
        if month.month == 12 and story.ago(month):
            yield _results(month, 1, 9 * 60 + 30, "announce")
            yield _results(month, 3, 10 * 60 + 15, "object", OBJECTION)
            yield _results(month, 4, 15 * 60 + 40, "answer", REPLY)
            yield _results(month, _objections_over(), 9 * 60 + 10, "publish_results")


def results_published_on(year: int) -> dt.date:
    """The day on which a year's learning results are published: when the days for objections are over."""
    return _days_after_publication(Month(year, 12), _objections_over())


def _objections_over() -> int:
    return 1 + declared_values()["evaluation_objection_days"] + 1


def _days_after_publication(month: Month, workdays: int) -> dt.date:
    return _after(due_on(month), PUBLISHED_AFTER_WORKDAYS + workdays)


def _results(month: Month, workdays: int, minutes: int, kind: str, reason: str = "") -> Deed:
    """workdays: after the month was published."""
    day = _days_after_publication(month, workdays)
    return Deed(at(day, minutes), kind, ROOT, month, 1, name_of(OFFICE), reason)


def _reminders(story: Story, month: Month) -> Iterator[Deed]:
    """One and three working days after the deadline while nothing has come; the last month only once."""
    due = due_on(month)
    came = received_at(story, month).date() if story.is_sent(month) else dt.date.max
    for workdays in (1, 3) if story.ago(month) else (1,):
        day = _after(due, workdays)
        if came > day:
            yield Deed(at(day, 9 * 60 + 10), "remind", story.unit_code, month, 0, name_of(OFFICE))
