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
from limelight.store.syncs import Ask, Subject, Syncs, unfinished
from limelight.sync.fetching import Fetched, Fetching, Outcome, SourceOf
from limelight.sync.schedule import intervals, next_time

_LOG = structlog.get_logger("limelight.sync")

Expire = Callable[[Session, UUID, UUID], Awaitable[None]]
"""Marks a tenant's account as one that has to be connected again."""

KINDS: Final[Mapping[AccountProduct, tuple[type[Any], ...]]] = {
    AccountProduct.IDENTITY: (Profile,),
    AccountProduct.IDENTITY_AUDIENCE: (AudienceDemographics,),
    AccountProduct.ENGAGEMENT: (Content, ContentGroup, Comment),
    AccountProduct.ENGAGEMENT_AUDIENCE: (),
    AccountProduct.ACTIVITY: (ActivityArtist, ActivityContent),
}
"""The records that a product consists of. No platform tells an owner who engaged: of that there are none."""


class Work(Struct, frozen=True, kw_only=True):
    """What a run has taken upon itself."""

    subject: Subject | None = None
    asks: Sequence[Ask] = ()


class AccountSync:
    """``expire`` is handed in by whoever knows accounts."""

    def __init__(self, database: Database, sources: SourceOf, expire: Expire, settings: SyncSettings) -> None:
        self._database = database
        self._fetching = Fetching(database, sources)
        self._expire = expire
        self._settings = settings
        self._intervals = intervals(settings)

    async def sync(self, account_id: UUID) -> None:
        """Do what is asked for of the account, until nothing is; another run at it does it all."""
        await self.sync_as(await step(_new_holder), account_id)

    async def sync_as(self, holder: UUID, account_id: UUID) -> None:
        """As ``sync``, by whoever goes on with it should it be stopped: the same holder does."""
        while (work := await step(self._take, account_id, holder)).asks:
            for ask in work.asks:
                if work.subject is not None:
                    await self._bring_up_to_date(work.subject, ask)

    async def give_up(self, account_id: UUID) -> None:
        """The run was given up: say so, and let others have their turn."""
        async with self._database.session() as session:
            await Syncs(session).clear(account_id)

    async def _take(self, account_id: UUID, holder: UUID) -> Work:
        async with self._database.session() as session:
            syncs = Syncs(session)
            asks = await syncs.take(account_id, holder)
            return Work(subject=await syncs.subject(account_id), asks=asks)

    async def _bring_up_to_date(self, subject: Subject, ask: Ask) -> None:
        since = ask.since or ask.asked_at - timedelta(days=self._settings.window_days)
        outcomes = {kind: await self._outcome(subject, kind, since) for kind in KINDS[ask.product]}
        if Outcome.EXPIRED in outcomes.values():
            await step(self._expired, subject)
        await step(self._settle, subject, ask, since, outcomes)

    async def _outcome(self, subject: Subject, kind: type[Any], since: datetime) -> Outcome:
        """What came of a kind of record. That one fails stops none of the others."""
        try:
            if kind is Comment:
                return await self._comments(subject)
            window = since if kind is Content else None
            return await _all_pages(lambda cursor: step(self._fetching.page, subject, kind, window, cursor))
        except Exception:
            _LOG.exception("part of a sync failed", account=str(subject.id), kind=kind.__name__)
            return Outcome.FAILED

    async def _comments(self, subject: Subject) -> Outcome:
        contents = await step(self._commented, subject)
        return await _all_pages(lambda cursor: step(self._fetching.comments, subject, contents, cursor))

    async def _commented(self, subject: Subject) -> Sequence[tuple[UUID, str]]:
        async with self._database.session() as session:
            return await Syncs(session).recent_contents(subject.id, self._settings.commented_contents)

    async def _expired(self, subject: Subject) -> None:
        async with self._database.session() as session:
            await self._expire(session, subject.tenant_id, subject.id)

    async def _settle(
        self, subject: Subject, ask: Ask, since: datetime, outcomes: Mapping[type[Any], Outcome]
    ) -> None:
        async with self._database.session() as session:
            syncs = Syncs(session)
            row = await syncs.product(subject.id, ask.product)
            if row is not None:
                self._write_down(row, since, outcomes)
            await syncs.settle(subject.id, ask)

    def _write_down(
        self, row: AccountProductRow, since: datetime, outcomes: Mapping[type[Any], Outcome]
    ) -> None:
        moment = now()
        row.status = _status(row, tuple(outcomes.values()))
        if Outcome.DONE in outcomes.values():
            row.last_sync_at = moment
        if outcomes.get(Content) is Outcome.DONE:
            row.refresh_since = moment - timedelta(days=self._settings.window_days)
            row.data_available_from = min(row.data_available_from or since, since)
        row.next_sync_at = self._next(row, moment, tuple(outcomes.values()))

    def _next(self, row: AccountProductRow, moment: datetime, outcomes: Sequence[Outcome]) -> datetime | None:
        is_over = row.status is SyncStatus.NOT_SUPPORTED or Outcome.EXPIRED in outcomes
        if is_over or row.monitoring_type is MonitoringType.ON_DEMAND:
            return None
        interval = self._intervals[row.product]
        if Outcome.FAILED in outcomes:
            interval = min(interval, timedelta(hours=self._settings.retry_hours))
        return next_time(row.account_id, interval, moment)


async def _new_holder() -> UUID:
    return uuid4()


async def _all_pages(page: Callable[[str | None], Awaitable[Fetched]]) -> Outcome:
    """One page after the other, waiting when the platform is too busy."""
    cursor = None
    while True:
        fetched = await page(cursor)
        cursor = fetched.cursor
        if fetched.until is not None:
            await sleep_until(fetched.until)
        elif fetched.outcome is not Outcome.DONE or cursor is None:
            return fetched.outcome


def _status(row: AccountProductRow, outcomes: Sequence[Outcome]) -> SyncStatus:
    """What the platform never tells is no part of a product; what was not granted is a missing one."""
    possible = [outcome for outcome in outcomes if outcome is not Outcome.NOT_SUPPORTED]
    if all(outcome is Outcome.NOT_GRANTED for outcome in possible):
        return SyncStatus.NOT_SUPPORTED
    if all(outcome is Outcome.DONE for outcome in possible):
        return SyncStatus.SYNCED
    return SyncStatus.PARTIAL_SYNCED if Outcome.DONE in possible else unfinished(row)
