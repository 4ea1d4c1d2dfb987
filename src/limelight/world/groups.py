"""An account's playlists, albums and boards."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContentFormat, ContentGroup, ContentGroupEngagement, ContentGroupType
from limelight.kernel.timestamps import timestamp
from limelight.world.engagement import averages
from limelight.world.formats import written
from limelight.world.residents import Resident, dice, number

_PLAYLIST, _VIDEO = ContentGroupType.PLAYLIST, ContentFormat.VIDEO
GROUPS: Final[Mapping[PlatformKey, tuple[ContentGroupType, ContentFormat, str]]] = {
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


def groups(resident: Resident, now: datetime, since: datetime | None = None) -> list[ContentGroup]:
    """Those that were made since a moment, or all of them; the newest first."""
    found = [_group(resident, topic, now) for topic in resident.community.topics[: _count(resident)]]
    wanted = [group for group in found if since is None or group.published_at >= timestamp(since)]
    return sorted(wanted, key=lambda group: group.published_at, reverse=True)


def _count(resident: Resident) -> int:
    return dice(resident.key, "groups").randint(2, 6)


def _group(resident: Resident, topic: str, now: datetime) -> ContentGroup:
    kind, form, url = GROUPS[resident.platform]
    draws = dice(resident.key, "group", topic)
    made_at = resident.since - timedelta(days=draws.uniform(5, 380))
    group_id = written(resident.platform, number(resident.key, "group", topic))
    months = int((now - made_at) / timedelta(days=30))
    return ContentGroup(
        external_id=group_id,
        title=topic.capitalize(),
        type=kind,
        format=form,
        published_at=timestamp(made_at),
        item_count=draws.randint(4, 30) + months,
        url=url.format(id=group_id, handle=resident.creator.username),
        description=f"{topic.capitalize()} by {resident.creator.full_name}",
        thumbnail_url=f"https://media.example.com/{resident.platform}/groups/{group_id}.jpg",
        engagement=_engagement(resident, draws.uniform(2.0, 8.0) * (1 + months)),
        platform_profile_id=resident.external_id,
        platform_profile_name=resident.creator.full_name,
    )


def _engagement(resident: Resident, times: float) -> ContentGroupEngagement:
    usual = averages(resident)
    return ContentGroupEngagement(
        view_count=None if usual.views is None else int(usual.views * times),
        like_count=None if usual.likes is None else int(usual.likes * times),
    )
