"""Videos: the contents of a channel, from its uploads playlist."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from limelight.connectors.endpoints import ApiClient, Endpoint, FetchResult, MultiRequestFetch, PageRequest
from limelight.connectors.source import InsufficientScope
from limelight.kernel.records import (
    Content,
    ContentEngagement,
    ContentFormat,
    ContentType,
    Sponsored,
    Visibility,
)
from limelight.kernel.timestamps import format_timestamp
from limelight.platforms.youtube.google_api import (
    PAGINATOR,
    READ_SCOPE,
    REPORTS,
    ReportRow,
    Thumbnails,
    fetch_report,
    identity,
    largest_thumbnail,
)

_METRICS: Final = (
    "estimatedMinutesWatched",
    "averageViewDuration",
    "dislikes",
    "shares",
    "videosAddedToPlaylists",
)
_HASHTAG: Final = re.compile(r"(?<![\w&])#(\w+)")
_MENTION: Final = re.compile(r"(?<![\w@.])@([\w.]+\w|\w)")


class _PlaylistItemSnippet(Struct, frozen=True, kw_only=True, rename="camel"):
    published_at: datetime | None = None


class _PlaylistItemDetails(Struct, frozen=True, kw_only=True, rename="camel"):
    video_id: str
    video_published_at: datetime | None = None


class _PlaylistItem(Struct, frozen=True, kw_only=True, rename="camel"):
    """An item of a playlist. Only the id remains of a deleted video."""

    content_details: _PlaylistItemDetails
    snippet: _PlaylistItemSnippet = _PlaylistItemSnippet()

    @property
    def published_at(self) -> datetime | None:
        return self.content_details.video_published_at or self.snippet.published_at


class _Snippet(Struct, frozen=True, kw_only=True, rename="camel"):
    published_at: datetime
    title: str
    description: str | None = None
    channel_id: str | None = None
    channel_title: str | None = None
    tags: tuple[str, ...] | None = None
    thumbnails: Thumbnails = {}


class _Details(Struct, frozen=True, kw_only=True, rename="camel"):
    duration: timedelta | None = None


class _Statistics(Struct, frozen=True, kw_only=True, rename="camel"):
    """YouTube omits counts that are hidden or disabled; they are not 0."""

    view_count: int | None = None
    like_count: int | None = None
    dislike_count: int | None = None
    comment_count: int | None = None


class _Status(Struct, frozen=True, kw_only=True, rename="camel"):
    privacy_status: str | None = None


class _PaidPlacement(Struct, frozen=True, kw_only=True, rename="camel"):
    has_paid_product_placement: bool | None = None


class _LiveStreamingDetails(Struct, frozen=True, kw_only=True):
    """Its presence means that the video is, was or will be live."""


class Video(Struct, frozen=True, kw_only=True, rename="camel"):
    id: str
    snippet: _Snippet
    content_details: _Details = _Details()
    statistics: _Statistics = _Statistics()
    status: _Status = _Status()
    paid_product_placement_details: _PaidPlacement = _PaidPlacement()
    live_streaming_details: _LiveStreamingDetails | None = None


class VideoAnalytics(Struct, frozen=True, kw_only=True):
    """The figures of a video in YouTube Analytics."""

    minutes: float | None = None
    average_seconds: float | None = None
    dislikes: int | None = None
    shares: int | None = None
    saves: int | None = None


_UPLOADS: Final = Endpoint(
    path="/playlistItems",
    params={"part": "snippet,contentDetails", "maxResults": "50"},
    data_selector="items",
    row_type=_PlaylistItem,
    map_row=identity,
    paginator=PAGINATOR,
    required_scope=READ_SCOPE,
)
_VIDEOS: Final = Endpoint(
    path="/videos",
    params={
        "part": "snippet,contentDetails,statistics,status,liveStreamingDetails,paidProductPlacementDetails"
    },
    data_selector="items",
    row_type=Video,
    map_row=identity,
    required_scope=READ_SCOPE,
)


async def _fetch_contents(calls: ApiClient, asked: PageRequest) -> FetchResult[Content]:
    """A page of uploads, newest first; paging ends at the first page older than ``since`` altogether."""
    channel = await calls.subject()
    # The id of a channel's uploads is its own with another beginning: no request is needed to know it.
    uploads = {"playlistId": f"UU{channel[2:]}"}
    page = await calls.fetch(_UPLOADS, uploads, asked.cursor)
    wanted = [entry.content_details.video_id for entry in page.items if _is_recent(entry, asked.since)]
    if not wanted:
        return FetchResult((), page.cursor if asked.since is None or not page.items else None, page.row_count)
    videos = await calls.fetch(_VIDEOS, {"id": ",".join(wanted)})
    watched = await _fetch_analytics(calls, [video.id for video in videos.items])
    items = tuple(
        map_video(video, watched.get(video.id, VideoAnalytics()), channel) for video in videos.items
    )
    return FetchResult(items, page.cursor, page.row_count)


def _is_recent(entry: _PlaylistItem, since: datetime | None) -> bool:
    published = entry.published_at
    return since is None or published is None or published >= since


async def _fetch_analytics(calls: ApiClient, ids: Sequence[str]) -> dict[str, VideoAnalytics]:
    """Figures by video id; empty without the Analytics scope."""
    if not ids:
        return {}
    try:
        rows = await fetch_report(
            calls, ",".join(_METRICS), dimensions="video", filters=f"video=={','.join(ids)}"
        )
    except InsufficientScope:
        return {}
    return {str(row[0]): _map_analytics(row) for row in rows}


def _map_analytics(row: ReportRow) -> VideoAnalytics:
    minutes, average, dislikes, shares, saves = row[1:6]
    return VideoAnalytics(
        minutes=_as_float(minutes),
        average_seconds=_as_float(average),
        dislikes=_as_int(dislikes),
        shares=_as_int(shares),
        saves=_as_int(saves),
    )


def map_video(video: Video, watched: VideoAnalytics, channel: str) -> Content:
    """``channel`` is the id of the account's channel. The API does not distinguish Shorts from videos."""
    snippet = video.snippet
    text = f"{snippet.title}\n{snippet.description or ''}"
    placement = video.paid_product_placement_details.has_paid_product_placement
    return Content(
        external_id=video.id,
        title=snippet.title,
        type=ContentType.VIDEO if video.live_streaming_details is None else ContentType.STREAM,
        format=ContentFormat.VIDEO,
        published_at=format_timestamp(snippet.published_at),
        engagement=_map_engagement(video.statistics, watched),
        url=f"https://www.youtube.com/watch?v={video.id}",
        duration=_seconds(video.content_details.duration),
        description=snippet.description,
        hashtags=_find_tags(_HASHTAG, text),
        mentions=_find_tags(_MENTION, text),
        visibility=Visibility.PUBLIC if _is_public(video) else Visibility.PRIVATE,
        thumbnail_url=largest_thumbnail(snippet.thumbnails),
        platform_profile_id=snippet.channel_id,
        platform_profile_name=snippet.channel_title,
        content_tags=snippet.tags,
        sponsored=None if placement is None else Sponsored(is_sponsored=placement),
        is_owned_by_platform_user=snippet.channel_id in {None, channel},
    )


