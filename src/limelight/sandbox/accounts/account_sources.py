"""The sources of connected accounts in the sandbox."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from limelight.connectors.grants import Grant
from limelight.connectors.source import AccountSource, GrantExpired
from limelight.sandbox.accounts.account_source import SandboxAccountSource
from limelight.sandbox.world import World
from limelight.store.syncs import SyncTarget

GrantOf = Callable[[UUID], Awaitable[Grant]]
"""The grant of an account. Raises GrantExpired if it is not connected."""
_GRANT_PREFIX: Final = "sandbox:"
_MAX_CACHED_SOURCES: Final = 1_000


class SandboxSources:
    """Returns the simulated source of an account and caches the most recent ones."""

    def __init__(self, find_world: Callable[[], Awaitable[World]], grant_of: GrantOf) -> None:
        self._find_world = find_world
        self._world: World | None = None
        self._grant_of = grant_of
        self._kept: OrderedDict[tuple[UUID, str], SandboxAccountSource] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def source_for(self, subject: SyncTarget) -> AccountSource:
        """Raises GrantExpired."""
        grant = await self._grant_of(subject.id)
        if not grant.access_token.startswith(_GRANT_PREFIX):
            raise GrantExpired("The account was not connected in the sandbox.")
        return await self._cached_source(subject, grant.subject)

    async def _cached_source(self, subject: SyncTarget, external_id: str) -> SandboxAccountSource:
        key = (subject.id, external_id)
        async with self._drawing:
            if key not in self._kept:
                self._world = self._world or await self._find_world()
                drawing = asyncio.to_thread(SandboxAccountSource, self._world, subject.platform, external_id)
                self._kept[key] = await drawing
            self._kept.move_to_end(key)
            while len(self._kept) > _MAX_CACHED_SOURCES:
                self._kept.popitem(last=False)
            return self._kept[key]
