"""The catalog of public creators: lookup by handle or URL, search results, and the search index."""
