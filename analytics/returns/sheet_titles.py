"""
Which sheet of a workbook is which sheet of the form: by its title, or by a title of the unit's own that it has said
once. A title that is dated (十月考勤表) is known again in every month.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from analytics.declare import return_form
from analytics.findings import Finding
from analytics.months import Month
from analytics.returns.names import LIST_SHEET, plain_name
from analytics.returns.reading import RawReturn, RawSheet

TITLE = "sheet_title"  # in place of a column's name: the title of the sheet itself is meant, not a cell in it
COVER = "cover"
PROBLEM_SHEET = "检查结果"
OWN_SHEETS = (LIST_SHEET, PROBLEM_SHEET)  # what the product itself adds to a template or a marked copy
TAKEN = "V01.remembered_sheet"  # the finding that says which sheet was taken for which
DATED = re.compile(
    r"(?:(?P<year>20[0-9]{2})[年.\-/]?)?(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?"
    r"|(?P<year_of>20[0-9]{2})[.\-/]?(?P<month_of>1[0-2]|0[1-9])(?![0-9])"
)
CHINESE = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


@cache
def sheet_names() -> Mapping[str, str]:
    """Every title a sheet of the form may carry -> its name."""
    form = return_form()
    titles = {plain_name(t): COVER for t in (form.cover.zh, form.cover.en, form.cover.title_zh)}
    for sheet in form.sheets:
        titles |= {plain_name(t): sheet.name for t in (sheet.zh, sheet.en, sheet.name, sheet.title_zh)}
    return titles


def form_title(name: str) -> str:
    """The title that a sheet carries in the template."""
    form = return_form()
    return form.cover.zh if name == COVER else form.sheet(name).zh


def name_of(sheet: RawSheet) -> str | None:
    """The sheet of the form that a sheet is; None for one that is none of them."""
    return sheet_names().get(plain_name(sheet.title)) or sheet.taken_for


def sheets_by_name(raw: RawReturn) -> dict[str, RawSheet]:
    """Name of a sheet of the form -> the visible sheet that is read for it."""
    found: dict[str, RawSheet] = {}
    for sheet in raw.sheets:
        name = name_of(sheet)
        if name is not None and sheet.visible:
            found.setdefault(name, sheet)
    return found


def strangers(raw: RawReturn) -> list[RawSheet]:
    """The visible sheets that are none of the form's and have something in them."""
    unknown = (s for s in raw.sheets if s.visible and not s.empty and name_of(s) is None)
    return [s for s in unknown if not is_ours(s.title)]


def is_ours(title: str) -> bool:
    """Whether the product itself has added a sheet of this title."""
    return plain_name(title) in {plain_name(own) for own in OWN_SHEETS}


# ------------------------------------------------------------------------------------------- titles of the unit's own
def with_own_titles(raw: RawReturn, own: Mapping[str, str], month: Month | None) -> RawReturn:
    """
    The workbook with its sheets taken for those of the form as the unit has said. own: title as the unit writes it ->
    name. It never takes the place of a sheet that carries the form's title, nor is a sheet dated in another month
    taken; of several that it may be none is, unless one alone is dated in this one or carries the very title.
    """
    plain = replace(raw, sheets=tuple(replace(s, taken_for=None) if s.taken_for else s for s in raw.sheets))
    if not own:
        return plain
    known = {timeless(title): name for title, name in own.items()}
    there = {name_of(sheet) for sheet in plain.sheets}
    found: dict[str, list[RawSheet]] = {}
    for sheet in strangers(plain):
        name = known.get(timeless(sheet.title))
        if name in sheet_names().values() and name not in there and not _of_another_month(sheet.title, month):
            found.setdefault(str(name), []).append(sheet)
    exact = {plain_name(title) for title in own}
    chosen = {id(s): name for name, sheets in found.items() if (s := _the_one(sheets, exact, month)) is not None}
    return replace(plain, sheets=tuple(replace(s, taken_for=chosen.get(id(s))) for s in plain.sheets))


def taken_as_found(raw: RawReturn, findings: Sequence[Finding]) -> RawReturn:
    """The workbook with its sheets taken for those of the form as a check of it has said in its findings."""
    said = {f.sheet_title: f.sheet for f in findings if f.code == TAKEN}
    return replace(raw, sheets=tuple(replace(s, taken_for=said.get(s.title)) for s in raw.sheets)) if said else raw


def timeless(title: str) -> str:
    """A title as it is compared from month to month: without its month, unless nothing else is in it."""
    plain = plain_name(title)
    return DATED.sub("", plain) or plain


def dated(title: str) -> tuple[int | None, int] | None:
    """The year (None when it says none) and the month that a title names; None when it names no month."""
    match = DATED.search(plain_name(title))
    if match is None:
        return None
    year, month = match["year"] or match["year_of"], match["month"] or match["month_of"]
    return int(year) if year else None, CHINESE.index(month) + 1 if month in CHINESE else int(month)


def is_of(title: str, month: Month) -> bool:
    """Whether a title is dated in a month."""
    found = dated(title)
    return found is not None and found[1] == month.month and found[0] in (None, month.year)


def _of_another_month(title: str, month: Month | None) -> bool:
    return month is not None and dated(title) is not None and not is_of(title, month)


def _the_one(sheets: Sequence[RawSheet], exact: set[str], month: Month | None) -> RawSheet | None:
    if len(sheets) == 1:
        return sheets[0]
    of_month = [s for s in sheets if month is not None and is_of(s.title, month)]
    alike = [s for s in sheets if plain_name(s.title) in exact]
    return next((found[0] for found in (of_month, alike) if len(found) == 1), None)
