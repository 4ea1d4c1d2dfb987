"""The worker runs handlers and recovers the calls of workers that died."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from typing import Final
from uuid import uuid4

import structlog
from filelock import FileLock, Timeout

from limelight.durable.call_runner import CallRunner, Handler
from limelight.durable.dbos_engine import DbosEngine
from limelight.durable.outbox_relay import relay_outbox
from limelight.durable.queues import Queue
from limelight.durable.steps import SLEEPING_TASKS
from limelight.kernel.runtime import background_task, run_forever
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.workers import DeadLetters, Workers
from limelight.store.workflows import WorkflowQueries

_LOG = structlog.get_logger("limelight.durable")

_BATCHING_SECONDS: Final = 0.02
EMBEDDED_WORKER_ID: Final = "embedded"
"""The id of the one worker of an embedded database, by which it finds what it left behind."""


class Worker:
    """Runs the handlers. ``async with worker: ...`` runs them beside the block.

    On PostgreSQL there may be many: each holds a lease, and calls of a worker whose lease expired are
    recovered by the others. An embedded database has one: a second waits until the first has ended.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        handlers: Mapping[str, Handler],
        queues: Sequence[Queue],
    ) -> None:
        self._settings = settings.worker
        self._data_dir = settings.data_dir
        self._database = database
        self._id = EMBEDDED_WORKER_ID if database.is_embedded else str(uuid4())
        self._queues = {queue.name: queue for queue in queues}
        self._engine = DbosEngine(settings, database, self._id)
        self._workflows = WorkflowQueries(settings, database)
        pauses = tuple(timedelta(seconds=seconds) for seconds in self._settings.retry_seconds)
        self._calls = CallRunner(database, handlers, self._queues, pauses)
        self._running: set[asyncio.Task[None]] = set()
        self._lease = timedelta(seconds=self._settings.lease_seconds)
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> "Worker":
        await self._stack.enter_async_context(background_task(self._work))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def run(self) -> None:
        """Work until cancelled."""
        async with self:
            await asyncio.Event().wait()

    async def _work(self) -> None:
        async with self._single_worker_lock():
            await self._heartbeat()
            try:
                await self._engine.start(self._run_call, list(self._queues.values()))
                async with asyncio.TaskGroup() as group:
                    group.create_task(run_forever(self._relay_once))
                    group.create_task(run_forever(self._maintain_once))
            finally:
                await asyncio.shield(asyncio.ensure_future(self._stop()))

    @asynccontextmanager
    async def _single_worker_lock(self) -> AsyncIterator[None]:
        """An embedded database has one worker at a time."""
        if not self._database.is_embedded:
            yield
            return
        self._data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._data_dir / "worker.lock", thread_local=False)
        while not _try_acquire(lock):  # noqa: ASYNC110 -- another process lets go of it
            await asyncio.sleep(0.5)
        try:
            yield
        finally:
            lock.release()

    async def _run_call(self, queue: str, handler: str, target: str, partition: str) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await self._calls.run(queue, handler, target, partition)

    async def _relay_once(self) -> None:
        wakeup = self._database.wakeup
        wakeup.clear()
        await relay_outbox(self._database, self._queues, self._engine)
        with suppress(TimeoutError):
            await asyncio.wait_for(wakeup.wait(), self._settings.drain_seconds)
            # Messages that are committed within this time are relayed in one batch.
            await asyncio.sleep(_BATCHING_SECONDS)

    async def _maintain_once(self) -> None:
        if not self._database.is_embedded:
            await self._recover_dead_workers()
        await self._retry_failed_calls()
        await asyncio.sleep(self._settings.lease_seconds / 5)

    async def _recover_dead_workers(self) -> None:
        await self._heartbeat()
        async with self._database.session() as session:
            alive = await Workers(session).live_ids(self._lease)
        dead = await self._workflows.executor_ids() - set(alive)
        if dead:
            _LOG.warning("taking over from workers that died", workers=sorted(dead))
            await self._engine.recover(dead)

    async def _heartbeat(self) -> None:
        async with self._database.session() as session:
            await Workers(session).heartbeat(self._id)

    async def _retry_failed_calls(self) -> None:
        async with self._database.session() as session:
            failures = await DeadLetters(session).to_retry(now())
            for failure in failures:
                partition = str(failure.partition) if self._queues[failure.queue].is_partitioned else None
                await self._engine.retry(str(failure.id), failure.queue, partition)
                await DeadLetters(session).retried(failure.id)

    async def _stop(self) -> None:
        """Calls that end within the grace period are finished; the next worker resumes the others."""
        await self._engine.stop_dequeuing()
        awake = [task for task in self._running if task not in SLEEPING_TASKS]
        if awake:
            await asyncio.wait(awake, timeout=self._settings.grace_seconds)
        left = list(self._running)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left, timeout=5)
        await self._engine.stop()
        async with self._database.session() as session:
            await Workers(session).remove(self._id)


def _try_acquire(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True
