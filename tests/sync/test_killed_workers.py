"""Workers killed during syncs and deliveries: nothing is lost, duplicated or blocked."""

import asyncio
import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import connect
from limelight.accounts.users import Users
from limelight.connectors.grants import Grant
from limelight.kernel.accounts import AccountProduct, SyncStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.sandbox import World
from limelight.sandbox.accounts.account_source import SandboxAccountSource
from limelight.sandbox.contents.posts import posts
from limelight.store.account_data import AudienceRow, CommentRow, ContentGroupRow, ContentRow, ProfileRow
from limelight.store.accounts import AccountProductRow
from limelight.store.database import Database
from limelight.store.syncs import SyncLeaseRow, SyncRequestRow
from limelight.store.tenants import Tenants
from limelight.store.webhooks import DeliveryRow, DeliveryStatus, Webhooks
from limelight.sync.requests import refresh
from limelight.testing.webhook_receiver import ReceivedRequest, WebhookReceiver, run_receiver
from limelight.webhooks.events import EVENT_NAMES
from tests.sync.worker_processes import ProductProcesses, worker_settings

pytestmark = pytest.mark.both_databases

KILLS = int(os.environ.get("KILLS", "2"))
ACCOUNTS = 20
PLATFORMS = (PlatformKey.YOUTUBE, PlatformKey.TIKTOK)
STALLED_SECONDS = 60
MOST_SECONDS = 600 + 10 * KILLS
HISTORY = timedelta(days=200)


