"""What anybody can see of the creators of the simulated world."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeVar

from pyroaring import BitMap

from limelight.analytics.samples import AudienceSample, Membership
from limelight.connectors.observing import Observed
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Comment, Content, Creator, Source
from limelight.kernel.timestamps import now, timestamp
from limelight.world.content_ids import author
from limelight.world.contents import Post, content, content_id, posts
from limelight.world.formats import KINDS
from limelight.world.profiles import midnight
from limelight.world.remarks import comment, remarks_on
from limelight.world.residents import Resident, resident
from limelight.world.simulation import World

_KEPT: Final = 256
_PART: Final = re.compile(r"[^/?&=#]+")
_Seen = TypeVar("_Seen")
_Item = TypeVar("_Item", Content, Comment)


class WorldPublicSource:
    """The world tells of its own creators alone, and nothing of the posts and the audience of private ones.

    Contents and comments are those of the moment, audiences those of the world's day.
    """

    def __init__(
        self, find_world: Callable[[], Awaitable[World]], clock: Callable[[], datetime] = now
    ) -> None:
        self._find_world = find_world
        self._world: World | None = None
        self._clock = clock
        self._residents = lru_cache(maxsize=_KEPT)(resident)

    async def contents(self, creator: Creator, limit: int) -> Observed[Content] | None:
        def seen(who: Resident, at: datetime) -> Sequence[Content]:
            return [content(who, post, at) for post in posts(who, at)[:limit]]

        return await self._observed(creator, seen)

    async def content(self, creator: Creator, url: str) -> Observed[Content] | None:
        def seen(who: Resident, at: datetime) -> Sequence[Content] | None:
            post = _post(who, at, set(_PART.findall(url)))
            return None if post is None else [content(who, post, at)]

        return await self._observed(creator, seen)

    async def author(self, platform: PlatformKey, content: str) -> str | None:
        world = await self._known_world()
        if platform not in world.platforms:
            return None
        found = (author(world.seed, platform, part) for part in _PART.findall(content))
        index = next((index for index in found if index is not None), None)
        return None if index is None else world.external_id(platform, index)

    async def comments(self, creator: Creator, content: Content, limit: int) -> Observed[Comment] | None:
        def seen(who: Resident, at: datetime) -> Sequence[Comment] | None:
            post = _post(who, at, {content.external_id})
            if post is None:
                return None
            return [comment(who, remark, at) for remark in remarks_on(who, post, at)[:limit]]

        return await self._observed(creator, seen)

    async def audience(self, creator: Creator, kind: AudienceKind, size: int) -> AudienceSample | None:
        def sampled(world: World, index: int) -> AudienceSample | None:
            people = world.audience(creator.platform, index, kind, size)
            if people is None:
                return None
            population = _population(creator) if kind is AudienceKind.FOLLOWERS else None
            return AudienceSample(people, population, Source.SANDBOX, midnight(world.as_of))

        return await self._told(creator, sampled)

    async def membership(self, creator: Creator) -> Membership | None:
        def numbered(world: World, index: int) -> Membership | None:
            if world.truth(creator.platform, index).is_private:
                return None
            members = BitMap(world.members(creator.platform, index).tolist())
            return Membership(members, _population(creator), Source.SANDBOX, midnight(world.as_of))

        return await self._told(creator, numbered)

    async def _observed(
        self, creator: Creator, seen: Callable[[Resident, datetime], Sequence[_Item] | None]
    ) -> Observed[_Item] | None:
        at = self._clock()

        def told(world: World, index: int) -> Observed[_Item] | None:
            who = self._residents(world, creator.platform, world.external_id(creator.platform, index))
            if who is None or who.truth.is_private or who.platform not in KINDS:
                return None
            items = seen(who, at)
            return None if items is None else Observed(items, Source.SANDBOX, timestamp(at))

        return await self._told(creator, told)

    async def _told(self, creator: Creator, told: Callable[[World, int], _Seen | None]) -> _Seen | None:
        """Drawing takes a while, so it is done in a thread."""
        world = await self._known_world()

        def found() -> _Seen | None:
            index = _index(world, creator)
            return None if index is None else told(world, index)

        return await asyncio.to_thread(found)

    async def _known_world(self) -> World:
        self._world = self._world or await self._find_world()
        return self._world


def _index(world: World, creator: Creator) -> int | None:
    """Who it is, by all that is known of it: a real creator's id or handle may look like one of the world."""
    if creator.origins and all(origin.source is not Source.SANDBOX for origin in creator.origins):
        return None
    found = {
        world.find(creator.platform, known) for known in (creator.external_id, creator.username) if known
    }
    return found.pop() if len(found) == 1 else None


def _post(who: Resident, at: datetime, ids: set[str]) -> Post | None:
    """The post with one of these ids, if it is still there."""
    return next((post for post in posts(who, at) if content_id(who, post) in ids), None)


def _population(creator: Creator) -> int | None:
    return creator.follower_count or creator.subscriber_count
