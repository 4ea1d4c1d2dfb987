"""Calling handlers: a refusal ends a call, anything else is tried again and then given up."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from dbos import DBOS

from limelight.durable.queues import Queue, enqueue
from limelight.errors import LimelightError
from limelight.kernel.timestamps import now
from limelight.store.database import Database
from limelight.store.workers import DeadLetter, DeadLetters

Handler = Callable[[UUID], Awaitable[None]]

_LOG = structlog.get_logger("limelight.durable")

DEAD_LETTER_SUFFIX: Final = ".failed"
"""The handler ``jobs.run.failed``, if there is one, is owed when ``jobs.run`` was given up."""


class CallRunner:
    """Runs calls within DBOS, and remembers those that fail.

    ``pauses`` are how long a call that failed waits for each further attempt.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        queues: Mapping[str, Queue],
        pauses: tuple[timedelta, ...],
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._queues = queues
        self._pauses = pauses

    async def run(self, queue: str, handler: str, target: str, partition: str) -> None:
        call_id = UUID(DBOS.workflow_id)
        log = _LOG.bind(handler=handler, target=target, call=str(call_id))
        try:
            await self._handlers[handler](UUID(target))
        except LimelightError as refusal:
            log.info("refused", reason=refusal.message)
        except Exception as error:
            failure = await self._record_failure(
                call_id, queue, handler, UUID(target), UUID(partition), error
            )
            log.exception("failed", attempts=failure.attempts, is_given_up=failure.is_given_up)
            raise
        await self._clear_failure(call_id)

    async def _record_failure(
        self, call_id: UUID, queue: str, handler: str, target: UUID, partition: UUID, error: Exception
    ) -> DeadLetter:
        async with self._database.session() as session:
            before = await DeadLetters(session).one(call_id)
            attempts = before.attempts + 1 if before else 1
            is_given_up = attempts > len(self._pauses)
            failure = DeadLetter(
                id=call_id,
                queue=queue,
                handler=handler,
                target=target,
                partition=partition,
                attempts=attempts,
                error=repr(error),
                failed_at=now(),
                retry_at=None if is_given_up else now() + self._pauses[attempts - 1],
                is_given_up=is_given_up,
            )
            await DeadLetters(session).put(failure)
            if is_given_up and handler + DEAD_LETTER_SUFFIX in self._handlers:
                enqueue(
                    session, self._queues[queue], handler + DEAD_LETTER_SUFFIX, target, partition=partition
                )
        return failure

    async def _clear_failure(self, call_id: UUID) -> None:
        async with self._database.session() as session:
            if await DeadLetters(session).one(call_id):
                await DeadLetters(session).remove(call_id)
