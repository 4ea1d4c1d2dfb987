"""Handing promises over: from the outbox, where they were committed, to DBOS, which keeps them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, Protocol
from uuid import UUID, uuid5

from limelight.durable.queues import Queue
from limelight.kernel.timestamps import now
from limelight.store.call_queue import CallQueue, QueuedCall
from limelight.store.database import Database

_BATCH: Final = 500
_COALESCED: Final = UUID("0b2cfd2c-7c0a-4f4e-9a0e-4f8c2e6d1a57")


class Keeper(Protocol):
    """Who promises are handed over to."""

    async def accept(self, promise: QueuedCall, queue: Queue) -> None:
        """Take a promise over. Taking the same one over twice must start nothing twice."""

    async def settle(self) -> None:
        """Make sure that what was accepted is kept."""


async def drain(database: Database, queues: Mapping[str, Queue], keeper: Keeper) -> None:
    """Hand over all that is due. A promise leaves the outbox only after it was taken over for good."""
    count = _BATCH
    while count == _BATCH:
        async with database.session() as session:
            promises = CallQueue(session)
            due = await promises.due(now(), _BATCH)
            known = [promise for promise in due if promise.queue in queues]
            for promise in _distinct(known, queues):
                await keeper.accept(promise, queues[promise.queue])
            if known:
                await keeper.settle()
                await promises.remove(known)
        count = len(known)


def _distinct(promises: Iterable[QueuedCall], queues: Mapping[str, Queue]) -> Iterator[QueuedCall]:
    ordered = sorted(promises, key=lambda promise: (promise.queue, promise.handler, promise.target))
    for (queue, _, _), group in groupby(ordered, lambda each: (each.queue, each.handler, each.target)):
        if queues[queue].coalesces:
            yield _coalesced(list(group))
        else:
            yield from group


def _coalesced(promises: Sequence[QueuedCall]) -> QueuedCall:
    """One call for all of them, known by them: with a newer promise among them it is another call."""
    if len(promises) == 1:
        return promises[0]
    ids = sorted(str(promise.id) for promise in promises)
    first = promises[0]
    return QueuedCall(
        id=uuid5(_COALESCED, " ".join(ids)),
        queue=first.queue,
        handler=first.handler,
        target=first.target,
        partition=first.partition,
        due_at=first.due_at,
    )
