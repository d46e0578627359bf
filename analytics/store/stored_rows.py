"""A stored version of a return, loaded back as it was checked in."""

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
        f"SELECT unit_code, month, form_version, {', '.join(COVER_FIELDS)} FROM return_version WHERE return_id = ?",
        [return_id],
    ).fetchone()
    if version is None:
        raise StoreError(f"there is no stored return {return_id}")
    unit_code, month, form_version, *cover = version
    zero = dict(cursor.execute(
        "SELECT sheet, zero_declared FROM return_sheet WHERE return_id = ?", [return_id]
    ).fetchall())
    return ReturnRows(
        unit_code=unit_code, month=Month.parse(month), form_version=form_version,
        cover={"department": unit_code, "period": month, **dict(zip(COVER_FIELDS, cover, strict=True))},
        sheets={s.name: _sheet_rows(cursor, s, return_id) for s in return_form().sheets if s.name in zero},
        zero=zero,
    )


def _sheet_rows(cursor: duckdb.DuckDBPyConnection, sheet: Sheet, return_id: int) -> tuple[Row, ...]:
    names = [column.name for column in sheet.columns]
    quoted = ", ".join(f'"{name}"' for name in names)  # from the declaration, never from a user
    found = cursor.execute(
        f"SELECT row_no, {quoted} FROM sheet_{sheet.name} WHERE return_id = ? ORDER BY row_no", [return_id]
    ).fetchall()
    return tuple(Row(values[0], dict(zip(names, values[1:], strict=True))) for values in found)
