"""Promising work: whoever commits the transaction owes the handler's call."""

from datetime import datetime
from uuid import UUID, uuid4

from limelight.durable.queues import Queue
from limelight.kernel.timestamps import now
from limelight.store.database import Session
from limelight.store.promises import Promise, Promises


def promise(
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
    made = Promise(
        id=uuid4(),
        queue=queue.name,
        handler=handler,
        target=target,
        partition=partition,
        due_at=after or now(),
    )
    Promises(session).add(made)
    return made.id
