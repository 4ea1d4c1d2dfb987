"""Playlists: the content groups of a channel."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from limelight.connectors.fetching import Fetch
from limelight.kernel.records import ContentFormat, ContentGroup, ContentGroupType, Visibility
from limelight.kernel.timestamps import timestamp
from limelight.platforms.youtube.google import PAGES, READ, Pictures, best


class _Snippet(Struct, frozen=True, kw_only=True, rename="camel"):
    published_at: datetime
    title: str
    description: str | None = None
    channel_id: str | None = None
    channel_title: str | None = None
    thumbnails: Pictures = {}


class _Details(Struct, frozen=True, kw_only=True, rename="camel"):
    item_count: int = 0


class _Status(Struct, frozen=True, kw_only=True, rename="camel"):
    privacy_status: str | None = None


class _Playlist(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    snippet: _Snippet
    content_details: _Details = _Details()
    status: _Status = _Status()


def _group(raw: _Playlist) -> ContentGroup:
    is_public = raw.status.privacy_status in {None, "public"}
    return ContentGroup(
        external_id=raw.id,
        title=raw.snippet.title,
        type=ContentGroupType.PLAYLIST,
        format=ContentFormat.COLLECTION,
        published_at=timestamp(raw.snippet.published_at),
        item_count=raw.content_details.item_count,
        url=f"https://www.youtube.com/playlist?list={raw.id}",
        description=raw.snippet.description,
        visibility=Visibility.PUBLIC if is_public else Visibility.PRIVATE,
        thumbnail_url=best(raw.snippet.thumbnails),
        platform_profile_id=raw.snippet.channel_id,
        platform_profile_name=raw.snippet.channel_title,
    )


PLAYLISTS: Final = Fetch(
    path="/playlists",
    params={"part": "snippet,contentDetails,status", "mine": "true", "maxResults": "50"},
    items="items",
    raw=_Playlist,
    to=_group,
    pager=PAGES,
    scope=READ,
)
