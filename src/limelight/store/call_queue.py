"""The outbox: work that a transaction promises, there if and only if the transaction commits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import String, delete, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, mapped_column

from limelight.store.base import Base, UtcDateTime


class QueuedCallRow(Base):
    __tablename__ = "promises"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(64))
    handler: Mapped[str] = mapped_column(String(64))
    target: Mapped[UUID] = mapped_column()
    partition: Mapped[UUID] = mapped_column()
    due_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class QueuedCall(Struct, frozen=True, kw_only=True):
    """A handler's call that is owed: its name, what it is called with, and from when on."""

    id: UUID
    queue: str
    handler: str
    target: UUID
    partition: UUID
    due_at: datetime


class CallQueue:
    """The promises that are not yet handed over, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, promise: QueuedCall) -> None:
        """Also rings the database's bell once the transaction has committed."""
        session = self._session.sync_session
        session.add(
            QueuedCallRow(
                id=promise.id,
                queue=promise.queue,
                handler=promise.handler,
                target=promise.target,
                partition=promise.partition,
                due_at=promise.due_at,
            )
        )
        if not event.contains(session, "after_commit", _set_wakeup):
            event.listen(session, "after_commit", _set_wakeup)

    async def due(self, moment: datetime, limit: int) -> Sequence[QueuedCall]:
        """The oldest that are due; those that another process is handing over are left to it."""
        query = select(QueuedCallRow).where(QueuedCallRow.due_at <= moment)
        query = (
            query.order_by(QueuedCallRow.due_at, QueuedCallRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_queued_call(row) for row in await self._session.scalars(query)]

    async def remove(self, promises: Sequence[QueuedCall]) -> None:
        ids = [promise.id for promise in promises]
        await self._session.execute(delete(QueuedCallRow).where(QueuedCallRow.id.in_(ids)))

    async def waiting(self, moment: datetime) -> dict[str, tuple[int, datetime]]:
        """Of each queue: how many are due and not handed over, and since when the oldest is."""
        query = (
            select(QueuedCallRow.queue, func.count(), func.min(QueuedCallRow.due_at))
            .where(QueuedCallRow.due_at <= moment)
            .group_by(QueuedCallRow.queue)
        )
        return {queue: (count, oldest) for queue, count, oldest in await self._session.execute(query)}


def _set_wakeup(session: Session) -> None:
    session.info["bell"].set()


def _queued_call(row: QueuedCallRow) -> QueuedCall:
    return QueuedCall(
        id=row.id,
        queue=row.queue,
        handler=row.handler,
        target=row.target,
        partition=row.partition,
        due_at=row.due_at,
    )
