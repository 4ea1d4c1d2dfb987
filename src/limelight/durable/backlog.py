"""What durable work has yet to do, queue by queue: promises not yet handed over, calls waiting or running."""

from datetime import datetime, timedelta

from msgspec import Struct

from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.call_queue import CallQueue
from limelight.store.database import Database
from limelight.store.workers import DeadLetters
from limelight.store.workflows import Workflows, WorkflowState


class QueueState(Struct, frozen=True, kw_only=True):
    """``age`` is that of the oldest call that has not ended; ``given_up`` counts those of a week."""

    waiting: int
    running: int
    oldest_age: timedelta
    dead_letters: int


class Backlog:
    """Asks the database, so that any process can tell."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._workflows = Workflows(settings, database)
        self._database = database

    async def states(self) -> dict[str, QueueState]:
        """Of every queue that has something to tell."""
        taken = await self._workflows.states()
        async with self._database.session() as session:
            promised = await CallQueue(session).waiting(now())
            given_up = await DeadLetters(session).given_up()
        states: dict[str, QueueState] = {}
        for queue in {*taken, *promised, *given_up}:
            state = taken.get(queue, WorkflowState())
            count, since = promised.get(queue, (0, None))
            states[queue] = QueueState(
                waiting=state.waiting + count,
                running=state.running,
                oldest_age=_age([state.oldest, since]),
                dead_letters=given_up.get(queue, 0),
            )
        return states


def _age(moments: list[datetime | None]) -> timedelta:
    known = [moment for moment in moments if moment is not None]
    return max(now() - min(known), timedelta()) if known else timedelta()
