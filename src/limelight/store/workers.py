"""The workers that are alive, and the handlers that failed: what durable work knows of itself."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import String, Text, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.kernel.timestamps import now
from limelight.store.base import Base, UtcDateTime


class WorkerRow(Base):
    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime(), server_default=func.current_timestamp())


class DeadLetterRow(Base):
    """A handler's call that ended with a bug. Without ``retry_at`` it is under way again, or given up."""

    __tablename__ = "failures"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(64))
    handler: Mapped[str] = mapped_column(String(64))
    target: Mapped[UUID] = mapped_column()
    partition: Mapped[UUID] = mapped_column()
    attempts: Mapped[int] = mapped_column()
    error: Mapped[str] = mapped_column(Text)
    failed_at: Mapped[datetime] = mapped_column(UtcDateTime())
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)
    is_given_up: Mapped[bool] = mapped_column()


class DeadLetter(Struct, frozen=True, kw_only=True):
    id: UUID
    queue: str
    handler: str
    target: UUID
    partition: UUID
    attempts: int
    error: str
    failed_at: datetime
    retry_at: datetime | None
    is_given_up: bool


class Workers:
    """Who is alive, by the clock of the database, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def heartbeat(self, worker_id: str) -> None:
        row = await self._session.get(WorkerRow, worker_id)
        if row is None:
            self._session.add(WorkerRow(id=worker_id))
        else:
            row.seen_at = func.current_timestamp()

    async def live_ids(self, lease: timedelta) -> Sequence[str]:
        """The ids of those seen within the lease; the others are forgotten."""
        moment = await self._session.scalar(select(func.current_timestamp(type_=UtcDateTime())))
        if moment is None:
            raise LookupError("the database has no clock")
        await self._session.execute(delete(WorkerRow).where(WorkerRow.seen_at < moment - lease))
        return (await self._session.scalars(select(WorkerRow.id))).all()

    async def remove(self, worker_id: str) -> None:
        await self._session.execute(delete(WorkerRow).where(WorkerRow.id == worker_id))


class DeadLetters:
    """The calls that failed, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def one(self, call_id: UUID) -> DeadLetter | None:
        row = await self._session.get(DeadLetterRow, call_id)
        return _failed_call(row) if row else None

    async def put(self, failure: DeadLetter) -> None:
        await self._session.merge(DeadLetterRow(**{name: getattr(failure, name) for name in _FIELDS}))

    async def to_retry(self, moment: datetime) -> Sequence[DeadLetter]:
        """Those whose pause is over; the caller retries them, so none has a pause afterwards."""
        query = (
            select(DeadLetterRow).where(DeadLetterRow.retry_at <= moment).with_for_update(skip_locked=True)
        )
        return [_failed_call(row) for row in await self._session.scalars(query)]

    async def retried(self, call_id: UUID) -> None:
        row = await self._session.get(DeadLetterRow, call_id)
        if row is not None:
            row.retry_at = None

    async def remove(self, call_id: UUID) -> None:
        await self._session.execute(delete(DeadLetterRow).where(DeadLetterRow.id == call_id))

    async def given_up(self) -> dict[str, int]:
        """How many were given up in each queue, in the last week."""
        query = (
            select(DeadLetterRow.queue, func.count().label("calls"))
            .where(DeadLetterRow.is_given_up, DeadLetterRow.failed_at >= now() - timedelta(days=7))
            .group_by(DeadLetterRow.queue)
        )
        return {row.queue: row.calls for row in await self._session.execute(query)}


_FIELDS = DeadLetter.__struct_fields__


def _failed_call(row: DeadLetterRow) -> DeadLetter:
    return DeadLetter(**{name: getattr(row, name) for name in _FIELDS})
