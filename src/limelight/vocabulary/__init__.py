"""The values that a field may take: places, languages, interests and brands, by their names and codes."""
