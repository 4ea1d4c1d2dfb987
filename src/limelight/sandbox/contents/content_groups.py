"""An account's playlists, albums and boards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContentFormat, ContentGroup, ContentGroupEngagement, ContentGroupType
from limelight.kernel.timestamps import format_timestamp
from limelight.sandbox.account_owners import AccountOwner, seeded_number, seeded_random
from limelight.sandbox.contents.engagement import average_engagement
from limelight.sandbox.contents.post_formats import encode_id

_PLAYLIST, _VIDEO = ContentGroupType.PLAYLIST, ContentFormat.VIDEO
GROUP_FORMATS: Final[Mapping[PlatformKey, tuple[ContentGroupType, ContentFormat, str]]] = {
    PlatformKey.YOUTUBE: (_PLAYLIST, _VIDEO, "https://www.youtube.com/playlist?list=PL{id}"),
    PlatformKey.TIKTOK: (_PLAYLIST, _VIDEO, "https://www.tiktok.com/@{handle}/playlist/{id}"),
    PlatformKey.TWITCH: (_PLAYLIST, _VIDEO, "https://www.twitch.tv/collections/{id}"),
    PlatformKey.FACEBOOK: (
        ContentGroupType.ALBUM,
        ContentFormat.IMAGE,
        "https://www.facebook.com/media/set/?set=a.{id}",
    ),
    PlatformKey.PINTEREST: (
        ContentGroupType.OTHER,
        ContentFormat.COLLECTION,
        "https://www.pinterest.com/{handle}/{id}/",
    ),
}
"""The platforms that have groups, what kind, and where they are."""


def content_groups(owner: AccountOwner, now: datetime, since: datetime | None = None) -> list[ContentGroup]:
    """Those that were made since a moment, or all of them; the newest first."""
    found = [_group(owner, topic, now) for topic in owner.community.topics[: _count(owner)]]
    wanted = [group for group in found if since is None or group.published_at >= format_timestamp(since)]
    return sorted(wanted, key=lambda group: group.published_at, reverse=True)


def _count(owner: AccountOwner) -> int:
    return seeded_random(owner.key, "groups").randint(2, 6)


def _group(owner: AccountOwner, topic: str, now: datetime) -> ContentGroup:
    kind, form, url = GROUP_FORMATS[owner.platform]
    draws = seeded_random(owner.key, "group", topic)
    made_at = owner.as_of_time - timedelta(days=draws.uniform(5, 380))
    group_id = encode_id(owner.platform, seeded_number(owner.key, "group", topic))
    months = int((now - made_at) / timedelta(days=30))
    return ContentGroup(
        external_id=group_id,
        title=topic.capitalize(),
        type=kind,
        format=form,
        published_at=format_timestamp(made_at),
        item_count=draws.randint(4, 30) + months,
        url=url.format(id=group_id, handle=owner.creator.username),
        description=f"{topic.capitalize()} by {owner.creator.full_name}",
        thumbnail_url=f"https://media.example.com/{owner.platform}/groups/{group_id}.jpg",
        engagement=_engagement(owner, draws.uniform(2.0, 8.0) * (1 + months)),
        platform_profile_id=owner.external_id,
        platform_profile_name=owner.creator.full_name,
    )


def _engagement(owner: AccountOwner, times: float) -> ContentGroupEngagement:
    usual = average_engagement(owner)
    return ContentGroupEngagement(
        view_count=None if usual.views is None else int(usual.views * times),
        like_count=None if usual.likes is None else int(usual.likes * times),
    )
