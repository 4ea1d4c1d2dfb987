"""The worker: the message handlers of all rooms and their dependencies."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace

from limelight.app.factories import account_sync, workbench
from limelight.catalog.index.indexer import SearchIndex
from limelight.connectors.http_client import PlatformHttpClient
from limelight.durable.call_runner import DEAD_LETTER_SUFFIX, Handler
from limelight.durable.queues import Queue
from limelight.durable.worker import Worker
from limelight.jobs import JOBS
from limelight.jobs.declaration import QUEUES
from limelight.jobs.runner import JobRunner
from limelight.jobs.service import RUN_HANDLER
from limelight.kernel.runtime import background_task
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.sync.account_sync import AccountSync
from limelight.sync.requests import SYNC_ACCOUNT_HANDLER, SYNC_QUEUES
from limelight.sync.schedule import SyncSchedule
from limelight.webhooks.delivery import Deliverer
from limelight.webhooks.emitter import DELIVER_HANDLER, DELIVERY_QUEUE


@asynccontextmanager
async def run_worker(settings: Settings, database: Database, index: SearchIndex) -> AsyncIterator[None]:
    """Runs the worker until the block exits. It does not update the search index."""
    async with Deliverer(settings, database) as deliverer, PlatformHttpClient(settings) as client:
        jobs = JobRunner(JOBS, workbench(settings, database, index, client), settings.jobs)
        handlers = _handlers(deliverer, account_sync(settings, database, client), jobs)
        async with (
            Worker(settings, database, handlers, (DELIVERY_QUEUE, *_sync_queues(settings), *QUEUES)),
            background_task(SyncSchedule(database, settings.sync).run_forever),
            background_task(deliverer.purge_and_requeue),
            background_task(jobs.purge_forever),
        ):
            yield


def _handlers(deliverer: Deliverer, accounts: AccountSync, jobs: JobRunner) -> Mapping[str, Handler]:
    return {
        DELIVER_HANDLER: deliverer.deliver,
        SYNC_ACCOUNT_HANDLER: accounts.sync,
        SYNC_ACCOUNT_HANDLER + DEAD_LETTER_SUFFIX: accounts.abandon,
        RUN_HANDLER: jobs.run,
        RUN_HANDLER + DEAD_LETTER_SUFFIX: jobs.fail_permanently,
    }


def _sync_queues(settings: Settings) -> list[Queue]:
    """The sync queues; in the sandbox without rate limits, as it makes no platform requests."""
    queues = list(SYNC_QUEUES.values())
    return [replace(queue, rate=None) for queue in queues] if settings.is_sandbox else queues
