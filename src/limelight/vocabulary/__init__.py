"""Dictionaries of allowed values: locations, languages, interests and brands, by name and code."""
