"""What each unit has not finished: open cases, running goals and projects, as its latest returns say."""

from collections.abc import Mapping

import duckdb

from analytics.declare import Sheet, return_form


def unfinished(cursor: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """Unit code -> how many items of the sheets that carry things on are not finished; without units that have none."""
    sheets = [sheet for sheet in return_form().sheets if sheet.finished_column]
    every = " UNION ALL ".join(_unit_codes(sheet) for sheet in sheets)
    values = [code for sheet in sheets for code in sheet.finished_codes]
    rows = cursor.execute(f"SELECT unit_code, count(*) FROM ({every}) GROUP BY unit_code", values).fetchall()
    return dict(rows)


def _unit_codes(sheet: Sheet) -> str:
    finished = ", ".join("?" for _ in sheet.finished_codes)
    return f'SELECT unit_code FROM all_{sheet.name} WHERE "{sheet.finished_column}" NOT IN ({finished})'
