"""What the index tells of a creator's peers: those of the same platform and tier."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from limelight.analytics.peers import Floats, Peers
from limelight.analytics.tiers import Tier, bounds
from limelight.kernel.platforms import PlatformKey
from limelight.search.clauses import InRange
from limelight.search.documents import FRACTION, PERCENT, WHOLE
from limelight.search.engine import Engine
from limelight.search.queries import CreatorQuery

_DRAWN: Final = 1_000


def peers_of(engine: Engine, platform: PlatformKey, tier: Tier) -> Peers:
    """Engagement rates are evenly drawn, and off by a hundredth at most; credibility is that of followers."""
    least, most = bounds(tier)
    size = InRange(field="follower_count", least=least, most=most)
    peers = CreatorQuery(platform=platform, clauses=(size,))
    rated = CreatorQuery(platform=platform, clauses=(size, InRange(field="engagement_rate")))
    return Peers(
        platform=platform,
        tier=tier,
        count=engine.count(peers),
        engagement_rates=np.array(engine.quantiles(peers, "engagement_rate", _DRAWN)) / FRACTION,
        credibility_scores=_fractions(engine.share_counts(peers, "followers", "credibility.score")),
        rated_count=engine.count(rated),
        median_likes=_median(engine, peers, "average_likes"),
        median_comments=_median(engine, peers, "average_comments"),
        median_views=_median(engine, peers, "average_views"),
        median_reel_views=_median(engine, peers, "average_reel_views"),
    )


def _median(engine: Engine, peers: CreatorQuery, field: str) -> float | None:
    return next(iter(engine.quantiles(peers, field, 1)), None)


def _fractions(counts: Mapping[int, int]) -> Floats:
    """One for each creator; who is between two whole percentages stands half way."""
    shares = [edge if edge % PERCENT == 0 else edge // PERCENT * PERCENT + PERCENT / 2 for edge in counts]
    return np.repeat(np.array(shares, float), list(counts.values())) / WHOLE
