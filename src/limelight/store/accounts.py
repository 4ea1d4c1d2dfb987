"""Users, their connected accounts, and the sync status of each product of an account."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from limelight.errors import NotFound
from limelight.kernel.accounts import AccountProduct, AccountStatus, MonitoringType, SyncStatus, UserStatus
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.store.base import Base, BigIntegerKey, UtcDateTime, enum_column
from limelight.store.tenants import TenantRow


class ListedRow(Base):
    """A row of a tenant's list, which is ordered by ``position``: by insertion.

    Call ``lock_tenant`` before adding such a row: then a row never appears before one that was already
    read, and pages neither repeat nor miss a row during writes.
    """

    __abstract__ = True

    position: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True, default=uuid4)
    tenant_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=now)


class UserRow(ListedRow):
    __tablename__ = "users"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"))
    name: Mapped[str]
    external_id: Mapped[str] = mapped_column(String(100))
    status: Mapped[UserStatus] = mapped_column(enum_column(UserStatus), default=UserStatus.ACTIVE)

    __table_args__ = (UniqueConstraint("tenant_id", "external_id"), Index(None, "tenant_id", "position"))


class AccountRow(ListedRow):
    """``platform_profile_id`` is the platform's id of the account; it identifies a reconnected one."""

    __tablename__ = "accounts"

    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.id, ondelete="CASCADE"))
    platform: Mapped[PlatformKey] = mapped_column(enum_column(PlatformKey))
    status: Mapped[AccountStatus] = mapped_column(enum_column(AccountStatus))
    disconnection_source: Mapped[str | None] = mapped_column(String(32))
    platform_username: Mapped[str]
    platform_profile_id: Mapped[str | None]
    platform_profile_name: Mapped[str | None]
    profile_pic_url: Mapped[str | None]
    platform_profile_published_at: Mapped[datetime | None] = mapped_column(UtcDateTime())

    user: Mapped[UserRow] = relationship(lazy="raise")
    products: Mapped[list["AccountProductRow"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id", "platform", "platform_profile_id"),
        Index(None, "tenant_id", "position"),
        Index(None, "user_id"),
    )


class AccountProductRow(Base):
    """``refresh_since`` is the start of the next refresh, ``data_available_from`` that of the stored data."""

    __tablename__ = "account_products"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), primary_key=True)
    product: Mapped[AccountProduct] = mapped_column(enum_column(AccountProduct), primary_key=True)
    tenant_id: Mapped[UUID]
    status: Mapped[SyncStatus] = mapped_column(enum_column(SyncStatus), default=SyncStatus.NOT_SYNCED)
    monitoring_type: Mapped[MonitoringType] = mapped_column(
        enum_column(MonitoringType), default=MonitoringType.STANDARD
    )
    last_sync_at: Mapped[datetime | None] = mapped_column(UtcDateTime())
    refresh_since: Mapped[datetime | None] = mapped_column(UtcDateTime())
    data_available_from: Mapped[datetime | None] = mapped_column(UtcDateTime())
    next_sync_at: Mapped[datetime | None] = mapped_column(UtcDateTime(), index=True)


TABLES: Final = (UserRow, AccountRow, AccountProductRow)


class IncorrectUserId(NotFound):
    """The tenant has no user with the id."""


class IncorrectAccountId(NotFound):
    """The tenant has no account with the id."""


async def lock_tenant(session: AsyncSession, tenant_id: UUID) -> None:
    """Locks the tenant for writers of listed rows, until this transaction ends.

    Call it first in a transaction, before any row of an account is locked.
    """
    # An update that changes nothing: it locks the row on PostgreSQL, and all of SQLite.
    mine = update(TenantRow).where(TenantRow.id == tenant_id)
    await session.execute(mine.values(name=TenantRow.name).execution_options(synchronize_session=False))


class Accounts:
    """The tenant's users and accounts, within one transaction."""

    def __init__(self, session: AsyncSession, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    async def get(self, account_id: UUID) -> AccountRow:
        """The account with its user and products. Raises IncorrectAccountId."""
        mine = select(AccountRow).where(AccountRow.tenant_id == self._tenant_id, AccountRow.id == account_id)
        loaded = mine.options(joinedload(AccountRow.user), selectinload(AccountRow.products))
        row = await self._session.scalar(loaded)
        if row is None:
            raise IncorrectAccountId(f"There is no account with the id {account_id}.")
        return row

    async def get_user(self, user_id: UUID) -> UserRow:
        """Raises IncorrectUserId."""
        mine = select(UserRow).where(UserRow.tenant_id == self._tenant_id, UserRow.id == user_id)
        row = await self._session.scalar(mine)
        if row is None:
            raise IncorrectUserId(f"There is no user with the id {user_id}.")
        return row

    async def get_user_by_external_id(self, external_id: str) -> UserRow | None:
        mine = select(UserRow).where(UserRow.tenant_id == self._tenant_id)
        return await self._session.scalar(mine.where(UserRow.external_id == external_id))

    async def accounts_of_user(self, user_id: UUID) -> Sequence[AccountRow]:
        """The user's accounts with their products, the oldest first."""
        mine = select(AccountRow).where(
            AccountRow.tenant_id == self._tenant_id, AccountRow.user_id == user_id
        )
        loaded = mine.options(joinedload(AccountRow.user), selectinload(AccountRow.products))
        return (await self._session.scalars(loaded.order_by(AccountRow.position))).all()


async def tenant_id_of_account(session: AsyncSession, account_id: UUID) -> UUID:
    """The tenant of an account, for background work. Raises IncorrectAccountId."""
    tenant_id = await session.scalar(select(AccountRow.tenant_id).where(AccountRow.id == account_id))
    if tenant_id is None:
        raise IncorrectAccountId(f"There is no account with the id {account_id}.")
    return tenant_id
