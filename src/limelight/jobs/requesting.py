"""A tenant's jobs: asking for one, and looking at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, Generic
from uuid import UUID

import msgspec

from limelight.durable.promises import promise
from limelight.errors import NotFound
from limelight.jobs.declaration import Job, Request, Result
from limelight.kernel.jobs import Failure, JobStatus
from limelight.kernel.timestamps import Timestamp, now, timestamp
from limelight.settings import JobsSettings
from limelight.store.database import Session
from limelight.store.jobs import Computation, StoredJob
from limelight.store.jobs import Jobs as Stored
from limelight.webhooks.emitting import emit
from limelight.webhooks.events import JobEnded

RUN: Final = "jobs.run"


class ResultOutdated(NotFound):
    """The job's result was written by another version, and cannot be read by this one."""


@dataclass(frozen=True)
class Requested(Generic[Request, Result]):
    """A job as it stands. ``result`` is empty until the job has ended well."""

    id: UUID
    computation_id: UUID
    status: JobStatus
    request: Request
    result: Result
    failure: Failure | None
    created_at: Timestamp
    computed_at: Timestamp | None


class Jobs:
    """Within one transaction."""

    def __init__(self, session: Session, tenant_id: UUID, settings: JobsSettings) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._stored = Stored(session, tenant_id)
        self._window = timedelta(minutes=settings.freshness_minutes)

    async def create(self, job: Job[Request, Result], request: Request) -> Requested[Request, Result]:
        """A job on a computation of an equal request that is fresh enough, else on one that is owed now."""
        job.check(request)
        computation_id = await self._computation(job, request)
        stored = await self._stored.add(computation_id)
        if stored.computation.status is not JobStatus.IN_PROGRESS:
            await tell(self._session, self._tenant_id, job, stored.computation.status, [stored.id])
        return _requested(job, stored)

    async def fresh(self, job: Job[Request, Result], request: Request) -> Requested[Request, Result] | None:
        """A job on an equal request's computation that has ended well and is fresh, if there is one."""
        job.check(request)
        ended_well = await self._usable(_fingerprint(job, request), JobStatus.SUCCESS)
        return None if ended_well is None else _requested(job, await self._stored.add(ended_well))

    async def keep(
        self, job: Job[Request, Result], request: Request, result: Result
    ) -> Requested[Request, Result]:
        """A job that was done at once."""
        body = msgspec.json.encode(request)
        computation_id = await self._stored.begin(job.name, _fingerprint(job, request), body)
        await self._stored.end(computation_id, msgspec.json.encode(result))
        return _requested(job, await self._stored.add(computation_id))

    async def one(self, job: Job[Request, Result], job_id: UUID) -> Requested[Request, Result]:
        """Raises IncorrectJobId."""
        return _requested(job, await self._stored.one(job.name, job_id))

    async def _computation(self, job: Job[Request, Result], request: Request) -> UUID:
        fingerprint = _fingerprint(job, request)
        usable = await self._usable(fingerprint, JobStatus.IN_PROGRESS, JobStatus.SUCCESS)
        if usable is not None:
            return usable
        begun = await self._stored.begin(job.name, fingerprint, msgspec.json.encode(request))
        promise(self._session, job.queue, RUN, begun, partition=self._tenant_id)
        return begun

    async def _usable(self, fingerprint: str, *statuses: JobStatus) -> UUID | None:
        if not self._window:
            return None
        return await self._stored.newest(fingerprint, statuses, now() - self._window)


async def tell(
    session: Session, tenant_id: UUID, job: Job[Any, Any], status: JobStatus, job_ids: Sequence[UUID]
) -> None:
    """Owe the event of the end of jobs to the tenant's webhooks."""
    if job.ending is None:
        return
    event = job.ending.success if status is JobStatus.SUCCESS else job.ending.failure
    for job_id in job_ids:
        await emit(session, tenant_id, event, JobEnded(job_id=job_id))


def _fingerprint(job: Job[Request, Any], request: Request) -> str:
    """The same for equal requests whose results have the same shape and are computed in the same way."""
    said = b"%b %d %b %b" % (job.name.encode(), job.version, job.shape, msgspec.json.encode(request))
    return sha256(said).hexdigest()


def _requested(job: Job[Request, Result], stored: StoredJob) -> Requested[Request, Result]:
    computation = stored.computation
    return Requested(
        id=stored.id,
        computation_id=computation.id,
        status=computation.status,
        request=msgspec.json.decode(computation.request, type=job.request),
        result=_result(job, computation),
        failure=computation.failure,
        created_at=timestamp(stored.created_at),
        computed_at=timestamp(computation.ended_at) if computation.ended_at else None,
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
