"""Tenants and their client secrets, which are shown once and verified by a salted hash.

The secret is also stored encrypted, because it signs webhooks.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from msgspec import Struct
from sqlalchemy import ForeignKey, LargeBinary, String, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from limelight.errors import Forbidden, InvalidRequest, NotFound
from limelight.kernel.timestamps import now
from limelight.store.base import Base, BigIntegerKey, UtcDateTime
from limelight.store.keys import SecretBox

DEMO_ID: Final = UUID("d3300000-0000-4000-8000-000000000001")
DEMO_NAME: Final = "demo"
DEMO_SECRET: Final = "p@55w0rd"  # noqa: S105
"""Public, and accepted only in the sandbox."""


class TenantRow(Base):
    __tablename__ = "tenants"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class TenantSecretRow(Base):
    __tablename__ = "tenant_secrets"

    id: Mapped[int] = mapped_column(BigIntegerKey, primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey(TenantRow.id, ondelete="CASCADE"), index=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime())


class Tenant(Struct, frozen=True, kw_only=True):
    """A customer of this server. Its id is the client id; every record belongs to one tenant."""

    id: UUID
    name: str
    created_at: datetime


class TenantNotFound(NotFound):
    """No tenant has the id."""


class TenantNameTaken(InvalidRequest):
    """Another tenant has the name."""


class RotationUnderWay(Forbidden):
    """The tenant has two secrets already."""


class NothingToRevoke(InvalidRequest):
    """The tenant has one secret only."""


class Tenants:
    """The tenants, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._seals: SecretBox = session.info["seals"]

    async def create(self, name: str) -> tuple[Tenant, str]:
        """Adds a tenant. Returns it with its secret, which cannot be read again."""
        name = name.strip()
        if not 0 < len(name) <= 200:
            raise InvalidRequest("A tenant's name has 1 to 200 characters.")
        if await self._session.scalar(select(TenantRow.id).where(TenantRow.name == name)):
            raise TenantNameTaken(f"There is a tenant named {name!r} already.")
        return await self._add(uuid4(), name, _secret())

    async def create_demo(self) -> None:
        """Adds the sandbox's tenant, unless it exists."""
        if await self._session.get(TenantRow, DEMO_ID) is None:
            await self._add(DEMO_ID, DEMO_NAME, DEMO_SECRET)

    async def all(self) -> Sequence[Tenant]:
        rows = await self._session.scalars(select(TenantRow).order_by(TenantRow.created_at, TenantRow.id))
        return [_tenant(row) for row in rows]

    async def rotate(self, tenant_id: UUID) -> str:
        """Adds a second secret and returns it. Both are valid until ``revoke_old``."""
        if len(await self._secrets_of(tenant_id)) > 1:
            raise RotationUnderWay("The tenant has two secrets already: revoke the old one first.")
        secret = _secret()
        self._session.add(self._row(tenant_id, secret))
        return secret

    async def revoke_old(self, tenant_id: UUID) -> None:
        """Ends a rotation: only the newest secret stays valid."""
        rows = await self._secrets_of(tenant_id)
        if len(rows) < 2:
            raise NothingToRevoke("The tenant has one secret only: rotate first.")
        old = [row.id for row in rows[:-1]]
        await self._session.execute(delete(TenantSecretRow).where(TenantSecretRow.id.in_(old)))

    async def authenticate(self, tenant_id: UUID, secret: bytes) -> Tenant | None:
        """The tenant, if the secret is valid."""
        found = await self._session.execute(
            select(TenantRow, TenantSecretRow)
            .join(TenantSecretRow, TenantSecretRow.tenant_id == TenantRow.id)
            .where(TenantRow.id == tenant_id)
        )
        matching = [
            row for row, known in found if hmac.compare_digest(known.digest, _digest(known.salt, secret))
        ]
        return _tenant(matching[0]) if matching else None

    async def signing_secrets(self, tenant_id: UUID) -> list[bytes]:
        """The valid secrets, the oldest first. Raises DecryptionFailed."""
        rows = await self._secrets_of(tenant_id)
        return [self._seals.decrypt(row.sealed) for row in rows if row.sealed is not None]

    async def reencrypt_secrets(self) -> int:
        """Encrypts every secret with the newest secret key. Returns their number. Raises DecryptionFailed."""
        found = await self._session.scalars(
            select(TenantSecretRow).where(TenantSecretRow.sealed.is_not(None))
        )
        rows = found.all()
        for row in rows:
            row.sealed = self._seals.encrypt(self._seals.decrypt(row.sealed or b""))
        return len(rows)

    async def _add(self, tenant_id: UUID, name: str, secret: str) -> tuple[Tenant, str]:
        row = TenantRow(id=tenant_id, name=name, created_at=now())
        self._session.add(row)
        await self._session.flush()
        self._session.add(self._row(tenant_id, secret))
        await self._session.flush()
        return _tenant(row), secret

    def _row(self, tenant_id: UUID, secret: str) -> TenantSecretRow:
        salt = secrets.token_bytes(16)
        return TenantSecretRow(
            tenant_id=tenant_id,
            salt=salt,
            digest=_digest(salt, secret.encode()),
            sealed=self._seals.encrypt(secret.encode()),
            created_at=now(),
        )

    async def _secrets_of(self, tenant_id: UUID) -> Sequence[TenantSecretRow]:
        query = (
            select(TenantSecretRow).where(TenantSecretRow.tenant_id == tenant_id).order_by(TenantSecretRow.id)
        )
        rows = (await self._session.scalars(query)).all()
        if not rows:
            raise TenantNotFound(f"There is no tenant with the id {tenant_id}.")
        return rows


def _secret() -> str:
    return secrets.token_urlsafe(32)


def _digest(salt: bytes, secret: bytes) -> bytes:
    # Secrets are 256 random bits, so a slow hash, which protects guessable passwords, gains nothing.
    return sha256(salt + secret).digest()


def _tenant(row: TenantRow) -> Tenant:
    return Tenant(id=row.id, name=row.name, created_at=row.created_at)
