"""Telling customers: events, subscriptions, signing and delivery."""

from limelight.webhooks.emitting import emit

__all__ = ["emit"]
