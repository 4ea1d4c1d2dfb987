"""Influencers in audiences: creators with many followers among a platform's first blocks."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.creators.blocks import Block
from limelight.sandbox.creators.identities import creator_identities
from limelight.sandbox.creators.metrics import creator_metrics
from limelight.sandbox.platform_distributions import DISTRIBUTIONS
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Floats, Ints, generator
from limelight.sandbox.reference_data import communities

_BLOCKS: Final = 4
_MIN_FOLLOWERS: Final = 5_000
_MAX_FOLLOWING: Final = 1_500
_SAME_MARKET_WEIGHT: Final = 0.05


@dataclass(frozen=True)
class Influencers:
    """``profiles`` has their public data in the columns of an audience sample."""

    indices: Ints
    communities: Ints
    markets: Ints
    profiles: pl.DataFrame


@lru_cache(maxsize=12)
def influencers(seed: int, platform: PlatformKey) -> Influencers:
    """The first creators with more than 5,000 followers that follow at most 1,500 accounts."""
    found = [_of_block(seed, platform, number) for number in range(_BLOCKS)]
    belonging = np.concatenate([each.communities for each in found])
    return Influencers(
        indices=np.concatenate([each.indices for each in found]),
        communities=belonging,
        markets=np.array([community.market for community in communities()])[belonging],
        profiles=pl.concat([each.profiles for each in found]),
    )


@lru_cache(maxsize=1_024)
def community_influencers(
    seed: int, platform: PlatformKey, community: int
) -> tuple[tuple[str, str, str], ...]:
    """Name, handle and external id of the influencers of a community."""
    known = influencers(seed, platform)
    there = known.profiles.filter(known.communities == community)
    return tuple(there.select("full_name", "username", "external_id").iter_rows())


def influencer_followers(block: Block, at: int) -> Ints:
    """The numbers of the influencers that follow a creator, its own communities' first."""
    known = influencers(block.seed, block.platform)
    rng = generator(block.seed, block.platform, Aspect.INFLUENCERS, block.number, at)
    weights = _weights(block, at, known)
    waits = rng.standard_exponential(len(weights)) / np.maximum(weights, 1e-12)
    order: Ints = np.argsort(waits, kind="stable")
    return order[: np.count_nonzero(weights)]


def _weights(block: Block, at: int, known: Influencers) -> Floats:
    first, second = int(block.identities.community[at]), int(block.identities.second_community[at])
    purity = float(block.identities.purity[at])
    weights = np.where(known.markets == communities()[first].market, _SAME_MARKET_WEIGHT, 0.0)
    weights[known.communities == first] = purity
    weights[known.communities == second] = 1.0 - purity
    weights[known.indices == block.number * BLOCK_SIZE + at] = 0.0
    return weights


def _of_block(seed: int, platform: PlatformKey, number: int) -> Influencers:
    identities, metrics = creator_identities(seed, platform, number), creator_metrics(seed, platform, number)
    rows = np.flatnonzero((metrics.followers > _MIN_FOLLOWERS) & (metrics.following <= _MAX_FOLLOWING))
    handles, ids = pl.Series(identities.handles).gather(rows), pl.Series(identities.external_ids).gather(rows)
    images = f"https://images.example.com/{platform}/"
    known = {
        "username": handles,
        "external_id": ids,
        "full_name": pl.Series(identities.full_names).gather(rows),
        "image_url": [f"{images}{external_id}.jpg" for external_id in ids],
        "url": [DISTRIBUTIONS[platform].url.format(handle) for handle in handles],
        "follower_count": metrics.followers[rows],
        "following_count": metrics.following[rows],
        "content_count": metrics.contents[rows],
        "is_private": metrics.is_private[rows],
        "is_verified": metrics.is_verified[rows],
    }
    community = identities.community[rows]
    return Influencers(number * BLOCK_SIZE + rows, community, community, pl.DataFrame(known))
