"""Numbers, dates and figures as words, in a given language. Pure: what charts, cached views and texts.py share."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from analytics.declare import Indicator, Lang, text
from analytics.months import Month

LOCALES = {"zh": "zh_CN", "en": "en_GB"}
NOTHING = "—"


def missing(value: Any) -> bool:
    """True for None and NaN: there is no such figure."""
    return value is None or value != value


def known(values: Iterable[float | None]) -> list[float]:
    """The figures there are."""
    return [float(v) for v in values if v is not None and v == v]


def word(value: Any) -> str:
    """A text of a frame, where none is NaN or None; '' for none."""
    return value if isinstance(value, str) else ""


def or_zero(value: float | None) -> float:
    """For the length of a bar that has no figure."""
    return 0.0 if value is None or value != value else float(value)


def number(lang: Lang, value: float | None, digits: int = 0) -> str:
    """1,234.5; a dash when there is no figure."""
    if value is None or value != value:
        return NOTHING
    return _decimal(lang, float(value), "#,##0." + "0" * digits if digits else "#,##0")


@lru_cache(maxsize=8192)
def _decimal(lang: Lang, value: float, pattern: str) -> str:
    """Babel takes a tenth of a millisecond a number, and a page has a thousand of them."""
    return format_decimal(value, format=pattern, locale=LOCALES[lang])


def trimmed(lang: Lang, value: float | None, digits: int = 1) -> str:
    """As `number`, without decimals that are zero: 12 rather than 12.0."""
    if value is None or value != value:
        return NOTHING
    return _decimal(lang, float(value), "#,##0." + "#" * digits)


def rate(lang: Lang, value: float | None) -> str:
    """0.917 -> 91.7%; whole 0% and 100% without a decimal, and never rounded up to 100%."""
    if value is None or value != value:
        return NOTHING
    percent = value * 100
    if percent in (0.0, 100.0):
        return f"{percent:.0f}%"
    return f"{number(lang, min(percent, 99.9) if percent < 100 else percent, 1)}%"


def percent(lang: Lang, value: float | None) -> str:
    """A rate that was set rather than measured (a target, a tick): 95%, 92.5%."""
    return NOTHING if value is None or value != value else f"{trimmed(lang, value * 100)}%"


def share(lang: Lang, numerator: float | None, denominator: float | None, few_below: float) -> str:
    """A rate; n/N when the denominator is under few_below, a dash when it is empty."""
    if numerator is None or missing(numerator) or missing(denominator) or not denominator:
        return NOTHING
    if denominator < few_below:
        return counts(lang, numerator, denominator)
    return rate(lang, numerator / denominator)


def counts(lang: Lang, numerator: float | None, denominator: float | None) -> str:
    """33/36."""
    return f"{trimmed(lang, numerator)}/{trimmed(lang, denominator)}"


def signed(lang: Lang, value: float, digits: int = 1) -> str:
    """+1.2, −3, 0; a real minus sign."""
    rounded = round(value, digits)
    if not rounded:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{trimmed(lang, abs(rounded), digits)}"


def figure(lang: Lang, chosen: Indicator, row: Any) -> str:
    """
    The figure of one row of measures.measure (a named tuple or any object with its fields), as it is printed: n/N for
    small denominators, the stage reached for research projects, a dash when it does not apply, a word when it is
    hidden.
    """
    if row.state == "not_reported":
        return text("common.not_reported", lang)
    if row.state == "hidden":
        return withheld(lang, row)
    if row.state != "value" or missing(row.value):
        return NOTHING
    if chosen.unit == "rate":
        return counts(lang, row.numerator, row.denominator) if row.few else rate(lang, row.value)
    if chosen.unit == "fraction" and not missing(row.denominator):
        return counts(lang, row.numerator, row.denominator)
    return amount(lang, chosen, row.value)


def withheld(lang: Lang, row: Any) -> str:
    """What stands for a hidden figure (privacy.hide): <3 where the count itself is so small."""
    return text("privacy.small" if row.small else "privacy.withheld", lang)


def amount(lang: Lang, chosen: Indicator, value: float | None) -> str:
    """A bare value in the indicator's unit: a rate as a percentage, hours a day with two decimals, counts whole."""
    match chosen.unit:
        case "rate" | "fraction":
            return percent(lang, value)
        case "hours_per_day":
            return number(lang, value, 2)
        case "hours" | "days" | "per_person" | "points":
            return number(lang, value, 1)
        case _:
            return trimmed(lang, value)


def goal(lang: Lang, chosen: Indicator, value: float | None) -> str:
    """A value that was set: 95%, 8, 2 (no decimals that are zero)."""
    return percent(lang, value) if chosen.unit in ("rate", "fraction") else trimmed(lang, value, 2)


def unit_word(lang: Lang, chosen: Indicator) -> str:
    """The word for the indicator's unit: %, hours, items."""
    return text(f"common.unit_of.{chosen.unit}", lang)


@lru_cache(maxsize=1024)
def month_name(lang: Lang, month: Month | str, long: bool = False) -> str:
    """10月 / Oct; long: 2026年10月 / October 2026."""
    month = Month.parse(month) if isinstance(month, str) else month
    if long:
        return format_skeleton("yMMMM", month.first_day, locale=LOCALES[lang])
    return f"{month.month}月" if lang == "zh" else format_date(month.first_day, "MMM", locale="en_US")


def day_name(lang: Lang, day: dt.date | None, year: bool = False) -> str:
    """11月5日 / 5 Nov."""
    if missing(day):
        return NOTHING
    return format_skeleton("yMMMd" if year else "MMMd", day, locale=LOCALES[lang])


def moment(lang: Lang, at: dt.datetime | None) -> str:
    """2026年11月4日 17:00 / 4 Nov 2026, 17:00."""
    if at is None or at != at:
        return NOTHING
    return f"{day_name(lang, at.date(), year=True)}{' ' if lang == 'zh' else ', '}{at:%H:%M}"


def names(lang: Lang, words: list[str]) -> str:
    """a、b / a, b."""
    return ("、" if lang == "zh" else ", ").join(words)


def plain(words: str | None) -> str:
    """Text of a clerk or a register for a place that reads Markdown: shown as typed, never as markup."""
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|>~$:<&])", r"\\\1", words or "")
