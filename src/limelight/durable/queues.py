"""What a queue is declared in: how much of it goes on at once, and how fast."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from limelight.kernel.timestamps import now
from limelight.store.database import Session
from limelight.store.outbox import Outbox, OutboxMessage


@dataclass(frozen=True)
class Rate:
    """So many handlers may start within so many seconds."""

    limit: int
    seconds: float


@dataclass(frozen=True)
class Queue:
    """A queue of calls, and its limits.

    ``concurrency`` is what one worker runs at once, ``per_partition`` what all workers together run at
    once for one partition: a tenant, say, so that none starves the others. ``coalesces`` says that of
    several equal messages in the outbox one call is enough, since it sees the changes of all.
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
    """Enqueue ``handler(target)`` when the session commits, to start no earlier than ``after``.

    ``partition``, mostly the tenant, is the share of the queue that it counts towards. Returns the
    message's id.
    """
    made = OutboxMessage(
        id=uuid4(),
        queue=queue.name,
        handler=handler,
        target=target,
        partition=partition,
        due_at=after or now(),
    )
    Outbox(session).add(made)
    return made.id
