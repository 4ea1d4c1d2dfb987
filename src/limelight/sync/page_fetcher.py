"""One page of an account: fetched, stored, compared and told in one step, which may be done twice."""

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
"""Whom to ask about an account. Raises GrantExpired."""


class FetchOutcome(StrEnum):
    DONE = "DONE"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NOT_GRANTED = "NOT_GRANTED"
    EXPIRED = "EXPIRED"
    BUSY = "BUSY"
    FAILED = "FAILED"


class PageResult(Struct, frozen=True, kw_only=True):
    """What is recorded of a page: what came of it, where the next one begins, until when to wait."""

    outcome: FetchOutcome = FetchOutcome.DONE
    cursor: str | None = None
    retry_at: datetime | None = None


class PageFetcher:
    """Pages of accounts. Refusals of a platform are answers; what is raised is worth another try."""

    def __init__(self, database: Database, sources: SourceForAccount) -> None:
        self._database = database
        self._sources = sources

    async def page(
        self, subject: SyncTarget, kind: type[AccountRecordT], since: datetime | None, cursor: str | None
    ) -> PageResult:
        try:
            source = await self._sources(subject)
            page: RecordPage[AccountRecordT] = await source.page(kind, since=since, cursor=cursor)
        except (ProductNotSupported, InsufficientScope, GrantExpired, RateLimited) as refusal:
            return _refusal_result(refusal, cursor)
        await self._store(subject, kind, page.items)
        return PageResult(cursor=page.cursor)

    async def comments(
        self, subject: SyncTarget, contents: Sequence[tuple[UUID, str]], cursor: str | None
    ) -> PageResult:
        """The latest comments on each of the contents, from the place of the cursor on."""
        place, answer = int(cursor or 0), PageResult()
        found: list[Comment] = []
        try:
            source = await self._sources(subject)
            while place < len(contents):
                found += (await source.page(Comment, of=contents[place][1])).items
                place += 1
        except (ProductNotSupported, InsufficientScope, GrantExpired, RateLimited) as refusal:
            answer = _refusal_result(refusal, str(place))
        if found:
            await self._store(subject, Comment, found)
        return answer

    async def _store(
        self, subject: SyncTarget, kind: type[AccountRecordT], items: Sequence[AccountRecordT]
    ) -> None:
        async with self._database.session() as session:
            changed = await AccountData(session, subject.tenant_id).upsert(subject.id, kind, items)
            for item in items:
                if isinstance(item, Profile):
                    await Syncs(session).update_account_from_profile(subject.id, item)
            await emit_changes(session, subject, kind, changed)


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
