"""《评优资格审核表》: who meets which condition of an award, as a workbook to be filed."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from analytics.award_checks import Candidate, Eligibility
from analytics.award_words import failing_words, figure_words, limit_words, source_words
from analytics.declare import Lang, code_list, text
from analytics.exports.workbook import Book, SheetColumn

WIDTHS = {"candidate": 24, "failing": 44, "exception": 36, "check": 20, "source": 26}
LONG = ("failing", "exception")


def write(found: Eligibility, lang: Lang, account_names: Mapping[str, str]) -> bytes:
    """A sheet of candidates by conditions, and one with a row for each condition: figure, limit, result, source."""
    book = Book()
    heads = [check.title(lang) for check in found.award.checks]
    rows = [_wide(one, lang, account_names) for one in found.candidates]
    names = ["candidate", "unit", "standing", "failing", "entered", "exception"]
    _add(book, text("awards.book.title", lang), names, heads, rows, lang)
    each = [row for one in found.candidates for row in _long(one, lang)]
    _add(book, text("awards.book.each", lang), ["candidate", "unit", "check", "figure", "limit", "state", "source"], [],
         each, lang)
    return book.close()


def _add(
    book: Book, sheet: str, names: Sequence[str], more: Sequence[str], rows: Sequence[Sequence[str]], lang: Lang
) -> None:
    columns = [SheetColumn(text(f"awards.column.{name}", lang), name, "long" if name in LONG else "text",
                           WIDTHS.get(name, 14)) for name in names]
    columns += [SheetColumn(title, f"check_{n}", "text", 16) for n, title in enumerate(more)]
    table = pa.table({
        column.name: pa.array([row[n] for row in rows], pa.string()) for n, column in enumerate(columns)
    })
    book.add_table(sheet, table, columns, frozen=1)


def _wide(one: Candidate, lang: Lang, account_names: Mapping[str, str]) -> list[str]:
    entered = code_list("award_result").label(one.entry.get("result"), lang)
    exception = "" if one.exception is None else text(
        "awards.one.exception", lang, reason=one.exception.reason, day=f"{one.exception.at:%Y-%m-%d}",
        by=account_names.get(one.exception.by, one.exception.by))
    return [
        one.name(lang), one.unit_code, text(f"awards.standing.{one.standing}", lang, n=len(one.failing)),
        failing_words(one, lang), entered, exception,
        *(f"{text(f'awards.state.{r.state}', lang)} {figure_words(r, lang)}" for r in one.results),
    ]


def _long(one: Candidate, lang: Lang) -> list[list[str]]:
    return [
        [one.name(lang), one.unit_code, r.check.title(lang), figure_words(r, lang), limit_words(r.check, r.limit, lang),
         text(f"awards.state.{r.state}", lang), source_words(r.check, lang)]
        for r in one.results
    ]
