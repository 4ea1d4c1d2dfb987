"""The bios, captions, hashtags, mentions, topics, brands and sponsors of a block's creators."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.sandbox.creators.identities import CreatorIdentities
from limelight.sandbox.creators.metrics import CreatorMetrics
from limelight.sandbox.random_streams import (
    BLOCK_SIZE,
    Aspect,
    Floats,
    Objects,
    generator,
    padded_grid,
    padded_matrix,
    weighted_order,
)
from limelight.sandbox.reference_data import Community, communities, niches, phrases

_EMOJI: Final = ("✨", "🔥", "💪", "🌿", "🎥", "❤️", "☕", "🌍", "🎮", "📩", "🙌", "😂")
_JOINTS: Final = (" | ", " • ", ". ", "\n")
_BIOS: Final = 10
_CAPTIONS: Final = 12
_WORD_ROTATIONS: Final = 4
_CITY: Final = "{city}"

Shares = list[dict[str, float]]


@dataclass(frozen=True)
class WeightedWords:
    """The communities' names for one thing, with a weight for each: the first of a community weigh most."""

    names: Objects
    weights: Floats


@dataclass(frozen=True)
class ProfileTexts:
    bios: list[str]
    captions: list[str]
    hashtags: Shares
    mentions: Shares
    topics: Shares
    brands: Shares
    sponsors: list[tuple[str, ...]]


def profile_texts(
    seed: int, platform: PlatformKey, block: int, people: CreatorIdentities, figures: CreatorMetrics
) -> ProfileTexts:
    rng = generator(seed, platform, Aspect.PROFILE_TEXTS, block)
    hashtags = _shares(rng, people, hashtag_vocabulary(), most=11, top=70.0)
    brands = _shares(rng, people, brand_vocabulary(), most=8, top=22.0)
    return ProfileTexts(
        bios=_bios(rng, people),
        captions=_captions(rng, people, hashtags),
        hashtags=hashtags,
        mentions=_shares(rng, people, mention_vocabulary(), most=6, top=18.0),
        topics=_shares(rng, people, topic_vocabulary(), most=6, top=60.0),
        brands=brands,
        sponsors=_sponsors(brands, figures),
    )


def _vocabulary(words: Callable[[Community], Sequence[str]]) -> WeightedWords:
    rows = [words(community) for community in communities()]
    return WeightedWords(
        padded_grid(rows), padded_matrix([1.0 / (2.0 + rank) for rank in range(len(row))] for row in rows)
    )


@cache
def hashtag_vocabulary() -> WeightedWords:
    return _vocabulary(lambda community: community.tags)


@cache
def mention_vocabulary() -> WeightedWords:
    return _vocabulary(lambda community: community.mentions)


@cache
def topic_vocabulary() -> WeightedWords:
    return _vocabulary(lambda community: community.topics)


@cache
def brand_vocabulary() -> WeightedWords:
    return _vocabulary(lambda community: community.brands)


