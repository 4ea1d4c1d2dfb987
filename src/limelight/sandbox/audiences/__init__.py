"""Audiences: their true distributions, the samples shown of them, and single people."""
