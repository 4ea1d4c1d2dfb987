"""When monitored accounts are brought up to date: each at its own time, spread over the interval."""

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
    """How often each product is brought up to date."""
    hours = {
        AccountProduct.IDENTITY: settings.identity_hours,
        AccountProduct.IDENTITY_AUDIENCE: settings.identity_audience_hours,
        AccountProduct.ENGAGEMENT: settings.engagement_hours,
        AccountProduct.ENGAGEMENT_AUDIENCE: settings.engagement_hours,
        AccountProduct.ACTIVITY: settings.activity_hours,
    }
    return {product: timedelta(hours=each) for product, each in hours.items()}


def next_sync_time(account_id: UUID, interval: timedelta, after: datetime) -> datetime:
    """The account's own time in the next interval, from half to one and a half of it away.

    The time is a function of the id, so that accounts which were connected together part ways.
    """
    own = interval * (account_id.int / 2**128)
    rounds = -((after + interval / 2 - _EPOCH - own) // -interval)
    return _EPOCH + own + rounds * interval


class SyncSchedule:
    """Promises what is due. Any number of workers may do so at once."""

    def __init__(self, database: Database, settings: SyncSettings) -> None:
        self._database = database
        self._settings = settings

    async def run_forever(self) -> None:
        """Look for what is due, now and then, until cancelled."""
        while True:
            await self.enqueue_due(now())
            await asyncio.sleep(self._settings.schedule_seconds)

    async def enqueue_due(self, moment: datetime) -> int:
        """Owe the accounts that are due their sync; how many they were."""
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
