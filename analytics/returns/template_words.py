"""Months, dates and weekdays as the workbook writes them in its two languages."""

import datetime as dt

from babel.dates import format_date, format_skeleton

from analytics.declare import Lang, text
from analytics.months import Month

LOCALES = {"zh": "zh_CN", "en": "en_GB"}


def month_words(month: Month, lang: Lang) -> str:
    """2026年10月 or October 2026."""
    return format_skeleton("yMMMM", month.first_day, locale=LOCALES[lang])


def short_day_words(day: dt.date, lang: Lang) -> str:
    """10月16日 or 16 October."""
    return format_skeleton("MMMMd", day, locale=LOCALES[lang])


def day_words(day: dt.date, lang: Lang) -> str:
    """2026年11月5日 or 5 November 2026."""
    return format_date(day, "long", locale=LOCALES[lang])


def weekday_words(day: dt.date, lang: Lang) -> str:
    return format_date(day, "EEE" if lang == "zh" else "EEEE", locale=LOCALES[lang])


def other(lang: Lang) -> Lang:
    return "en" if lang == "zh" else "zh"


def both(key: str, lang: Lang, **params: object) -> str:
    """The text in the workbook's language with the other language on the next line."""
    return f"{text(key, lang, **params)}\n{text(key, other(lang), **params)}"

