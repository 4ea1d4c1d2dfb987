"""The outbox: calls of handlers that are enqueued if and only if the transaction commits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import String, delete, event, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, Session, mapped_column

from limelight.store.base import Base, UtcDateTime


class OutboxMessageRow(Base):
    __tablename__ = "promises"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    queue: Mapped[str] = mapped_column(String(64))
    handler: Mapped[str] = mapped_column(String(64))
    target: Mapped[UUID] = mapped_column()
    partition: Mapped[UUID] = mapped_column()
    due_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class OutboxMessage(Struct, frozen=True, kw_only=True):
    """A call of a handler: its name, its target, and the earliest time that it may start."""

    id: UUID
    queue: str
    handler: str
    target: UUID
    partition: UUID
    due_at: datetime


class Outbox:
    """The messages that are not yet relayed, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, message: OutboxMessage) -> None:
        """Sets the database's wakeup event once the transaction has committed."""
        session = self._session.sync_session
        session.add(
            OutboxMessageRow(
                id=message.id,
                queue=message.queue,
                handler=message.handler,
                target=message.target,
                partition=message.partition,
                due_at=message.due_at,
            )
        )
        if not event.contains(session, "after_commit", _set_wakeup):
            event.listen(session, "after_commit", _set_wakeup)

    async def due(self, moment: datetime, limit: int) -> Sequence[OutboxMessage]:
        """The oldest due messages that no other process has locked."""
        query = select(OutboxMessageRow).where(OutboxMessageRow.due_at <= moment)
        query = (
            query.order_by(OutboxMessageRow.due_at, OutboxMessageRow.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        return [_message(row) for row in await self._session.scalars(query)]

    async def remove(self, messages: Sequence[OutboxMessage]) -> None:
        ids = [message.id for message in messages]
        await self._session.execute(delete(OutboxMessageRow).where(OutboxMessageRow.id.in_(ids)))

    async def waiting(self, moment: datetime) -> dict[str, tuple[int, datetime]]:
        """The number of due messages of each queue, and the due time of the oldest."""
        query = (
            select(OutboxMessageRow.queue, func.count(), func.min(OutboxMessageRow.due_at))
            .where(OutboxMessageRow.due_at <= moment)
            .group_by(OutboxMessageRow.queue)
        )
        return {queue: (count, oldest) for queue, count, oldest in await self._session.execute(query)}


def _set_wakeup(session: Session) -> None:
    session.info["wakeup"].set()


def _message(row: OutboxMessageRow) -> OutboxMessage:
    return OutboxMessage(
        id=row.id,
        queue=row.queue,
        handler=row.handler,
        target=row.target,
        partition=row.partition,
        due_at=row.due_at,
    )
