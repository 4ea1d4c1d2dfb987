"""A connected account, a webhook for all events, and a scripted source of records."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from limelight.accounts.credentials import GrantCipher
from limelight.accounts.lifecycle import connect, expire
from limelight.accounts.users import Users
from limelight.connectors.grants import Grant
from limelight.connectors.source import AccountRecordT, AccountSource, RecordPage
from limelight.kernel.accounts import AccountProduct, SyncStatus
from limelight.kernel.paging import Paging
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    AudienceDemographics,
    Comment,
    Content,
    ContentEngagement,
    ContentType,
    CountryShare,
    Profile,
)
from limelight.kernel.timestamps import format_timestamp, now
from limelight.settings import Settings
from limelight.store.account_data import ContentRow
from limelight.store.accounts import AccountProductRow, AccountRow, Accounts
from limelight.store.database import Database
from limelight.store.syncs import SyncTarget
from limelight.store.tenants import Tenants
from limelight.store.webhooks import Webhook, Webhooks
from limelight.sync.account_sync import AccountSync
from limelight.webhooks.events import EVENT_NAMES


def content(number: int, likes: int = 10) -> Content:
    """The n-th newest content."""
    return Content(
        external_id=f"content-{number}",
        title=f"Content {number}",
        type=ContentType.VIDEO,
        published_at=format_timestamp(now() - timedelta(days=number)),
        engagement=ContentEngagement(like_count=likes),
    )


def comment(number: int, on: int) -> Comment:
    return Comment(
        external_id=f"comment-{number}",
        content_external_id=f"content-{on}",
        text="Well said",
        published_at=format_timestamp(now()),
    )


@dataclass
class ScriptedSource:
    """A source with fixed pages for each record type. A page that is an exception is raised."""

    answers: dict[type[Any], list[Any]] = field(default_factory=dict)
    since: list[datetime | None] = field(default_factory=list)
    requested_types: list[str] = field(default_factory=list)

    async def page(
        self,
        kind: type[AccountRecordT],
        *,
        since: datetime | None = None,
        of: str | None = None,
        cursor: str | None = None,
    ) -> RecordPage[AccountRecordT]:
        self.requested_types.append(kind.__name__)
        if kind is Content:
            self.since.append(since)
        pages = self.answers.get(kind, [[]])
        place = int(cursor or 0)
        answer = pages[place]
        if isinstance(answer, Exception):
            pages[place] = pages[place + 1] if len(pages) > place + 1 else answer
            raise answer
        items = [item for item in answer if of is None or item.content_external_id == of]
        following = str(place + 1) if place + 1 < len(pages) and of is None else None
        return RecordPage(items=tuple(items), cursor=following)


def default_source() -> ScriptedSource:
    return ScriptedSource(
        {
            Profile: [
                [Profile(external_id="p1", platform_username="ana", image_url="https://example.com/a")]
            ],
            AudienceDemographics: [[AudienceDemographics(countries=(CountryShare(code="PT", value=70.0),))]],
            Content: [[content(1), content(2)], [content(3)]],
            Comment: [[comment(1, on=1), comment(2, on=1), comment(3, on=3)]],
        }
    )


@dataclass
class ConnectedAccount:
    """One connected account, with what is stored of it."""

    database: Database
    settings: Settings
    tenant_id: UUID
    account_id: UUID
    webhook: Webhook
    script: ScriptedSource = field(default_factory=default_source)

    @property
    def sync(self) -> AccountSync:
        return AccountSync(self.database, self._source_of, expire, self.settings.sync)

    async def _source_of(self, subject: SyncTarget) -> AccountSource:
        assert subject.id == self.account_id
        return self.script

    async def account(self) -> AccountRow:
        async with self.database.session() as session:
            return await Accounts(session, self.tenant_id).get(self.account_id)

    async def product(self, product: AccountProduct) -> AccountProductRow:
        return next(row for row in (await self.account()).products if row.product is product)

    async def statuses(self) -> dict[AccountProduct, SyncStatus]:
        return {row.product: row.status for row in (await self.account()).products}

    async def contents(self) -> Sequence[ContentRow]:
        async with self.database.session() as session:
            return (await session.scalars(select(ContentRow).order_by(ContentRow.position))).all()

    async def events(self) -> list[tuple[str, list[str]]]:
        """The events since the last call, with the ids of their items."""
        async with self.database.session() as session:
            webhooks = Webhooks(session, self.tenant_id)
            found = await webhooks.deliveries(self.webhook.id, Paging(limit=100))
        events = [msgspec.json.decode(each.body) for each in reversed(found) if each.id not in self._seen]
        self._seen.update(each.id for each in found)
        return [(each["event"], each["data"].get("items", [])) for each in events]

    _seen: set[UUID] = field(default_factory=set)


@pytest.fixture
async def connected(settings: Settings, database: Database) -> ConnectedAccount:
    async with database.session() as session:
        tenant, _ = await Tenants(session).create("studio")
        webhook = await Webhooks(session, tenant.id).add(None, "http://127.0.0.1:1/", tuple(EVENT_NAMES))
        user = await Users(session, tenant.id).create("Ana", "ana-1")
        grant = Grant(access_token="token", subject="p1", extra={"username": "ana"})
        row = await connect(
            session,
            GrantCipher(settings),
            tenant.id,
            user.id,
            PlatformKey.YOUTUBE,
            grant,
            [AccountProduct.IDENTITY, AccountProduct.IDENTITY_AUDIENCE, AccountProduct.ENGAGEMENT],
        )
    connected = ConnectedAccount(database, settings, tenant.id, row.id, webhook)
    await connected.events()
    return connected
