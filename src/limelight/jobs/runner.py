"""Runs jobs: each ends once, in SUCCESS or FAILURE, even if the process dies."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from limelight.durable.steps import step
from limelight.errors import LimelightError
from limelight.jobs.declaration import Job, JobContext, JobRun
from limelight.jobs.service import emit_completion
from limelight.kernel.jobs import JobFailure, JobStatus
from limelight.kernel.timestamps import now
from limelight.settings import JobsSettings
from limelight.store.database import Session
from limelight.store.jobs import Computation, Computations

_PURGE_INTERVAL_SECONDS: Final = 3_600
_RETRIES_EXHAUSTED: Final = JobFailure(
    type="INTERNAL_ERROR",
    code="internal_error",
    status=500,
    message="The job failed repeatedly because of an internal error. The server log has the details.",
)


class JobRunner:
    """Runs computations by id."""

    def __init__(self, jobs: Sequence[Job[Any, Any]], context: JobContext, settings: JobsSettings) -> None:
        self._jobs = {job.name: job for job in jobs}
        self._context = context
        self._retention = timedelta(days=settings.keep_days)

    async def run(self, computation_id: UUID) -> None:
        await step(self._compute, computation_id)

    async def fail_permanently(self, computation_id: UUID) -> None:
        """Ends the computation as FAILURE after the last retry."""
        async with self._context.database.session() as session:
            computation = await Computations(session).get(computation_id)
            if computation is not None:
                await self._fail(session, computation, _RETRIES_EXHAUSTED)

    async def purge_forever(self) -> None:
        """Deletes expired computations, once an hour."""
        while True:
            async with self._context.database.session() as session:
                await Computations(session).purge_before(now() - self._retention)
            await asyncio.sleep(_PURGE_INTERVAL_SECONDS)

    async def _compute(self, computation_id: UUID) -> None:
        """If it runs twice, the first result is stored."""
        async with self._context.database.session() as session:
            computation = await Computations(session).get(computation_id)
        if computation is None or computation.status is not JobStatus.IN_PROGRESS:
            return
        job = self._jobs[computation.name]
        request = msgspec.json.decode(computation.request, type=job.request)
        try:
            result = await job.run(JobRun(computation_id, request), self._context)
        except LimelightError as error:
            failure = failure_from_error(error)
            async with self._context.database.session() as session:
                await self._fail(session, computation, failure)
        else:
            async with self._context.database.session() as session:
                ended = await Computations(session).succeed(computation_id, msgspec.json.encode(result))
                await emit_completion(session, computation.tenant_id, job, JobStatus.SUCCESS, ended)

    async def _fail(self, session: Session, computation: Computation, failure: JobFailure) -> None:
        ended = await Computations(session).fail(computation.id, failure)
        job = self._jobs[computation.name]
        await emit_completion(session, computation.tenant_id, job, JobStatus.FAILURE, ended)


def failure_from_error(error: LimelightError) -> JobFailure:
    return JobFailure(type=error.type, code=error.code, status=error.status, message=error.message)
