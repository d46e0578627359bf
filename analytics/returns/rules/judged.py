"""A return as the rules see it: typed rows, what could not be read, and the registers to compare with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analytics.declare import code_list, return_form
from analytics.findings import Finding, Severity
from analytics.months import Month
from analytics.returns.cover import RawCover
from analytics.returns.layout import Layout
from analytics.returns.reading import RawReturn
from analytics.returns.values import as_text
from analytics.rows import ReturnRows, Row, Value
from analytics.store.registers import Registers

REFUSE, CONFIRM, NOTE = Severity.REFUSE, Severity.CONFIRM, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Judged:
    """
    typed: what could be read. unreadable: (sheet, row number, column) of cells already reported as not readable.
    blocked: sheet -> columns that are missing or stand there twice, so that nothing can be said about them.
    raw, cover, layout: the file itself, for rules about its form.
    """

    typed: ReturnRows
    registers: Registers
    unreadable: frozenset[tuple[str, int, str]]
    blocked: Mapping[str, frozenset[str]]
    raw: RawReturn
    cover: RawCover
    layout: Layout

    @property
    def month(self) -> Month:
        return self.registers.month

    def rows(self, sheet: str, *needed: str) -> tuple[Row, ...]:
        """The rows of a sheet; none when the sheet or one of the needed columns is not there."""
        if self.blocked.get(sheet, frozenset()) & set(needed):
            return ()
        return self.typed.sheets.get(sheet, ())

    def has(self, sheet: str, *needed: str) -> bool:
        """Whether the sheet was read and none of these columns is missing."""
        return sheet in self.typed.sheets and not self.blocked.get(sheet, frozenset()) & set(needed)

    def known(self, sheet: str, row: Row, *columns: str) -> bool:
        """False when one of the cells, or its whole column, was already reported as not readable."""
        blocked = self.blocked.get(sheet, frozenset())
        if not (blocked or self.unreadable):
            return True
        return not any(c in blocked or (sheet, row.row_no, c) in self.unreadable for c in columns)

    def missing(self, sheet: str, row: Row, column: str) -> bool:
        """The cell is empty, and not because of something else that was already reported."""
        return row.values.get(column) is None and self.known(sheet, row, column)

    def at(
        self, code: str, severity: Severity, sheet: str, row: Row, column: str, /, *others: str, **params: object
    ) -> Finding:
        """A finding at a cell; others: further columns of the row that have to do with it."""
        cells = tuple(self.typed.cell(sheet, name, row.row_no) for name in (column, *others))
        value = shown(sheet, column, row.values.get(column))
        return Finding(code, severity, sheet, cells, value, {"column": column, **params})

    def on_cover(self, code: str, severity: Severity, field: str, /, **params: object) -> Finding:
        address, value = self.cover.fields.get(field, (None, None))
        cells = (address,) if address else ()
        text = as_text(value).strip() or None if value is not None else None
        return Finding(code, severity, "cover", cells, text, {"column": field, **params})

    def on_zero(self, code: str, sheet: str, /, **params: object) -> Finding:
        """A refusal at the cell of the cover that declares a sheet zero."""
        address, value = self.cover.zero.get(sheet, (None, None))
        text = as_text(value).strip() or None if value is not None else None
        return Finding(code, REFUSE, "cover", (address,) if address else (), text, {"sheet": sheet, **params})

    def by_key(self, sheet: str) -> Iterator[tuple[str, list[Row]]]:
        """The rows of each id that stands there."""
        key = return_form().sheet(sheet).key[0]
        groups: dict[str, list[Row]] = {}
        for row in self.rows(sheet, key):
            value = row.values[key]
            if isinstance(value, str):
                groups.setdefault(value, []).append(row)
        yield from groups.items()


def shown(sheet: str, column: str, value: Value) -> str | None:
    """A typed value as the clerk's workbook shows it; None stays None."""
    if value is None:
        return None
    list_name = return_form().sheet(sheet).column(column).list
    return code_list(list_name).label(str(value), "zh") if list_name else as_text(value)


def twice(judged: Judged, code: str, sheet: str) -> Iterator[Finding]:
    """Ids that stand in more than one row."""
    key = return_form().sheet(sheet).key[0]
    for value, rows in judged.by_key(sheet):
        if len(rows) > 1:
            cells = tuple(judged.typed.cell(sheet, key, row.row_no) for row in rows)
            yield Finding(code, REFUSE, sheet, cells, value, {"column": key})
