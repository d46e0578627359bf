"""
Rows that a return lacks, as the template would have held them: what a finding says is missing, written below the last
filled row of the sheet as cells that are put right on screen.
"""

from collections.abc import Iterable, Iterator, Sequence

from analytics.declare import return_form
from analytics.findings import Finding
from analytics.returns.comparing import key_of, naming_columns
from analytics.returns.correcting import Correction
from analytics.returns.names import place_of
from analytics.returns.reading import RawSheet
from analytics.returns.rules.judged import shown
from analytics.returns.template_rows import PreparedRow, prepared_rows
from analytics.rows import ReturnRows
from analytics.store.registers import Registers

# findings of missing rows -> the parameter that names them by their keys (comparing.key_of)
NAMED_IN = {"V11.people_missing": "keys", "V14.people_missing": "keys", "V20.items_missing": "ids",
            "V27.cases_missing": "ids"}
EMPTY_SHEET = "V05.empty_with_data"  # not one row stands there: all that the template would have held are missing


def sheet_of(finding: Finding) -> str | None:
    """The sheet whose rows a finding says are missing; None when it says nothing of the kind."""
    if finding.code == EMPTY_SHEET:
        return str(finding.params["sheet"])
    return finding.sheet if finding.code in NAMED_IN else None


def missing_rows(finding: Finding, registers: Registers) -> list[PreparedRow]:
    """The rows a finding says are missing, with everything the template would have filled in."""
    name = sheet_of(finding)
    if name is None:
        return []
    sheet = return_form().sheet(name)
    prepared = prepared_rows(sheet, registers, "zh")
    if finding.code == EMPTY_SHEET:
        return prepared
    wanted = set(finding.params.get(NAMED_IN[finding.code], ()))
    return [row for row in prepared if key_of(sheet, row.values) in wanted]


def cells_of(
    rows: Sequence[PreparedRow], name: str, raw: RawSheet, typed: ReturnRows
) -> Iterator[tuple[str, str, str]]:
    """(address, column, what is written there) of each filled cell, from the row below the last filled one on."""
    below = raw.first_row + max((i for i, cells in enumerate(raw.rows, 1) if any(c not in ("", None) for c in cells)),
                                default=0)
    columns = [c.name for c in return_form().sheet(name).columns if (name, c.name) in typed.addresses]
    for row_no, row in enumerate(rows, below):
        for column in columns:
            words = shown(name, column, row.values.get(column))
            if words:
                yield f"{typed.addresses[name, column]}{row_no}", column, words


def added_rows(name: str, corrections: Iterable[Correction]) -> list[int]:
    """The rows of a sheet that were added on screen: what names them stands in cells that are empty in the file."""
    naming = naming_columns(return_form().sheet(name))
    new = (c for c in corrections if c.sheet == name and c.column in naming and c.new and not c.old)
    return sorted({place_of(c.cell)[0] for c in new})
