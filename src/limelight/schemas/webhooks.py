"""Webhooks: subscriptions, their deliveries, mock deliveries and replays."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from limelight.kernel.timestamps import Timestamp
from limelight.schemas.common import Page
from limelight.store.webhooks import DeliveryStatus


class WebhookRequest(Struct, frozen=True, kw_only=True):
    url: str
    events: Sequence[str]
    name: str | None = None


class WebhookChange(Struct, frozen=True, kw_only=True):
    """Omitted fields keep their value."""

    url: str | None = None
    events: Sequence[str] | None = None
    name: str | None = None


class Webhook(Struct, frozen=True, kw_only=True):
    id: UUID
    name: str | None
    url: str
    events: Sequence[str]
    is_active: bool
    created_at: Timestamp
    updated_at: Timestamp


class WebhookList(Page[Webhook], frozen=True, kw_only=True):
    """A page of webhooks."""


class MockPayload(Struct, frozen=True, kw_only=True):
    event: str
    data: dict[str, Any]
    name: str | None = None


class MockRequest(Struct, frozen=True, kw_only=True):
    payload: MockPayload


class MockDelivery(Struct, frozen=True, kw_only=True):
    id: UUID
    event: str


class MockResponse(Struct, frozen=True, kw_only=True):
    """``data`` has one delivery per active webhook that subscribes to the event."""

    data: Sequence[MockDelivery]


class WebhookDelivery(Struct, frozen=True, kw_only=True):
    """``payload`` is the posted body."""

    id: UUID
    webhook_id: UUID
    event: str
    status: DeliveryStatus
    attempts: int
    response_status: int | None
    error: str | None
    payload: msgspec.Raw
    created_at: Timestamp
    last_attempt_at: Timestamp | None


class WebhookDeliveryList(Page[WebhookDelivery], frozen=True, kw_only=True):
    """A page of deliveries, newest first."""


class ReplayRequest(Struct, frozen=True, kw_only=True):
    """Selects either one delivery, or all deliveries created since a time."""

    delivery_id: UUID | None = None
    since: Timestamp | None = None


class ReplayResponse(Struct, frozen=True, kw_only=True):
    replayed: int
