"""DBOS as the task queue: it stores calls, runs them, and recovers interrupted ones."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypedDict

from dbos import DBOS, DBOSConfig, error

from limelight.durable.queues import Queue, Rate
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.outbox import OutboxMessage
from limelight.store.workflows import dbos_file

WORKFLOW_NAME: Final = "limelight.call"
RunCall = Callable[[str, str, str, str], Awaitable[None]]
"""Runs a call; the arguments are its queue, handler, target and partition."""

_APPLICATION_VERSION: Final = "1"
"""Handlers keep their names over releases, so DBOS sees all releases as one version."""
_MAX_RECOVERY_ATTEMPTS: Final = 1000
_MAX_EXECUTOR_THREADS: Final = 32
_SQLITE_POOL_SIZE: Final = 4
"""SQLite has one writer: waiting for a connection is cheaper than waiting for its lock."""


class _LimiterConfig(TypedDict):
    limit: int
    period: float


class DbosEngine:
    """The one DBOS of the process, between ``start`` and ``stop``."""

    def __init__(self, settings: Settings, database: Database, worker_id: str) -> None:
        self._file = dbos_file(settings) if database.is_embedded else None
        self._database = database
        self._worker_id = worker_id
        self._dbos: DBOS | None = None

    async def start(self, run: RunCall, queues: Sequence[Queue]) -> None:
        """Starts DBOS, which resumes at once what this worker left unfinished."""
        _configure_logging()
        await self.flush()
        config = self._config()
        # Migrations wait for open transactions, which may belong to this loop, so they run in a thread.
        await asyncio.to_thread(DBOS.migrate, str(config["system_database_url"]))
        self._dbos = DBOS(config=config)

        async def call(queue: str, handler: str, target: str, partition: str) -> None:
            await run(queue, handler, target, partition)

        DBOS.workflow(name=WORKFLOW_NAME, max_recovery_attempts=_MAX_RECOVERY_ATTEMPTS)(call)
        DBOS.launch()
        for queue in queues:
            await _register_queue(queue)

    async def enqueue(self, message: OutboxMessage, queue: Queue) -> None:
        """Enqueue the call of a message. A second message with the same id has no effect."""
        call = (message.queue, message.handler, str(message.target), str(message.partition))
        if queue.is_partitioned:
            await DBOS.enqueue_workflow_with_options_async(
                {
                    "workflow_name": WORKFLOW_NAME,
                    "queue_name": queue.name,
                    "workflow_id": str(message.id),
                    "queue_partition_key": str(message.partition),
                },
                *call,
            )
        else:
            await DBOS.enqueue_workflow_with_options_async(
                {"workflow_name": WORKFLOW_NAME, "queue_name": queue.name, "workflow_id": str(message.id)},
                *call,
            )

    async def flush(self) -> None:
        """Write what was enqueued to the disk."""
        if self._file is not None:
            await asyncio.to_thread(_checkpoint, self._file)

    async def recover(self, worker_ids: Collection[str]) -> None:
        """Enqueue the unfinished calls of workers that died again."""
        await asyncio.to_thread(DBOS._recover_pending_workflows, list(worker_ids))

    async def retry(self, call_id: str, queue: str, partition: str | None) -> None:
        """Enqueue a failed call again; its completed steps are not repeated."""
        steps = await DBOS.list_workflow_steps_async(call_id)
        exhausted = [
            step["function_id"]
            for step in steps
            if isinstance(step["error"], error.DBOSMaxStepRetriesExceeded)
        ]
        after_all = max((step["function_id"] for step in steps), default=0) + 1
        try:
            await DBOS.rewind_workflow_async(
                call_id,
                start_step=min(exhausted, default=after_all),
                queue_name=queue,
                queue_partition_key=partition,
            )
        except error.DBOSException:
            # The call has no end in DBOS yet: its worker was killed before it could record one.
            logging.getLogger("dbos").debug("call %s is under way", call_id)

    async def stop_dequeuing(self) -> None:
        """Start no further calls."""
        if self._dbos is not None:
            for stop in self._dbos.background_thread_stop_events:
                stop.set()

    async def stop(self) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as apart:
            await loop.run_in_executor(apart, lambda: DBOS.destroy(destroy_registry=True))
        # DBOS had replaced the default executor of the loop by its own, which has ended.
        loop.set_default_executor(ThreadPoolExecutor())

    def _config(self) -> DBOSConfig:
        common: DBOSConfig = {
            "name": "limelight",
            "executor_id": self._worker_id,
            "application_version": _APPLICATION_VERSION,
            "log_level": "WARNING",
            "max_executor_threads": _MAX_EXECUTOR_THREADS,
        }
        if self._file is None:
            url = self._database.url.render_as_string(hide_password=False)
            return {**common, "system_database_url": url}
        return {
            **common,
            "system_database_url": f"sqlite:///{self._file}",
            "sys_db_pool_size": _SQLITE_POOL_SIZE,
            "db_engine_kwargs": {"connect_args": {"factory": _SqliteConnection}},
        }


class _SqliteConnection(sqlite3.Connection):
    """Does not wait for the disk at each commit: a killed process loses nothing by that."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.execute("PRAGMA synchronous=NORMAL")


def _checkpoint(file: Path) -> None:
    """Write the log to the disk, so that it survives a loss of power."""
    connection = sqlite3.connect(file, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()


def _configure_logging() -> None:
    """Let DBOS log to the handlers of the application; without a handler it adds its own."""
    log = logging.getLogger("dbos")
    log.setLevel(logging.WARNING)
    if not log.handlers:
        log.addHandler(logging.NullHandler())


async def _register_queue(queue: Queue) -> None:
    await DBOS.register_queue_async(
        queue.name,
        worker_concurrency=queue.concurrency,
        partition_concurrency=queue.per_partition,
        limiter=_limiter(queue.rate),
        partition_limiter=_limiter(queue.partition_rate),
        polling_interval_sec=queue.poll_seconds,
        on_conflict="always_update",
    )


def _limiter(rate: Rate | None) -> _LimiterConfig | None:
    return None if rate is None else {"limit": rate.limit, "period": rate.seconds}
