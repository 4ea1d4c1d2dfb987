"""Creators who follow other creators: those of a platform's first that many follow themselves."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl

from limelight.kernel.platforms import PlatformKey
from limelight.world.blocks import Block
from limelight.world.draws import BLOCK, Aspect, Floats, Ints, generator
from limelight.world.figures import figures
from limelight.world.lexicon import communities
from limelight.world.people import people
from limelight.world.shapes import SHAPES

_BLOCKS: Final = 4
_MANY: Final = 5_000
_MOST_FOLLOWED: Final = 1_500
_NEIGHBOURLY: Final = 0.05


@dataclass(frozen=True)
class Notables:
    """``known`` has what their profiles show, under the names of an audience's columns."""

    indices: Ints
    communities: Ints
    markets: Ints
    known: pl.DataFrame


@lru_cache(maxsize=12)
def notables(seed: int, platform: PlatformKey) -> Notables:
    """Those who count as influencers in an audience: more than 5,000 follow them, and they follow few."""
    found = [_of_block(seed, platform, number) for number in range(_BLOCKS)]
    belonging = np.concatenate([each.communities for each in found])
    return Notables(
        indices=np.concatenate([each.indices for each in found]),
        communities=belonging,
        markets=np.array([community.market for community in communities()])[belonging],
        known=pl.concat([each.known for each in found]),
    )


@lru_cache(maxsize=1_024)
def neighbours(seed: int, platform: PlatformKey, community: int) -> tuple[tuple[str, str, str], ...]:
    """Name, handle and external id of the notables of a community."""
    known = notables(seed, platform)
    there = known.known.filter(known.communities == community)
    return tuple(there.select("full_name", "username", "external_id").iter_rows())


def following(block: Block, at: int) -> Ints:
    """The notables who follow a creator, by number: most likely those of its communities first."""
    known = notables(block.seed, block.platform)
    rng = generator(block.seed, block.platform, Aspect.NOTABLES, block.number, at)
    weights = _weights(block, at, known)
    waits = rng.standard_exponential(len(weights)) / np.maximum(weights, 1e-12)
    order: Ints = np.argsort(waits, kind="stable")
    return order[: np.count_nonzero(weights)]


def _weights(block: Block, at: int, known: Notables) -> Floats:
    first, second = int(block.people.community[at]), int(block.people.second[at])
    purity = float(block.people.purity[at])
    weights = np.where(known.markets == communities()[first].market, _NEIGHBOURLY, 0.0)
    weights[known.communities == first] = purity
    weights[known.communities == second] = 1.0 - purity
    weights[known.indices == block.number * BLOCK + at] = 0.0
    return weights


def _of_block(seed: int, platform: PlatformKey, number: int) -> Notables:
    who, how_many = people(seed, platform, number), figures(seed, platform, number)
    rows = np.flatnonzero((how_many.followers > _MANY) & (how_many.following <= _MOST_FOLLOWED))
    handles, ids = pl.Series(who.handles).gather(rows), pl.Series(who.external_ids).gather(rows)
    images = f"https://images.example.com/{platform}/"
    known = {
        "username": handles,
        "external_id": ids,
        "full_name": pl.Series(who.full_names).gather(rows),
        "image_url": [f"{images}{external_id}.jpg" for external_id in ids],
        "url": [SHAPES[platform].url.format(handle) for handle in handles],
        "follower_count": how_many.followers[rows],
        "following_count": how_many.following[rows],
        "content_count": how_many.contents[rows],
        "is_private": how_many.is_private[rows],
        "is_verified": how_many.is_verified[rows],
    }
    community = who.community[rows]
    return Notables(number * BLOCK + rows, community, community, pl.DataFrame(known))
