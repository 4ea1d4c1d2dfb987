"""Sources of a public creator's contents, comments and audience."""

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
    """Items, newest first; ``observed_at`` is when they were last fetched or imported."""

    items: Sequence[PublicItemT]
    source: DataSource
    observed_at: Timestamp


class PublicSource(Protocol):
    """The sandbox or imported data. Methods return ``None`` for data that the source does not have."""

    async def contents(self, creator: Creator, limit: int) -> PublicItems[Content] | None:
        """The creator's newest contents."""

    async def content(self, creator: Creator, url: str) -> PublicItems[Content] | None:
        """The creator's content with that URL."""

    async def author(self, platform: PlatformKey, content: str) -> str | None:
        """The handle or external id of the author of the content with that URL or id."""

    async def comments(self, creator: Creator, content: Content, limit: int) -> PublicItems[Comment] | None:
        """The newest comments on a content of the creator."""

    async def audience(self, creator: Creator, kind: AudienceKind, size: int) -> AudienceSample | None:
        """A uniform sample of at most ``size`` audience members; the same at every call."""

    async def membership(self, creator: Creator) -> FollowerSet | None:
        """The ids of all known followers."""


class PublicSourceChain:
    """Returns the data of the first source that has it."""

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
