"""Emitting events to a tenant's webhooks, in the transaction that causes them."""

import json
from collections.abc import Sequence
from typing import Final, TypeVar
from uuid import UUID, uuid4

import msgspec

from limelight.durable.queues import Queue, enqueue
from limelight.store.database import Session
from limelight.store.webhooks import NewDelivery, Webhooks
from limelight.webhooks.events import AccountChanged, Event, ItemsChanged, JobEnded

Payload = TypeVar("Payload", bound=AccountChanged | JobEnded)

DELIVERY_QUEUE: Final = Queue("webhooks", concurrency=50, per_partition=1, coalesces=True, poll_seconds=0.25)
"""A partition is a webhook, so that a slow receiver does not delay others."""
DELIVER_HANDLER: Final = "webhooks.deliver"
MAX_IDS_PER_EVENT: Final = 100


async def emit(session: Session, tenant_id: UUID, event: Event[Payload], payload: Payload) -> None:
    """Adds a delivery for each webhook that subscribes to the event; they are sent when the session commits.

    A change without items emits nothing.
    """
    parts = _split_payload(payload)
    if not parts:
        return
    webhooks = Webhooks(session, tenant_id)
    subscribed = await webhooks.subscribed(event.name)
    await webhooks.add_deliveries(
        [(webhook, _new_delivery(event.name, event.title, part)) for webhook in subscribed for part in parts]
    )
    for webhook in subscribed:
        if webhook.is_active:
            enqueue(session, DELIVERY_QUEUE, DELIVER_HANDLER, webhook.id, partition=webhook.id)


def encode_body(delivery_id: UUID, event: str, name: str, data: object) -> str:
    """The request body: exactly what ``json.dumps`` writes, which receivers rely on."""
    return json.dumps({"event": event, "name": name, "id": str(delivery_id), "data": data})


def _new_delivery(event: str, name: str, payload: AccountChanged | JobEnded) -> NewDelivery:
    delivery_id = uuid4()
    body = encode_body(delivery_id, event, name, msgspec.to_builtins(payload))
    return NewDelivery(id=delivery_id, event=event, body=body)


def _split_payload(payload: AccountChanged | JobEnded) -> Sequence[AccountChanged | JobEnded]:
    if not isinstance(payload, ItemsChanged):
        return [payload]
    starts = range(0, len(payload.items), MAX_IDS_PER_EVENT)
    return [
        msgspec.structs.replace(payload, items=payload.items[start : start + MAX_IDS_PER_EVENT])
        for start in starts
    ]
