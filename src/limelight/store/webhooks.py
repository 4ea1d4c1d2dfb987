"""Webhooks and their deliveries."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import now
from limelight.store.base import Base, BigIntegerKey, JsonColumn, UtcDateTime
from limelight.store.tenants import TenantRow


class DeliveryStatus(StrEnum):
    """PENDING deliveries are still attempted; FAILED ones are sent again only when they are replayed."""

    PENDING = "PENDING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class WebhookRow(Base):
    """``failures`` and ``retry_at`` belong to the oldest pending delivery."""

    __tablename__ = "webhooks"

    number: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"), index=True)
    name: Mapped[str | None] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    events: Mapped[tuple[str, ...]] = mapped_column(JsonColumn(tuple[str, ...]))
    is_active: Mapped[bool] = mapped_column()
    failures: Mapped[int] = mapped_column()
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class DeliveryRow(Base):
    """``body`` is the request body, identical at every attempt."""

    __tablename__ = "webhook_deliveries"

    number: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    tenant_id: Mapped[UUID] = mapped_column()
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey(WebhookRow.id, ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    status: Mapped[DeliveryStatus] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column()
    response_status: Mapped[int | None] = mapped_column()
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    attempted_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (Index(None, "webhook_id", "status", "number"), Index(None, "created_at"))


class Delivery(Struct, frozen=True, kw_only=True):
    """An event for one webhook. ``response_status`` and ``error`` are those of the last attempt."""

    id: UUID
    webhook_id: UUID
    event: str
    body: str
    status: DeliveryStatus
    attempts: int
    response_status: int | None
    error: str | None
    created_at: datetime
    attempted_at: datetime | None


class Webhook(Struct, frozen=True, kw_only=True):
    id: UUID
    tenant_id: UUID
    name: str | None
    url: str
    events: tuple[str, ...]
    is_active: bool
    failures: int
    retry_at: datetime | None
    created_at: datetime
    updated_at: datetime


class NewDelivery(Struct, frozen=True, kw_only=True):
    """A delivery that ``emit`` adds."""

    id: UUID
    event: str
    body: str


class DeliveryAttempt(Struct, frozen=True, kw_only=True):
    """The result of posting a delivery: the status of the response, or why there is none."""

    at: datetime
    response_status: int | None = None
    error: str | None = None


class Webhooks:
    """The webhooks of one tenant, within one transaction."""

    def __init__(self, session: AsyncSession, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    async def add(self, name: str | None, url: str, events: tuple[str, ...]) -> Webhook:
        moment = now()
        row = WebhookRow(
            id=uuid4(),
            tenant_id=self._tenant_id,
            name=name,
            url=url,
            events=events,
            is_active=True,
            failures=0,
            created_at=moment,
            updated_at=moment,
        )
        self._session.add(row)
        await self._session.flush()
        return _webhook(row)

    async def get(self, webhook_id: UUID) -> Webhook | None:
        row = await self._session.scalar(select(WebhookRow).where(self._with_id(webhook_id)))
        return _webhook(row) if row else None

    async def page(self, paging: Paging) -> Sequence[Webhook]:
        query = select(WebhookRow).where(self._of_tenant()).order_by(WebhookRow.number)
        rows = await self._session.scalars(query.limit(paging.limit).offset(paging.offset))
        return [_webhook(row) for row in rows]

    async def count(self) -> int:
        return await self._session.scalar(select(func.count()).where(self._of_tenant())) or 0

    async def update(self, webhook_id: UUID, name: str | None, url: str, events: tuple[str, ...]) -> None:
        """Also makes it active, with a clean slate."""
        values = {"name": name, "url": url, "events": events, "updated_at": now()}
        await self._session.execute(
            update(WebhookRow)
            .where(self._with_id(webhook_id))
            .values(is_active=True, failures=0, retry_at=None, **values)
        )

    async def delete(self, webhook_id: UUID) -> None:
        await self._session.execute(delete(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id))
        await self._session.execute(delete(WebhookRow).where(self._with_id(webhook_id)))

    async def subscribed(self, event: str) -> Sequence[Webhook]:
        """The webhooks that subscribe to the event, including inactive ones."""
        rows = await self._session.scalars(
            select(WebhookRow).where(self._of_tenant()).order_by(WebhookRow.number)
        )
        return [_webhook(row) for row in rows if event in row.events]

    async def add_deliveries(self, outgoing: Sequence[tuple[Webhook, NewDelivery]]) -> None:
        """Adds deliveries. Those of an inactive webhook are FAILED, until they are replayed."""
        moment = now()
        values = [
            {
                "id": each.id,
                "tenant_id": self._tenant_id,
                "webhook_id": webhook.id,
                "event": each.event,
                "body": each.body,
                "status": DeliveryStatus.PENDING if webhook.is_active else DeliveryStatus.FAILED,
                "attempts": 0,
                "error": None if webhook.is_active else "the webhook was inactive",
                "created_at": moment,
            }
            for webhook, each in outgoing
        ]
        if values:
            await self._session.execute(insert(DeliveryRow), values)

    async def deliveries(
        self, webhook_id: UUID, paging: Paging, status: DeliveryStatus | None = None
    ) -> Sequence[Delivery]:
        """The deliveries of a webhook, the newest first."""
        query = (
            select(DeliveryRow).where(*self._deliveries_of(webhook_id)).order_by(DeliveryRow.number.desc())
        )
        if status is not None:
            query = query.where(DeliveryRow.status == status)
        rows = await self._session.scalars(query.limit(paging.limit).offset(paging.offset))
        return [_delivery(row) for row in rows]

    async def replay_one(self, webhook_id: UUID, delivery_id: UUID) -> int:
        return await self._replay(webhook_id, DeliveryRow.id == delivery_id)

    async def replay_since(self, webhook_id: UUID, since: datetime) -> int:
        return await self._replay(webhook_id, DeliveryRow.created_at >= since)

    async def _replay(self, webhook_id: UUID, chosen: ColumnElement[bool]) -> int:
        """Makes deliveries PENDING again, in their original order. Returns their number."""
        changed = await self._session.execute(
            update(DeliveryRow)
            .where(*self._deliveries_of(webhook_id), chosen)
            .values(status=DeliveryStatus.PENDING, attempts=0, response_status=None, error=None)
            .returning(DeliveryRow.number)
        )
        return len(changed.all())

    def _of_tenant(self) -> ColumnElement[bool]:
        return WebhookRow.tenant_id == self._tenant_id

    def _with_id(self, webhook_id: UUID) -> ColumnElement[bool]:
        return and_(self._of_tenant(), WebhookRow.id == webhook_id)

    def _deliveries_of(self, webhook_id: UUID) -> tuple[ColumnElement[bool], ...]:
        return DeliveryRow.tenant_id == self._tenant_id, DeliveryRow.webhook_id == webhook_id


class PendingDeliveries:
    """The pending deliveries of one webhook, in order of creation, within one transaction."""

    def __init__(self, session: AsyncSession, webhook_id: UUID) -> None:
        self._session = session
        self._webhook_id = webhook_id

    async def webhook(self) -> Webhook | None:
        row = await self._session.scalar(select(WebhookRow).where(WebhookRow.id == self._webhook_id))
        return _webhook(row) if row else None

    async def next_batch(self, limit: int) -> Sequence[Delivery]:
        query = select(DeliveryRow).where(*self._pending()).order_by(DeliveryRow.number).limit(limit)
        return [_delivery(row) for row in await self._session.scalars(query)]

    async def mark_delivered(self, attempts: Sequence[tuple[UUID, DeliveryAttempt]]) -> None:
        """Marks the oldest pending deliveries as delivered."""
        values = [
            {
                "delivery": delivery_id,
                "attempted": attempt.at,
                "response": attempt.response_status,
            }
            for delivery_id, attempt in attempts
        ]
        connection = await self._session.connection()
        await connection.execute(_MARK_DELIVERED, values)

    async def reset_failures(self) -> None:
        """Resets the failures of earlier attempts."""
        await self._update_webhook(failures=0, retry_at=None)

    async def mark_failed(
        self, delivery_id: UUID, attempt: DeliveryAttempt, failures: int, retry_at: datetime
    ) -> None:
        await self._record_attempt(delivery_id, attempt, DeliveryStatus.PENDING)
        await self._update_webhook(failures=failures, retry_at=retry_at)

    async def deactivate(self, delivery_id: UUID, attempt: DeliveryAttempt) -> None:
        """Deactivates the webhook and fails its pending deliveries."""
        await self._record_attempt(delivery_id, attempt, DeliveryStatus.FAILED)
        await self._session.execute(
            update(DeliveryRow)
            .where(*self._pending())
            .values(status=DeliveryStatus.FAILED, error="the webhook became inactive")
        )
        await self._update_webhook(failures=0, retry_at=None, is_active=False, updated_at=now())

    async def _record_attempt(
        self, delivery_id: UUID, attempt: DeliveryAttempt, status: DeliveryStatus
    ) -> None:
        await self._session.execute(
            update(DeliveryRow)
            .where(DeliveryRow.id == delivery_id)
            .values(
                status=status,
                attempts=DeliveryRow.attempts + 1,
                attempted_at=attempt.at,
                response_status=attempt.response_status,
                error=attempt.error,
            )
        )

    async def _update_webhook(self, **values: object) -> None:
        await self._session.execute(
            update(WebhookRow).where(WebhookRow.id == self._webhook_id).values(**values)
        )

    def _pending(self) -> tuple[ColumnElement[bool], ...]:
        return DeliveryRow.webhook_id == self._webhook_id, DeliveryRow.status == DeliveryStatus.PENDING


_MARK_DELIVERED: Final = (
    update(DeliveryRow)
    .where(DeliveryRow.id == bindparam("delivery"))
    .values(
        status=DeliveryStatus.DELIVERED,
        attempts=DeliveryRow.attempts + 1,
        attempted_at=bindparam("attempted"),
        response_status=bindparam("response"),
        error=None,
    )
)


async def webhooks_with_pending_deliveries(session: AsyncSession) -> Sequence[UUID]:
    """The webhooks with pending deliveries that do not wait for a retry."""
    is_waiting = (
        select(DeliveryRow.webhook_id)
        .where(DeliveryRow.webhook_id == WebhookRow.id, DeliveryRow.status == DeliveryStatus.PENDING)
        .exists()
    )
    can_start = or_(WebhookRow.retry_at.is_(None), WebhookRow.retry_at <= now())
    return (await session.scalars(select(WebhookRow.id).where(is_waiting, can_start))).all()


async def purge_deliveries(session: AsyncSession, before: datetime) -> None:
    """Deletes deliveries that were created before and are not pending."""
    await session.execute(
        delete(DeliveryRow).where(
            DeliveryRow.created_at < before, DeliveryRow.status != DeliveryStatus.PENDING
        )
    )


def _webhook(row: WebhookRow) -> Webhook:
    return Webhook(
        id=row.id,
        tenant_id=row.tenant_id,
        name=row.name,
        url=row.url,
        events=row.events,
        is_active=row.is_active,
        failures=row.failures,
        retry_at=row.retry_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery(
        id=row.id,
        webhook_id=row.webhook_id,
        event=row.event,
        body=row.body,
        status=row.status,
        attempts=row.attempts,
        response_status=row.response_status,
        error=row.error,
        created_at=row.created_at,
        attempted_at=row.attempted_at,
    )
