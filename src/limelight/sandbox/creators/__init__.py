"""Creators: identities, metrics, histories and profiles, drawn in blocks of 256."""
