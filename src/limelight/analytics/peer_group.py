"""Peer groups: the creators of one platform and tier."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limelight.analytics.tiers import Tier
from limelight.kernel.platforms import PlatformKey

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PeerGroup:
    """Metrics of a platform's creators of one tier.

    ``count`` is their number. ``engagement_rates`` and ``credibility_scores`` are fractions, of all
    of them or of a uniform sample, in any order, without unknown values. For a
    sample, ``rated_count`` is the number of peers that it represents.
    """

    platform: PlatformKey
    tier: Tier
    count: int
    engagement_rates: Floats
    credibility_scores: Floats
    rated_count: int | None = None
    median_likes: float | None = None
    median_comments: float | None = None
    median_views: float | None = None
    median_reel_views: float | None = None
