"""The sandbox's platforms as they answer for a connected account."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, cast

from limelight.connectors.source import GrantExpired, Item, Page, ProductNotSupported
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import (
    ActivityArtist,
    ActivityContent,
    AudienceDemographics,
    Comment,
    Content,
    ContentGroup,
    Profile,
)
from limelight.kernel.timestamps import now
from limelight.world import listening
from limelight.world.contents import Post, content, posts
from limelight.world.formats import KINDS
from limelight.world.groups import GROUPS, groups
from limelight.world.insights import audience, profile
from limelight.world.remarks import Remark, comment, remarks_on
from limelight.world.residents import Resident, resident
from limelight.world.simulation import World

PAGE_SIZE: Final = 50


class WorldSource:
    """An account of the simulated world, as its owner's grant shows it."""

    def __init__(
        self, world: World, platform: PlatformKey, handle: str, clock: Callable[[], datetime] = now
    ) -> None:
        """Raises GrantExpired if nobody of the world has the account."""
        found = resident(world, platform, handle)
        if found is None:
            raise GrantExpired(f"Nobody in the simulated world is {handle!r} on {platform}.")
        self.resident: Resident = found
        self._clock = clock
        self._posts: dict[str, Post] = {}

    async def page(
        self,
        kind: type[Item],
        *,
        since: datetime | None = None,
        of: str | None = None,
        cursor: str | None = None,
    ) -> Page[Item]:
        start = int(cursor or 0)
        stop = start + PAGE_SIZE
        found = self._found(kind, since, of)
        items = cast(Sequence[Item], [self._shown(item) for item in found[start:stop]])
        return Page(items=tuple(items), cursor=str(stop) if stop < len(found) else None)

    def _found(self, kind: type[Any], since: datetime | None, of: str | None) -> Sequence[Any]:
        who, at = self.resident, self._clock()
        if kind is Profile:
            return [profile(who, at)]
        if kind is AudienceDemographics:
            return [audience(who)]
        if kind is Content and who.platform in KINDS:
            return posts(who, at, since)
        if kind is ContentGroup and who.platform in GROUPS:
            return groups(who, at, since)
        if kind is Comment and who.platform in KINDS:
            return self._comments(of)
        if kind is ActivityArtist and who.platform is PlatformKey.SPOTIFY:
            return listening.artists(who, at)
        if kind is ActivityContent and who.platform is PlatformKey.SPOTIFY:
            return listening.contents(who, at)
        raise ProductNotSupported(f"{who.platform} does not tell {kind.__name__}.")

    def _shown(self, item: Any) -> Any:
        """Of posts and comments only those of the page are made."""
        if isinstance(item, Remark):
            return comment(self.resident, item, self._clock())
        if not isinstance(item, Post):
            return item
        made = content(self.resident, item, self._clock())
        self._posts[made.external_id] = item
        return made

    def _comments(self, of: str | None) -> Sequence[Remark]:
        if of not in self._posts:
            for post in posts(self.resident, self._clock()):
                self._shown(post)
        found = self._posts.get(of or "")
        return [] if found is None else remarks_on(self.resident, found, self._clock())
