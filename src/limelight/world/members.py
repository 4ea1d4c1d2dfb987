"""The simulated followers themselves: pools of members, and which of them follow whom.

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
from limelight.world.draws import BLOCK, Aspect, Flags, Ints, generator
from limelight.world.figures import Figures
from limelight.world.lexicon import communities, markets
from limelight.world.people import People

SKETCH: Final = 64
_POOL: Final = 4_096
_STEP: Final = 2**31 // _POOL
_PREFIX: Final = 352
_FARMS: Final = 16
_SLOTS: Final = 3
_AT_LARGE: Final = 0.12
_SPREAD: Final = np.float32(0.9)
_MOST_EAGER: Final = np.float32(6.0)


@dataclass(frozen=True)
class Pools:
    """The members of each pool, by id, and how eager each is to follow (1 on average)."""

    ids: NDArray[np.int32]
    eagerness: NDArray[np.float32]


@dataclass(frozen=True)
class Followings:
    """For each creator, its pools and the probability that a member of average eagerness follows it."""

    pools: Ints
    rates: NDArray[np.float32]


@lru_cache(maxsize=12)
def pools(seed: int, platform: PlatformKey) -> Pools:
    rng = generator(seed, platform, Aspect.MEMBERS)
    shape = (len(communities()) + len(markets()) + _FARMS, _POOL)
    eagerness = np.minimum(np.exp(_SPREAD * rng.standard_normal(shape, dtype=np.float32)), _MOST_EAGER)
    ids = np.arange(_POOL, dtype=np.int32) * _STEP + rng.integers(0, _STEP, shape, dtype=np.int32)
    return Pools(ids, eagerness / eagerness.mean())


def followings(people: People, figures: Figures) -> Followings:
    """The larger a creator, the more of its communities it reaches. Bought followers come from a farm."""
    reach = np.clip(0.36 + 0.09 * (np.log10(figures.followers) - 3.0), 0.36, 0.75)
    is_buyer = figures.bought > 0
    farm = len(communities()) + len(markets()) + people.age % _FARMS
    at_large = len(communities()) + _market_of()[people.community]
    real = np.where(is_buyer, 1.0 - figures.bought, 1.0 - _AT_LARGE)
    rates = [
        people.purity * real,
        (1.0 - people.purity) * real,
        np.where(is_buyer, figures.bought, _AT_LARGE),
    ]
    return Followings(
        pools=np.stack([people.community, people.second, np.where(is_buyer, farm, at_large)], axis=1),
        rates=(reach[:, None] * np.stack(rates, axis=1)).astype(np.float32),
    )


def sketches(seed: int, platform: PlatformKey, block: int, found: Followings) -> list[tuple[int, ...]]:
    """The lowest ids of each creator's followers.

    Member n of a pool has an id in the n-th of as many equal steps. So of the first ids in the order of
    (n, pool), all but the last ``_SLOTS`` are certain to be the lowest.
    """
    known = pools(seed, platform)
    follows = _follows(known, found, _draws(seed, platform, block), slice(0, _PREFIX)).reshape(BLOCK, -1)
    places = np.flatnonzero(follows)
    before = np.cumsum(np.count_nonzero(follows, axis=1))
    starts = np.concatenate([[0], before[:-1]])
    take = np.minimum(starts[:, None] + np.arange(SKETCH + _SLOTS), before[:, None] - 1)
    numbers, slots = np.divmod(places[take] % follows.shape[1], _SLOTS)
    ids = known.ids[np.take_along_axis(found.pools, slots, axis=1), numbers]
    lowest = np.sort(ids, axis=1)[:, :SKETCH]
    return list(map(tuple, lowest.tolist()))


def members(seed: int, platform: PlatformKey, index: int, found: Followings) -> Ints:
    """The ids of all followers of a creator, in order: what its sketch is the beginning of."""
    block, row = divmod(index, BLOCK)
    known = pools(seed, platform)
    rng = generator(seed, platform, Aspect.MEMBERS, block, row)
    later = rng.integers(0, 2**16, (_SLOTS, 1, _POOL - _PREFIX), dtype=np.uint16)
    draws = np.concatenate([_draws(seed, platform, block)[:, row : row + 1], later], axis=2)
    one = Followings(found.pools[row : row + 1], found.rates[row : row + 1])
    numbers, slots = np.nonzero(_follows(known, one, draws, slice(0, _POOL))[0])
    return np.sort(known.ids[one.pools[0, slots], numbers]).astype(np.int64)


def _draws(seed: int, platform: PlatformKey, block: int) -> NDArray[np.uint16]:
    rng = generator(seed, platform, Aspect.MEMBERS, block)
    return rng.integers(0, 2**16, (_SLOTS, BLOCK, _PREFIX), dtype=np.uint16)


def _follows(known: Pools, found: Followings, draws: NDArray[np.uint16], part: slice) -> Flags:
    """Whether each creator is followed by the n-th member of each of its pools."""
    follows = np.empty((draws.shape[1], draws.shape[2], _SLOTS), dtype=bool)
    for slot in range(_SLOTS):
        rates = found.rates[:, slot, None] * np.float32(2**16)
        follows[:, :, slot] = draws[slot] < known.eagerness[found.pools[:, slot], part] * rates
    return follows


def _market_of() -> Ints:
    return np.array([community.market for community in communities()])