class Customer:
    """A tenant with twenty accounts, whose receiver fails one time in three."""

    def __init__(self, database: Database, receiver: WebhookReceiver) -> None:
        self.database = database
        self.accepted: list[Any] = []
        self.attempts = 0
        self.accounts: dict[UUID, tuple[PlatformKey, str]] = {}
        self.tenant_id = UUID(int=0)
        receiver.choose_status = self._answer
        self._url = receiver.url

    def _answer(self, request: ReceivedRequest) -> int:
        self.attempts += 1
        if random.random() < 1 / 3:
            return 500
        self.accepted.append(request.json)
        return 200

    async def join(self, vault: GrantCipher, world: World) -> None:
        async with self.database.session() as session:
            tenant, _ = await Tenants(session).create("studio")
            self.tenant_id = tenant.id
            for events in _pairs(EVENT_NAMES):
                # Each webhook has a line of its own, so that retries do not add up.
                await Webhooks(session, tenant.id).add(None, self._url, events)
            for number in range(ACCOUNTS):
                platform = PLATFORMS[number % len(PLATFORMS)]
                user = await Users(session, tenant.id).create("Creator", f"creator-{number}")
                handle = world.external_id(platform, number)
                grant = Grant(access_token=f"sandbox:{platform}:{handle}", subject=handle)
                row = await connect(session, vault, tenant.id, user.id, platform, grant, list(AccountProduct))
                self.accounts[row.id] = platform, handle

    async def request_more_syncs(self) -> None:
        """Requests more syncs of some accounts."""
        for account_id in random.sample(list(self.accounts), ACCOUNTS // 2):
            async with self.database.session() as session:
                product = random.choice([AccountProduct.ENGAGEMENT, AccountProduct.IDENTITY])
                since = now() - HISTORY if product is AccountProduct.ENGAGEMENT else None
                await refresh(session, self.tenant_id, account_id, product, since)

    async def is_idle(self) -> bool:
        """Whether no request, lease or delivery is left."""
        async with self.database.session() as session:
            asked = await session.scalar(select(func.count()).select_from(SyncRequestRow))
            turns = await session.scalar(select(func.count()).select_from(SyncLeaseRow))
            waiting = select(func.count()).where(DeliveryRow.status != DeliveryStatus.DELIVERED)
            undelivered = await session.scalar(waiting)
        return not (asked or turns or undelivered)

    async def work_done(self) -> int:
        async with self.database.session() as session:
            return (await session.scalar(select(func.count()).select_from(ContentRow)) or 0) + self.attempts


@pytest.mark.anyio
async def test_killed_workers_lose_duplicate_and_block_nothing(database_url: str | None, tmp_path: Path):
    settings = worker_settings(tmp_path, database_url)
    database = Database(settings)
    await database.migrate()
    world = World(settings.sandbox.seed, now().date())
    with run_receiver() as receiver:
        customer = Customer(database, receiver)
        await customer.join(GrantCipher(settings), world)
        processes = ProductProcesses(tmp_path, database_url, size=1 if database_url is None else 2)
        try:
            await _kill_now_and_then(processes, customer)
            async with asyncio.timeout(MOST_SECONDS):
                await _work_until_idle(customer)
        finally:
            processes.kill_all()
    await _check_accounts(customer, world)
    await _check_events(customer)
    await database.close()


async def _work_until_idle(customer: Customer) -> None:
    """Waits while work is done, however slowly. Raises TimeoutError if none was done for a while."""
    while not await customer.is_idle():
        before = await customer.work_done()
        async with asyncio.timeout(STALLED_SECONDS):
            while await customer.work_done() == before and not await customer.is_idle():  # noqa: ASYNC110
                await asyncio.sleep(0.3)


async def _kill_now_and_then(processes: ProductProcesses, customer: Customer) -> None:
    for _ in range(KILLS):
        await customer.request_more_syncs()
        before = await customer.work_done()
        async with asyncio.timeout(60):
            while await customer.work_done() == before and not await customer.is_idle():  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await asyncio.sleep(random.uniform(0, 0.5))
        processes.kill_one()


async def _check_accounts(customer: Customer, world: World) -> None:
    """Every product has the expected status, and every content is stored once."""
    async with customer.database.session() as session:
        products = (await session.scalars(select(AccountProductRow))).all()
        rows = (await session.scalars(select(ContentRow))).all()
    expected = {True: SyncStatus.NOT_SUPPORTED, False: SyncStatus.SYNCED}
    for row in products:
        assert row.status is expected[row.product is AccountProduct.ENGAGEMENT_AUDIENCE]
    stored = Counter(row.account_id for row in rows)
    assert len({(row.account_id, row.key) for row in rows}) == len(rows)
    reached = {row.account_id: row.data_available_from for row in products if row.data_available_from}
    for account_id, (platform, handle) in customer.accounts.items():
        resident = SandboxAccountSource(world, platform, handle).owner
        assert stored[account_id] == len(posts(resident, now(), reached[account_id]))


async def _check_events(customer: Customer) -> None:
    """Each row was reported as added in exactly one event that arrived."""
    events = {event["id"]: event for event in customer.accepted}.values()
    async with customer.database.session() as session:
        sent = await session.scalar(select(func.count()).select_from(DeliveryRow))
        contents, groups, profiles, audiences = [
            set((await session.scalars(select(table.id))).all())
            for table in (ContentRow, ContentGroupRow, ProfileRow, AudienceRow)
        ]
        commented = set((await session.scalars(select(CommentRow.content_id))).all())
    assert len(events) == sent
    told = Counter(_told(events, "CONTENTS.ADDED"))
    assert set(told) == contents
    assert set(told.values()) <= {1}
    assert Counter(_told(events, "CONTENT-GROUPS.ADDED")) == Counter(groups)
    assert set(_told(events, "CONTENTS_COMMENTS.ADDED")) == commented
    assert [event["event"] for event in events].count("PROFILES.ADDED") == len(profiles) == ACCOUNTS
    assert [event["event"] for event in events].count("PROFILES_AUDIENCE.ADDED") == len(audiences)
    assert [event["event"] for event in events].count("ACCOUNTS.CONNECTED") == ACCOUNTS


def _pairs(names: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (names[start : start + 2] for start in range(0, len(names), 2))


def _told(events: Any, name: str) -> Iterator[UUID]:
    for event in events:
        if event["event"] == name:
            yield from map(UUID, event["data"]["items"])
