"""What durable work has yet to do, queue by queue: promises not yet handed over, calls waiting or running."""

from datetime import datetime, timedelta

from msgspec import Struct

from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database
from limelight.store.promises import Promises
from limelight.store.workers import Failures
from limelight.store.workflows import Workflows, WorkflowState


class QueueState(Struct, frozen=True, kw_only=True):
    """``age`` is that of the oldest call that has not ended; ``given_up`` counts those of a week."""

    waiting: int
    running: int
    age: timedelta
    given_up: int


class Backlog:
    """Asks the database, so that any process can tell."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._workflows = Workflows(settings, database)
        self._database = database

    async def states(self) -> dict[str, QueueState]:
        """Of every queue that has something to tell."""
        taken = await self._workflows.states()
        async with self._database.session() as session:
            promised = await Promises(session).waiting(now())
            given_up = await Failures(session).given_up()
        states: dict[str, QueueState] = {}
        for queue in {*taken, *promised, *given_up}:
            state = taken.get(queue, WorkflowState())
            count, since = promised.get(queue, (0, None))
            states[queue] = QueueState(
                waiting=state.waiting + count,
                running=state.running,
                age=_age([state.oldest, since]),
                given_up=given_up.get(queue, 0),
            )
        return states


def _age(moments: list[datetime | None]) -> timedelta:
    known = [moment for moment in moments if moment is not None]
    return max(now() - min(known), timedelta()) if known else timedelta()
