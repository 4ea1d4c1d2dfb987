"""The true mix of follower types of an audience, and how many accounts they follow."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from limelight.kernel.records import AudienceKind
from limelight.sandbox.audiences.distributions import AGES, GENDERS
from limelight.sandbox.audiences.observed_samples import COMMENTERS, FOLLOWERS, LIKERS, SamplingKind
from limelight.sandbox.creators.blocks import Block
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Floats, generator

SAMPLING_BY_KIND: Final = {
    AudienceKind.FOLLOWERS: FOLLOWERS,
    AudienceKind.LIKERS: LIKERS,
    AudienceKind.COMMENTERS: COMMENTERS,
}
FOLLOWER_TYPES: Final = ("REAL", "INFLUENCERS", "MASS_FOLLOWERS", "SUSPICIOUS")
REAL, INFLUENCER, MASS, SUSPICIOUS = range(len(FOLLOWER_TYPES))
REACHABILITY_BRACKETS: Final = ("-500", "500-1000", "1000-1500", "1500-")
"""Brackets of the number of followed accounts; above 1,500 a person hardly sees a post."""
FOLLOWING_SHARES: Final = np.array(
    [
        [0.63, 0.32, 0.05, 0.0],
        [0.45, 0.35, 0.20, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [0.60, 0.18, 0.22, 0.0],
    ]
)
"""Fractions of the brackets for each type; above 1,500 a follower counts as a mass follower."""
_PART_OF_FOLLOWERS: Final = {
    AudienceKind.FOLLOWERS: 1.0,
    AudienceKind.LIKERS: 0.6,
    AudienceKind.COMMENTERS: 0.2,
}
_NON_FOLLOWER_FACTOR: Final = {
    AudienceKind.FOLLOWERS: 0.0,
    AudienceKind.LIKERS: 1.0,
    AudienceKind.COMMENTERS: 0.5,
}


@dataclass(frozen=True)
class AudienceMix:
    """``types`` are the fractions of TYPES, ``gender_ages`` percentages.

    ``non_follower_share`` is the fraction that does not follow the creator.
    """

    size: int
    type_shares: Floats
    non_follower_share: float
    gender_ages: Floats

    @property
    def credibility(self) -> float:
        return float(self.type_shares[REAL] + self.type_shares[INFLUENCER])

    @property
    def reachability(self) -> Floats:
        """The fractions of REACHES."""
        found: Floats = self.type_shares @ FOLLOWING_SHARES
        return found


def audience_mix(block: Block, at: int, kind: AudienceKind) -> AudienceMix:
    """An audience of the creator in that row of the block."""
    rng = generator(block.seed, block.platform, Aspect.AUDIENCE_MIX, block.number)
    influencers = 0.003 + 0.06 * rng.beta(1.4, 4.0, BLOCK_SIZE)
    mass = 0.2 + 0.5 * rng.beta(2.5, 2.5, BLOCK_SIZE)
    non_followers = 0.03 + 0.35 * rng.beta(1.6, 3.2, BLOCK_SIZE)
    doubt = (1.0 - block.metrics.credibility[at]) * SAMPLING_BY_KIND[kind].distrust_factor
    parts = (1.0 - influencers[at], influencers[at], mass[at], 1.0 - mass[at])
    return AudienceMix(
        size=int(block.metrics.followers[at] * _PART_OF_FOLLOWERS[kind]),
        type_shares=np.repeat([1.0 - doubt, doubt], 2) * parts,
        non_follower_share=float(non_followers[at]) * _NON_FOLLOWER_FACTOR[kind],
        gender_ages=_younger(block.audiences.gender_ages[at], SAMPLING_BY_KIND[kind]),
    )


def is_audience_visible(block: Block, at: int, kind: AudienceKind) -> bool:
    """False for private accounts, and where the platform has no likes or comments."""
    figures = block.metrics
    counts = {
        AudienceKind.FOLLOWERS: figures.followers,
        AudienceKind.LIKERS: figures.likes,
        AudienceKind.COMMENTERS: figures.comments,
    }
    return counts[kind] is not None and not figures.is_private[at]


def _younger(gender_ages: Floats, kind: SamplingKind) -> Floats:
    tilt = np.tile(np.linspace(kind.age_tilt, -kind.age_tilt, len(AGES)), len(GENDERS))
    weights = gender_ages * np.exp(tilt)
    found: Floats = 100.0 * weights / weights.sum()
    return found
