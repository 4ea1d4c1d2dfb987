"""Who the people of an audience are in truth: how many of them are real, and whom else they follow."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from limelight.kernel.records import AudienceKind
from limelight.world.audiences import AGES, GENDERS
from limelight.world.blocks import Block
from limelight.world.draws import BLOCK, Aspect, Floats, generator
from limelight.world.samples import COMMENTERS, FOLLOWERS, LIKERS, Kind

KINDS: Final = {
    AudienceKind.FOLLOWERS: FOLLOWERS,
    AudienceKind.LIKERS: LIKERS,
    AudienceKind.COMMENTERS: COMMENTERS,
}
TYPES: Final = ("REAL", "INFLUENCERS", "MASS_FOLLOWERS", "SUSPICIOUS")
REAL, INFLUENCER, MASS, SUSPICIOUS = range(len(TYPES))
REACHES: Final = ("-500", "500-1000", "1000-1500", "1500-")
"""How many others somebody follows; who follows more than 1,500 hardly sees anybody's posts."""
FOLLOWING: Final = np.array(
    [
        [0.63, 0.32, 0.05, 0.0],
        [0.45, 0.35, 0.20, 0.0],
        [0.0, 0.0, 0.0, 1.0],
        [0.60, 0.18, 0.22, 0.0],
    ]
)
"""Which part of each type follows so many: to follow more than 1,500 is what makes a mass follower."""
_PART_OF_FOLLOWERS: Final = {
    AudienceKind.FOLLOWERS: 1.0,
    AudienceKind.LIKERS: 0.6,
    AudienceKind.COMMENTERS: 0.2,
}
_STRANGERS: Final = {
    AudienceKind.FOLLOWERS: 0.0,
    AudienceKind.LIKERS: 1.0,
    AudienceKind.COMMENTERS: 0.5,
}


@dataclass(frozen=True)
class Crowd:
    """``types`` are the fractions of TYPES, ``gender_ages`` percentages.

    ``strangers`` is the fraction that does not follow the creator.
    """

    size: int
    types: Floats
    strangers: float
    gender_ages: Floats

    @property
    def credibility(self) -> float:
        return float(self.types[REAL] + self.types[INFLUENCER])

    @property
    def reaches(self) -> Floats:
        """The fractions of REACHES."""
        found: Floats = self.types @ FOLLOWING
        return found


def crowd(block: Block, at: int, kind: AudienceKind) -> Crowd:
    """An audience of the creator in that row of the block."""
    rng = generator(block.seed, block.platform, Aspect.CROWD, block.number)
    influencers = 0.003 + 0.06 * rng.beta(1.4, 4.0, BLOCK)
    mass = 0.2 + 0.5 * rng.beta(2.5, 2.5, BLOCK)
    strangers = 0.03 + 0.35 * rng.beta(1.6, 3.2, BLOCK)
    doubt = (1.0 - block.figures.credibility[at]) * KINDS[kind].doubt
    parts = (1.0 - influencers[at], influencers[at], mass[at], 1.0 - mass[at])
    return Crowd(
        size=int(block.figures.followers[at] * _PART_OF_FOLLOWERS[kind]),
        types=np.repeat([1.0 - doubt, doubt], 2) * parts,
        strangers=float(strangers[at]) * _STRANGERS[kind],
        gender_ages=_younger(block.audiences.gender_ages[at], KINDS[kind]),
    )


def is_shown(block: Block, at: int, kind: AudienceKind) -> bool:
    """Whether it can be seen at all who they are: private accounts hide them, some platforms have none."""
    figures = block.figures
    counts = {
        AudienceKind.FOLLOWERS: figures.followers,
        AudienceKind.LIKERS: figures.likes,
        AudienceKind.COMMENTERS: figures.comments,
    }
    return counts[kind] is not None and not figures.is_private[at]


def _younger(gender_ages: Floats, kind: Kind) -> Floats:
    tilt = np.tile(np.linspace(kind.youth, -kind.youth, len(AGES)), len(GENDERS))
    weights = gender_ages * np.exp(tilt)
    found: Floats = 100.0 * weights / weights.sum()
    return found
