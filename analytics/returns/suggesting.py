"""What may be typed instead: the choices of a column and the likeliest of them, in the words the workbook uses."""

from collections.abc import Sequence

from rapidfuzz.distance import LCSseq, Levenshtein

from analytics.declare import Column, Lang, code_list, return_form
from analytics.findings import Finding
from analytics.months import Month
from analytics.returns.cover import read_cover, zero_column
from analytics.returns.layout import HEADER_WITHIN, known_headings
from analytics.returns.names import place_of, plain_name
from analytics.returns.reading import RawSheet
from analytics.returns.sheet_titles import COVER, dated, form_title, is_of, timeless
from analytics.returns.values import nearest
from analytics.store.registers import Registers

ZERO_RULE = "V05"             # its cells are those of the cover's zero table
HOLDING = 0.6                 # of a column's name: from this share on a heading is taken for the likeliest
SHEET_ALIKE = 0.5             # from this likeness on a sheet is taken for the likeliest
OF_THE_MONTH = 0.2            # what a date in a sheet's title adds to its likeness, or takes away when it is another's
REMEMBERED_TYPES = ("list",)  # columns of which a unit's own word may be remembered; names and dates mean one thing


def column_of(finding: Finding) -> Column | None:
    """The one column of the form, or the zero table, that all cells of a finding are in; None when there is no such."""
    if finding.rule == ZERO_RULE and finding.cells:
        return zero_column()
    name = finding.params.get("column")
    if finding.sheet is None or not finding.cells or not isinstance(name, str):
        return None
    if len({place_of(cell)[1] for cell in finding.cells if cell[:1].isalpha()}) > 1 and finding.sheet != "cover":
        return None
    form = return_form()
    columns = form.cover.fields if finding.sheet == "cover" else form.sheet(finding.sheet).columns
    return next((column for column in columns if column.name == name), None)


def choices(column: Column, registers: Registers) -> tuple[str, ...]:
    """The words that may be chosen: of a list column those of its drop-down, of a staff column the unit's people."""
    if column.refers_to == "staff":
        return tuple(person.staff_id for person in registers.people)
    if column.list is None:
        return ()
    month = str(registers.month)
    return tuple(
        code.zh for code in code_list(column.list).codes
        if (code.active_from or "") <= month <= (code.active_until or "9999-12")
    )


def choice_words(column: Column, word: str, registers: Registers, lang: Lang) -> str:
    """A choice for the reader: a person with the name; what is typed is Chinese, in English with its meaning."""
    if column.refers_to == "staff" and word in registers.everyone:
        return f"{word} {registers.everyone[word].name}"
    if lang == "zh" or column.list is None:
        return word
    found = next((code for code in code_list(column.list).codes if code.zh == word), None)
    return f"{word} ({found.en})" if found else word


def suggested(finding: Finding) -> str | None:
    """What the finding takes for the likeliest meaning, as it is to be typed; None when it does not guess."""
    expected = finding.params.get("expected")
    if not isinstance(expected, str):
        return None
    known = code_list(finding.params["list"]).get(expected) if "list" in finding.params else None
    return known.zh if known else expected


def can_be_remembered(finding: Finding) -> bool:
    """Whether the unit may say once and for all what it means by this word."""
    column = column_of(finding)
    return bool(finding.value) and column is not None and column.type in REMEMBERED_TYPES and finding.sheet != "cover"


def rows_of(findings: Sequence[Finding]) -> list[int]:
    """The rows that findings are about, in order."""
    return sorted({place_of(cell)[0] for finding in findings for cell in finding.cells if cell[:1].isalpha()})


def likely_headings(sheet: RawSheet) -> dict[str, str]:
    """
    The headings of a sheet in which no header was recognised -> where they stand: the row among the first twenty with
    most texts that differ; none when no row has two.
    """
    best: dict[str, str] = {}
    for row, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        texts = {str(cell).strip(): sheet.address(row, column)
                 for column, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
        if len(texts) > max(len(best), 1):
            best = texts
    return best


def likeliest(column: Column, headings: Sequence[str]) -> str | None:
    """The heading that looks most like a column's name, or has most of it in it; None when none does."""
    return nearest(column.zh, headings) or nearest(column.en, headings) or _holding_most(column.zh, headings)


def _holding_most(name: str, headings: Sequence[str]) -> str | None:
    """自学时数 is in 本月自学（小时）: three of its four characters, in order. Not when two headings hold as much."""
    shares = sorted(
        ((LCSseq.similarity(name, plain_name(heading)) / len(name), heading) for heading in headings), reverse=True
    )
    if not shares or shares[0][0] < HOLDING or (len(shares) > 1 and shares[1][0] == shares[0][0]):
        return None
    return shares[0][1]


# ------------------------------------------------------------------------------------------- sheets
def likely_sheets(wanted: Sequence[str], sheets: Sequence[RawSheet], month: Month) -> dict[str, str]:
    """
    Name of a sheet of the form -> the title of the one that looks most like it, by its headings and its title; each is
    taken once, and those that are like none are left out.
    """
    pairs = sorted(
        ((_likeness(name, sheet, month), name, sheet.title) for name in wanted for sheet in sheets), reverse=True,
    )
    found: dict[str, str] = {}
    for likeness, name, title in pairs:
        if likeness >= SHEET_ALIKE and name not in found and title not in found.values():
            found[name] = title
    return found


def _likeness(name: str, sheet: RawSheet, month: Month) -> float:
    """The share of the form's headings that stand in a sheet, or how alike the titles are, whichever is more."""
    form = return_form()
    if name == COVER:
        share = len(read_cover(sheet).fields) / len(form.cover.fields)
    else:
        share = known_headings(form.sheet(name), sheet, f"{month}")
    titles = Levenshtein.normalized_similarity(plain_name(form_title(name)), timeless(sheet.title))
    if dated(sheet.title) is None:
        return max(share, titles)
    return max(share, titles) + (OF_THE_MONTH if is_of(sheet.title, month) else -OF_THE_MONTH)
