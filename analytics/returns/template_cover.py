"""The first sheet: who reports for which month, the zero-return table, how to fill it in, and the signatures."""

from collections.abc import Mapping
from dataclasses import replace

from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import Column, Lang, Sheet, code_list, return_form, text
from analytics.returns.template_help import TEXT_LIMIT, TITLE_LIMIT, column_help
from analytics.returns.template_lists import ZERO_RETURN, range_name
from analytics.returns.template_rows import PreparedRow, has_data_at_once
from analytics.returns.template_style import (
    ACCENT,
    GREY_FILL,
    HEADER,
    LABEL,
    MISSING_FILL,
    MUTED,
    ODD_FILL,
    TITLE,
    Look,
    Palette,
    lines_needed,
    row_height,
    solid,
)
from analytics.returns.template_words import both, day_words, month_words, weekday_words
from analytics.store.registers import Registers

FIRST_ROW = 4
WIDTHS: dict[Lang, dict[str, float]] = {
    "zh": {"A": 17, "B": 30, "C": 20, "D": 21, "E": 28, "F": 28},
    "en": {"A": 23, "B": 28, "C": 27, "D": 28, "E": 36, "F": 28},
}
LAST_COLUMN = "F"
HOW = ("exceptions", "required", "privacy", "totals", "protection", "deadline")
SIGNERS = ("preparer", "reviewer", "head")
TIME_EXAMPLE = "14:30"

VALUE = Look(size=11, border="box", indent=1)
OPEN_VALUE = replace(VALUE, locked=False)
LOCKED_VALUE = replace(VALUE, fill=GREY_FILL, colour=MUTED)
CHOICE = replace(OPEN_VALUE, horizontal="center", indent=0)
LINK = replace(VALUE, colour=ACCENT, underline=True)
PREFILLED = replace(VALUE, size=10.5, colour=MUTED)
HEADLINE = Look(size=12, bold=True, heading=True, wrap=False)
LINE = Look(size=11)


def fill_cover(
    target: Worksheet, registers: Registers, rows: Mapping[str, list[PreparedRow]], palette: Palette, lang: Lang
) -> str:
    """Writes the cover and returns the area to print."""
    cover = return_form().cover
    for letter, width in WIDTHS[lang].items():
        target.column_dimensions[letter].width = width
    title = {"zh": cover.title_zh, "en": cover.title_en}[lang]
    _line(target, 1, title, replace(TITLE, size=22), palette, 46)
    _line(target, 2, _subtitle(registers, lang), replace(TITLE, size=14, bold=False), palette, 26)
    target.row_dimensions[3].height = 10
    for row, column in enumerate(cover.fields, FIRST_ROW):
        _field(target, row, column, registers, palette, lang)
    sheets = return_form().sheets_for(registers.unit.has_window)
    _zero_table(target, sheets, registers, rows, palette, lang)
    _marks(target, cover.fields, len(sheets), lang)
    below = FIRST_ROW + max(len(cover.fields), len(sheets) + 1)
    last = _instructions(target, below + 1, registers, palette, lang)
    target.row_dimensions[below].height = 12
    _signatures(target, last + 2, palette, lang)
    return f"A1:{LAST_COLUMN}{last + 2}"


def _line(target: Worksheet, row: int, words: str, look: Look, palette: Palette, height: float) -> None:
    target.merge_cells(f"A{row}:{LAST_COLUMN}{row}")
    palette.put(target.cell(row, 1), words, look)
    target.row_dimensions[row].height = height


def _subtitle(registers: Registers, lang: Lang) -> str:
    month = month_words(registers.month, lang)
    root = next((unit for unit in registers.units.values() if unit.parent_code is None), None)
    if root is None or root.code == registers.unit.code:
        return month
    return text("template.cover.subtitle", lang, agency=root.name(lang), month=month)


def _field(
    target: Worksheet, row: int, column: Column, registers: Registers, palette: Palette, lang: Lang
) -> None:
    locked = column.prefilled == "locked"
    title = column.title(lang)
    starred = column.required and not locked
    palette.put(target.cell(row, 1), palette.starred(title) if starred else title, LABEL)
    number_format = "yyyy-mm-dd" if column.type == "date" else "@"
    look = replace(LOCKED_VALUE if locked else OPEN_VALUE, number_format=number_format)
    palette.put(target.cell(row, 2), _value(column, registers, lang), look)
    target.row_dimensions[row].height = 25
    if not locked:
        validation = column_help(None, column, registers, lang)
        validation.add(f"B{row}")
        target.add_data_validation(validation)


def _value(column: Column, registers: Registers, lang: Lang) -> str | None:
    if column.name == "department":
        return registers.unit.name(lang)
    if column.name == "period":
        return str(registers.month)
    if column.name == "return_type":
        # an accepted month can only be corrected
        accepted = registers.stored is not None and registers.stored.state == "accepted"
        return code_list("return_type").label("correction" if accepted else "original", lang)
    return None


