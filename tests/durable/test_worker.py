"""Promises, steps, retries and turns, with a worker in this process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from limelight.durable.backlog import Backlog
from limelight.durable.outbox_relay import relay_outbox
from limelight.durable.queues import Queue, enqueue
from limelight.durable.steps import sleep_until, step
from limelight.durable.worker import Worker
from limelight.errors import NotFound, TooManyRequests
from limelight.kernel.timestamps import now
from limelight.settings import DatabaseSettings, Settings, WorkerSettings
from limelight.store.database import Database
from limelight.store.outbox import OutboxMessage
from limelight.store.workers import DeadLetters

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

FAST = Queue("fast", concurrency=20, per_partition=3, poll_seconds=0.05)
MERGED = Queue("merged", per_partition=1, coalesces=True, poll_seconds=0.05)
QUEUES = (FAST, MERGED)
NAMED = {queue.name: queue for queue in QUEUES}


class RecordingTaskQueue:
    """Records messages, as DBOS does."""

    def __init__(self) -> None:
        self.calls: dict[UUID, OutboxMessage] = {}

    async def enqueue(self, message: OutboxMessage, queue: Queue) -> None:
        self.calls.setdefault(message.id, message)

    async def flush(self) -> None:
        """Nothing is written."""


class SimulatedCrash(Exception):
    """The process ends here."""


@pytest.fixture
def quick(tmp_path: Path, database_url: str | None) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database=DatabaseSettings(url=database_url, pool_size=5),
        worker=WorkerSettings(drain_seconds=0.1, grace_seconds=0, retry_seconds=(0.1, 0.1), lease_seconds=1),
    )


@pytest.fixture
async def records(quick: Settings) -> AsyncIterator[Database]:
    database = Database(quick)
    await database.migrate()
    yield database
    await database.close()


async def owe(database: Database, queue: Queue, handler: str, *targets: UUID, partition: UUID) -> None:
    async with database.session() as session:
        for target in targets:
            enqueue(session, queue, handler, target, partition=partition)


async def eventually(condition: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 -- other tasks fulfil it
            await asyncio.sleep(0.02)


async def test_a_message_is_stored_with_its_transaction_and_relayed_when_due(records: Database) -> None:
    kept, later, ledger = uuid4(), uuid4(), RecordingTaskQueue()
    with suppress(SimulatedCrash):
        async with records.session() as session:
            enqueue(session, FAST, "walk", uuid4(), partition=uuid4())
            raise SimulatedCrash
    await owe(records, FAST, "walk", kept, partition=uuid4())
    async with records.session() as session:
        enqueue(session, FAST, "walk", later, partition=uuid4(), after=now() + timedelta(hours=1))
    await relay_outbox(records, NAMED, ledger)
    assert [call.target for call in ledger.calls.values()] == [kept]


async def test_a_message_stays_until_it_is_flushed_and_becomes_one_call(records: Database) -> None:
    class Dying(RecordingTaskQueue):
        async def flush(self) -> None:
            raise SimulatedCrash

    target, ledger = uuid4(), Dying()
    await owe(records, FAST, "walk", target, partition=uuid4())
    with pytest.raises(SimulatedCrash):
        await relay_outbox(records, NAMED, ledger)
    alive = RecordingTaskQueue()
    alive.calls = ledger.calls
    await relay_outbox(records, NAMED, alive)
    assert [call.target for call in alive.calls.values()] == [target]


async def test_calls_that_coalesce_are_one_but_a_newer_one_is_another(records: Database) -> None:
    target, webhook = uuid4(), uuid4()
    await owe(records, MERGED, "tell", target, target, target, partition=webhook)

    class Dying(RecordingTaskQueue):
        async def flush(self) -> None:
            raise SimulatedCrash

    before = Dying()
    with pytest.raises(SimulatedCrash):
        await relay_outbox(records, NAMED, before)
    assert len(before.calls) == 1
    await owe(records, MERGED, "tell", target, partition=webhook)
    after = RecordingTaskQueue()
    await relay_outbox(records, NAMED, after)
    assert len(after.calls) == 1
    assert before.calls.keys() != after.calls.keys()


async def test_a_handler_that_is_stopped_at_any_step_goes_on_where_it_was(
    quick: Settings, records: Database
) -> None:
    """The same worker id is used again on SQLite; on PostgreSQL another worker takes over."""
    done: dict[UUID, list[int]] = {}
    stops = {uuid4(): stop for stop in range(4)}
    is_first = True

    async def stride(target: UUID, number: int) -> int:
        done.setdefault(target, []).append(number)
        return number

    async def walk(target: UUID) -> None:
        for number in range(4):
            if is_first and stops[target] == number:
                await asyncio.sleep(60)
            await step(stride, target, number)

    async with Worker(quick, records, {"walk": walk}, QUEUES):
        for target in stops:
            await owe(records, FAST, "walk", target, partition=uuid4())
        await eventually(lambda: all(len(done.get(each, [])) == stop for each, stop in stops.items()))
        # They are in their long sleep by now, or at its door.
        await asyncio.sleep(0.5)
    is_first = False
    async with Worker(quick, records, {"walk": walk}, QUEUES):
        await eventually(lambda: all(len(done.get(each, [])) >= 4 for each in stops))
    assert all(steps == [0, 1, 2, 3] for steps in done.values())


async def test_a_refusal_ends_a_call_and_a_bug_is_tried_again_then_given_up(
    quick: Settings, records: Database
) -> None:
    seen: dict[str, list[UUID]] = {"refused": [], "broken": [], "broken.failed": [], "mended": []}
    steps: list[UUID] = []

    async def once(target: UUID) -> None:
        steps.append(target)

    async def refused(target: UUID) -> None:
        seen["refused"].append(target)
        raise NotFound("There is no such thing.")

    async def broken(target: UUID) -> None:
        seen["broken"].append(target)
        raise ZeroDivisionError

    async def given_up(target: UUID) -> None:
        seen["broken.failed"].append(target)

    async def mended(target: UUID) -> None:
        await step(once, target)
        seen["mended"].append(target)
        if len(seen["mended"]) == 1:
            raise ZeroDivisionError

    target = uuid4()
    handlers = {"refused": refused, "broken": broken, "broken.failed": given_up, "mended": mended}
    async with Worker(quick, records, handlers, QUEUES):
        for name in ("refused", "broken", "mended"):
            await owe(records, FAST, name, target, partition=target)
        await eventually(lambda: bool(seen["broken.failed"]) and len(seen["mended"]) == 2)
        await asyncio.sleep(0.3)
    assert {name: len(calls) for name, calls in seen.items()} == {
        "refused": 1,
        "broken": 3,
        "broken.failed": 1,
        "mended": 2,
    }
    assert steps == [target]
    async with records.session() as session:
        assert await DeadLetters(session).given_up() == {"fast": 1}
    state = (await Backlog(quick, records).states())["fast"]
    assert (state.waiting, state.running, state.dead_letters) == (0, 0, 1)


async def test_a_refusal_of_a_step_is_the_same_after_a_restart(quick: Settings, records: Database) -> None:
    """It is raised from its record then, so it has to survive being written down."""
    refusals: list[TooManyRequests] = []
    calls: list[UUID] = []
    is_first = True

    async def busy(target: UUID) -> None:
        calls.append(target)
        raise TooManyRequests("Too busy.", retry_after=7)

    async def handler(target: UUID) -> None:
        try:
            await step(busy, target)
        except TooManyRequests as refusal:
            refusals.append(refusal)
        if is_first:
            await sleep_until(now() + timedelta(seconds=1))

    async with Worker(quick, records, {"handler": handler}, QUEUES):
        await owe(records, FAST, "handler", uuid4(), partition=uuid4())
        await eventually(lambda: bool(refusals))
        await asyncio.sleep(0.2)
    async with Worker(quick, records, {"handler": handler}, QUEUES):
        await eventually(lambda: len(refusals) == 2)
    assert len(calls) == 1
    assert [(refusal.message, refusal.retry_after) for refusal in refusals] == [("Too busy.", 7)] * 2


async def test_one_partition_does_not_starve_another(quick: Settings, records: Database) -> None:
    greedy, modest, ended = uuid4(), uuid4(), []
    busy = 0

    async def handler(target: UUID) -> None:
        nonlocal busy
        busy += 1
        assert busy <= 4
        await asyncio.sleep(0.3)
        busy -= 1
        ended.append(target)

    async with Worker(quick, records, {"handler": handler}, QUEUES):
        await owe(records, FAST, "handler", *[uuid4() for _ in range(30)], partition=greedy)
        await owe(records, FAST, "handler", modest, partition=modest)
        await eventually(lambda: modest in ended)
    assert len(ended) < 15
