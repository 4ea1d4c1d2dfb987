"""The jobs of a tenant: create one, read its state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, Generic
from uuid import UUID

import msgspec

from limelight.durable.queues import enqueue
from limelight.errors import NotFound
from limelight.jobs.declaration import Job, Request, Result
from limelight.kernel.jobs import JobFailure, JobStatus
from limelight.kernel.timestamps import Timestamp, format_timestamp, now
from limelight.settings import JobsSettings
from limelight.store.database import Session
from limelight.store.jobs import Computation, StoredJob
from limelight.store.jobs import Jobs as Stored
from limelight.webhooks.emitter import emit
from limelight.webhooks.events import JobEnded

RUN_HANDLER: Final = "jobs.run"


class ResultOutdated(NotFound):
    """The result was written by another version and cannot be read by this one."""


@dataclass(frozen=True)
class JobState(Generic[Request, Result]):
    """The state of a job. ``result`` has its defaults until the job ends in SUCCESS."""

    id: UUID
    computation_id: UUID
    status: JobStatus
    request: Request
    result: Result
    failure: JobFailure | None
    created_at: Timestamp
    computed_at: Timestamp | None


class JobService:
    """Within one transaction."""

    def __init__(self, session: Session, tenant_id: UUID, settings: JobsSettings) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._jobs = Stored(session, tenant_id)
        self._window = timedelta(minutes=settings.freshness_minutes)

    async def create(self, job: Job[Request, Result], request: Request) -> JobState[Request, Result]:
        """Creates a job on a fresh computation of an equal request, else enqueues a computation."""
        job.check(request)
        computation_id = await self._find_or_start(job, request)
        stored = await self._jobs.add_job(computation_id)
        if stored.computation.status is not JobStatus.IN_PROGRESS:
            await emit_completion(self._session, self._tenant_id, job, stored.computation.status, [stored.id])
        return _job_state(job, stored)

    async def find_fresh(
        self, job: Job[Request, Result], request: Request
    ) -> JobState[Request, Result] | None:
        """Creates a job on a fresh, successful computation of an equal request, or returns None."""
        job.check(request)
        computation_id = await self._find_reusable(_fingerprint(job, request), JobStatus.SUCCESS)
        return None if computation_id is None else _job_state(job, await self._jobs.add_job(computation_id))

    async def store_result(
        self, job: Job[Request, Result], request: Request, result: Result
    ) -> JobState[Request, Result]:
        """Stores a job whose result was computed within the request."""
        body = msgspec.json.encode(request)
        computation_id = await self._jobs.start_computation(job.name, _fingerprint(job, request), body)
        await self._jobs.complete_computation(computation_id, msgspec.json.encode(result))
        return _job_state(job, await self._jobs.add_job(computation_id))

    async def get(self, job: Job[Request, Result], job_id: UUID) -> JobState[Request, Result]:
        """Raises IncorrectJobId."""
        return _job_state(job, await self._jobs.get(job.name, job_id))

    async def _find_or_start(self, job: Job[Request, Result], request: Request) -> UUID:
        fingerprint = _fingerprint(job, request)
        usable = await self._find_reusable(fingerprint, JobStatus.IN_PROGRESS, JobStatus.SUCCESS)
        if usable is not None:
            return usable
        begun = await self._jobs.start_computation(job.name, fingerprint, msgspec.json.encode(request))
        enqueue(self._session, job.queue, RUN_HANDLER, begun, partition=self._tenant_id)
        return begun

    async def _find_reusable(self, fingerprint: str, *statuses: JobStatus) -> UUID | None:
        if not self._window:
            return None
        return await self._jobs.newest_computation(fingerprint, statuses, now() - self._window)


async def emit_completion(
    session: Session, tenant_id: UUID, job: Job[Any, Any], status: JobStatus, job_ids: Sequence[UUID]
) -> None:
    """Emits the completion event of jobs to the tenant's webhooks."""
    if job.completion_events is None:
        return
    event = job.completion_events.success if status is JobStatus.SUCCESS else job.completion_events.failure
    for job_id in job_ids:
        await emit(session, tenant_id, event, JobEnded(job_id=job_id))


def _fingerprint(job: Job[Request, Any], request: Request) -> str:
    """Returns a hash of the job, its version, its result schema and the request."""
    hashed = b"%b %d %b %b" % (
        job.name.encode(),
        job.version,
        job.result_schema,
        msgspec.json.encode(request),
    )
    return sha256(hashed).hexdigest()


def _job_state(job: Job[Request, Result], stored: StoredJob) -> JobState[Request, Result]:
    computation = stored.computation
    return JobState(
        id=stored.id,
        computation_id=computation.id,
        status=computation.status,
        request=msgspec.json.decode(computation.request, type=job.request),
        result=_result(job, computation),
        failure=computation.failure,
        created_at=format_timestamp(stored.created_at),
        computed_at=format_timestamp(computation.ended_at) if computation.ended_at else None,
    )


def _result(job: Job[Request, Result], computation: Computation) -> Result:
    if computation.result is None:
        return job.result()
    try:
        return msgspec.json.decode(computation.result, type=job.result)
    except msgspec.ValidationError:
        raise ResultOutdated(
            f"The result of this {job.name.replace('_', ' ')} job is of another version: submit it again."
        ) from None
