"""The handler that syncs an account, one product after the other."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import structlog
from msgspec import Struct

from limelight.durable.steps import sleep_until, step
from limelight.kernel.accounts import AccountProduct, MonitoringType, SyncStatus
from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    AudienceDemographics,
    Comment,
    Content,
    ContentGroup,
    Profile,
)
from limelight.kernel.timestamps import now
from limelight.settings import SyncSettings
from limelight.store.accounts import AccountProductRow
from limelight.store.database import Database, Session
from limelight.store.syncs import SyncRequest, Syncs, SyncTarget, incomplete_status
from limelight.sync.page_fetcher import FetchOutcome, PageFetcher, PageResult, SourceForAccount
from limelight.sync.schedule import next_sync_time, sync_intervals

_LOG = structlog.get_logger("limelight.sync")

ExpireAccount = Callable[[Session, UUID, UUID], Awaitable[None]]
"""Marks a tenant's account as one whose session has expired."""

RECORD_TYPES: Final[Mapping[AccountProduct, tuple[type[Any], ...]]] = {
    AccountProduct.IDENTITY: (Profile,),
    AccountProduct.IDENTITY_AUDIENCE: (AudienceDemographics,),
    AccountProduct.ENGAGEMENT: (Content, ContentGroup, Comment),
    AccountProduct.ENGAGEMENT_AUDIENCE: (),
    AccountProduct.ACTIVITY: (ActivityArtist, ActivityContent),
}
"""The record types of each product. No platform reports who engaged, so that product has none."""


class LeasedRequests(Struct, frozen=True, kw_only=True):
    """The account, if it is connected, and its requests."""

    target: SyncTarget | None = None
    requests: Sequence[SyncRequest] = ()


class AccountSync:
    """``expire`` is passed in, since the accounts package depends on this one."""

    def __init__(
        self, database: Database, sources: SourceForAccount, expire: ExpireAccount, settings: SyncSettings
    ) -> None:
        self._database = database
        self._fetching = PageFetcher(database, sources)
        self._expire = expire
        self._settings = settings
        self._intervals = sync_intervals(settings)

    async def sync(self, account_id: UUID) -> None:
        """Syncs the account until it has no requests. Returns at once if another call has its lease."""
        await self.sync_as_owner(await step(_new_owner), account_id)

    async def sync_as_owner(self, owner: UUID, account_id: UUID) -> None:
        """As ``sync``, with a given owner of the lease, which can continue after a stop."""
        while (leased := await step(self._lease_requests, account_id, owner)).requests:
            for request in leased.requests:
                if leased.target is not None:
                    await self._sync_product(leased.target, request)

    async def abandon(self, account_id: UUID) -> None:
        """Handles a dead letter: removes the account's requests and lease."""
        async with self._database.session() as session:
            await Syncs(session).clear(account_id)

    async def _lease_requests(self, account_id: UUID, owner: UUID) -> LeasedRequests:
        async with self._database.session() as session:
            syncs = Syncs(session)
            requests = await syncs.acquire_lease(account_id, owner)
            return LeasedRequests(target=await syncs.target(account_id), requests=requests)

    async def _sync_product(self, target: SyncTarget, request: SyncRequest) -> None:
        since = request.since or request.asked_at - timedelta(days=self._settings.window_days)
        outcomes = {
            kind: await self._fetch_records(target, kind, since) for kind in RECORD_TYPES[request.product]
        }
        if FetchOutcome.EXPIRED in outcomes.values():
            await step(self._expire_account, target)
        await step(self._complete_request, target, request, since, outcomes)

    async def _fetch_records(self, target: SyncTarget, kind: type[Any], since: datetime) -> FetchOutcome:
        """Fetches and stores all records of a type. A failure does not affect other types."""
        try:
            if kind is Comment:
                return await self._fetch_comments(target)
            window = since if kind is Content else None
            return await _fetch_all_pages(
                lambda cursor: step(self._fetching.page, target, kind, window, cursor)
            )
        except Exception:
            _LOG.exception("part of a sync failed", account=str(target.id), kind=kind.__name__)
            return FetchOutcome.FAILED

    async def _fetch_comments(self, target: SyncTarget) -> FetchOutcome:
        contents = await step(self._contents_to_read_comments_of, target)
        return await _fetch_all_pages(lambda cursor: step(self._fetching.comments, target, contents, cursor))

    async def _contents_to_read_comments_of(self, target: SyncTarget) -> Sequence[tuple[UUID, str]]:
        async with self._database.session() as session:
            return await Syncs(session).recent_contents(target.id, self._settings.commented_contents)

    async def _expire_account(self, target: SyncTarget) -> None:
        async with self._database.session() as session:
            await self._expire(session, target.tenant_id, target.id)

    async def _complete_request(
        self,
        target: SyncTarget,
        request: SyncRequest,
        since: datetime,
        outcomes: Mapping[type[Any], FetchOutcome],
    ) -> None:
        async with self._database.session() as session:
            syncs = Syncs(session)
            row = await syncs.product(target.id, request.product)
            if row is not None:
                self._update_product(row, since, outcomes)
            await syncs.complete(target.id, request)

    def _update_product(
        self, row: AccountProductRow, since: datetime, outcomes: Mapping[type[Any], FetchOutcome]
    ) -> None:
        moment = now()
        row.status = _sync_status(row, tuple(outcomes.values()))
        if FetchOutcome.DONE in outcomes.values():
            row.last_sync_at = moment
        if outcomes.get(Content) is FetchOutcome.DONE:
            row.refresh_since = moment - timedelta(days=self._settings.window_days)
            row.data_available_from = min(row.data_available_from or since, since)
        row.next_sync_at = self._next_sync_at(row, moment, tuple(outcomes.values()))

    def _next_sync_at(
        self, row: AccountProductRow, moment: datetime, outcomes: Sequence[FetchOutcome]
    ) -> datetime | None:
        is_over = row.status is SyncStatus.NOT_SUPPORTED or FetchOutcome.EXPIRED in outcomes
        if is_over or row.monitoring_type is MonitoringType.ON_DEMAND:
            return None
        interval = self._intervals[row.product]
        if FetchOutcome.FAILED in outcomes:
            interval = min(interval, timedelta(hours=self._settings.retry_hours))
        return next_sync_time(row.account_id, interval, moment)


async def _new_owner() -> UUID:
    return uuid4()


async def _fetch_all_pages(page: Callable[[str | None], Awaitable[PageResult]]) -> FetchOutcome:
    """Fetches one page after the other, and waits when the platform is rate limited."""
    cursor = None
    while True:
        fetched = await page(cursor)
        cursor = fetched.cursor
        if fetched.retry_at is not None:
            await sleep_until(fetched.retry_at)
        elif fetched.outcome is not FetchOutcome.DONE or cursor is None:
            return fetched.outcome


def _sync_status(row: AccountProductRow, outcomes: Sequence[FetchOutcome]) -> SyncStatus:
    """Ignores record types that the platform does not support; those without permission are missing."""
    possible = [outcome for outcome in outcomes if outcome is not FetchOutcome.NOT_SUPPORTED]
    if all(outcome is FetchOutcome.NOT_GRANTED for outcome in possible):
        return SyncStatus.NOT_SUPPORTED
    if all(outcome is FetchOutcome.DONE for outcome in possible):
        return SyncStatus.SYNCED
    return SyncStatus.PARTIAL_SYNCED if FetchOutcome.DONE in possible else incomplete_status(row)
