"""One page of an account: fetched, stored, compared and told in one step, which may be done twice."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from limelight.connectors.source import (
    GrantExpired,
    Item,
    Page,
    ProductNotSupported,
    ScopeMissing,
    Source,
    TooBusy,
)
from limelight.kernel.records import Comment, Profile
from limelight.store.account_data import AccountData
from limelight.store.database import Database
from limelight.store.syncs import Subject, Syncs
from limelight.sync.telling import tell

SourceOf = Callable[[Subject], Awaitable[Source]]
"""Whom to ask about an account. Raises GrantExpired."""


class Outcome(StrEnum):
    DONE = "DONE"
    NOT_SUPPORTED = "NOT_SUPPORTED"
    NOT_GRANTED = "NOT_GRANTED"
    EXPIRED = "EXPIRED"
    BUSY = "BUSY"
    FAILED = "FAILED"


class Fetched(Struct, frozen=True, kw_only=True):
    """What is recorded of a page: what came of it, where the next one begins, until when to wait."""

    outcome: Outcome = Outcome.DONE
    cursor: str | None = None
    until: datetime | None = None


class Fetching:
    """Pages of accounts. Refusals of a platform are answers; what is raised is worth another try."""

    def __init__(self, database: Database, sources: SourceOf) -> None:
        self._database = database
        self._sources = sources

    async def page(
        self, subject: Subject, kind: type[Item], since: datetime | None, cursor: str | None
    ) -> Fetched:
        try:
            source = await self._sources(subject)
            page: Page[Item] = await source.page(kind, since=since, cursor=cursor)
        except (ProductNotSupported, ScopeMissing, GrantExpired, TooBusy) as refusal:
            return _refused(refusal, cursor)
        await self._store(subject, kind, page.items)
        return Fetched(cursor=page.cursor)

    async def comments(
        self, subject: Subject, contents: Sequence[tuple[UUID, str]], cursor: str | None
    ) -> Fetched:
        """The latest comments on each of the contents, from the place of the cursor on."""
        place, answer = int(cursor or 0), Fetched()
        found: list[Comment] = []
        try:
            source = await self._sources(subject)
            while place < len(contents):
                found += (await source.page(Comment, of=contents[place][1])).items
                place += 1
        except (ProductNotSupported, ScopeMissing, GrantExpired, TooBusy) as refusal:
            answer = _refused(refusal, str(place))
        if found:
            await self._store(subject, Comment, found)
        return answer

    async def _store(self, subject: Subject, kind: type[Item], items: Sequence[Item]) -> None:
        async with self._database.session() as session:
            changed = await AccountData(session, subject.tenant_id).upsert(subject.id, kind, items)
            for item in items:
                if isinstance(item, Profile):
                    await Syncs(session).name(subject.id, item)
            await tell(session, subject, kind, changed)


def _refused(refusal: Exception, cursor: str | None) -> Fetched:
    match refusal:
        case TooBusy():
            return Fetched(outcome=Outcome.BUSY, cursor=cursor, until=refusal.until)
        case GrantExpired():
            return Fetched(outcome=Outcome.EXPIRED)
        case ScopeMissing():
            return Fetched(outcome=Outcome.NOT_GRANTED)
        case _:
            return Fetched(outcome=Outcome.NOT_SUPPORTED)
