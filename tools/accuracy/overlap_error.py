"""Overlaps of large audiences, found from parts of them, against what all their followers say."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap
from tools.accuracy.trials import SAMPLE_SIZES, Trials, TrialsByName, new_trials

from limelight.analytics.audience_samples import FollowerSet
from limelight.analytics.overlap import CreatorOverlap, Overlap, overlap, overlap_of_draws
from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import DataSource
from limelight.kernel.timestamps import Timestamp
from limelight.sandbox.audiences.follower_pools import FollowRates
from limelight.sandbox.creators.blocks import generate_block

_PLATFORM: Final = PlatformKey.INSTAGRAM
_POOL: Final = 2**22
"""The world's pools have 4,096 members; these a thousand times as many."""
_NUMBERS: Final = 2**32
_STEP: Final = _NUMBERS // _POOL
_SPREAD: Final = np.float32(0.9)
_MAX_EAGERNESS: Final = np.float32(6.0)
_COUNTS: Final = (2, 3, 5)
_REPEATS: Final = 8
_SEEN_AT: Final = Timestamp("2026-01-01T00:00:00.000000")
INDEPENDENT: Final = "independent samples"
Numbers = NDArray[np.uint32]


@dataclass
class OverlapErrors:
    """``percentages`` are of each creator, ``unions`` the errors of how many people there are, in percent.

    ``differences`` are between the overlaps of whole audiences and those that are counted person by person.
    """

    groups: int
    sizes: list[int] = field(default_factory=list)
    percentages: TrialsByName = field(default_factory=new_trials)
    unions: TrialsByName = field(default_factory=new_trials)
    differences: list[float] = field(default_factory=list)


def measure_overlap(seed: int, groups: int) -> OverlapErrors:
    """Of groups of two, three and five creators of one country, in turn."""
    rng = np.random.default_rng([seed, 1])
    found = OverlapErrors(groups)
    for number in range(groups):
        audiences = _audiences(seed, rng, _COUNTS[number % len(_COUNTS)])
        found.sizes += map(len, audiences)
        if number < len(_COUNTS):
            found.differences.append(_difference(audiences))
        _measure(audiences, rng, found)
    return found


def _measure(audiences: Sequence[Numbers], rng: np.random.Generator, found: OverlapErrors) -> None:
    truth = overlap(_memberships(audiences, audiences))
    for _ in range(_REPEATS):
        for size in SAMPLE_SIZES:
            known = [members[rng.integers(0, len(members), size)] for members in audiences]
            estimate = overlap_of_draws(_memberships(audiences, known))
            _compare_groups(estimate, truth, found, size)


def _compare_groups(estimate: Overlap, truth: Overlap, found: OverlapErrors, size: int) -> None:
    for creator, actual in zip(estimate.creators, truth.creators, strict=True):
        _compare(creator, actual, found.percentages[INDEPENDENT][size])
    if estimate.unique is not None and estimate.unique_interval is not None and truth.unique:
        scale = 100 / truth.unique
        interval = estimate.unique_interval.scaled(scale)
        found.unions[INDEPENDENT][size].add(estimate.unique * scale, 100, interval)


def _compare(told: CreatorOverlap, truth: CreatorOverlap, trials: Trials) -> None:
    share, actual = told.overlapping_percentage, truth.overlapping_percentage
    if share is not None and actual is not None and told.interval is not None:
        trials.add(share, actual, told.interval)


def _difference(audiences: Sequence[Numbers]) -> float:
    """Between what the formula says of whole audiences and what is counted person by person."""
    told = overlap(_memberships(audiences, audiences))
    everybody = np.sort(np.concatenate(audiences), kind="stable")
    again = everybody[1:] == everybody[:-1]
    people, shared = len(everybody) - int(again.sum()), everybody[1:][again]
    if told.unique != people:
        raise ValueError(f"{told.unique} people were found, and there are {people}")
    shares = [100 * float((shared[_search_positions(shared, each)] == each).mean()) for each in audiences]
    found = [creator.overlapping_percentage or 0.0 for creator in told.creators]
    return max(abs(one - other) for one, other in zip(found, shares, strict=True))


def _search_positions(ordered: Numbers, numbers: Numbers) -> NDArray[np.int64]:
    found: NDArray[np.int64] = np.minimum(np.searchsorted(ordered, numbers), len(ordered) - 1)
    return found


def _memberships(audiences: Sequence[Numbers], known: Sequence[Numbers]) -> list[FollowerSet]:
    pairs = zip(audiences, known, strict=True)
    return [FollowerSet(BitMap(some), len(every), DataSource.SANDBOX, _SEEN_AT) for every, some in pairs]


def _audiences(seed: int, rng: np.random.Generator, count: int) -> list[Numbers]:
    """Followers of creators of one country."""
    block = generate_block(seed, _PLATFORM, int(rng.integers(0, 8)))
    homes = block.identities.home
    many = np.flatnonzero(np.bincount(homes)[homes] >= count)
    near = np.flatnonzero(homes == homes[rng.choice(many)])
    rows = rng.choice(near, count, replace=False).tolist()
    return _draw_followers(rng, block.follow_rates, rows)


def _draw_followers(rng: np.random.Generator, all_: FollowRates, rows: Sequence[int]) -> list[Numbers]:
    """Each pool is met once, by all creators that have it."""
    found: list[list[Numbers]] = [[] for _ in rows]
    pools, rates = all_.pools[list(rows)], all_.rates[list(rows)]
    for pool in np.unique(pools):
        ids, eagerness = _members(rng)
        for at, slot in zip(*np.nonzero(pools == pool), strict=True):
            follows = rng.random(_POOL, dtype=np.float32) < rates[at, slot] * eagerness
            found[at].append(ids[follows])
    return [_merge_sorted(parts) for parts in found]


def _merge_sorted(parts: Sequence[Numbers]) -> Numbers:
    """Each is in order; what two of them have is one person."""
    found = np.sort(np.concatenate(parts), kind="stable")
    every: Numbers = found[np.append(True, found[1:] != found[:-1])]
    return every


def _members(rng: np.random.Generator) -> tuple[Numbers, NDArray[np.float32]]:
    """Their numbers and how eager each is to follow, as in the world."""
    ids = np.arange(_POOL, dtype=np.uint32) * np.uint32(_STEP)
    ids += rng.integers(0, _STEP, _POOL, dtype=np.uint32)
    eagerness = np.minimum(np.exp(_SPREAD * rng.standard_normal(_POOL, dtype=np.float32)), _MAX_EAGERNESS)
    return ids, eagerness / eagerness.mean()