def _map_engagement(statistics: _Statistics, watched: VideoAnalytics) -> ContentEngagement:
    minutes, average = watched.minutes, watched.average_seconds
    dislikes = statistics.dislike_count
    return ContentEngagement(
        like_count=statistics.like_count,
        dislike_count=watched.dislikes if dislikes is None else dislikes,
        comment_count=statistics.comment_count,
        view_count=statistics.view_count,
        save_count=watched.saves,
        share_count=watched.shares,
        watch_time_in_hours=None if minutes is None else round(minutes / 60, 2),
        avg_watch_time_in_sec=None if average is None else round(average),
    )


def _is_public(video: Video) -> bool:
    return video.status.privacy_status in {None, "public"}


def _seconds(duration: timedelta | None) -> int | None:
    """``None`` for live and upcoming videos, whose duration YouTube gives as 0 s."""
    return int(duration.total_seconds()) or None if duration else None


def _find_tags(pattern: re.Pattern[str], text: str) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(pattern.findall(text))) or None


def _as_float(value: str | int | float | None) -> float | None:
    return None if value is None else float(value)


def _as_int(value: str | int | float | None) -> int | None:
    return None if value is None else int(value)


CONTENTS: Final = MultiRequestFetch(endpoints=(_UPLOADS, _VIDEOS, REPORTS), fetch_page=_fetch_contents)
