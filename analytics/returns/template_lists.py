"""The hidden sheet of drop-down values, with one defined name for each list."""

from collections.abc import Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from analytics.declare import Lang, code_list, return_form
from analytics.returns.names import LIST_SHEET, VERSION_NAME
from analytics.store.registers import Person, Registers

STAFF_IDS, STAFF_NAMES, ZERO_RETURN = "staff_ids", "staff_names", "zero_return"


def lists_of(registers: Registers, lang: Lang) -> Mapping[str, list[str]]:
    """Every drop-down of the workbook: the code lists its columns use, and the people of the unit."""
    form, month = return_form(), str(registers.month)
    columns = [*form.cover.fields, *(c for s in form.sheets for c in s.columns_for(month))]
    names = dict.fromkeys([c.list for c in columns if c.list] + [ZERO_RETURN])
    lists = {
        name: [
            code_list(name).label(code.code, lang) for code in code_list(name)
            if (code.active_from or "") <= month <= (code.active_until or "9999-12")
        ]
        for name in names
    }
    lists[STAFF_IDS] = [person.staff_id for person in registers.people]
    lists[STAFF_NAMES] = [person.name for person in signers(registers)]
    return lists


def signers(registers: Registers) -> list[Person]:
    """Who may sign: the unit's people, and its head and supervising leader where they belong to another unit."""
    unit, people = registers.unit, list(registers.people)
    known = {person.staff_id for person in people}
    for staff_id in (unit.head_id, unit.supervisor_id):
        if staff_id and staff_id not in known and staff_id in registers.everyone:
            people.append(registers.everyone[staff_id])
            known.add(staff_id)
    return people


def range_name(list_name: str) -> str:
    """The defined name of a list; not translated, so that both languages refer to the same."""
    return f"list_{list_name}"


def add_list_sheet(workbook: Workbook, lists: Mapping[str, list[str]], form_version: str) -> None:
    """Writes the lists last in the book, hidden, and names them; also names the form's version."""
    sheet = workbook.create_sheet(LIST_SHEET)
    sheet.sheet_state = "hidden"
    for column, (name, values) in enumerate(lists.items(), 1):
        sheet.cell(1, column, name)
        for row, value in enumerate(values, 2):
            sheet.cell(row, column, value)
        letter = get_column_letter(column)
        target = f"'{LIST_SHEET}'!${letter}$2:${letter}${max(len(values), 1) + 1}"
        workbook.defined_names[range_name(name)] = DefinedName(range_name(name), attr_text=target)
    workbook.defined_names[VERSION_NAME] = DefinedName(VERSION_NAME, attr_text=f'"{form_version}"')
    sheet.protection.sheet = True
