"""The webhooks of a tenant: adding, changing, mock deliveries and replays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from limelight.durable.promises import promise
from limelight.errors import InvalidRequest, NotFound
from limelight.kernel.paging import Paging
from limelight.store.database import Session
from limelight.store.webhooks import Delivery, DeliveryStatus, Outgoing, Webhook, Webhooks
from limelight.webhooks.addresses import Policy
from limelight.webhooks.emitting import DELIVER, DELIVERIES, body_of
from limelight.webhooks.events import BY_NAME, EVENT_NAMES

MAX_WEBHOOKS: Final = 100
MAX_URL: Final = 2048
MAX_NAME: Final = 200


class WebhookNotFound(NotFound):
    """The tenant has no webhook of the id."""


class DeliveryNotFound(NotFound):
    """The webhook's log has no delivery of the id."""


class WebhookInactive(InvalidRequest):
    """Nothing is sent to it until it is active again."""


class TooManyWebhooks(InvalidRequest):
    """The tenant has as many webhooks as one may have."""


class EventNotSupported(InvalidRequest):
    """There is no such event."""


class UrlNotSupported(InvalidRequest):
    """Deliveries cannot or may not go there."""


class Subscriptions:
    """The webhooks of one tenant, within one transaction."""

    def __init__(self, session: Session, tenant_id: UUID, allows: Policy) -> None:
        self._session = session
        self._webhooks = Webhooks(session, tenant_id)
        self._allows = allows

    async def add(self, name: str | None, url: str, events: Sequence[str]) -> Webhook:
        if await self._webhooks.count() >= MAX_WEBHOOKS:
            raise TooManyWebhooks(f"A tenant has at most {MAX_WEBHOOKS} webhooks: delete one first.")
        return await self._webhooks.add(_name(name), self._url(url), _events(events))

    async def one(self, webhook_id: UUID) -> Webhook:
        webhook = await self._webhooks.one(webhook_id)
        if webhook is None:
            raise WebhookNotFound(f"There is no webhook with the id {webhook_id}.")
        return webhook

    async def page(self, paging: Paging) -> Sequence[Webhook]:
        return await self._webhooks.page(paging)

    async def change(
        self, webhook_id: UUID, name: str | None, url: str | None, events: Sequence[str] | None
    ) -> Webhook:
        """What is not given stays. The webhook is active afterwards."""
        webhook = await self.one(webhook_id)
        await self._webhooks.change(
            webhook_id,
            webhook.name if name is None else _name(name),
            webhook.url if url is None else self._url(url),
            webhook.events if events is None else _events(events),
        )
        self._deliver(webhook_id)
        return await self.one(webhook_id)

    async def remove(self, webhook_id: UUID) -> None:
        await self.one(webhook_id)
        await self._webhooks.remove(webhook_id)

    async def mock(self, event: str, name: str | None, data: Mapping[str, Any]) -> Sequence[Outgoing]:
        """Send a made-up event to all who subscribed to it, as if it had happened."""
        _events([event])
        sent: list[tuple[Webhook, Outgoing]] = []
        for webhook in await self._webhooks.subscribed(event):
            if webhook.is_active:
                delivery_id = uuid4()
                body = body_of(delivery_id, event, name or BY_NAME[event].title, data)
                sent.append((webhook, Outgoing(id=delivery_id, event=event, body=body)))
                self._deliver(webhook.id)
        await self._webhooks.enqueue(sent)
        return [outgoing for _, outgoing in sent]

    async def deliveries(
        self, webhook_id: UUID, paging: Paging, status: DeliveryStatus | None
    ) -> Sequence[Delivery]:
        await self.one(webhook_id)
        return await self._webhooks.deliveries(webhook_id, paging, status)

    async def replay_one(self, webhook_id: UUID, delivery_id: UUID) -> int:
        await self._require_active(webhook_id)
        count = await self._webhooks.replay_one(webhook_id, delivery_id)
        if not count:
            raise DeliveryNotFound(f"The webhook has no delivery with the id {delivery_id}.")
        self._deliver(webhook_id)
        return count

    async def replay_since(self, webhook_id: UUID, since: datetime) -> int:
        await self._require_active(webhook_id)
        count = await self._webhooks.replay_since(webhook_id, since)
        self._deliver(webhook_id)
        return count

    def _deliver(self, webhook_id: UUID) -> None:
        promise(self._session, DELIVERIES, DELIVER, webhook_id, partition=webhook_id)

    async def _require_active(self, webhook_id: UUID) -> None:
        webhook = await self.one(webhook_id)
        if not webhook.is_active:
            raise WebhookInactive(f"PUT /v1/webhooks/{webhook_id} first: the webhook is inactive.")

    def _url(self, url: str) -> str:
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
            raise UrlNotSupported(f"url is {url[:80]!r}: its address is not one that deliveries may go to.")
        return url


def _name(name: str | None) -> str | None:
    if name is not None and len(name) > MAX_NAME:
        raise InvalidRequest(f"name has {len(name)} characters: it takes at most {MAX_NAME}.")
    return name


def _events(events: Sequence[str]) -> tuple[str, ...]:
    unknown = [event for event in events if event not in BY_NAME]
    if unknown or not events:
        shown = ", ".join(repr(event[:80]) for event in unknown[:10]) or "empty"
        raise EventNotSupported(f"events is {shown}: it takes {', '.join(EVENT_NAMES)}.")
    return tuple(dict.fromkeys(events))
