"""A return after reading and typing: what the checks judge, the store keeps and a comparison compares."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.months import Month

Value = str | float | dt.date | dt.datetime | None


@dataclass(frozen=True, slots=True)
class Row:
    """
    One data row. row_no is the row number the clerk sees in Excel. values: column name -> typed value (text: str,
    number: float, date: date, datetime: datetime, list: the code); None when empty or not readable.
    """

    row_no: int
    values: Mapping[str, Value]

    def __getitem__(self, column: str) -> Value:
        return self.values.get(column)


@dataclass(frozen=True, slots=True)
class ReturnRows:
    """
    A typed return. cover: field name -> typed value. sheets: sheet name -> rows in file order; a sheet the unit
    does not owe is absent. zero: sheet name -> True when the cover declares 零报告, False for 有数据, None when
    the clerk left it empty. addresses: (sheet, column) -> the column's letter in this file, so that a finding can
    name the cell; the cover maps (\"cover\", field) and (\"zero_return\", sheet) to whole addresses such as B6.
    """

    unit_code: str
    month: Month
    form_version: str
    cover: Mapping[str, Value]
    sheets: Mapping[str, tuple[Row, ...]]
    zero: Mapping[str, bool | None]
    addresses: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def cell(self, sheet: str, column: str, row_no: int) -> str:
        """The address of a cell as the clerk sees it; the bare row number when the file lacks the column."""
        return f"{self.addresses.get((sheet, column), '')}{row_no}"

    @property
    def row_count(self) -> int:
        return sum(len(rows) for rows in self.sheets.values())


def plain_title(text: str) -> str:
    """A title as titles are compared: full-width forms folded, lower case, without spaces and punctuation."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not unicodedata.category(c).startswith(("P", "Z", "S", "C")))
