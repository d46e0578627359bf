"""Numbers as clerks write them: with a unit, as text, full-width. Vague ones are refused, not guessed."""

import re
from dataclasses import dataclass

from analytics.returns.names import half_width, without_spaces

PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
NUMBER = r"([0-9]+(?:\.[0-9]+)?)"
HOURS = re.compile(rf"{NUMBER}(?:个?小时|学时|h|hr|hrs|hours?)(半)?(?:{NUMBER}(?:分钟?|min))?", re.IGNORECASE)
MINUTES = re.compile(rf"{NUMBER}(?:分钟|分|min|mins|minutes?)", re.IGNORECASE)
HALF_HOUR = re.compile(r"半个?小时")  # 两个半小时 may be 2.5 hours or twice half an hour, so it is not read
DAYS = re.compile(rf"(?:{NUMBER}(?:个?工作日|天|日|days?)(半)?|半天)", re.IGNORECASE)
COUNT = re.compile(rf"{NUMBER}(?:件次|人次|件|人|次|条|项|个|名|户|家|场|例|起)")
PERCENT = re.compile(rf"(?:{NUMBER}%|百分之{NUMBER})")
VAGUE = re.compile(r"约|左右|大概|大约|近|超|余|多|以上|以下|不到|几|若干|\+$|[0-9]\s*(?:[-~至到—–]+)\s*[0-9]")


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """value: None when there is a problem. note: what was done to the text, None when it was a plain number."""

    value: float | None = None
    note: str | None = None
    problem: str | None = None


def read_number(raw: object, unit: str | None) -> ReadNumber:
    """Reads a cell of a number column; unit is the column's own (hours, days, percent, count)."""
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return ReadNumber(float(raw))
    if not isinstance(raw, str):
        return ReadNumber(problem="V29.not_a_number")
    text = without_spaces(half_width(raw)).replace("，", ",")
    if PLAIN.fullmatch(text):
        return ReadNumber(float(text), note="V29.number_as_text")
    if GROUPED.fullmatch(text):
        return ReadNumber(float(text.replace(",", "")), note="V29.number_as_text")
    value = _with_unit(text, unit)
    if value is not None:
        return ReadNumber(value, note="V29.normalised")
    return ReadNumber(problem="V29.vague" if VAGUE.search(text) else "V29.not_a_number")


def _with_unit(text: str, unit: str | None) -> float | None:
    if unit == "hours":
        return _hours(text)
    if unit == "days" and (match := DAYS.fullmatch(text)):
        return float(match[1]) + (0.5 if match[2] else 0) if match[1] else 0.5
    if unit == "percent" and (match := PERCENT.fullmatch(text)):
        return float(match[1] or match[2])
    if unit == "count" and (match := COUNT.fullmatch(text)):
        return float(match[1])
    return None


def _hours(text: str) -> float | None:
    if HALF_HOUR.fullmatch(text):
        return 0.5
    match = HOURS.fullmatch(text)
    if match:
        minutes = float(match[3]) / 60 if match[3] else 0
        return float(match[1]) + (0.5 if match[2] else 0) + round(minutes, 4)
    match = MINUTES.fullmatch(text)
    return round(float(match[1]) / 60, 4) if match else None
