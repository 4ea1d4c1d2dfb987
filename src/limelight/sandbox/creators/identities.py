"""The names, homes, languages and communities of a block's creators."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.kernel.records import Place
from limelight.sandbox.creators.external_ids import external_ids
from limelight.sandbox.creators.handles import Handles, creator_groups
from limelight.sandbox.geography import geography
from limelight.sandbox.random_streams import (
    BLOCK_SIZE,
    Aspect,
    Flags,
    Floats,
    Ints,
    generator,
    sample_columns,
)
from limelight.sandbox.reference_data import communities, markets, niches


@dataclass(frozen=True)
class CreatorIdentities:
    """``community`` is a creator's first community and ``second`` another of its market.

    ``purity`` is how far it belongs to the first rather than the second.
    """

    handles: list[str]
    external_ids: list[str]
    full_names: list[str]
    languages: list[str]
    places: list[Place]
    home: Ints
    community: Ints
    second_community: Ints
    purity: Floats
    is_woman: Flags
    is_organisation: Flags
    age: Ints


@cache
def _markets() -> Ints:
    """The market of each place in a block."""
    return np.repeat(
        [family.market for family in creator_groups()], [family.size for family in creator_groups()]
    )


@cache
def _organisations() -> Flags:
    """Whether each place in a block is an organisation's."""
    return np.repeat(
        [family.is_organisation for family in creator_groups()], [family.size for family in creator_groups()]
    )


@cache
def _community_weights() -> Floats:
    """How the creators of a market (rows, first of men, then of women) choose among the communities."""
    weights = np.zeros((2, len(markets()), len(communities())))
    for community in communities():
        women = tuple(niches().values())[community.niche].women
        weights[0, community.market, community.number] = 110 - women
        weights[1, community.market, community.number] = 10 + women
    found: Floats = weights.reshape(-1, len(communities()))
    return found


@cache
def _mean_ages() -> Floats:
    """The usual age of a community's creators: a little older than its audience."""
    middles = np.array([16.0, 21.0, 29.0, 38.0, 50.0, 68.0])
    weights = np.array([tuple(niches().values())[found.niche].ages for found in communities()])
    found: Floats = (weights @ middles) / weights.sum(axis=1) + 1.0
    return found


def creator_identities(seed: int, platform: PlatformKey, block: int) -> CreatorIdentities:
    rng = generator(seed, platform, Aspect.IDENTITIES, block)
    handles = Handles(seed, platform)
    order = handles.order(block)
    market, organisation = _markets()[order], _organisations()[order]
    spellings = handles.block_parts(block)
    woman = np.array([spelling.given_index < spelling.group.names.women for spelling in spellings])
    community, second = _sample_communities(rng, market, woman)
    home = sample_columns(rng, geography().by_market, market)
    town = sample_columns(rng, geography().towns, home)
    ids = external_ids(seed, platform)
    words = [found.word for found in communities()]
    return CreatorIdentities(
        handles=[
            handles.text(spelling, words[at])
            for spelling, at in zip(spellings, community.tolist(), strict=True)
        ],
        external_ids=[ids.encode(index) for index in range(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE)],
        full_names=[spelling.full_name for spelling in spellings],
        languages=_languages(rng, market),
        places=geography().places[home, town].tolist(),
        home=home,
        community=community,
        second_community=second,
        purity=np.clip(rng.beta(7.0, 2.4, BLOCK_SIZE), 0.55, 0.96),
        is_woman=woman,
        is_organisation=organisation,
        age=np.clip(rng.normal(_mean_ages()[community], 6.5), 15, 78).astype(np.int64),
    )


def _sample_communities(rng: np.random.Generator, market: Ints, woman: Flags) -> tuple[Ints, Ints]:
    """A first and another second community of each creator."""
    tastes = _community_weights()
    rows = market + woman * len(markets())
    first = sample_columns(rng, tastes, rows)
    others = tastes[rows]
    others[np.arange(BLOCK_SIZE), first] = 0.0
    return first, sample_columns(rng, others, np.arange(BLOCK_SIZE))


def _languages(rng: np.random.Generator, market: Ints) -> list[str]:
    """Nearly all write in the language of their market, the others in English."""
    own = [found.language for found in markets().values()]
    abroad = rng.random(BLOCK_SIZE) < 0.04
    return ["en" if away else own[at] for away, at in zip(abroad.tolist(), market.tolist(), strict=True)]
