"""How fast search is, beside PostgreSQL and DuckDB on the same data."""
