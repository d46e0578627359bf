"""Registers out to a workbook and back in, with the same checks as on screen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from analytics.declare import Lang
from analytics.exports.registers import RegisterSheet, title_of, write_registers
from analytics.findings import refused
from analytics.keeping.cells import Addresses, RawRow
from analytics.keeping.checking import Checked, Kept, check
from analytics.keeping.naming import in_words, options
from analytics.keeping.reading import kept
from analytics.keeping.surroundings import Surroundings, surroundings
from analytics.returns.arranging import arranged
from analytics.returns.register_sheets import read_register
from analytics.scope import Scope


def write(
    cursor: duckdb.DuckDBPyConnection, scope: Scope, names: Sequence[str], lang: Lang, now: dt.datetime
) -> tuple[str, bytes, int]:
    """The file's name, the workbook of some registers, and how many entries are in it. OutsideScope as for `kept`."""
    around = surroundings(cursor, now)
    tables = [kept(cursor, scope, name) for name in names]
    sheets = [sheet_of(table, around, lang) for table in tables]
    count = sum(len(table.entries) for table in tables)
    return title_of([t.register for t in tables], lang, now.date()), write_registers(sheets, lang), count


def sheet_of(table: Kept, around: Surroundings, lang: Lang) -> RegisterSheet:
    """A register as it is written: what the viewer may see of it, in words."""
    register = table.register
    columns = tuple(c for c in register.columns if c.name not in table.hidden)
    if register.name in around.references:  # the table itself: its ids are what is being entered
        around = replace(around, references={**around.references, register.name: {}})
    rows = [{c.name: in_words(around, register, c, entry.values, lang) for c in columns} for entry in table.shown]
    choices = {c.name: list(dict.fromkeys(one[lang] for one in options(around, c))) for c in columns}
    return RegisterSheet(register, columns, rows, choices)


def read(
    table: Kept, data: bytes, file_name: str, around: Surroundings, *, complete: bool = False
) -> Checked:
    """
    What a workbook says of a register. complete: it holds every entry, so that those it lacks are withdrawn; otherwise
    they stay as they are. A file that is no such workbook gives findings as well.
    """
    found = read_register(data, file_name, table.register, table.hidden)
    if refused(found.findings):
        return Checked(table.register, (), arranged(found.findings))
    rows = [RawRow(row_no, cells) for row_no, cells in found.rows]
    return check(
        table, rows, around, addresses=Addresses(found.letters), withdraw_missing=complete, date_1904=found.date_1904,
        before=found.findings,
    )
