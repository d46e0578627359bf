"""Settings and words of code lists as a reader of the store sees them: the office's own before the declared ones."""

from collections.abc import Mapping
from typing import Any

import duckdb

from analytics.code_lists import OwnCode
from analytics.readings import declared_values, readings


def settings_in(cursor: duckdb.DuckDBPyConnection) -> Mapping[str, Any]:
    """Every setting by flat name (fortnight_min_workdays), as this cursor knows it; readings in their own type."""
    own = {
        name: readings()[name].value(value)
        for name, value in cursor.execute("SELECT name, value FROM setting").fetchall() if name in readings()
    }
    return {**declared_values(), **own}


def setting_in(cursor: duckdb.DuckDBPyConnection, name: str) -> Any:
    """One reading as this cursor knows it."""
    row = cursor.execute("SELECT value FROM setting WHERE name = ?", [name]).fetchone()
    assert row is not None
    return readings()[name].value(row[0])


def newest_code(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number under which a word of a code list was last changed; 0 = never."""
    row = cursor.execute("SELECT coalesce(max(recorded_no), 0) FROM code_override_record").fetchone()
    return int(row[0]) if row else 0


def own_codes_in(cursor: duckdb.DuckDBPyConnection) -> tuple[OwnCode, ...]:
    """What the office says of single codes, in the order it was said."""
    rows = cursor.execute(
        "SELECT list, code, name_zh, name_en, active_from, active_until FROM code_override ORDER BY recorded_no, code"
    ).fetchall()
    return tuple(OwnCode(*row) for row in rows)
