"""The backlog of each queue: messages not yet relayed, and calls that wait or run."""

from datetime import datetime, timedelta

from msgspec import Struct

from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.outbox import Outbox
from limelight.store.workers import DeadLetters
from limelight.store.workflows import QueueCounts, WorkflowQueries


class QueueState(Struct, frozen=True, kw_only=True):
    """``age`` is that of the oldest call that has not ended; ``given_up`` counts those of a week."""

    waiting: int
    running: int
    oldest_age: timedelta
    dead_letters: int


class Backlog:
    """Asks the database, so that any process can tell."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._workflows = WorkflowQueries(settings, database)
        self._database = database

    async def states(self) -> dict[str, QueueState]:
        """Of every queue that has something to tell."""
        taken = await self._workflows.queue_counts()
        async with self._database.session() as session:
            unrelayed = await Outbox(session).waiting(now())
            given_up = await DeadLetters(session).given_up()
        states: dict[str, QueueState] = {}
        for queue in {*taken, *unrelayed, *given_up}:
            state = taken.get(queue, QueueCounts())
            count, since = unrelayed.get(queue, (0, None))
            states[queue] = QueueState(
                waiting=state.waiting + count,
                running=state.running,
                oldest_age=_oldest_age([state.oldest, since]),
                dead_letters=given_up.get(queue, 0),
            )
        return states


def _oldest_age(moments: list[datetime | None]) -> timedelta:
    known = [moment for moment in moments if moment is not None]
    return max(now() - min(known), timedelta()) if known else timedelta()
