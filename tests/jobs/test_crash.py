"""Workers that are killed while jobs run: each job ends once, as it should, and is told of once."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from limelight.jobs.audience_overlap import AUDIENCE_OVERLAP
from limelight.jobs.declaration import Job
from limelight.jobs.email_lookup import EMAIL_LOOKUP
from limelight.jobs.high_follower_audience import HIGH_FOLLOWER_AUDIENCE
from limelight.jobs.profile_analytics import PROFILE_ANALYTICS
from limelight.jobs.search_export import CREATOR_SEARCH_EXPORT
from limelight.jobs.service import JobService
from limelight.kernel.jobs import JobStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Creator
from limelight.kernel.timestamps import now
from limelight.platforms import platform_by_key
from limelight.sandbox import World
from limelight.settings import JobsSettings, Settings
from limelight.store.creators import Creators
from limelight.store.database import Database
from limelight.store.jobs import ComputationRow, JobRow
from limelight.store.tenants import Tenants
from limelight.store.webhooks import DeliveryRow, Webhooks
from limelight.testing.webhook_receiver import run_receiver
from tests.sync.worker_processes import ProductProcesses, worker_settings

pytestmark = pytest.mark.both_databases

KILLS = int(os.environ.get("KILLS", "2"))
PATIENCE = 90 + 3 * KILLS
INSTAGRAM = platform_by_key(PlatformKey.INSTAGRAM).id
_EACH = 4
_UNKNOWN = "nobody-of-that-name"
Ended = dict[UUID, tuple[JobStatus, datetime]]


class Customer:
    """A tenant that asks for jobs of several kinds. ``expected`` is how each of them has to end."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.tenant_id = UUID(int=0)
        self.expected: dict[UUID, tuple[Job[Any, Any], JobStatus]] = {}
        self.seen: Ended = {}

    async def join(self, settings: Settings, url: str) -> list[str]:
        """The public creators that there are, by handle."""
        world = World(settings.sandbox.seed, now().date())
        shown = [at for at in range(60) if not world.truth(PlatformKey.INSTAGRAM, at).is_private]
        creators: list[Creator] = [world.creator(PlatformKey.INSTAGRAM, at) for at in shown[: 2 * _EACH]]
        async with self.database.session() as session:
            tenant, _ = await Tenants(session).create("studio")
            self.tenant_id = tenant.id
            await Creators(session).save(creators)
            await Webhooks(session, tenant.id).add(None, url, tuple(_endings()))
        return [creator.username for creator in creators]

    async def ask(self, job: Job[Any, Any], status: JobStatus, **body: Any) -> None:
        async with self.database.session() as session:
            request = msgspec.convert({"work_platform_id": str(INSTAGRAM), **body}, job.request)
            asked = await JobService(session, self.tenant_id, JobsSettings()).create(job, request)
        self.expected[asked.id] = job, status

    async def ask_for_all(self, names: list[str]) -> None:
        for number in range(_EACH):
            success, failure = JobStatus.SUCCESS, JobStatus.FAILURE
            pair = names[number : number + 2]
            await self.ask(PROFILE_ANALYTICS, success, identifier=names[number])
            await self.ask(AUDIENCE_OVERLAP, success, identifiers=pair)
            await self.ask(AUDIENCE_OVERLAP, failure, identifiers=[names[number], _UNKNOWN])
            await self.ask(HIGH_FOLLOWER_AUDIENCE, success, identifier=names[number])
            await self.ask(EMAIL_LOOKUP, success, emails=[f"someone{number}@example.com"])
            order = {"field": "FOLLOWER_COUNT", "order": "DESCENDING"}
            await self.ask(CREATOR_SEARCH_EXPORT, success, sort_by=order, max_results=5 + number)
            # It shares the computation of another job, and is told of like any other.
            await self.ask(PROFILE_ANALYTICS, success, identifier=names[number])

    async def look(self) -> int:
        """How many jobs have ended; what has ended must never change again."""
        async with self.database.session() as session:
            rows = (await session.execute(select(JobRow.id, ComputationRow).join(ComputationRow))).all()
        ended = {key: (row.status, row.ended_at) for key, row in rows if row.status != JobStatus.IN_PROGRESS}
        assert {key: ended.get(key) for key in self.seen} == self.seen
        self.seen = ended
        return len(ended)

    async def told(self) -> Counter[tuple[str, str]]:
        async with self.database.session() as session:
            bodies = (await session.scalars(select(DeliveryRow.body))).all()
        events: list[Any] = [msgspec.json.decode(body) for body in bodies]
        return Counter((event["event"], event["data"]["job_id"]) for event in events)


@pytest.mark.anyio
async def test_every_job_ends_once_however_often_workers_are_killed(database_url: str | None, tmp_path: Path):
    settings = worker_settings(tmp_path, database_url)
    database = Database(settings)
    await database.migrate()
    customer = Customer(database)
    size = 1 if database_url is None else 2
    with run_receiver() as receiver:
        await customer.ask_for_all(await customer.join(settings, receiver.url))
        crew = ProductProcesses(tmp_path, database_url, size)
        try:
            await _kill_now_and_then(crew, customer)
            await _wait_until_ended(customer, len(customer.expected))
        finally:
            crew.kill_all()
    await _check(customer)
    await database.close()


async def _kill_now_and_then(crew: ProductProcesses, customer: Customer) -> None:
    """Between two kills something gets done, so that kills meet jobs in all states."""
    for _ in range(KILLS):
        before = await customer.look()
        await _wait_until_ended(customer, min(before + 1, len(customer.expected)))
        await asyncio.sleep(random.uniform(0, 0.3))
        crew.kill_one()


async def _wait_until_ended(customer: Customer, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while await customer.look() < count:  # noqa: ASYNC110 -- others do the work
            await asyncio.sleep(0.05)


async def _check(customer: Customer) -> None:
    assert {key: status for key, (status, _) in customer.seen.items()} == {
        key: status for key, (_, status) in customer.expected.items()
    }
    expected = {
        (_event(job, status), str(key)): 1
        for key, (job, status) in customer.expected.items()
        if job.completion_events
    }
    assert await customer.told() == expected
    await _check_results(customer)


async def _check_results(customer: Customer) -> None:
    """A SUCCESS has a result that can be read, a FAILURE says why."""
    async with customer.database.session() as session:
        for key, (job, status) in customer.expected.items():
            found = await JobService(session, customer.tenant_id, JobsSettings()).get(job, key)
            assert (found.failure is None) is (status is JobStatus.SUCCESS)
            assert (
                status is JobStatus.FAILURE or job.name == EMAIL_LOOKUP.name or found.result != job.result()
            )


def _event(job: Job[Any, Any], status: JobStatus) -> str:
    assert job.completion_events is not None
    return (
        job.completion_events.success if status is JobStatus.SUCCESS else job.completion_events.failure
    ).name


def _endings() -> Iterator[str]:
    for job in (PROFILE_ANALYTICS, AUDIENCE_OVERLAP, EMAIL_LOOKUP, CREATOR_SEARCH_EXPORT):
        for status in (JobStatus.SUCCESS, JobStatus.FAILURE):
            yield _event(job, status)
