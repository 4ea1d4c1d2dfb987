"""Connecting accounts: links, sessions of the Connect page, pending authorizations, credentials, brands.

Secrets that a browser holds are stored as digests; a platform's grant is encrypted before it is stored.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ForeignKey, LargeBinary, String, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.kernel.accounts import AccountProduct
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.timestamps import now
from limelight.store.accounts import AccountRow, UserRow
from limelight.store.base import Base, JsonColumn, UtcDateTime, enum_column
from limelight.store.tenants import TenantRow


class ConnectFlow(StrEnum):
    """How the creator opened Connect, which is also how they leave it."""

    LINK = "link"
    POPUP = "popup"
    REDIRECT = "redirect"


class ConnectOptions(Struct, frozen=True, kw_only=True):
    """The options of a Connect session. ``platform`` fixes the platform; ``opener`` is a web origin."""

    flow: ConnectFlow
    products: tuple[AccountProduct, ...]
    platform: PlatformKey | None = None
    has_single_account: bool = False
    opener: str | None = None
    redirect_url: str | None = None
    display_name: str | None = None
    language: str | None = None


class ClientEvent(Struct, frozen=True, kw_only=True):
    """An event for the page that opened Connect."""

    event: str
    account_id: UUID | None = None
    work_platform_id: UUID | None = None
    reason: str | None = None


class ConnectSession(Struct, frozen=True, kw_only=True):
    """One visit of a creator to the Connect page."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    options: ConnectOptions
    client_events: tuple[ClientEvent, ...]
    expires_at: datetime


class ConnectLink(Struct, frozen=True, kw_only=True):
    """An invitation to connect, which can be opened repeatedly until it expires."""

    id: UUID
    tenant_id: UUID
    user_id: UUID
    created_at: datetime
    expires_at: datetime


class PendingAuthorization(Struct, frozen=True, kw_only=True):
    """An authorization that a platform has not answered yet."""

    session_id: UUID
    platform: PlatformKey
    code_verifier: str | None


class Brand(Struct, frozen=True, kw_only=True):
    """A tenant's branding of the Connect page, and the web pages that may open it.

    ``origins`` are web origins, ``redirect_urls`` complete URLs without their query. ``logo`` is an image
    as a ``data:`` URL, so that the page loads nothing from other hosts.
    """

    name: str | None = None
    logo: str | None = None
    colour: str | None = None
    privacy_url: str | None = None
    origins: tuple[str, ...] = ()
    redirect_urls: tuple[str, ...] = ()


class ConnectLinkRow(Base):
    __tablename__ = "connection_links"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.id, ondelete="CASCADE"), index=True)
    secret_digest: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime())


class ConnectSessionRow(Base):
    __tablename__ = "connect_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(UserRow.id, ondelete="CASCADE"), index=True)
    secret_digest: Mapped[bytes] = mapped_column(LargeBinary)
    opening: Mapped[ConnectOptions] = mapped_column(JsonColumn(ConnectOptions))
    happenings: Mapped[tuple[ClientEvent, ...]] = mapped_column(JsonColumn(tuple[ClientEvent, ...]))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class PendingAuthorizationRow(Base):
    __tablename__ = "connect_authorizations"

    state_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    browser_digest: Mapped[bytes] = mapped_column(LargeBinary)
    session_id: Mapped[UUID] = mapped_column(ForeignKey(ConnectSessionRow.id, ondelete="CASCADE"), index=True)
    platform: Mapped[PlatformKey] = mapped_column(enum_column(PlatformKey))
    code_verifier: Mapped[str | None] = mapped_column(String(128))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime(), index=True)


class CredentialRow(Base):
    __tablename__ = "credentials"

    account_id: Mapped[UUID] = mapped_column(ForeignKey(AccountRow.id, ondelete="CASCADE"), primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    refreshing_until: Mapped[datetime | None] = mapped_column(UtcDateTime())
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime())


