"""The audit trail as a file: Excel and CSV to read, JSON lines for other programs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Literal

import pyarrow as pa

from analytics.declare import Lang, actions, roles, text
from analytics.exports.files import write_csv
from analytics.exports.workbook import Book, SheetColumn
from analytics.identity.audit import Entry, detail_values, detail_words, kinds, outcomes

FileFormat = Literal["xlsx", "csv", "jsonl"]
PART_ROWS = 10_000  # entries that are Python objects at a time

_SCHEMA = pa.schema([
    ("entry_no", pa.int64()), ("recorded_at", pa.timestamp("us")), ("kind", pa.string()), ("kind_label", pa.string()),
    ("outcome", pa.string()), ("outcome_label", pa.string()), ("actor", pa.string()), ("unit_code", pa.string()),
    ("month", pa.string()), ("target", pa.string()), ("detail_label", pa.string()), ("address", pa.string()),
    ("account_id", pa.string()), ("session_id", pa.string()), ("detail", pa.string()), ("entry_hash", pa.string()),
])
_KINDS = {"entry_no": "whole", "recorded_at": "datetime"}
_WIDTHS = {"entry_no": 10, "recorded_at": 18, "kind_label": 18, "target": 30, "detail_label": 40, "address": 18}


def write(entries: Iterable[Entry], lang: Lang, file_format: FileFormat) -> bytes:
    """
    Every entry in the order given. Codes stand beside their words; detail as words and as JSON. JSON lines: one object
    an entry, without words.
    """
    if file_format == "jsonl":
        return "".join(f"{line}\n" for line in json_lines(entries)).encode("utf-8")
    found = table(entries, lang)
    if file_format == "csv":
        return write_csv(found)
    book = Book()
    book.add_table(text("audit.sheet", lang), found, _columns(lang), frozen=2)
    return book.close()


def json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """One JSON object an entry, for programs; times in ISO form."""
    for entry in entries:
        yield json.dumps(_plain(entry), ensure_ascii=False, separators=(",", ":"))


def table(entries: Iterable[Entry], lang: Lang) -> pa.Table:
    """The entries as an Arrow table; the columns ending in _label are in the chosen language."""
    remaining, parts = iter(entries), []
    while part := list(islice(remaining, PART_ROWS)):
        parts.append(pa.Table.from_pylist([_row(entry, lang) for entry in part], _SCHEMA))
    return pa.concat_tables(parts) if parts else _SCHEMA.empty_table()


def detail_text(detail: Mapping[str, Any], lang: Lang) -> str:
    """Detail in words: 行数 31；单位 QYB、XCB."""
    words, (between, comma) = detail_words(), ("；", "、") if lang == "zh" else ("; ", ", ")

    def said(word: str, value: Any) -> str:
        if isinstance(value, list):
            return comma.join(_in_words(word, each, lang) for each in value)
        return _in_words(word, value, lang)

    return between.join(
        f"{words[word][lang] if word in words else word} {said(word, value)}"
        for word, value in detail.items() if value is not None
    )


def _in_words(word: str, value: Any, lang: Lang) -> str:
    """A code by its name, where it has one."""
    if isinstance(value, bool):
        return text("common.yes" if value else "common.no", lang)
    if word == "role" and value in roles():
        return roles()[value][lang]
    if word == "action" and value in actions():
        return actions()[value][lang]
    named = detail_values().get(f"{word}.{value}")
    return str(value) if named is None else named[lang]


def kind_name(kind: str, lang: Lang) -> str:
    """A kind's name; a kind that is not declared any more is named by its code."""
    return kinds()[kind][lang] if kind in kinds() else kind


def outcome_name(outcome: str, lang: Lang) -> str:
    return outcomes()[outcome][lang] if outcome in outcomes() else outcome


def _plain(entry: Entry) -> dict[str, Any]:
    found = {name: getattr(entry, name) for name in Entry.__slots__}
    return {**found, "recorded_at": entry.recorded_at and entry.recorded_at.isoformat(sep=" ")}


def _row(entry: Entry, lang: Lang) -> dict[str, Any]:
    return {
        **{name: getattr(entry, name) for name in Entry.__slots__},
        "kind_label": kind_name(entry.kind, lang), "outcome_label": outcome_name(entry.outcome, lang),
        "detail_label": detail_text(entry.detail, lang), "detail": json.dumps(entry.detail, ensure_ascii=False),
    }


def _columns(lang: Lang) -> list[SheetColumn]:
    return [
        SheetColumn(text(f"audit.column.{name}", lang), name, _KINDS.get(name, "text"), _WIDTHS.get(name, 14))
        for name in _SCHEMA.names
    ]
