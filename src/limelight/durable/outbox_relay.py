"""The relay moves messages from the outbox, where they were committed, to the task queue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, Protocol
from uuid import UUID, uuid5

from limelight.durable.queues import Queue
from limelight.kernel.timestamps import now
from limelight.store.database import Database
from limelight.store.outbox import Outbox, OutboxMessage

_BATCH_SIZE: Final = 500
_COALESCED_NAMESPACE: Final = UUID("0b2cfd2c-7c0a-4f4e-9a0e-4f8c2e6d1a57")


class TaskQueue(Protocol):
    """Receives the messages of the outbox."""

    async def enqueue(self, message: OutboxMessage, queue: Queue) -> None:
        """Enqueue a message. A second message with the same id has no effect."""

    async def flush(self) -> None:
        """Write what was enqueued to the disk."""


async def relay_outbox(database: Database, queues: Mapping[str, Queue], task_queue: TaskQueue) -> None:
    """Relay all due messages. A message leaves the outbox after the task queue has flushed it."""
    count = _BATCH_SIZE
    while count == _BATCH_SIZE:
        async with database.session() as session:
            outbox = Outbox(session)
            due = await outbox.due(now(), _BATCH_SIZE)
            known = [message for message in due if message.queue in queues]
            for message in _coalesce(known, queues):
                await task_queue.enqueue(message, queues[message.queue])
            if known:
                await task_queue.flush()
                await outbox.remove(known)
        count = len(known)


def _coalesce(messages: Iterable[OutboxMessage], queues: Mapping[str, Queue]) -> Iterator[OutboxMessage]:
    ordered = sorted(messages, key=lambda message: (message.queue, message.handler, message.target))
    for (queue, _, _), group in groupby(ordered, lambda each: (each.queue, each.handler, each.target)):
        if queues[queue].coalesces:
            yield _merge_messages(list(group))
        else:
            yield from group


def _merge_messages(messages: Sequence[OutboxMessage]) -> OutboxMessage:
    """One message for all, with an id made of theirs: with a newer message among them it is another call."""
    if len(messages) == 1:
        return messages[0]
    ids = sorted(str(message.id) for message in messages)
    first = messages[0]
    return OutboxMessage(
        id=uuid5(_COALESCED_NAMESPACE, " ".join(ids)),
        queue=first.queue,
        handler=first.handler,
        target=first.target,
        partition=first.partition,
        due_at=first.due_at,
    )
