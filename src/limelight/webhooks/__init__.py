"""Webhooks: events, subscriptions, signatures and delivery.

A receiver in Python verifies a delivery with ``verified``.
"""

from limelight.webhooks.signing import verified

__all__ = ["verified"]
