"""The worker: the handlers of all rooms, and what they are done with."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from limelight.app.parts import account_sync, workbench
from limelight.catalog.indexing import SearchIndex
from limelight.connectors.client import PlatformClient
from limelight.durable.calls import GIVEN_UP, Handler
from limelight.durable.queues import Queue
from limelight.durable.worker import Worker
from limelight.jobs import JOBS
from limelight.jobs.declaration import QUEUES
from limelight.jobs.requesting import RUN
from limelight.jobs.running import JobRunner
from limelight.kernel.background import background
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.sync.accounts import AccountSync
from limelight.sync.queues import SYNC_ACCOUNT, SYNC_QUEUES
from limelight.sync.schedule import Schedule
from limelight.webhooks.delivery import Deliverer
from limelight.webhooks.emitting import DELIVER, DELIVERIES


@asynccontextmanager
async def working(settings: Settings, database: Database, index: SearchIndex) -> AsyncIterator[None]:
    """The worker beside the block. Somebody else keeps the index up with the records."""
    async with Deliverer(settings, database) as deliverer, PlatformClient(settings) as client:
        jobs = JobRunner(JOBS, workbench(settings, database, index, client), settings.jobs)
        handlers = _handlers(deliverer, account_sync(settings, database, client), jobs)
        async with (
            Worker(settings, database, handlers, (DELIVERIES, *_sync_queues(settings), *QUEUES)),
            background(Schedule(database, settings.sync).keep),
            background(deliverer.tend),
            background(jobs.tend),
        ):
            yield


def _handlers(deliverer: Deliverer, accounts: AccountSync, jobs: JobRunner) -> Mapping[str, Handler]:
    return {
        DELIVER: deliverer.deliver,
        SYNC_ACCOUNT: accounts.sync,
        SYNC_ACCOUNT + GIVEN_UP: accounts.give_up,
        RUN: jobs.run,
        RUN + GIVEN_UP: jobs.give_up,
    }


def _sync_queues(settings: Settings) -> list[Queue]:
    """The simulated world has no limits that would have to be spared."""
    queues = list(SYNC_QUEUES.values())
    return [replace(queue, rate=None) for queue in queues] if settings.is_sandbox else queues
