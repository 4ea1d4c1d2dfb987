"""Webhooks: subscriptions, their deliveries, mock deliveries and replays."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import PathParameter, QueryParameter

from limelight.api.dependencies import Limit, Offset
from limelight.errors import InvalidRequest
from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import format_timestamp, parse_timestamp
from limelight.schemas.common import Metadata
from limelight.schemas.webhooks import (
    MockDelivery,
    MockRequest,
    MockResponse,
    ReplayRequest,
    ReplayResponse,
    Webhook,
    WebhookChange,
    WebhookDelivery,
    WebhookDeliveryList,
    WebhookList,
    WebhookRequest,
)
from limelight.settings import Settings
from limelight.store import webhooks as stored
from limelight.store.database import Session
from limelight.store.tenants import Tenant
from limelight.webhooks.address_policy import address_policy
from limelight.webhooks.subscriptions import Subscriptions


class ReplayUnclear(InvalidRequest):
    """The request must have exactly one of ``delivery_id`` and ``since``, in a valid form."""


def provide_subscriptions(session: Session, tenant: Tenant, settings: Settings) -> Subscriptions:
    return Subscriptions(session, tenant.id, address_policy(settings))


WebhookId = Annotated[UUID, PathParameter(description="The id of the webhook.")]
DeliveryStatusFilter = Annotated[
    stored.DeliveryStatus | None, QueryParameter(description="Only deliveries with this status.")
]


def _webhook(webhook: stored.Webhook) -> Webhook:
    return Webhook(
        id=webhook.id,
        name=webhook.name,
        url=webhook.url,
        events=webhook.events,
        is_active=webhook.is_active,
        created_at=format_timestamp(webhook.created_at),
        updated_at=format_timestamp(webhook.updated_at),
    )


def _delivery(delivery: stored.Delivery) -> WebhookDelivery:
    return WebhookDelivery(
        id=delivery.id,
        webhook_id=delivery.webhook_id,
        event=delivery.event,
        status=delivery.status,
        attempts=delivery.attempts,
        response_status=delivery.response_status,
        error=delivery.error,
        payload=msgspec.Raw(delivery.body),
        created_at=format_timestamp(delivery.created_at),
        last_attempt_at=format_timestamp(delivery.attempted_at) if delivery.attempted_at else None,
    )


class Webhooks(Controller):
    path = "/webhooks"
    tags = ("Webhooks",)
    dependencies = {"subscriptions": Provide(provide_subscriptions, sync_to_thread=False)}

    @get()
    async def list_webhooks(
        self, subscriptions: NamedDependency[Subscriptions], limit: Limit = 10, offset: Offset = 0
    ) -> WebhookList:
        """List your webhooks, oldest first."""
        page = await subscriptions.page(Paging(limit=limit, offset=offset))
        return WebhookList(
            data=[_webhook(webhook) for webhook in page], metadata=Metadata(offset=offset, limit=limit)
        )

    @post()
    async def create_webhook(
        self, subscriptions: NamedDependency[Subscriptions], data: WebhookRequest
    ) -> Webhook:
        """Create a webhook: events are posted to your URL."""
        return _webhook(await subscriptions.add(data.name, data.url, data.events))

    @get("/{id:uuid}")
    async def get_webhook(self, subscriptions: NamedDependency[Subscriptions], id: WebhookId) -> Webhook:  # noqa: A002
        """Get one webhook."""
        return _webhook(await subscriptions.get(id))

    @put("/{id:uuid}")
    async def update_webhook(
        self,
        subscriptions: NamedDependency[Subscriptions],
        id: WebhookId,  # noqa: A002
        data: WebhookChange,
    ) -> Webhook:
        """Change a webhook. This also reactivates an inactive webhook."""
        return _webhook(await subscriptions.update(id, data.name, data.url, data.events))

    @delete("/{id:uuid}")
    async def delete_webhook(self, subscriptions: NamedDependency[Subscriptions], id: WebhookId) -> None:  # noqa: A002
        """Delete a webhook and its deliveries."""
        await subscriptions.delete(id)

    @post("/send", status_code=200)
    async def send_mock_webhook(
        self, subscriptions: NamedDependency[Subscriptions], data: MockRequest
    ) -> MockResponse:
        """Send a test event, signed like a real one, to your webhooks that subscribe to it."""
        sent = await subscriptions.send_mock(data.payload.event, data.payload.name, data.payload.data)
        return MockResponse(data=[MockDelivery(id=each.id, event=each.event) for each in sent])

    @get("/{id:uuid}/deliveries")
    async def list_webhook_deliveries(
        self,
        subscriptions: NamedDependency[Subscriptions],
        id: WebhookId,  # noqa: A002
        limit: Limit = 10,
        offset: Offset = 0,
        status: DeliveryStatusFilter = None,
    ) -> WebhookDeliveryList:
        """List the finished and pending deliveries of a webhook, newest first."""
        page = await subscriptions.deliveries(id, Paging(limit=limit, offset=offset), status)
        return WebhookDeliveryList(
            data=[_delivery(delivery) for delivery in page],
            metadata=Metadata(offset=offset, limit=limit),
        )

    @post("/{id:uuid}/replay", status_code=202)
    async def replay_webhook(
        self,
        subscriptions: NamedDependency[Subscriptions],
        id: WebhookId,  # noqa: A002
        data: ReplayRequest,
    ) -> ReplayResponse:
        """Resend one delivery, or all since a time, oldest first."""
        match data:
            case ReplayRequest(delivery_id=UUID() as delivery_id, since=None):
                replayed = await subscriptions.replay_one(id, delivery_id)
            case ReplayRequest(delivery_id=None, since=str() as since):
                replayed = await subscriptions.replay_since(id, _parse_since(since))
            case _:
                raise ReplayUnclear("Send either delivery_id or since, not both.")
        return ReplayResponse(replayed=replayed)


def _parse_since(since: str) -> datetime:
    try:
        return parse_timestamp(since)
    except ValueError:
        raise ReplayUnclear(
            f"since is {since[:80]!r}: expected a time such as 2026-06-05T11:12:04."
        ) from None
