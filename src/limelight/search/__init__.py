"""Finding creators: the filters, the clauses they compile to, and an engine per module."""
