"""The settings as a reader of the store sees them: the office's own value before the declared one."""

from collections.abc import Mapping
from typing import Any

import duckdb

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
