"""Profile section of a report: metrics of the posts, else of the profile; peers and prices."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from limelight.analytics import livestream
from limelight.analytics import pricing as pricing_formula
from limelight.analytics.contents import recent_contents, top_contents
from limelight.analytics.engagement import (
    average_comments,
    average_likes,
    average_reel_views,
    average_views,
    engagement_rate,
    likes_per_view,
    posting_frequency,
    posts_hidden_likes,
    recent_posts,
)
from limelight.analytics.growth import Jump, reputation_history, sudden_jumps
from limelight.analytics.histograms import (
    Benchmarks,
    HistogramBand,
    benchmarks,
    engagement_rate_histogram,
    percentile,
)
from limelight.analytics.language import usual_language
from limelight.analytics.livestream import LivestreamFigures, livestream_figures
from limelight.analytics.peer_group import PeerGroup
from limelight.analytics.pricing import PriceDrivers, expected_views, pricing
from limelight.analytics.sponsored import sponsored_contents, sponsored_performance
from limelight.analytics.tags import (
    brand_affinity,
    interests,
    mentions_of,
    text_of,
    top_hashtags,
    top_mentions,
)
from limelight.analytics.tiers import follower_or_subscriber_count
from limelight.jobs.profile_analytics.report_inputs import ReportInputs
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Content, ContentEngagement, Creator, MonthlyTotals
from limelight.kernel.struct_mapping import copy_fields
from limelight.schemas.creator_discovery.pricing import (
    PriceBounds,
    PriceRange,
    Pricing,
    PricingExplanation,
    PricingExplanations,
)
from limelight.schemas.creator_discovery.profile_analytics import (
    Benchmark,
    ContentCounts,
    EngagementRateBand,
    EstimatedAudience,
    FollowerGrowth,
    Games,
    LivestreamMetrics,
    Mention,
    NamedShare,
    RateBand,
    ReportContent,
    ReputationMonth,
    SuddenGrowth,
    TopGame,
    Viewership,
)

_VIDEO_PLATFORMS = (PlatformKey.YOUTUBE, PlatformKey.TIKTOK)


CONTENT_FIELDS: Final = (
    "language",
    "average_likes",
    "average_comments",
    "average_views",
    "average_reels_views",
    "engagement_rate",
    "likes_per_view",
    "posts_per_month",
    "posts_hidden_likes_percentage_value",
    "sponsored_posts_performance",
    "reputation_history",
    "sudden_growth",
    "top_hashtags",
    "top_mentions",
    "top_interests",
    "brand_affinity",
    "top_contents",
    "recent_contents",
    "sponsored_contents",
    "livestream_metrics",
)
"""Fields of a profile that ``content_fields`` computes."""
COMPARISON_FIELDS: Final = ("engagement_rate_histogram", "benchmark")
"""Fields of a profile that ``peer_comparison`` computes."""

_to_reputation_month: Final = copy_fields(MonthlyTotals, ReputationMonth)
_to_sudden_growth: Final = copy_fields(Jump, SuddenGrowth)
_to_rate_band: Final = copy_fields(HistogramBand, RateBand)
_to_engagement_band: Final = copy_fields(HistogramBand, EngagementRateBand, given=("engagement_rate_band",))
_to_benchmark: Final = copy_fields(
    Benchmarks,
    Benchmark,
    given=(
        "tier",
        "engagement_rate_percentile",
        "credibility_score_percentile",
        "average_reels_views",
    ),
)
_to_livestream_metrics: Final = copy_fields(
    LivestreamFigures,
    LivestreamMetrics,
    given=("follower_growth", "games", "viewership", "estimated_audience"),
    defaults=("subscribers", "chat", "bits"),
)
_to_follower_growth: Final = copy_fields(livestream.FollowerGrowth, FollowerGrowth)
_to_counts: Final = copy_fields(ContentEngagement, ContentCounts, given=("play_count",))
_to_price_bounds: Final = copy_fields(pricing_formula.PriceRange, PriceBounds)
_to_price_range: Final = copy_fields(pricing_formula.PriceRange, PriceRange, given=("price_range",))
_to_explanation: Final = copy_fields(pricing_formula.Explanation, PricingExplanation)
_to_report_content: Final = copy_fields(Content, ReportContent, given=("engagement", "mentions"))


def content_fields(inputs: ReportInputs) -> dict[str, Any]:
    """Returns the fields that are computed from posts, by wire name."""
    creator = inputs.creator
    contents = inputs.contents.items if inputs.contents else ()
    posts = recent_posts(contents, inputs.now)
    return {
        "language": creator.language or usual_language(map(text_of, posts)),
        **_averages(creator, posts),
        "posts_per_month": _rounded(posting_frequency(contents, inputs.now), 2),
        "posts_hidden_likes_percentage_value": _hidden_likes(creator, posts),
        "sponsored_posts_performance": _rounded(sponsored_performance(contents), 4),
        "reputation_history": [_to_reputation_month(month) for month in reputation_history(creator.history)],
        "sudden_growth": [_to_sudden_growth(jump) for jump in sudden_jumps(creator.history)],
        **_topics(creator, posts),
        "top_contents": [_report_content(content) for content in top_contents(contents)],
        "recent_contents": [_report_content(content) for content in recent_contents(contents)],
        "sponsored_contents": [_report_content(content) for content in sponsored_contents(contents)],
        "livestream_metrics": _livestream(inputs, contents),
    }


def peer_comparison(peers: PeerGroup | None, rate: float | None, credibility: float | None) -> dict[str, Any]:
    """Returns the fields that compare the creator with its peers."""
    if peers is None:
        return {"engagement_rate_histogram": (), "benchmark": None}
    usual = benchmarks(peers)
    return {
        "engagement_rate_histogram": [
            _to_engagement_band(band, engagement_rate_band=_to_rate_band(band))
            for band in engagement_rate_histogram(peers)
        ],
        "benchmark": _to_benchmark(
            usual,
            tier=peers.tier,
            engagement_rate_percentile=percentile(rate, peers.engagement_rates),
            credibility_score_percentile=percentile(credibility, peers.credibility_scores),
            average_reels_views=usual.average_reel_views,
        ),
    }


def _averages(creator: Creator, posts: Sequence[Content]) -> dict[str, Any]:
    """Averages of the posts, else those of the profile."""
    rate = engagement_rate(posts, follower_or_subscriber_count(creator))
    has_views = creator.platform in _VIDEO_PLATFORMS
    return {
        "average_likes": _round_or_default(average_likes(posts), creator.average_likes),
        "average_comments": _round_or_default(average_comments(posts), creator.average_comments),
        "average_views": _round_or_default(average_views(posts), creator.average_views),
        "average_reels_views": _round_or_default(average_reel_views(posts), creator.average_reel_views),
        "engagement_rate": _rounded(creator.engagement_rate if rate is None else rate, 6),
        "likes_per_view": _rounded(likes_per_view(posts), 6) if has_views else None,
    }


def _topics(creator: Creator, posts: Sequence[Content]) -> dict[str, Any]:
    tags = top_hashtags(posts) if posts else creator.hashtags or {}
    shown_interests = interests(tags) or dict.fromkeys(creator.interests or (), 100.0)
    return {
        "top_hashtags": _named_shares(tags),
        "top_mentions": _named_shares(top_mentions(posts) if posts else creator.mentions or {}),
        "top_interests": _named_shares(shown_interests),
        "brand_affinity": _named_shares(brand_affinity(posts)),
    }


def _hidden_likes(creator: Creator, posts: Sequence[Content]) -> float | None:
    computed = posts_hidden_likes(posts, creator.platform)
    imported = creator.posts_hidden_likes_percentage
    return _rounded(imported / 100 if computed is None and imported is not None else computed, 4)


def _livestream(inputs: ReportInputs, contents: Sequence[Content]) -> LivestreamMetrics | None:
    live = inputs.creator.livestream
    if live is None:
        return None
    found = livestream_figures(live, contents, follower_or_subscriber_count(inputs.creator), inputs.now)
    top = TopGame(name=live.category, hours_watched=None, hours_watched_percentage=None)
    watched = found.total_live_view_count
    return _to_livestream_metrics(
        found,
        follower_growth=_to_follower_growth(found.follower_growth),
        games=[Games(count=found.categories_streamed, top=top)],
        viewership=Viewership(total_live_view_count=watched, unique_viewers=None, auth_unique_viewers=None),
        estimated_audience=EstimatedAudience(daily_average=None, average_view_duration=None),
    )


def _report_content(content: Content) -> ReportContent:
    counts = _to_counts(content.engagement, play_count=content.engagement.view_count)
    mentions = [Mention(name=name) for name in mentions_of(content)]
    return _to_report_content(content, engagement=counts, mentions=mentions)


def _named_shares(shares: Mapping[str, float]) -> list[NamedShare]:
    return [NamedShare(name=name, value=value) for name, value in shares.items()]


def _round_or_default(value: float | None, otherwise: int | None) -> int | None:
    return otherwise if value is None else round(value)


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def pricing_section(
    inputs: ReportInputs, drivers: PriceDrivers
) -> tuple[Pricing, PricingExplanations] | tuple[None, None]:
    """Returns None twice if the number of followers is unknown."""
    creator, size = inputs.creator, follower_or_subscriber_count(inputs.creator)
    if size is None:
        return None, None
    views = expected_views(creator.platform, size, inputs.contents.items if inputs.contents else ())
    found = pricing(creator.platform, size, views, drivers)
    ranges = {
        name: None if bounds is None else _to_price_range(bounds, price_range=_to_price_bounds(bounds))
        for name, bounds in found.post_type.items()
    }
    reasons = {
        name: None if reason is None else _to_explanation(reason)
        for name in PricingExplanations.__struct_fields__
        for reason in [getattr(found.explanations, name)]
    }
    return Pricing(currency=found.currency, post_type=ranges), PricingExplanations(**reasons)
