"""The schedule of monitored accounts: each has a time of its own within the interval."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from limelight.durable.queues import enqueue
from limelight.kernel.accounts import AccountProduct
from limelight.kernel.timestamps import now
from limelight.settings import SyncSettings
from limelight.store.database import Database
from limelight.store.syncs import Syncs, SyncTarget
from limelight.sync.requests import SYNC_ACCOUNT_HANDLER, SYNC_QUEUES

_BATCH: Final = 500
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def sync_intervals(settings: SyncSettings) -> Mapping[AccountProduct, timedelta]:
    """The sync interval of each product."""
    hours = {
        AccountProduct.IDENTITY: settings.identity_hours,
        AccountProduct.IDENTITY_AUDIENCE: settings.identity_audience_hours,
        AccountProduct.ENGAGEMENT: settings.engagement_hours,
        AccountProduct.ENGAGEMENT_AUDIENCE: settings.engagement_hours,
        AccountProduct.ACTIVITY: settings.activity_hours,
    }
    return {product: timedelta(hours=each) for product, each in hours.items()}


def next_sync_time(account_id: UUID, interval: timedelta, after: datetime) -> datetime:
    """The account's next sync: half to one and a half intervals after ``after``.

    The time within the interval is a function of the id, so that accounts that were connected together are
    synced at different times.
    """
    own = interval * (account_id.int / 2**128)
    rounds = -((after + interval / 2 - _EPOCH - own) // -interval)
    return _EPOCH + own + rounds * interval


class SyncSchedule:
    """Enqueues syncs that are due. Several workers may do so at the same time."""

    def __init__(self, database: Database, settings: SyncSettings) -> None:
        self._database = database
        self._settings = settings

    async def run_forever(self) -> None:
        """Enqueues syncs that are due, every ``schedule_seconds``, until cancelled."""
        while True:
            await self.enqueue_due(now())
            await asyncio.sleep(self._settings.schedule_seconds)

    async def enqueue_due(self, moment: datetime) -> int:
        """Enqueues a sync of each account that is due. Returns their number."""
        count, found = 0, _BATCH
        while found == _BATCH:
            async with self._database.session() as session:
                due = await Syncs(session).due(moment, _BATCH)
            for account in due:
                count += await self._enqueue_account(account, moment)
            found = len(due)
        return count

    async def _enqueue_account(self, account: SyncTarget, moment: datetime) -> bool:
        async with self._database.session() as session:
            is_due = await Syncs(session).request_due(account.id, moment)
            if is_due:
                queue = SYNC_QUEUES[account.platform]
                enqueue(session, queue, SYNC_ACCOUNT_HANDLER, account.id, partition=account.tenant_id)
        return is_due
