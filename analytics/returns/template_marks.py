"""
Colours that come while the clerk types: yellow where a begun row still misses something, red where a date cannot
be right. They only help; what is refused is decided by the checks.
"""

from collections.abc import Iterator

from openpyxl.formatting.rule import FormulaRule
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from analytics.declare import Column, Lang, Sheet, code_list, settings
from analytics.returns.template_help import date_limits
from analytics.returns.template_style import MISSING_FILL, ODD_FILL, solid
from analytics.store.registers import Registers

CLOSED = ("closed_on_spot", "closed", "referred_replied", "not_accepted")
REFERRED = ("referred", "referred_replied")
# sheet -> (column that is needed, column that makes it so, values of that column; none = any value)
NEEDED_WITH: dict[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "personal_study": (
        ("note_type", "note_title", ()), ("note_date", "note_title", ()), ("course_type", "course_name", ()),
        ("course_status", "course_name", ()), ("course_result", "course_status", ("completed",)),
    ),
    "goals_outcomes": (
        ("theme", "goal_type", ("key_work",)), ("evidence", "stage", ("declared", "awarded", "promoted")),
    ),
    "research_projects": (("submitted_to", "stage", ("submitted",)),),
    "service_cases": (
        ("closed_on", "status", CLOSED), ("referred_to", "status", REFERRED), ("referred_on", "status", REFERRED),
    ),
    "service_activities": (("outcome_value", "outcome_measure", ()), ("outcome_measure", "outcome_value", ())),
}
# what each person owes once a month: needed in the person's first row only, a second row is for a second course
ONCE_A_PERSON = {"personal_study": ("self_study_hours", "note_title")}
# sheet -> (later, earlier): the first cannot be before the day of the second
ORDER = {
    "service_cases": (
        ("first_response_at", "received_at"), ("referred_on", "received_at"), ("closed_on", "received_at"),
    ),
}
UNFINISHED_NOTE = settings()["note"]["unfinished_title"]


class _Marker:
    """Writes rules for one sheet, from its first data row down to the last row that is helped."""

    def __init__(
        self, target: Worksheet, sheet: Sheet, columns: tuple[Column, ...], first: int, last: int
    ) -> None:
        self.target, self.sheet, self.first, self.last = target, sheet, first, last
        self.letters = {c.name: get_column_letter(i) for i, c in enumerate(columns, 1)}

    def cell(self, column: str) -> str:
        """A column's cell of the row that is being judged."""
        return f"${self.letters[column]}{self.first}"

    def add(self, column: str, formula: str, colour: str) -> None:
        letter = self.letters[column]
        rule = FormulaRule([formula], fill=solid(colour))
        self.target.conditional_formatting.add(f"{letter}{self.first}:{letter}{self.last}", rule)


def add_marks(
    target: Worksheet, sheet: Sheet, columns: tuple[Column, ...], registers: Registers, lang: Lang,
    rows: tuple[int, int], given_ids: bool,
) -> None:
    """
    All rules of a sheet. rows: first and last row they cover. given_ids: the id of an unused row is already there,
    so it does not count as a begun row.
    """
    marker = _Marker(target, sheet, columns, *rows)
    begun_columns = [c.name for c in columns if not (given_ids and c.name in sheet.key)]
    begun = f"COUNTA({marker.cell(begun_columns[0])}:{marker.cell(begun_columns[-1])})>0"
    for column in columns:
        if column.type in ("date", "datetime"):
            _mark_odd_dates(marker, column, registers)
        if column.required:
            marker.add(column.name, f'AND({begun},{marker.cell(column.name)}="")', MISSING_FILL)
    for column_name, condition in _also_needed(marker, lang):
        marker.add(column_name, f'AND({condition},{marker.cell(column_name)}="")', MISSING_FILL)


def _mark_odd_dates(marker: _Marker, column: Column, registers: Registers) -> None:
    limits, cell = date_limits(marker.sheet.name, column, registers), marker.cell(column.name)
    odd = [f"ISTEXT({cell})", f"{cell}<{limits.first}", f"{cell}>{limits.last}"]
    for later, earlier in ORDER.get(marker.sheet.name, ()):
        if later == column.name:
            # compared to the minute where both have a time, else by day
            start = marker.cell(earlier) if column.type == "datetime" else f"INT({marker.cell(earlier)})"
            odd.append(f"AND(ISNUMBER({marker.cell(earlier)}),{cell}<{start})")
    marker.add(column.name, f'AND({cell}<>"",OR({",".join(odd)}))', ODD_FILL)


def _also_needed(marker: _Marker, lang: Lang) -> Iterator[tuple[str, str]]:
    """(column, condition under which it is needed)."""
    sheet, known = marker.sheet, marker.letters
    for needed, cause, values in NEEDED_WITH.get(sheet.name, ()):
        if needed in known and cause in known:
            yield needed, _caused(marker.cell(cause), sheet.column(cause), values, lang)
    for needed in ONCE_A_PERSON.get(sheet.name, ()):
        person = marker.cell("staff_id")
        absolute = person.replace(str(marker.first), f"${marker.first}")
        yield needed, f'AND({person}<>"",COUNTIF({absolute}:{person},{person})=1)'


def _caused(cell: str, column: Column, values: tuple[str, ...], lang: Lang) -> str:
    if not values:
        return f'AND({cell}<>"",{cell}<>"{UNFINISHED_NOTE}")'
    words = [code_list(column.list or "").label(value, lang) for value in values]
    return "OR(" + ",".join(f'{cell}="{word}"' for word in words) + ")"
