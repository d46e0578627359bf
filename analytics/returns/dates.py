"""
Dates and times as clerks write them. Only what can be meant in one way is read; everything else comes back with a
problem and, where there is one, the most likely text to type instead.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from analytics.returns.names import half_width

FULL = re.compile(r"([0-9]{4})\s*[年./\-\s]\s*([0-9]{1,2})\s*[月./\-\s]\s*([0-9]{1,2})(?![0-9])\s*[日号]?")
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})(?![0-9])")
MONTH_DAY = re.compile(r"([0-9]{1,2})\s*月\s*([0-9]{1,2})(?![0-9])\s*[日号]?")
SHORT_YEAR = re.compile(r"([0-9]{2})\s*[年./\-]\s*([0-9]{1,2})\s*[月./\-]\s*([0-9]{1,2})\s*[日号]?$")
BARE_MONTH_DAY = re.compile(r"([0-9]{1,2})\s*[./\-]\s*([0-9]{1,2})$")
WEEKDAY = re.compile(r"[(\[]?\s*(?:星期|周|礼拜)[一二三四五六日天]\s*[)\]]?")
BEFORE_NOON, AFTERNOON, NOON, NIGHT = "上午|早上|早晨|am|a.m.", "下午|晚上|傍晚|pm|p.m.", "中午", "凌晨"
TIME = re.compile(
    rf"(?P<part>{BEFORE_NOON}|{AFTERNOON}|{NOON}|{NIGHT})?\s*(?P<hour>[0-9]{{1,2}})\s*"
    r"(?:(?P<colon>:)(?P<minute>[0-9]{1,2})(?::[0-9]{1,2}(?:\.[0-9]+)?)?"
    r"|[点时](?:钟|整)?\s*(?:(?P<spoken>[0-9]{1,2})\s*分?|(?P<half>半)|(?P<quarter>[一三])刻)?)"
    r"\s*(?P<after>am|pm)?",
    re.IGNORECASE,
)
SPOKEN_HOUR = re.compile("(十[一二]|[一二两三四五六七八九十])(?=[点时])")
SPOKEN_HOURS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
                "十一": 11, "十二": 12}
EPOCH, OFFSET_1904 = dt.datetime(1899, 12, 30), 1462
SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
SERIALS = (32874, 73415)        # 1990 to 2100: other numbers in a date column are not serial numbers
LIKELY_MORNING = 8              # an hour said without 上午 or 下午: before this the afternoon is likelier


@dataclass(frozen=True, slots=True)
class ReadDate:
    """value: None when there is a problem. has_time: a time was given. expected: what to type, if known."""

    value: dt.datetime | None = None
    has_time: bool = False
    problem: str | None = None
    expected: str | None = None


NOT_A_DATE = ReadDate(problem="V04.not_a_date")


def read_date(raw: Any, year: int, date_1904: bool = False) -> ReadDate:
    """Reads a cell of a date or time column; year is the year of the return."""
    kind = type(raw)
    if kind is dt.datetime:
        return ReadDate(to_second(raw), (raw.hour, raw.minute, raw.second) != (0, 0, 0))
    if kind is dt.date:
        return ReadDate(dt.datetime.combine(raw, dt.time()))
    if kind is float or kind is int:
        return _from_number(float(raw), date_1904)
    if kind is dt.time or kind is dt.timedelta:
        return ReadDate(problem="V04.date_missing")
    if kind is not str:
        return NOT_A_DATE
    text = half_width(raw)
    return _from_number(float(text), date_1904) if SERIAL.fullmatch(text) else _from_text(text, year)


def to_second(moment: dt.datetime) -> dt.datetime:
    """Excel stores fractions of a day: 14:30 may come back as 14:29:59.999999."""
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)


def _from_number(number: float, date_1904: bool) -> ReadDate:
    if 0 < number < 1:
        return ReadDate(problem="V04.date_missing")
    if number.is_integer() and len(str(int(number))) == 8:
        return _from_text(str(int(number)), 0)
    serial = number + (OFFSET_1904 if date_1904 else 0)
    if not SERIALS[0] <= serial <= SERIALS[1]:
        return NOT_A_DATE
    return ReadDate(to_second(EPOCH + dt.timedelta(days=serial)), not serial.is_integer())


def _from_text(text: str, year: int) -> ReadDate:
    text = WEEKDAY.sub(" ", text).strip()
    for pattern, of_return in ((COMPACT, False), (FULL, False), (MONTH_DAY, True)):
        match = pattern.match(text)
        if match:
            parts = [year, *match.groups()] if of_return else list(match.groups())
            return _with_time([int(part) for part in parts], text[match.end():])
    return _without_date(text, year)


def _with_time(parts: list[int], rest: str) -> ReadDate:
    try:
        day = dt.datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return ReadDate(problem="V04.impossible")
    rest = rest.strip().strip("T,，")
    if not rest.strip():
        return ReadDate(day)
    time = _read_time(rest.strip())
    if time is None:
        return NOT_A_DATE
    moment = day + dt.timedelta(hours=time.hour, minutes=time.minute)
    if time.certain:
        return ReadDate(moment, has_time=True)
    return ReadDate(problem="V04.half_day", expected=f"{moment:%Y-%m-%d %H:%M}")


def _without_date(text: str, year: int) -> ReadDate:
    """Texts that name no certain day: a time alone, a two-digit year, or a month and day that may be a decimal."""
    time = _read_time(text)
    if time is not None:
        clock = f"{time.hour:02d}:{time.minute:02d}"
        return ReadDate(problem="V04.date_missing" if time.certain else "V04.half_day", expected=clock)
    match = SHORT_YEAR.fullmatch(text)
    if match:
        return _likely(2000 + int(match[1]), int(match[2]), int(match[3]))
    match = BARE_MONTH_DAY.fullmatch(text)
    return _likely(year, int(match[1]), int(match[2])) if match else NOT_A_DATE


def _likely(year: int, month: int, day: int) -> ReadDate:
    try:
        return ReadDate(problem="V04.likely_date", expected=dt.date(year, month, day).isoformat())
    except ValueError:
        return NOT_A_DATE


@dataclass(frozen=True, slots=True)
class _Time:
    hour: int
    minute: int
    certain: bool


def _read_time(text: str) -> _Time | None:
    match = TIME.fullmatch(SPOKEN_HOUR.sub(lambda m: str(SPOKEN_HOURS[m[0]]), text))
    if match is None:
        return None
    minute = int(match["minute"] or match["spoken"] or 0)
    if match["half"]:
        minute = 30
    elif match["quarter"]:
        minute = 15 if match["quarter"] == "一" else 45
    part = (match["part"] or match["after"] or "").lower()
    hour, certain = _hour(int(match["hour"]), part, bool(match["colon"]))
    return _Time(hour, minute, certain) if hour <= 23 and minute <= 59 else None


def _hour(hour: int, part: str, digital: bool) -> tuple[int, bool]:
    """The hour of 24 and whether it is certain. 99 for contradictions such as 上午15点."""
    if part in AFTERNOON.split("|"):
        return (hour + 12 if hour < 12 else hour), True
    if part == NOON:
        return (hour + 12 if hour < 3 else hour), 10 < hour < 15 or hour < 3
    if part:
        return (hour, True) if hour < 12 or (hour == 12 and part != NIGHT) else (99, True)
    if digital or hour >= 12 or hour == 0:
        return hour, True
    return (hour + 12 if hour < LIKELY_MORNING else hour), False
