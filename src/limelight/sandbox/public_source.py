"""The public data of the simulated creators: contents, comments, audiences and memberships."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeVar

from pyroaring import BitMap

from limelight.analytics.audience_samples import AudienceSample, FollowerSet
from limelight.connectors.public_source import PublicItems
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Comment, Content, Creator, DataSource
from limelight.kernel.timestamps import format_timestamp, now
from limelight.sandbox.account_owners import AccountOwner, find_owner
from limelight.sandbox.contents.comments import comment_record, scheduled_comments
from limelight.sandbox.contents.content_ids import decode_author
from limelight.sandbox.contents.post_formats import POST_FORMATS
from limelight.sandbox.contents.posts import Post, content_id, content_record, posts
from limelight.sandbox.creators.profiles import midnight
from limelight.sandbox.world import World

_MAX_CACHED_OWNERS: Final = 256
_URL_PART: Final = re.compile(r"[^/?&=#]+")
_Seen = TypeVar("_Seen")
_Item = TypeVar("_Item", Content, Comment)


class SandboxPublicSource:
    """A public source for the simulated creators; private accounts have no contents and no audience.

    Contents and comments are those of the moment, audiences those of the world's day.
    """

    def __init__(
        self, find_world: Callable[[], Awaitable[World]], clock: Callable[[], datetime] = now
    ) -> None:
        self._find_world = find_world
        self._world: World | None = None
        self._clock = clock
        self._residents = lru_cache(maxsize=_MAX_CACHED_OWNERS)(find_owner)

    async def contents(self, creator: Creator, limit: int) -> PublicItems[Content] | None:
        def seen(owner: AccountOwner, at: datetime) -> Sequence[Content]:
            return [content_record(owner, post, at) for post in posts(owner, at)[:limit]]

        return await self._observed(creator, seen)

    async def content(self, creator: Creator, url: str) -> PublicItems[Content] | None:
        def seen(owner: AccountOwner, at: datetime) -> Sequence[Content] | None:
            post = _post(owner, at, set(_URL_PART.findall(url)))
            return None if post is None else [content_record(owner, post, at)]

        return await self._observed(creator, seen)

    async def author(self, platform: PlatformKey, content: str) -> str | None:
        world = await self._loaded_world()
        if platform not in world.platforms:
            return None
        found = (decode_author(world.seed, platform, part) for part in _URL_PART.findall(content))
        index = next((index for index in found if index is not None), None)
        return None if index is None else world.external_id(platform, index)

    async def comments(self, creator: Creator, content: Content, limit: int) -> PublicItems[Comment] | None:
        def seen(owner: AccountOwner, at: datetime) -> Sequence[Comment] | None:
            post = _post(owner, at, {content.external_id})
            if post is None:
                return None
            return [
                comment_record(owner, remark, at) for remark in scheduled_comments(owner, post, at)[:limit]
            ]

        return await self._observed(creator, seen)

    async def audience(self, creator: Creator, kind: AudienceKind, size: int) -> AudienceSample | None:
        def sampled(world: World, index: int) -> AudienceSample | None:
            people = world.audience(creator.platform, index, kind, size)
            if people is None:
                return None
            population = _population(creator) if kind is AudienceKind.FOLLOWERS else None
            return AudienceSample(people, population, DataSource.SANDBOX, midnight(world.as_of))

        return await self._query_world(creator, sampled)

    async def membership(self, creator: Creator) -> FollowerSet | None:
        def numbered(world: World, index: int) -> FollowerSet | None:
            if world.truth(creator.platform, index).is_private:
                return None
            members = BitMap(world.follower_ids(creator.platform, index).tolist())
            return FollowerSet(members, _population(creator), DataSource.SANDBOX, midnight(world.as_of))

        return await self._query_world(creator, numbered)

    async def _observed(
        self, creator: Creator, seen: Callable[[AccountOwner, datetime], Sequence[_Item] | None]
    ) -> PublicItems[_Item] | None:
        at = self._clock()

        def told(world: World, index: int) -> PublicItems[_Item] | None:
            owner = self._residents(world, creator.platform, world.external_id(creator.platform, index))
            if owner is None or owner.truth.is_private or owner.platform not in POST_FORMATS:
                return None
            items = seen(owner, at)
            return None if items is None else PublicItems(items, DataSource.SANDBOX, format_timestamp(at))

        return await self._query_world(creator, told)

    async def _query_world(
        self, creator: Creator, told: Callable[[World, int], _Seen | None]
    ) -> _Seen | None:
        """Runs the query in a thread, because computing a block takes some milliseconds."""
        world = await self._loaded_world()

        def found() -> _Seen | None:
            index = _index(world, creator)
            return None if index is None else told(world, index)

        return await asyncio.to_thread(found)

    async def _loaded_world(self) -> World:
        self._world = self._world or await self._find_world()
        return self._world


def _index(world: World, creator: Creator) -> int | None:
    """The creator's index if id and handle agree: a real creator may share one with a simulated one."""
    if creator.origins and all(origin.source is not DataSource.SANDBOX for origin in creator.origins):
        return None
    found = {
        world.find(creator.platform, known) for known in (creator.external_id, creator.username) if known
    }
    return found.pop() if len(found) == 1 else None


def _post(owner: AccountOwner, at: datetime, ids: set[str]) -> Post | None:
    """The post with one of these ids, if it is still there."""
    return next((post for post in posts(owner, at) if content_id(owner, post) in ids), None)


def _population(creator: Creator) -> int | None:
    return creator.follower_count or creator.subscriber_count
