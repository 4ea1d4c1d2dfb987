"""DBOS, in the words of this room: it keeps calls, runs them, and knows which were left behind."""

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
from limelight.store.call_queue import QueuedCall
from limelight.store.database import Database
from limelight.store.workflows import system_file

WORKFLOW: Final = "limelight.call"
Run = Callable[[str, str, str, str], Awaitable[None]]
"""Runs a call: its queue, its handler, and what and for whom."""

_VERSION: Final = "1"
"""Handlers outlive releases, so all releases are one version to DBOS."""
_MAX_RECOVERIES: Final = 1000
_THREADS: Final = 32
_EMBEDDED_CONNECTIONS: Final = 4
"""SQLite has one writer: others had better wait for a connection than for its lock."""


class _Limit(TypedDict):
    limit: int
    period: float


class Engine:
    """The one DBOS of the process, between ``start`` and ``stop``."""

    def __init__(self, settings: Settings, database: Database, worker_id: str) -> None:
        self._file = system_file(settings) if database.is_embedded else None
        self._database = database
        self._worker_id = worker_id
        self._dbos: DBOS | None = None

    async def start(self, run: Run, queues: Sequence[Queue]) -> None:
        """What this worker left behind at its last end goes on at once."""
        _quieten()
        await self.settle()
        config = self._config()
        # Migrating waits for open transactions, which may be those of this very loop: it goes on apart.
        await asyncio.to_thread(DBOS.migrate, str(config["system_database_url"]))
        self._dbos = DBOS(config=config)

        async def call(queue: str, handler: str, target: str, partition: str) -> None:
            await run(queue, handler, target, partition)

        DBOS.workflow(name=WORKFLOW, max_recovery_attempts=_MAX_RECOVERIES)(call)
        DBOS.launch()
        for queue in queues:
            await _register(queue)

    async def accept(self, promise: QueuedCall, queue: Queue) -> None:
        """Keep the promise's call; a second time changes nothing."""
        call = (promise.queue, promise.handler, str(promise.target), str(promise.partition))
        if queue.is_partitioned:
            await DBOS.enqueue_workflow_with_options_async(
                {
                    "workflow_name": WORKFLOW,
                    "queue_name": queue.name,
                    "workflow_id": str(promise.id),
                    "queue_partition_key": str(promise.partition),
                },
                *call,
            )
        else:
            await DBOS.enqueue_workflow_with_options_async(
                {"workflow_name": WORKFLOW, "queue_name": queue.name, "workflow_id": str(promise.id)}, *call
            )

    async def settle(self) -> None:
        """Make sure that what was accepted is kept."""
        if self._file is not None:
            await asyncio.to_thread(_settle, self._file)

    async def take_over(self, worker_ids: Collection[str]) -> None:
        """Queue again what workers were at when they died."""
        await asyncio.to_thread(DBOS._recover_pending_workflows, list(worker_ids))

    async def run_again(self, call_id: str, queue: str, partition: str | None) -> None:
        """Queue a call that failed; the steps that it has done stay done."""
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
            # It is not at its end: a worker that was killed just then had not written the end down.
            logging.getLogger("dbos").debug("call %s is under way", call_id)

    async def pause(self) -> None:
        """Begin nothing more."""
        if self._dbos is not None:
            for stop in self._dbos.background_thread_stop_events:
                stop.set()

    async def stop(self) -> None:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(1) as apart:
            await loop.run_in_executor(apart, lambda: DBOS.destroy(destroy_registry=True))
        # DBOS made its own threads those of the loop, and they ended with it.
        loop.set_default_executor(ThreadPoolExecutor())

    def _config(self) -> DBOSConfig:
        common: DBOSConfig = {
            "name": "limelight",
            "executor_id": self._worker_id,
            "application_version": _VERSION,
            "log_level": "WARNING",
            "max_executor_threads": _THREADS,
        }
        if self._file is None:
            url = self._database.url.render_as_string(hide_password=False)
            return {**common, "system_database_url": url}
        return {
            **common,
            "system_database_url": f"sqlite:///{self._file}",
            "sys_db_pool_size": _EMBEDDED_CONNECTIONS,
            "db_engine_kwargs": {"connect_args": {"factory": _Connection}},
        }


class _Connection(sqlite3.Connection):
    """Writes ahead without waiting for the disk, which a killed process does not need."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.execute("PRAGMA synchronous=NORMAL")


def _settle(file: Path) -> None:
    """Write all that was taken over to the disk, so that it outlasts even a loss of power."""
    connection = sqlite3.connect(file, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    finally:
        connection.close()


def _quieten() -> None:
    """Leave what DBOS logs to the handlers of the application; without one it would make its own."""
    log = logging.getLogger("dbos")
    log.setLevel(logging.WARNING)
    if not log.handlers:
        log.addHandler(logging.NullHandler())


async def _register(queue: Queue) -> None:
    await DBOS.register_queue_async(
        queue.name,
        worker_concurrency=queue.concurrency,
        partition_concurrency=queue.per_partition,
        limiter=_limit(queue.rate),
        partition_limiter=_limit(queue.partition_rate),
        polling_interval_sec=queue.poll_seconds,
        on_conflict="always_update",
    )


def _limit(rate: Rate | None) -> _Limit | None:
    return None if rate is None else {"limit": rate.limit, "period": rate.seconds}
