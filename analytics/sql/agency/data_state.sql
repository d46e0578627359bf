-- Which data this cursor sees: the database, and the newest event it knows of.
SELECT
    (SELECT path FROM duckdb_databases() WHERE database_name = current_database()),
    (SELECT coalesce(max(event_no), 0) FROM known_event);
