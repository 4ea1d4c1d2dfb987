"""Statistics of a peer group, computed from the index."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from limelight.analytics.peer_group import Floats, PeerGroup
from limelight.analytics.tiers import Tier, tier_bounds
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import InRange
from limelight.search.documents import FULL_SHARE, PERCENT_SCALE, RATE_SCALE
from limelight.search.engine import SearchEngine
from limelight.search.queries import CreatorQuery

_MAX_RATE_QUANTILES: Final = 1_000


def peer_group(engine: SearchEngine, platform: PlatformKey, tier: Tier) -> PeerGroup:
    """Engagement rates are evenly spaced quantiles, 1 % off at most; credibility is of followers."""
    least, most = tier_bounds(tier)
    size = InRange(field="follower_count", gte=least, lte=most)
    peers = CreatorQuery(platform=platform, clauses=(size,))
    rated = CreatorQuery(platform=platform, clauses=(size, InRange(field="engagement_rate")))
    return PeerGroup(
        platform=platform,
        tier=tier,
        count=engine.count(peers),
        engagement_rates=np.array(engine.quantiles(peers, "engagement_rate", _MAX_RATE_QUANTILES))
        / RATE_SCALE,
        credibility_scores=_expand_counts(engine.share_histogram(peers, "followers", "credibility.score")),
        rated_count=engine.count(rated),
        median_likes=_median(engine, peers, "average_likes"),
        median_comments=_median(engine, peers, "average_comments"),
        median_views=_median(engine, peers, "average_views"),
        median_reel_views=_median(engine, peers, "average_reel_views"),
    )


def _median(engine: SearchEngine, peers: CreatorQuery, field: str) -> float | None:
    return next(iter(engine.quantiles(peers, field, 1)), None)


def _expand_counts(counts: Mapping[int, int]) -> Floats:
    """One fraction per creator; a creator between two whole percentages gets their midpoint."""
    shares = [
        edge if edge % PERCENT_SCALE == 0 else edge // PERCENT_SCALE * PERCENT_SCALE + PERCENT_SCALE / 2
        for edge in counts
    ]
    return np.repeat(np.array(shares, float), list(counts.values())) / FULL_SHARE
