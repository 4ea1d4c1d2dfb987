"""Prices: what raises them, what they say, and that nothing good ever lowers them."""

from hypothesis import given
from hypothesis import strategies as st

from limelight.analytics.pricing import SPONSORED_FORMATS, PriceDrivers, PriceRange, expected_views, pricing
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import ContentFormat, ContentType
from tests.analytics.post_builders import post

INSTAGRAM = PlatformKey.INSTAGRAM
platforms = st.sampled_from(list(SPONSORED_FORMATS))
sizes = st.integers(0, 700_000_000)
rates = st.none() | st.floats(0, 0.6)
scores = st.none() | st.floats(0, 1)


def drivers(rate: float | None = None, score: float | None = None) -> PriceDrivers:
    return PriceDrivers(engagement_rate=rate, peer_median_engagement_rate=0.03, credibility_score=score)


def test_price_matches_manual_calculation() -> None:
    known = PriceDrivers(
        engagement_rate=0.09,
        peer_median_engagement_rate=0.03,
        countries={"US": 50.0, "BR": 25.0, "IN": 25.0},
        credibility_score=0.85,
    )
    found = pricing(INSTAGRAM, 50_000, {"reels": 20_000, "story": None}, known)
    # 20 thousand views × 1.2 × 1.3 (very high) × 0.75 (countries) × 1.1 (high) × $10 to $20
    assert found.post_type["reels"] == PriceRange(min=260, max=510)
    assert found.post_type == {
        "reels": PriceRange(min=260, max=510),
        "story": None,
        "static_post": None,
        "carousel": None,
    }
    said = found.explanations
    assert said.engagement is not None
    assert said.audience_location is not None
    assert said.audience_credibility is not None
    assert said.follower_level is not None
    levels = (said.engagement, said.follower_level, said.audience_location, said.audience_credibility)
    assert [driver.level for driver in levels] == ["Very High", "Mid-Tier Influencer", "Tier 1", "High"]
    assert said.engagement.description == (
        "Posts are liked 3.0 times as much as is usual for this size, which raises prices by 30%."
    )


def test_unknown_drivers_have_no_effect_and_no_explanation() -> None:
    found = pricing(INSTAGRAM, 50_000, {"static_post": 10_000}, PriceDrivers())
    assert found.post_type["static_post"] == PriceRange(min=100, max=200)
    assert found.explanations.engagement is None
    assert found.explanations.audience_location is None
    assert found.explanations.audience_credibility is None


def test_other_platforms_add_their_formats_to_the_four_keys() -> None:
    video = {"type": ContentType.VIDEO, "format": ContentFormat.VIDEO}
    views = expected_views(PlatformKey.TIKTOK, 1_000, [post(views=5_000, **video) for _ in range(5)])
    assert views == {"video": 5_000}
    found = pricing(PlatformKey.TIKTOK, 1_000, views, PriceDrivers()).post_type
    assert found["video"] == PriceRange(min=20, max=48)
    assert [found[name] for name in ("reels", "story", "static_post", "carousel")] == [None] * 4
    assert expected_views(PlatformKey.TWITTER, 1_000, []) == {"tweet": None}
    assert expected_views(PlatformKey.DISCORD, 1_000, []) == {}


@given(platforms, sizes, sizes, rates, scores)
def test_more_followers_never_lower_a_price(
    platform: PlatformKey, one: int, other: int, rate: float | None, score: float | None
) -> None:
    cheap, dear = (
        pricing(platform, size, expected_views(platform, size, []), drivers(rate, score)).post_type
        for size in sorted((one, other))
    )
    _assert_no_lower(cheap, dear)


@given(sizes, st.floats(0, 0.6), st.floats(0, 0.6), st.floats(0, 1), st.floats(0, 1))
def test_more_engagement_or_credibility_never_lowers_a_price(
    size: int, rate: float, better: float, score: float, safer: float
) -> None:
    views = expected_views(INSTAGRAM, size, [])
    low = pricing(INSTAGRAM, size, views, drivers(min(rate, better), min(score, safer))).post_type
    for rise in (
        drivers(max(rate, better), min(score, safer)),
        drivers(min(rate, better), max(score, safer)),
    ):
        _assert_no_lower(low, pricing(INSTAGRAM, size, views, rise).post_type)


def _assert_no_lower(cheap: dict[str, PriceRange | None], dear: dict[str, PriceRange | None]) -> None:
    for name, low in cheap.items():
        high = dear[name]
        assert (low is None) == (high is None)
        if low and high:
            assert 0 <= low.min <= low.max
            assert low.min <= high.min
            assert low.max <= high.max
