"""What is to be seen of a public creator beyond its profile: contents, comments and audience."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from limelight.analytics.audience_samples import AudienceSample, FollowerSet
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import AudienceKind, Comment, Content, Creator, DataSource
from limelight.kernel.timestamps import Timestamp

PublicItemT = TypeVar("PublicItemT", bound=Content | Comment)


@dataclass(frozen=True)
class PublicItems(Generic[PublicItemT]):
    """Items, the newest first; ``seen_at`` is when they were last looked at."""

    items: Sequence[PublicItemT]
    source: DataSource
    observed_at: Timestamp


class PublicSource(Protocol):
    """Who can tell: the simulated world, or what the operator has imported. ``None`` is: it cannot."""

    async def contents(self, creator: Creator, limit: int) -> PublicItems[Content] | None:
        """The creator's newest contents."""

    async def content(self, creator: Creator, url: str) -> PublicItems[Content] | None:
        """The creator's content with that URL."""

    async def author(self, platform: PlatformKey, content: str) -> str | None:
        """Whose the content with that URL or id is: a handle or an external id."""

    async def comments(self, creator: Creator, content: Content, limit: int) -> PublicItems[Comment] | None:
        """The newest comments on a content of the creator."""

    async def audience(self, creator: Creator, kind: AudienceKind, size: int) -> AudienceSample | None:
        """At most ``size`` people of an audience, drawn evenly; the same at every call."""

    async def membership(self, creator: Creator) -> FollowerSet | None:
        """All known followers, by number."""


class PublicSourceChain:
    """The first source that can tell does."""

    def __init__(self, sources: Sequence[PublicSource]) -> None:
        self._sources = sources

    async def contents(self, creator: Creator, limit: int) -> PublicItems[Content] | None:
        for source in self._sources:
            if (found := await source.contents(creator, limit)) is not None:
                return found
        return None

    async def content(self, creator: Creator, url: str) -> PublicItems[Content] | None:
        for source in self._sources:
            if (found := await source.content(creator, url)) is not None:
                return found
        return None

    async def author(self, platform: PlatformKey, content: str) -> str | None:
        for source in self._sources:
            if (found := await source.author(platform, content)) is not None:
                return found
        return None

    async def comments(self, creator: Creator, content: Content, limit: int) -> PublicItems[Comment] | None:
        for source in self._sources:
            if (found := await source.comments(creator, content, limit)) is not None:
                return found
        return None

    async def audience(self, creator: Creator, kind: AudienceKind, size: int) -> AudienceSample | None:
        for source in self._sources:
            if (found := await source.audience(creator, kind, size)) is not None:
                return found
        return None

    async def membership(self, creator: Creator) -> FollowerSet | None:
        for source in self._sources:
            if (found := await source.membership(creator)) is not None:
                return found
        return None
