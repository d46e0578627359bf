"""
One reader for each column: it turns a cell into a typed value. A cell that is already as it should be costs one
dictionary look-up; anything else comes back as `Said`: what was made of it, or why it was not taken.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from analytics.declare import Column, code_list, settings
from analytics.findings import Severity
from analytics.months import Month
from analytics.returns.dates import read_date
from analytics.returns.names import plain_name, tidy
from analytics.returns.numbers import read_number
from analytics.rows import Value

NEAR = 0.5               # share of characters alike: below this a suggestion would be a guess
YEARS_BACK = 3
FIRST_YEAR = 1900  # of any month (months.py)
PLACEHOLDERS = frozenset({"-", "--", "—", "——", "–", "/", "\\", "、", "N/A", "n/a", "无。"})
NO_WORDS = frozenset({"否", "×", "✗", "没有", "无", "no", "n", "0", "false"})
UNFINISHED_NOTE = settings()["note"]["unfinished_title"]
YES_LIST = "yes"
NOTE, CONFIRM, REFUSE = Severity.NOTE, Severity.CONFIRM, Severity.REFUSE


@dataclass(slots=True)
class Said:
    """A cell about which something has to be said. value: what it is taken as, None when it could not be taken."""

    code: str
    severity: Severity
    value: Value = None
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def readable(self) -> bool:
        return self.severity is not REFUSE


Reader = Callable[[Any], Value | Said]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What reading a cell needs to know besides the cell: the month, now, and the ids that exist. ids: what the
    column refers to (staff, session) -> ids; names: a person's name -> id, only where it is one person's;
    known_keys: ids of the sheets' own items. unit_words: (sheet, column) -> what the unit writes -> what it means.
    """

    month: Month
    now: dt.datetime
    ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    known_keys: frozenset[str] = frozenset()
    date_1904: bool = False
    unit_words: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)


def nearest(word: str, choices: Iterable[str], at_least: float = NEAR) -> str | None:
    """The choice with the fewest characters changed, None when too many are."""
    alike = Levenshtein.normalized_similarity
    found = process.extractOne(word, list(choices), scorer=alike, score_cutoff=at_least)
    return found[0] if found else None


def as_text(raw: Any) -> str:
    """A cell as the clerk sees it."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e21:
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return f"{raw:%Y-%m-%d %H:%M}"
    return str(raw)


class ListReader:
    """Labels in both languages and codes are taken silently, other known spellings with a note."""

    def __init__(self, column: Column, month: str) -> None:
        self.name = column.list or ""
        self.codes = [
            c for c in code_list(self.name)
            if (c.active_from or "") <= month <= (c.active_until or "9999-12")
        ]
        self.exact: dict[Any, str] = {word: c.code for c in self.codes for word in (c.zh, c.en, c.code)}
        self.loose = {plain_name(word): c.code for c in self.codes for word in (c.zh, c.en, c.code, *c.aliases)}

    def __call__(self, raw: Any) -> Value | Said:
        found = self.exact.get(raw)
        return found if found is not None and type(raw) is str else self._other(raw)

    def _other(self, raw: Any) -> Said:
        text = as_text(raw)
        word = plain_name("是" if raw is True else "否" if raw is False else text)
        code = self.loose.get(word)
        if code is not None:
            return Said("V03.normalised", NOTE, code, {"old": text, "new": code, "list": self.name})
        if self.name == YES_LIST and word in NO_WORDS:
            return Said("V03.no_is_empty", NOTE, None)
        near = self._near(word)
        params = {"list": self.name} | ({"expected": near} if near else {})
        return Said("V03.near_value" if near else "V03.unknown_value", REFUSE, None, params)

    def _near(self, word: str) -> str | None:
        found = nearest(word, self.loose)
        return self.loose[found] if found else None


class RememberedReader:
    """The reader of a column of which the unit has said what it means by words of its own; the words are taken so."""

    def __init__(self, reader: Reader, words: Mapping[str, str]) -> None:
        self.reader, self.exact = reader, getattr(reader, "exact", {})
        self.words = {plain_name(written): meant for written, meant in words.items()}

    def __call__(self, raw: Any) -> Value | Said:
        meant = self.words.get(plain_name(as_text(raw)))
        read = self.reader(meant) if meant is not None else None
        if read is None or (isinstance(read, Said) and not read.readable):
            return self.reader(raw)
        value = read.value if isinstance(read, Said) else read
        return Said("V03.remembered", NOTE, value, {"old": as_text(raw), "meant": meant})


class NumberReader:
    """Numbers within the column's range and steps."""

    def __init__(self, column: Column) -> None:
        self.unit, self.step = column.unit, column.step
        self.least = column.min if column.min is not None else float("-inf")
        self.most = column.max if column.max is not None else float("inf")
        self.per_step = 1 / column.step if column.step else 0.0
        self.is_percent = column.unit == "percent"

    def __call__(self, raw: Any) -> Value | Said:
        plain = type(raw) is float and self.least <= raw <= self.most and not (self.is_percent and 0 < raw <= 1)
        if plain and (not self.per_step or (raw * self.per_step).is_integer()):
            return raw
        return self._other(raw)

    def _other(self, raw: Any) -> Value | Said:
        read = read_number(raw, self.unit)
        if read.value is None:
            return Said(read.problem or "V29.not_a_number", REFUSE)
        value = read.value
        if self.is_percent and read.note != "V29.normalised" and 0 < value <= 1:
            # a share or a percentage? only the cell's format can tell (see typed_rows.py)
            return Said("V29.bare_fraction", REFUSE, None, {"expected": as_text(round(value * 100, 2))})
        problem = self._out_of_place(value)
        if problem:
            return problem
        if read.note == "V29.normalised":
            return Said(read.note, NOTE, value, {"old": as_text(raw).strip(), "new": as_text(value)})
        return Said(read.note, NOTE, value) if read.note else value

    def _out_of_place(self, value: float) -> Said | None:
        if not self.least <= value <= self.most:
            bounds = {"least": self.least} | ({"most": self.most} if self.most != float("inf") else {})
            return Said("V29.out_of_range" if "most" in bounds else "V29.too_small", REFUSE, None, bounds)
        if self.per_step and not (value * self.per_step).is_integer():
            whole = self.step == 1
            return Said("V29.not_whole", REFUSE) if whole else Said("V29.not_half", CONFIRM, value)
        return None


