"""
Is this return right? The one place that decides: pages, command line and tests all call check_file. Every
problem is found at once; a return with nothing to refuse comes back as typed rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.declare import Sheet, return_form, settings
from analytics.findings import Finding, Severity, refused
from analytics.returns.arranging import arranged
from analytics.returns.cover import RawCover, TypedCover, month_of, read_cover, type_cover
from analytics.returns.layout import HEADING, Layout, Place, locate
from analytics.returns.opening import open_workbook
from analytics.returns.reading import RawReturn
from analytics.returns.rules import RULES
from analytics.returns.rules.judged import Judged
from analytics.returns.sheet_titles import COVER, TITLE, name_of, with_own_titles
from analytics.returns.typed_rows import TypedSheet, reader_for, type_sheet
from analytics.returns.values import Surroundings, as_text
from analytics.rows import ReturnRows
from analytics.store.registers import Registers

NO_SLOT_FIELDS = ("department", "period")
OBVIOUSLY = 2  # times the limit of rows: a file with more filled ones is not judged cell by cell


@dataclass(frozen=True, slots=True)
class Checked:
    """
    rows: the typed return, None when something is refused. typed: what could be typed, also when refused (for
    previews); None when the file is no return at all. findings: by severity, sheet and cell.
    """

    rows: ReturnRows | None
    typed: ReturnRows | None
    findings: tuple[Finding, ...]


def check_file(data: bytes, file_name: str, registers: Registers | None) -> Checked:
    """Guard, read and check a file; see check_opened."""
    return check_opened(open_workbook(data, file_name), registers)


def check_opened(opened: RawReturn | Finding, registers: Registers | None) -> Checked:
    """
    Judges a file that has been opened (opening.open_workbook). registers None: nobody could tell which unit and month
    the file is for, so it is refused with what the cover lacks.
    """
    if isinstance(opened, Finding):
        return Checked(None, None, (opened,))
    return _without_slot(opened) if registers is None else check(opened, registers)


def check(raw: RawReturn, registers: Registers) -> Checked:
    """Judges a workbook that has been read."""
    raw = as_the_unit_says(raw, registers)
    if (count := _filled_rows(raw)) > OBVIOUSLY * (limit := settings()["limits"]["return_rows"]):
        finding = Finding("V35.too_many_rows", Severity.REFUSE, params={"count": count, "limit": limit})
        return Checked(None, None, (finding,))
    form = return_form()
    sheets = form.sheets_for(registers.unit.has_window)
    layout = locate(raw, sheets, str(registers.month), headings_of(registers))
    if layout.foreign:
        return Checked(None, None, (_foreign(raw),))
    around = _surroundings(registers, raw)
    cover = read_cover(layout.cover, titles_in(registers.unit_words)) if layout.cover else RawCover()
    typed_cover = _typed_cover(layout, cover, sheets, around)
    read_sheets = {name: type_sheet(place, around) for name, place in layout.places.items()}
    judged = _judged(raw, layout, cover, typed_cover, read_sheets, registers)
    findings = [*layout.findings, *typed_cover.findings]
    for sheet in read_sheets.values():
        findings += sheet.findings
    # without a cover only its absence is said, not each of its fields
    findings += [
        f for rule in RULES for f in rule(judged) if layout.cover is not None or f.sheet != "cover"
    ]
    final = arranged(findings)
    return Checked(None if refused(final) else judged.typed, judged.typed, final)


def slot_of(opened: RawReturn | Finding) -> tuple[str | None, str | None]:
    """What the cover says about unit (as it stands there) and month (2026-10); None for what cannot be told."""
    sheets = () if isinstance(opened, Finding) else opened.sheets
    covers = (s for s in sheets if s.visible and name_of(s) == COVER)
    sheet = next(covers, None)
    fields = read_cover(sheet).fields if sheet else {}
    unit = as_text(fields["department"][1]).strip() if "department" in fields else None
    month = month_of(fields["period"][1]) if "period" in fields else None
    return unit or None, str(month) if month else None


def as_the_unit_says(raw: RawReturn, registers: Registers) -> RawReturn:
    """The workbook with the sheets that carry a title of the unit's own taken for those of the form."""
    return with_own_titles(raw, titles_in(registers.unit_words), registers.month)


