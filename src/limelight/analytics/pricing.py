"""Price estimates of sponsored posts, with their drivers."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from limelight.analytics.estimates import Placement, reach_and_impressions
from limelight.analytics.formula import formula
from limelight.analytics.tiers import Tier, tier
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content

CURRENCY: Final = "USD"


@dataclass(frozen=True)
class SponsoredFormat:
    """A sponsored format: its placement, and its CPM as a multiple of that of an Instagram feed post."""

    placement: Placement
    factor: float


_INSTAGRAM: Final = {
    "reels": SponsoredFormat(Placement.REELS, 1.2),
    "story": SponsoredFormat(Placement.STORY, 0.5),
    "static_post": SponsoredFormat(Placement.FEED_IMAGE, 1.0),
    "carousel": SponsoredFormat(Placement.CAROUSEL, 1.2),
}
SPONSORED_FORMATS: Final[Mapping[PlatformKey, Mapping[str, SponsoredFormat]]] = {
    PlatformKey.INSTAGRAM: _INSTAGRAM,
    PlatformKey.INSTAGRAM_DIRECT: _INSTAGRAM,
    PlatformKey.INSTAGRAM_LITE: _INSTAGRAM,
    PlatformKey.YOUTUBE: {
        "video": SponsoredFormat(Placement.FEED_VIDEO, 2.4),
        "short": SponsoredFormat(Placement.REELS, 0.4),
    },
    PlatformKey.TIKTOK: {"video": SponsoredFormat(Placement.FEED_VIDEO, 0.8)},
    PlatformKey.TWITTER: {"tweet": SponsoredFormat(Placement.FEED_IMAGE, 0.4)},
    PlatformKey.TWITCH: {"stream": SponsoredFormat(Placement.STREAM, 1.5)},
    PlatformKey.FACEBOOK: {
        "reels": SponsoredFormat(Placement.REELS, 0.7),
        "story": SponsoredFormat(Placement.STORY, 0.4),
        "static_post": SponsoredFormat(Placement.FEED_IMAGE, 0.6),
    },
    PlatformKey.LINKEDIN: {"static_post": SponsoredFormat(Placement.FEED_IMAGE, 1.5)},
    PlatformKey.SNAPCHAT: {
        "story": SponsoredFormat(Placement.STORY, 0.5),
        "video": SponsoredFormat(Placement.REELS, 0.6),
    },
}
CPM: Final[Mapping[Tier, tuple[float, float]]] = {
    Tier.STARTER: (5, 12),
    Tier.NANO: (5, 12),
    Tier.MICRO: (7, 15),
    Tier.MID: (10, 20),
    Tier.MACRO: (20, 38),
    Tier.MEGA: (40, 100),
}
"""Dollars for a thousand views of an Instagram feed post, least and most."""


@dataclass(frozen=True)
class DriverLevel:
    """A step of a price driver: its lower bound, name and price multiplier."""

    floor: float
    name: str
    multiplier: float


ENGAGEMENT_LEVELS: Final = (
    DriverLevel(0.0, "Very Low", 0.7),
    DriverLevel(0.4, "Low", 0.85),
    DriverLevel(0.75, "Average", 1.0),
    DriverLevel(1.25, "High", 1.15),
    DriverLevel(2.0, "Very High", 1.3),
)
"""By engagement rate ÷ median of the peers."""
CREDIBILITY_LEVELS: Final = (
    DriverLevel(0.0, "Very Low", 0.6),
    DriverLevel(0.4, "Low", 0.75),
    DriverLevel(0.55, "Medium", 0.9),
    DriverLevel(0.7, "Medium-High", 1.0),
    DriverLevel(0.8, "High", 1.1),
    DriverLevel(0.9, "Very High", 1.15),
)
"""By credibility score."""
LOCATION_WEIGHTS: Final = {"Tier 1": 1.0, "Tier 2": 0.6, "Tier 3": 0.4}
_TIER_1: Final = "AU AT BE CA DK FI FR DE IE IT LU NL NZ NO ES SE CH GB US"
_TIER_2: Final = (
    "AE AR BR CL CO CZ EE GR HK HR HU IL IS JP KR KW LT LV MX MY PL PT QA RO RU SA SG SI SK TH TR TW ZA"
)
_COUNTRY_TIERS: Final = dict.fromkeys(_TIER_1.split(), "Tier 1") | dict.fromkeys(_TIER_2.split(), "Tier 2")
_FOLLOWER_LEVELS: Final = {
    Tier.STARTER: ("Starter", "Few follow so far, so prices are symbolic."),
    Tier.NANO: ("Nano Influencer", "A small circle follows; a thousand views cost least here."),
    Tier.MICRO: (
        "Micro Influencer",
        "A close-knit audience follows; prices are above those of small circles.",
    ),
    Tier.MID: ("Mid-Tier Influencer", "A sizeable audience follows, which brands pay usual prices for."),
    Tier.MACRO: ("Macro Influencer", "A large audience follows, and its size is paid for."),
    Tier.MEGA: ("Celebrity Influencer", "Millions follow: fame makes a thousand views cost most."),
}


class PriceRange(Struct, frozen=True, kw_only=True):
    min: float
    max: float


class Explanation(Struct, frozen=True, kw_only=True):
    """``multiplier`` is the factor of the prices; the follower level acts through the CPM of its tier."""

    level: str
    description: str
    multiplier: float


class Explanations(Struct, frozen=True, kw_only=True):
    """None where the driver is unknown; it then does not change the prices."""

    engagement: Explanation | None
    follower_level: Explanation | None
    audience_location: Explanation | None
    audience_credibility: Explanation | None


class Pricing(Struct, frozen=True, kw_only=True):
    """``post_type`` always has the four of Instagram; None is not sold there, or its views are unknown."""

    currency: str
    post_type: dict[str, PriceRange | None]
    explanations: Explanations


@dataclass(frozen=True, kw_only=True)
class PriceDrivers:
    """The inputs of the price formula; None is unknown.

    ``countries`` are the percentages of the audience by country code; rates and score are fractions.
    """

    engagement_rate: float | None = None
    peer_median_engagement_rate: float | None = None
    countries: Mapping[str, float] | None = None
    credibility_score: float | None = None


_SOURCES: Final = (
    "CPM by tier: InfluencerRadar, influencer CPM benchmarks over 200 campaigns "
    "(https://influencerradar.com/blog-post.php?slug=benchmarking-influencer-cpm-industry-standards); its "
    "tiers end elsewhere, so micro lies between two of its rows and macro is the mean of two. Formats: the "
    "same and, for carousels, shorts, X, Facebook, LinkedIn, Snapchat and Twitch, SponsorRate "
    "(https://sponsorrate-com.pages.dev/methodology), whose multipliers of region (1 to 0.35) and of "
    "engagement (from 0.7) ours keep within. Country tiers: the lists that most ad networks share "
    "(https://worldpopulationreview.com/country-rankings/tier-1-countries). The steps of engagement and "
    "credibility are this product's choice"
)


@formula(version="1", unit="views", source="See reach_and_impressions.")
def expected_views(
    platform: PlatformKey, size: int | None, contents: Iterable[Content]
) -> dict[str, int | None]:
    """The expected views of a sponsored post of each format of the platform.

    The most likely impressions of `reach_and_impressions`. None where neither the creator's history nor
    published shares are known.
    """
    known = tuple(contents)
    estimates = {
        name: reach_and_impressions(platform, offer.placement, size, known)
        for name, offer in SPONSORED_FORMATS.get(platform, {}).items()
    }
    return {name: found.impressions.absolute if found else None for name, found in estimates.items()}


@formula(version="1", unit="US dollars", source=_SOURCES)
def pricing(
    platform: PlatformKey, size: int, views: Mapping[str, int | None], drivers: PriceDrivers
) -> Pricing:
    """The price range of a sponsored post of each format.

    price = expected views ÷ 1,000 × CPM × format × engagement × location × credibility, to two digits.

    CPM in dollars by followers: below 5,000 5–12; below 20,000 7–15; below 100,000 10–20; below a million
    20–38; above 40–100. Format, against an Instagram feed post: reels and carousel 1.2, story 0.5; YouTube
    video 2.4, short 0.4; TikTok video 0.8; tweet 0.4; Twitch stream 1.5; Facebook post 0.6, reels 0.7, story
    0.4; LinkedIn post 1.5; Snapchat story 0.5, video 0.6.

    Engagement, by the rate ÷ the median of the peers: below 0.4 × 0.7, below 0.75 × 0.85, below 1.25 × 1,
    below 2 × 1.15, above × 1.3. Location: the mean of 1 for Tier 1, 0.6 for Tier 2 and 0.4 for Tier 3
    countries, weighted by where the audience is. Credibility, by the score: below 0.4 × 0.6, below 0.55
    × 0.75, below 0.7 × 0.9, below 0.8 × 1, below 0.9 × 1.1, above × 1.15. What is unknown multiplies by 1.

    More followers, engagement or credibility never lower a price.
    """
    explanations = _explanations(size, drivers)
    factor = _multiplier(explanations)
    ranges = {name: _range(platform, name, size, count, factor) for name, count in views.items()}
    return Pricing(currency=CURRENCY, post_type=dict.fromkeys(_INSTAGRAM) | ranges, explanations=explanations)


def _range(
    platform: PlatformKey, name: str, size: int, views: int | None, factor: float
) -> PriceRange | None:
    if views is None:
        return None
    least, most = CPM[tier(size)]
    price = views / 1_000 * SPONSORED_FORMATS[platform][name].factor * factor
    return PriceRange(min=_two_digits(price * least), max=_two_digits(price * most))


def _two_digits(price: float) -> float:
    """Rounds to two significant digits: 12,345 is 12,000. Keeps the order of prices."""
    unit = 10 ** max(len(str(int(price))) - 2, 0)
    return float(round(price / unit) * unit)


def _multiplier(explanations: Explanations) -> float:
    found = 1.0
    for driver in (
        explanations.engagement,
        explanations.audience_location,
        explanations.audience_credibility,
    ):
        found *= driver.multiplier if driver else 1.0
    return found


def _explanations(size: int, drivers: PriceDrivers) -> Explanations:
    level, description = _FOLLOWER_LEVELS[tier(size)]
    return Explanations(
        engagement=_engagement(drivers),
        follower_level=Explanation(level=level, description=description, multiplier=1.0),
        audience_location=_location(drivers.countries),
        audience_credibility=_credibility(drivers.credibility_score),
    )


def _engagement(drivers: PriceDrivers) -> Explanation | None:
    if drivers.engagement_rate is None or not drivers.peer_median_engagement_rate:
        return None
    ratio = drivers.engagement_rate / drivers.peer_median_engagement_rate
    level = _level(ENGAGEMENT_LEVELS, ratio)
    description = (
        f"Posts are liked {ratio:.1f} times as much as is usual for this size, {_effect(level.multiplier)}."
    )
    return Explanation(level=level.name, description=description, multiplier=level.multiplier)


def _location(countries: Mapping[str, float] | None) -> Explanation | None:
    if not countries or not (whole := sum(countries.values())):
        return None
    shares = dict.fromkeys(LOCATION_WEIGHTS, 0.0)
    for country, share in countries.items():
        shares[_COUNTRY_TIERS.get(country, "Tier 3")] += share / whole
    multiplier = sum(share * LOCATION_WEIGHTS[name] for name, share in shares.items())
    level = max(shares, key=shares.__getitem__)
    description = (
        f"{shares[level]:.0%} of the audience whose country is known is in {level} countries: advertising to "
        f"it costs {multiplier:.0%} of what it costs in the richest markets."
    )
    return Explanation(level=level, description=description, multiplier=multiplier)


def _credibility(score: float | None) -> Explanation | None:
    if score is None:
        return None
    level = _level(CREDIBILITY_LEVELS, score)
    description = f"{score:.0%} of the audience are people who seem real, {_effect(level.multiplier)}."
    return Explanation(level=level.name, description=description, multiplier=level.multiplier)


def _level(levels: tuple[DriverLevel, ...], value: float) -> DriverLevel:
    return levels[max(bisect_right(levels, value, key=lambda level: level.floor) - 1, 0)]


def _effect(multiplier: float) -> str:
    if multiplier == 1:
        return "which leaves prices as they are"
    return f"which {'raises' if multiplier > 1 else 'lowers'} prices by {abs(multiplier - 1):.0%}"
