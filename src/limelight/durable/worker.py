"""The worker: it keeps what was promised, and takes over from workers that died."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from typing import Final
from uuid import uuid4

import structlog
from filelock import FileLock, Timeout

from limelight.durable.calls import Calls, Handler
from limelight.durable.draining import drain
from limelight.durable.engine import Engine
from limelight.durable.queues import Queue
from limelight.durable.steps import SLEEPING_TASKS
from limelight.kernel.runtime import background_task, run_forever
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.workers import DeadLetters, Workers
from limelight.store.workflows import Workflows

_LOG = structlog.get_logger("limelight.durable")

EMBEDDED: Final = "embedded"
"""The id of the one worker of an embedded database, by which it finds what it left behind."""


class Worker:
    """Runs the handlers. ``async with worker: ...`` runs them beside the block.

    On PostgreSQL there may be many: each holds a lease, and what a worker without one was at is taken
    over by the others. An embedded database has one: a second waits until the first has ended.
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
        self._id = EMBEDDED if database.is_embedded else str(uuid4())
        self._queues = {queue.name: queue for queue in queues}
        self._engine = Engine(settings, database, self._id)
        self._workflows = Workflows(settings, database)
        pauses = tuple(timedelta(seconds=seconds) for seconds in self._settings.retry_seconds)
        self._calls = Calls(database, handlers, self._queues, pauses)
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
        async with self._turn():
            await self._beat()
            try:
                await self._engine.start(self._call, list(self._queues.values()))
                async with asyncio.TaskGroup() as group:
                    group.create_task(run_forever(self._hand_over))
                    group.create_task(run_forever(self._keep_watch))
            finally:
                await asyncio.shield(asyncio.ensure_future(self._stop()))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """An embedded database is one worker's at a time."""
        if not self._database.is_embedded:
            yield
            return
        self._data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._data_dir / "worker.lock", thread_local=False)
        while not _taken(lock):  # noqa: ASYNC110 -- another process lets go of it
            await asyncio.sleep(0.5)
        try:
            yield
        finally:
            lock.release()

    async def _call(self, queue: str, handler: str, target: str, partition: str) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        await self._calls.run(queue, handler, target, partition)

    async def _hand_over(self) -> None:
        bell = self._database.wakeup
        bell.clear()
        await drain(self._database, self._queues, self._engine)
        with suppress(TimeoutError):
            await asyncio.wait_for(bell.wait(), self._settings.drain_seconds)
            # What is committed in the same breath is handed over together.
            await asyncio.sleep(_BREATH_SECONDS)

    async def _keep_watch(self) -> None:
        if not self._database.is_embedded:
            await self._take_over()
        await self._retry()
        await asyncio.sleep(self._settings.lease_seconds / 5)

    async def _take_over(self) -> None:
        await self._beat()
        async with self._database.session() as session:
            alive = await Workers(session).alive(self._lease)
        dead = await self._workflows.owners() - set(alive)
        if dead:
            _LOG.warning("taking over from workers that died", workers=sorted(dead))
            await self._engine.take_over(dead)

    async def _beat(self) -> None:
        async with self._database.session() as session:
            await Workers(session).beat(self._id)

    async def _retry(self) -> None:
        async with self._database.session() as session:
            failures = await DeadLetters(session).to_retry(now())
            for failure in failures:
                partition = str(failure.partition) if self._queues[failure.queue].is_partitioned else None
                await self._engine.run_again(str(failure.id), failure.queue, partition)
                await DeadLetters(session).retried(failure.id)

    async def _stop(self) -> None:
        """What is nearly done is finished; the rest goes on with the next worker, where it was."""
        await self._engine.pause()
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
            await Workers(session).leave(self._id)


_BREATH_SECONDS: Final = 0.02


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return False
    return True
