"""The first sheet of an exported workbook: what was asked for, when, and how many rows it holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.declare import return_form, text
from analytics.exports.tables import About
from analytics.exports.workbook import Book, paper

HEADS = ("sheet", "rows", "reported_units", "accepted", "provisional", "note")
WIDTHS = (26, 12, 16, 16, 16, 58)
TITLE_LOOK = {"bold": True, "font_size": 16}
LABEL_LOOK = {"bold": True, "font_color": "#55606E"}
VALUE_LOOK = {"align": "left"}
HEAD_LOOK = {"bold": True, "bg_color": "#E3EBF4", "border": 1, "border_color": "#A6B1BD"}
CELL_LOOK = {"border": 1, "border_color": "#A6B1BD"}
LINK_LOOK = CELL_LOOK | {"font_color": "#1A5A96", "underline": 1}


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """One line of the contents. kind: event | snapshot, or empty where neither is meant."""

    name: str
    title: str
    rows: int
    units: int
    accepted: int
    kind: str = ""


def write_contents(book: Book, about: About, title: str, sheets: Sequence[SheetFacts]) -> None:
    """Writes the contents as the next sheet; title: a key of consolidated.contents."""
    lang = about.lang
    sheet = book.sheet(text("consolidated.contents.sheet_name", lang))
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.hide_gridlines(2)
    paper(sheet)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, text(f"consolidated.contents.{title}", lang), book.format(**TITLE_LOOK))
    label_look, value_look = book.format(**LABEL_LOOK), book.format(**VALUE_LOOK)
    row = 2
    for label, value in _filters(about):
        sheet.write_string(row, 0, label, label_look)
        sheet.write_string(row, 1, value, value_look)
        row += 1
    row += 1
    head_look = book.format(**HEAD_LOOK)
    for index, head in enumerate(HEADS):
        sheet.write_string(row, index, text(f"consolidated.contents.{head}", lang), head_look)
    cell_look, link_look = book.format(**CELL_LOOK), book.format(**LINK_LOOK)
    for facts in sheets:
        row += 1
        sheet.write_url(row, 0, f"internal:'{facts.title}'!A1", link_look, facts.title)
        figures = (facts.rows, facts.units, facts.accepted, facts.rows - facts.accepted)
        for index, figure in enumerate(figures, 1):
            sheet.write_number(row, index, figure, cell_look)
        sheet.write_string(row, len(figures) + 1, _note(facts, about), cell_look)
    if any(facts.rows > facts.accepted for facts in sheets):
        sheet.write_string(row + 2, 0, text("consolidated.contents.provisional_note", lang), label_look)


def _filters(about: About) -> list[tuple[str, str]]:
    lang = about.lang
    everything = text("consolidated.contents.all_units", lang)
    months = everything
    if about.month_from or about.month_to:
        months = text(
            "consolidated.contents.months_value", lang, first=about.month_from or "…", last=about.month_to or "…"
        )
    return [
        (text("consolidated.contents.months", lang), months),
        (text("consolidated.contents.units", lang), "、".join(about.units) or everything),
        (text("consolidated.contents.made_at", lang), about.made_at.strftime("%Y-%m-%d %H:%M")),
        (text("consolidated.contents.data_version", lang), str(about.data_version)),
        (text("consolidated.contents.viewer", lang), about.viewer),
    ]


def _note(facts: SheetFacts, about: About) -> str:
    words = [text(f"consolidated.contents.{facts.kind}", about.lang)] if facts.kind else []
    if facts.name in about.withheld:
        left_out = "withheld" if return_form().sheet(facts.name).personal else "withheld_columns"
        words.append(text(f"consolidated.contents.{left_out}", about.lang))
    return ("；" if about.lang == "zh" else "; ").join(words)