def _shares(
    rng: np.random.Generator, people: CreatorIdentities, words: WeightedWords, *, most: int, top: float
) -> Shares:
    """For each creator some words of its two communities, with the percentage of posts that have them."""
    first, second = people.community, people.second_community
    purity = people.purity[:, None]
    weights = np.hstack([words.weights[first] * purity, words.weights[second] * (1.0 - purity)])
    order = weighted_order(rng, weights, most)
    is_second, column = np.divmod(order, words.names.shape[1])
    names = words.names[np.where(is_second == 1, second[:, None], first[:, None]), column]
    starts = top * (0.15 + 0.85 * rng.beta(1.6, 2.0, (BLOCK_SIZE, 1)))
    falls = rng.uniform(0.62, 0.93, (BLOCK_SIZE, 1)) ** np.arange(most)
    shares = np.maximum(np.round(starts * falls, 1), 0.1)
    counts = rng.integers(most // 3, most + 1, BLOCK_SIZE)
    rows = zip(counts.tolist(), names.tolist(), shares.tolist(), strict=True)
    return [dict(zip(keys[:count], values)) for count, keys, values in rows]  # noqa: B905


def _sponsors(brands: Shares, figures: CreatorMetrics) -> list[tuple[str, ...]]:
    """The brands that paid for posts: the more of the posts, the more of the brands."""
    counts = np.where(
        figures.sponsored_share > 0, 1 + (figures.sponsored_share * 10).astype(np.int64), 0
    ).tolist()
    return [tuple(named)[:count] if count else () for named, count in zip(brands, counts, strict=True)]


def _phrase_indexes(rng: np.random.Generator, count: int, templates: int) -> list[list[int]]:
    """For each creator some phrases of a pool, made from different templates (steps of 7 meet no two)."""
    template = (rng.integers(0, templates, (BLOCK_SIZE, 1)) + 7 * np.arange(count)) % templates
    found: list[list[int]] = (
        template + templates * rng.integers(0, _WORD_ROTATIONS, (BLOCK_SIZE, count))
    ).tolist()
    return found


def _bios(rng: np.random.Generator, people: CreatorIdentities) -> list[str]:
    kinds = rng.random((BLOCK_SIZE, 3)).tolist()
    picks = _phrase_indexes(rng, 3, _BIOS)
    signs = rng.integers(0, 12, (BLOCK_SIZE, 2)).tolist()
    cities = [place.city or "" for place in people.places]
    rows = zip(people.community.tolist(), people.languages, cities, kinds, picks, signs, strict=True)
    return [_bio(*row) for row in rows]


def _bio(
    community: int, language: str, city: str, kinds: list[float], picks: list[int], signs: list[int]
) -> str:
    pool = _pool(community, language)
    found = [pool.bios[pick] for pick in picks[: 1 + int(3 * kinds[0])]]
    if kinds[1] < 0.3:
        found.append(pool.homes[signs[0] % len(pool.homes)].replace(_CITY, city))
    text = _JOINTS[signs[1] % len(_JOINTS)].join(found)
    return f"{text} {_EMOJI[signs[0]]}" if kinds[2] < 0.4 else text


def _captions(rng: np.random.Generator, people: CreatorIdentities, hashtags: Shares) -> list[str]:
    picks = _phrase_indexes(rng, 5, _CAPTIONS)
    rows = zip(people.community.tolist(), people.languages, picks, hashtags, strict=True)
    return [_caption(*row) for row in rows]


def _caption(community: int, language: str, picks: list[int], hashtags: dict[str, float]) -> str:
    captions = _pool(community, language).captions
    tags = " #".join(list(hashtags)[:3])
    return f"{'. '.join([captions[pick] for pick in picks])} #{tags}"


@dataclass(frozen=True)
class _Pool:
    """Phrases of a community in a language, ready but for the name of the city."""

    bios: tuple[str, ...]
    homes: tuple[str, ...]
    captions: tuple[str, ...]


@cache
def _pool(community: int, language: str) -> _Pool:
    said = phrases()[language]
    words = said.words[tuple(niches())[communities()[community].niche]]
    about = tuple(phrase for phrase in said.bios if _CITY not in phrase)[:_BIOS]
    return _Pool(
        bios=_fill_templates(about, words),
        homes=tuple(phrase for phrase in said.bios if _CITY in phrase),
        captions=_fill_templates(said.captions[:_CAPTIONS], words),
    )


def _fill_templates(templates: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """All phrases in turn, and each turn with other words."""
    found = []
    for turn, template in product(range(_WORD_ROTATIONS), templates):
        word, other = words[turn % len(words)], words[(turn + 1) % len(words)]
        phrase = template.format(word=word, other=other)
        found.append(phrase[:1].upper() + phrase[1:])
    return tuple(found)


def community_captions(community: int, language: str) -> tuple[str, ...]:
    """The captions that creators of the community use."""
    return _pool(community, language).captions
