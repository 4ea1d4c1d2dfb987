"""The account data that a simulated platform returns for a connected account."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final, cast

from limelight.connectors.source import AccountRecordT, GrantExpired, ProductNotSupported, RecordPage
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
from limelight.sandbox.account_owners import AccountOwner, find_owner
from limelight.sandbox.accounts import music_activity
from limelight.sandbox.accounts.account_profile import account_profile, audience_demographics
from limelight.sandbox.contents.comments import ScheduledComment, comment_record, scheduled_comments
from limelight.sandbox.contents.content_groups import GROUP_FORMATS, content_groups
from limelight.sandbox.contents.post_formats import POST_FORMATS
from limelight.sandbox.contents.posts import Post, content_record, posts
from limelight.sandbox.world import World

PAGE_SIZE: Final = 50


class SandboxAccountSource:
    """An account of the simulated world, as its owner's grant shows it."""

    def __init__(
        self, world: World, platform: PlatformKey, handle: str, clock: Callable[[], datetime] = now
    ) -> None:
        """Raises GrantExpired if no simulated creator has the account."""
        found = find_owner(world, platform, handle)
        if found is None:
            raise GrantExpired(f"Nobody in the simulated world is {handle!r} on {platform}.")
        self.owner: AccountOwner = found
        self._clock = clock
        self._posts: dict[str, Post] = {}

    async def page(
        self,
        kind: type[AccountRecordT],
        *,
        since: datetime | None = None,
        of: str | None = None,
        cursor: str | None = None,
    ) -> RecordPage[AccountRecordT]:
        start = int(cursor or 0)
        stop = start + PAGE_SIZE
        found = self._items(kind, since, of)
        items = cast(Sequence[AccountRecordT], [self._record(item) for item in found[start:stop]])
        return RecordPage(items=tuple(items), cursor=str(stop) if stop < len(found) else None)

    def _items(self, kind: type[Any], since: datetime | None, of: str | None) -> Sequence[Any]:
        owner, at = self.owner, self._clock()
        if kind is Profile:
            return [account_profile(owner, at)]
        if kind is AudienceDemographics:
            return [audience_demographics(owner)]
        if kind is Content and owner.platform in POST_FORMATS:
            return posts(owner, at, since)
        if kind is ContentGroup and owner.platform in GROUP_FORMATS:
            return content_groups(owner, at, since)
        if kind is Comment and owner.platform in POST_FORMATS:
            return self._comments(of)
        if kind is ActivityArtist and owner.platform is PlatformKey.SPOTIFY:
            return music_activity.artist_activity(owner, at)
        if kind is ActivityContent and owner.platform is PlatformKey.SPOTIFY:
            return music_activity.song_activity(owner, at)
        raise ProductNotSupported(f"{owner.platform} does not tell {kind.__name__}.")

    def _record(self, item: Any) -> Any:
        """Builds the records of posts and comments, for the items of a page only."""
        if isinstance(item, ScheduledComment):
            return comment_record(self.owner, item, self._clock())
        if not isinstance(item, Post):
            return item
        made = content_record(self.owner, item, self._clock())
        self._posts[made.external_id] = item
        return made

    def _comments(self, of: str | None) -> Sequence[ScheduledComment]:
        if of not in self._posts:
            for post in posts(self.owner, self._clock()):
                self._record(post)
        found = self._posts.get(of or "")
        return [] if found is None else scheduled_comments(self.owner, found, self._clock())
