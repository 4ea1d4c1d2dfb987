"""Users: the creators of a tenant under the tenant's own ids, and their Connect links."""

import secrets
from datetime import timedelta
from uuid import UUID, uuid4

from limelight.errors import InvalidRequest
from limelight.kernel.accounts import UserStatus
from limelight.kernel.timestamps import now
from limelight.store.accounts import Accounts, UserRow, lock_tenant
from limelight.store.connections import ConnectLink, ConnectLinks
from limelight.store.database import Session


class UserExistsWithExternalId(InvalidRequest):
    """Another user of the tenant already has the external id."""


class Users:
    """The tenant's users, within one transaction."""

    def __init__(self, session: Session, tenant_id: UUID) -> None:
        self._session = session
        self._tenant_id = tenant_id

    async def create(self, name: str, external_id: str) -> UserRow:
        """Raises UserExistsWithExternalId."""
        await lock_tenant(self._session, self._tenant_id)
        if await self._find(external_id):
            raise UserExistsWithExternalId(
                f"There is a user with the external_id {external_id!r} already: "
                f"GET /v1/users/external_id/{external_id} answers it."
            )
        return await self._add(name, external_id)

    async def create_link(
        self, name: str | None, external_id: str, lifetime: timedelta
    ) -> tuple[ConnectLink, str]:
        """A link for the user with that external id, created if necessary, and the link's secret."""
        await lock_tenant(self._session, self._tenant_id)
        user = await self._find(external_id)
        if user is None:
            user = await self._add(name or external_id, external_id)
        secret = secrets.token_urlsafe(32)
        return ConnectLinks(self._session).add(self._tenant_id, user.id, secret, lifetime), secret

    async def _find(self, external_id: str) -> UserRow | None:
        return await Accounts(self._session, self._tenant_id).get_user_by_external_id(external_id)

    async def _add(self, name: str, external_id: str) -> UserRow:
        moment = now()
        row = UserRow(
            id=uuid4(),
            tenant_id=self._tenant_id,
            name=name,
            external_id=external_id,
            status=UserStatus.ACTIVE,
            created_at=moment,
            updated_at=moment,
        )
        self._session.add(row)
        await self._session.flush()
        return row
