"""Deliveries: order, retries, isolation of webhooks, and refused addresses."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from uuid import UUID, uuid4

import msgspec
import pytest

from limelight.durable.worker import Worker
from limelight.kernel.paging import Paging
from limelight.kernel.timestamps import format_timestamp, now
from limelight.settings import Environment, Settings, WebhookSettings
from limelight.store.database import Database
from limelight.store.outbox import Outbox, OutboxMessage
from limelight.store.tenants import Tenants
from limelight.store.webhooks import Delivery, DeliveryStatus, Webhook, Webhooks
from limelight.testing.webhook_receiver import ReceivedRequest, run_receiver
from limelight.webhooks import verified
from limelight.webhooks.address_policy import address_policy, is_public
from limelight.webhooks.delivery import Deliverer
from limelight.webhooks.emitter import DELIVER_HANDLER, DELIVERY_QUEUE, emit
from limelight.webhooks.events import (
    ACCOUNTS_CONNECTED,
    CONTENTS_ADDED,
    EVENT_NAMES,
    AccountChanged,
    ItemsChanged,
)
from limelight.webhooks.signing import HEADER, LEGACY_HEADER, signature_headers

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

ALL = tuple(EVENT_NAMES)


class Customer:
    """A tenant with webhooks."""

    def __init__(self, database: Database, tenant_id: UUID) -> None:
        self.database = database
        self.tenant_id = tenant_id

    async def subscribe(self, url: str, events: tuple[str, ...] = ALL) -> Webhook:
        async with self.database.session() as session:
            return await Webhooks(session, self.tenant_id).add(None, url, events)

    async def connect_accounts(self, count: int) -> list[str]:
        """Emits ``count`` events. Returns the ids of their accounts."""
        ids = [uuid4() for _ in range(count)]
        async with self.database.session() as session:
            for account_id in ids:
                payload = AccountChanged(
                    account_id=account_id, user_id=uuid4(), last_updated_time=format_timestamp(now())
                )
                await emit(session, self.tenant_id, ACCOUNTS_CONNECTED, payload)
        return [str(each) for each in ids]

    async def log(self, webhook: Webhook) -> list[Delivery]:
        """Oldest first."""
        async with self.database.session() as session:
            found = await Webhooks(session, self.tenant_id).deliveries(webhook.id, Paging(limit=100))
        return list(reversed(found))

    async def webhook(self, webhook: Webhook) -> Webhook:
        async with self.database.session() as session:
            found = await Webhooks(session, self.tenant_id).get(webhook.id)
        assert found is not None
        return found

    async def promises(self) -> list[OutboxMessage]:
        async with self.database.session() as session:
            return list(await Outbox(session).due(now() + timedelta(days=1), 100))


@pytest.fixture
async def customer(database: Database) -> Customer:
    async with database.session() as session:
        tenant, _ = await Tenants(session).create("acme")
    return Customer(database, tenant.id)


@pytest.fixture
async def deliverer(settings: Settings, database: Database) -> AsyncIterator[Deliverer]:
    async with Deliverer(settings, database) as deliverer:
        yield deliverer


def _accounts(requests: list[ReceivedRequest]) -> list[str]:
    return [request.json["data"]["account_id"] for request in requests]


async def test_deliveries_arrive_in_order_and_only_for_subscribed_events(
    customer: Customer, deliverer: Deliverer
) -> None:
    with run_receiver() as wanted, run_receiver() as unwanted:
        first = await customer.subscribe(wanted.url)
        second = await customer.subscribe(unwanted.url, ("SESSION.EXPIRED",))
        ids = await customer.connect_accounts(45)
        for webhook in (first, second):
            await deliverer.deliver(webhook.id)
        assert _accounts(wanted.received) == ids
        assert not unwanted.received


async def test_an_event_is_delivered_if_and_only_if_its_transaction_commits(
    customer: Customer, deliverer: Deliverer
) -> None:
    with run_receiver() as receiver:
        webhook = await customer.subscribe(receiver.url)
        payload = AccountChanged(
            account_id=uuid4(), user_id=uuid4(), last_updated_time=format_timestamp(now())
        )
        with suppress(LookupError):
            async with customer.database.session() as session:
                await emit(session, customer.tenant_id, ACCOUNTS_CONNECTED, payload)
                raise LookupError
        await deliverer.deliver(webhook.id)
        assert not receiver.received
        assert not await customer.promises()


async def test_more_than_a_hundred_ids_are_several_events(customer: Customer, deliverer: Deliverer) -> None:
    items = [uuid4() for _ in range(250)]
    with run_receiver() as receiver:
        webhook = await customer.subscribe(receiver.url)
        payload = ItemsChanged(
            account_id=uuid4(), user_id=uuid4(), last_updated_time=format_timestamp(now()), items=items
        )
        async with customer.database.session() as session:
            await emit(session, customer.tenant_id, CONTENTS_ADDED, payload)
            await emit(
                session, customer.tenant_id, CONTENTS_ADDED, msgspec.structs.replace(payload, items=[])
            )
        await deliverer.deliver(webhook.id)
        delivered = [request.json["data"]["items"] for request in receiver.received]
    assert [len(part) for part in delivered] == [100, 100, 50]
    assert [item for part in delivered for item in part] == [str(each) for each in items]


async def test_a_failed_delivery_is_retried_before_later_ones(
    customer: Customer, deliverer: Deliverer
) -> None:
    """Later deliveries wait for the failed one; a call before the retry does nothing."""
    with run_receiver() as receiver:
        webhook = await customer.subscribe(receiver.url)
        ids = await customer.connect_accounts(3)
        receiver.choose_status = lambda _: 500 if len(receiver.received) == 2 else 200
        before = now()
        await deliverer.deliver(webhook.id)
        await deliverer.deliver(webhook.id)
        assert _accounts(receiver.received) == ids[:2]
        retry = max(promise.due_at for promise in await customer.promises())
        assert timedelta(seconds=59) < retry - before < timedelta(seconds=70)
        pending = (await customer.log(webhook))[1]
        assert (pending.status, pending.attempts, pending.response_status) == (DeliveryStatus.PENDING, 1, 500)


async def test_after_the_last_retry_the_webhook_is_inactive_and_its_deliveries_fail(
    customer: Customer, settings: Settings
) -> None:
    pauses = (0.05, 0.1, 0.15)
    quick = msgspec.structs.replace(settings, webhooks=WebhookSettings(retry_seconds=pauses))
    async with Deliverer(quick, customer.database) as deliverer:
        with run_receiver() as receiver:
            receiver.choose_status = lambda _: 410
            webhook = await customer.subscribe(receiver.url)
            await customer.connect_accounts(2)
            for pause in (*pauses, 0):
                await deliverer.deliver(webhook.id)
                await asyncio.sleep(pause)
            assert len(receiver.received) == 4
            assert not (await customer.webhook(webhook)).is_active
            await customer.connect_accounts(1)
            log = await customer.log(webhook)
    assert [delivery.status for delivery in log] == [DeliveryStatus.FAILED] * 3
    assert [delivery.attempts for delivery in log] == [4, 0, 0]
    assert [delivery.error for delivery in log] == [
        "the answer was 410",
        "the webhook became inactive",
        "the webhook was inactive",
    ]


async def test_a_slow_receiver_does_not_delay_others(customer: Customer, settings: Settings) -> None:
    with run_receiver() as slow, run_receiver() as fast:
        release = threading.Event()
        slow.choose_status = lambda _: 200 if release.wait(4) else 500
        await customer.subscribe(slow.url)
        await customer.subscribe(fast.url)
        async with Deliverer(settings, customer.database) as deliverer:
            handlers = {DELIVER_HANDLER: deliverer.deliver}
            async with Worker(settings, customer.database, handlers, (DELIVERY_QUEUE,)):
                ids = await customer.connect_accounts(5)
                await asyncio.to_thread(fast.wait_for, 5)
                assert _accounts(fast.received) == ids
                assert len(slow.received) == 1
                release.set()


async def test_a_timeout_is_a_failed_delivery(customer: Customer, settings: Settings) -> None:
    hasty = msgspec.structs.replace(settings, webhooks=WebhookSettings(timeout_seconds=0.2))
    async with Deliverer(hasty, customer.database) as deliverer:
        with run_receiver() as receiver:
            receiver.latency_seconds = 1
            webhook = await customer.subscribe(receiver.url)
            await customer.connect_accounts(1)
            await deliverer.deliver(webhook.id)
            assert (await customer.log(webhook))[0].error == "no answer within 0.2 seconds"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0"])
async def test_private_addresses_are_refused_under_any_host_name(
    customer: Customer, settings: Settings, host: str
) -> None:
    guarded = msgspec.structs.replace(settings, webhooks=WebhookSettings(allow_private=False))
    async with Deliverer(guarded, customer.database) as deliverer:
        with run_receiver() as receiver:
            webhook = await customer.subscribe(receiver.url.replace("127.0.0.1", host))
            await customer.connect_accounts(1)
            await deliverer.deliver(webhook.id)
            assert not receiver.received
            assert "not allowed" in str((await customer.log(webhook))[0].error)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
        ("2002:7f00:1::", False),
        ("2002:a00:1::", False),
    ],
)
async def test_internal_addresses_are_recognised_in_all_forms(address: str, expected: bool) -> None:
    assert is_public(ip_address(address)) is expected


@pytest.mark.parametrize(
    ("environment", "allow_private", "loopback", "private"),
    [
        (Environment.SANDBOX, None, True, False),
        (Environment.SANDBOX, False, False, False),
        (Environment.PRODUCTION, None, False, False),
        (Environment.PRODUCTION, True, True, True),
    ],
)
async def test_the_settings_decide_which_addresses_are_allowed(
    environment: Environment, allow_private: bool | None, loopback: bool, private: bool
) -> None:
    allows = address_policy(
        Settings(environment=environment, webhooks=WebhookSettings(allow_private=allow_private))
    )
    assert [allows(ip_address(each)) for each in ("127.0.0.1", "10.0.0.1", "93.184.216.34")] == [
        loopback,
        private,
        True,
    ]


async def test_during_a_rotation_both_secrets_verify(customer: Customer, deliverer: Deliverer) -> None:
    async with customer.database.session() as session:
        new = await Tenants(session).rotate(customer.tenant_id)
        old, _ = await Tenants(session).signing_secrets(customer.tenant_id)
    with run_receiver() as receiver:
        webhook = await customer.subscribe(receiver.url)
        await customer.connect_accounts(1)
        await deliverer.deliver(webhook.id)
        request = receiver.received[0]
    for secret in (new, old.decode()):
        assert verified(request.body, request.headers[HEADER.lower()], secret)
    assert not verified(request.body, request.headers[HEADER.lower()], "another")
    assert not verified(request.body, None, new)
    assert request.headers[LEGACY_HEADER.lower()] == signature_headers(request.body, [old])[LEGACY_HEADER]


async def test_a_tenant_does_not_receive_events_of_another(customer: Customer, deliverer: Deliverer) -> None:
    async with customer.database.session() as session:
        other, _ = await Tenants(session).create("other")
    with run_receiver() as receiver:
        webhook = await Customer(customer.database, other.id).subscribe(receiver.url)
        await customer.connect_accounts(1)
        await deliverer.deliver(webhook.id)
        assert not receiver.received


async def test_pending_deliveries_without_a_call_are_requeued(
    customer: Customer, deliverer: Deliverer
) -> None:
    """For example after the call became a dead letter."""
    webhook = await customer.subscribe("http://127.0.0.1:9/")
    await customer.connect_accounts(1)
    async with customer.database.session() as session:
        await Outbox(session).remove(await customer.promises())
    tending = asyncio.create_task(deliverer.purge_and_requeue())
    while not await customer.promises():  # noqa: ASYNC110 -- it sleeps for an hour then
        await asyncio.sleep(0.01)
    tending.cancel()
    assert [promise.target for promise in await customer.promises()] == [webhook.id]
