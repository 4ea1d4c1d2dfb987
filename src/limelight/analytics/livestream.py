"""Livestream metrics of the last 30 days."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from limelight.analytics.formula import formula
from limelight.kernel.records import Content, ContentType, Livestream
from limelight.kernel.timestamps import format_timestamp

WINDOW: Final = timedelta(days=30)
_TWITCH: Final = "Twitch: average concurrent viewers = hours watched ÷ hours streamed"
_OWN: Final = "own"


class FollowerGrowth(Struct, frozen=True, kw_only=True):
    """``percentage`` is relative to the followers before."""

    percentage: float | None
    count: int | None
    per_hour: float | None


class LivestreamFigures(Struct, frozen=True, kw_only=True):
    """``airtime`` is in minutes; the growths are percent against the 30 days before."""

    hours_watched: int | None
    hours_watched_growth: float | None
    average_viewers: float | None
    average_viewers_growth: float | None
    peak_viewers: int | None
    airtime: int | None
    days_streamed: int | None
    follower_growth: FollowerGrowth
    total_live_view_count: int | None
    categories_streamed: int | None


def livestream_figures(
    live: Livestream, contents: Iterable[Content], size: int | None, now: datetime
) -> LivestreamFigures:
    """All livestream metrics: as delivered, or derived from delivered ones."""
    streams = recent_streams(contents, now)
    minutes = airtime(live, streams)
    return LivestreamFigures(
        hours_watched=hours_watched(live, minutes),
        hours_watched_growth=live.hours_watched_growth,
        average_viewers=average_viewers(live, minutes),
        average_viewers_growth=live.average_viewers_growth,
        peak_viewers=live.peak_viewers,
        airtime=minutes,
        days_streamed=days_streamed(streams),
        follower_growth=stream_follower_growth(live, size, minutes),
        total_live_view_count=live.total_live_view_count,
        categories_streamed=live.categories_streamed,
    )


def recent_streams(contents: Iterable[Content], now: datetime) -> list[Content]:
    """The streams of the last 30 days."""
    start, end = format_timestamp(now - WINDOW), format_timestamp(now)
    streams = (content for content in contents if content.type is ContentType.STREAM)
    return [stream for stream in streams if start <= stream.published_at <= end]


@formula(version="1", unit="minutes", source=_OWN)
def airtime(live: Livestream, streams: Iterable[Content]) -> int | None:
    """The time for which a channel was live in the last 30 days.

    As delivered, else Σ length of the streams of the last 30 days. None if neither is known.
    """
    lengths = [stream.duration for stream in streams if stream.duration is not None]
    if live.airtime is None and lengths:
        return round(sum(lengths) / 60)
    return live.airtime


@formula(version="1", unit="hours", source=_TWITCH)
def hours_watched(live: Livestream, minutes: int | None) -> int | None:
    """The total hours that viewers watched a channel in the last 30 days.

    As delivered, else average viewers × hours live.
    """
    if live.hours_watched is None and live.average_viewers is not None and minutes is not None:
        return round(live.average_viewers * minutes / 60)
    return live.hours_watched


@formula(version="1", unit="viewers", source=_TWITCH)
def average_viewers(live: Livestream, minutes: int | None) -> float | None:
    """The average number of concurrent viewers while a channel was live.

    As delivered, else hours watched ÷ hours live.
    """
    if live.average_viewers is None and live.hours_watched is not None and minutes:
        return round(live.hours_watched / (minutes / 60), 1)
    return live.average_viewers


@formula(version="1", unit="days", source=_OWN)
def days_streamed(streams: Iterable[Content]) -> int | None:
    """On how many of the last 30 days a channel went live.

    Days (of UTC) on which a stream began. None if no stream is known.
    """
    return len({stream.published_at[:10] for stream in streams}) or None


@formula(version="1", unit="followers", source=_OWN)
def stream_follower_growth(live: Livestream, size: int | None, minutes: int | None) -> FollowerGrowth:
    """How many followers a channel won in the last 30 days.

    count as delivered; percentage = count ÷ (followers − count) × 100; per hour = count ÷ hours live.
    """
    count = live.follower_growth
    before = None if count is None or size is None else size - count
    return FollowerGrowth(
        percentage=round(100 * count / before, 2) if count is not None and before and before > 0 else None,
        count=count,
        per_hour=round(count / (minutes / 60), 2) if count is not None and minutes else None,
    )
