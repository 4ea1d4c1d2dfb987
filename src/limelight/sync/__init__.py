"""Syncing connected accounts: fetch, upsert, emit changes."""
