"""The formulas on figures of real creators, against what data frames and the platforms themselves say."""

from datetime import UTC, datetime
from typing import Final

import polars as pl
import pytest

from limelight.analytics.contents import recent_contents, top_contents
from limelight.analytics.engagement import (
    average_comments,
    average_likes,
    average_views,
    engagement_rate,
    likes_per_view,
    posting_frequency,
    recent_posts,
)
from limelight.analytics.estimates import Placement, reach_and_impressions
from limelight.analytics.livestream import average_viewers
from limelight.analytics.pricing import PriceDrivers, expected_views, pricing
from limelight.analytics.sponsored import sponsored_contents, sponsored_performance
from limelight.analytics.tags import brand_affinity, top_hashtags, top_mentions
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentEngagement, ContentFormat, ContentType, Livestream
from limelight.kernel.timestamps import format_timestamp
from tests.processor_time import processor_seconds
from tests.shared_data import SHARED_DATA, needs_shared_data

_CREATORS: Final = SHARED_DATA / "creators"
_NOW: Final = datetime(2021, 1, 1, tzinfo=UTC)
pytestmark = needs_shared_data


@pytest.fixture(scope="module")
def videos() -> pl.DataFrame:
    return pl.read_csv(_CREATORS / "tiktok" / "top-creator-videos-2020.csv")


def _video(row: dict[str, object]) -> Content:
    return Content(
        external_id=str(row["id"]),
        title="",
        description=" ".join(f"#{name}" for name in str(row["hashtags"]).strip("[]").split("'")[1::2]),
        type=ContentType.VIDEO,
        format=ContentFormat.VIDEO,
        published_at=format_timestamp(datetime.fromtimestamp(int(str(row["create_time"])), UTC)),
        engagement=ContentEngagement(
            like_count=int(str(row["n_likes"])),
            comment_count=int(str(row["n_comments"])),
            view_count=int(str(row["n_plays"])),
            share_count=int(str(row["n_shares"])),
        ),
    )


def test_averages_match_a_data_frame(videos: pl.DataFrame) -> None:
    """A video that has the same instant as another may be the thirtieth or the thirty-first."""
    for _, own in videos.group_by("user_name", maintain_order=True):
        newest = own.unique("id").sort("create_time", descending=True).head(30)
        posts = recent_posts([_video(row) for row in own.unique("id").to_dicts()], _NOW)
        followers = own["n_followers"][0]
        if newest["create_time"].is_duplicated().any():
            continue
        assert average_likes(posts) == pytest.approx(newest["n_likes"].mean())
        assert average_comments(posts) == pytest.approx(newest["n_comments"].mean())
        assert average_views(posts) == pytest.approx(newest["n_plays"].mean())
        assert engagement_rate(posts, followers) == pytest.approx(newest["n_likes"].mean() / followers)
        watched = newest.filter(pl.col("n_plays") > 0)
        assert likes_per_view(posts) == pytest.approx(watched["n_likes"].sum() / watched["n_plays"].sum())


def test_four_of_five_videos_lie_within_estimates_from_the_others(videos: pl.DataFrame) -> None:
    """Every other video is asked whether it lies between the quantiles 10 and 90 of the rest."""
    inside = total = 0
    for _, own in videos.unique("id").sort("create_time", "id").group_by("user_name", maintain_order=True):
        newest = own.tail(60)
        history = map(_video, newest[::2].to_dicts())
        found = reach_and_impressions(PlatformKey.TIKTOK, Placement.REELS, None, history)
        if found and newest.height >= 40:
            views = newest[1::2]["n_plays"]
            inside += views.is_between(found.impressions.min, found.impressions.max).sum()
            total += views.len()
    assert total > 1_000
    assert 0.70 < inside / total < 0.85


def test_average_viewers_of_channels_follow_from_the_time_watched() -> None:
    """Watch time ÷ stream time is what the file gives as average viewers, within a fifth, for most."""
    streamers = pl.read_csv(_CREATORS / "twitch" / "top-streamers-2020.csv")
    close = 0
    for row in streamers.to_dicts():
        live = Livestream(hours_watched=round(row["Watch time(Minutes)"] / 60))
        found = average_viewers(live, row["Stream time(minutes)"])
        close += found is not None and abs(found / row["Average viewers"] - 1) < 0.2
    assert close / streamers.height > 0.7


def test_a_hundred_posts_take_milliseconds(videos: pl.DataFrame) -> None:
    posts = [_video(row) for row in videos.head(100).to_dicts()]
    assert processor_seconds(lambda: _everything(posts)) < 0.015


def _everything(contents: list[Content]) -> None:
    posts = recent_posts(contents, _NOW)
    for figure in (average_likes, average_comments, average_views, likes_per_view):
        figure(posts)
    posting_frequency(contents, _NOW)
    top_hashtags(contents)
    top_mentions(contents)
    brand_affinity(contents)
    sponsored_performance(contents)
    sponsored_contents(contents)
    recent_contents(contents)
    top_contents(contents)
    views = expected_views(PlatformKey.TIKTOK, 1_000_000, contents)
    pricing(PlatformKey.TIKTOK, 1_000_000, views, PriceDrivers())
