"""Telling customers: events, subscriptions, signing and delivery."""
