"""
Makes the tables and views of a store, or brings an older store up to the declarations: sheets from return_form.toml,
registers from registers.toml, settings and limits from their files; the rest is schema.sql and views/*.sql.
"""

from collections.abc import Sequence
from pathlib import Path

import duckdb

from analytics.declare import Column, Register, Sheet, registers, return_form, service_limits
from analytics.readings import declared_values, written

HERE = Path(__file__).parent
SQL_TYPES = {
    "text": "VARCHAR", "list": "VARCHAR", "number": "DOUBLE", "integer": "INTEGER", "boolean": "BOOLEAN",
    "date": "DATE", "datetime": "TIMESTAMP",
}


def create(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("BEGIN")
    connection.execute((HERE / "schema.sql").read_text(encoding="utf-8"))
    for sheet in return_form().sheets:
        _create_sheet_table(connection, sheet)
    for one in registers().values():
        _create_record_table(connection, one)
    _declare_defaults(connection)
    connection.execute(
        "CREATE OR REPLACE VIEW known_event AS SELECT * FROM event "
        "WHERE event_no <= coalesce(getvariable('as_known_event'), 9223372036854775807)"
    )
    for one in registers().values():
        connection.execute(_record_view(one))
    connection.execute(_SERVICE_LIMIT_VIEW)
    connection.execute(_SETTING_VIEW)
    connection.execute(_WORKING_DAY)
    views = sorted((HERE / "views").glob("*.sql"))
    for path in views[:2]:
        connection.execute(path.read_text(encoding="utf-8"))
    for sheet in return_form().sheets:
        connection.execute(_union_views(sheet))
    for path in views[2:]:
        connection.execute(path.read_text(encoding="utf-8"))
    connection.execute("COMMIT")


def _create_sheet_table(connection: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    columns = ", ".join(f'"{c.name}" {SQL_TYPES[c.type]}' for c in sheet.columns)
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS sheet_{sheet.name} (return_id BIGINT NOT NULL, row_no INTEGER NOT NULL, "
        f"unit_code VARCHAR NOT NULL, month VARCHAR NOT NULL, {columns})"
    )
    _add_new_columns(connection, f"sheet_{sheet.name}", sheet.columns)


def _create_record_table(connection: duckdb.DuckDBPyConnection, one: Register) -> None:
    """Every version of every entry: recorded_no = the event that recorded it; withdrawn = taken out by it."""
    columns = ", ".join(_record_column(c) for c in one.columns)
    connection.execute(
        f"CREATE TABLE IF NOT EXISTS {one.table} ({columns}, recorded_no BIGINT NOT NULL, "
        "withdrawn BOOLEAN NOT NULL DEFAULT false)"
    )
    _add_new_columns(connection, one.table, one.columns)


def _record_column(column: Column) -> str:
    default = f" DEFAULT '{column.default}'" if column.default is not None else ""
    return f'"{column.name}" {SQL_TYPES[column.type]}{" NOT NULL" if column.required else ""}{default}'


def _add_new_columns(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column]) -> None:
    """Columns that a newer declaration added; older rows have NULL there."""
    known = {row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()}
    for column in columns:
        if column.name not in known:
            connection.execute(f'ALTER TABLE {table} ADD COLUMN "{column.name}" {SQL_TYPES[column.type]}')


def _record_view(one: Register) -> str:
    return f"""
        CREATE OR REPLACE VIEW {one.name} AS
        SELECT * EXCLUDE (withdrawn)
        FROM (
            SELECT * FROM {one.table}
            WHERE recorded_no <= coalesce(getvariable('as_known_event'), 9223372036854775807)
            QUALIFY row_number() OVER (PARTITION BY {', '.join(one.key)} ORDER BY recorded_no DESC) = 1
        )
        WHERE NOT withdrawn"""


_SERVICE_LIMIT_VIEW = """
    CREATE OR REPLACE VIEW service_limit AS
    SELECT * FROM service_limit_override
    UNION ALL BY NAME
    SELECT *, 0 AS recorded_no FROM declared_service_limit
    WHERE key NOT IN (SELECT key FROM service_limit_override)"""

# setting: every setting as text, the office's own value before the declared one.
_SETTING_VIEW = """
    CREATE OR REPLACE VIEW setting AS
    SELECT d.name, coalesce(o.value, d.value) AS value
    FROM declared_setting AS d
    LEFT JOIN setting_override AS o ON o.name = d.name"""

# working_day: one row: spells = the spells of a working day in minutes since midnight, minutes = their sum.
# work_minutes(workday_no, is_workday, moment): working minutes from the calendar's start to the moment.
_WORKING_DAY = """
    CREATE OR REPLACE VIEW working_day AS
    WITH spell AS (
        SELECT string_split(unnest(string_split(value, ',')), '-') AS ends
        FROM setting
        WHERE name = 'working_hours_periods'
    ),
    counted AS (
        SELECT
            (epoch(CAST(ends[1] AS TIME)) / 60)::INTEGER AS starts_at,
            (epoch(CAST(ends[2] AS TIME)) / 60)::INTEGER AS ends_at
        FROM spell
    )
    SELECT list({'starts_at': starts_at, 'ends_at': ends_at}) AS spells, sum(ends_at - starts_at)::INTEGER AS minutes
    FROM counted;
    CREATE OR REPLACE MACRO work_minutes(workday_no, is_workday, moment) AS
        (workday_no - is_workday::INTEGER) * (SELECT minutes FROM working_day)
        + CASE WHEN is_workday THEN list_sum(list_transform(
            (SELECT spells FROM working_day),
            lambda spell: least(
                greatest(extract('hour' FROM moment) * 60 + extract('minute' FROM moment) - spell.starts_at, 0),
                spell.ends_at - spell.starts_at
            )
        )) ELSE 0 END"""


def _union_views(sheet: Sheet) -> str:
    """
    history_<sheet>: every row of every return that counts, with return, sheet, row, version and return_status; of a
    snapshot sheet also line_code (view unit_line): what a closed department left goes on in the heir's returns.
    all_<sheet>: the union that indicators read: the same for event sheets; for snapshot sheets the latest month per
    line and id, because the same id returns every month until it is finished.
    """
    is_snapshot = sheet.kind == "snapshot"
    line = "coalesce(l.line_code, r.unit_code) AS line_code, " if is_snapshot else ""
    lines = "LEFT JOIN unit_line AS l ON l.unit_code = r.unit_code" if is_snapshot else ""
    history = f"""
        CREATE OR REPLACE VIEW history_{sheet.name} AS
        SELECT r.unit_code, r.month, s.return_id, '{sheet.name}' AS sheet, s.row_no, r.version, r.return_status,
               {line}s.* EXCLUDE (return_id, row_no, unit_code, month)
        FROM sheet_{sheet.name} AS s
        JOIN current_return AS r USING (return_id)
        {lines};"""
    each_id = f"PARTITION BY line_code, {identity(sheet)} ORDER BY month DESC, row_no DESC"
    latest = f"QUALIFY row_number() OVER ({each_id}) = 1" if is_snapshot else ""
    return f"{history} CREATE OR REPLACE VIEW all_{sheet.name} AS SELECT * FROM history_{sheet.name} {latest};"


def identity(sheet: Sheet) -> str:
    """What tells a line's rows of a snapshot sheet apart, as SQL: the id, and its year where ids start anew."""
    return ", ".join([*sheet.key, *([f"year({sheet.key_year})"] if sheet.key_year else [])])


def _declare_defaults(connection: duckdb.DuckDBPyConnection) -> None:
    """Declared settings and limits as tables that SQL can join; rewritten at each start, the files are the source."""
    connection.execute("CREATE OR REPLACE TABLE declared_setting (name VARCHAR, value VARCHAR)")
    connection.executemany(
        "INSERT INTO declared_setting VALUES (?, ?)", [[k, written(v)] for k, v in declared_values().items()]
    )
    connection.execute(
        "CREATE OR REPLACE TABLE declared_service_limit (key VARCHAR, first_response_days INTEGER, "
        "first_response_aim_days INTEGER, close_days INTEGER, refer_days INTEGER, accept_calendar_days INTEGER, "
        "close_calendar_days INTEGER, extension_calendar_days INTEGER)"
    )
    connection.executemany(
        "INSERT INTO declared_service_limit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [[x.key, x.first_response_days, x.first_response_aim_days, x.close_days, x.refer_days,
          x.accept_calendar_days, x.close_calendar_days, x.extension_calendar_days] for x in service_limits().values()],
    )
