"""Playlists: the content groups of a channel."""

from datetime import datetime
from typing import Final

from msgspec import Struct

from limelight.connectors.endpoints import Endpoint
from limelight.kernel.records import ContentFormat, ContentGroup, ContentGroupType, Visibility
from limelight.kernel.timestamps import format_timestamp
from limelight.platforms.youtube.google_api import PAGINATOR, READ_SCOPE, Thumbnails, largest_thumbnail


class _Snippet(Struct, frozen=True, kw_only=True, rename="camel"):
    published_at: datetime
    title: str
    description: str | None = None
    channel_id: str | None = None
    channel_title: str | None = None
    thumbnails: Thumbnails = {}


class _Details(Struct, frozen=True, kw_only=True, rename="camel"):
    item_count: int = 0


class _Status(Struct, frozen=True, kw_only=True, rename="camel"):
    privacy_status: str | None = None


class _Playlist(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    snippet: _Snippet
    content_details: _Details = _Details()
    status: _Status = _Status()


def _map_playlist(raw: _Playlist) -> ContentGroup:
    is_public = raw.status.privacy_status in {None, "public"}
    return ContentGroup(
        external_id=raw.id,
        title=raw.snippet.title,
        type=ContentGroupType.PLAYLIST,
        format=ContentFormat.COLLECTION,
        published_at=format_timestamp(raw.snippet.published_at),
        item_count=raw.content_details.item_count,
        url=f"https://www.youtube.com/playlist?list={raw.id}",
        description=raw.snippet.description,
        visibility=Visibility.PUBLIC if is_public else Visibility.PRIVATE,
        thumbnail_url=largest_thumbnail(raw.snippet.thumbnails),
        platform_profile_id=raw.snippet.channel_id,
        platform_profile_name=raw.snippet.channel_title,
    )


PLAYLISTS: Final = Endpoint(
    path="/playlists",
    params={"part": "snippet,contentDetails,status", "mine": "true", "maxResults": "50"},
    data_selector="items",
    row_type=_Playlist,
    map_row=_map_playlist,
    paginator=PAGINATOR,
    required_scope=READ_SCOPE,
)
