"""Bringing an account up to date: the handler, one product after the other."""

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
"""Marks a tenant's account as one that has to be connected again."""

RECORD_TYPES: Final[Mapping[AccountProduct, tuple[type[Any], ...]]] = {
    AccountProduct.IDENTITY: (Profile,),
    AccountProduct.IDENTITY_AUDIENCE: (AudienceDemographics,),
    AccountProduct.ENGAGEMENT: (Content, ContentGroup, Comment),
    AccountProduct.ENGAGEMENT_AUDIENCE: (),
    AccountProduct.ACTIVITY: (ActivityArtist, ActivityContent),
}
"""The records that a product consists of. No platform tells an owner who engaged: of that there are none."""


class LeasedRequests(Struct, frozen=True, kw_only=True):
    """What a run has taken upon itself."""

    target: SyncTarget | None = None
    requests: Sequence[SyncRequest] = ()


class AccountSync:
    """``expire`` is handed in by whoever knows accounts."""

    def __init__(
        self, database: Database, sources: SourceForAccount, expire: ExpireAccount, settings: SyncSettings
    ) -> None:
        self._database = database
        self._fetching = PageFetcher(database, sources)
        self._expire = expire
        self._settings = settings
        self._intervals = sync_intervals(settings)

    async def sync(self, account_id: UUID) -> None:
        """Do what is asked for of the account, until nothing is; another run at it does it all."""
        await self.sync_as_owner(await step(_new_owner), account_id)

    async def sync_as_owner(self, holder: UUID, account_id: UUID) -> None:
        """As ``sync``, by whoever goes on with it should it be stopped: the same holder does."""
        while (work := await step(self._lease_requests, account_id, holder)).requests:
            for ask in work.requests:
                if work.target is not None:
                    await self._sync_product(work.target, ask)

    async def abandon(self, account_id: UUID) -> None:
        """The run was given up: say so, and let others have their turn."""
        async with self._database.session() as session:
            await Syncs(session).clear(account_id)

    async def _lease_requests(self, account_id: UUID, holder: UUID) -> LeasedRequests:
        async with self._database.session() as session:
            syncs = Syncs(session)
            asks = await syncs.acquire_lease(account_id, holder)
            return LeasedRequests(target=await syncs.target(account_id), requests=asks)

    async def _sync_product(self, subject: SyncTarget, ask: SyncRequest) -> None:
        since = ask.since or ask.asked_at - timedelta(days=self._settings.window_days)
        outcomes = {
            kind: await self._fetch_records(subject, kind, since) for kind in RECORD_TYPES[ask.product]
        }
        if FetchOutcome.EXPIRED in outcomes.values():
            await step(self._expire_account, subject)
        await step(self._complete_request, subject, ask, since, outcomes)

    async def _fetch_records(self, subject: SyncTarget, kind: type[Any], since: datetime) -> FetchOutcome:
        """What came of a kind of record. That one fails stops none of the others."""
        try:
            if kind is Comment:
                return await self._fetch_comments(subject)
            window = since if kind is Content else None
            return await _fetch_all_pages(
                lambda cursor: step(self._fetching.page, subject, kind, window, cursor)
            )
        except Exception:
            _LOG.exception("part of a sync failed", account=str(subject.id), kind=kind.__name__)
            return FetchOutcome.FAILED

    async def _fetch_comments(self, subject: SyncTarget) -> FetchOutcome:
        contents = await step(self._contents_to_read_comments_of, subject)
        return await _fetch_all_pages(lambda cursor: step(self._fetching.comments, subject, contents, cursor))

    async def _contents_to_read_comments_of(self, subject: SyncTarget) -> Sequence[tuple[UUID, str]]:
        async with self._database.session() as session:
            return await Syncs(session).recent_contents(subject.id, self._settings.commented_contents)

    async def _expire_account(self, subject: SyncTarget) -> None:
        async with self._database.session() as session:
            await self._expire(session, subject.tenant_id, subject.id)

    async def _complete_request(
        self,
        subject: SyncTarget,
        ask: SyncRequest,
        since: datetime,
        outcomes: Mapping[type[Any], FetchOutcome],
    ) -> None:
        async with self._database.session() as session:
            syncs = Syncs(session)
            row = await syncs.product(subject.id, ask.product)
            if row is not None:
                self._update_product(row, since, outcomes)
            await syncs.complete(subject.id, ask)

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
    """One page after the other, waiting when the platform is too busy."""
    cursor = None
    while True:
        fetched = await page(cursor)
        cursor = fetched.cursor
        if fetched.retry_at is not None:
            await sleep_until(fetched.retry_at)
        elif fetched.outcome is not FetchOutcome.DONE or cursor is None:
            return fetched.outcome


def _sync_status(row: AccountProductRow, outcomes: Sequence[FetchOutcome]) -> SyncStatus:
    """What the platform never tells is no part of a product; what was not granted is a missing one."""
    possible = [outcome for outcome in outcomes if outcome is not FetchOutcome.NOT_SUPPORTED]
    if all(outcome is FetchOutcome.NOT_GRANTED for outcome in possible):
        return SyncStatus.NOT_SUPPORTED
    if all(outcome is FetchOutcome.DONE for outcome in possible):
        return SyncStatus.SYNCED
    return SyncStatus.PARTIAL_SYNCED if FetchOutcome.DONE in possible else incomplete_status(row)
