"""The creators that one is compared with: those of the same platform and tier."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from limelight.analytics.tiers import Tier
from limelight.kernel.platforms import PlatformKey

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class PeerGroup:
    """What is known of a platform's creators of one tier.

    ``count`` is how many there are. ``engagement_rates`` and ``credibility_scores`` are fractions, of all
    of them or of evenly drawn ones, in any order, without those of whom the value is unknown. Of drawn
    rates, ``rated_count`` is how many peers they stand for.
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