def _has_fraction(moment: dt.date) -> bool:
    """Excel's fractions of a day leave microseconds behind."""
    return isinstance(moment, dt.datetime) and moment.microsecond != 0


class DateReader:
    """Dates and times that are not in the future (unless the column plans ahead) and not years ago."""

    def __init__(self, column: Column, around: Surroundings, first_year: int | None = None) -> None:
        self.timed = column.type == "datetime"
        self.kind = dt.datetime if self.timed else dt.date
        self.year, self.date_1904 = around.month.year, around.date_1904
        self.first = self._as_kind(dt.datetime(first_year or self.year - YEARS_BACK, 1, 1))
        self.last = self._as_kind(dt.datetime(2999, 12, 31) if column.future else around.now)

    def _as_kind(self, moment: dt.datetime) -> Any:
        return moment if self.timed else moment.date()

    def __call__(self, raw: Any) -> Value | Said:
        if type(raw) is self.kind and self.first <= raw <= self.last and not (self.timed and _has_fraction(raw)):
            return raw
        return self._other(raw)

    def _other(self, raw: Any) -> Value | Said:
        read = read_date(raw, self.year, self.date_1904)
        if read.value is None:
            params = {"expected": read.expected} if read.expected else {}
            problem = read.problem or "V04.not_a_date"
            if problem == "V04.date_missing" and not self.timed:
                problem, params = "V04.not_a_date", {}
            return Said(problem, REFUSE, None, params)
        value = self._as_kind(read.value)
        if value > self.last:
            return Said("V04.future", REFUSE, None, {"today": self._day(self.last)})
        if value.year < FIRST_YEAR:  # a cell with the number 0 or 1 that is shown as a date
            return Said("V04.impossible", REFUSE, None, {})
        if value < self.first:
            return Said("V04.long_ago", CONFIRM, value, {"date": self._day(value)})
        if self.timed and not read.has_time:
            return Said("V04.time_missing", CONFIRM, value)
        if isinstance(raw, dt.date):
            return value  # a date cell of the other kind: nothing was reinterpreted
        shown = f"{read.value:%Y-%m-%d %H:%M}" if self.timed else f"{read.value:%Y-%m-%d}"
        if isinstance(raw, str) and raw == shown:
            return value
        return Said("V04.normalised", NOTE, value, {"old": as_text(raw).strip(), "new": shown})

    def _day(self, value: Any) -> str:
        return value.date().isoformat() if self.timed else value.isoformat()


class TextReader:
    """Free text of the length the column asks for."""

    def __init__(self, column: Column) -> None:
        self.least, self.most = column.min_length or 0, column.max_length or 32_767

    def __call__(self, raw: Any) -> Value | Said:
        if type(raw) is not str:
            return as_text(raw)
        text = tidy(raw)
        if len(text) < self.least and text != UNFINISHED_NOTE:
            return Said("V01.too_short", REFUSE, None, {"least": self.least})
        if len(text) > self.most:
            return Said("V01.too_long", REFUSE, None, {"most": self.most, "length": len(text)})
        return text if text == raw else Said("V03.trimmed", NOTE, text)
