"""Bringing a connected account up to date: fetch, upsert, compare, tell."""
