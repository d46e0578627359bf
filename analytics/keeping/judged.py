"""A row that is being judged, and how a rule says something about it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from analytics.declare import Register
from analytics.findings import Finding, Severity
from analytics.keeping.cells import Addresses, TypedRow
from analytics.keeping.surroundings import Surroundings
from analytics.returns.values import as_text

NOTE, CONFIRM, REFUSE = Severity.NOTE, Severity.CONFIRM, Severity.REFUSE


@dataclass(frozen=True, slots=True)
class Judged:
    """One added or changed row. Rules stay silent where a cell could not be read: that has been said."""

    register: Register
    row: TypedRow
    around: Surroundings
    addresses: Addresses

    def __getitem__(self, column: str) -> Any:
        return self.row[column]

    def is_empty(self, column: str) -> bool:
        return self.row[column] is None and column not in self.row.unreadable

    def say(
        self, code: str, severity: Severity, /, *columns: str, value: Any = None, **params: Any
    ) -> Finding:
        """About the cells of some columns; value: else what stands in the first of them."""
        cells = tuple(self.addresses.cell(self.row.row_no, column) for column in columns)
        shown = self.row[columns[0]] if value is None and columns else value
        return Finding(code, severity, self.register.name, cells, shown_text(shown), params)


def shown_text(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if isinstance(value, dt.date) else as_text(value)
