"""The only layer that opens DuckDB; everybody else gets a cursor."""
