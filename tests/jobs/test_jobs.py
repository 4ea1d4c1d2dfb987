"""What holds for every job: how it is asked for, done, shared, told of and read."""

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
from limelight.store.call_queue import CallQueue
from limelight.store.database import Database
from limelight.store.jobs import Computations, IncorrectJobId
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


async def add(task: JobRun[Sum], workbench: JobContext) -> Total:
    if not task.request.terms:
        raise TermMissing("terms: there are none.")
    return Total(total=sum(task.request.terms))


def job(run: Callable[[JobRun[Sum], JobContext], Awaitable[Total]] = add) -> Job[Sum, Total]:
    return Job(
        name="sum",
        request=Sum,
        result=Total,
        run=run,
        check=lambda request: request,
        completion_events=CompletionEvents(EMAIL_LOOKUP_SUCCESS, EMAIL_LOOKUP_FAILURE),
    )


class Office:
    """A tenant that asks for sums, and a runner that does them when the test says so."""

    def __init__(self, database: Database, settings: Settings, tenant_id: UUID, webhook_id: UUID) -> None:
        self.database = database
        self.tenant_id = tenant_id
        self._webhook_id = webhook_id
        self._workbench = make_context(settings, database)

    async def ask(self, *terms: int, minutes: int = 60) -> JobState[Sum, Total]:
        async with self.database.session() as session:
            jobs = JobService(session, self.tenant_id, JobsSettings(freshness_minutes=minutes))
            return await jobs.create(job(), Sum(terms=terms))

    async def fresh(self, *terms: int) -> JobState[Sum, Total] | None:
        async with self.database.session() as session:
            return await JobService(session, self.tenant_id, JobsSettings()).find_fresh(
                job(), Sum(terms=terms)
            )

    async def look(self, job_id: UUID) -> JobState[Sum, Total]:
        async with self.database.session() as session:
            return await JobService(session, self.tenant_id, JobsSettings()).get(job(), job_id)

    def runner(self, of: Job[Sum, Total]) -> JobRunner:
        return JobRunner([of], self._workbench, JobsSettings())

    async def work(self, of: Job[Sum, Total] | None = None) -> int:
        """Do all that is owed; how much that was."""
        async with self.database.session() as session:
            owed = [each for each in await CallQueue(session).due(now(), 100) if each.handler == RUN_HANDLER]
            await CallQueue(session).remove(owed)
        for each in owed:
            await self.runner(of or job()).run(each.target)
        return len(owed)

    async def told(self) -> list[tuple[str, str]]:
        async with self.database.session() as session:
            webhooks = Webhooks(session, self.tenant_id)
            sent = await webhooks.deliveries(self._webhook_id, Paging(limit=100))
        bodies: list[Any] = [msgspec.json.decode(each.body) for each in reversed(sent)]
        return [(body["event"], body["data"]["job_id"]) for body in bodies]


@pytest.fixture
async def office(settings: Settings, database: Database) -> Office:
    async with database.session() as session:
        tenant, _ = await Tenants(session).create("studio")
        events = (EMAIL_LOOKUP_SUCCESS.name, EMAIL_LOOKUP_FAILURE.name)
        webhook = await Webhooks(session, tenant.id).add(None, "http://127.0.0.1:1/", events)
    return Office(database, settings, tenant.id, webhook.id)


async def test_a_job_is_in_progress_until_it_is_done_and_told_of(office: Office):
    asked = await office.ask(1, 2)
    assert (asked.status, asked.result.total) == (JobStatus.IN_PROGRESS, None)
    assert await office.told() == []
    await office.work()
    found = await office.look(asked.id)
    assert (found.status, found.result.total, found.request.terms) == (JobStatus.SUCCESS, 3, (1, 2))
    assert await office.told() == [("EMAIL_LOOKUP.SUCCESS", str(asked.id))]


async def test_a_refusal_ends_a_job_in_failure_that_says_why(office: Office):
    asked = await office.ask()
    await office.work()
    found = await office.look(asked.id)
    assert found.status is JobStatus.FAILURE
    assert found.failure is not None
    assert (found.failure.code, found.failure.status) == ("term_missing", 404)
    assert await office.told() == [("EMAIL_LOOKUP.FAILURE", str(asked.id))]


