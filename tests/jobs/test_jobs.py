"""Behaviour of every job: creation, execution, sharing, events and reading."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import Struct

from limelight.errors import NotFound
from limelight.jobs.declaration import ANALYSIS_QUEUE, CompletionEvents, Job, JobContext, JobRun
from limelight.jobs.runner import JobRunner
from limelight.jobs.service import RUN_HANDLER, JobService, JobState, ResultOutdated
from limelight.kernel.jobs import JobStatus
from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import now
from limelight.settings import JobsSettings, Settings
from limelight.store.database import Database
from limelight.store.jobs import Computations, IncorrectJobId
from limelight.store.outbox import Outbox
from limelight.store.tenants import Tenants
from limelight.store.webhooks import Webhooks
from limelight.webhooks.events import EMAIL_LOOKUP_FAILURE, EMAIL_LOOKUP_SUCCESS
from tests.jobs.contexts import make_context

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]


class Sum(Struct, frozen=True, kw_only=True):
    terms: tuple[int, ...]


class Total(Struct, frozen=True, kw_only=True):
    total: int | None = None


class TermMissing(NotFound):
    """There is nothing to add up."""


async def add(job_run: JobRun[Sum], context: JobContext) -> Total:
    if not job_run.request.terms:
        raise TermMissing("terms: there are none.")
    return Total(total=sum(job_run.request.terms))


def job(run: Callable[[JobRun[Sum], JobContext], Awaitable[Total]] = add) -> Job[Sum, Total]:
    return Job(
        name="sum",
        request=Sum,
        result=Total,
        run=run,
        check=lambda request: request,
        completion_events=CompletionEvents(EMAIL_LOOKUP_SUCCESS, EMAIL_LOOKUP_FAILURE),
    )


class TenantJobs:
    """A tenant that creates sum jobs, and a runner that the test starts."""

    def __init__(self, database: Database, settings: Settings, tenant_id: UUID, webhook_id: UUID) -> None:
        self.database = database
        self.tenant_id = tenant_id
        self._webhook_id = webhook_id
        self._workbench = make_context(settings, database)

    async def create(self, *terms: int, minutes: int = 60) -> JobState[Sum, Total]:
        async with self.database.session() as session:
            jobs = JobService(session, self.tenant_id, JobsSettings(freshness_minutes=minutes))
            return await jobs.create(job(), Sum(terms=terms))

    async def fresh(self, *terms: int) -> JobState[Sum, Total] | None:
        async with self.database.session() as session:
            return await JobService(session, self.tenant_id, JobsSettings()).find_fresh(
                job(), Sum(terms=terms)
            )

    async def get(self, job_id: UUID) -> JobState[Sum, Total]:
        async with self.database.session() as session:
            return await JobService(session, self.tenant_id, JobsSettings()).get(job(), job_id)

    def runner(self, of: Job[Sum, Total]) -> JobRunner:
        return JobRunner([of], self._workbench, JobsSettings())

    async def run_pending(self, of: Job[Sum, Total] | None = None) -> int:
        """Runs pending computations; returns their number."""
        async with self.database.session() as session:
            pending = [each for each in await Outbox(session).due(now(), 100) if each.handler == RUN_HANDLER]
            await Outbox(session).remove(pending)
        for each in pending:
            await self.runner(of or job()).run(each.target)
        return len(pending)

    async def emitted(self) -> list[tuple[str, str]]:
        async with self.database.session() as session:
            webhooks = Webhooks(session, self.tenant_id)
            sent = await webhooks.deliveries(self._webhook_id, Paging(limit=100))
        bodies: list[Any] = [msgspec.json.decode(each.body) for each in reversed(sent)]
        return [(body["event"], body["data"]["job_id"]) for body in bodies]


@pytest.fixture
async def tenant_jobs(settings: Settings, database: Database) -> TenantJobs:
    async with database.session() as session:
        tenant, _ = await Tenants(session).create("studio")
        events = (EMAIL_LOOKUP_SUCCESS.name, EMAIL_LOOKUP_FAILURE.name)
        webhook = await Webhooks(session, tenant.id).add(None, "http://127.0.0.1:1/", events)
    return TenantJobs(database, settings, tenant.id, webhook.id)


async def test_a_job_is_in_progress_until_it_ends_with_an_event(tenant_jobs: TenantJobs):
    submitted = await tenant_jobs.create(1, 2)
    assert (submitted.status, submitted.result.total) == (JobStatus.IN_PROGRESS, None)
    assert await tenant_jobs.emitted() == []
    await tenant_jobs.run_pending()
    found = await tenant_jobs.get(submitted.id)
    assert (found.status, found.result.total, found.request.terms) == (JobStatus.SUCCESS, 3, (1, 2))
    assert await tenant_jobs.emitted() == [("EMAIL_LOOKUP.SUCCESS", str(submitted.id))]


async def test_an_error_ends_a_job_in_failure(tenant_jobs: TenantJobs):
    submitted = await tenant_jobs.create()
    await tenant_jobs.run_pending()
    found = await tenant_jobs.get(submitted.id)
    assert found.status is JobStatus.FAILURE
    assert found.failure is not None
    assert (found.failure.code, found.failure.status) == ("term_missing", 404)
    assert await tenant_jobs.emitted() == [("EMAIL_LOOKUP.FAILURE", str(submitted.id))]


async def test_a_permanent_failure_is_stored_once(tenant_jobs: TenantJobs):
    submitted = await tenant_jobs.create(1)
    runner = tenant_jobs.runner(job())
    await runner.fail_permanently(submitted.computation_id)
    await runner.fail_permanently(submitted.computation_id)
    found = await tenant_jobs.get(submitted.id)
    assert found.failure is not None
    assert found.failure.code == "internal_error"
    assert len(await tenant_jobs.emitted()) == 1


async def test_a_repeated_run_keeps_the_first_result(tenant_jobs: TenantJobs):
    submitted = await tenant_jobs.create(1)
    await tenant_jobs.run_pending()
    await tenant_jobs.runner(job()).run(submitted.computation_id)
    async with tenant_jobs.database.session() as session:
        assert await Computations(session).succeed(submitted.computation_id, b'{"total":9}') == ()
    assert (await tenant_jobs.get(submitted.id)).result.total == 1
    assert len(await tenant_jobs.emitted()) == 1


async def test_an_unexpected_error_leaves_the_job_in_progress(tenant_jobs: TenantJobs):
    async def stumble(job_run: JobRun[Sum], context: JobContext) -> Total:
        raise RuntimeError("a bug")

    submitted = await tenant_jobs.create(1)
    with pytest.raises(RuntimeError):
        await tenant_jobs.run_pending(job(stumble))
    assert (await tenant_jobs.get(submitted.id)).status is JobStatus.IN_PROGRESS


async def test_equal_requests_share_a_computation_with_an_event_each(tenant_jobs: TenantJobs):
    early = await tenant_jobs.create(1, 2)
    waiting = await tenant_jobs.create(1, 2)
    assert await tenant_jobs.run_pending() == 1
    late = await tenant_jobs.create(1, 2)
    assert await tenant_jobs.run_pending() == 0
    assert late.status is JobStatus.SUCCESS
    assert late.result.total == 3
    assert late.computed_at == (await tenant_jobs.get(early.id)).computed_at
    assert {job_id for _, job_id in await tenant_jobs.emitted()} == {
        str(j.id) for j in (early, waiting, late)
    }


async def test_stale_and_failed_computations_are_not_shared(tenant_jobs: TenantJobs):
    await tenant_jobs.create(1, 2)
    await tenant_jobs.create(2, 1)
    assert await tenant_jobs.run_pending() == 2
    await tenant_jobs.create(1, 2, minutes=0)
    assert await tenant_jobs.run_pending() == 1
    await tenant_jobs.create()
    await tenant_jobs.run_pending()
    await tenant_jobs.create()
    assert await tenant_jobs.run_pending() == 1


async def test_jobs_are_separate_per_tenant(tenant_jobs: TenantJobs, settings: Settings, database: Database):
    submitted = await tenant_jobs.create(5)
    await tenant_jobs.run_pending()
    async with database.session() as session:
        other, _ = await Tenants(session).create("other")
        theirs = JobService(session, other.id, JobsSettings())
        with pytest.raises(IncorrectJobId):
            await theirs.get(job(), submitted.id)
        with pytest.raises(IncorrectJobId):
            await theirs.get(job(), uuid4())
        assert (await theirs.create(job(), Sum(terms=(5,)))).status is JobStatus.IN_PROGRESS


async def test_a_result_with_another_schema_is_not_shared(tenant_jobs: TenantJobs):
    class Sums(Struct, frozen=True, kw_only=True):
        total: str | None = None

    submitted = await tenant_jobs.create(1, 2)
    await tenant_jobs.run_pending()
    newer: Job[Sum, Any] = replace(job(), result=Sums)
    async with tenant_jobs.database.session() as session:
        jobs = JobService(session, tenant_jobs.tenant_id, JobsSettings())
        assert (await jobs.create(newer, Sum(terms=(1, 2)))).status is JobStatus.IN_PROGRESS
        with pytest.raises(ResultOutdated, match="submit it again"):
            await jobs.get(newer, submitted.id)


async def test_find_fresh_ignores_running_computations(tenant_jobs: TenantJobs):
    submitted = await tenant_jobs.create(1, 2)
    assert await tenant_jobs.fresh(1, 2) is None
    await tenant_jobs.run_pending()
    assert await tenant_jobs.emitted() == [("EMAIL_LOOKUP.SUCCESS", str(submitted.id))]
    known = await tenant_jobs.fresh(1, 2)
    assert known is not None
    assert known.result.total == 3


async def test_a_shared_computation_is_kept_with_its_newest_job(tenant_jobs: TenantJobs):
    first = await tenant_jobs.create(1)
    await tenant_jobs.run_pending()
    between = now()
    second = await tenant_jobs.create(1)
    async with tenant_jobs.database.session() as session:
        await Computations(session).purge_before(between)
    assert (await tenant_jobs.get(second.id)).computation_id == first.computation_id


async def test_expired_jobs_are_deleted_after_they_end(tenant_jobs: TenantJobs):
    done = await tenant_jobs.create(1)
    await tenant_jobs.run_pending()
    under_way = await tenant_jobs.create(2)
    async with tenant_jobs.database.session() as session:
        await Computations(session).purge_before(now() + timedelta(seconds=1))
    assert (await tenant_jobs.get(under_way.id)).status is JobStatus.IN_PROGRESS
    with pytest.raises(IncorrectJobId):
        await tenant_jobs.get(done.id)


def test_concurrency_is_limited_per_tenant():
    assert ANALYSIS_QUEUE.per_partition is not None
    assert ANALYSIS_QUEUE.per_partition < ANALYSIS_QUEUE.concurrency
