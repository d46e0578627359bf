"""
What a return already holds before the clerk opens it: the rows of each sheet as the store knows them. No Excel.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from analytics.declare import Lang, Sheet, code_list, text
from analytics.returns.template_words import short_day_words
from analytics.rows import Value
from analytics.store.registers import Registers, Session

# ids that the product gives to new rows: the letter between unit and year. Cases keep the desk's own numbers.
ID_LETTERS = {"goals_outcomes": "G", "research_projects": "R"}
# what a carried row must not bring along, because it is asked anew for each month
MONTHLY_COLUMNS = {"research_projects": ("field_days",)}
# what does not change once a case is registered
CASE_FACTS = (
    "case_id", "received_at", "channel", "first_responder_id", "matter_type", "rights_category", "subcategory",
    "jurisdiction",
)


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """
    values: typed as in the store (a list column holds its code). locked: columns the clerk leaves alone.
    aid: what helps to recognise the row. starts_group: a line above sets it off (a new session).
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    aid: str = ""
    starts_group: bool = False


def prepared_rows(sheet: Sheet, registers: Registers, lang: Lang) -> list[PreparedRow]:
    """The rows that are filled in for the unit: attendance, people, open items, hotline categories."""
    maker = _MAKERS.get(sheet.name)
    if maker:
        return maker(sheet, registers, lang)
    return [_carried_row(sheet, values) for values in registers.carried.get(sheet.name, {}).values()]


def spare_rows(sheet: Sheet, registers: Registers) -> list[PreparedRow]:
    """Empty rows below, with the ids that the product gives out."""
    ids = _new_ids(sheet, registers)
    if not ids:
        return [PreparedRow()] * sheet.spare_rows
    key = sheet.key[0]
    return [PreparedRow({key: new_id}, frozenset({key})) for new_id in ids]


def has_data_at_once(sheet: Sheet, rows: list[PreparedRow]) -> bool:
    """Whether 有数据 can be declared for the clerk; counts of the hotline are still to come."""
    return bool(rows) and not sheet.only_for_windows


def _locked_columns(sheet: Sheet, values: Mapping[str, Value]) -> frozenset[str]:
    return frozenset(c.name for c in sheet.columns if c.prefilled == "locked" and values.get(c.name) is not None)


def _attendance(sheet: Sheet, registers: Registers, lang: Lang) -> list[PreparedRow]:
    order = {person.staff_id: place for place, person in enumerate(registers.people)}

    def place(pair: tuple[str, str]) -> tuple:
        session = registers.sessions[pair[0]]
        return session.held_on, session.session_id, order.get(pair[1], len(order)), pair[1]

    rows: list[PreparedRow] = []
    for session_id, staff_id in sorted(registers.expected, key=place):
        session = registers.sessions[session_id]
        person = registers.everyone.get(staff_id)
        # the office's register says who was away; a plain 出席 would be refused for them
        away = registers.off_duty_on(staff_id, session.held_on)
        values: dict[str, Value] = {
            "session_id": session_id, "staff_id": staff_id, "name": person.name if person else None,
            "status": "off_duty" if away else "present",
        }
        new_session = not rows or rows[-1].values["session_id"] != session_id
        rows.append(PreparedRow(values, _locked_columns(sheet, values), _session_line(session, lang), new_session))
    return rows


def _session_line(session: Session, lang: Lang) -> str:
    return text(
        "template.aid.line", lang, date=short_day_words(session.held_on, lang), title=session.title,
        type=code_list("session_type").label(session.type, lang),
    )


def _people(sheet: Sheet, registers: Registers, lang: Lang) -> list[PreparedRow]:
    rows = []
    for person in registers.people:
        values: dict[str, Value] = {"staff_id": person.staff_id, "name": person.name}
        rows.append(PreparedRow(values, _locked_columns(sheet, values)))
    return rows


def _cases(sheet: Sheet, registers: Registers, lang: Lang) -> list[PreparedRow]:
    return [
        PreparedRow(values, frozenset(name for name in CASE_FACTS if values.get(name) is not None))
        for values in registers.carried.get(sheet.name, {}).values()
    ]


def _hotline(sheet: Sheet, registers: Registers, lang: Lang) -> list[PreparedRow]:
    codes = code_list("rights_category_or_total").codes
    return [PreparedRow({"channel": "hotline", "rights_category": code.code}) for code in codes]


def _carried_row(sheet: Sheet, values: Mapping[str, Value]) -> PreparedRow:
    monthly = MONTHLY_COLUMNS.get(sheet.name, ())
    kept = {name: value for name, value in values.items() if name not in monthly}
    return PreparedRow(kept, _locked_columns(sheet, kept))


_MAKERS: Mapping[str, Callable[[Sheet, Registers, Lang], list[PreparedRow]]] = {
    "study_attendance": _attendance, "personal_study": _people, "service_cases": _cases,
    "quick_consultations": _hotline,
}


def _new_ids(sheet: Sheet, registers: Registers) -> list[str]:
    """The next ids of the unit: QYB20261001 for suggestions, QYB-G-2026-01 for goals; none for other sheets."""
    month, code = registers.month, registers.unit.code
    if sheet.name == "suggestions":
        start, stem = 0, f"{code}{month.year}{month.month:02d}"
    elif sheet.name in ID_LETTERS:
        stem = f"{code}-{ID_LETTERS[sheet.name]}-{month.year}-"
        start = _last_number(stem, registers.previous.get(sheet.name, {}), registers.carried.get(sheet.name, {}))
    else:
        return []
    return [f"{stem}{start + number:02d}" for number in range(1, sheet.spare_rows + 1)]


def _last_number(stem: str, *known: Mapping[str, object]) -> int:
    numbers = [key.removeprefix(stem) for ids in known for key in ids if key.startswith(stem)]
    return max((int(number) for number in numbers if number.isdigit()), default=0)
