"""What the creators of a block say and whom they name: bios, captions, hashtags, mentions, topics, brands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

import numpy as np

from limelight.kernel.platforms import PlatformKey
from limelight.world.draws import BLOCK, Aspect, Floats, Objects, generator, grid, matrix, ranked
from limelight.world.figures import Figures
from limelight.world.lexicon import Community, communities, niches, phrases
from limelight.world.people import People

_EMOJI: Final = ("✨", "🔥", "💪", "🌿", "🎥", "❤️", "☕", "🌍", "🎮", "📩", "🙌", "😂")
_JOINTS: Final = (" | ", " • ", ". ", "\n")
_BIOS: Final = 10
_CAPTIONS: Final = 12
_TURNS: Final = 4
_CITY: Final = "{city}"

Shares = list[dict[str, float]]


@dataclass(frozen=True)
class Vocabulary:
    """The communities' names for one thing, with a weight for each: the first of a community weigh most."""

    names: Objects
    weights: Floats


@dataclass(frozen=True)
class Posts:
    bios: list[str]
    captions: list[str]
    hashtags: Shares
    mentions: Shares
    topics: Shares
    brands: Shares
    sponsors: list[tuple[str, ...]]


def posts(seed: int, platform: PlatformKey, block: int, people: People, figures: Figures) -> Posts:
    rng = generator(seed, platform, Aspect.POSTS, block)
    hashtags = _shares(rng, people, hashtag_vocabulary(), most=11, top=70.0)
    brands = _shares(rng, people, brand_vocabulary(), most=8, top=22.0)
    return Posts(
        bios=_bios(rng, people),
        captions=_captions(rng, people, hashtags),
        hashtags=hashtags,
        mentions=_shares(rng, people, mention_vocabulary(), most=6, top=18.0),
        topics=_shares(rng, people, topic_vocabulary(), most=6, top=60.0),
        brands=brands,
        sponsors=_sponsors(brands, figures),
    )


def _vocabulary(words: Callable[[Community], Sequence[str]]) -> Vocabulary:
    rows = [words(community) for community in communities()]
    return Vocabulary(grid(rows), matrix([1.0 / (2.0 + rank) for rank in range(len(row))] for row in rows))


@cache
def hashtag_vocabulary() -> Vocabulary:
    return _vocabulary(lambda community: community.tags)


@cache
def mention_vocabulary() -> Vocabulary:
    return _vocabulary(lambda community: community.mentions)


@cache
def topic_vocabulary() -> Vocabulary:
    return _vocabulary(lambda community: community.topics)


@cache
def brand_vocabulary() -> Vocabulary:
    return _vocabulary(lambda community: community.brands)


def _shares(rng: np.random.Generator, people: People, words: Vocabulary, *, most: int, top: float) -> Shares:
    """For each creator some words of its two communities, with the percentage of posts that have them."""
    first, second = people.community, people.second
    purity = people.purity[:, None]
    weights = np.hstack([words.weights[first] * purity, words.weights[second] * (1.0 - purity)])
    order = ranked(rng, weights, most)
    is_second, column = np.divmod(order, words.names.shape[1])
    names = words.names[np.where(is_second == 1, second[:, None], first[:, None]), column]
    starts = top * (0.15 + 0.85 * rng.beta(1.6, 2.0, (BLOCK, 1)))
    falls = rng.uniform(0.62, 0.93, (BLOCK, 1)) ** np.arange(most)
    shares = np.maximum(np.round(starts * falls, 1), 0.1)
    counts = rng.integers(most // 3, most + 1, BLOCK)
    rows = zip(counts.tolist(), names.tolist(), shares.tolist(), strict=True)
    return [dict(zip(keys[:count], values)) for count, keys, values in rows]  # noqa: B905


def _sponsors(brands: Shares, figures: Figures) -> list[tuple[str, ...]]:
    """The brands that paid for posts: the more of the posts, the more of the brands."""
    counts = np.where(figures.sponsored > 0, 1 + (figures.sponsored * 10).astype(np.int64), 0).tolist()
    return [tuple(named)[:count] if count else () for named, count in zip(brands, counts, strict=True)]


def _picks(rng: np.random.Generator, count: int, templates: int) -> list[list[int]]:
    """For each creator some phrases of a pool, made from different templates (steps of 7 meet no two)."""
    template = (rng.integers(0, templates, (BLOCK, 1)) + 7 * np.arange(count)) % templates
    found: list[list[int]] = (template + templates * rng.integers(0, _TURNS, (BLOCK, count))).tolist()
    return found


def _bios(rng: np.random.Generator, people: People) -> list[str]:
    kinds = rng.random((BLOCK, 3)).tolist()
    picks = _picks(rng, 3, _BIOS)
    signs = rng.integers(0, 12, (BLOCK, 2)).tolist()
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


def _captions(rng: np.random.Generator, people: People, hashtags: Shares) -> list[str]:
    picks = _picks(rng, 5, _CAPTIONS)
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
        bios=_filled(about, words),
        homes=tuple(phrase for phrase in said.bios if _CITY in phrase),
        captions=_filled(said.captions[:_CAPTIONS], words),
    )


def _filled(templates: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """All phrases in turn, and each turn with other words."""
    found = []
    for turn, template in product(range(_TURNS), templates):
        word, other = words[turn % len(words)], words[(turn + 1) % len(words)]
        phrase = template.format(word=word, other=other)
        found.append(phrase[:1].upper() + phrase[1:])
    return tuple(found)


def captions_of(community: int, language: str) -> tuple[str, ...]:
    """What creators of the community say below their posts."""
    return _pool(community, language).captions
