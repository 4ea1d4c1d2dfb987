"""Managing a tenant's webhooks: subscriptions, mock deliveries and replays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from limelight.durable.queues import enqueue
from limelight.errors import InvalidRequest, NotFound
from limelight.kernel.paging import Paging
from limelight.store.database import Session
from limelight.store.webhooks import Delivery, DeliveryStatus, NewDelivery, Webhook, Webhooks
from limelight.webhooks.address_policy import AddressPolicy
from limelight.webhooks.emitter import DELIVER_HANDLER, DELIVERY_QUEUE, encode_body
from limelight.webhooks.events import EVENT_NAMES, EVENTS_BY_NAME

MAX_WEBHOOKS: Final = 100
MAX_URL: Final = 2048
MAX_NAME: Final = 200


class WebhookNotFound(NotFound):
    """The tenant has no webhook of the id."""


class DeliveryNotFound(NotFound):
    """The webhook's log has no delivery of the id."""


class WebhookInactive(InvalidRequest):
    """The webhook is inactive: nothing is sent to it."""


class TooManyWebhooks(InvalidRequest):
    """The tenant has the maximum number of webhooks."""


class EventNotSupported(InvalidRequest):
    """There is no such event."""


class UrlNotSupported(InvalidRequest):
    """Deliveries cannot or may not be sent to the URL."""


class Subscriptions:
    """The webhooks of one tenant, within one transaction."""

    def __init__(self, session: Session, tenant_id: UUID, allows: AddressPolicy) -> None:
        self._session = session
        self._webhooks = Webhooks(session, tenant_id)
        self._allows = allows

    async def add(self, name: str | None, url: str, events: Sequence[str]) -> Webhook:
        if await self._webhooks.count() >= MAX_WEBHOOKS:
            raise TooManyWebhooks(f"A tenant has at most {MAX_WEBHOOKS} webhooks: delete one first.")
        return await self._webhooks.add(_check_name(name), self._check_url(url), _check_events(events))

    async def get(self, webhook_id: UUID) -> Webhook:
        webhook = await self._webhooks.get(webhook_id)
        if webhook is None:
            raise WebhookNotFound(f"There is no webhook with the id {webhook_id}.")
        return webhook

    async def page(self, paging: Paging) -> Sequence[Webhook]:
        return await self._webhooks.page(paging)

    async def update(
        self, webhook_id: UUID, name: str | None, url: str | None, events: Sequence[str] | None
    ) -> Webhook:
        """Changes the arguments that are not None. The webhook is active afterwards."""
        webhook = await self.get(webhook_id)
        await self._webhooks.update(
            webhook_id,
            webhook.name if name is None else _check_name(name),
            webhook.url if url is None else self._check_url(url),
            webhook.events if events is None else _check_events(events),
        )
        self._enqueue_delivery(webhook_id)
        return await self.get(webhook_id)

    async def delete(self, webhook_id: UUID) -> None:
        await self.get(webhook_id)
        await self._webhooks.delete(webhook_id)

    async def send_mock(self, event: str, name: str | None, data: Mapping[str, Any]) -> Sequence[NewDelivery]:
        """Sends a mock event to the active webhooks that subscribe to it."""
        _check_events([event])
        sent: list[tuple[Webhook, NewDelivery]] = []
        for webhook in await self._webhooks.subscribed(event):
            if webhook.is_active:
                delivery_id = uuid4()
                body = encode_body(delivery_id, event, name or EVENTS_BY_NAME[event].title, data)
                sent.append((webhook, NewDelivery(id=delivery_id, event=event, body=body)))
                self._enqueue_delivery(webhook.id)
        await self._webhooks.add_deliveries(sent)
        return [outgoing for _, outgoing in sent]

    async def deliveries(
        self, webhook_id: UUID, paging: Paging, status: DeliveryStatus | None
    ) -> Sequence[Delivery]:
        await self.get(webhook_id)
        return await self._webhooks.deliveries(webhook_id, paging, status)

    async def replay_one(self, webhook_id: UUID, delivery_id: UUID) -> int:
        await self._require_active(webhook_id)
        count = await self._webhooks.replay_one(webhook_id, delivery_id)
        if not count:
            raise DeliveryNotFound(f"The webhook has no delivery with the id {delivery_id}.")
        self._enqueue_delivery(webhook_id)
        return count

    async def replay_since(self, webhook_id: UUID, since: datetime) -> int:
        await self._require_active(webhook_id)
        count = await self._webhooks.replay_since(webhook_id, since)
        self._enqueue_delivery(webhook_id)
        return count

    def _enqueue_delivery(self, webhook_id: UUID) -> None:
        enqueue(self._session, DELIVERY_QUEUE, DELIVER_HANDLER, webhook_id, partition=webhook_id)

    async def _require_active(self, webhook_id: UUID) -> None:
        webhook = await self.get(webhook_id)
        if not webhook.is_active:
            raise WebhookInactive(f"PUT /v1/webhooks/{webhook_id} first: the webhook is inactive.")

    def _check_url(self, url: str) -> str:
        """The URL, untouched. Raises UrlNotSupported."""
        try:
            parts = urlsplit(url)
            is_complete = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_complete = False
        if not is_complete or len(url) > MAX_URL or not url.isprintable() or " " in url:
            raise UrlNotSupported(
                f"url is {url[:80]!r}: it takes an http or https URL of at most {MAX_URL} characters."
            )
        try:
            is_allowed = self._allows(ip_address(parts.hostname or ""))
        except ValueError:
            is_allowed = True
        if not is_allowed:
            raise UrlNotSupported(f"url is {url[:80]!r}: deliveries to its address are not allowed.")
        return url


def _check_name(name: str | None) -> str | None:
    if name is not None and len(name) > MAX_NAME:
        raise InvalidRequest(f"name has {len(name)} characters: it takes at most {MAX_NAME}.")
    return name


def _check_events(events: Sequence[str]) -> tuple[str, ...]:
    unknown = [event for event in events if event not in EVENTS_BY_NAME]
    if unknown or not events:
        shown = ", ".join(repr(event[:80]) for event in unknown[:10]) or "empty"
        raise EventNotSupported(f"events is {shown}: it takes {', '.join(EVENT_NAMES)}.")
    return tuple(dict.fromkeys(events))
