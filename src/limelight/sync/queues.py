"""The queue on which accounts are brought up to date."""

from typing import Final

from limelight.durable.queues import Queue

SYNC: Final = Queue("sync", concurrency=20, per_partition=10)
"""A partition is a tenant, so that one with many accounts does not keep the others waiting."""
SYNC_ACCOUNT: Final = "sync.account"
"""The handler that brings an account up to date."""
