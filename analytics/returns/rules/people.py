"""Rules about staff numbers and names, the same on every sheet."""

import re
from collections.abc import Iterator
from functools import cache

from analytics.declare import return_form
from analytics.findings import Finding
from analytics.returns.cover import units_named
from analytics.returns.rules.judged import CONFIRM, REFUSE, Judged
from analytics.returns.values import nearest
from analytics.rows import Row

COMMAS = re.compile("[,，、;；]")


@cache
def _staff_columns() -> tuple[tuple[str, str], ...]:
    return tuple((s.name, c.name) for s in return_form().sheets for c in s.columns if c.refers_to == "staff")


def v07_staff_ids(judged: Judged) -> Iterator[Finding]:
    """staff_id in roster, of this department at month end (other department: W)"""
    everyone, unit = judged.registers.everyone, judged.registers.unit.code
    for sheet, column in _staff_columns():
        for row in judged.rows(sheet, column):
            staff_id = row.values[column]
            if staff_id is None:
                continue
            person = everyone.get(str(staff_id))
            if person is None:
                yield from _unknown(judged, sheet, column, row)
            elif person.unit_code != unit:
                other = judged.registers.units.get(person.unit_code)
                name = other.short_zh if other else person.unit_code
                yield judged.at("V07.other_unit", CONFIRM, sheet, row, column, unit=name, name=person.name)


def _unknown(judged: Judged, sheet: str, column: str, row: Row) -> Iterator[Finding]:
    if not judged.known(sheet, row, column):
        return
    near = nearest(str(row.values[column]), (person.staff_id for person in judged.registers.people))
    if near:
        name = judged.registers.everyone[near].name
        yield judged.at("V07.near_id", REFUSE, sheet, row, column, expected=near, name=name)
    else:
        yield judged.at("V07.unknown_id", REFUSE, sheet, row, column)


def v07_departments(judged: Judged) -> Iterator[Finding]:
    """参与部室: codes, comma"""
    sheet, column = "research_projects", "co_departments"
    for row in judged.rows(sheet, column):
        for word in filter(None, (part.strip() for part in COMMAS.split(str(row.values[column] or "")))):
            if not any(units_named(word, judged.registers.units)):
                yield judged.at("V07.unknown_unit", CONFIRM, sheet, row, column, word=word)


def v08_names(judged: Judged) -> Iterator[Finding]:
    """name matches staff_id"""
    for sheet in ("study_attendance", "personal_study"):
        for row in judged.rows(sheet, "staff_id", "name"):
            name, person = row.values["name"], judged.registers.everyone.get(str(row.values["staff_id"]))
            if name and person and person.name != name:
                yield judged.at(
                    "V08.other_name", CONFIRM, sheet, row, "name", expected=person.name, staff_id=person.staff_id
                )


RULES = (v07_staff_ids, v07_departments, v08_names)
