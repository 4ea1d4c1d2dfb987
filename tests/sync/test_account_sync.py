"""Syncs: records, events and statuses, also when the platform refuses."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from msgspec.structs import replace

from limelight.accounts.lifecycle import disconnect
from limelight.connectors.source import (
    GrantExpired,
    InsufficientScope,
    ProductNotSupported,
    RateLimited,
)
from limelight.kernel.accounts import AccountProduct, AccountStatus, MonitoringType, SyncStatus
from limelight.kernel.records import AudienceDemographics, Comment, Content, ContentGroup, Profile
from limelight.kernel.timestamps import now
from limelight.store.account_data import ContentRow
from limelight.store.syncs import Syncs
from limelight.sync.requests import AccountNotConnected, refresh
from tests.sync.conftest import ConnectedAccount, content

pytestmark = [pytest.mark.anyio, pytest.mark.both_databases]

IDENTITY, AUDIENCE = AccountProduct.IDENTITY, AccountProduct.IDENTITY_AUDIENCE
ENGAGEMENT = AccountProduct.ENGAGEMENT


async def ask(connected: ConnectedAccount, product: AccountProduct, days: int | None = None) -> None:
    since = now() - timedelta(days=days) if days else None
    async with connected.database.session() as session:
        await refresh(session, connected.tenant_id, connected.account_id, product, since)


async def test_a_first_sync_stores_and_emits_everything(connected: ConnectedAccount):
    await connected.sync.sync(connected.account_id)
    assert set((await connected.statuses()).values()) == {SyncStatus.SYNCED}
    events = [(event, len(items)) for event, items in await connected.events()]
    assert events == [
        ("PROFILES.ADDED", 0),
        ("PROFILES_AUDIENCE.ADDED", 0),
        ("CONTENTS.ADDED", 2),
        ("CONTENTS.ADDED", 1),
        ("CONTENTS_COMMENTS.ADDED", 2),
    ]
    account, engagement = await connected.account(), await connected.product(ENGAGEMENT)
    assert (account.platform_username, account.profile_pic_url) == ("ana", "https://example.com/a")
    assert engagement.last_sync_at is not None
    assert engagement.data_available_from == connected.script.since[0]
    assert now() - engagement.data_available_from < timedelta(days=90, minutes=1)


async def test_only_changes_are_emitted(connected: ConnectedAccount):
    """An unchanged record emits nothing, and a record that has vanished stays."""
    await connected.sync.sync(connected.account_id)
    await connected.events()
    before = {row.key: row.id for row in await connected.contents()}
    connected.script.answers[Content] = [[content(0), liked(await connected.contents(), "content-2", 99)]]
    await ask(connected, ENGAGEMENT)
    await connected.sync.sync(connected.account_id)
    after = {row.key: row for row in await connected.contents()}
    assert await connected.events() == [
        ("CONTENTS.ADDED", [str(after["content-0"].id)]),
        ("CONTENTS.UPDATED", [str(before["content-2"])]),
    ]
    assert after["content-2"].record.engagement.like_count == 99
    assert set(after) == {"content-0", "content-1", "content-2", "content-3"}


def liked(rows: Sequence[ContentRow], key: str, likes: int) -> Content:
    """The stored content with other likes."""
    record = next(row.record for row in rows if row.key == key)
    figures = replace(record.engagement, like_count=likes)
    return replace(record, engagement=figures)


async def test_a_failing_product_does_not_affect_others(connected: ConnectedAccount):
    connected.script.answers[AudienceDemographics] = [RuntimeError("the platform stumbles")]
    await connected.sync.sync(connected.account_id)
    statuses = await connected.statuses()
    assert statuses[AUDIENCE] is SyncStatus.NOT_SYNCED
    assert statuses[IDENTITY] is statuses[ENGAGEMENT] is SyncStatus.SYNCED
    failed = await connected.product(AUDIENCE)
    assert failed.last_sync_at is None
    assert failed.next_sync_at is not None
    assert failed.next_sync_at < now() + timedelta(hours=2)


async def test_a_product_with_a_failing_record_type_is_partly_synced(connected: ConnectedAccount):
    connected.script.answers[Comment] = [RuntimeError("the platform stumbles")]
    await connected.sync.sync(connected.account_id)
    engagement = await connected.product(ENGAGEMENT)
    assert engagement.status is SyncStatus.PARTIAL_SYNCED
    assert len(await connected.contents()) == 3


async def test_a_failed_sync_keeps_the_last_sync_time(connected: ConnectedAccount):
    await connected.sync.sync(connected.account_id)
    synced = await connected.product(IDENTITY)
    connected.script.answers[Profile] = [RuntimeError("the platform stumbles")]
    await ask(connected, IDENTITY)
    await connected.sync.sync(connected.account_id)
    failed = await connected.product(IDENTITY)
    assert (failed.status, failed.last_sync_at) == (SyncStatus.PARTIAL_SYNCED, synced.last_sync_at)


@pytest.mark.parametrize("refusal", [InsufficientScope("no"), ProductNotSupported("no")])
async def test_a_product_that_cannot_be_read_is_not_supported(
    connected: ConnectedAccount, refusal: Exception
):
    connected.script.answers[AudienceDemographics] = [refusal]
    connected.script.answers[ContentGroup] = [ProductNotSupported("no playlists")]
    await connected.sync.sync(connected.account_id)
    statuses = await connected.statuses()
    assert statuses == {
        IDENTITY: SyncStatus.SYNCED,
        AUDIENCE: SyncStatus.NOT_SUPPORTED,
        ENGAGEMENT: SyncStatus.SYNCED,
    }
    assert (await connected.product(AUDIENCE)).next_sync_at is None


async def test_an_expired_grant_ends_the_session_once(connected: ConnectedAccount):
    revoked = GrantExpired("revoked")
    connected.script.answers = {
        Profile: [revoked],
        AudienceDemographics: [revoked],
        Content: [[content(1)], revoked],
    }
    await connected.sync.sync(connected.account_id)
    assert (await connected.account()).status is AccountStatus.SESSION_EXPIRED
    assert [event for event, _ in await connected.events()].count("SESSION.EXPIRED") == 1
    assert SyncStatus.IN_PROGRESS not in (await connected.statuses()).values()
    with pytest.raises(AccountNotConnected):
        await ask(connected, IDENTITY)


async def test_a_sync_continues_at_the_page_that_was_rate_limited(connected: ConnectedAccount):
    until = now() + timedelta(seconds=1)
    connected.script.answers[Content] = [[content(1)], RateLimited("quota", until), [content(2)]]
    syncing = asyncio.create_task(connected.sync.sync(connected.account_id))
    while (await connected.statuses())[ENGAGEMENT] is not SyncStatus.IN_PROGRESS:
        assert not syncing.done()
        await asyncio.sleep(0.01)
    await syncing
    assert now() >= until
    assert (await connected.statuses())[ENGAGEMENT] is SyncStatus.SYNCED
    assert [row.key for row in await connected.contents()] == ["content-1", "content-2"]


async def test_history_is_fetched_from_the_requested_date_on(connected: ConnectedAccount):
    await connected.sync.sync(connected.account_id)
    usual_start = (await connected.product(ENGAGEMENT)).data_available_from
    await ask(connected, ENGAGEMENT, days=300)
    await ask(connected, ENGAGEMENT, days=200)
    await connected.sync.sync(connected.account_id)
    assert connected.script.since[-1] is not None
    assert now() - connected.script.since[-1] > timedelta(days=299)
    reached = (await connected.product(ENGAGEMENT)).data_available_from
    assert reached == connected.script.since[-1]
    await ask(connected, ENGAGEMENT)
    await connected.sync.sync(connected.account_id)
    assert connected.script.since[-1] >= usual_start
    assert (await connected.product(ENGAGEMENT)).data_available_from == reached


async def test_one_sync_at_a_time_leases_an_account_and_no_request_is_lost(connected: ConnectedAccount):
    """A request during a sync is done by that sync; a second sync returns at once."""
    holding = asyncio.Event()
    entered = asyncio.Event()
    page = connected.script.page

    async def slow(kind, **arguments):
        if kind is Profile and not entered.is_set():
            entered.set()
            await holding.wait()
        return await page(kind, **arguments)

    connected.script.page = slow
    first = asyncio.create_task(connected.sync.sync(connected.account_id))
    await entered.wait()
    await ask(connected, IDENTITY)
    await connected.sync.sync(connected.account_id)
    assert connected.script.requested_types == []
    holding.set()
    await first
    assert connected.script.requested_types.count("Profile") == 2
    async with connected.database.session() as session:
        assert not await Syncs(session).acquire_lease(connected.account_id, uuid4())


async def test_a_disconnected_account_is_not_synced(connected: ConnectedAccount):
    async with connected.database.session() as session:
        await disconnect(session, connected.tenant_id, connected.account_id, "API")
    await connected.sync.sync(connected.account_id)
    assert connected.script.requested_types == []
    assert set((await connected.statuses()).values()) == {SyncStatus.NOT_SYNCED}


async def test_an_abandoned_sync_blocks_nothing(connected: ConnectedAccount):
    async with connected.database.session() as session:
        assert await Syncs(session).acquire_lease(connected.account_id, connected.tenant_id)
    await connected.sync.sync(connected.account_id)
    assert connected.script.requested_types == []
    assert set((await connected.statuses()).values()) == {SyncStatus.IN_PROGRESS}
    await connected.sync.abandon(connected.account_id)
    assert set((await connected.statuses()).values()) == {SyncStatus.NOT_SYNCED}
    await ask(connected, IDENTITY)
    await connected.sync.sync(connected.account_id)
    assert (await connected.statuses())[IDENTITY] is SyncStatus.SYNCED


async def test_on_demand_products_are_not_scheduled(connected: ConnectedAccount):
    async with connected.database.session() as session:
        row = await Syncs(session).product(connected.account_id, IDENTITY)
        assert row is not None
        row.monitoring_type = MonitoringType.ON_DEMAND
    await connected.sync.sync(connected.account_id)
    assert (await connected.product(IDENTITY)).next_sync_at is None
    assert (await connected.product(ENGAGEMENT)).next_sync_at is not None
