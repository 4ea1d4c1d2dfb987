"""Fetching one page of an account's records, storing it and emitting its changes; safe to repeat."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from limelight.connectors.source import (
    AccountRecordT,
    AccountSource,
    GrantExpired,
    InsufficientScope,
    ProductNotSupported,
    RateLimited,
    RecordPage,
)
from limelight.kernel.records import Comment, Profile
from limelight.store.account_data import AccountData
from limelight.store.database import Database
from limelight.store.syncs import Syncs, SyncTarget
from limelight.sync.change_events import emit_changes

SourceForAccount = Callable[[SyncTarget], Awaitable[AccountSource]]
"""Returns the data source of an account. Raises GrantExpired."""


class FetchOutcome(StrEnum):
    DONE = "DONE"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NOT_GRANTED = "NOT_GRANTED"
    EXPIRED = "EXPIRED"
    BUSY = "BUSY"
    FAILED = "FAILED"


class PageResult(Struct, frozen=True, kw_only=True):
    """The outcome of a page, the cursor of the next one, and when to retry."""

    outcome: FetchOutcome = FetchOutcome.DONE
    cursor: str | None = None
    retry_at: datetime | None = None


class PageFetcher:
    """Fetches pages of accounts. Refusals of a platform are outcomes; exceptions are worth a retry."""

    def __init__(self, database: Database, sources: SourceForAccount) -> None:
        self._database = database
        self._sources = sources

    async def page(
        self, target: SyncTarget, kind: type[AccountRecordT], since: datetime | None, cursor: str | None
    ) -> PageResult:
        try:
            source = await self._sources(target)
            page: RecordPage[AccountRecordT] = await source.page(kind, since=since, cursor=cursor)
        except (ProductNotSupported, InsufficientScope, GrantExpired, RateLimited) as refusal:
            return _refusal_result(refusal, cursor)
        await self._store(target, kind, page.items)
        return PageResult(cursor=page.cursor)

    async def comments(
        self, target: SyncTarget, contents: Sequence[tuple[UUID, str]], cursor: str | None
    ) -> PageResult:
        """Fetches the latest comments on each content, from the cursor's position on."""
        position, result = int(cursor or 0), PageResult()
        found: list[Comment] = []
        try:
            source = await self._sources(target)
            while position < len(contents):
                found += (await source.page(Comment, of=contents[position][1])).items
                position += 1
        except (ProductNotSupported, InsufficientScope, GrantExpired, RateLimited) as refusal:
            result = _refusal_result(refusal, str(position))
        if found:
            await self._store(target, Comment, found)
        return result

    async def _store(
        self, target: SyncTarget, kind: type[AccountRecordT], items: Sequence[AccountRecordT]
    ) -> None:
        async with self._database.session() as session:
            changed = await AccountData(session, target.tenant_id).upsert(target.id, kind, items)
            for item in items:
                if isinstance(item, Profile):
                    await Syncs(session).update_account_from_profile(target.id, item)
            await emit_changes(session, target, kind, changed)


def _refusal_result(refusal: Exception, cursor: str | None) -> PageResult:
    match refusal:
        case RateLimited():
            return PageResult(outcome=FetchOutcome.BUSY, cursor=cursor, retry_at=refusal.retry_at)
        case GrantExpired():
            return PageResult(outcome=FetchOutcome.EXPIRED)
        case InsufficientScope():
            return PageResult(outcome=FetchOutcome.NOT_GRANTED)
        case _:
            return PageResult(outcome=FetchOutcome.NOT_SUPPORTED)
