"""Whom to ask about a connected account in the sandbox: the simulated world."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from limelight.connectors.grants import Grant
from limelight.connectors.source import GrantExpired, Source
from limelight.store.syncs import Subject
from limelight.world.accounts import WorldSource
from limelight.world.simulation import World

GrantOf = Callable[[UUID], Awaitable[Grant]]
"""The grant of an account. Raises GrantExpired if it is not connected."""
_SANDBOX: Final = "sandbox:"
_KEPT: Final = 1_000


class WorldSources:
    """Accounts of the simulated world. Those asked last are kept: drawing somebody takes a while."""

    def __init__(self, find_world: Callable[[], Awaitable[World]], grant_of: GrantOf) -> None:
        self._find_world = find_world
        self._world: World | None = None
        self._grant_of = grant_of
        self._kept: OrderedDict[tuple[UUID, str], WorldSource] = OrderedDict()
        self._drawing = asyncio.Lock()

    async def of(self, subject: Subject) -> Source:
        """Raises GrantExpired."""
        grant = await self._grant_of(subject.id)
        if not grant.access_token.startswith(_SANDBOX):
            raise GrantExpired("The account was not connected in the sandbox.")
        return await self._drawn(subject, grant.subject)

    async def _drawn(self, subject: Subject, external_id: str) -> WorldSource:
        key = (subject.id, external_id)
        async with self._drawing:
            if key not in self._kept:
                self._world = self._world or await self._find_world()
                drawing = asyncio.to_thread(WorldSource, self._world, subject.platform, external_id)
                self._kept[key] = await drawing
            self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[key]
