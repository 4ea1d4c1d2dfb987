"""The grants of connected accounts: encrypted at rest, refreshed by one process at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

import msgspec

from limelight.connectors.grants import Grant
from limelight.connectors.source import GrantExpired
from limelight.settings import Settings
from limelight.store.connections import Credentials
from limelight.store.database import Database
from limelight.store.keys import SecretBox

LEASE_SECONDS: Final = 60.0
"""Lease of a process that refreshes a grant; another may take over after it."""
POLL_SECONDS: Final = 0.2
_BATCH_SIZE: Final = 500


class GrantCipher:
    """Encrypts grants with the newest secret key; decrypts with the current and the previous keys."""

    def __init__(self, settings: Settings) -> None:
        self._seals = SecretBox(settings, "credentials")
        self._decoder = msgspec.json.Decoder(Grant)

    def encrypt(self, grant: Grant) -> bytes:
        return self._seals.encrypt(msgspec.json.encode(grant))

    def decrypt(self, sealed: bytes) -> Grant:
        """Raises SealBroken."""
        return self._decoder.decode(self._seals.decrypt(sealed))


class DatabaseGrantStore:
    """The encrypted grants in the database."""

    def __init__(self, database: Database, vault: GrantCipher) -> None:
        self._database = database
        self._vault = vault

    async def get(self, account_id: UUID) -> Grant:
        """Raises GrantExpired if the account is not connected."""
        return self._vault.decrypt(await self._encrypted_grant(account_id))

    async def refresh(
        self, account_id: UUID, stale: Grant, refresh: Callable[[Grant], Awaitable[Grant]]
    ) -> Grant:
        """A newer grant than the stale one: another process's, or the one that ``refresh`` gets.

        Only one process refreshes at a time, since a platform may void a refresh token at its first
        use. No transaction is open meanwhile. What ``refresh`` raises is raised.
        """
        while (grant := await self.get(account_id)).access_token == stale.access_token:
            if await self._acquire_lease(account_id):
                return await self._refresh_with_lease(account_id, stale, refresh)
            await asyncio.sleep(POLL_SECONDS)
        return grant

    async def _refresh_with_lease(
        self, account_id: UUID, stale: Grant, refresh: Callable[[Grant], Awaitable[Grant]]
    ) -> Grant:
        # Read again: the process before may have been done between our look and our lease.
        sealed = await self._encrypted_grant(account_id)
        grant = self._vault.decrypt(sealed)
        try:
            if grant.access_token == stale.access_token:
                grant = await refresh(grant)
        except BaseException:
            await self._release_lease(account_id)
            raise
        async with self._database.session() as session:
            await Credentials(session).replace_if_unchanged(account_id, sealed, self._vault.encrypt(grant))
        return grant

    async def _encrypted_grant(self, account_id: UUID) -> bytes:
        async with self._database.session() as session:
            sealed = await Credentials(session).get(account_id)
        if sealed is None:
            raise GrantExpired("The account is not connected.")
        return sealed

    async def _acquire_lease(self, account_id: UUID) -> bool:
        async with self._database.session() as session:
            return await Credentials(session).acquire_refresh_lease(account_id, LEASE_SECONDS)

    async def _release_lease(self, account_id: UUID) -> None:
        async with self._database.session() as session:
            await Credentials(session).release_refresh_lease(account_id)


async def reencrypt_credentials(database: Database, vault: GrantCipher) -> int:
    """Encrypt every credential with the newest key; returns their number. Raises DecryptionFailed."""
    count, last = 0, None
    while True:
        async with database.session() as session:
            credentials = Credentials(session)
            batch = await credentials.page_after(last, _BATCH_SIZE)
            for account_id, sealed in batch:
                await credentials.replace_if_unchanged(
                    account_id, sealed, vault.encrypt(vault.decrypt(sealed))
                )
        if not batch:
            return count
        count, last = count + len(batch), batch[-1][0]
