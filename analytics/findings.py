"""What a check has to say about a return: codes and places, never prose (texts/findings.toml renders it)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any


class Severity(StrEnum):
    """refuse: must be fixed. confirm: odd but possible, the clerk ticks it. note: we normalised this."""

    REFUSE = "refuse"
    CONFIRM = "confirm"
    NOTE = "note"


SEVERITY_ORDER = {Severity.REFUSE: 0, Severity.CONFIRM: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One thing to say about one cell, or about the same mistake in several cells.

    code: a key of texts/findings.toml such as ``V03.unknown_value``; its part before the dot is the catalogue rule.
    sheet: name of the sheet in return_form.toml (``service_cases``; ``cover``), or None for the whole file.
    cells: addresses as the clerk sees them (``H4``); empty when the finding is about a whole sheet or file.
    value: what the clerk typed, as text; None when the cell is empty or no cell is meant.
    params: what the text's placeholders need (column name keys, expected values, dates as ISO text).
    sheet_title: the sheet's title in the file, when it is not one of the form's sheets.
    """

    code: str
    severity: Severity
    sheet: str | None = None
    cells: tuple[str, ...] = ()
    value: str | None = None
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    sheet_title: str | None = None

    @property
    def rule(self) -> str:
        """The catalogue rule, such as ``V03``."""
        return self.code.partition(".")[0]

    def as_record(self) -> dict[str, Any]:
        """Plain data for the store and for JSON."""
        return {
            "code": self.code, "severity": self.severity.value, "sheet": self.sheet, "cells": list(self.cells),
            "value": self.value, "params": dict(self.params), "sheet_title": self.sheet_title,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Finding":
        return cls(
            record["code"], Severity(record["severity"]), record["sheet"], tuple(record["cells"]), record["value"],
            dict(record["params"]), record.get("sheet_title"),
        )


def refused(findings: Iterable[Finding]) -> bool:
    """True when any finding must be fixed before the return can be stored."""
    return any(f.severity is Severity.REFUSE for f in findings)