def _zero_table(
    target: Worksheet, sheets: tuple[Sheet, ...], registers: Registers, rows: Mapping[str, list[PreparedRow]],
    palette: Palette, lang: Lang,
) -> None:
    heads = [text(f"template.cover.{name}", lang) for name in ("sheet", "zero", "filled", "todo")]
    for column, head in enumerate(heads, 3):
        palette.put(target.cell(FIRST_ROW, column), palette.starred(head) if column == 4 else head, HEADER)
    has_data = code_list(ZERO_RETURN).label("has_data", lang)
    validation = _zero_help(lang)
    target.add_data_validation(validation)
    for row, sheet in enumerate(sheets, FIRST_ROW + 1):
        link = target.cell(row, 3)
        palette.put(link, sheet.title(lang), LINK)
        link.hyperlink = Hyperlink(link.coordinate, location=f"'{sheet.title(lang)}'!A1")
        palette.paint(link, LINK)  # setting a link also sets Excel's own blue
        prepared = rows[sheet.name]
        palette.put(target.cell(row, 4), has_data if has_data_at_once(sheet, prepared) else None, CHOICE)
        validation.add(target.cell(row, 4))
        filled = text(f"template.filled.{sheet.name}", lang, **_counts(prepared))
        palette.put(target.cell(row, 5), filled, PREFILLED)
        palette.put(target.cell(row, 6), text(f"template.todo.{sheet.name}", lang), VALUE)
        target.row_dimensions[row].height = 25


def _marks(target: Worksheet, fields: tuple[Column, ...], sheet_count: int, lang: Lang) -> None:
    """Yellow while something is to be filled in, red when preparer and reviewer are the same person."""
    cells = {column.name: f"$B${row}" for row, column in enumerate(fields, FIRST_ROW)}
    correction = code_list("return_type").label("correction", lang)
    conditions = {c.name: "" for c in fields if c.required and c.prefilled != "locked"}
    conditions["correction_note"] = f'{cells["return_type"]}="{correction}",'
    for name, condition in conditions.items():
        _mark(target, cells[name].replace("$", ""), f'AND({condition}{cells[name]}="")', MISSING_FILL)
    same = f'AND({cells["reviewer"]}<>"",{cells["reviewer"]}={cells["preparer"]})'
    _mark(target, cells["reviewer"].replace("$", ""), same, ODD_FILL)
    first = FIRST_ROW + 1
    _mark(target, f"D{first}:D{first + sheet_count - 1}", f'$D{first}=""', MISSING_FILL)


def _mark(target: Worksheet, cells: str, formula: str, colour: str) -> None:
    target.conditional_formatting.add(cells, FormulaRule([formula], fill=solid(colour)))


def _counts(prepared: list[PreparedRow]) -> dict[str, int]:
    return {
        "rows": len(prepared),
        "people": len({row.values.get("staff_id") for row in prepared}),
        "sessions": len({row.values.get("session_id") for row in prepared}),
    }


def _zero_help(lang: Lang) -> DataValidation:
    return DataValidation(
        "list", formula1=range_name(ZERO_RETURN), allow_blank=True, showErrorMessage=True,
        showInputMessage=True, promptTitle=text("template.cover.zero_prompt_title", lang)[:TITLE_LIMIT],
        prompt=both("template.cover.zero_prompt", lang)[:TEXT_LIMIT],
        errorTitle=text("template.cover.zero", lang)[:TITLE_LIMIT],
        error=text("template.error.list", lang, allowed="、".join(c.title(lang) for c in code_list(ZERO_RETURN))),
    )


def _instructions(target: Worksheet, row: int, registers: Registers, palette: Palette, lang: Lang) -> int:
    """The numbered lines from this row on; returns the row of the last one."""
    palette.put(target.cell(row, 1), text("template.cover.how", lang), HEADLINE)
    facts = {
        "date": registers.month.first_day.replace(day=21).isoformat(), "time": TIME_EXAMPLE,
    }
    due = {"date": day_words(registers.due_on, lang), "weekday": weekday_words(registers.due_on, lang)}
    width = sum(WIDTHS[lang].values())
    for number, name in enumerate(HOW, 1):
        words = text(f"template.how.{name}", lang, **(due if name == "deadline" else facts))
        line = f"{number}．{words}" if lang == "zh" else f"{number}. {words}"
        _line(target, row + number, line, LINE, palette, row_height(lines_needed(line, width), 21))
    return row + len(HOW)


def _signatures(target: Worksheet, row: int, palette: Palette, lang: Lang) -> None:
    """Three names to sign over a line, and the seal with the date."""
    cover = return_form().cover
    target.row_dimensions[row].height = 40
    target.row_dimensions[row - 1].height = 8
    label = Look(size=11, vertical="bottom", wrap=False)
    line = replace(label, border="under")
    words = [text("template.cover.signature", lang, field=cover.field(name).title(lang)) for name in SIGNERS]
    for column, (value, look) in enumerate(
        [(words[0], label), (None, line), (words[1], replace(label, indent=1)), (None, line),
         (words[2] + "_" * 10, replace(label, indent=1)),
         (text("template.cover.seal", lang), replace(label, indent=1))], 1,
    ):
        palette.put(target.cell(row, column), value, look)


