"""Workers that are killed while jobs run: each job ends once, as expected, and emits one event."""

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


class TenantJobs:
    """A tenant that creates jobs of several kinds. ``expected`` has the final status of each."""

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

    async def create(self, job: Job[Any, Any], status: JobStatus, **body: Any) -> None:
        async with self.database.session() as session:
            request = msgspec.convert({"work_platform_id": str(INSTAGRAM), **body}, job.request)
            submitted = await JobService(session, self.tenant_id, JobsSettings()).create(job, request)
        self.expected[submitted.id] = job, status

    async def create_all(self, names: list[str]) -> None:
        for number in range(_EACH):
            success, failure = JobStatus.SUCCESS, JobStatus.FAILURE
            pair = names[number : number + 2]
            await self.create(PROFILE_ANALYTICS, success, identifier=names[number])
            await self.create(AUDIENCE_OVERLAP, success, identifiers=pair)
            await self.create(AUDIENCE_OVERLAP, failure, identifiers=[names[number], _UNKNOWN])
            await self.create(HIGH_FOLLOWER_AUDIENCE, success, identifier=names[number])
            await self.create(EMAIL_LOOKUP, success, emails=[f"someone{number}@example.com"])
            order = {"field": "FOLLOWER_COUNT", "order": "DESCENDING"}
            await self.create(CREATOR_SEARCH_EXPORT, success, sort_by=order, max_results=5 + number)
            # It shares the computation of another job and has its own event.
            await self.create(PROFILE_ANALYTICS, success, identifier=names[number])

    async def ended_count(self) -> int:
        """Returns the number of ended jobs; the state of an ended job must not change."""
        async with self.database.session() as session:
            rows = (await session.execute(select(JobRow.id, ComputationRow).join(ComputationRow))).all()
        ended = {key: (row.status, row.ended_at) for key, row in rows if row.status != JobStatus.IN_PROGRESS}
        assert {key: ended.get(key) for key in self.seen} == self.seen
        self.seen = ended
        return len(ended)

    async def emitted(self) -> Counter[tuple[str, str]]:
        async with self.database.session() as session:
            bodies = (await session.scalars(select(DeliveryRow.body))).all()
        events: list[Any] = [msgspec.json.decode(body) for body in bodies]
        return Counter((event["event"], event["data"]["job_id"]) for event in events)


@pytest.mark.anyio
async def test_every_job_ends_once_despite_killed_workers(database_url: str | None, tmp_path: Path):
    settings = worker_settings(tmp_path, database_url)
    database = Database(settings)
    await database.migrate()
    tenant_jobs = TenantJobs(database)
    size = 1 if database_url is None else 2
    with run_receiver() as receiver:
        await tenant_jobs.create_all(await tenant_jobs.join(settings, receiver.url))
        crew = ProductProcesses(tmp_path, database_url, size)
        try:
            await _kill_now_and_then(crew, tenant_jobs)
            await _wait_until_ended(tenant_jobs, len(tenant_jobs.expected))
        finally:
            crew.kill_all()
    await _check(tenant_jobs)
    await database.close()


async def _kill_now_and_then(crew: ProductProcesses, tenant_jobs: TenantJobs) -> None:
    """Waits for progress between two kills, so that jobs are killed in all states."""
    for _ in range(KILLS):
        before = await tenant_jobs.ended_count()
        await _wait_until_ended(tenant_jobs, min(before + 1, len(tenant_jobs.expected)))
        await asyncio.sleep(random.uniform(0, 0.3))
        crew.kill_one()


async def _wait_until_ended(tenant_jobs: TenantJobs, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while await tenant_jobs.ended_count() < count:  # noqa: ASYNC110 -- others do the work
            await asyncio.sleep(0.05)


async def _check(tenant_jobs: TenantJobs) -> None:
    assert {key: status for key, (status, _) in tenant_jobs.seen.items()} == {
        key: status for key, (_, status) in tenant_jobs.expected.items()
    }
    expected = {
        (_event(job, status), str(key)): 1
        for key, (job, status) in tenant_jobs.expected.items()
        if job.completion_events
    }
    assert await tenant_jobs.emitted() == expected
    await _check_results(tenant_jobs)


async def _check_results(tenant_jobs: TenantJobs) -> None:
    """A SUCCESS has a readable result, a FAILURE has an error."""
    async with tenant_jobs.database.session() as session:
        for key, (job, status) in tenant_jobs.expected.items():
            found = await JobService(session, tenant_jobs.tenant_id, JobsSettings()).get(job, key)
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
