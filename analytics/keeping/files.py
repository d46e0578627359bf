"""Registers out to a workbook and back in, with the same checks as on screen."""

import datetime as dt
from collections.abc import Sequence

import duckdb

from analytics.declare import Lang
from analytics.exports.registers import RegisterSheet, title_of, write_registers
from analytics.findings import refused
from analytics.keeping.cells import Addresses, RawRow
from analytics.keeping.checking import Checked, Kept, check
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
    sheets = [_sheet(table, around, lang) for table in tables]
    count = sum(len(table.entries) for table in tables)
    return title_of([t.register for t in tables], lang, now.date()), write_registers(sheets, lang), count


def _sheet(table: Kept, around: Surroundings, lang: Lang) -> RegisterSheet:
    columns = tuple(c for c in table.register.columns if c.name not in table.hidden)
    kinds = {c.refers_to for c in columns if c.refers_to}
    choices = {kind: {one: name[lang] for one, name in around.names(kind).items()} for kind in kinds}
    if table.register.name in choices:
        choices[table.register.name] = {}  # the table itself: its ids are what is being entered
    return RegisterSheet(table.register, columns, [entry.values for entry in table.shown], choices)


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
