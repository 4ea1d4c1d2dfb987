"""What a queue is declared in: how much of it goes on at once, and how fast."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from limelight.kernel.timestamps import now
from limelight.store.call_queue import CallQueue, QueuedCall
from limelight.store.database import Session


@dataclass(frozen=True)
class Rate:
    """So many handlers may start within so many seconds."""

    limit: int
    seconds: float


@dataclass(frozen=True)
class Queue:
    """Where promised work waits for its turn.

    ``concurrency`` is what one worker runs at once, ``per_partition`` what all workers together run at
    once for one partition: a tenant, say, so that none starves the others. ``coalesces`` says that of
    several equal calls which wait to be handed over one is enough, since it sees what all were about.
    """

    name: str
    concurrency: int = 20
    per_partition: int | None = None
    rate: Rate | None = None
    partition_rate: Rate | None = None
    coalesces: bool = False
    poll_seconds: float = 1.0

    @property
    def is_partitioned(self) -> bool:
        return self.per_partition is not None or self.partition_rate is not None


def enqueue(
    session: Session,
    queue: Queue,
    handler: str,
    target: UUID,
    *,
    partition: UUID,
    after: datetime | None = None,
) -> UUID:
    """Owe ``handler(target)`` once the session commits, not before ``after``.

    ``partition`` is whose share of the queue it takes: mostly the tenant. Returns the promise's id.
    """
    made = QueuedCall(
        id=uuid4(),
        queue=queue.name,
        handler=handler,
        target=target,
        partition=partition,
        due_at=after or now(),
    )
    CallQueue(session).add(made)
    return made.id
