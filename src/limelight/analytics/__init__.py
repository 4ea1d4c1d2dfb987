"""Metrics of creators and audiences: pure functions, each with its formula, source and version."""
