"""The simulated followers: pools of members, and which members follow which creator.

Every community has a pool of members, and so have every market at large and every farm of bought
followers. A creator is followed by each member of its pools with some probability, the more popular
members of a pool by more creators. A member's id is spread evenly below 2³¹, so the lowest ids of a
creator's followers are a bottom-k sketch: a fair sample, the same members of the same pool for all.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.creators.identities import CreatorIdentities
from limelight.sandbox.creators.metrics import CreatorMetrics
from limelight.sandbox.random_streams import BLOCK_SIZE, Aspect, Flags, Ints, generator
from limelight.sandbox.reference_data import communities, markets

SKETCH_SIZE: Final = 64
_POOL_SIZE: Final = 4_096
_STEP: Final = 2**31 // _POOL_SIZE
_PREFIX: Final = 352
_FARMS: Final = 16
_POOLS_PER_CREATOR: Final = 3
_AT_LARGE: Final = 0.12
_EAGERNESS_SIGMA: Final = np.float32(0.9)
_MAX_EAGERNESS: Final = np.float32(6.0)


@dataclass(frozen=True)
class MemberPools:
    """The members of each pool, by id, and how eager each is to follow (1 on average)."""

    ids: NDArray[np.int32]
    eagerness: NDArray[np.float32]


@dataclass(frozen=True)
class FollowRates:
    """For each creator, its pools and the probability that a member of average eagerness follows it."""

    pools: Ints
    rates: NDArray[np.float32]


@lru_cache(maxsize=12)
def member_pools(seed: int, platform: PlatformKey) -> MemberPools:
    rng = generator(seed, platform, Aspect.MEMBERS)
    shape = (len(communities()) + len(markets()) + _FARMS, _POOL_SIZE)
    eagerness = np.minimum(
        np.exp(_EAGERNESS_SIGMA * rng.standard_normal(shape, dtype=np.float32)), _MAX_EAGERNESS
    )
    ids = np.arange(_POOL_SIZE, dtype=np.int32) * _STEP + rng.integers(0, _STEP, shape, dtype=np.int32)
    return MemberPools(ids, eagerness / eagerness.mean())


def follow_rates(people: CreatorIdentities, figures: CreatorMetrics) -> FollowRates:
    """The larger a creator, the more of its communities it reaches. Bought followers come from a farm."""
    reach = np.clip(0.36 + 0.09 * (np.log10(figures.followers) - 3.0), 0.36, 0.75)
    is_buyer = figures.bought_share > 0
    farm = len(communities()) + len(markets()) + people.age % _FARMS
    at_large = len(communities()) + _market_of()[people.community]
    real = np.where(is_buyer, 1.0 - figures.bought_share, 1.0 - _AT_LARGE)
    rates = [
        people.purity * real,
        (1.0 - people.purity) * real,
        np.where(is_buyer, figures.bought_share, _AT_LARGE),
    ]
    return FollowRates(
        pools=np.stack(
            [people.community, people.second_community, np.where(is_buyer, farm, at_large)], axis=1
        ),
        rates=(reach[:, None] * np.stack(rates, axis=1)).astype(np.float32),
    )


def minhash_sketches(
    seed: int, platform: PlatformKey, block: int, found: FollowRates
) -> list[tuple[int, ...]]:
    """The lowest ids of each creator's followers.

    Member n of a pool has an id in the n-th of as many equal steps. So of the first ids in the order of
    (n, pool), all but the last ``_POOLS_PER_CREATOR`` are certain to be the lowest.
    """
    known = member_pools(seed, platform)
    follows = _follows(known, found, _follow_draws(seed, platform, block), slice(0, _PREFIX)).reshape(
        BLOCK_SIZE, -1
    )
    places = np.flatnonzero(follows)
    before = np.cumsum(np.count_nonzero(follows, axis=1))
    starts = np.concatenate([[0], before[:-1]])
    take = np.minimum(starts[:, None] + np.arange(SKETCH_SIZE + _POOLS_PER_CREATOR), before[:, None] - 1)
    numbers, slots = np.divmod(places[take] % follows.shape[1], _POOLS_PER_CREATOR)
    ids = known.ids[np.take_along_axis(found.pools, slots, axis=1), numbers]
    lowest = np.sort(ids, axis=1)[:, :SKETCH_SIZE]
    return list(map(tuple, lowest.tolist()))


def follower_ids(seed: int, platform: PlatformKey, index: int, found: FollowRates) -> Ints:
    """The ids of all followers of a creator, in order: what its sketch is the beginning of."""
    block, row = divmod(index, BLOCK_SIZE)
    known = member_pools(seed, platform)
    rng = generator(seed, platform, Aspect.MEMBERS, block, row)
    later = rng.integers(0, 2**16, (_POOLS_PER_CREATOR, 1, _POOL_SIZE - _PREFIX), dtype=np.uint16)
    draws = np.concatenate([_follow_draws(seed, platform, block)[:, row : row + 1], later], axis=2)
    one = FollowRates(found.pools[row : row + 1], found.rates[row : row + 1])
    numbers, slots = np.nonzero(_follows(known, one, draws, slice(0, _POOL_SIZE))[0])
    return np.sort(known.ids[one.pools[0, slots], numbers]).astype(np.int64)


def _follow_draws(seed: int, platform: PlatformKey, block: int) -> NDArray[np.uint16]:
    rng = generator(seed, platform, Aspect.MEMBERS, block)
    return rng.integers(0, 2**16, (_POOLS_PER_CREATOR, BLOCK_SIZE, _PREFIX), dtype=np.uint16)


def _follows(known: MemberPools, found: FollowRates, draws: NDArray[np.uint16], part: slice) -> Flags:
    """Whether each creator is followed by the n-th member of each of its pools."""
    follows = np.empty((draws.shape[1], draws.shape[2], _POOLS_PER_CREATOR), dtype=bool)
    for slot in range(_POOLS_PER_CREATOR):
        rates = found.rates[:, slot, None] * np.float32(2**16)
        follows[:, :, slot] = draws[slot] < known.eagerness[found.pools[:, slot], part] * rates
    return follows


def _market_of() -> Ints:
    return np.array([community.market for community in communities()])
