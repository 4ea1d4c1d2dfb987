"""A block of creators with all its random values, from which the records are built."""

from dataclasses import dataclass

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.audiences.distributions import AudienceDistributions, audience_distributions
from limelight.sandbox.audiences.follower_pools import FollowRates, follow_rates
from limelight.sandbox.creators.histories import MonthlyHistories, monthly_histories
from limelight.sandbox.creators.identities import CreatorIdentities, creator_identities
from limelight.sandbox.creators.metrics import CreatorMetrics, creator_metrics


@dataclass(frozen=True)
class Block:
    """The ground truth of 256 creators of a platform, from index ``number * BLOCK_SIZE`` on."""

    seed: int
    platform: PlatformKey
    number: int
    identities: CreatorIdentities
    metrics: CreatorMetrics
    histories: MonthlyHistories
    audiences: AudienceDistributions
    follow_rates: FollowRates


def generate_block(seed: int, platform: PlatformKey, number: int) -> Block:
    key = (seed, platform, number)
    identities = creator_identities(*key)
    metrics = creator_metrics(*key)
    return Block(
        *key,
        identities=identities,
        metrics=metrics,
        histories=monthly_histories(*key, metrics),
        audiences=audience_distributions(*key, identities),
        follow_rates=follow_rates(identities, metrics),
    )