class BrandRow(Base):
    __tablename__ = "connect_brands"

    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"), primary_key=True)
    brand: Mapped[Brand] = mapped_column(JsonColumn(Brand))


TABLES: Final = (ConnectLinkRow, ConnectSessionRow, PendingAuthorizationRow, CredentialRow, BrandRow)


def secret_digest(secret: str) -> bytes:
    """SHA-256 of a secret of 256 random bits, which needs no salt."""
    return sha256(secret.encode()).digest()


class ConnectLinks:
    """The connection links, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(self, tenant_id: UUID, user_id: UUID, secret: str, lifetime: timedelta) -> ConnectLink:
        moment = now()
        row = ConnectLinkRow(
            id=uuid4(),
            tenant_id=tenant_id,
            user_id=user_id,
            secret_digest=secret_digest(secret),
            created_at=moment,
            expires_at=moment + lifetime,
        )
        self._session.add(row)
        return _connect_link(row)

    async def get_by_secret(self, secret: str) -> ConnectLink | None:
        """The link with the secret, unless it has expired."""
        query = select(ConnectLinkRow).where(
            ConnectLinkRow.secret_digest == secret_digest(secret), ConnectLinkRow.expires_at > now()
        )
        row = await self._session.scalar(query)
        return _connect_link(row) if row else None


class ConnectSessions:
    """The sessions of the Connect page, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(
        self, tenant_id: UUID, user_id: UUID, opening: ConnectOptions, secret: str, expires_at: datetime
    ) -> UUID:
        """Adds a session, which the secret authenticates. Sessions that expired a day ago are deleted."""
        await self._session.execute(
            delete(ConnectSessionRow).where(ConnectSessionRow.expires_at < now() - timedelta(days=1))
        )
        row = ConnectSessionRow(
            id=uuid4(),
            tenant_id=tenant_id,
            user_id=user_id,
            secret_digest=secret_digest(secret),
            opening=opening,
            happenings=(),
            expires_at=expires_at,
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def get_by_secret(self, session_id: UUID, secret: str) -> ConnectSession | None:
        """The session, expired or not, if the secret is correct."""
        query = select(ConnectSessionRow).where(
            ConnectSessionRow.id == session_id, ConnectSessionRow.secret_digest == secret_digest(secret)
        )
        row = await self._session.scalar(query)
        return _connect_session(row) if row else None

    async def get(self, session_id: UUID) -> ConnectSession | None:
        """The session, for callers that authenticated it otherwise."""
        row = await self._session.get(ConnectSessionRow, session_id)
        return _connect_session(row) if row else None

    async def add_client_event(self, session_id: UUID, happening: ClientEvent) -> None:
        """Appends an event for the page that opened Connect."""
        row = await self._session.get_one(ConnectSessionRow, session_id, with_for_update=True)
        row.happenings = (*row.happenings, happening)


class PendingAuthorizations:
    """The authorizations that platforms have not answered yet, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def add(
        self, authorization: PendingAuthorization, state: str, browser_secret: str, expires_at: datetime
    ) -> None:
        self._session.add(
            PendingAuthorizationRow(
                state_digest=secret_digest(state),
                browser_digest=secret_digest(browser_secret),
                session_id=authorization.session_id,
                platform=authorization.platform,
                code_verifier=authorization.code_verifier,
                expires_at=expires_at,
            )
        )

    async def is_pending(self, session_id: UUID) -> bool:
        """Whether an authorization of the session is pending and has not expired."""
        query = select(PendingAuthorizationRow.state_digest).where(
            PendingAuthorizationRow.session_id == session_id, PendingAuthorizationRow.expires_at > now()
        )
        return await self._session.scalar(query.limit(1)) is not None

    async def consume(self, state: str, browser_secret: str) -> PendingAuthorization | None:
        """Deletes and returns the authorization of that state and browser, unless it has expired."""
        query = (
            delete(PendingAuthorizationRow)
            .where(
                PendingAuthorizationRow.state_digest == secret_digest(state),
                PendingAuthorizationRow.browser_digest == secret_digest(browser_secret),
                PendingAuthorizationRow.expires_at > now(),
            )
            .returning(PendingAuthorizationRow)
        )
        row = await self._session.scalar(query)
        if row is None:
            return None
        return PendingAuthorization(
            session_id=row.session_id, platform=row.platform, code_verifier=row.code_verifier
        )


class Credentials:
    """The encrypted grants of the connected accounts, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def put(self, account_id: UUID, tenant_id: UUID, sealed: bytes) -> None:
        """Replaces the grant and ends its lease, so that a refresh that is running is discarded."""
        row = await self._session.get(CredentialRow, account_id)
        if row is None:
            row = CredentialRow(account_id=account_id, tenant_id=tenant_id)
            self._session.add(row)
        row.sealed = sealed
        row.refreshing_until = None
        row.updated_at = now()
        await self._session.flush()

    async def get(self, account_id: UUID) -> bytes | None:
        return await self._session.scalar(
            select(CredentialRow.sealed).where(CredentialRow.account_id == account_id)
        )

    async def replace_if_unchanged(self, account_id: UUID, old: bytes, new: bytes) -> bool:
        """Replaces the old grant and ends its lease. Returns whether the old grant was still stored."""
        replaced = await self._session.scalar(
            update(CredentialRow)
            .where(CredentialRow.account_id == account_id, CredentialRow.sealed == old)
            .values(sealed=new, refreshing_until=None, updated_at=now())
            .returning(CredentialRow.account_id)
        )
        return replaced is not None

    async def acquire_refresh_lease(self, account_id: UUID, seconds: float) -> bool:
        """Leases the right to refresh the grant. Returns whether no other process has it."""
        moment = now()
        is_free = CredentialRow.refreshing_until.is_(None) | (CredentialRow.refreshing_until < moment)
        leased = await self._session.scalar(
            update(CredentialRow)
            .where(CredentialRow.account_id == account_id, is_free)
            .values(refreshing_until=moment + timedelta(seconds=seconds))
            .returning(CredentialRow.account_id)
        )
        return leased is not None

    async def release_refresh_lease(self, account_id: UUID) -> None:
        await self._session.execute(
            update(CredentialRow).where(CredentialRow.account_id == account_id).values(refreshing_until=None)
        )

    async def remove(self, account_id: UUID) -> None:
        await self._session.execute(delete(CredentialRow).where(CredentialRow.account_id == account_id))

    async def page_after(self, account_id: UUID | None, limit: int) -> Sequence[tuple[UUID, bytes]]:
        """The next encrypted grants, ordered by account."""
        query = select(CredentialRow.account_id, CredentialRow.sealed).order_by(CredentialRow.account_id)
        if account_id is not None:
            query = query.where(CredentialRow.account_id > account_id)
        return [(found, sealed) for found, sealed in await self._session.execute(query.limit(limit))]


class Brands:
    """The branding of the tenants, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, tenant_id: UUID) -> Brand:
        row = await self._session.get(BrandRow, tenant_id)
        return row.brand if row else Brand()

    async def update(self, tenant_id: UUID, **changes: object) -> Brand:
        """Changes the given fields. Returns the whole brand."""
        row = await self._session.get(BrandRow, tenant_id)
        if row is None:
            row = BrandRow(tenant_id=tenant_id, brand=Brand())
            self._session.add(row)
        row.brand = replace(row.brand, **changes)
        return row.brand


def _connect_link(row: ConnectLinkRow) -> ConnectLink:
    return ConnectLink(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        created_at=row.created_at,
        expires_at=row.expires_at,
    )


def _connect_session(row: ConnectSessionRow) -> ConnectSession:
    return ConnectSession(
        id=row.id,
        tenant_id=row.tenant_id,
        user_id=row.user_id,
        options=row.opening,
        client_events=row.happenings,
        expires_at=row.expires_at,
    )
