"""Creators."""
