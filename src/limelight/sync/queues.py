"""The queues on which accounts are brought up to date: one for each platform, at the platform's pace."""

from collections.abc import Mapping
from typing import Final

from limelight.connectors.spec import Platform
from limelight.durable.queues import Queue, Rate
from limelight.kernel.platforms import PlatformKey
from limelight.platforms import PLATFORMS


def _queue(platform: Platform) -> Queue:
    """A partition is a tenant, so that one with many accounts does not keep the others waiting."""
    pace = platform.pace
    rate = Rate(pace.syncs, pace.seconds) if pace else None
    return Queue(f"sync.{platform.key}", concurrency=20, per_partition=10, rate=rate)


SYNC_QUEUES: Final[Mapping[PlatformKey, Queue]] = {
    platform.key: _queue(platform) for platform in PLATFORMS if platform.products
}
"""A platform that is slow or has had enough delays nobody on the others."""
SYNC_ACCOUNT: Final = "sync.account"
"""The handler that brings an account up to date."""
