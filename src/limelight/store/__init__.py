"""The database: tables and the queries on them, a module per aggregate."""
