"""Sync requests, the leases of accounts, and the sync status of their products."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, ForeignKey, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.kernel.accounts import AccountProduct, AccountStatus, MonitoringType, SyncStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Profile
from limelight.kernel.timestamps import now, parse_timestamp
from limelight.store.account_data import CommentRow, ContentRow, ProfileRow
from limelight.store.accounts import AccountProductRow, AccountRow
from limelight.store.base import Base, UtcDateTime, enum_column

_RECHECK_DELAY: Final = timedelta(hours=1)
"""When a product that is due is scheduled again, if its sync does not finish."""


class SyncRequestRow(Base):
    """A requested sync of a product; ``since`` is the start of the period, if one was requested."""

    __tablename__ = "sync_asks"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), primary_key=True)
    product: Mapped[AccountProduct] = mapped_column(enum_column(AccountProduct), primary_key=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime())
    since: Mapped[datetime | None] = mapped_column(UtcDateTime())


class SyncLeaseRow(Base):
    """The lease of an account: only its owner syncs the account."""

    __tablename__ = "sync_turns"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), primary_key=True)
    owner: Mapped[UUID] = mapped_column("holder")


TABLES: Final = (SyncRequestRow, SyncLeaseRow)


class SyncTarget(Struct, frozen=True, kw_only=True):
    """The account to sync."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    platform: PlatformKey


class SyncRequest(Struct, frozen=True, kw_only=True):
    """``asked_at`` distinguishes it from a later request for the same product."""

    product: AccountProduct
    asked_at: datetime
    since: datetime | None