def titles_in(words: Mapping[tuple[str, str], Mapping[str, str]]) -> dict[str, str]:
    """Titles of a unit's own -> the sheets of the form they stand for. words: as in Registers.unit_words."""
    return {written: meant for (_, column), own in words.items() if column == TITLE for written, meant in own.items()}


def headings_of(registers: Registers) -> dict[str, dict[str, str]]:
    """Sheet -> headings of the unit's own -> the columns they stand over."""
    return {sheet: dict(words) for (sheet, column), words in registers.unit_words.items() if column == HEADING}


# ------------------------------------------------------------------------------------------- parts
def _foreign(raw: RawReturn) -> Finding:
    titles = [sheet.title for sheet in raw.sheets]
    return Finding("V00.not_a_return", Severity.REFUSE, params={"titles": titles})


def _filled_rows(raw: RawReturn) -> int:
    """How many rows of the form's sheets hold anything, headers and remarks too."""
    named = (s for s in raw.sheets if name_of(s) is not None)
    return sum(any(cell != "" for cell in row) for sheet in named for row in sheet.rows)


def _without_slot(raw: RawReturn) -> Checked:
    """The cover names no unit or month that is known: that comes first, the rest is judged when it is there."""
    covers = [s for s in raw.sheets if name_of(s) == COVER]
    if not any(name_of(s) for s in raw.sheets):
        return Checked(None, None, (_foreign(raw),))
    visible = next((s for s in covers if s.visible), None)
    if visible is None:
        code = "V01.sheet_hidden" if covers else "V01.sheet_missing"
        title = covers[0].title if covers else None
        return Checked(None, None, (Finding(code, Severity.REFUSE, "cover", sheet_title=title),))
    fields = read_cover(visible).fields
    cells = tuple(fields[name][0] for name in NO_SLOT_FIELDS if name in fields)
    values = [as_text(fields[name][1]).strip() for name in NO_SLOT_FIELDS if name in fields]
    said = " ".join(filter(None, values)) or None
    return Checked(None, None, arranged([Finding("V02.no_slot", Severity.REFUSE, "cover", cells, said)]))


def _surroundings(registers: Registers, raw: RawReturn) -> Surroundings:
    people = {staff_id: person.name for staff_id, person in registers.everyone.items()}
    names: dict[str, list[str]] = {}
    for staff_id, name in people.items():
        names.setdefault(name, []).append(staff_id)
    return Surroundings(
        registers.month, registers.now,
        ids={"staff": frozenset(people), "session": frozenset(registers.sessions)},
        names={name: ids[0] for name, ids in names.items() if len(ids) == 1}, people=people,
        known_keys=frozenset(key for rows in registers.carried.values() for key in rows),
        date_1904=raw.date_1904, unit_words=registers.unit_words,
    )


def _typed_cover(layout: Layout, cover: RawCover, sheets: Sequence[Sheet], around: Surroundings) -> TypedCover:
    if layout.cover is None:
        return TypedCover()
    readers = {field.name: reader_for(field, around) for field in return_form().cover.fields}
    return type_cover(cover, sheets, readers, around)


def _judged(
    raw: RawReturn, layout: Layout, cover: RawCover, typed_cover: TypedCover, sheets: dict[str, TypedSheet],
    registers: Registers,
) -> Judged:
    typed = ReturnRows(
        registers.unit.code, registers.month, return_form().version,
        {"department": registers.unit.name_zh, "period": str(registers.month), **typed_cover.values},
        {name: tuple(sheet.rows) for name, sheet in sheets.items()},
        {name: typed_cover.zero.get(name) for name in sheets},
        _addresses(layout.places, cover),
    )
    unreadable = {(name, row_no, column) for name, sheet in sheets.items() for row_no, column in sheet.unreadable}
    zero = {name for name in typed_cover.unreadable if name in sheets}
    unreadable |= {("zero_return", 0, name) for name in zero}
    unreadable |= {("cover", 0, name) for name in typed_cover.unreadable - zero}
    blocked = {name: place.blocked for name, place in layout.places.items()}
    return Judged(typed, registers, frozenset(unreadable), blocked, raw, cover, layout)


def _addresses(places: dict[str, Place], cover: RawCover) -> dict[tuple[str, str], str]:
    found = {(name, column): place.letter(column) for name, place in places.items() for column in place.columns}
    found |= {("cover", field): address for field, (address, _) in cover.fields.items()}
    return found | {("zero_return", sheet): address for sheet, (address, _) in cover.zero.items()}
