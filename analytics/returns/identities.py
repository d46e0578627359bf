"""Readers of the columns that name something: a person, a session, or the sheet's own item."""

from collections.abc import Mapping
from typing import Any

from analytics.declare import Column
from analytics.returns.names import half_width, without_spaces
from analytics.returns.values import NOTE, REFUSE, Said, TextReader, as_text
from analytics.rows import Value

MOST_DIGITS = 15         # Excel keeps no more: longer numbers have lost their last digits


class IdReader:
    """Ids that exist in a register; whether an unknown one is accepted is for the rules to say."""

    def __init__(self, ids: frozenset[str], names: Mapping[str, str]) -> None:
        self.names = names
        self.exact = {i: i for i in ids}
        self.loose = {without_spaces(half_width(i)).upper(): i for i in ids}
        self.without_zeros = {i.lstrip("0"): i for i in ids}

    def __call__(self, raw: Any) -> Value | Said:
        text = half_width(as_text(raw))
        lost = self.without_zeros.get(text) if not isinstance(raw, str) else None
        if lost and lost != text:
            return Said("V07.zeros_lost", REFUSE, None, {"expected": lost})
        found = self.loose.get(without_spaces(text).upper()) or self._named(text)
        if found is None or (found == text and not isinstance(raw, str)):
            return text
        return Said("V07.normalised", NOTE, found, {"old": as_text(raw).strip(), "new": found})

    def _named(self, text: str) -> str | None:
        """QYB003 李晓梅, or only 李晓梅 when one person has that name."""
        first = text.split(maxsplit=1)[0].upper() if text.split() else ""
        return self.loose.get(first) or self.names.get(without_spaces(text))


class NameReader:
    """A person's name; an id in front of it and spaces inside it are taken away."""

    def __init__(self, people: Mapping[str, str]) -> None:
        self.people = people  # id -> name
        self.exact = {name: name for name in people.values()}

    def __call__(self, raw: Any) -> Value | Said:
        text = half_width(as_text(raw))
        words = text.split()
        name = " ".join(words)
        if words and words[0].upper() in self.people:
            name = without_spaces(text)[len(words[0]):] or self.people[words[0].upper()]
        elif without_spaces(text) in self.exact or not name.isascii():
            name = without_spaces(text)
        return name if name == raw else Said("V08.normalised", NOTE, name, {"old": as_text(raw), "new": name})


class KeyReader:
    """The sheets' own ids: compared from month to month, so written in one way."""

    def __init__(self, column: Column, known: frozenset[str]) -> None:
        self.text = TextReader(column)
        self.without_zeros = {key.lstrip("0"): key for key in known if key.startswith("0")}

    def __call__(self, raw: Any) -> Value | Said:
        if type(raw) is str:
            text = half_width(raw)
            return self.text(text) if text == raw else Said("V03.trimmed", NOTE, text)
        text = as_text(raw)
        if text.isdigit() and len(text) > MOST_DIGITS:
            return Said("V03.digits_lost", REFUSE)
        lost = self.without_zeros.get(text)
        if lost:
            return Said("V07.zeros_lost", REFUSE, None, {"expected": lost})
        return Said("V03.number_as_id", NOTE, text) if isinstance(raw, float) else text
