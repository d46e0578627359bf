"""Findings in words: texts/findings.toml filled in for a reader's language."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from analytics.award_words import recorded_words
from analytics.declare import Code, Column, Lang, code_list, registers, return_form, text
from analytics.findings import Finding
from analytics.months import Month
from analytics.returns.names import place_of
from analytics.returns.template_words import day_words, month_words

CELLS_SHOWN, ITEMS_SHOWN, VALUE_SHOWN = 3, 8, 40
RANGE_FROM = 3                                   # cells in a row that are written as C4:C11
COLUMN_PARAMS = ("column", "other")
CODE_PARAMS = ("code", "expected", "new")        # codes of the list named by the param `list`
DATE_PARAMS = ("date", "first", "last", "today")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
JOINER: Mapping[Lang, str] = {"zh": "、", "en": ", "}


@dataclass(frozen=True, slots=True)
class RenderedFinding:
    """title: what is wrong; fix: what to do; where: sheet and cells as the clerk knows them."""

    title: str
    fix: str
    where: str


def render(finding: Finding, lang: Lang) -> RenderedFinding:
    """The finding in the reader's language."""
    words = _words(finding, lang)
    title = text(f"findings.{finding.code}.title", lang, **words)
    fix = text(f"findings.{finding.code}.fix", lang, **words)
    return RenderedFinding(title, fix, place_words(finding, lang))


def _words(finding: Finding, lang: Lang) -> dict[str, str]:
    """Every placeholder's text. Names and codes are looked up; values stay as the clerk typed them."""
    params = dict(finding.params)
    words = {name: _word(name, value, finding, lang) for name, value in params.items()}
    value = finding.value or ""
    words["value"] = value if len(value) <= VALUE_SHOWN else f"{value[:VALUE_SHOWN - 1]}…"
    words.setdefault("sheet", _sheet_title(params.get("sheet") or finding.sheet, lang))
    if "list" in params:
        words["allowed"] = _allowed(code_list(params["list"]).codes, lang)
    if "expected" in params and "month" in params:
        words["expected_month"] = month_words(Month.parse(params["expected"]), lang)
    return words


def _word(name: str, value: Any, finding: Finding, lang: Lang) -> str:
    if name in COLUMN_PARAMS:
        return _column_title(finding.sheet, value, lang)
    if name == "columns":
        return JOINER[lang].join(_column_title(finding.sheet, column, lang) for column in value)
    if name == "sheet":
        return _sheet_title(value, lang)
    if name == "checks":
        return recorded_words(value, lang)
    if name in ("measure", "reference", "together"):
        return text(f"finding_words.{name}.{value}", lang)
    if name in CODE_PARAMS and "list" in finding.params:
        code = code_list(finding.params["list"]).get(value)
        return _label(code, lang) if code else str(value)
    if name in DATE_PARAMS and isinstance(value, str) and ISO_DAY.fullmatch(value):
        return day_words(dt.date.fromisoformat(value), lang)
    if name == "month":
        return month_words(Month.parse(value), lang)
    return _several(value, lang) if isinstance(value, list | tuple) else _plain(value)


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _several(items: Sequence[Any], lang: Lang) -> str:
    shown = JOINER[lang].join(_plain(item) for item in items[:ITEMS_SHOWN])
    return shown if len(items) <= ITEMS_SHOWN else text("finding_words.more_items", lang, items=shown)


def _label(code: Code, lang: Lang) -> str:
    """The Chinese value, which is what has to be typed; in English with its meaning."""
    return code.zh if lang == "zh" else f"{code.zh} ({code.en})"


def _allowed(codes: Sequence[Code], lang: Lang) -> str:
    labels = [f"「{_label(code, lang)}」" if lang == "zh" else _label(code, lang) for code in codes]
    if len(labels) == 2:
        return ("或" if lang == "zh" else " or ").join(labels)
    return ("" if lang == "zh" else ", ").join(labels)


# ------------------------------------------------------------------------------------------- names and places
def _sheet_title(name: str | None, lang: Lang) -> str:
    form = return_form()
    if name is None:
        return ""
    if name in registers():
        return registers()[name].title(lang)
    if name == "cover":
        return form.cover.title(lang)
    return form.sheet(name).title(lang)


def _column_title(sheet: str | None, name: str, lang: Lang) -> str:
    return next((column.title(lang) for column in _columns(sheet) if column.name == name), name)


def _columns(sheet: str | None) -> tuple[Column, ...]:
    if sheet is None:
        return ()
    if sheet in registers():
        return registers()[sheet].columns
    return return_form().cover.fields if sheet == "cover" else return_form().sheet(sheet).columns


def place_words(finding: Finding, lang: Lang) -> str:
    """服务事项!H4、H7、H9 等 14 处"""
    if finding.sheet is None:
        return finding.sheet_title or text("finding_words.whole_file", lang)
    sheet = _sheet_title(finding.sheet, lang)
    if not finding.cells:
        return sheet
    runs = cell_runs(finding.cells)
    cells = JOINER[lang].join(runs[:CELLS_SHOWN])
    if len(runs) > CELLS_SHOWN:
        cells = text("finding_words.more_cells", lang, cells=cells, count=len(finding.cells))
    return text("finding_words.place", lang, sheet=sheet, cells=cells)


def cell_runs(cells: Sequence[str]) -> list[str]:
    """Neighbouring cells of a column together: C4, C5, C6, C9 -> C4:C6, C9."""
    runs: list[str] = []
    places = [(cell, place_of(cell)) for cell in cells]
    numbered = enumerate(places)
    for _, group in groupby(numbered, key=lambda item: (item[1][1][1], item[1][1][0] - item[0])):
        members = [cell for _, (cell, _) in group]
        runs += [f"{members[0]}:{members[-1]}"] if len(members) >= RANGE_FROM else members
    return runs
