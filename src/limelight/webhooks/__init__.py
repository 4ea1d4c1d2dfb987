"""Telling customers: events, subscriptions, signing and delivery.

A receiver that is written in Python checks a delivery with ``verified``.
"""

from limelight.webhooks.signing import verified

__all__ = ["verified"]
