"""A stored version of a return, loaded back as it was checked in."""

from collections.abc import Sequence

import duckdb

from analytics.declare import Sheet, return_form
from analytics.months import Month
from analytics.rows import ReturnRows, Row
from analytics.store.warehouse import StoreError

COVER_FIELDS = ("return_type", "preparer", "reviewer", "head", "prepared_on", "correction_note")


def stored_rows(cursor: duckdb.DuckDBPyConnection, return_id: int) -> ReturnRows:
    """
    The rows of one version, whatever has become of it. Row numbers are those of the original file; addresses are not
    kept. The cover's unit and month are the unit's code and the month's code. StoreError when there is no such version.
    """
    version = cursor.execute(
        f"SELECT unit_code, month, form_version, (SELECT list({{'sheet': sheet, 'zero': zero_declared}}) "
        f"FROM return_sheet WHERE return_id = $return_id), {', '.join(COVER_FIELDS)} FROM return_version "
        "WHERE return_id = $return_id",
        {"return_id": return_id},
    ).fetchone()
    if version is None:
        raise StoreError(f"there is no stored return {return_id}")
    unit_code, month, form_version, declared, *cover = version
    zero = {one["sheet"]: one["zero"] for one in declared or ()}
    return ReturnRows(
        unit_code=unit_code, month=Month.parse(month), form_version=form_version,
        cover={"department": unit_code, "period": month, **dict(zip(COVER_FIELDS, cover, strict=True))},
        sheets=_sheet_rows(cursor, [s for s in return_form().sheets if s.name in zero], return_id),
        zero=zero,
    )


def _sheet_rows(
    cursor: duckdb.DuckDBPyConnection, sheets: Sequence[Sheet], return_id: int
) -> dict[str, tuple[Row, ...]]:
    """The rows of all sheets in one statement: each sheet's columns are one struct, so that they keep their types."""
    found: dict[str, list[Row]] = {sheet.name: [] for sheet in sheets}
    if not sheets:
        return {}
    cursor.execute(f"{' UNION ALL BY NAME '.join(map(_rows_of, sheets))} ORDER BY sheet, row_no",
                   {"return_id": return_id})
    places = {column[0]: place for place, column in enumerate(cursor.description)}
    for row in cursor.fetchall():
        name = row[places["sheet"]]
        found[name].append(Row(row[places["row_no"]], row[places[f"of_{name}"]]))
    return {name: tuple(rows) for name, rows in found.items()}


def _rows_of(sheet: Sheet) -> str:
    columns = ", ".join(f'"{column.name}" := "{column.name}"' for column in sheet.columns)  # as declared
    return (
        f"SELECT '{sheet.name}' AS sheet, row_no, struct_pack({columns}) AS of_{sheet.name} FROM sheet_{sheet.name} "
        "WHERE return_id = $return_id"
    )
