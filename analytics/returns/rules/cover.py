"""Rules about the cover: unit and month, zero declarations, signatures, corrections."""

import datetime as dt
from collections.abc import Iterator

from analytics.declare import return_form
from analytics.findings import Finding
from analytics.returns.comparing import row_key
from analytics.returns.cover import month_of, units_named
from analytics.returns.rules.judged import CONFIRM, NOTE, REFUSE, Judged, shown
from analytics.returns.values import as_text, nearest

SIGNERS = ("preparer", "reviewer", "head")
DAYS_BEFORE_END = 3


def v01_form_version(judged: Judged) -> Iterator[Finding]:
    """The workbook carries the form version; an older one is only mentioned, of a newer one not all can be read."""
    version, known = judged.raw.form_version, judged.typed.form_version
    if version and version != known:
        newer = _numbers(version) > _numbers(known)
        code, severity = ("V01.form_newer", CONFIRM) if newer else ("V01.form_older", NOTE)
        yield Finding(code, severity, None, (), version, {"expected": known})


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def v02_unit(judged: Judged) -> Iterator[Finding]:
    """department … of the cover equal the upload slot"""
    _, value = judged.cover.fields.get("department", (None, None))
    registers = judged.registers
    if value is None:
        yield Finding("V01.cover_field", REFUSE, "cover", params={"column": "department"})
        return
    named = {unit.code for unit in units_named(value, registers.units)}
    if registers.unit.code not in named:
        code = "V02.other_unit" if named else "V02.unknown_unit"
        yield judged.on_cover(code, REFUSE, "department", expected=registers.unit.name_zh)


def v02_month(judged: Judged) -> Iterator[Finding]:
    """… period of the cover equal the upload slot"""
    _, value = judged.cover.fields.get("period", (None, None))
    if value is None:
        yield Finding("V01.cover_field", REFUSE, "cover", params={"column": "period"})
        return
    month, expected = month_of(value), str(judged.month)
    if month is None:
        yield judged.on_cover("V02.unknown_month", REFUSE, "period", expected=expected)
    elif month != judged.month:
        yield judged.on_cover("V02.other_month", REFUSE, "period", month=str(month), expected=expected)
    elif as_text(value).strip() != expected:
        yield judged.on_cover("V02.normalised", NOTE, "period", old=as_text(value).strip(), new=expected)


def v05_zero_or_data(judged: Judged) -> Iterator[Finding]:
    """a sheet is empty ⇔ 零报告; data with 零报告, or empty with 有数据"""
    if not judged.cover.has_zero_table:
        return
    for sheet, rows in judged.typed.sheets.items():
        zero = judged.typed.zero.get(sheet)
        if ("zero_return", 0, sheet) in judged.unreadable:
            continue
        if zero is None:
            yield judged.on_zero("V05.say_data" if rows else "V05.say_zero", sheet, rows=len(rows))
        elif zero and rows:
            yield judged.on_zero("V05.data_with_zero", sheet, rows=len(rows))
        elif not zero and not rows:
            yield judged.on_zero("V05.empty_with_data", sheet)


def v06_signatures(judged: Judged) -> Iterator[Finding]:
    """preparer, reviewer, head filled; preparer ≠ reviewer"""
    cover = judged.typed.cover
    for field in SIGNERS:
        if field in judged.cover.fields and cover.get(field) is None:
            yield judged.on_cover("V06.missing", REFUSE, field)
    if cover.get("preparer") and cover.get("preparer") == cover.get("reviewer"):
        yield judged.on_cover("V06.same_person", CONFIRM, "reviewer")


def v06_on_roster(judged: Judged) -> Iterator[Finding]:
    """three names in roster"""
    names = {person.name for person in judged.registers.everyone.values()}
    for field in SIGNERS:
        name = judged.typed.cover.get(field)
        if isinstance(name, str) and name not in names:
            near = nearest(name, (person.name for person in judged.registers.people))
            params = {"expected": near} if near else {}
            yield judged.on_cover("V06.near_name" if near else "V06.not_on_roster", CONFIRM, field, **params)


def v06_date(judged: Judged) -> Iterator[Finding]:
    """填报日期: ≥ last day of period − 3, ≤ today (the future is refused by V04)"""
    day = judged.typed.cover.get("prepared_on")
    first = judged.month.last_day - dt.timedelta(days=DAYS_BEFORE_END)
    if isinstance(day, dt.date) and day < first:
        yield judged.on_cover("V06.too_early", CONFIRM, "prepared_on", first=first.isoformat())


def v01_cover_blanks(judged: Judged) -> Iterator[Finding]:
    """Required fields of the cover that V06 does not speak of."""
    for field in ("return_type", "prepared_on"):
        unread = ("cover", 0, field) in judged.unreadable
        if field in judged.cover.fields and judged.typed.cover.get(field) is None and not unread:
            yield judged.on_cover("V01.blank_cell", REFUSE, field)


def v33_correction(judged: Judged) -> Iterator[Finding]:
    """a return for the month already accepted → must be 更正 with note"""
    kind, stored = judged.typed.cover.get("return_type"), judged.registers.stored
    accepted = stored is not None and stored.state == "accepted"
    if kind == "original" and accepted and stored:
        yield judged.on_cover("V33.must_be_correction", REFUSE, "return_type", version=stored.version)
    elif kind == "correction" and stored is None:
        yield judged.on_cover("V33.nothing_to_correct", CONFIRM, "return_type")
    silent = not judged.typed.cover.get("correction_note")
    if kind == "correction" and silent and ("cover", 0, "correction_note") not in judged.unreadable:
        yield judged.on_cover("V33.note_missing", REFUSE, "correction_note")


def v33_closed(judged: Judged) -> Iterator[Finding]:
    """A month that was approved above or locked takes no return until it is opened for this unit."""
    closure = judged.registers.closure
    if closure is not None:
        code = "V33.month_locked" if closure.closed_as == "locked" else "V33.month_approved"
        yield judged.on_cover(code, REFUSE, "period", month=str(judged.month), date=closure.at.date().isoformat())


def v33_still_as_sent_back(judged: Judged) -> Iterator[Finding]:
    """A cell the version before was sent back for stands there unchanged."""
    for asked in judged.registers.asked:
        sheet = return_form().sheet(asked.sheet)
        for row in judged.rows(asked.sheet, asked.column):
            same = row_key(sheet, row) == asked.key
            if same and shown(asked.sheet, asked.column, row.values.get(asked.column)) == asked.value:
                yield judged.at("V33.still_as_sent_back", CONFIRM, asked.sheet, row, asked.column, words=asked.words)


RULES = (
    v33_closed, v33_still_as_sent_back, v01_form_version, v02_unit, v02_month, v05_zero_or_data, v06_signatures,
    v06_on_roster, v06_date, v01_cover_blanks, v33_correction,
)
