"""Reach and impressions, from a creator's own history or from published shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limelight.analytics.estimates import (
    PUBLISHED_REACH,
    EstimateBasis,
    Estimates,
    Placement,
    placement_of,
    reach_and_impressions,
)
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentFormat, ContentType
from tests.analytics.post_builders import post, posts

INSTAGRAM, YOUTUBE, TIKTOK = PlatformKey.INSTAGRAM, PlatformKey.YOUTUBE, PlatformKey.TIKTOK
published = st.sampled_from(
    [(platform, place) for platform, rows in PUBLISHED_REACH.items() for place in rows]
)
sizes = st.integers(0, 700_000_000)


def reels(*views: int) -> list[Content]:
    return [post(views=count, type=ContentType.REELS, format=ContentFormat.VIDEO) for count in views]


def parts(found: Estimates | None) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    assert found is not None
    reach, seen = found.reach, found.impressions
    return (reach.min, reach.absolute, reach.max), (seen.min, seen.absolute, seen.max)


def test_estimate_from_history_matches_manual_calculation() -> None:
    found = reach_and_impressions(INSTAGRAM, Placement.REELS, 50_000, reels(*range(1_000, 12_000, 1_000)))
    assert parts(found) == ((1_600, 4_800, 8_000), (2_000, 6_000, 10_000))
    assert found is not None
    assert (found.basis, found.sample_size) == (EstimateBasis.HISTORY, 11)


def test_known_reach_is_not_estimated() -> None:
    seen = [post(reach_organic_count=90, impression_organic_count=100) for _ in range(5)]
    assert parts(reach_and_impressions(INSTAGRAM, Placement.FEED_IMAGE, 10, seen)) == ((90,) * 3, (100,) * 3)
    odd = [post(reach_organic_count=120, impression_organic_count=100) for _ in range(5)]
    assert parts(reach_and_impressions(INSTAGRAM, Placement.FEED_IMAGE, 10, odd)) == ((100,) * 3, (100,) * 3)


def test_shares_match_manual_calculation() -> None:
    found = reach_and_impressions(INSTAGRAM, Placement.FEED_IMAGE, 50_000, reels(1, 2, 3, 4))
    assert parts(found) == ((8_000, 12_000, 16_000), (10_000, 15_000, 20_000))
    assert found is not None
    assert (found.basis, found.sample_size) == (EstimateBasis.PUBLISHED_SHARES, 0)


def test_platform_without_published_shares_has_no_estimate() -> None:
    assert reach_and_impressions(PlatformKey.DISCORD, Placement.FEED_IMAGE, 1_000, []) is None
    assert reach_and_impressions(YOUTUBE, Placement.STORY, 1_000, []) is None
    assert reach_and_impressions(INSTAGRAM, Placement.STORY, None, []) is None


def test_history_contains_only_the_placement() -> None:
    video = {"type": ContentType.VIDEO, "format": ContentFormat.VIDEO}
    long = [post(views=1_000, duration=600, **video) for _ in range(5)]
    short = [post(views=9_000, duration=30, **video) for _ in range(5)]
    for place, views in ((Placement.FEED_VIDEO, 1_000), (Placement.REELS, 9_000)):
        assert parts(reach_and_impressions(YOUTUBE, place, 10, [*long, *short]))[1] == (views,) * 3
    assert parts(reach_and_impressions(TIKTOK, Placement.FEED_VIDEO, 10, short))[1] == (9_000,) * 3


def test_carousels_fall_back_to_the_history_of_feed_images() -> None:
    plain = [post(views=100) for _ in range(5)]
    carousels = [post(views=300, media_urls=("a", "b")) for _ in range(5)]
    assert parts(reach_and_impressions(INSTAGRAM, Placement.CAROUSEL, 10, plain))[1] == (100,) * 3
    assert (
        parts(reach_and_impressions(INSTAGRAM, Placement.CAROUSEL, 10, [*plain, *carousels]))[1] == (300,) * 3
    )


def test_feed_placement_depends_on_the_platform() -> None:
    assert placement_of(INSTAGRAM, ContentType.FEED, None) is Placement.FEED_IMAGE
    assert placement_of(INSTAGRAM, ContentType.FEED, ContentFormat.VIDEO) is Placement.FEED_VIDEO
    assert placement_of(YOUTUBE, ContentType.FEED, None) is Placement.FEED_VIDEO
    assert placement_of(INSTAGRAM, ContentType.STORY, ContentFormat.IMAGE) is Placement.STORY
    assert placement_of(TIKTOK, ContentType.REELS, None) is Placement.REELS


@given(published, sizes, st.lists(posts, max_size=20))
def test_estimates_are_in_order(where: tuple[PlatformKey, Placement], size: int, some: list[Content]) -> None:
    reach, impressions = parts(reach_and_impressions(*where, size, some))
    assert list(reach) == sorted(reach)
    assert list(impressions) == sorted(impressions)
    assert all(0 <= people <= views for people, views in zip(reach, impressions, strict=True))


@given(published, sizes, sizes)
def test_more_followers_never_reach_fewer(where: tuple[PlatformKey, Placement], one: int, other: int) -> None:
    fewer, more = (parts(reach_and_impressions(*where, size, []))[0] for size in sorted((one, other)))
    assert all(low <= high for low, high in zip(fewer, more, strict=True))


@pytest.mark.parametrize("hidden", [0, 4])
def test_short_history_gives_no_estimate(hidden: int) -> None:
    found = reach_and_impressions(INSTAGRAM, Placement.REELS, 1_000, reels(*[5] * hidden))
    assert found is not None
    assert found.basis is EstimateBasis.PUBLISHED_SHARES
