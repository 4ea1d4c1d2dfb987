"""Jobs and their computations: equal requests within a short time share a computation."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from msgspec import Raw, Struct
from sqlalchemy import ForeignKey, Index, LargeBinary, String, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.errors import NotFound
from limelight.kernel.jobs import JobFailure, JobStatus
from limelight.kernel.timestamps import now
from limelight.store.base import Base, JsonColumn, UtcDateTime, enum_column
from limelight.store.tenants import TenantRow


class IncorrectJobId(NotFound):
    """The tenant has no job of the kind with the id."""


class ComputationRow(Base):
    """``fingerprint`` is the same for equal requests; ``request`` and ``result`` are JSON."""

    __tablename__ = "computations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    request: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[JobStatus] = mapped_column(enum_column(JobStatus))
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    failure: Mapped[JobFailure | None] = mapped_column(JsonColumn(JobFailure))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (Index(None, "tenant_id", "fingerprint", "created_at"),)


class JobRow(Base):
    """A job, whose id the customer has."""

    __tablename__ = "jobs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"))
    computation_id: Mapped[UUID] = mapped_column(
        ForeignKey(ComputationRow.id, ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


TABLES: Final = (ComputationRow, JobRow)


class Computation(Struct, frozen=True, kw_only=True):
    id: UUID
    tenant_id: UUID
    name: str
    request: Raw
    status: JobStatus
    result: Raw | None
    failure: JobFailure | None
    ended_at: datetime | None


class StoredJob(Struct, frozen=True, kw_only=True):
    id: UUID
    created_at: datetime
    computation: Computation


class Jobs:
    """The jobs of a tenant."""

    def __init__(self, session: AsyncSession, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    async def newest_computation(
        self, fingerprint: str, statuses: Sequence[JobStatus], since: datetime
    ) -> UUID | None:
        """The newest computation with the fingerprint and a status, unless it ended before ``since``."""
        same = select(ComputationRow).where(
            ComputationRow.tenant_id == self._tenant_id,
            ComputationRow.fingerprint == fingerprint,
            ComputationRow.status.in_(statuses),
        )
        newest = same.order_by(ComputationRow.created_at.desc()).limit(1)
        row = await self._session.scalar(newest)
        return row.id if row is not None and (row.ended_at is None or row.ended_at >= since) else None

    async def start_computation(self, name: str, fingerprint: str, request: bytes) -> UUID:
        """Adds a computation that is in progress."""
        row = ComputationRow(
            id=uuid4(),
            tenant_id=self._tenant_id,
            name=name,
            fingerprint=fingerprint,
            request=request,
            status=JobStatus.IN_PROGRESS,
            created_at=now(),
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def add_job(self, computation_id: UUID) -> StoredJob:
        """Adds a job to a computation, which is locked so that it cannot end before the job is stored."""
        row = JobRow(id=uuid4(), tenant_id=self._tenant_id, computation_id=computation_id, created_at=now())
        self._session.add(row)
        await self._session.flush()
        locked = select(ComputationRow).where(ComputationRow.id == computation_id).with_for_update()
        found = await self._session.scalars(locked, execution_options={"populate_existing": True})
        return StoredJob(id=row.id, created_at=row.created_at, computation=_computation(found.one()))

    async def complete_computation(self, computation_id: UUID, result: bytes) -> None:
        """Completes a computation that this transaction has started."""
        await Computations(self._session).succeed(computation_id, result)

    async def get(self, name: str, job_id: UUID) -> StoredJob:
        """Raises IncorrectJobId."""
        mine = (
            select(JobRow, ComputationRow)
            .join(ComputationRow)
            .where(JobRow.id == job_id, JobRow.tenant_id == self._tenant_id, ComputationRow.name == name)
        )
        found = (await self._session.execute(mine)).one_or_none()
        if found is None:
            raise IncorrectJobId(f"There is no {name.replace('_', ' ')} job with the id {job_id}.")
        job, computation = found
        return StoredJob(id=job.id, created_at=job.created_at, computation=_computation(computation))


class Computations:
    """The computations of all tenants, for the worker."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, computation_id: UUID) -> Computation | None:
        row = await self._session.get(ComputationRow, computation_id)
        return None if row is None else _computation(row)

    async def succeed(self, computation_id: UUID, result: bytes) -> Sequence[UUID]:
        """Returns the jobs that this ends: none if the computation had ended before."""
        return await self._end(computation_id, JobStatus.SUCCESS, result=result)

    async def fail(self, computation_id: UUID, failure: JobFailure) -> Sequence[UUID]:
        """Returns the jobs that this ends: none if the computation had ended before."""
        return await self._end(computation_id, JobStatus.FAILURE, failure=failure)

    async def purge_before(self, moment: datetime) -> None:
        """Deletes the computations that have ended and were not requested since a moment, with their jobs."""
        old = ComputationRow.created_at < moment, ComputationRow.status != JobStatus.IN_PROGRESS
        since = exists().where(JobRow.computation_id == ComputationRow.id, JobRow.created_at >= moment)
        await self._session.execute(delete(ComputationRow).where(*old, ~since))

    async def _end(
        self,
        computation_id: UUID,
        status: JobStatus,
        *,
        result: bytes | None = None,
        failure: JobFailure | None = None,
    ) -> Sequence[UUID]:
        under_way = update(ComputationRow).where(
            ComputationRow.id == computation_id, ComputationRow.status == JobStatus.IN_PROGRESS
        )
        values = {"status": status, "result": result, "failure": failure, "ended_at": now()}
        ended = under_way.values(values).returning(ComputationRow.id)
        if await self._session.scalar(ended) is None:
            return ()
        jobs = await self._session.scalars(select(JobRow.id).where(JobRow.computation_id == computation_id))
        return jobs.all()


def _computation(row: ComputationRow) -> Computation:
    return Computation(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        request=Raw(row.request),
        status=row.status,
        result=None if row.result is None else Raw(row.result),
        failure=row.failure,
        ended_at=row.ended_at,
    )