class Syncs:
    """Syncs, within one transaction. Acquiring or releasing a lease locks the account."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_requests(
        self, account_id: UUID, products: Sequence[AccountProduct], since: datetime | None = None
    ) -> None:
        """Adds requests. If a product has one already, the earlier ``since`` of both is used."""
        await self._lock(account_id)
        for product in products:
            row = await self._session.get(SyncRequestRow, (account_id, product))
            if row is None:
                row = SyncRequestRow(account_id=account_id, product=product, since=since)
                self._session.add(row)
            row.asked_at = now()
            row.since = min(filter(None, (row.since, since)), default=None)
        await self._session.flush()

    async def target(self, account_id: UUID) -> SyncTarget | None:
        """The account, if it is connected."""
        row = await self._session.scalar(select(AccountRow).where(AccountRow.id == account_id))
        if row is None or row.status is not AccountStatus.CONNECTED:
            return None
        return SyncTarget(id=row.id, tenant_id=row.tenant_id, user_id=row.user_id, platform=row.platform)

    async def acquire_lease(self, account_id: UUID, owner: UUID) -> Sequence[SyncRequest]:
        """The account's requests, if the lease is free or the owner's. Without any the lease is released.

        The requested products are IN_PROGRESS until their requests are completed. Calling this again returns
        the same requests.
        """
        await self._lock(account_id)
        lease = await self._session.get(SyncLeaseRow, account_id)
        if lease is not None and lease.owner != owner:
            return ()
        if await self.target(account_id) is None:
            await self.clear(account_id)
            return ()
        requests = await self._requests(account_id)
        if requests and lease is None:
            self._session.add(SyncLeaseRow(account_id=account_id, owner=owner))
        if not requests:
            await self._release_lease(account_id)
        await self._mark_in_progress(account_id, [request.product for request in requests])
        return requests

    async def complete(self, account_id: UUID, request: SyncRequest) -> None:
        """Removes a request, unless the product was requested again meanwhile."""
        await self._session.execute(
            delete(SyncRequestRow).where(
                SyncRequestRow.account_id == account_id,
                SyncRequestRow.product == request.product,
                SyncRequestRow.asked_at == request.asked_at,
            )
        )

    async def accounts_with_requests(self, tenant_id: UUID) -> Sequence[UUID]:
        """The tenant's accounts with requests that are not completed."""
        mine = select(SyncRequestRow.account_id).join(AccountRow, AccountRow.id == SyncRequestRow.account_id)
        return (await self._session.scalars(mine.where(AccountRow.tenant_id == tenant_id).distinct())).all()

    async def product(self, account_id: UUID, product: AccountProduct) -> AccountProductRow | None:
        return await self._session.get(AccountProductRow, (account_id, product))

    async def clear(self, account_id: UUID) -> None:
        """Removes the account's requests and lease; no product is IN_PROGRESS afterwards."""
        await self._lock(account_id)
        await self._session.execute(delete(SyncRequestRow).where(SyncRequestRow.account_id == account_id))
        await self._release_lease(account_id)
        for row in await self._products(account_id):
            if row.status is SyncStatus.IN_PROGRESS:
                row.status = incomplete_status(row)

    async def due(self, moment: datetime, limit: int) -> Sequence[SyncTarget]:
        """The connected accounts with a product that is due."""
        query = (
            select(AccountRow.id, AccountRow.tenant_id, AccountRow.user_id, AccountRow.platform)
            .join(AccountProductRow, AccountProductRow.account_id == AccountRow.id)
            .where(_is_due(moment), AccountRow.status == AccountStatus.CONNECTED)
            .distinct()
            .limit(limit)
        )
        return [SyncTarget(**row) for row in (await self._session.execute(query)).mappings()]

    async def request_due(self, account_id: UUID, moment: datetime) -> bool:
        """Requests the account's products that are due, and postpones them. Returns whether any was due."""
        await self._lock(account_id)
        query = select(AccountProductRow).where(AccountProductRow.account_id == account_id, _is_due(moment))
        rows = (await self._session.scalars(query)).all()
        for row in rows:
            row.next_sync_at = moment + _RECHECK_DELAY
        await self.add_requests(account_id, [row.product for row in rows])
        return bool(rows)

    async def recent_contents(self, account_id: UUID, limit: int) -> Sequence[tuple[UUID, str]]:
        """The latest contents, as pairs of our id and the platform's id."""
        mine = select(ContentRow.id, ContentRow.key).where(ContentRow.account_id == account_id)
        latest = mine.order_by(ContentRow.published_at.desc(), ContentRow.id).limit(limit)
        return [(row.id, row.key) for row in await self._session.execute(latest)]

    async def content_ids_of_comments(self, comment_ids: Sequence[UUID]) -> Sequence[UUID]:
        """The ids of the contents that the comments belong to."""
        query = select(CommentRow.content_id).where(CommentRow.id.in_(comment_ids)).distinct()
        return (await self._session.scalars(query)).all()

    async def profile_id(self, account_id: UUID) -> UUID | None:
        return await self._session.scalar(select(ProfileRow.id).where(ProfileRow.account_id == account_id))

    async def update_account_from_profile(self, account_id: UUID, profile: Profile) -> None:
        """Copies the profile's name, id and picture to the account; missing fields stay."""
        row = (await self._session.scalars(select(AccountRow).where(AccountRow.id == account_id))).one()
        row.platform_username = profile.platform_username or row.platform_username
        row.platform_profile_name = profile.platform_profile_name or row.platform_profile_name
        row.platform_profile_id = row.platform_profile_id or profile.platform_profile_id
        row.profile_pic_url = profile.image_url or row.profile_pic_url
        if profile.platform_profile_published_at:
            row.platform_profile_published_at = parse_timestamp(profile.platform_profile_published_at)

    async def _lock(self, account_id: UUID) -> None:
        # An update that changes nothing: it locks the row on PostgreSQL, and all of SQLite.
        same = update(AccountRow).where(AccountRow.id == account_id).values(status=AccountRow.status)
        await self._session.execute(same.execution_options(synchronize_session=False))

    async def _requests(self, account_id: UUID) -> Sequence[SyncRequest]:
        rows = await self._session.scalars(
            select(SyncRequestRow).where(SyncRequestRow.account_id == account_id)
        )
        found = [SyncRequest(product=row.product, asked_at=row.asked_at, since=row.since) for row in rows]
        return sorted(found, key=lambda request: list(AccountProduct).index(request.product))

    async def _products(self, account_id: UUID) -> Sequence[AccountProductRow]:
        query = select(AccountProductRow).where(AccountProductRow.account_id == account_id)
        return (await self._session.scalars(query)).all()

    async def _mark_in_progress(self, account_id: UUID, products: Sequence[AccountProduct]) -> None:
        for row in await self._products(account_id):
            if row.product in products:
                row.status = SyncStatus.IN_PROGRESS

    async def _release_lease(self, account_id: UUID) -> None:
        await self._session.execute(delete(SyncLeaseRow).where(SyncLeaseRow.account_id == account_id))


def _is_due(moment: datetime) -> ColumnElement[bool]:
    return and_(
        AccountProductRow.next_sync_at <= moment,
        AccountProductRow.monitoring_type == MonitoringType.STANDARD,
    )


def incomplete_status(row: AccountProductRow) -> SyncStatus:
    """The status of a product whose sync failed."""
    return SyncStatus.NOT_SYNCED if row.last_sync_at is None else SyncStatus.PARTIAL_SYNCED
