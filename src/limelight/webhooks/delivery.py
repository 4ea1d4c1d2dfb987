"""Posting a webhook's pending deliveries in order, until an attempt fails."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from types import TracebackType
from typing import Final
from uuid import UUID

import httpx2
import structlog

from limelight import __version__
from limelight.connectors.guarded_transport import AddressBlocked, GuardedTransport
from limelight.durable.queues import enqueue
from limelight.kernel.timestamps import now
from limelight.settings import Settings
from limelight.store.database import Database, Session
from limelight.store.tenants import Tenants
from limelight.store.webhooks import (
    Delivery,
    DeliveryAttempt,
    PendingDeliveries,
    Webhook,
    purge_deliveries,
    webhooks_with_pending_deliveries,
)
from limelight.webhooks.address_policy import address_policy
from limelight.webhooks.emitter import DELIVER_HANDLER, DELIVERY_QUEUE
from limelight.webhooks.signing import signature_headers

_LOG = structlog.get_logger("limelight.webhooks")

_BATCH_SIZE: Final = 50
"""Deliveries posted before they are recorded; after a crash they are posted again."""
_MAX_RUN_SECONDS: Final = 10.0
"""After this time a webhook with more deliveries is enqueued again, so that others are not delayed."""
_MAX_RESPONSE_BYTES: Final = 65536


@dataclass(frozen=True)
class _DeliveryBatch:
    """The next deliveries of a webhook."""

    webhook: Webhook
    batch: Sequence[Delivery]
    secrets: Sequence[bytes]


class Deliverer:
    """Posts deliveries. ``async with`` keeps connections open between them."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings.webhooks
        self._database = database
        self._client = httpx2.AsyncClient(
            transport=GuardedTransport(address_policy(settings)),
            headers={"user-agent": f"Limelight/{__version__}", "content-type": "application/json"},
            timeout=self._settings.timeout_seconds,
            follow_redirects=False,
            trust_env=False,
        )

    async def __aenter__(self) -> "Deliverer":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def deliver(self, webhook_id: UUID) -> None:
        """The handler: posts a webhook's pending deliveries, unless it waits for a retry."""
        end = monotonic() + _MAX_RUN_SECONDS
        while work := await self._next_batch(webhook_id):
            attempts = await self._post_batch(work)
            async with self._database.session() as session:
                if not await self._record_attempts(session, work.webhook, attempts):
                    return
                if monotonic() > end:
                    enqueue(session, DELIVERY_QUEUE, DELIVER_HANDLER, webhook_id, partition=webhook_id)
                    return

    async def purge_and_requeue(self) -> None:
        """Purges old deliveries, enqueues webhooks with pending ones, and waits for an hour."""
        async with self._database.session() as session:
            await purge_deliveries(session, now() - timedelta(days=self._settings.log_days))
            for webhook_id in await webhooks_with_pending_deliveries(session):
                enqueue(session, DELIVERY_QUEUE, DELIVER_HANDLER, webhook_id, partition=webhook_id)
        await asyncio.sleep(3600)

    async def _next_batch(self, webhook_id: UUID) -> _DeliveryBatch | None:
        """The next deliveries, if there are any and no retry is pending."""
        async with self._database.session() as session:
            line = PendingDeliveries(session, webhook_id)
            webhook = await line.webhook()
            if webhook is None or (webhook.retry_at and webhook.retry_at > now()):
                return None
            batch = await line.next_batch(_BATCH_SIZE)
            if not batch:
                return None
            secrets = await Tenants(session).signing_secrets(webhook.tenant_id)
        return _DeliveryBatch(webhook, batch, secrets)

    async def _post_batch(self, work: _DeliveryBatch) -> list[tuple[UUID, DeliveryAttempt]]:
        """Posts each delivery once, until one fails."""
        attempts: list[tuple[UUID, DeliveryAttempt]] = []
        for delivery in work.batch:
            attempt = await self._post(work.webhook.url, delivery.body.encode(), work.secrets)
            attempts.append((delivery.id, attempt))
            if attempt.error:
                break
        return attempts

    async def _post(self, url: str, body: bytes, secrets: Sequence[bytes]) -> DeliveryAttempt:
        started = now()
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                status = await self._response_status(url, body, signature_headers(body, secrets))
        except TimeoutError:
            return DeliveryAttempt(
                at=started, error=f"no answer within {self._settings.timeout_seconds:g} seconds"
            )
        except (AddressBlocked, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
            return DeliveryAttempt(at=started, error=str(error) or type(error).__name__)
        reason = None if 200 <= status < 300 else f"the answer was {status}"
        return DeliveryAttempt(at=started, response_status=status, error=reason)

    async def _response_status(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        async with self._client.stream("POST", url, content=body, headers=headers) as response:
            # A response that was read to its end leaves its connection to the next delivery.
            size = 0
            async for chunk in response.aiter_raw():
                size += len(chunk)
                if size > _MAX_RESPONSE_BYTES:
                    break
            return response.status_code

    async def _record_attempts(
        self, session: Session, webhook: Webhook, attempts: Sequence[tuple[UUID, DeliveryAttempt]]
    ) -> bool:
        """Records the attempts. Returns whether all succeeded."""
        line = PendingDeliveries(session, webhook.id)
        arrived = [each for each in attempts if each[1].error is None]
        if arrived:
            await line.mark_delivered(arrived)
        if arrived and webhook.failures:
            await line.reset_failures()
        if len(arrived) == len(attempts):
            return True
        failed, attempt = attempts[-1]
        failures = 1 if arrived else webhook.failures + 1
        if failures > len(self._settings.retry_seconds):
            await line.deactivate(failed, attempt)
            _LOG.warning("webhook became inactive", webhook=str(webhook.id), error=attempt.error)
            return False
        retry_at = now() + timedelta(seconds=self._settings.retry_seconds[failures - 1])
        await line.mark_failed(failed, attempt, failures, retry_at)
        enqueue(session, DELIVERY_QUEUE, DELIVER_HANDLER, webhook.id, partition=webhook.id, after=retry_at)
        return False
