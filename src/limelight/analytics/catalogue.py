"""Every formula of this room: what the page of formulas is written from."""

from collections.abc import Callable
from typing import Any, Final

from limelight.analytics import (
    contents,
    engagement,
    estimates,
    growth,
    histograms,
    livestream,
    pricing,
    sponsored,
    tags,
    tiers,
)

FORMULAS: Final[tuple[Callable[..., Any], ...]] = (
    engagement.recent_posts,
    engagement.average_likes,
    engagement.average_comments,
    engagement.average_views,
    engagement.average_reel_views,
    engagement.engagement_rate,
    engagement.likes_per_view,
    engagement.posts_hidden_likes,
    engagement.posting_frequency,
    tags.top_hashtags,
    tags.top_mentions,
    tags.brand_affinity,
    tags.interests,
    sponsored.is_sponsored,
    sponsored.sponsored_contents,
    sponsored.sponsored_performance,
    contents.recent_contents,
    contents.top_contents,
    growth.reputation_history,
    growth.follower_growth,
    growth.sudden_jumps,
    tiers.tier,
    histograms.engagement_rate_histogram,
    histograms.credibility_bands,
    histograms.percentile,
    histograms.benchmarks,
    estimates.reach_and_impressions,
    pricing.expected_views,
    pricing.pricing,
    livestream.airtime,
    livestream.hours_watched,
    livestream.average_viewers,
    livestream.days_streamed,
    livestream.stream_follower_growth,
)