async def test_a_job_that_is_given_up_fails_once(office: Office):
    asked = await office.ask(1)
    runner = office.runner(job())
    await runner.fail_permanently(asked.computation_id)
    await runner.fail_permanently(asked.computation_id)
    found = await office.look(asked.id)
    assert found.failure is not None
    assert found.failure.code == "internal_error"
    assert len(await office.told()) == 1


async def test_what_is_done_twice_ends_once(office: Office):
    asked = await office.ask(1)
    await office.work()
    await office.runner(job()).run(asked.computation_id)
    async with office.database.session() as session:
        assert await Computations(session).succeed(asked.computation_id, b'{"total":9}') == ()
    assert (await office.look(asked.id)).result.total == 1
    assert len(await office.told()) == 1


async def test_an_unexpected_error_leaves_it_in_progress(office: Office):
    async def stumble(task: JobRun[Sum], workbench: JobContext) -> Total:
        raise RuntimeError("a bug")

    asked = await office.ask(1)
    with pytest.raises(RuntimeError):
        await office.work(job(stumble))
    assert (await office.look(asked.id)).status is JobStatus.IN_PROGRESS


async def test_equal_requests_share_a_computation_and_each_is_told_of(office: Office):
    early = await office.ask(1, 2)
    waiting = await office.ask(1, 2)
    assert await office.work() == 1
    late = await office.ask(1, 2)
    assert await office.work() == 0
    assert late.status is JobStatus.SUCCESS
    assert late.result.total == 3
    assert late.computed_at == (await office.look(early.id)).computed_at
    assert {job_id for _, job_id in await office.told()} == {str(j.id) for j in (early, waiting, late)}


async def test_other_requests_stale_ones_and_failures_are_computed_anew(office: Office):
    await office.ask(1, 2)
    await office.ask(2, 1)
    assert await office.work() == 2
    await office.ask(1, 2, minutes=0)
    assert await office.work() == 1
    await office.ask()
    await office.work()
    await office.ask()
    assert await office.work() == 1


async def test_nobody_else_sees_or_shares_a_job(office: Office, settings: Settings, database: Database):
    asked = await office.ask(5)
    await office.work()
    async with database.session() as session:
        other, _ = await Tenants(session).create("other")
        theirs = JobService(session, other.id, JobsSettings())
        with pytest.raises(IncorrectJobId):
            await theirs.get(job(), asked.id)
        with pytest.raises(IncorrectJobId):
            await theirs.get(job(), uuid4())
        assert (await theirs.create(job(), Sum(terms=(5,)))).status is JobStatus.IN_PROGRESS


async def test_a_result_of_another_shape_is_neither_shared_nor_a_bug(office: Office):
    class Sums(Struct, frozen=True, kw_only=True):
        total: str | None = None

    asked = await office.ask(1, 2)
    await office.work()
    newer: Job[Sum, Any] = replace(job(), result=Sums)
    async with office.database.session() as session:
        jobs = JobService(session, office.tenant_id, JobsSettings())
        assert (await jobs.create(newer, Sum(terms=(1, 2)))).status is JobStatus.IN_PROGRESS
        with pytest.raises(ResultOutdated, match="submit it again"):
            await jobs.get(newer, asked.id)


async def test_what_is_asked_for_at_once_takes_part_in_nothing_that_is_under_way(office: Office):
    asked = await office.ask(1, 2)
    assert await office.fresh(1, 2) is None
    await office.work()
    assert await office.told() == [("EMAIL_LOOKUP.SUCCESS", str(asked.id))]
    known = await office.fresh(1, 2)
    assert known is not None
    assert known.result.total == 3


async def test_a_job_is_kept_as_long_as_any_whatever_it_shares(office: Office):
    first = await office.ask(1)
    await office.work()
    between = now()
    second = await office.ask(1)
    async with office.database.session() as session:
        await Computations(session).purge_before(between)
    assert (await office.look(second.id)).computation_id == first.computation_id


async def test_old_jobs_are_forgotten_when_they_have_ended(office: Office):
    done = await office.ask(1)
    await office.work()
    under_way = await office.ask(2)
    async with office.database.session() as session:
        await Computations(session).purge_before(now() + timedelta(seconds=1))
    assert (await office.look(under_way.id)).status is JobStatus.IN_PROGRESS
    with pytest.raises(IncorrectJobId):
        await office.look(done.id)


def test_partitions_keep_tenants_from_starving_each_other():
    assert ANALYSIS_QUEUE.per_partition is not None
    assert ANALYSIS_QUEUE.per_partition < ANALYSIS_QUEUE.concurrency
